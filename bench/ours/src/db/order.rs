/// A record of the model `Order`.
#[derive(Clone)]
pub struct Order {
    pub id: ::core::primitive::i32,
    pub date: ::nicol::DateTime,
    pub total_amount: ::core::primitive::f64,
    pub customer_id: ::core::primitive::i32,
}

impl ::nicol::Model for Order {
    const ID: ::core::primitive::u16 = 2;
    const NAME: &'static ::core::primitive::str = "Order";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("date", "date"),
        ("totalAmount", "total_amount"),
        ("customerId", "customer_id"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            date: c.column(),
            total_amount: c.column(),
            customer_id: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.date,
            2 => &self.total_amount,
            _ => &self.customer_id,
        }
    }
}

impl ::core::fmt::Debug for Order {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Order", f)
    }
}

impl ::core::cmp::PartialEq for Order {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Order {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Order`: what is required. All else by `set` and `with`.
pub struct New {
    pub date: ::nicol::DateTime,
    pub total_amount: ::core::primitive::f64,
    pub customer: ::nicol::Link<super::Customer>,
}

impl ::nicol::New for New {
    type Model = Order;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::nicol::DateTime>(1, self.date);
        out.set::<::core::primitive::f64>(2, self.total_amount);
        out.link(4, self.customer);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Order, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `date`.
#[inline]
pub fn date() -> ::nicol::Field<Order, ::nicol::DateTime> {
    ::nicol::Field::new(1)
}

/// The field `totalAmount`.
#[inline]
pub fn total_amount() -> ::nicol::Field<Order, ::core::primitive::f64> {
    ::nicol::Field::new(2)
}

/// The field `customerId`.
#[inline]
pub fn customer_id() -> ::nicol::Field<Order, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The relation `customer` to `Customer`.
#[inline]
pub fn customer() -> ::nicol::Rel<Order, ::nicol::One<super::Customer>> {
    ::nicol::Rel::new(4)
}

/// The relation `products` to `Product`.
#[inline]
pub fn products() -> ::nicol::Rel<Order, ::nicol::Many<super::Product>> {
    ::nicol::Rel::new(5)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Order, ::core::primitive::i32>;
    pub type date = ::nicol::Field<super::Order, ::nicol::DateTime>;
    pub type total_amount = ::nicol::Field<super::Order, ::core::primitive::f64>;
    pub type customer_id = ::nicol::Field<super::Order, ::core::primitive::i32>;
    pub type customer = ::nicol::Rel<super::Order, ::nicol::One<super::super::Customer>>;
    pub type products = ::nicol::Rel<super::Order, ::nicol::Many<super::super::Product>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::customer;
    pub use super::super::product as products;
    pub type __Model = super::Order;
}
