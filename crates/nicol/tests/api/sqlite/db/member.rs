/// Who borrows books.
#[derive(Debug, Clone, PartialEq, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Member {
    pub id: ::core::primitive::i32,
    pub email: ::std::string::String,
    pub name: ::std::string::String,
    pub nickname: ::core::option::Option<::std::string::String>,
    pub rank: super::Rank,
    pub points: ::core::primitive::i32,
    pub balance: ::nicol::Decimal,
    pub weight: ::core::option::Option<::core::primitive::f64>,
    pub visits: ::core::primitive::i64,
    pub active: ::core::primitive::bool,
    pub settings: ::core::option::Option<::nicol::Json>,
    pub photo: ::core::option::Option<::std::vec::Vec<::core::primitive::u8>>,
    #[serde(rename = "joinedAt")]
    pub joined_at: ::nicol::DateTime,
    #[serde(rename = "updatedAt")]
    pub updated_at: ::nicol::DateTime,
    #[serde(rename = "sponsorId")]
    pub sponsor_id: ::core::option::Option<::core::primitive::i32>,
}

impl ::nicol::Model for Member {
    const ID: ::core::primitive::u16 = 0;
    const NAME: &'static ::core::primitive::str = "Member";

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> ::nicol::Result<Self> {
        Ok(Self {
            id: c.next()?,
            email: c.next()?,
            name: c.next()?,
            nickname: c.next()?,
            rank: c.next()?,
            points: c.next()?,
            balance: c.next()?,
            weight: c.next()?,
            visits: c.next()?,
            active: c.next()?,
            settings: c.next()?,
            photo: c.next()?,
            joined_at: c.next()?,
            updated_at: c.next()?,
            sponsor_id: c.next()?,
        })
    }
}

impl ::nicol::__private::Serialize for Member {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        use ::nicol::__private::SerializeStruct as _;
        let mut s = s.serialize_struct("Member", 15)?;
        s.serialize_field("id", &self.id)?;
        s.serialize_field("email", &self.email)?;
        s.serialize_field("name", &self.name)?;
        s.serialize_field("nickname", &self.nickname)?;
        s.serialize_field("rank", &self.rank)?;
        s.serialize_field("points", &self.points)?;
        s.serialize_field("balance", &self.balance)?;
        s.serialize_field("weight", &self.weight)?;
        s.serialize_field("visits", &self.visits)?;
        s.serialize_field("active", &self.active)?;
        s.serialize_field("settings", &self.settings)?;
        s.serialize_field("photo", &self.photo)?;
        s.serialize_field("joinedAt", &self.joined_at)?;
        s.serialize_field("updatedAt", &self.updated_at)?;
        s.serialize_field("sponsorId", &self.sponsor_id)?;
        s.end()
    }
}

/// A new record of `Member`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub email: &'a ::core::primitive::str,
    pub name: &'a ::core::primitive::str,
}

impl ::nicol::New for New<'_> {
    type Model = Member;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.email);
        out.set::<::std::string::String>(2, self.name);
    }
}

/// The field `id`.
#[inline]
pub const fn id() -> ::nicol::Key<Member, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `email`.
#[inline]
pub const fn email() -> ::nicol::Key<Member, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `name`.
#[inline]
pub const fn name() -> ::nicol::Field<Member, ::std::string::String> {
    ::nicol::Field::new(2)
}

/// The field `nickname`.
#[inline]
pub const fn nickname() -> ::nicol::Field<Member, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(3)
}

/// The field `rank`.
#[inline]
pub const fn rank() -> ::nicol::Field<Member, super::Rank> {
    ::nicol::Field::new(4)
}

/// The field `points`.
#[inline]
pub const fn points() -> ::nicol::Field<Member, ::core::primitive::i32> {
    ::nicol::Field::new(5)
}

/// The field `balance`.
#[inline]
pub const fn balance() -> ::nicol::Field<Member, ::nicol::Decimal> {
    ::nicol::Field::new(6)
}

/// The field `weight`.
#[inline]
pub const fn weight() -> ::nicol::Field<Member, ::core::option::Option<::core::primitive::f64>> {
    ::nicol::Field::new(7)
}

/// The field `visits`.
#[inline]
pub const fn visits() -> ::nicol::Field<Member, ::core::primitive::i64> {
    ::nicol::Field::new(8)
}

