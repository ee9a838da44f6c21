/// A record of the model `Book`.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
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
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("title", "title"),
        ("type", "type"),
        ("pages", "pages"),
        ("price", "price"),
        ("printedAt", "printed_at"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            title: c.column(),
            r#type: c.column(),
            pages: c.column(),
            price: c.column(),
            printed_at: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.title,
            2 => &self.r#type,
            3 => &self.pages,
            4 => &self.price,
            _ => &self.printed_at,
        }
    }
}

impl ::core::fmt::Debug for Book {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Book", f)
    }
}

impl ::core::cmp::PartialEq for Book {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Book {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
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
pub fn id() -> ::nicol::Key<Book, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `title`.
#[inline]
pub fn title() -> ::nicol::Field<Book, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `type`.
#[inline]
pub fn r#type() -> ::nicol::Field<Book, ::std::string::String> {
    ::nicol::Field::new(2)
}

/// The field `pages`.
#[inline]
pub fn pages() -> ::nicol::Field<Book, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The field `price`.
#[inline]
pub fn price() -> ::nicol::Field<Book, ::core::option::Option<::nicol::Decimal>> {
    ::nicol::Field::new(4)
}

/// The field `printedAt`.
#[inline]
pub fn printed_at() -> ::nicol::Field<Book, ::core::option::Option<::nicol::DateTime>> {
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
