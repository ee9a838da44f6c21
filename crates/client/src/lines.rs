//! One request a line: what `nicol query --lines` answers.
//!
//! Requests are calls as Prisma Client's methods take them, or in Prisma's JSON query form, and besides:
//! `{action: "$queryRawUnsafe" | "$executeRawUnsafe", args: [sql, …]}`, `{action: "$all", args: [[request, …]]}`,
//! `{action: "$transaction", args: [[request, …], options]}` and `{action: "$transaction", steps: [step, …], options}`,
//! where a step is a request, with `catch: true` one whose error is a result, or `{throw: true}`. Answers are
//! `{id, ok: value}` or `{id, error: {name, code, meta, message}}`.

use std::fmt::Write as _;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use nicol_catalog::Dialect;
use nicol_driver::Isolation;
use nicol_model::{Flavour, ScalarType};
use nicol_query::json::{Call, InputError, InputErrorKind, raw_value, write_string, write_value};
use nicol_query::value::CellType;
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::handle::{Handle, JsonQuery, Options, RawQuery, RawRow, RawValue, Way};
use crate::typed::{Batch, Brought, Gathered};

/// Why a line has no value.
enum Failure {
    Error(Error),
    /// A step `{throw: true}`.
    Thrown,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

type Answer = Result<String, Failure>;

/// Answers a line, which need not be UTF-8: whatever it is, there is an answer.
pub async fn answer(handle: &Handle, line: impl AsRef<[u8]>) -> String {
    let mut out = String::from("{\"id\":");
    let request: Value = match read(line.as_ref()) {
        Ok(request) => request,
        Err(error) => {
            out.push_str("null,\"error\":");
            describe(&Failure::Error(error), &mut out);
            out.push('}');
            return out;
        }
    };
    let _ = write!(out, "{}", request.get("id").unwrap_or(&Value::Null));
    let mut steps = Vec::new();
    match run(handle, &request, &mut steps).await {
        Ok(value) => {
            out.push_str(",\"ok\":");
            out.push_str(&value);
        }
        Err(failure) => {
            out.push_str(",\"error\":");
            describe(&failure, &mut out);
            if request.get("steps").is_some() {
                let _ = write!(out, ",\"steps\":[{}]", steps.join(","));
            }
        }
    }
    out.push('}');
    out
}

/// The answer to one request, or its error.
///
/// # Errors
/// As [`Handle::run_json`].
pub async fn value(handle: &Handle, request: &Value) -> Result<String, Error> {
    run(handle, request, &mut Vec::new()).await.map_err(|failure| match failure {
        Failure::Error(error) => error,
        Failure::Thrown => Error::invalid("thrown by a step"),
    })
}

fn read(line: &[u8]) -> Result<Value, Error> {
    let text = std::str::from_utf8(line)
        .map_err(|error| Error::invalid(format!("the line is not UTF-8 (byte {})", error.valid_up_to() + 1)))?;
    serde_json::from_str(text).map_err(|error| Error::invalid(format!("the line is no JSON: {error}")))
}

fn describe(failure: &Failure, out: &mut String) {
    match failure {
        Failure::Thrown => out.push_str("{\"name\":\"Error\",\"message\":\"thrown by a step\"}"),
        Failure::Error(error) => {
            out.push_str("{\"name\":");
            match error.code() {
                None => out.push_str("\"PrismaClientValidationError\""),
                Some(code) => {
                    let _ = write!(out, "\"PrismaClientKnownRequestError\",\"code\":\"{code}\"");
                    out.push_str(",\"meta\":");
                    let _ = write!(out, "{}", Value::Object(error.meta().clone()));
                }
            }
            out.push_str(",\"message\":");
            write_string(error.message(), out);
            out.push('}');
        }
    }
}

fn error_value(failure: &Failure) -> String {
    let mut out = String::from("{\"error\":");
    describe(failure, &mut out);
    out.push('}');
    out
}

/// The value of a request. `steps` gets those of an interactive transaction's steps, also if it fails.
fn run<'a>(
    handle: &'a Handle,
    request: &'a Value,
    steps: &'a mut Vec<String>,
) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
    Box::pin(async move {
        if request.get("throw").and_then(Value::as_bool) == Some(true) {
            return Err(Failure::Thrown);
        }
        match request.get("action").and_then(Value::as_str) {
            Some("$queryRawUnsafe" | "$executeRawUnsafe") => Ok(raw_query(handle, request)?.await?),
            Some("$all") => {
                let mut values = Vec::new();
                let mut rest = requests(request)?;
                while !rest.is_empty() {
                    let count = rest.iter().take_while(|request| is_lookup(request)).count();
                    let (now, later) = rest.split_at(count.max(1));
                    rest = later;
                    if count > 1 {
                        let answers =
                            handle.run_json_all(now).await.into_iter().map(|answer| answer.map_err(Failure::Error));
                        values.extend(answers.map(|value| value.unwrap_or_else(|failure| error_value(&failure))));
                        continue;
                    }
                    for request in now {
                        let value = run(handle, request, &mut Vec::new()).await;
                        values.push(value.unwrap_or_else(|failure| error_value(&failure)));
                    }
                }
                Ok(list(&values))
            }
            Some("$transaction") => match request.get("steps").and_then(Value::as_array) {
                Some(list_of_steps) => interactive(handle, request, list_of_steps, steps).await,
                None => batch(handle, request).await,
            },
            _ => Ok(handle.run_json(request).await?),
        }
    })
}

