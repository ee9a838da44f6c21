/// The enum `Kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `HOME`
    Home,
    /// `home`
    Home2,
    /// `Unknown`
    Unknown_,
    /// `Self`
    Self_,
    /// `async`
    Async,
    /// A value that the database has and the schema, when this was generated, did not.
    Unknown(::nicol::Label),
}

impl Kind {
    /// The values of the schema, in its order.
    pub const ALL: [Self; 5] = [
        Self::Home,
        Self::Home2,
        Self::Unknown_,
        Self::Self_,
        Self::Async,
    ];

    /// The name in the schema; of an unknown value that in the database.
    #[must_use]
    #[inline]
    pub fn name(self) -> &'static ::core::primitive::str {
        ::nicol::__private::name(self)
    }
}

impl ::nicol::__private::Enum for Kind {
    const VALUES: ::nicol::__private::Values<Self> = &[
        (Self::Home, "HOME", "HOME"),
        (Self::Home2, "home", "home"),
        (Self::Unknown_, "Unknown", "Unknown"),
        (Self::Self_, "Self", "Self"),
        (Self::Async, "async", "async"),
    ];
    const UNKNOWN: fn(::nicol::Label) -> Self = Self::Unknown;

    #[inline]
    fn place(self) -> ::nicol::__private::Place {
        use ::nicol::__private::Place;
        match self {
            Self::Home => Place::Known(0),
            Self::Home2 => Place::Known(1),
            Self::Unknown_ => Place::Known(2),
            Self::Self_ => Place::Known(3),
            Self::Async => Place::Known(4),
            Self::Unknown(label) => Place::Unknown(label),
        }
    }
}

impl ::core::cmp::PartialOrd for Kind {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
        ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
    }
}

impl ::core::cmp::Ord for Kind {
    #[inline]
    fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
        ::nicol::__private::compare(*self, *other)
    }
}

impl ::core::fmt::Display for Kind {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::display(*self, f)
    }
}

impl ::nicol::__private::Serialize for Kind {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> ::nicol::__private::Deserialize<'de> for Kind {
    #[inline]
    fn deserialize<D: ::nicol::__private::Deserializer<'de>>(
        d: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::nicol::__private::deserialize(d)
    }
}
