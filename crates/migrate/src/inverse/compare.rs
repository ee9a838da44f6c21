use std::fmt;

use super::{Inner, Picture, postgres, sqlite};

/// What differs between two databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    Missing(String),
    Added(String),
    Changed { what: String, from: String, to: String },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(what) => write!(f, "{what} is missing"),
            Self::Added(what) => write!(f, "{what} is left over"),
            Self::Changed { what, from, to } if is_hash(from) && is_hash(to) => write!(f, "{what} is not what it was"),
            Self::Changed { what, from, to } => write!(f, "{what} is {to}, and was {from}"),
        }
    }
}

/// Of some things is only known whether they have changed.
fn is_hash(state: &str) -> bool {
    state.strip_prefix("version ").is_some_and(|number| number.parse::<i64>().is_ok())
}

/// What another picture lacks, has besides or has otherwise: everything that the server tells, but for the order of columns.
#[must_use]
pub fn differences(was: &Picture, is: &Picture) -> Vec<Difference> {
    let lines = |picture: &Picture| match &picture.0 {
        Inner::Postgres(picture) => postgres::lines(picture),
        Inner::Sqlite(picture) => sqlite::lines(picture),
    };
    let (was, is) = (lines(was), lines(is));
    let mut found = Vec::new();
    for (what, from) in &was {
        match is.get(what) {
            None => found.push(Difference::Missing(what.clone())),
            Some(to) if to != from => {
                found.push(Difference::Changed { what: what.clone(), from: from.clone(), to: to.clone() });
            }
            Some(_) => {}
        }
    }
    found.extend(is.keys().filter(|what| !was.contains_key(*what)).map(|what| Difference::Added(what.clone())));
    found
}
