//! The errors that plans foresee.

use super::params::{Input, count_distinct};
use crate::error::{Error, Result};
use nicol_query::plan::{Demand, Expectation, Failure, FailureCode, MetaValue};
use serde_json::Value;

/// Whether a slot with this many rows is as expected, and the number that was expected.
pub(super) fn check(expectation: &Expectation, rows: usize, failure: &Failure, input: &Input<'_>) -> Result<()> {
    let expected = expected(expectation, input)?;
    let is_met = match expectation {
        Expectation::AtLeastOne => rows > 0,
        Expectation::None | Expectation::Distinct(_) => rows == expected,
    };
    if is_met { Ok(()) } else { Err(error(failure, expected)) }
}

/// The error of a demand of an attempt that is not met.
pub(super) fn unmet(demand: &Demand, input: &Input<'_>) -> Result<Error> {
    let Some(failure) = &demand.failure else { return Err(Error::torn()) };
    Ok(error(failure, expected(&demand.expectation, input)?))
}

/// How many rows are expected.
fn expected(expectation: &Expectation, input: &Input<'_>) -> Result<usize> {
    match expectation {
        Expectation::AtLeastOne => Ok(1),
        Expectation::None => Ok(0),
        Expectation::Distinct(tuples) => count_distinct(tuples, input),
    }
}

/// The error of a failure.
pub(super) fn error(failure: &Failure, expected: usize) -> Error {
    let code = match failure.code {
        FailureCode::P2014 => "P2014",
        FailureCode::P2017 => "P2017",
        FailureCode::P2018 => "P2018",
        FailureCode::P2025 => "P2025",
    };
    let error = Error::new(code, failure.message.clone());
    failure.meta.iter().fold(error, |error, (key, value)| {
        let value = match value {
            MetaValue::Text(text) => Value::from(text.as_str()),
            MetaValue::Expected => Value::from(expected),
            MetaValue::Null => Value::Null,
        };
        error.with_meta(*key, value)
    })
}
