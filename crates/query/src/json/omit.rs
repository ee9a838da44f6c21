//! Columns that a client leaves out of its results: the option `omit` of Prisma's clients.

use std::collections::BTreeSet;

use nicol_model::names::nearest;
use nicol_model::{DataModel, FieldId, Model, ModelId};
use serde_json::Value as Json;

use super::value::describe;

/// Columns that no result holds unless its request asks for them, by `select` or by `omit: { column: false }`.
///
/// It is about JSON requests alone: who plans a [`Request`](crate::request::Request) says itself what is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Omit(BTreeSet<(ModelId, FieldId)>);

/// Why columns can't be left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OmitError(String);

impl Omit {
    /// Adds columns of a model, by their names in the schema.
    ///
    /// # Errors
    /// If there is no such model, or a name is that of no column.
    pub fn add<'n>(
        &mut self,
        data: &DataModel,
        model: &str,
        columns: impl IntoIterator<Item = &'n str>,
    ) -> Result<(), OmitError> {
        let id = find(data, data.find_model(model), model, data.models.iter().map(|m| m.name.clone()))?;
        for name in columns {
            self.0.insert((id, column(data.model(id), name)?));
        }
        Ok(())
    }

    /// Reads the option as Prisma's clients take it: `{"user": {"password": true}}`, models with a small letter first.
    ///
    /// # Errors
    /// If it has another form, or names what is no model or no column.
    pub fn from_json(data: &DataModel, option: &Json) -> Result<Self, OmitError> {
        let expected = |what: &str, at: &str, value: &Json| {
            OmitError(format!("The option `omit` has to hold {what}{at}, and holds {}.", describe(value)))
        };
        let mut omit = Self::default();
        let Json::Object(models) = option else {
            return Err(expected("an object of models", "", option));
        };
        for (key, columns) in models {
            let place = data.models.iter().position(|m| small(&m.name) == *key);
            let id = place.and_then(|place| u16::try_from(place).ok()).map(ModelId);
            let id = find(data, id, key, data.models.iter().map(|m| small(&m.name)))?;
            let Json::Object(columns) = columns else {
                return Err(expected("an object of columns", &format!(" for `{key}`"), columns));
            };
            for (name, value) in columns {
                let field = column(data.model(id), name)?;
                match value {
                    Json::Bool(true) => omit.0.insert((id, field)),
                    Json::Bool(false) => omit.0.remove(&(id, field)),
                    other => return Err(expected("true or false", &format!(" for `{key}.{name}`"), other)),
                };
            }
        }
        Ok(omit)
    }

    /// The columns of a model that are left out.
    pub fn of(&self, model: ModelId) -> impl Iterator<Item = FieldId> {
        self.0.range((model, FieldId(0))..=(model, FieldId(u16::MAX))).map(|(_, field)| *field)
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn find(
    data: &DataModel,
    found: Option<ModelId>,
    wanted: &str,
    names: impl Iterator<Item = String>,
) -> Result<ModelId, OmitError> {
    found.filter(|id| id.index() < data.models.len()).ok_or_else(|| {
        let names: Vec<String> = names.collect();
        let hint = match nearest(wanted, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("possible are {}.", names.join(", ")),
        };
        OmitError(format!("Columns of `{wanted}` can't be left out, because there is no such model: {hint}"))
    })
}

fn column(model: &Model, wanted: &str) -> Result<FieldId, OmitError> {
    model.find_field(wanted).filter(|id| model.field(*id).is_column()).ok_or_else(|| {
        let columns = || model.fields.iter().filter(|f| f.is_column()).map(|f| f.name.as_str());
        let hint = match nearest(wanted, columns()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("possible are {}.", columns().collect::<Vec<_>>().join(", ")),
        };
        OmitError(format!("`{}.{wanted}` can't be left out, because it is no column: {hint}", model.name))
    })
}

/// As Prisma's clients call a model.
fn small(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
