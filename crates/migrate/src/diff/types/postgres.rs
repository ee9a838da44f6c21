//! PostgreSQL: which type can become which by `ALTER COLUMN … SET DATA TYPE`.
//!
//! Source: observed plans of Prisma's engine over its native types (each cell with a row of data), mended where
//! the statement could never run or where the widest values were assumed too short. COMPAT.md lists those.

use nicol_catalog::{PostgresType as Pg, TypeArgument};

use super::text::{self, Target, impossible_if_shorter, risky_if_shorter};
use crate::steps::TypeChange::{self, NotCastable, Risky, Safe};

/// What a change from one type to another means; `None` if they are the same.
pub(super) fn change(from: Pg, to: Pg) -> Option<TypeChange> {
    if same(from, to) {
        return None;
    }
    Some(match text::target(to) {
        Some(target) => to_text(from, target),
        None => to_other(from, to),
    })
}

/// A list can be written out as text, and as nothing else.
pub(super) const fn list_to_scalar(to: Pg) -> TypeChange {
    match text::target(to) {
        Some(Target::Unbounded) => Safe,
        Some(Target::VarChar(_) | Target::Char(_)) => Risky,
        None => NotCastable,
    }
}

fn same(from: Pg, to: Pg) -> bool {
    // A schema that gives none takes any.
    let precision = |a: Option<TypeArgument>, b: Option<TypeArgument>| a.is_none() || b.is_none() || a == b;
    match (from, to) {
        (Pg::Timestamp(a), Pg::Timestamp(b))
        | (Pg::Timestamptz(a), Pg::Timestamptz(b))
        | (Pg::Time(a), Pg::Time(b))
        | (Pg::Timetz(a), Pg::Timetz(b)) => precision(a, b),
        (Pg::Char(a), Pg::Char(b)) | (Pg::Bit(a), Pg::Bit(b)) => a.unwrap_or(1) == b.unwrap_or(1),
        _ => from == to,
    }
}

/// Digits that the types of whole numbers can have.
const fn digits(from: Pg) -> Option<u32> {
    match from {
        Pg::SmallInt => Some(5),
        Pg::Integer => Some(10),
        Pg::BigInt => Some(19),
        _ => None,
    }
}

fn to_text(from: Pg, target: Target) -> TypeChange {
    match from {
        // A sign and the digits.
        Pg::SmallInt | Pg::Integer | Pg::BigInt => risky_if_shorter(target, digits(from).map(|d| d + 1)),
        Pg::Decimal(Some((precision, 0))) => risky_if_shorter(target, Some(precision + 1)),
        Pg::Decimal(Some((precision, _))) => risky_if_shorter(target, Some(precision + 2)),
        Pg::Decimal(None) => risky_if_shorter(target, Some(131_073)),
        Pg::Real => risky_if_shorter(target, Some(47)),
        Pg::DoublePrecision => risky_if_shorter(target, Some(317)),
        Pg::VarChar(Some(length)) | Pg::Char(Some(length)) => risky_if_shorter(target, Some(length)),
        Pg::Char(None) => risky_if_shorter(target, Some(1)),
        Pg::Text | Pg::VarChar(None) | Pg::Citext => risky_if_shorter(target, None),
        Pg::Boolean => match target {
            Target::VarChar(_) | Target::Char(4) => risky_if_shorter(target, Some(5)),
            Target::Unbounded | Target::Char(_) => impossible_if_shorter(target, 5),
        },
        Pg::Timestamp(_) => impossible_if_shorter(target, 23),
        Pg::Timestamptz(_) | Pg::Date => impossible_if_shorter(target, 28),
        Pg::Time(_) => impossible_if_shorter(target, 14),
        Pg::Timetz(_) => impossible_if_shorter(target, 19),
        Pg::Uuid => impossible_if_shorter(target, 32),
        Pg::ByteA => match target {
            Target::VarChar(0..=2) | Target::Char(0..=2) => NotCastable,
            _ => risky_if_shorter(target, None),
        },
        Pg::Bit(length) => impossible_if_shorter(target, length.unwrap_or(1)),
        Pg::VarBit(length) => risky_if_shorter(target, length),
        Pg::Json | Pg::JsonB | Pg::Xml | Pg::Money => risky_if_shorter(target, None),
        Pg::Inet | Pg::Oid => match target {
            Target::Char(_) => NotCastable,
            // `2001:db8:85a3:8d3:1319:8a2e:255.255.255.255/128`, and ten digits.
            Target::Unbounded | Target::VarChar(_) => {
                risky_if_shorter(target, Some(if from == Pg::Oid { 10 } else { 49 }))
            }
        },
    }
}

