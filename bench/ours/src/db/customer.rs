/// A record of the model `Customer`.
#[derive(Clone)]
pub struct Customer {
    pub id: ::core::primitive::i32,
    pub created_at: ::nicol::DateTime,
    pub name: ::core::option::Option<::std::string::String>,
    pub email: ::std::string::String,
    pub is_active: ::core::primitive::bool,
}

impl ::nicol::Model for Customer {
    const ID: ::core::primitive::u16 = 0;
    const NAME: &'static ::core::primitive::str = "Customer";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("createdAt", "created_at"),
        ("name", "name"),
        ("email", "email"),
        ("isActive", "is_active"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            created_at: c.column(),
            name: c.column(),
            email: c.column(),
            is_active: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.created_at,
            2 => &self.name,
            3 => &self.email,
            _ => &self.is_active,
        }
    }
}

impl ::core::fmt::Debug for Customer {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Customer", f)
    }
}

impl ::core::cmp::PartialEq for Customer {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Customer {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Customer`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub email: &'a ::core::primitive::str,
}

impl ::nicol::New for New<'_> {
    type Model = Customer;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(3, self.email);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Customer, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `createdAt`.
#[inline]
pub fn created_at() -> ::nicol::Field<Customer, ::nicol::DateTime> {
    ::nicol::Field::new(1)
}

/// The field `name`.
#[inline]
pub fn name() -> ::nicol::Field<Customer, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `email`.
#[inline]
pub fn email() -> ::nicol::Field<Customer, ::std::string::String> {
    ::nicol::Field::new(3)
}

/// The field `isActive`.
#[inline]
pub fn is_active() -> ::nicol::Field<Customer, ::core::primitive::bool> {
    ::nicol::Field::new(4)
}

/// The relation `address` to `Address`.
#[inline]
pub fn address() -> ::nicol::Rel<Customer, ::nicol::Opt<super::Address>> {
    ::nicol::Rel::new(5)
}

/// The relation `orders` to `Order`.
#[inline]
pub fn orders() -> ::nicol::Rel<Customer, ::nicol::Many<super::Order>> {
    ::nicol::Rel::new(6)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Customer, ::core::primitive::i32>;
    pub type created_at = ::nicol::Field<super::Customer, ::nicol::DateTime>;
    pub type name = ::nicol::Field<super::Customer, ::core::option::Option<::std::string::String>>;
    pub type email = ::nicol::Field<super::Customer, ::std::string::String>;
    pub type is_active = ::nicol::Field<super::Customer, ::core::primitive::bool>;
    pub type address = ::nicol::Rel<super::Customer, ::nicol::Opt<super::super::Address>>;
    pub type orders = ::nicol::Rel<super::Customer, ::nicol::Many<super::super::Order>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::address;
    pub use super::super::order as orders;
    pub type __Model = super::Customer;
}
