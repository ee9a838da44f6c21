/// The enum `Priority`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Priority {
    /// `LOW`
    Low,
    /// `NORMAL`
    Normal,
    /// `HIGH`
    High,
    /// A value that the database has and the schema, when this was generated, did not.
    Unknown(::nicol::Label),
}

impl Priority {
    /// The values of the schema, in its order.
    pub const ALL: [Self; 3] = [Self::Low, Self::Normal, Self::High];

    /// The name in the schema; of an unknown value that in the database.
    #[must_use]
    #[inline]
    pub fn name(self) -> &'static ::core::primitive::str {
        ::nicol::__private::name(self)
    }
}

impl ::nicol::__private::Enum for Priority {
    const VALUES: ::nicol::__private::Values<Self> = &[
        (Self::Low, "LOW", "LOW"),
        (Self::Normal, "NORMAL", "NORMAL"),
        (Self::High, "HIGH", "HIGH"),
    ];
    const UNKNOWN: fn(::nicol::Label) -> Self = Self::Unknown;

    #[inline]
    fn place(self) -> ::nicol::__private::Place {
        use ::nicol::__private::Place;
        match self {
            Self::Low => Place::Known(0),
            Self::Normal => Place::Known(1),
            Self::High => Place::Known(2),
            Self::Unknown(label) => Place::Unknown(label),
        }
    }
}

impl ::core::cmp::PartialOrd for Priority {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
        ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
    }
}

impl ::core::cmp::Ord for Priority {
    #[inline]
    fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
        ::nicol::__private::compare(*self, *other)
    }
}

impl ::core::fmt::Display for Priority {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::display(*self, f)
    }
}

impl ::nicol::__private::Serialize for Priority {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> ::nicol::__private::Deserialize<'de> for Priority {
    #[inline]
    fn deserialize<D: ::nicol::__private::Deserializer<'de>>(
        d: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::nicol::__private::deserialize(d)
    }
}
