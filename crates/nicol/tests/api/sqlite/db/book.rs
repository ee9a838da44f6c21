/// A record of the model `Book`.
#[derive(Debug, Clone, PartialEq, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Book {
    pub id: ::std::string::String,
    pub title: ::std::string::String,
    #[serde(rename = "type")]
    pub r#type: ::std::string::String,
    pub pages: ::core::primitive::i32,
    pub price: ::core::option::Option<::nicol::Decimal>,
    #[serde(rename = "printedAt")]
    pub printed_at: ::core::option::Option<::nicol::DateTime>,
}

impl ::nicol::Model for Book {
    const ID: ::core::primitive::u16 = 2;
    const NAME: &'static ::core::primitive::str = "Book";

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> ::nicol::Result<Self> {
        Ok(Self {
            id: c.next()?,
            title: c.next()?,
            r#type: c.next()?,
            pages: c.next()?,
            price: c.next()?,
            printed_at: c.next()?,
        })
    }
}

impl ::nicol::__private::Serialize for Book {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        use ::nicol::__private::SerializeStruct as _;
        let mut s = s.serialize_struct("Book", 6)?;
        s.serialize_field("id", &self.id)?;
        s.serialize_field("title", &self.title)?;
        s.serialize_field("type", &self.r#type)?;
        s.serialize_field("pages", &self.pages)?;
        s.serialize_field("price", &self.price)?;
        s.serialize_field("printedAt", &self.printed_at)?;
        s.end()
    }
}

/// A new record of `Book`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub title: &'a ::core::primitive::str,
    pub pages: ::core::primitive::i32,
}

impl ::nicol::New for New<'_> {
    type Model = Book;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.title);
        out.set::<::core::primitive::i32>(3, self.pages);
    }
}

/// The field `id`.
#[inline]
pub const fn id() -> ::nicol::Key<Book, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `title`.
#[inline]
pub const fn title() -> ::nicol::Field<Book, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `type`.
#[inline]
pub const fn r#type() -> ::nicol::Field<Book, ::std::string::String> {
    ::nicol::Field::new(2)
}

/// The field `pages`.
#[inline]
pub const fn pages() -> ::nicol::Field<Book, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The field `price`.
#[inline]
pub const fn price() -> ::nicol::Field<Book, ::core::option::Option<::nicol::Decimal>> {
    ::nicol::Field::new(4)
}

/// The field `printedAt`.
#[inline]
pub const fn printed_at() -> ::nicol::Field<Book, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(5)
}

/// The relation `genres` to `Genre`.
#[inline]
pub fn genres() -> ::nicol::Rel<Book, ::nicol::Many<super::Genre>> {
    ::nicol::Rel::new(6)
}

/// The relation `loans` to `Loan`.
#[inline]
pub fn loans() -> ::nicol::Rel<Book, ::nicol::Many<super::Loan>> {
    ::nicol::Rel::new(7)
}

/// The relation `reviews` to `Review`.
#[inline]
pub fn reviews() -> ::nicol::Rel<Book, ::nicol::Many<super::Review>> {
    ::nicol::Rel::new(8)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Book, ::std::string::String>;
    pub type title = ::nicol::Field<super::Book, ::std::string::String>;
    pub type r#type = ::nicol::Field<super::Book, ::std::string::String>;
    pub type pages = ::nicol::Field<super::Book, ::core::primitive::i32>;
    pub type price = ::nicol::Field<super::Book, ::core::option::Option<::nicol::Decimal>>;
    pub type printed_at = ::nicol::Field<super::Book, ::core::option::Option<::nicol::DateTime>>;
    pub type genres = ::nicol::Rel<super::Book, ::nicol::Many<super::super::Genre>>;
    pub type loans = ::nicol::Rel<super::Book, ::nicol::Many<super::super::Loan>>;
    pub type reviews = ::nicol::Rel<super::Book, ::nicol::Many<super::super::Review>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::genre as genres;
    pub use super::super::loan as loans;
    pub use super::super::review as reviews;
    pub type __Model = super::Book;
}
