/// How well a member is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rank {
    /// `GUEST`
    Guest,
    /// `REGULAR`
    Regular,
    /// Pays for all others.
    Patron,
    /// A value that the database has and the schema, when this was generated, did not.
    Unknown(::nicol::Label),
}

impl Rank {
    /// The values of the schema, in its order.
    pub const ALL: [Self; 3] = [Self::Guest, Self::Regular, Self::Patron];

    /// The name in the schema; of an unknown value that in the database.
    #[must_use]
    #[inline]
    pub fn name(self) -> &'static ::core::primitive::str {
        ::nicol::__private::name(self)
    }
}

impl ::nicol::__private::Enum for Rank {
    const VALUES: ::nicol::__private::Values<Self> = &[
        (Self::Guest, "GUEST", "GUEST"),
        (Self::Regular, "REGULAR", "REGULAR"),
        (Self::Patron, "PATRON", "patron"),
    ];
    const UNKNOWN: fn(::nicol::Label) -> Self = Self::Unknown;

    #[inline]
    fn place(self) -> ::nicol::__private::Place {
        use ::nicol::__private::Place;
        match self {
            Self::Guest => Place::Known(0),
            Self::Regular => Place::Known(1),
            Self::Patron => Place::Known(2),
            Self::Unknown(label) => Place::Unknown(label),
        }
    }
}

impl ::core::cmp::PartialOrd for Rank {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
        ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
    }
}

impl ::core::cmp::Ord for Rank {
    #[inline]
    fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
        ::nicol::__private::compare(*self, *other)
    }
}

impl ::core::fmt::Display for Rank {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::display(*self, f)
    }
}

impl ::nicol::__private::Serialize for Rank {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> ::nicol::__private::Deserialize<'de> for Rank {
    #[inline]
    fn deserialize<D: ::nicol::__private::Deserializer<'de>>(
        d: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::nicol::__private::deserialize(d)
    }
}
