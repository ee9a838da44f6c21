//! Log events: every statement with its duration, to listeners and to `tracing`.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use nicol_driver::{Observer, Param, QueryEvent};
use nicol_model::{ScalarType, calendar};
use nicol_query::value::{ListReader, read_big_int, read_float, read_int};

/// How serious an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogLevel {
    /// A statement was run.
    Query,
    /// A statement failed.
    Error,
}

/// A statement that was run.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct LogEvent<'a> {
    /// Whether it worked.
    pub level: LogLevel,
    /// Its text.
    pub sql: &'a str,
    /// Its values as JSON, if [`log_params`](super::Builder::log_params) was turned on.
    pub params: Option<&'a str>,
    /// From sending it to having its answer.
    pub duration: Duration,
    /// Why it failed.
    pub error: Option<&'a nicol_driver::Error>,
}

type Listener = Box<dyn Fn(&LogEvent<'_>) + Send + Sync>;

#[derive(Default)]
pub(super) struct Log {
    pub(super) listeners: Vec<Listener>,
    pub(super) with_params: bool,
}

impl Log {
    /// What the driver calls. Without listeners and without a subscriber to `tracing` at the time of connecting there is
    /// nobody to tell, and then statements are not timed either.
    pub(super) fn observer(self) -> Option<Arc<dyn Observer>> {
        let traced = tracing::enabled!(target: "nicol::query", tracing::Level::DEBUG);
        if self.listeners.is_empty() && !traced { None } else { Some(Arc::new(self)) }
    }
}

impl Observer for Log {
    fn statement(&self, event: &QueryEvent<'_>) {
        let params = self.with_params.then(|| params_json(event.params));
        let event = LogEvent {
            level: if event.error.is_some() { LogLevel::Error } else { LogLevel::Query },
            sql: event.sql,
            params: params.as_deref(),
            duration: event.duration,
            error: event.error,
        };
        tracing::debug!(
            target: "nicol::query",
            sql = event.sql,
            params = event.params,
            duration_us = u64::try_from(event.duration.as_micros()).unwrap_or(u64::MAX),
            error = event.error.map(tracing::field::display),
        );
        for listener in &self.listeners {
            listener(&event);
        }
    }
}

/// The values of a statement as a JSON list.
fn params_json(params: &[Param<'_>]) -> String {
    let mut out = String::from("[");
    for (index, param) in params.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match param.value {
            None => out.push_str("null"),
            Some(bytes) if param.cell.is_list => {
                out.push('[');
                for (place, element) in ListReader::new(bytes).enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    match element {
                        None => out.push_str("null"),
                        Some(bytes) => value_json(&mut out, param.cell.scalar, bytes),
                    }
                }
                out.push(']');
            }
            Some(bytes) => value_json(&mut out, param.cell.scalar, bytes),
        }
    }
    out.push(']');
    out
}

fn value_json(out: &mut String, scalar: ScalarType, bytes: &[u8]) {
    let text = |out: &mut String, text: &str| {
        out.push_str(&serde_json::Value::from(text).to_string());
    };
    // Writing to a string does not fail.
    let _ = match scalar {
        ScalarType::Boolean => out.write_str(if bytes == [1] { "true" } else { "false" }),
        ScalarType::Int => write!(out, "{}", read_int(bytes).unwrap_or_default()),
        ScalarType::BigInt => write!(out, "{}", read_big_int(bytes).unwrap_or_default()),
        ScalarType::Float => match read_float(bytes) {
            Some(number) if number.is_finite() => write!(out, "{number}"),
            number => write!(out, "\"{}\"", number.unwrap_or_default()),
        },
        ScalarType::DateTime => {
            let mut time = String::new();
            calendar::write(read_big_int(bytes).unwrap_or_default(), calendar::Style::Short, &mut time);
            text(out, &time);
            Ok(())
        }
        ScalarType::Bytes => {
            out.push('"');
            let written = bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"));
            out.push('"');
            written
        }
        ScalarType::Json | ScalarType::Decimal | ScalarType::String => {
            text(out, &String::from_utf8_lossy(bytes));
            Ok(())
        }
    };
}

#[cfg(test)]
mod tests {
    use nicol_query::value::{CellType, Encode, ListWriter};

    use super::*;

    #[test]
    fn values_are_json() {
        let mut int = Vec::new();
        7i32.encode(&mut int);
        let mut list = Vec::new();
        let mut writer = ListWriter::new(&mut list);
        writer.push(Some(b"a\"b"));
        writer.push(None);
        let params = [
            Param { cell: CellType::one(ScalarType::Int), value: Some(&int) },
            Param { cell: CellType::one(ScalarType::String), value: None },
            Param { cell: CellType::list(ScalarType::String), value: Some(&list) },
            Param { cell: CellType::one(ScalarType::DateTime), value: Some(&[0; 8]) },
            Param { cell: CellType::one(ScalarType::Bytes), value: Some(&[1, 255]) },
        ];
        let text = params_json(&params);
        assert_eq!(text, r#"[7,null,["a\"b",null],"1970-01-01T00:00:00Z","01ff"]"#);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
