//! Requests in JSON, without generated code.

use nicol_query::ast::Action;
use nicol_query::json::{AnswerError, Call, InputError, InputErrorKind, read_knowing, write_answer, write_record};
use nicol_query::plan::ResultShape;
use nicol_query::request::Request;
use nicol_query::value::{ListWriter, read_big_int};
use serde_json::Value;

use super::Handle;
use crate::error::{Error, Result};
use crate::typed::{Batch, Brought, Gathered, Outcome, Part, Rows};

impl Handle {
    /// Runs a request in Prisma's JSON query form (`{modelName, action, query: {arguments, selection}}`) or as a call of
    /// Prisma Client's methods (`{model, action, args}`), and returns its result as JSON. Values that JSON lacks are
    /// `{"$type": T, "value": V}`, both ways.
    ///
    /// # Errors
    /// If the request does not fit the schema (no code), and what running it may fail with.
    pub async fn run_json(&self, request: &Value) -> Result<String> {
        self.run_read(&self.json(request)?.call).await
    }

    /// The same of a call that was read.
    async fn run_read(&self, call: &Call) -> Result<String> {
        // What can't be planned has no answer that could be written.
        self.plan(&call.request.shape).map_err(|e| self.about(e, &call.request))?;
        self.answer(call, &self.run_kept(&call.request).await?)
    }

    /// What the rows of a call say.
    pub(super) fn answer(&self, call: &Call, rows: &Rows) -> Result<String> {
        let request = &call.request;
        let plan = self.plan(&request.shape).map_err(|e| self.about(e, request))?;
        let mut out = String::new();
        write_answer(self.data_model(), call, &plan.result, &rows.sets, rows.changed, &mut out)
            .map_err(|e| self.about(answer_error(&e), request))?;
        Ok(out)
    }

    /// A request in JSON, read but not run.
    pub(crate) fn json(&self, request: &Value) -> Result<JsonQuery<'_>> {
        let call = self.read(request)?;
        Ok(self.read_before(call))
    }

    /// A call that was read.
    pub(crate) const fn read_before(&self, call: Call) -> JsonQuery<'_> {
        JsonQuery { handle: self, call }
    }

    /// Reads a request.
    ///
    /// # Errors
    /// If it does not fit the schema.
    #[doc(hidden)]
    pub fn read(&self, request: &Value) -> Result<Call> {
        let core = &self.core;
        read_knowing(self.data_model(), self.dialect(), &core.ways.omit, &core.known, request).map_err(|error| {
            let model = request.get("model").or_else(|| request.get("modelName")).and_then(Value::as_str);
            input_error(error, model.unwrap_or_default())
        })
    }
}

/// A request in JSON: a part of a batch that brings its answer in JSON.
pub(crate) struct JsonQuery<'h> {
    handle: &'h Handle,
    pub(super) call: Call,
}

impl JsonQuery<'_> {
    /// What its rows say.
    fn answer(&self, rows: &Rows) -> Result<String> {
        self.handle.answer(&self.call, rows)
    }
}

impl Batch for JsonQuery<'_> {
    type Out = String;

    fn gather(&mut self, to: &mut Gathered) {
        to.add(Ok((self.handle, Part::Request(self.call.request.clone()))));
    }

    fn read(&self, from: &mut Brought) -> Result<String> {
        from.read(|outcome| match outcome {
            Outcome::Rows(rows) => self.answer(&rows),
            Outcome::Raw(_) => Err(Error::torn()),
        })
    }
}

/// Which record each of several gathered requests has found: `None` if it was none.
type Found = Vec<Option<usize>>;

impl Handle {
    /// As [`Handle::run_json`], for several requests one after the other. Those side by side that look records of one
    /// model up by the same keys, and differ in values only, are one statement where the database can say it.
    #[doc(hidden)]
    pub async fn run_json_all(&self, requests: &[Value]) -> Vec<Result<String>> {
        self.run_all(requests.iter().map(|request| self.read(request)).collect()).await
    }

