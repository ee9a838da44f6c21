//! PostgreSQL's types as far as their binary forms differ.

use nicol_model::ScalarType;
use postgres_types::{Kind, Oid, Type};

use crate::raw::RawType;

/// The binary form of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wire {
    Bool,
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    Numeric,
    Money,
    /// UTF-8: `text` and its relatives, `xml`, `citext`, enums.
    Text,
    /// `"char"`: one byte.
    Char,
    Uuid,
    /// `inet` and `cidr`, which differ in a byte.
    Inet {
        cidr: bool,
    },
    Bit,
    Json,
    Jsonb,
    Bytea,
    /// With a zone or without: microseconds since 2000-01-01.
    Timestamp,
    Date,
    Time,
    TimeTz,
    Array {
        element: Oid,
        wire: Box<Wire>,
    },
    /// Anything else. Parameters of it are sent as text, which the server reads; results cannot be read.
    Unknown,
}

impl Wire {
    pub(super) fn of(ty: &Type) -> Self {
        match *ty {
            Type::BOOL => Self::Bool,
            Type::INT2 => Self::Int2,
            Type::INT4 => Self::Int4,
            Type::INT8 => Self::Int8,
            Type::OID => Self::Oid,
            Type::FLOAT4 => Self::Float4,
            Type::FLOAT8 => Self::Float8,
            Type::NUMERIC => Self::Numeric,
            Type::MONEY => Self::Money,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::XML | Type::CSTRING => Self::Text,
            Type::CHAR => Self::Char,
            Type::UUID => Self::Uuid,
            Type::INET => Self::Inet { cidr: false },
            Type::CIDR => Self::Inet { cidr: true },
            Type::BIT | Type::VARBIT => Self::Bit,
            Type::JSON => Self::Json,
            Type::JSONB => Self::Jsonb,
            Type::BYTEA => Self::Bytea,
            Type::TIMESTAMP | Type::TIMESTAMPTZ => Self::Timestamp,
            Type::DATE => Self::Date,
            Type::TIME => Self::Time,
            Type::TIMETZ => Self::TimeTz,
            _ => match ty.kind() {
                Kind::Enum(_) => Self::Text,
                Kind::Domain(base) => Self::of(base),
                Kind::Array(element) => match Self::of(element) {
                    Self::Unknown => Self::Unknown,
                    wire => Self::Array { element: element.oid(), wire: Box::new(wire) },
                },
                Kind::Simple if ty.name() == "citext" => Self::Text,
                _ => Self::Unknown,
            },
        }
    }

    /// What a column of this type is in a raw result, and whether it is a list.
    pub(super) fn raw(&self, ty: &Type) -> Option<(RawType, bool)> {
        let kind = match self {
            Self::Bool => RawType::Bool,
            Self::Int2 | Self::Int4 => RawType::Int,
            Self::Int8 | Self::Oid => RawType::BigInt,
            Self::Float4 => RawType::Float,
            Self::Float8 => RawType::Double,
            Self::Numeric | Self::Money => RawType::Decimal,
            Self::Text if matches!(ty.kind(), Kind::Enum(_)) => RawType::Enum,
            Self::Text if *ty == Type::XML => RawType::Xml,
            Self::Text | Self::Inet { .. } | Self::Bit => RawType::String,
            Self::Char => RawType::Char,
            Self::Uuid => RawType::Uuid,
            Self::Json | Self::Jsonb => RawType::Json,
            Self::Bytea => RawType::Bytes,
            Self::Timestamp => RawType::DateTime,
            Self::Date => RawType::Date,
            Self::Time | Self::TimeTz => RawType::Time,
            Self::Array { wire, .. } => {
                let element = match ty.kind() {
                    Kind::Array(element) => element,
                    Kind::Domain(base) => return self.raw(base),
                    _ => return None,
                };
                return wire.raw(element).map(|(kind, _)| (kind, true));
            }
            Self::Unknown => return None,
        };
        Some((kind, false))
    }

    /// Whether a canonical value of this type has the same bytes on the wire.
    #[inline]
    pub(super) fn is_same(&self, scalar: ScalarType) -> bool {
        matches!(
            (self, scalar),
            (Self::Bool, ScalarType::Boolean)
                | (Self::Int4, ScalarType::Int)
                | (Self::Int8, ScalarType::BigInt)
                | (Self::Float8, ScalarType::Float)
                | (Self::Text, ScalarType::String | ScalarType::Json | ScalarType::Decimal)
                | (Self::Json, ScalarType::Json | ScalarType::String)
                | (Self::Bytea, ScalarType::Bytes)
        )
    }

    /// The type's name in messages.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Bool => "boolean",
            Self::Int2 => "smallint",
            Self::Int4 => "integer",
            Self::Int8 => "bigint",
            Self::Oid => "oid",
            Self::Float4 => "real",
            Self::Float8 => "double precision",
            Self::Numeric => "numeric",
            Self::Money => "money",
            Self::Text => "text",
            Self::Char => "\"char\"",
            Self::Uuid => "uuid",
            Self::Inet { cidr: false } => "inet",
            Self::Inet { cidr: true } => "cidr",
            Self::Bit => "bit",
            Self::Json => "json",
            Self::Jsonb => "jsonb",
            Self::Bytea => "bytea",
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Time => "time",
            Self::TimeTz => "time with time zone",
            Self::Array { .. } => "array",
            Self::Unknown => "of the database that has no counterpart here",
        }
    }
}

/// Microseconds from 1970 to 2000, where PostgreSQL's time begins.
pub(super) const EPOCH_MICROS: i64 = 946_684_800_000_000;
pub(super) const DAY_MICROS: i64 = 86_400_000_000;
pub(super) const EPOCH_DAYS: i64 = 10_957;
