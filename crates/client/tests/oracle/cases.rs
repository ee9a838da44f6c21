//! `cases/query/*`: `schema.prisma` and `requests.jsonl`, one request a line in the form of the line server, in this order
//! on one database; `#` starts a remark. The answers of both clients are equal.
//!
//! A file `options.json` holds options of the clients: `omit`.
//!
//! Long lists are written as ranges (`expand.rs`).
//! On SQLite, those with times (but the one of mixed dates) run again with `dates=mixed`: columns of one form are compared as
//! without it.
//!
//! A request may have `only: "sqlite" | "postgresql"`, and, where our answer is meant to be another one, `differs: {why, on,
//! ours}`: COMPAT.md says why. `ours` is then our answer (`{ok}` or `{error: {code}}`), and that of the other is not equal;
//! `on` names the database if it is one of the two.

use nicol_catalog::Dialect;
use nicol_testkit::cases::{Case, Outcome};

use crate::compare::Comparison;
use crate::expand::expand;
use crate::sides::Sides;

/// `parameters` are those of our URL.
pub(crate) fn check(case: &Case, dialect: Dialect, parameters: &str) -> Outcome {
    let provider = dialect.provider_name();
    let options = case.read_if_there("options.json").map(|text| serde_json::from_str(&text)).transpose()?;
    let through = |side: &str, url: String| if side == "ours" { url + parameters } else { url };
    let start = Sides::start_through(&case.name, &case.read("schema.prisma")?, dialect, options.as_ref(), through);
    let Some(mut sides) = start? else { return Ok(()) };
    let requests = case.read("requests.jsonl")?;
    let mut comparison = Comparison::default();
    let mut failures = Vec::new();
    let mut count = 0;
    for (index, line) in requests.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let request = serde_json::from_str(line).map_err(|e| format!("line {}: {e}", index + 1))?;
        let mut request = expand(request);
        let Some(fields) = request.as_object_mut() else { return Err(format!("line {}: no object", index + 1).into()) };
        let differs = fields.remove("differs");
        if fields.remove("only").is_some_and(|only| only != provider) {
            continue;
        }
        fields.insert("id".to_owned(), (index + 1).into());
        count += 1;
        let (ours, theirs) = sides.ask(&request)?;
        let difference = comparison.difference(&request, &ours, &theirs);
        let failure = match differs.filter(|d| d["on"].is_null() || d["on"] == provider) {
            None => difference,
            Some(differs) => {
                let wanted = &differs["ours"];
                match (difference, comparison.difference(&request, &ours, wanted)) {
                    (None, _) => Some("the answers are equal, but the case says that they differ".to_owned()),
                    (Some(_), Some(other)) => Some(format!("not the answer that the case says: {other}")),
                    (Some(_), None) => None,
                }
            }
        };
        if let Some(failure) = failure {
            failures.push(format!("line {}: {line}\n  {failure}\n", index + 1));
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {count} requests\n{}", failures.len(), failures.join("\n")).into())
}
