//! Ours beside theirs.

use nicol_diagnostics::{SourceFile, Sources};
use nicol_testkit::oracle::Oracle;
use serde_json::Value;

pub(crate) struct Judge {
    oracle: Oracle,
    compared: usize,
    refused: usize,
    different: Vec<String>,
}

impl Judge {
    pub(crate) fn start() -> Option<Self> {
        Some(Self { oracle: Oracle::start()?, compared: 0, refused: 0, different: Vec::new() })
    }

    /// How many of a number of tries: all of them in long runs.
    pub(crate) fn count(&self, all: usize) -> usize {
        if std::env::var_os("NICOL_LONG").is_some() { all * 10 } else { all }
    }

    /// Compares the DMMF of a schema that both accept; what only one accepts is for the tests of validation.
    pub(crate) fn compare(&mut self, name: &str, text: &str) {
        let sources = Sources::new(vec![SourceFile::new("schema.prisma", text)]);
        let Some(schema) = nicol_schema::load(&sources).schema else {
            self.refused += 1;
            return;
        };
        let Ok(theirs) = self.oracle.ask_schema("dmmf", text) else {
            self.refused += 1;
            return;
        };
        self.compared += 1;
        let mut whole = String::new();
        nicol_codegen::dmmf::write(&schema, &mut whole).unwrap();
        let ours: Value = serde_json::from_str(&whole).unwrap_or_else(|e| panic!("{name}: no JSON: {e}\n{text}"));
        if let Some(difference) = difference("", &ours, &theirs) {
            self.different.push(format!("{name}{difference}\n{text}"));
        }
        let mut part = String::new();
        nicol_codegen::dmmf::write_datamodel(&schema, &mut part).unwrap();
        assert!(whole.starts_with(&format!("{{\"datamodel\":{part},\"schema\":")), "{name}: the part is another");
    }

    /// Compares `get_config` of any text. Texts of messages are ours; the keys of generators have no order in Prisma.
    pub(crate) fn compare_config(&mut self, name: &str, text: &str) {
        let sources = Sources::new(vec![SourceFile::new("schema.prisma", text)]);
        let answer = nicol_codegen::get_config::get_config(&sources, &nicol_schema::configuration(&sources));
        let Ok(theirs) = self.oracle.ask_schema("config", text) else {
            self.refused += 1;
            return;
        };
        let (ours, theirs) = (without_texts(answer), without_texts(theirs));
        // Prisma finds no block at all in a text whose last one never ends.
        let is_empty = |part: &str| theirs["config"][part].as_array().is_some_and(Vec::is_empty);
        if theirs["errors"] == true && is_empty("datasources") && is_empty("generators") {
            self.refused += 1;
            return;
        }
        self.compared += 1;
        if let Some(difference) = difference("", &ours, &theirs) {
            self.different.push(format!("{name}{difference}\n{text}"));
        }
    }

    pub(crate) fn report(&self, what: &str, at_least: usize) {
        let Self { compared, refused, different, .. } = self;
        println!("DMMF, {what}: {compared} compared, {} different, {refused} refused", different.len());
        assert!(different.is_empty(), "{} of {compared} differ:\n{}", different.len(), different[0]);
        assert!(*compared >= at_least, "only {compared} were compared");
    }
}

/// `get_config` with warnings counted, and the free keys of generators in order. How many errors a wrong text has is for
/// the tests of validation: here it counts whether there are any.
fn without_texts(mut answer: Value) -> Value {
    let warnings = answer["config"]["warnings"].as_array().map_or(0, Vec::len);
    answer["config"]["warnings"] = warnings.into();
    answer["errors"] = answer["errors"].as_array().is_some_and(|errors| !errors.is_empty()).into();
    for generator in answer["config"]["generators"].as_array_mut().into_iter().flatten() {
        if let Some(config) = generator["config"].as_object_mut() {
            config.sort_keys();
        }
    }
    answer
}

/// The first difference, with its way. The order of keys counts; a number is a number, whichever way it is written.
fn difference(way: &str, ours: &Value, theirs: &Value) -> Option<String> {
    let name = |value: &Value| value["name"].as_str().or(value["type"].as_str()).unwrap_or("").to_owned();
    let shown = |a: String, b: String| Some(format!("{way}\nours:   {a}\ntheirs: {b}"));
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            if !a.keys().eq(b.keys()) {
                return shown(format!("{:?}", a.keys()), format!("{:?}", b.keys()));
            }
            a.iter().zip(b).find_map(|((key, a), (_, b))| difference(&format!("{way}.{key}"), a, b))
        }
        (Value::Array(a), Value::Array(b)) => {
            let names = |list: &[Value]| list.iter().map(name).collect::<Vec<_>>();
            if names(a) != names(b) {
                let at = a.iter().zip(b).position(|(a, b)| name(a) != name(b)).unwrap_or(a.len().min(b.len()));
                let around =
                    |list: &[Value]| names(list).into_iter().skip(at.saturating_sub(2)).take(6).collect::<Vec<_>>();
                return shown(format!("{:?} of {}", around(a), a.len()), format!("{:?} of {}", around(b), b.len()));
            }
            a.iter().zip(b).find_map(|(a, b)| difference(&format!("{way}[{}]", name(a)), a, b))
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        _ if ours == theirs => None,
        _ => shown(ours.to_string(), theirs.to_string()),
    }
}
