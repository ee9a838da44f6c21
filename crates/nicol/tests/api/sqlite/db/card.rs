/// A record of the model `Card`.
#[derive(Debug, Clone, PartialEq, ::nicol::__private::serde::Deserialize)]
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

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> ::nicol::Result<Self> {
        Ok(Self {
            id: c.next()?,
            number: c.next()?,
            member_id: c.next()?,
        })
    }
}

impl ::nicol::__private::Serialize for Card {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        use ::nicol::__private::SerializeStruct as _;
        let mut s = s.serialize_struct("Card", 3)?;
        s.serialize_field("id", &self.id)?;
        s.serialize_field("number", &self.number)?;
        s.serialize_field("memberId", &self.member_id)?;
        s.end()
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
        out.link(3, self.member);
    }
}

/// The field `id`.
#[inline]
pub const fn id() -> ::nicol::Key<Card, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `number`.
#[inline]
pub const fn number() -> ::nicol::Key<Card, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `memberId`.
#[inline]
pub const fn member_id() -> ::nicol::Key<Card, ::core::primitive::i32> {
    ::nicol::Field::new(2)
}

/// The relation `member` to `Member`.
#[inline]
pub fn member() -> ::nicol::Rel<Card, ::nicol::One<super::Member>> {
    ::nicol::Rel::new(3)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Card, ::std::string::String>;
    pub type number = ::nicol::Key<super::Card, ::std::string::String>;
    pub type member_id = ::nicol::Key<super::Card, ::core::primitive::i32>;
    pub type member = ::nicol::Rel<super::Card, ::nicol::One<super::super::Member>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::member;
    pub type __Model = super::Card;
}