    /// The same of calls that were read.
    #[doc(hidden)]
    pub async fn run_all(&self, calls: Vec<Result<Call>>) -> Vec<Result<String>> {
        let mut refused = Vec::with_capacity(calls.len());
        let read = |call: Result<Call>| match call {
            Ok(call) => (Some(call), None),
            Err(error) => (None, Some(error)),
        };
        let calls: Vec<Option<Call>> = calls
            .into_iter()
            .map(read)
            .map(|(call, error)| {
                refused.push(error);
                call
            })
            .collect();
        let mut answers = Vec::with_capacity(calls.len());
        while let Some(first) = calls.get(answers.len()) {
            let start = answers.len();
            let Some(first) = first else {
                answers.push(Err(refused[start].take().unwrap_or_else(Error::torn)));
                continue;
            };
            let alike = |call: &&Call| is_lookup(call) && call.request.shape == first.request.shape;
            let together: Vec<&Call> = calls[start..].iter().map_while(|call| call.as_ref().filter(alike)).collect();
            let count = together.len();
            if count > 1
                && let Ok(found) = Box::pin(self.look_up(&together)).await
            {
                for (place, text) in found.into_iter().enumerate() {
                    match text {
                        Some(text) => answers.push(Ok(text)),
                        // Its own error says what is missing.
                        None => answers.push(self.run_read(together[place]).await),
                    }
                }
                continue;
            }
            answers.push(self.run_read(first).await);
        }
        answers
    }

    /// Several look-ups that one statement can answer, if they are such and it finds what each of them has to find.
    pub(crate) async fn looked_up(&self, queries: &[&JsonQuery<'_>]) -> Option<Vec<String>> {
        let calls: Vec<&Call> = queries.iter().map(|query| &query.call).collect();
        let is_alike = |pair: &[&Call]| pair[0].request.shape == pair[1].request.shape;
        if calls.len() < 2 || !calls.iter().all(|call| is_lookup(call)) || !calls.windows(2).all(is_alike) {
            return None;
        }
        Box::pin(self.look_up(&calls)).await.ok()?.into_iter().collect()
    }

    /// Several look-ups of one shape as one statement: their answers, `None` where one has to be asked on its own.
    async fn look_up(&self, calls: &[&Call]) -> Result<Vec<Option<String>>> {
        let first = calls.first().ok_or_else(Error::torn)?;
        let mut request = Request::new(Action::FindUnique, first.model);
        request.shape.extend(first.request.shape.iter().skip(1).copied());
        request.gather();
        for place in 0..first.request.values().count() {
            let mut list = Vec::new();
            let mut writer = ListWriter::new(&mut list);
            for call in calls {
                writer.push(call.request.values().nth(place));
            }
            request.raw_value(&list);
        }
        let plan = self.plan(&request.shape)?;
        let ResultShape::Many(record) = &plan.result else { return Err(Error::torn()) };
        let rows = self.run(request).await?;
        let set = rows.sets.get(usize::from(record.slot.0)).ok_or_else(Error::torn)?;
        let mut found: Found = vec![None; calls.len()];
        for row in 0..set.rows() {
            let number = set.cell(row, set.width - 1).and_then(read_big_int);
            let place = number.and_then(|number| usize::try_from(number - 1).ok());
            *place.and_then(|place| found.get_mut(place)).ok_or_else(Error::torn)? = Some(row);
        }
        let answer = |(call, row): (&&Call, Option<usize>)| {
            if row.is_none() && call.action == Action::FindUniqueOrThrow {
                return Ok(None);
            }
            let mut out = String::new();
            write_record(self.data_model(), call, record, &rows.sets, row, &mut out)
                .map_err(|e| self.failed(answer_error(&e), &call.request))?;
            Ok(Some(out))
        };
        calls.iter().zip(found).map(answer).collect()
    }
}

const fn is_lookup(call: &Call) -> bool {
    matches!(call.action, Action::FindUnique | Action::FindUniqueOrThrow)
}

fn input_error(error: InputError, model: &str) -> Error {
    let message = error.to_string();
    match error.kind {
        InputErrorKind::InputError => Error::new("P2019", message).with_meta("details", error.message).about(model),
        // As if the database had been asked.
        InputErrorKind::ValueTooLarge => Error::new("P2020", message).with_meta("details", error.message).about(model),
        kind => {
            let invalid = Error::invalid(message).with_meta("kind", format!("{kind:?}")).with_meta("path", error.path);
            if error.expected.is_empty() {
                return invalid;
            }
            let expected = error.expected.into_iter();
            let expected =
                expected.map(|e| serde_json::json!({ "name": e.name, "types": e.types, "required": e.is_required }));
            invalid.with_meta("expected", expected.collect::<Vec<_>>())
        }
    }
}

pub(super) fn answer_error(error: &AnswerError) -> Error {
    match error {
        AnswerError::Incomplete => Error::torn(),
        _ => Error::new("P2023", error.to_string()).with_meta("message", error.to_string()),
    }
}
