//! Casts to text types: every type has one, the length decides.

use nicol_catalog::PostgresType as Pg;

use crate::steps::TypeChange::{self, NotCastable, Risky, Safe};

/// A text type that a value is cast to.
#[derive(Clone, Copy)]
pub(super) enum Target {
    /// `TEXT`, or `VARCHAR` without a length.
    Unbounded,
    /// At most so many characters.
    VarChar(u32),
    /// So many characters, filled up with blanks.
    Char(u32),
}

/// The text type, if `to` is one. `CHAR` alone is `CHAR(1)`.
pub(super) const fn target(to: Pg) -> Option<Target> {
    match to {
        Pg::Text | Pg::VarChar(None) => Some(Target::Unbounded),
        Pg::VarChar(Some(n)) => Some(Target::VarChar(n)),
        Pg::Char(Some(n)) => Some(Target::Char(n)),
        Pg::Char(None) => Some(Target::Char(1)),
        _ => None,
    }
}

/// A cast from a type whose values take at most `longest` characters (`None`: any number), where a value that is too
/// long is an error.
pub(super) const fn risky_if_shorter(target: Target, longest: Option<u32>) -> TypeChange {
    match (target, longest) {
        (Target::Unbounded, _) => Safe,
        (Target::VarChar(n) | Target::Char(n), Some(longest)) if n >= longest => Safe,
        (Target::VarChar(_) | Target::Char(_), _) => Risky,
    }
}

/// The same for types whose values all have nearly the same length: a shorter target can hold none of them.
pub(super) const fn impossible_if_shorter(target: Target, shortest: u32) -> TypeChange {
    match target {
        Target::Unbounded => Safe,
        Target::VarChar(n) | Target::Char(n) if n >= shortest => Safe,
        Target::VarChar(_) | Target::Char(_) => NotCastable,
    }
}
