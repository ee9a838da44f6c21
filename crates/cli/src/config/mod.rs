//! The configuration of a project: where it stands, what it says, and where each value came from.

pub(crate) mod dotenv;
pub(crate) mod script;
pub(crate) mod url;
pub(crate) mod value;
