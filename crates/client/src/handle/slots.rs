//! Results for JavaScript, in slots in place of JSON.

use std::sync::OnceLock;

use nicol_query::json::{Call, Form, Learned};
use nicol_query::slots::{Layout, Slots};
use serde_json::Value;

use super::Handle;
use super::json::answer_error;
use crate::error::Result;

/// The layout of a plan's results and its number, for each form that has one.
#[derive(Debug, Default)]
pub(crate) struct SlotLayouts([OnceLock<Option<(Layout, u32)>>; 4]);

impl SlotLayouts {
    fn of(&self, form: Form, make: impl FnOnce() -> Option<(Layout, u32)>) -> Option<&(Layout, u32)> {
        let place = match form {
            Form::Protocol => return None,
            Form::Call => 0,
            Form::CountNumber => 1,
            Form::CountObject => 2,
            Form::CountTrue => 3,
        };
        self.0[place].get_or_init(make).as_ref()
    }
}

/// A result for JavaScript.
#[derive(Debug)]
pub enum Answer {
    /// With the number that `number` gave to the description of its layout.
    Slots(u32, Slots),
    /// There was no number for it.
    Json(String),
}

impl Handle {
    /// Makes a template of a call, for others of its form: see [`nicol_query::json::learn`].
    #[doc(hidden)]
    #[must_use]
    pub fn learn(&self, request: &Value, met: (&str, &str)) -> Learned {
        let (model, dialect, core) = (self.data_model(), self.dialect(), &self.core);
        nicol_query::json::learn(model, dialect, &core.ways.omit, &core.known, request, met)
    }

    /// As [`Handle::run_json`], with a result in slots, where `number` gives a number to the description of its layout. It is
    /// asked once for a plan.
    ///
    /// # Errors
    /// As [`Handle::run_json`].
    #[doc(hidden)]
    pub async fn run_slots(&self, request: &Value, number: impl Fn(String) -> Option<u32> + Send) -> Result<Answer> {
        self.run_call(&self.json(request)?.call, number).await
    }

    /// The same of a call that was read.
    ///
    /// # Errors
    /// As [`Handle::run_json`].
    #[doc(hidden)]
    pub async fn run_call(&self, call: &Call, number: impl Fn(String) -> Option<u32> + Send) -> Result<Answer> {
        let request = &call.request;
        // What can't be planned has no answer that could be written.
        let plan = self.plan(&request.shape).map_err(|e| self.about(e, request))?;
        let rows = self.run_kept(request).await?;
        let labelled = plan.slot_layouts.of(call.form, || {
            let layout = Layout::new(self.data_model(), call.action, call.form, &plan.result)?;
            let number = number(layout.description())?;
            Some((layout, number))
        });
        let Some((layout, number)) = labelled else { return self.answer(call, &rows).map(Answer::Json) };
        let slots = layout.write(&rows.sets, rows.changed).map_err(|e| self.about(answer_error(&e), request))?;
        Ok(Answer::Slots(*number, slots))
    }
}
