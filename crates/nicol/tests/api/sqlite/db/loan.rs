/// A record of the model `Loan`.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Loan {
    #[serde(rename = "memberId")]
    pub member_id: ::core::primitive::i32,
    #[serde(rename = "bookId")]
    pub book_id: ::std::string::String,
    pub days: ::core::primitive::i32,
    pub since: ::nicol::DateTime,
}

impl ::nicol::Model for Loan {
    const ID: ::core::primitive::u16 = 4;
    const NAME: &'static ::core::primitive::str = "Loan";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("memberId", "member_id"),
        ("bookId", "book_id"),
        ("days", "days"),
        ("since", "since"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            member_id: c.column(),
            book_id: c.column(),
            days: c.column(),
            since: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.member_id,
            1 => &self.book_id,
            2 => &self.days,
            _ => &self.since,
        }
    }
}

impl ::core::fmt::Debug for Loan {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Loan", f)
    }
}

impl ::core::cmp::PartialEq for Loan {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Loan {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Loan`: what is required. All else by `set` and `with`.
pub struct New {
    pub days: ::core::primitive::i32,
    pub member: ::nicol::Link<super::Member>,
    pub book: ::nicol::Link<super::Book>,
}

impl ::nicol::New for New {
    type Model = Loan;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::core::primitive::i32>(2, self.days);
        out.link(4, self.member);
        out.link(5, self.book);
    }
}

/// The field `memberId`.
#[inline]
pub fn member_id() -> ::nicol::Field<Loan, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `bookId`.
#[inline]
pub fn book_id() -> ::nicol::Field<Loan, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `days`.
#[inline]
pub fn days() -> ::nicol::Field<Loan, ::core::primitive::i32> {
    ::nicol::Field::new(2)
}

/// The field `since`.
#[inline]
pub fn since() -> ::nicol::Field<Loan, ::nicol::DateTime> {
    ::nicol::Field::new(3)
}

/// The relation `member` to `Member`.
#[inline]
pub fn member() -> ::nicol::Rel<Loan, ::nicol::One<super::Member>> {
    ::nicol::Rel::new(4)
}

/// The relation `book` to `Book`.
#[inline]
pub fn book() -> ::nicol::Rel<Loan, ::nicol::One<super::Book>> {
    ::nicol::Rel::new(5)
}

/// The record with these values of `memberId` and `bookId`.
#[inline]
pub fn member_id_book_id(
    member_id: impl ::nicol::Arg<::core::primitive::i32>,
    book_id: impl ::nicol::Arg<::std::string::String>,
) -> ::nicol::Unique<Loan> {
    ::nicol::__private::Compound::new()
        .eq::<::core::primitive::i32>(0, member_id)
        .eq::<::std::string::String>(1, book_id)
        .unique()
}

#[doc(hidden)]
pub mod __t {
    pub type member_id = ::nicol::Field<super::Loan, ::core::primitive::i32>;
    pub type book_id = ::nicol::Field<super::Loan, ::std::string::String>;
    pub type days = ::nicol::Field<super::Loan, ::core::primitive::i32>;
    pub type since = ::nicol::Field<super::Loan, ::nicol::DateTime>;
    pub type member = ::nicol::Rel<super::Loan, ::nicol::One<super::super::Member>>;
    pub type book = ::nicol::Rel<super::Loan, ::nicol::One<super::super::Book>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::book;
    pub use super::super::member;
    pub type __Model = super::Loan;
}