fn is_lookup(request: &Value) -> bool {
    matches!(request.get("action").and_then(Value::as_str), Some("findUnique" | "findUniqueOrThrow"))
}

fn list(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

fn requests(request: &Value) -> Result<&[Value], Error> {
    let list = request.get("args").and_then(|a| a.get(0)).and_then(Value::as_array);
    list.map(Vec::as_slice).ok_or_else(|| Error::invalid("`args` has to hold a list of requests"))
}

/// The options of a transaction (`{maxWait, timeout, isolationLevel}`), in place of those that are usual.
///
/// # Errors
/// P2028 and P2023 for what can't be.
pub fn options<'h>(handle: &'h Handle, value: Option<&Value>) -> Result<Options<'h, Handle>, Error> {
    let mut options = Options::new(handle);
    let empty = Map::new();
    let object = value.and_then(Value::as_object).unwrap_or(&empty);
    if let Some(limit) = limit(object, "maxWait")? {
        options = options.max_wait(limit);
    }
    if let Some(limit) = limit(object, "timeout")? {
        options = options.timeout(limit);
    }
    let level = match object.get("isolationLevel") {
        None | Some(Value::Null) => return Ok(options),
        Some(level) => level,
    };
    Ok(match level.as_str() {
        Some("ReadUncommitted") => options.isolation(Isolation::ReadUncommitted),
        Some("ReadCommitted") => options.isolation(Isolation::ReadCommitted),
        Some("RepeatableRead") => options.isolation(Isolation::RepeatableRead),
        Some("Serializable") => options.isolation(Isolation::Serializable),
        Some("Snapshot") => {
            return Err(Error::new(
                "P2028",
                "Only SQL Server has the isolation level Snapshot. Use RepeatableRead, or leave the level out.",
            )
            .with_meta("isolationLevel", "SNAPSHOT"));
        }
        _ => {
            return Err(Error::new(
                "P2023",
                format!(
                    "There is no isolation level {level}: give \"ReadUncommitted\", \"ReadCommitted\", \
                     \"RepeatableRead\" or \"Serializable\"."
                ),
            )
            .with_meta("providedIsolationLevel", level.clone()));
        }
    })
}

