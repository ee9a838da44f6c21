/// A record of the model `New`.
#[derive(Clone)]
pub struct New {
    pub id: ::core::primitive::i32,
    pub title: ::std::string::String,
}

impl ::nicol::Model for New {
    const ID: ::core::primitive::u16 = 2;
    const NAME: &'static ::core::primitive::str = "New";
    const COLUMNS: ::nicol::__private::Columns = &[("id", "id"), ("title", "title")];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            title: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            _ => &self.title,
        }
    }
}

impl ::core::fmt::Debug for New {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "New", f)
    }
}

impl ::core::cmp::PartialEq for New {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for New {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `New`: what is required. All else by `set` and `with`.
pub struct NewRecord<'a> {
    pub id: ::core::primitive::i32,
    pub title: &'a ::core::primitive::str,
}

impl ::nicol::New for NewRecord<'_> {
    type Model = New;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::core::primitive::i32>(0, self.id);
        out.set::<::std::string::String>(1, self.title);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<New, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `title`.
#[inline]
pub fn title() -> ::nicol::Field<New, ::std::string::String> {
    ::nicol::Field::new(1)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::New, ::core::primitive::i32>;
    pub type title = ::nicol::Field<super::New, ::std::string::String>;
}

#[doc(hidden)]
pub mod __m {
    pub type __Model = super::New;
}
