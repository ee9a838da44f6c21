//! Generated text, from the data model: pure functions from a [`DataModel`](nicol_model::DataModel) to files, and DMMF
//! from a [`Schema`](nicol_schema::ir::Schema) into any sink.

pub mod dmmf;
pub mod rust;
