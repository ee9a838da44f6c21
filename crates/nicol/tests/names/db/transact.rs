/// A record of the model `Transact`.
#[derive(Clone)]
pub struct Transact {
    pub id: ::core::primitive::i32,
}

impl ::nicol::Model for Transact {
    const ID: ::core::primitive::u16 = 5;
    const NAME: &'static ::core::primitive::str = "Transact";
    const COLUMNS: ::nicol::__private::Columns = &[("id", "id")];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self { id: c.column() }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            _ => &self.id,
        }
    }
}

impl ::core::fmt::Debug for Transact {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Transact", f)
    }
}

impl ::core::cmp::PartialEq for Transact {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Transact {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Transact`: what is required. All else by `set` and `with`.
pub struct New {
    pub id: ::core::primitive::i32,
}

impl ::nicol::New for New {
    type Model = Transact;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::core::primitive::i32>(0, self.id);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Transact, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Transact, ::core::primitive::i32>;
}

#[doc(hidden)]
pub mod __m {
    pub type __Model = super::Transact;
}
