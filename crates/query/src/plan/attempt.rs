//! One statement that is tried before the steps of a plan, and what its errors say.
//!
//! Its parts run in the order of the steps, and what is demanded of their rows is looked at between them, so the first error
//! of the statement is the first of the steps. But for foreign keys: PostgreSQL checks those at the end of a statement,
//! when later parts have run as well.

use nicol_model::ModelId;

use super::{Expectation, Failure, Step};

/// Steps that mean the same as those of the plan if their first, a statement, succeeds. It does all or nothing: if
/// it fails, [`Verdicts`] tell what that says of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Uses the slots of the whole plan.
    pub steps: Vec<Step>,
    /// There are steps after the first that must see the same as it.
    pub needs_transaction: bool,
    pub verdicts: Verdicts,
}

/// What the errors of an attempt's first statement say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdicts {
    /// What it demands of rows, in order.
    pub demands: Vec<Demand>,
    /// If it brings no row, it has changed nothing, and the steps have to run.
    pub needs_row: bool,
    /// The tables that it changes, by their names.
    pub(crate) tables: Vec<Changed>,
    /// Whether a foreign key that is violated is violated by the steps too.
    pub(crate) keys: bool,
    /// Whether a value that the database can't take is the first error of the steps too.
    pub(crate) values: bool,
}

/// What is demanded of the rows of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    pub expectation: Expectation,
    /// `None`: only the steps tell.
    pub failure: Option<Failure>,
    /// Something was changed before, which stays if the transaction goes on after this error.
    pub follows_changes: bool,
}

/// A table that an attempt changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    /// The schema of the database, if the statement names it.
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    pub(crate) violation: Meaning,
}

/// What an error of an attempt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It is the plan's.
    Verdict,
    /// This demand is not met.
    Unmet(usize),
    /// It will never succeed: the tables have what one statement can't be right about.
    Refusal,
    /// Nothing: the steps have to run.
    Doubt,
    /// The steps have to run. If the first of them that changes something adds a row to this model, the error is theirs;
    /// else what is in the way has come since.
    LookAgain(ModelId),
}

/// What the server says.
#[derive(Debug, Clone, Copy)]
pub struct Said<'e> {
    pub sqlstate: &'e str,
    pub message: &'e str,
    pub schema: Option<&'e str>,
    pub table: Option<&'e str>,
}

/// The text that is no number if a demand is not met, before the demand's number: PostgreSQL says it in any language.
pub(crate) const UNMET: &str = "nicol:unmet:";
/// The same if the tables have what one statement can't be right about.
pub(crate) const REFUSED: &str = "nicol:tables";

impl Verdicts {
    /// What an error says.
    #[must_use]
    pub fn meaning(&self, said: Said<'_>) -> Meaning {
        match said.sqlstate {
            "22P02" if said.message.contains(REFUSED) => Meaning::Refusal,
            "22P02" if said.message.contains(UNMET) => self.unmet(said.message),
            // There is another one behind it, or it was not there when the statement began.
            "23503" => {
                if self.keys {
                    Meaning::Verdict
                } else {
                    Meaning::Doubt
                }
            }
            // Conflicts, the server's limits and state, the connection's.
            "55P03" => Meaning::Verdict,
            state => match state.get(..2) {
                Some("08" | "25" | "40" | "53" | "57" | "58") => Meaning::Verdict,
                Some("0A" | "42") => Meaning::Refusal,
                Some("23") => self.violation(said),
                Some("22") if self.values => Meaning::Verdict,
                _ => Meaning::Doubt,
            },
        }
    }

    fn unmet(&self, message: &str) -> Meaning {
        let number = message.rsplit(UNMET).next().unwrap_or_default();
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        match number.get(..digits).and_then(|digits| digits.parse::<usize>().ok()) {
            Some(number) if self.demands.get(number).is_some_and(|demand| demand.failure.is_some()) => {
                Meaning::Unmet(number)
            }
            _ => Meaning::Doubt,
        }
    }

    fn violation(&self, said: Said<'_>) -> Meaning {
        let is_it = |changed: &&Changed| {
            said.table == Some(&changed.name)
                && (changed.namespace.is_none() || changed.namespace.as_deref() == said.schema)
        };
        let mut found = self.tables.iter().filter(is_it);
        match (found.next(), found.next()) {
            (Some(changed), None) => changed.violation,
            // Two schemas that the statement doesn't name.
            _ => Meaning::Doubt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart() {
        let demand = |failure| Demand { expectation: Expectation::None, failure, follows_changes: false };
        let failure = Failure { code: super::super::FailureCode::P2025, meta: Vec::new(), message: String::new() };
        let changed = |namespace: Option<&str>, name: &str, violation| Changed {
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
            violation,
        };
        let verdicts = Verdicts {
            demands: vec![demand(Some(failure)), demand(None)],
            tables: vec![
                changed(Some("public"), "a", Meaning::Verdict),
                changed(Some("other"), "a", Meaning::LookAgain(ModelId(3))),
                changed(None, "b", Meaning::Verdict),
                changed(None, "b", Meaning::Doubt),
            ],
            needs_row: false,
            keys: true,
            values: false,
        };
        let says = |sqlstate, message, schema, table| verdicts.meaning(Said { sqlstate, message, schema, table });
        let simply = |sqlstate| says(sqlstate, "", None, None);
        let violates = |schema, table| says("23505", "", Some(schema), Some(table));
        assert_eq!(says("22P02", "type integer: \"nicol:unmet:0\"", None, None), Meaning::Unmet(0));
        assert_eq!(says("22P02", "type integer: \"nicol:unmet:1\"", None, None), Meaning::Doubt);
        assert_eq!(says("22P02", "type integer: \"nicol:unmet:7\"", None, None), Meaning::Doubt);
        assert_eq!(says("22P02", "type integer: \"nicol:tables\"", None, None), Meaning::Refusal);
        assert_eq!(violates("public", "a"), Meaning::Verdict);
        assert_eq!(violates("other", "a"), Meaning::LookAgain(ModelId(3)));
        assert_eq!(violates("third", "a"), Meaning::Doubt);
        assert_eq!(violates("public", "b"), Meaning::Doubt);
        assert_eq!(simply("23505"), Meaning::Doubt);
        assert_eq!(simply("23503"), Meaning::Verdict);
        assert_eq!(simply("22001"), Meaning::Doubt);
        assert_eq!(simply("40001"), Meaning::Verdict);
        assert_eq!(simply("42P01"), Meaning::Refusal);
    }
}
