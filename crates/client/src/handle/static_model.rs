//! The data model of generated code.

use std::sync::{Arc, OnceLock};

use nicol_model::DataModel;

use crate::error::{Error, Result};

/// The bytes of a data model in generated code, read at the first use.
#[derive(Debug)]
pub struct StaticModel {
    bytes: &'static [u8],
    model: OnceLock<Result<Arc<DataModel>>>,
}

impl StaticModel {
    /// From `include_bytes!`.
    #[must_use]
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes, model: OnceLock::new() }
    }

    pub(super) fn get(&self) -> Result<Arc<DataModel>> {
        let read = || match nicol_model::bytes::from_bytes(self.bytes) {
            Ok(model) => Ok(Arc::new(model)),
            Err(error) => Err(Error::invalid(format!("The generated client can't be used: {error}."))),
        };
        self.model.get_or_init(read).clone()
    }
}
