//! Pure migration planning: schema to catalog, introspection from rows, diff, steps, SQL, history.
//!
//! Nothing here opens a connection, reads a file or looks at a clock: rows, texts and times come in as arguments.

pub mod checks;
pub mod diff;
pub mod history;
pub mod ids;
pub mod introspect;
pub mod inverse;
mod naming;
mod plan;
pub mod raise;
mod reading;
pub mod renames;
mod sayable;
pub mod sql;
pub mod steps;
pub mod summary;
pub mod unwanted;
pub mod wanted;

pub use naming::default_name;
pub use plan::Plan;
