/// How well a member is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    pub fn name(self) -> &'static ::core::primitive::str {
        match self {
            Self::Guest => "GUEST",
            Self::Regular => "REGULAR",
            Self::Patron => "PATRON",
            Self::Unknown(label) => label.as_str(),
        }
    }
}

impl ::nicol::Value for Rank {
    const SCALAR: ::nicol::__private::ScalarType = ::nicol::__private::ScalarType::String;

    fn read(
        bytes: &[::core::primitive::u8],
    ) -> ::core::result::Result<Self, ::nicol::__private::CellError> {
        Ok(match bytes {
            b"GUEST" => Self::Guest,
            b"REGULAR" => Self::Regular,
            b"patron" => Self::Patron,
            _ => Self::Unknown(::nicol::Label::read(bytes)?),
        })
    }

    fn write(&self, out: &mut ::nicol::__private::Buffer) {
        out.extend_from_slice(match self {
            Self::Guest => b"GUEST",
            Self::Regular => b"REGULAR",
            Self::Patron => b"patron",
            Self::Unknown(label) => label.as_str().as_bytes(),
        });
    }
}

impl ::core::fmt::Display for Rank {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(self.name())
    }
}

impl ::nicol::__private::Serialize for Rank {
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> ::nicol::__private::Deserialize<'de> for Rank {
    fn deserialize<D: ::nicol::__private::Deserializer<'de>>(
        d: D,
    ) -> ::core::result::Result<Self, D::Error> {
        let name = <::std::string::String as ::nicol::__private::Deserialize>::deserialize(d)?;
        Ok(match name.as_str() {
            "GUEST" => Self::Guest,
            "REGULAR" => Self::Regular,
            "PATRON" => Self::Patron,
            _ => Self::Unknown(
                ::nicol::Label::read(name.as_bytes())
                    .map_err(<D::Error as ::nicol::__private::DeError>::custom)?,
            ),
        })
    }
}
