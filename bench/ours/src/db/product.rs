/// A record of the model `Product`.
#[derive(Clone)]
pub struct Product {
    pub id: ::core::primitive::i32,
    pub name: ::std::string::String,
    pub price: ::core::primitive::f64,
    pub quantity: ::core::primitive::i32,
    pub description: ::core::option::Option<::std::string::String>,
}

impl ::nicol::Model for Product {
    const ID: ::core::primitive::u16 = 3;
    const NAME: &'static ::core::primitive::str = "Product";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("name", "name"),
        ("price", "price"),
        ("quantity", "quantity"),
        ("description", "description"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            name: c.column(),
            price: c.column(),
            quantity: c.column(),
            description: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.name,
            2 => &self.price,
            3 => &self.quantity,
            _ => &self.description,
        }
    }
}

impl ::core::fmt::Debug for Product {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Product", f)
    }
}

impl ::core::cmp::PartialEq for Product {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Product {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Product`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub name: &'a ::core::primitive::str,
    pub price: ::core::primitive::f64,
    pub quantity: ::core::primitive::i32,
}

impl ::nicol::New for New<'_> {
    type Model = Product;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.name);
        out.set::<::core::primitive::f64>(2, self.price);
        out.set::<::core::primitive::i32>(3, self.quantity);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Product, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `name`.
#[inline]
pub fn name() -> ::nicol::Field<Product, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `price`.
#[inline]
pub fn price() -> ::nicol::Field<Product, ::core::primitive::f64> {
    ::nicol::Field::new(2)
}

/// The field `quantity`.
#[inline]
pub fn quantity() -> ::nicol::Field<Product, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The field `description`.
#[inline]
pub fn description() -> ::nicol::Field<Product, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(4)
}

/// The relation `orders` to `Order`.
#[inline]
pub fn orders() -> ::nicol::Rel<Product, ::nicol::Many<super::Order>> {
    ::nicol::Rel::new(5)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Product, ::core::primitive::i32>;
    pub type name = ::nicol::Field<super::Product, ::std::string::String>;
    pub type price = ::nicol::Field<super::Product, ::core::primitive::f64>;
    pub type quantity = ::nicol::Field<super::Product, ::core::primitive::i32>;
    pub type description =
        ::nicol::Field<super::Product, ::core::option::Option<::std::string::String>>;
    pub type orders = ::nicol::Rel<super::Product, ::nicol::Many<super::super::Order>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::order as orders;
    pub type __Model = super::Product;
}
