/// A record of the model `Genre`.
#[derive(Debug, Clone, PartialEq, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Genre {
    pub id: ::core::primitive::i32,
    pub name: ::std::string::String,
}

impl ::nicol::Model for Genre {
    const ID: ::core::primitive::u16 = 3;
    const NAME: &'static ::core::primitive::str = "Genre";

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> ::nicol::Result<Self> {
        Ok(Self {
            id: c.next()?,
            name: c.next()?,
        })
    }
}

impl ::nicol::__private::Serialize for Genre {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        use ::nicol::__private::SerializeStruct as _;
        let mut s = s.serialize_struct("Genre", 2)?;
        s.serialize_field("id", &self.id)?;
        s.serialize_field("name", &self.name)?;
        s.end()
    }
}

/// A new record of `Genre`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub name: &'a ::core::primitive::str,
}

impl ::nicol::New for New<'_> {
    type Model = Genre;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.name);
    }
}

/// The field `id`.
#[inline]
pub const fn id() -> ::nicol::Key<Genre, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `name`.
#[inline]
pub const fn name() -> ::nicol::Key<Genre, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The relation `books` to `Book`.
#[inline]
pub fn books() -> ::nicol::Rel<Genre, ::nicol::Many<super::Book>> {
    ::nicol::Rel::new(2)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Genre, ::core::primitive::i32>;
    pub type name = ::nicol::Key<super::Genre, ::std::string::String>;
    pub type books = ::nicol::Rel<super::Genre, ::nicol::Many<super::super::Book>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::book as books;
    pub type __Model = super::Genre;
}
