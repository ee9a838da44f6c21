/// A record of the model `Review`.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Review {
    pub id: ::core::primitive::i32,
    pub stars: ::core::primitive::i32,
    pub text: ::core::option::Option<::std::string::String>,
    #[serde(rename = "memberId")]
    pub member_id: ::core::primitive::i32,
    #[serde(rename = "bookId")]
    pub book_id: ::std::string::String,
}

impl ::nicol::Model for Review {
    const ID: ::core::primitive::u16 = 5;
    const NAME: &'static ::core::primitive::str = "Review";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("stars", "stars"),
        ("text", "text"),
        ("memberId", "member_id"),
        ("bookId", "book_id"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            stars: c.column(),
            text: c.column(),
            member_id: c.column(),
            book_id: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.stars,
            2 => &self.text,
            3 => &self.member_id,
            _ => &self.book_id,
        }
    }
}

impl ::core::fmt::Debug for Review {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Review", f)
    }
}

impl ::core::cmp::PartialEq for Review {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Review {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Review`: what is required. All else by `set` and `with`.
pub struct New {
    pub stars: ::core::primitive::i32,
    pub member: ::nicol::Link<super::Member>,
    pub book: ::nicol::Link<super::Book>,
}

impl ::nicol::New for New {
    type Model = Review;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::core::primitive::i32>(1, self.stars);
        out.link(5, self.member);
        out.link(6, self.book);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Review, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `stars`.
#[inline]
pub fn stars() -> ::nicol::Field<Review, ::core::primitive::i32> {
    ::nicol::Field::new(1)
}

/// The field `text`.
#[inline]
pub fn text() -> ::nicol::Field<Review, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `memberId`.
#[inline]
pub fn member_id() -> ::nicol::Field<Review, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The field `bookId`.
#[inline]
pub fn book_id() -> ::nicol::Field<Review, ::std::string::String> {
    ::nicol::Field::new(4)
}

/// The relation `member` to `Member`.
#[inline]
pub fn member() -> ::nicol::Rel<Review, ::nicol::One<super::Member>> {
    ::nicol::Rel::new(5)
}

/// The relation `book` to `Book`.
#[inline]
pub fn book() -> ::nicol::Rel<Review, ::nicol::One<super::Book>> {
    ::nicol::Rel::new(6)
}

/// The record with these values of `memberId` and `bookId`.
#[inline]
pub fn author(
    member_id: impl ::nicol::Arg<::core::primitive::i32>,
    book_id: impl ::nicol::Arg<::std::string::String>,
) -> ::nicol::Unique<Review> {
    ::nicol::__private::Compound::new()
        .eq::<::core::primitive::i32>(3, member_id)
        .eq::<::std::string::String>(4, book_id)
        .unique()
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Review, ::core::primitive::i32>;
    pub type stars = ::nicol::Field<super::Review, ::core::primitive::i32>;
    pub type text = ::nicol::Field<super::Review, ::core::option::Option<::std::string::String>>;
    pub type member_id = ::nicol::Field<super::Review, ::core::primitive::i32>;
    pub type book_id = ::nicol::Field<super::Review, ::std::string::String>;
    pub type member = ::nicol::Rel<super::Review, ::nicol::One<super::super::Member>>;
    pub type book = ::nicol::Rel<super::Review, ::nicol::One<super::super::Book>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::book;
    pub use super::super::member;
    pub type __Model = super::Review;
}
