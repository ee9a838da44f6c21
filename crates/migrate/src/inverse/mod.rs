//! The way back from a migration: a script that turns the database after it into the database before it.
//!
//! It is made of two pictures of one database, which is asked before and after the migration has run in it: the shadow
//! database. So it works for every script, whoever wrote it, and what comes back is what was there, in the server's own
//! words: partial indexes, operator classes, checks, triggers, policies, comments. What a migration renames is known by
//! the numbers of PostgreSQL's objects and, on SQLite, read in the script.

mod compare;
mod document;
mod notes;
mod postgres;
mod script;
mod sqlite;
mod using;

use nicol_catalog::Dialect;

pub use compare::{Difference, differences};
pub use document::{Document, Owner, Proof, Staleness};
pub use notes::{Note, NoteKind};
pub use script::{changes_data, reaches_out};

/// The answers to one query, as text.
pub type Rows = Vec<Vec<Option<String>>>;

/// A database at one moment, with everything that the server tells of it.
#[derive(Debug, Clone)]
pub struct Picture(Inner);

#[derive(Debug, Clone)]
enum Inner {
    Postgres(Box<postgres::Picture>),
    Sqlite(sqlite::Picture),
}

/// A way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inverse {
    /// Without closing semicolons, in their order.
    pub statements: Vec<String>,
    /// What it can't do, or only at a price.
    pub notes: Vec<Note>,
}

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A way back is made of it, or led to by it: who needs whom belongs to it.
    Planning,
    /// It is only compared ([`differences`]).
    Comparing,
}

/// Of how much of a PostgreSQL database a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<'s> {
    /// All of it.
    Whole,
    /// But for what migrations have put aside.
    WithoutKept,
    /// What is in these schemas: the rest belongs to others. Neither owners are told, nor what is in no schema.
    Schemas(&'s [String]),
}

/// What has to be asked for a picture, in the order in which [`Picture::read`] takes the answers.
#[must_use]
pub fn queries(dialect: Dialect, purpose: Purpose, extent: Extent<'_>) -> Vec<String> {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => postgres::queries(purpose, extent),
        Dialect::Sqlite => sqlite::queries(),
    }
}

impl Picture {
    /// The picture that the answers show.
    #[must_use]
    pub fn read(dialect: Dialect, answers: Vec<Rows>) -> Self {
        Self(match dialect {
            Dialect::Postgres | Dialect::Cockroach => Inner::Postgres(Box::new(postgres::picture(answers))),
            Dialect::Sqlite => Inner::Sqlite(sqlite::picture(answers)),
        })
    }
}

/// The way back from `now` to `was`, of which `script` has led here.
#[must_use]
pub fn inverse(now: &Picture, was: &Picture, script: &str) -> Inverse {
    let (statements, notes) = match (&now.0, &was.0) {
        (Inner::Postgres(now), Inner::Postgres(was)) => postgres::plan(now, was),
        (Inner::Sqlite(now), Inner::Sqlite(was)) => sqlite::plan(now, was, script),
        _ => (Vec::new(), vec![Note::manual("The pictures are of two kinds of databases.")]),
    };
    Inverse { statements, notes }
}
