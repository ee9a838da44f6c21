//! Damage to schemas, by kind: what a person or a program gets wrong.

mod lines;
mod nodes;
mod tokens;
mod vocabulary;

use crate::random::Random;

/// A kind of damage. `change` gives nothing where the schema has no place for it.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) change: fn(&str, &mut Random) -> Option<String>,
}

/// Kinds that leave every line readable, mostly.
pub(crate) fn readable() -> impl Iterator<Item = &'static Kind> {
    nodes::KINDS.iter().chain(lines::KINDS)
}

/// All kinds.
pub(crate) fn kinds() -> impl Iterator<Item = &'static Kind> {
    tokens::KINDS.iter().chain(nodes::KINDS).chain(lines::KINDS)
}
