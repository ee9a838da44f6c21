/// What only PostgreSQL has.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
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
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("code", "code"),
        ("tags", "tags"),
        ("numbers", "numbers"),
        ("ranks", "ranks"),
        ("blobs", "blobs"),
        ("day", "day"),
        ("moment", "moment"),
        ("data", "data"),
        ("small", "small"),
        ("exact", "exact"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            code: c.column(),
            tags: c.column(),
            numbers: c.column(),
            ranks: c.column(),
            blobs: c.column(),
            day: c.column(),
            moment: c.column(),
            data: c.column(),
            small: c.column(),
            exact: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.code,
            2 => &self.tags,
            3 => &self.numbers,
            4 => &self.ranks,
            5 => &self.blobs,
            6 => &self.day,
            7 => &self.moment,
            8 => &self.data,
            9 => &self.small,
            _ => &self.exact,
        }
    }
}

impl ::core::fmt::Debug for Sample {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Sample", f)
    }
}

impl ::core::cmp::PartialEq for Sample {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Sample {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
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
pub fn id() -> ::nicol::Key<Sample, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `code`.
#[inline]
pub fn code() -> ::nicol::Field<Sample, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `tags`.
#[inline]
pub fn tags() -> ::nicol::Field<Sample, ::std::vec::Vec<::std::string::String>> {
    ::nicol::Field::new(2)
}

/// The field `numbers`.
#[inline]
pub fn numbers() -> ::nicol::Field<Sample, ::std::vec::Vec<::core::primitive::i32>> {
    ::nicol::Field::new(3)
}

/// The field `ranks`.
#[inline]
pub fn ranks() -> ::nicol::Field<Sample, ::std::vec::Vec<super::Rank>> {
    ::nicol::Field::new(4)
}

/// The field `blobs`.
#[inline]
pub fn blobs() -> ::nicol::Field<Sample, ::std::vec::Vec<::std::vec::Vec<::core::primitive::u8>>> {
    ::nicol::Field::new(5)
}

/// The field `day`.
#[inline]
pub fn day() -> ::nicol::Field<Sample, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(6)
}

/// The field `moment`.
#[inline]
pub fn moment() -> ::nicol::Field<Sample, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(7)
}

/// The field `data`.
#[inline]
pub fn data() -> ::nicol::Field<Sample, ::nicol::Json> {
    ::nicol::Field::new(8)
}

/// The field `small`.
#[inline]
pub fn small() -> ::nicol::Field<Sample, ::core::option::Option<::core::primitive::i32>> {
    ::nicol::Field::new(9)
}

/// The field `exact`.
#[inline]
pub fn exact() -> ::nicol::Field<Sample, ::core::option::Option<::nicol::Decimal>> {
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
