/// A record of the model `Option`.
#[derive(Clone)]
pub struct Option {
    pub id: ::core::primitive::i32,
    pub client_id: ::core::option::Option<::core::primitive::i32>,
    pub new: ::core::primitive::i32,
    pub kind: super::Kind,
}

impl ::nicol::Model for Option {
    const ID: ::core::primitive::u16 = 1;
    const NAME: &'static ::core::primitive::str = "Option";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("clientId", "client_id"),
        ("new", "new"),
        ("kind", "kind"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            client_id: c.column(),
            new: c.column(),
            kind: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.client_id,
            2 => &self.new,
            _ => &self.kind,
        }
    }
}

impl ::core::fmt::Debug for Option {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Option", f)
    }
}

impl ::core::cmp::PartialEq for Option {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Option {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Option`: what is required. All else by `set` and `with`.
pub struct New {
    pub id: ::core::primitive::i32,
    pub kind: super::Kind,
}

impl ::nicol::New for New {
    type Model = Option;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::core::primitive::i32>(0, self.id);
        out.set::<super::Kind>(4, self.kind);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Option, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The relation `client` to `Client`.
#[inline]
pub fn client() -> ::nicol::Rel<Option, ::nicol::Opt<super::Client>> {
    ::nicol::Rel::new(1)
}

/// The field `clientId`.
#[inline]
pub fn client_id() -> ::nicol::Field<Option, ::core::option::Option<::core::primitive::i32>> {
    ::nicol::Field::new(2)
}

/// The field `new`.
#[inline]
pub fn new() -> ::nicol::Field<Option, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The field `kind`.
#[inline]
pub fn kind() -> ::nicol::Field<Option, super::Kind> {
    ::nicol::Field::new(4)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Option, ::core::primitive::i32>;
    pub type client = ::nicol::Rel<super::Option, ::nicol::Opt<super::super::Client>>;
    pub type client_id =
        ::nicol::Field<super::Option, ::core::option::Option<::core::primitive::i32>>;
    pub type new = ::nicol::Field<super::Option, ::core::primitive::i32>;
    pub type kind = ::nicol::Field<super::Option, super::super::Kind>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::client;
    pub type __Model = super::Option;
}
