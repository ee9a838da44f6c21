//! The configuration of a project: where it stands, what it says, and where each value came from.
//!
//! Everything but [`load`], [`schema_files`] and [`runtime`] is pure: text in, values out.

mod discovery;
mod documents;
mod dotenv;
pub(crate) mod environment;
mod keys;
pub(crate) mod load;
pub(crate) mod paths;
pub(crate) mod runtime;
pub(crate) mod schema_files;
mod script;
pub(crate) mod urls;
mod value;

pub(crate) use load::{Notice, Options, Project, Weight};