fn to_other(from: Pg, to: Pg) -> TypeChange {
    match from {
        Pg::SmallInt | Pg::Integer | Pg::BigInt => whole_number(from, to),
        Pg::Decimal(parameters) => decimal(parameters, to),
        Pg::Real | Pg::DoublePrecision => match to {
            Pg::DoublePrecision => Safe,
            Pg::SmallInt | Pg::Integer | Pg::BigInt | Pg::Decimal(_) | Pg::Real => Risky,
            _ => NotCastable,
        },
        Pg::Text => match to {
            Pg::Citext => Safe,
            _ => NotCastable,
        },
        Pg::Timestamp(_) | Pg::Timestamptz(_) => match to {
            Pg::Timestamp(_) | Pg::Timestamptz(_) | Pg::Date | Pg::Time(_) | Pg::Timetz(_) => Safe,
            _ => NotCastable,
        },
        Pg::Date => match to {
            Pg::Timestamp(_) | Pg::Timestamptz(_) => Safe,
            _ => NotCastable,
        },
        Pg::Time(_) | Pg::Timetz(_) => match to {
            Pg::Time(_) | Pg::Timetz(_) => Safe,
            _ => NotCastable,
        },
        Pg::Json | Pg::JsonB => match to {
            Pg::Json | Pg::JsonB => Safe,
            _ => NotCastable,
        },
        Pg::Bit(length) => match to {
            Pg::VarBit(None) => Safe,
            Pg::VarBit(Some(n)) if n >= length.unwrap_or(1) => Safe,
            _ => NotCastable,
        },
        Pg::VarBit(length) => var_bit(length, to),
        Pg::Inet => match to {
            Pg::Citext => Safe,
            _ => NotCastable,
        },
        Pg::Money => match to {
            Pg::Citext => Safe,
            Pg::SmallInt | Pg::Integer | Pg::BigInt | Pg::Decimal(_) | Pg::Real | Pg::DoublePrecision => Risky,
            _ => NotCastable,
        },
        Pg::Oid => match to {
            Pg::Integer | Pg::BigInt => Safe,
            _ => NotCastable,
        },
        // Read anew from the text, value by value.
        Pg::Citext => Risky,
        Pg::VarChar(_) | Pg::Char(_) | Pg::Boolean | Pg::ByteA | Pg::Uuid | Pg::Xml => NotCastable,
    }
}

fn whole_number(from: Pg, to: Pg) -> TypeChange {
    match (digits(from), to) {
        (_, Pg::Real | Pg::DoublePrecision | Pg::Decimal(None)) => Safe,
        (Some(digits), Pg::Decimal(Some((precision, scale)))) => {
            if precision.saturating_sub(scale) < digits {
                Risky
            } else {
                Safe
            }
        }
        (Some(ours), _) => match self::digits(to) {
            Some(theirs) if theirs > ours => Safe,
            Some(_) => Risky,
            None => NotCastable,
        },
        (None, _) => NotCastable,
    }
}

fn decimal(from: Option<(TypeArgument, TypeArgument)>, to: Pg) -> TypeChange {
    let fits_whole = |most: u32| match from {
        Some((precision, 0)) if precision <= most => Safe,
        _ => Risky,
    };
    match to {
        Pg::SmallInt => fits_whole(2),
        Pg::Integer => fits_whole(9),
        Pg::BigInt => fits_whole(18),
        Pg::Decimal(None) => Safe,
        Pg::Decimal(Some((to_precision, to_scale))) => match from {
            Some((precision, scale))
                if precision.saturating_sub(scale) <= to_precision.saturating_sub(to_scale) && scale <= to_scale =>
            {
                Safe
            }
            _ => Risky,
        },
        Pg::Real | Pg::DoublePrecision => Risky,
        _ => NotCastable,
    }
}

const fn var_bit(from: Option<TypeArgument>, to: Pg) -> TypeChange {
    match (from, to) {
        (Some(_), Pg::VarBit(None)) => Safe,
        (Some(from), Pg::VarBit(Some(to))) if to > from => Safe,
        (None, Pg::Bit(_)) => Risky,
        (Some(from), Pg::Bit(to)) => {
            let to = match to {
                Some(to) => to,
                None => 1,
            };
            if to <= from { Risky } else { NotCastable }
        }
        _ => NotCastable,
    }
}
