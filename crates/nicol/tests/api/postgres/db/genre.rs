/// A record of the model `Genre`.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Genre {
    pub id: ::core::primitive::i32,
    pub name: ::std::string::String,
}

impl ::nicol::Model for Genre {
    const ID: ::core::primitive::u16 = 3;
    const NAME: &'static ::core::primitive::str = "Genre";
    const COLUMNS: ::nicol::__private::Columns = &[("id", "id"), ("name", "name")];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            name: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            _ => &self.name,
        }
    }
}

impl ::core::fmt::Debug for Genre {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Genre", f)
    }
}

impl ::core::cmp::PartialEq for Genre {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Genre {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
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
pub fn id() -> ::nicol::Key<Genre, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `name`.
#[inline]
pub fn name() -> ::nicol::Key<Genre, ::std::string::String> {
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
