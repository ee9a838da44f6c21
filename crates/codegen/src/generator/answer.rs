//! What comes back on a generator's standard error.

use serde_json::Value;

/// A line, told apart as Prisma does it.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// An answer to the request with this number.
    Answer(u64, Answer),
    /// JSON that is no answer: nobody's business.
    Ignored,
    /// Anything else is for people.
    Text,
}

/// How a request ended. A result that is missing counts as `null`.
pub type Answer = Result<Value, Failure>;

/// The error of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub message: String,
    /// Where in the generator it happened, if it says so.
    pub stack: Option<String>,
}

/// What a generator says about itself. Everything may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    pub pretty_name: Option<String>,
    pub version: Option<String>,
    pub default_output: Option<String>,
    pub requires_generators: Vec<String>,
    pub requires_engines: Vec<String>,
}

/// Reads a line of a generator's standard error.
#[must_use]
pub fn read_line(line: &str) -> Line {
    let Ok(value) = serde_json::from_str::<Value>(line) else { return Line::Text };
    let Some(id) = value.get("id").and_then(Value::as_u64) else { return Line::Ignored };
    if value.get("jsonrpc").is_none_or(|version| version.is_null()) {
        return Line::Ignored;
    }
    let answer = match value.get("error") {
        Some(error) => Err(Failure::of(error)),
        None => Ok(value.get("result").cloned().unwrap_or(Value::Null)),
    };
    Line::Answer(id, answer)
}

impl Failure {
    fn of(error: &Value) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).filter(|t| !t.is_empty()).map(str::to_owned);
        let stack = text(error.get("data").and_then(|data| data.get("stack")));
        let message = text(error.get("message")).or_else(|| stack.clone()).unwrap_or_else(|| error.to_string());
        Self { message, stack }
    }
}

impl Manifest {
    /// The manifest in the result of `getManifest`.
    #[must_use]
    pub fn of(result: &Value) -> Self {
        let manifest = &result["manifest"];
        let text = |key: &str| manifest[key].as_str().filter(|t| !t.is_empty()).map(str::to_owned);
        let list = |key: &str| {
            manifest[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Self {
            pretty_name: text("prettyName"),
            version: text("version"),
            default_output: text("defaultOutput"),
            requires_generators: list("requiresGenerators"),
            requires_engines: list("requiresEngines"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Failure, Line, Manifest, read_line};

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(read_line("Error: no\n"), Line::Text);
        assert_eq!(read_line(""), Line::Text);
        // Prisma reads these as JSON and drops them.
        assert_eq!(read_line("12"), Line::Ignored);
        assert_eq!(read_line("{\"level\":\"info\"}"), Line::Ignored);
        assert_eq!(read_line("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":1}"), Line::Ignored);
        assert_eq!(read_line("{\"id\":1,\"result\":1}"), Line::Ignored);
        assert_eq!(
            read_line("{\"jsonrpc\":\"2.0\",\"result\":{\"a\":1},\"id\":7}"),
            Line::Answer(7, Ok(json!({"a": 1})))
        );
    }

    #[test]
    fn an_answer_may_lack_its_result() {
        assert_eq!(read_line("{\"jsonrpc\":\"2.0\",\"id\":4}"), Line::Answer(4, Ok(json!(null))));
    }

    #[test]
    fn errors_say_what_they_can() {
        let failure =
            |error: serde_json::Value| match read_line(&json!({"jsonrpc":"2.0","id":1,"error":error}).to_string()) {
                Line::Answer(1, Err(failure)) => failure,
                other => panic!("{other:?}"),
            };
        let full = failure(json!({"code": -32000, "message": "no", "data": {"stack": "Error: no\n at x"}}));
        assert_eq!(full, Failure { message: "no".to_owned(), stack: Some("Error: no\n at x".to_owned()) });
        assert_eq!(failure(json!({"message": "", "data": {"stack": "at x"}})).message, "at x");
        assert_eq!(failure(json!({"code": 3})).message, "{\"code\":3}");
    }

    #[test]
    fn manifests_may_be_nothing() {
        assert_eq!(Manifest::of(&json!(null)), Manifest::default());
        assert_eq!(Manifest::of(&json!({"manifest": null})), Manifest::default());
        let manifest = Manifest::of(&json!({"manifest": {
            "prettyName": "Zod", "version": "1", "defaultOutput": "./zod", "requiresGenerators": ["prisma-client-js"],
            "requiresEngines": "queryEngine"
        }}));
        assert_eq!(manifest.pretty_name.as_deref(), Some("Zod"));
        assert_eq!(manifest.requires_generators, ["prisma-client-js"]);
        // Prisma looks at lists only.
        assert!(manifest.requires_engines.is_empty());
    }
}
