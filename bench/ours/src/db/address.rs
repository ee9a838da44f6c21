/// A record of the model `Address`.
#[derive(Clone)]
pub struct Address {
    pub id: ::core::primitive::i32,
    pub street: ::core::option::Option<::std::string::String>,
    pub city: ::core::option::Option<::std::string::String>,
    pub postal_code: ::core::option::Option<::std::string::String>,
    pub country: ::core::option::Option<::std::string::String>,
    pub customer_id: ::core::primitive::i32,
}

impl ::nicol::Model for Address {
    const ID: ::core::primitive::u16 = 1;
    const NAME: &'static ::core::primitive::str = "Address";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("street", "street"),
        ("city", "city"),
        ("postalCode", "postal_code"),
        ("country", "country"),
        ("customerId", "customer_id"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            street: c.column(),
            city: c.column(),
            postal_code: c.column(),
            country: c.column(),
            customer_id: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.street,
            2 => &self.city,
            3 => &self.postal_code,
            4 => &self.country,
            _ => &self.customer_id,
        }
    }
}

impl ::core::fmt::Debug for Address {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Address", f)
    }
}

impl ::core::cmp::PartialEq for Address {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Address {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Address`: what is required. All else by `set` and `with`.
pub struct New {
    pub customer: ::nicol::Link<super::Customer>,
}

impl ::nicol::New for New {
    type Model = Address;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.link(6, self.customer);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Address, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `street`.
#[inline]
pub fn street() -> ::nicol::Field<Address, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(1)
}

/// The field `city`.
#[inline]
pub fn city() -> ::nicol::Field<Address, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `postalCode`.
#[inline]
pub fn postal_code() -> ::nicol::Field<Address, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(3)
}

/// The field `country`.
#[inline]
pub fn country() -> ::nicol::Field<Address, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(4)
}

/// The field `customerId`.
#[inline]
pub fn customer_id() -> ::nicol::Key<Address, ::core::primitive::i32> {
    ::nicol::Field::new(5)
}

/// The relation `customer` to `Customer`.
#[inline]
pub fn customer() -> ::nicol::Rel<Address, ::nicol::One<super::Customer>> {
    ::nicol::Rel::new(6)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Address, ::core::primitive::i32>;
    pub type street = ::nicol::Field<super::Address, ::core::option::Option<::std::string::String>>;
    pub type city = ::nicol::Field<super::Address, ::core::option::Option<::std::string::String>>;
    pub type postal_code =
        ::nicol::Field<super::Address, ::core::option::Option<::std::string::String>>;
    pub type country =
        ::nicol::Field<super::Address, ::core::option::Option<::std::string::String>>;
    pub type customer_id = ::nicol::Key<super::Address, ::core::primitive::i32>;
    pub type customer = ::nicol::Rel<super::Address, ::nicol::One<super::super::Customer>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::customer;
    pub type __Model = super::Address;
}
