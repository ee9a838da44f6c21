/// Who borrows books.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
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
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("email", "email"),
        ("name", "name"),
        ("nickname", "nickname"),
        ("rank", "rank"),
        ("points", "points"),
        ("balance", "balance"),
        ("weight", "weight"),
        ("visits", "visits"),
        ("active", "active"),
        ("settings", "settings"),
        ("photo", "photo"),
        ("joinedAt", "joined_at"),
        ("updatedAt", "updated_at"),
        ("sponsorId", "sponsor_id"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            email: c.column(),
            name: c.column(),
            nickname: c.column(),
            rank: c.column(),
            points: c.column(),
            balance: c.column(),
            weight: c.column(),
            visits: c.column(),
            active: c.column(),
            settings: c.column(),
            photo: c.column(),
            joined_at: c.column(),
            updated_at: c.column(),
            sponsor_id: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.email,
            2 => &self.name,
            3 => &self.nickname,
            4 => &self.rank,
            5 => &self.points,
            6 => &self.balance,
            7 => &self.weight,
            8 => &self.visits,
            9 => &self.active,
            10 => &self.settings,
            11 => &self.photo,
            12 => &self.joined_at,
            13 => &self.updated_at,
            _ => &self.sponsor_id,
        }
    }
}

impl ::core::fmt::Debug for Member {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Member", f)
    }
}

impl ::core::cmp::PartialEq for Member {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Member {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
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
pub fn id() -> ::nicol::Key<Member, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `email`.
#[inline]
pub fn email() -> ::nicol::Key<Member, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `name`.
#[inline]
pub fn name() -> ::nicol::Field<Member, ::std::string::String> {
    ::nicol::Field::new(2)
}

/// The field `nickname`.
#[inline]
pub fn nickname() -> ::nicol::Field<Member, ::core::option::Option<::std::string::String>> {
    ::nicol::Field::new(3)
}

/// The field `rank`.
#[inline]
pub fn rank() -> ::nicol::Field<Member, super::Rank> {
    ::nicol::Field::new(4)
}

/// The field `points`.
#[inline]
pub fn points() -> ::nicol::Field<Member, ::core::primitive::i32> {
    ::nicol::Field::new(5)
}

/// The field `balance`.
#[inline]
pub fn balance() -> ::nicol::Field<Member, ::nicol::Decimal> {
    ::nicol::Field::new(6)
}

/// The field `weight`.
#[inline]
pub fn weight() -> ::nicol::Field<Member, ::core::option::Option<::core::primitive::f64>> {
    ::nicol::Field::new(7)
}

/// The field `visits`.
#[inline]
pub fn visits() -> ::nicol::Field<Member, ::core::primitive::i64> {
    ::nicol::Field::new(8)
}

/// The field `active`.
#[inline]
pub fn active() -> ::nicol::Field<Member, ::core::primitive::bool> {
    ::nicol::Field::new(9)
}

/// The field `settings`.
#[inline]
pub fn settings() -> ::nicol::Field<Member, ::core::option::Option<::nicol::Json>> {
    ::nicol::Field::new(10)
}

/// The field `photo`.
#[inline]
pub fn photo()
-> ::nicol::Field<Member, ::core::option::Option<::std::vec::Vec<::core::primitive::u8>>> {
    ::nicol::Field::new(11)
}

/// The field `joinedAt`.
#[inline]
pub fn joined_at() -> ::nicol::Field<Member, ::nicol::DateTime> {
    ::nicol::Field::new(12)
}

/// The field `updatedAt`.
#[inline]
pub fn updated_at() -> ::nicol::Field<Member, ::nicol::DateTime> {
    ::nicol::Field::new(13)
}

/// The field `sponsorId`.
#[inline]
pub fn sponsor_id() -> ::nicol::Field<Member, ::core::option::Option<::core::primitive::i32>> {
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
