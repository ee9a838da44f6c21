//! What is tried before the operations of a plan: one statement that does all or nothing.

use std::sync::atomic::Ordering;

use nicol_driver::{Connection, Judgment, ServerError, Transaction};
use nicol_model::ModelId;
use nicol_query::plan::{Meaning, Said};

use super::failure::unmet;
use super::params::{Input, bound};
use super::prepare::{Attempt, Prepared};
use super::run::{State, commit_after, made_for, operations, query};
use crate::error::{Error, Result};
use crate::typed::Rows;

/// What became of an attempt.
pub(crate) enum Tried<T> {
    Done(T),
    /// The plan's operations have to run, and nothing has happened yet. If a transaction is open, it can go on.
    Operations(Option<LookingAgain>),
}

/// An attempt has failed since it could not add a row: so do the operations, if that is the first thing that they change
/// after they have looked for the row that is in the way.
pub(crate) struct LookingAgain {
    pub(super) model: ModelId,
    pub(super) error: Error,
}

/// Whose transaction an attempt is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Nobody's, or one of its own: what fails is undone.
    Own,
    /// That of somebody who may go on with it.
    Session,
}

async fn first(
    plan: &Prepared,
    attempt: &Attempt,
    input: &Input<'_>,
    connection: &Connection,
    within: Within,
) -> Result<Tried<State>> {
    let mut state = State::new(plan.slots);
    let run = &attempt.first;
    let meaning = |said: &ServerError| {
        let said = Said {
            sqlstate: &said.code,
            message: &said.message,
            schema: said.schema.as_deref(),
            table: said.table.as_deref(),
        };
        match attempt.verdicts.meaning(said) {
            // The operations would leave a transaction behind that holds what came before, or that has failed.
            Meaning::Unmet(number) if within == Within::Session && attempt.verdicts.demands[number].follows_changes => {
                Meaning::Doubt
            }
            Meaning::LookAgain(_) if within == Within::Session => Meaning::Doubt,
            meaning => meaning,
        }
    };
    let result = {
        let made = made_for(run, input, &state.sets)?.unwrap_or_default();
        let params = bound(&run.statement, input, &state.sets, &made, None)?;
        let judge = |said: &ServerError| match meaning(said) {
            Meaning::Verdict => Judgment::Fails,
            Meaning::Unmet(_) => Judgment::Answers,
            Meaning::Refusal | Meaning::Doubt | Meaning::LookAgain(_) => Judgment::SaysNothing,
        };
        connection.attempt(&query(run, &params), &judge).await
    };
    let error = match result {
        Ok(outcome) if attempt.verdicts.needs_row && outcome.rows.rows() == 0 => return Ok(Tried::Operations(None)),
        Ok(outcome) => {
            state.take(run, outcome, input)?;
            return Ok(Tried::Done(state));
        }
        Err(error) => error,
    };
    match error.server().map_or(Meaning::Verdict, meaning) {
        Meaning::Verdict => Err(error.into()),
        Meaning::Unmet(number) => Err(unmet(&attempt.verdicts.demands[number], input)?),
        Meaning::Doubt => Ok(Tried::Operations(None)),
        Meaning::Refusal => {
            attempt.is_refused.store(true, Ordering::Relaxed);
            Ok(Tried::Operations(None))
        }
        Meaning::LookAgain(model) => Ok(Tried::Operations(Some(LookingAgain { model, error: error.into() }))),
    }
}

/// Tries what stands before a plan's operations, outside of a transaction.
pub(crate) async fn attempt(
    plan: &Prepared,
    attempt: &Attempt,
    input: &Input<'_>,
    connection: &Connection,
) -> Result<Tried<Rows>> {
    and_rest(plan, attempt, input, connection, Within::Own).await
}

/// The same in a transaction that others end.
pub(crate) async fn attempt_in_session(
    plan: &Prepared,
    attempt: &Attempt,
    input: &Input<'_>,
    connection: &Connection,
) -> Result<Option<Rows>> {
    match and_rest(plan, attempt, input, connection, Within::Session).await? {
        Tried::Done(rows) => Ok(Some(rows)),
        Tried::Operations(_) => Ok(None),
    }
}

async fn and_rest(
    plan: &Prepared,
    attempt: &Attempt,
    input: &Input<'_>,
    connection: &Connection,
    within: Within,
) -> Result<Tried<Rows>> {
    match first(plan, attempt, input, connection, within).await? {
        Tried::Operations(looking) => Ok(Tried::Operations(looking)),
        Tried::Done(mut state) => {
            operations(&attempt.rest, input, connection, &mut state).await?;
            Ok(Tried::Done(state.into_rows(plan)))
        }
    }
}

/// The same in a transaction of its own, and its end; the transaction comes back if the plan's operations have to run.
pub(crate) async fn attempt_and_commit(
    plan: &Prepared,
    attempt: &Attempt,
    input: &Input<'_>,
    transaction: Transaction,
) -> Result<Result<Rows, (Transaction, Option<LookingAgain>)>> {
    match first(plan, attempt, input, &transaction, Within::Own).await? {
        Tried::Operations(looking) => Ok(Err((transaction, looking))),
        Tried::Done(mut state) => {
            commit_after(&attempt.rest, input, transaction, &mut state).await?;
            Ok(Ok(state.into_rows(plan)))
        }
    }
}
