/// What only PostgreSQL has.
#[derive(Debug, Clone, PartialEq, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Sample {
    pub id: ::std::string::String,
    pub code: ::std::string::String,
    pub tags: ::std::vec::Vec<::std::string::String>,
    pub numbers: ::std::vec::Vec<::core::primitive::i32>,
    pub ranks: ::std::vec::Vec<super::Rank>,
    pub blobs: ::std::vec::Vec<::std::vec::Vec<::core::primitive::u8>>,
    pub day: ::core::option::Option<::nicol::DateTime>,
    pub moment: ::core::option::Option<::nicol::DateTime>,
    pub data: ::nicol::Json,
    pub small: ::core::option::Option<::core::primitive::i32>,
    pub exact: ::core::option::Option<::nicol::Decimal>,
}

impl ::nicol::Model for Sample {
    const ID: ::core::primitive::u16 = 6;
    const NAME: &'static ::core::primitive::str = "Sample";

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> ::nicol::Result<Self> {
        Ok(Self {
            id: c.next()?,
            code: c.next()?,
            tags: c.next()?,
            numbers: c.next()?,
            ranks: c.next()?,
            blobs: c.next()?,
            day: c.next()?,
            moment: c.next()?,
            data: c.next()?,
            small: c.next()?,
            exact: c.next()?,
        })
    }
}

impl ::nicol::__private::Serialize for Sample {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        use ::nicol::__private::SerializeStruct as _;
        let mut s = s.serialize_struct("Sample", 11)?;
        s.serialize_field("id", &self.id)?;
        s.serialize_field("code", &self.code)?;
        s.serialize_field("tags", &self.tags)?;
        s.serialize_field("numbers", &self.numbers)?;
        s.serialize_field("ranks", &self.ranks)?;
        s.serialize_field("blobs", &self.blobs)?;
        s.serialize_field("day", &self.day)?;
        s.serialize_field("moment", &self.moment)?;
        s.serialize_field("data", &self.data)?;
        s.serialize_field("small", &self.small)?;
        s.serialize_field("exact", &self.exact)?;
        s.end()
    }
}

/// A new record of `Sample`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub code: &'a ::core::primitive::str,
}

impl ::nicol::New for New<'_> {
    type Model = Sample;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.code);
    }
}

/// The field `id`.
#[inline]
pub const fn id() -> ::nicol::Key<Sample, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `code`.
#[inline]
pub const fn code() -> ::nicol::Field<Sample, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `tags`.
#[inline]
pub const fn tags() -> ::nicol::Field<Sample, ::std::vec::Vec<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `numbers`.
#[inline]
pub const fn numbers() -> ::nicol::Field<Sample, ::std::vec::Vec<::core::primitive::i32>> {
    ::nicol::Field::new(3)
}

/// The field `ranks`.
#[inline]
pub const fn ranks() -> ::nicol::Field<Sample, ::std::vec::Vec<super::Rank>> {
    ::nicol::Field::new(4)
}

/// The field `blobs`.
#[inline]
pub const fn blobs()
-> ::nicol::Field<Sample, ::std::vec::Vec<::std::vec::Vec<::core::primitive::u8>>> {
    ::nicol::Field::new(5)
}

/// The field `day`.
#[inline]
pub const fn day() -> ::nicol::Field<Sample, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(6)
}

/// The field `moment`.
#[inline]
pub const fn moment() -> ::nicol::Field<Sample, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(7)
}

/// The field `data`.
#[inline]
pub const fn data() -> ::nicol::Field<Sample, ::nicol::Json> {
    ::nicol::Field::new(8)
}

/// The field `small`.
#[inline]
pub const fn small() -> ::nicol::Field<Sample, ::core::option::Option<::core::primitive::i32>> {
    ::nicol::Field::new(9)
}

/// The field `exact`.
#[inline]
pub const fn exact() -> ::nicol::Field<Sample, ::core::option::Option<::nicol::Decimal>> {
    ::nicol::Field::new(10)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Sample, ::std::string::String>;
    pub type code = ::nicol::Field<super::Sample, ::std::string::String>;
    pub type tags = ::nicol::Field<super::Sample, ::std::vec::Vec<::std::string::String>>;
    pub type numbers = ::nicol::Field<super::Sample, ::std::vec::Vec<::core::primitive::i32>>;
    pub type ranks = ::nicol::Field<super::Sample, ::std::vec::Vec<super::super::Rank>>;
    pub type blobs =
        ::nicol::Field<super::Sample, ::std::vec::Vec<::std::vec::Vec<::core::primitive::u8>>>;
    pub type day = ::nicol::Field<super::Sample, ::core::option::Option<::nicol::DateTime>>;
    pub type moment = ::nicol::Field<super::Sample, ::core::option::Option<::nicol::DateTime>>;
    pub type data = ::nicol::Field<super::Sample, ::nicol::Json>;
    pub type small = ::nicol::Field<super::Sample, ::core::option::Option<::core::primitive::i32>>;
    pub type exact = ::nicol::Field<super::Sample, ::core::option::Option<::nicol::Decimal>>;
}

#[doc(hidden)]
pub mod __m {
    pub type __Model = super::Sample;
}
