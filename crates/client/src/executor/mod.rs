//! Runs plans: statements over slots, in as few round trips as the plan allows.
//!
//! Nothing here depends on a model's type, so it is compiled once for all models. Nothing about data is decided here:
//! that is in the plan.

mod attempt;
mod failure;
mod group;
mod keys;
mod page;
mod params;
mod parts;
mod prepare;
mod rows;
mod run;
mod together;

pub(crate) use attempt::{LookingAgain, Tried, attempt, attempt_and_commit, attempt_in_session};
pub(crate) use params::Input;
pub(crate) use parts::Parts;
pub(crate) use prepare::{Attempt, Prepared};
pub(crate) use run::{execute, execute_and_commit, execute_several, nothing};
pub(crate) use together::{Flight, Way, together};
