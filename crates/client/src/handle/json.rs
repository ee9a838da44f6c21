//! Requests in JSON, without generated code.

use nicol_query::json::{AnswerError, InputError, InputErrorKind, read, write_answer};
use serde_json::Value;

use super::Handle;
use crate::error::{Error, Result};

impl Handle {
    /// Runs a request in Prisma's JSON query form (`{modelName, action, query: {arguments, selection}}`) or as a call of
    /// Prisma Client's methods (`{model, action, args}`), and returns its result as JSON. Values that JSON lacks are
    /// `{"$type": T, "value": V}`, both ways.
    ///
    /// # Errors
    /// If the request does not fit the schema (no code), and what running it may fail with.
    pub async fn run_json(&self, request: &Value) -> Result<String> {
        let call = read(self.data_model(), self.dialect(), request).map_err(|error| {
            let model = request.get("model").or_else(|| request.get("modelName")).and_then(Value::as_str);
            input_error(error, model.unwrap_or_default())
        })?;
        let plan = self.plan(&call.request.shape).map_err(|e| self.about(e, &call.request))?;
        let rows = self.run(call.request.clone()).await?;
        let mut out = String::new();
        write_answer(self.data_model(), &call, &plan.result, &rows.sets, rows.changed, &mut out)
            .map_err(|e| self.about(answer_error(&e), &call.request))?;
        Ok(out)
    }
}

fn input_error(error: InputError, model: &str) -> Error {
    let message = error.to_string();
    match error.kind {
        InputErrorKind::InputError => Error::new("P2019", message).with_meta("details", error.message).about(model),
        // As if the database had been asked.
        InputErrorKind::ValueTooLarge => Error::new("P2020", message).with_meta("details", error.message).about(model),
        kind => Error::invalid(message).with_meta("kind", format!("{kind:?}")),
    }
}

fn answer_error(error: &AnswerError) -> Error {
    match error {
        AnswerError::Incomplete => Error::torn(),
        _ => Error::new("P2023", error.to_string()).with_meta("message", error.to_string()),
    }
}
