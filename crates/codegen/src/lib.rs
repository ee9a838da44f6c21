//! Generated text, from the data model: pure functions from a [`DataModel`](nicol_model::DataModel) to files, DMMF
//! from a [`Schema`](nicol_schema::ir::Schema) into any sink, and the messages between `nicol generate` and the
//! generators of others.

pub mod dmmf;
pub mod generator;
pub mod get_config;
pub mod rust;
pub mod typescript;