/// A limit of time in milliseconds. One that nothing can keep is P2028 (7.10 for interactive transactions: the same).
fn limit(options: &Map<String, Value>, key: &str) -> Result<Option<Duration>, Error> {
    let value = match options.get(key) {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value,
    };
    let milliseconds = value.as_f64().filter(|milliseconds| *milliseconds > 0.0);
    match milliseconds.and_then(|number| Duration::try_from_secs_f64(number / 1000.0).ok()) {
        Some(limit) => Ok(Some(limit)),
        None => Err(Error::new("P2028", format!("`{key}` is {value}: give a number of milliseconds above 0."))),
    }
}

/// Steps one after the other in a transaction; the first error rolls all back.
async fn interactive(handle: &Handle, request: &Value, list_of: &[Value], results: &mut Vec<String>) -> Answer {
    let tx = options(handle, request.get("options"))?.begin().await?;
    let mut failed = None;
    for step in list_of {
        let inner = (*tx).clone();
        match run(&inner, step, &mut Vec::new()).await {
            Ok(value) => results.push(value),
            Err(failure) if step.get("catch").and_then(Value::as_bool) == Some(true) => {
                results.push(error_value(&failure));
            }
            Err(failure) => {
                failed = Some(failure);
                break;
            }
        }
    }
    match failed {
        None => tx.commit().await?,
        Some(failure) => {
            // The step's error says what happened; that of the rollback would hide it.
            let _ = tx.rollback().await;
            return Err(failure);
        }
    }
    Ok(list(results))
}

/// Requests that are one transaction.
async fn batch(handle: &Handle, request: &Value) -> Answer {
    let queries = requests(request)?.iter().zip(0..).map(|(request, place)| query(handle, request, place));
    let queries = queries.collect::<Result<Vec<_>, Error>>()?;
    Ok(batch_of(handle, queries, request.get("args").and_then(|args| args.get(1))).await?)
}

/// The `place`th request of a batch.
fn query<'h>(handle: &'h Handle, request: &'h Value, place: usize) -> Result<Query<'h>, Error> {
    match request.get("action").and_then(Value::as_str) {
        Some("$queryRawUnsafe" | "$executeRawUnsafe") => raw_query(handle, request).map(Query::Raw),
        _ => handle.json(request).map(Query::Json),
    }
    .map_err(|error| error.of_query(place))
}

/// A request in JSON, or a call that was read.
#[doc(hidden)]
#[derive(Debug)]
pub enum Asked {
    /// A call that was read.
    Call(Call),
    /// Anything that can stand in a line's batch.
    Json(Value),
}

/// The answers to requests that are one transaction.
///
/// # Errors
/// As [`Handle::batch`].
#[doc(hidden)]
pub async fn batch_asked(handle: &Handle, requests: &[Asked], options: Option<&Value>) -> Result<String, Error> {
    let queries = requests.iter().zip(0..).map(|(request, place)| match request {
        Asked::Call(call) => Ok(Query::Json(handle.read_before(call.clone()))),
        Asked::Json(request) => query(handle, request, place),
    });
    let queries = queries.collect::<Result<Vec<_>, Error>>()?;
    batch_of(handle, queries, options).await
}

/// Requests that are one transaction, in as few round trips as a [batch](Handle::batch) needs.
async fn batch_of(handle: &Handle, queries: Vec<Query<'_>>, options: Option<&Value>) -> Result<String, Error> {
    let parts: Option<Vec<&JsonQuery<'_>>> = queries.iter().map(Query::json).collect();
    let transaction = self::options(handle, options)?;
    let has_level = options.and_then(|options| options.get("isolationLevel")).is_some_and(|level| !level.is_null());
    // One statement needs no transaction, nor a limit of its time: 7.10 does the same.
    if !has_level
        && let Some(parts) = parts
        && let Some(answers) = handle.looked_up(&parts).await
    {
        return Ok(list(&answers));
    }
    Ok(list(&transaction.batch(queries).await?))
}

/// A request of a batch.
enum Query<'h> {
    Json(JsonQuery<'h>),
    Raw(RawQuery<'h, String>),
}

impl<'h> Query<'h> {
    const fn json(&self) -> Option<&JsonQuery<'h>> {
        match self {
            Self::Json(query) => Some(query),
            Self::Raw(_) => None,
        }
    }
}

