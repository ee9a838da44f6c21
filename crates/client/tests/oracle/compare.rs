//! Whether two answers are equal, but for what can't be: made identifiers, the time, words.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// Compares answers, and remembers which made identifiers stand for each other: ours → theirs.
#[derive(Default)]
pub(crate) struct Comparison {
    made: HashMap<String, String>,
    /// A zero is a zero, whatever its sign.
    ignores_signs: bool,
    /// Keys of objects may stand in any order.
    ignores_order: bool,
}

impl Comparison {
    pub(crate) fn ignoring_signs(ignores_signs: bool) -> Self {
        Self { ignores_signs, ..Self::default() }
    }

    /// The first difference between two answers, as a path and both values.
    pub(crate) fn difference(&mut self, request: &Value, ours: &Value, theirs: &Value) -> Option<String> {
        let (ours, theirs) = (&ordered(request, ours), &ordered(request, theirs));
        self.ignores_order = request["action"] == "$all";
        match (ours.get("error"), theirs.get("error")) {
            (Some(a), Some(b)) => {
                self.errors(a, b, "error").or_else(|| match (ours.get("steps"), theirs.get("steps")) {
                    (None, None) => None,
                    (Some(a), Some(b)) => self.values(a, b, "steps"),
                    (a, b) => Some(format!("steps: {a:?} | {b:?}")),
                })
            }
            (None, None) => self.values(&ours["ok"], &theirs["ok"], "ok"),
            (Some(a), None) => Some(format!("ours failed: {a}\n  {}", theirs["ok"])),
            (None, Some(b)) => Some(format!("theirs failed: {}\n  {b}", ours["ok"])),
        }
    }

    fn values(&mut self, ours: &Value, theirs: &Value, path: &str) -> Option<String> {
        match (ours, theirs) {
            (Value::Object(a), Value::Object(b)) => self.objects(a, b, path),
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                a.iter().zip(b).enumerate().find_map(|(i, (a, b))| self.values(a, b, &format!("{path}.{i}")))
            }
            (Value::String(a), Value::String(b)) if a == b => None,
            (Value::String(a), Value::String(b)) if is_made(a) && is_made(b) && a.len() == b.len() => {
                let known = self.made.entry(a.clone()).or_insert_with(|| b.clone());
                (known != b).then(|| format!("{path}: the identifier {a} was {known}, is {b}"))
            }
            (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
            (a, b) if a == b || (self.ignores_signs && is_zero(a) && is_zero(b)) => None,
            (a, b) => Some(format!("{path}: {a} | {b}")),
        }
    }

    fn objects(&mut self, ours: &Map<String, Value>, theirs: &Map<String, Value>, path: &str) -> Option<String> {
        let tagged =
            |o: &Map<String, Value>| Some((o.get("$type")?.as_str()?.to_owned(), o.get("value")?.as_str()?.to_owned()));
        if let (Some((kind, a)), Some((other, b))) = (tagged(ours), tagged(theirs))
            && kind == other
            && kind == "DateTime"
            && is_now(&a)
            && is_now(&b)
        {
            return None;
        }
        if let (1, 1, Some(a), Some(b)) = (ours.len(), theirs.len(), ours.get("error"), theirs.get("error")) {
            return self.errors(a, b, path);
        }
        if let Some(key) = ours.keys().find(|k| !theirs.contains_key(*k)) {
            return Some(format!("{path}.{key}: only ours"));
        }
        let differs = theirs.iter().find_map(|(key, b)| match ours.get(key) {
            Some(a) => self.values(a, b, &format!("{path}.{key}")),
            None => Some(format!("{path}.{key}: only theirs")),
        });
        // Look-ups of one tick that differ in the order of `select` only are one statement there, and get the first one's.
        if self.ignores_order {
            return differs;
        }
        differs.or_else(|| {
            let names = |object: &Map<String, Value>| object.keys().cloned().collect::<Vec<_>>().join(", ");
            (!ours.keys().eq(theirs.keys())).then(|| format!("{path}: keys {} | {}", names(ours), names(theirs)))
        })
    }

    /// Codes are equal, or without one the class; of `meta` what theirs has, ours has too. Texts are our own.
    fn errors(&mut self, ours: &Value, theirs: &Value, path: &str) -> Option<String> {
        let describe = || Some(format!("{path}\n  ours   {ours}\n  theirs {theirs}"));
        if ours["code"] != theirs["code"] || (ours["code"].is_null() && ours["name"] != theirs["name"]) {
            return describe();
        }
        for (key, b) in theirs["meta"].as_object().into_iter().flatten() {
            let a = &ours["meta"][key];
            let is_same = match key.as_str() {
                // Words.
                "details" | "message" | "database_error" => !a.is_null(),
                // What was found before it was sent has no word of the database.
                "driverAdapterError" if a.is_null() => matches!(ours["code"].as_str(), Some("P2007" | "P2020")),
                "driverAdapterError" => ["kind", "constraint"].iter().all(|part| a["cause"][part] == b["cause"][part]),
                _ => self.values(a, b, path).is_none(),
            };
            if !is_same {
                return describe();
            }
        }
        None
    }
}

/// The answer with those lists in one order of which no order is promised: of `updateManyAndReturn`, also as a part of a
/// transaction or of several requests.
fn ordered(request: &Value, answer: &Value) -> Value {
    let mut answer = answer.clone();
    let results = |answer: &Value| -> Option<Value> {
        let steps = [&request["steps"], &request["args"][0]].into_iter().find_map(Value::as_array);
        let list = answer.as_array()?;
        match steps {
            _ if request["action"] == "updateManyAndReturn" => Some(sorted(list)),
            Some(steps) if matches!(request["action"].as_str(), Some("$transaction" | "$all")) => {
                let each = list.iter().zip(steps);
                Some(each.map(|(result, step)| ordered(step, &json!({"ok": result}))["ok"].take()).collect())
            }
            _ => None,
        }
    };
    for part in ["ok", "steps"] {
        if let Some(results) = results(&answer[part]) {
            answer[part] = results;
        }
    }
    answer
}

fn sorted(list: &[Value]) -> Value {
    let mut list = list.to_vec();
    list.sort_by_cached_key(|v| {
        // Keys in one order, so that equal records stand at one place.
        let mut fields: Vec<_> = v.as_object().into_iter().flatten().map(|(k, v)| format!("{k}={v}")).collect();
        fields.sort();
        fields
    });
    Value::Array(list)
}

/// Whether a text is of the form that uuid(), cuid(), ulid() or nanoid() make.
fn is_made(text: &str) -> bool {
    let is_word = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    // Those with the time in them have a digit; a nanoid or a cuid2 (one in 1,800) may have none.
    let has_digit = || text.bytes().any(|b| b.is_ascii_digit());
    is_word && (matches!(text.len(), 21 | 24) || (matches!(text.len(), 25 | 26 | 36) && has_digit()))
}

/// Whether a value is a zero of a float.
fn is_zero(value: &Value) -> bool {
    value.as_f64() == Some(0.0) || (value["$type"] == "Float" && value["value"] == "-0")
}

/// Whether a time is of this run.
fn is_now(time: &str) -> bool {
    let Ok(time) = time.parse::<jiff::Timestamp>() else { return false };
    (jiff::Timestamp::now().as_second() - time.as_second()).abs() < 600
}