/// The field `active`.
#[inline]
pub const fn active() -> ::nicol::Field<Member, ::core::primitive::bool> {
    ::nicol::Field::new(9)
}

/// The field `settings`.
#[inline]
pub const fn settings() -> ::nicol::Field<Member, ::core::option::Option<::nicol::Json>> {
    ::nicol::Field::new(10)
}

/// The field `photo`.
#[inline]
pub const fn photo()
-> ::nicol::Field<Member, ::core::option::Option<::std::vec::Vec<::core::primitive::u8>>> {
    ::nicol::Field::new(11)
}

/// The field `joinedAt`.
#[inline]
pub const fn joined_at() -> ::nicol::Field<Member, ::nicol::DateTime> {
    ::nicol::Field::new(12)
}

/// The field `updatedAt`.
#[inline]
pub const fn updated_at() -> ::nicol::Field<Member, ::nicol::DateTime> {
    ::nicol::Field::new(13)
}

/// The field `sponsorId`.
#[inline]
pub const fn sponsor_id()
-> ::nicol::Field<Member, ::core::option::Option<::core::primitive::i32>> {
    ::nicol::Field::new(14)
}

/// The relation `sponsor` to `Member`.
#[inline]
pub fn sponsor() -> ::nicol::Rel<Member, ::nicol::Opt<super::Member>> {
    ::nicol::Rel::new(15)
}

/// The relation `sponsored` to `Member`.
#[inline]
pub fn sponsored() -> ::nicol::Rel<Member, ::nicol::Many<super::Member>> {
    ::nicol::Rel::new(16)
}

/// The relation `card` to `Card`.
#[inline]
pub fn card() -> ::nicol::Rel<Member, ::nicol::Opt<super::Card>> {
    ::nicol::Rel::new(17)
}

/// The relation `loans` to `Loan`.
#[inline]
pub fn loans() -> ::nicol::Rel<Member, ::nicol::Many<super::Loan>> {
    ::nicol::Rel::new(18)
}

/// The relation `reviews` to `Review`.
#[inline]
pub fn reviews() -> ::nicol::Rel<Member, ::nicol::Many<super::Review>> {
    ::nicol::Rel::new(19)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Member, ::core::primitive::i32>;
    pub type email = ::nicol::Key<super::Member, ::std::string::String>;
    pub type name = ::nicol::Field<super::Member, ::std::string::String>;
    pub type nickname =
        ::nicol::Field<super::Member, ::core::option::Option<::std::string::String>>;
    pub type rank = ::nicol::Field<super::Member, super::super::Rank>;
    pub type points = ::nicol::Field<super::Member, ::core::primitive::i32>;
    pub type balance = ::nicol::Field<super::Member, ::nicol::Decimal>;
    pub type weight = ::nicol::Field<super::Member, ::core::option::Option<::core::primitive::f64>>;
    pub type visits = ::nicol::Field<super::Member, ::core::primitive::i64>;
    pub type active = ::nicol::Field<super::Member, ::core::primitive::bool>;
    pub type settings = ::nicol::Field<super::Member, ::core::option::Option<::nicol::Json>>;
    pub type photo =
        ::nicol::Field<super::Member, ::core::option::Option<::std::vec::Vec<::core::primitive::u8>>>;
    pub type joined_at = ::nicol::Field<super::Member, ::nicol::DateTime>;
    pub type updated_at = ::nicol::Field<super::Member, ::nicol::DateTime>;
    pub type sponsor_id =
        ::nicol::Field<super::Member, ::core::option::Option<::core::primitive::i32>>;
    pub type sponsor = ::nicol::Rel<super::Member, ::nicol::Opt<super::super::Member>>;
    pub type sponsored = ::nicol::Rel<super::Member, ::nicol::Many<super::super::Member>>;
    pub type card = ::nicol::Rel<super::Member, ::nicol::Opt<super::super::Card>>;
    pub type loans = ::nicol::Rel<super::Member, ::nicol::Many<super::super::Loan>>;
    pub type reviews = ::nicol::Rel<super::Member, ::nicol::Many<super::super::Review>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::card;
    pub use super::super::loan as loans;
    pub use super::super::member as sponsor;
    pub use super::super::member as sponsored;
    pub use super::super::review as reviews;
    pub type __Model = super::Member;
}