impl Batch for Query<'_> {
    type Out = String;

    fn gather(&mut self, to: &mut Gathered) {
        match self {
            Self::Json(query) => query.gather(to),
            Self::Raw(query) => query.gather(to),
        }
    }

    fn read(&self, from: &mut Brought) -> Result<String, Error> {
        match self {
            Self::Json(query) => Batch::read(query, from),
            Self::Raw(query) => Batch::read(query, from),
        }
    }
}

/// A raw statement that answers in JSON.
fn raw_query<'h>(handle: &'h Handle, request: &'h Value) -> Result<RawQuery<'h, String>, Error> {
    let (sql, values) = raw(request, takes_reals(handle))?;
    Ok(match request["action"].as_str() {
        Some("$executeRawUnsafe") => {
            RawQuery::new(handle, sql, values, Way::Execute, |done| Ok(done.changed().to_string()))
        }
        _ => RawQuery::new(handle, sql, values, Way::Query, |done| rows(&done.rows())),
    })
}

fn rows(rows: &[RawRow]) -> Result<String, Error> {
    let mut out = String::from("[");
    for (index, row) in rows.iter().enumerate() {
        out.push_str(if index > 0 { ",{" } else { "{" });
        for (place, (name, cell, bytes)) in row.cells().enumerate() {
            if place > 0 {
                out.push(',');
            }
            write_string(name, &mut out);
            out.push(':');
            write_value(cell, bytes, &mut out).map_err(|e| Error::new("P2023", e.to_string()))?;
        }
        out.push('}');
    }
    out.push(']');
    Ok(out)
}

/// Whether numbers are REAL to the database, whole ones too: SQLite's driver of Prisma 7 knows no other numbers of JavaScript's
/// but its bigints. So `${5}` comes back as 5, and not as 5n, and `${5} / 2` is 2.5.
fn takes_reals(handle: &Handle) -> bool {
    handle.dialect() == Dialect::Sqlite && handle.data_model().flavour == Flavour::Seven
}

/// A number, or what is one to a driver that takes reals.
fn real(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(is_true) => Some(f64::from(u8::from(*is_true))),
        Value::Number(number) => number.as_f64(),
        Value::Object(object) if object.get("$type")? == "Decimal" => object.get("value")?.as_str()?.parse().ok(),
        _ => None,
    }
}

/// The text and values of a raw statement.
fn raw(request: &Value, takes_reals: bool) -> Result<(&str, Vec<RawValue>), Error> {
    let args = request.get("args").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let [Value::String(sql), values @ ..] = args else {
        return Err(Error::invalid("`args` has to hold the SQL text and its values"));
    };
    let values = (1..).zip(values).map(|(place, value)| {
        if let Some(number) = real(value).filter(|_| takes_reals) {
            return Ok(RawValue::from_cell(CellType::one(ScalarType::Float), Some(&number.to_be_bytes())));
        }
        let (cell, bytes) = raw_value(value, place).map_err(raw_error)?;
        Ok(RawValue::from_cell(cell, bytes.as_deref()))
    });
    Ok((sql, values.collect::<Result<_, Error>>()?))
}

/// As the database would say it of a value that is sent to it.
fn raw_error(error: InputError) -> Error {
    const OUT_OF_RANGE: &str = "22003";
    let message = error.to_string();
    match error.kind {
        InputErrorKind::ValueTooLarge => Error::new("P2010", message.clone())
            .with_meta("code", OUT_OF_RANGE)
            .with_meta("message", message.clone())
            .with_meta(
                "driverAdapterError",
                json!({
                    "name": "DriverAdapterError",
                    "cause": { "kind": "ValueOutOfRange", "originalCode": OUT_OF_RANGE, "originalMessage": message },
                }),
            ),
        _ => Error::invalid(message),
    }
}
