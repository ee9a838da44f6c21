//! Columns that records don't have: the generator's `omit`.

use nicol_model::{DataModel, ModelId};
use nicol_query::json::Omit;
use nicol_schema::ir::{ConfigValue, Generator};

/// Why columns can't be left out of records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OmitError {
    #[error("`{written}` in the generator's `omit` names no column: write the model and the column, `User.password`")]
    Form { written: String },
    #[error("{0}")]
    Unknown(#[from] nicol_query::json::OmitError),
    #[error("the generator's `omit` leaves nothing of `{model}`: keep at least one column")]
    Everything { model: String },
}

/// Reads `omit = ["User.password", …]` of a generator.
///
/// # Errors
/// If something else is written, the schema has no such column, or a record would be empty.
pub fn omitted(model: &DataModel, generator: &Generator) -> Result<Omit, OmitError> {
    let mut omit = Omit::default();
    for value in generator.config.iter().filter(|(name, _)| name == "omit").map(|(_, value)| value) {
        let list = match value {
            ConfigValue::List(list) => list.as_slice(),
            one @ ConfigValue::Text(_) => std::slice::from_ref(one),
        };
        for value in list {
            let ConfigValue::Text(text) = value else {
                return Err(OmitError::Form { written: "[…]".to_owned() });
            };
            let (of, column) = text.split_once('.').ok_or_else(|| OmitError::Form { written: text.clone() })?;
            omit.add(model, of.trim(), [column.trim()])?;
        }
    }
    for (id, m) in (0u16..).map(ModelId).zip(&model.models) {
        let columns = m.fields.iter().filter(|field| field.is_column()).count();
        if columns > 0 && omit.of(id).count() == columns {
            return Err(OmitError::Everything { model: m.name.clone() });
        }
    }
    Ok(omit)
}
