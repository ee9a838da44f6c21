//! Query planning, without I/O: request → plan → SQL, and what values look like on the way.
//!
//! - [`value`]: the one binary form of values, in requests and in results.
//! - [`ast`]: a request as a tree of ids; values are numbered, never looked at.
//! - [`request`]: the same as a flat sequence of numbers (its *shape*) and a buffer of values. Clients
//!   build it, the shape is the key of the plan cache.
//! - [`plan()`]: request → [`mod@plan`]: what to run, over numbered slots.
//! - [`set`]: the rows that came back.

pub mod ast;
pub mod json;
pub mod literal;
pub mod plan;
mod planner;
pub mod request;
pub mod rows;
pub mod set;
pub mod slots;
mod sql;
pub mod surface;
pub mod value;

pub use planner::{PlanError, Target, plan, plan_operation};
pub use sql::TIME_OF;
