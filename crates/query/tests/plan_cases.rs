//! `cases/plan/*`: `schema.prisma` and `requests.jsonl` (one call a line, `#` starts a remark) → what is run for each,
//! on PostgreSQL (`postgresql.txt`) and SQLite (`sqlite.txt`). The schema's provider stands as `{provider}`.

mod support;

use nicol_catalog::Dialect;
use nicol_query::{json, plan};
use nicol_testkit::cases::{Case, Outcome, run};

fn check(case: &Case) -> Outcome {
    let schema = case.read("schema.prisma")?;
    let requests = case.read("requests.jsonl")?;
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        let provider = dialect.provider_name();
        let Ok(model) = support::schema::data_model(&schema.replace("{provider}", provider)) else {
            if case.read_if_there(&format!("{provider}.txt")).is_none() {
                continue; // The schema uses what this database does not have.
            }
            return Err(format!("the schema is invalid on {provider}").into());
        };
        let mut out = String::new();
        for line in requests.lines().filter(|l| !l.trim().is_empty()) {
            out.push_str(line);
            out.push('\n');
            if line.starts_with('#') {
                continue;
            }
            let request = serde_json::from_str(line).map_err(|e| format!("{line}: {e}"))?;
            match json::read(&model, dialect, &request) {
                Err(error) => out.push_str(&format!("  {:?}: {error}\n", error.kind)),
                Ok(call) => match plan(&model, dialect, &call.request.shape) {
                    Err(error) => out.push_str(&format!("  {} {error}\n", error.code().unwrap_or("-"))),
                    Ok(plan) => out.push_str(&support::plan_text::plan(&model, &plan)),
                },
            }
            out.push('\n');
        }
        case.expect(&format!("{provider}.txt"), &out)?;
    }
    Ok(())
}

fn main() {
    run(&[("plan", check)]);
}
