/// A record of the model `Card`.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Card {
    pub id: ::std::string::String,
    pub number: ::std::string::String,
    #[serde(rename = "memberId")]
    pub member_id: ::core::primitive::i32,
}

impl ::nicol::Model for Card {
    const ID: ::core::primitive::u16 = 1;
    const NAME: &'static ::core::primitive::str = "Card";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("number", "number"),
        ("memberId", "member_id"),
    ];
    const OMITTED: &'static [::core::primitive::u16] = &[2];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            number: c.column(),
            member_id: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.number,
            _ => &self.member_id,
        }
    }
}

impl ::core::fmt::Debug for Card {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Card", f)
    }
}

impl ::core::cmp::PartialEq for Card {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Card {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Card`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub number: &'a ::core::primitive::str,
    pub member: ::nicol::Link<super::Member>,
}

impl ::nicol::New for New<'_> {
    type Model = Card;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.number);
        out.link(4, self.member);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Card, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `number`.
#[inline]
pub fn number() -> ::nicol::Key<Card, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `pin`.
#[inline]
pub fn pin() -> ::nicol::Field<Card, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `memberId`.
#[inline]
pub fn member_id() -> ::nicol::Key<Card, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The relation `member` to `Member`.
#[inline]
pub fn member() -> ::nicol::Rel<Card, ::nicol::One<super::Member>> {
    ::nicol::Rel::new(4)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Card, ::std::string::String>;
    pub type number = ::nicol::Key<super::Card, ::std::string::String>;
    pub type pin = ::nicol::Field<super::Card, ::core::option::Option<::std::string::String>>;
    pub type member_id = ::nicol::Key<super::Card, ::core::primitive::i32>;
    pub type member = ::nicol::Rel<super::Card, ::nicol::One<super::super::Member>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::member;
    pub type __Model = super::Card;
}
