//! Generated text, from the data model: pure functions from a [`DataModel`](nicol_model::DataModel) to files.

pub mod rust;
