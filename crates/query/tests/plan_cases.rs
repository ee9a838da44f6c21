//! `cases/plan/*`: `schema.prisma` and `requests.jsonl` (one call a line, `#` starts a remark) → what is run for each,
//! on PostgreSQL (`postgresql.txt`) and SQLite (`sqlite.txt`). The schema's provider stands as `{provider}`;
//! a file `search_config` names the configuration of full-text search, a file `dates` with `mixed` says that SQLite compares
//! times by what they mean.

mod support;

use nicol_catalog::Dialect;
use nicol_model::DataModel;
use nicol_query::{Target, json, plan};
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
        let search_config = case.read_if_there("search_config");
        let mixed_dates = case.read_if_there("dates").is_some_and(|dates| dates.trim() == "mixed");
        let search_config = search_config.as_deref().map(str::trim);
        let target = Target { search_config, mixed_dates, ..Target::new(dialect) };
        let mut out = String::new();
        for line in requests.lines().filter(|l| !l.trim().is_empty()) {
            out.push_str(line);
            out.push('\n');
            if line.starts_with('#') {
                continue;
            }
            let request = serde_json::from_str(line).map_err(|e| format!("{line}: {e}"))?;
            match json::read(&model, dialect, &json::Omit::default(), &request) {
                Err(error) => out.push_str(&format!("  {:?}: {error}\n", error.kind)),
                Ok(call) => match plan(&model, target, &call.request.shape) {
                    Err(error) => out.push_str(&format!("  {} {error}\n", error.code().unwrap_or("-"))),
                    Ok(plan) => {
                        let text = support::plan_text::plan(&model, &plan);
                        check_qualified(&model, target, &call.request.shape, &text)?;
                        out.push_str(&text);
                    }
                },
            }
            out.push('\n');
        }
        case.expect(&format!("{provider}.txt"), &out)?;
    }
    Ok(())
}

/// Planned for a schema, the statements are the same but for its name before everything that stands in one.
fn check_qualified(model: &DataModel, target: Target<'_>, shape: &[u32], unqualified: &str) -> Outcome {
    const NAMESPACE: &str = "tenant \"one";
    const QUALIFIER: &str = "\"tenant \"\"one\".";
    let plan = plan(model, Target { namespace: Some(NAMESPACE), ..target }, shape).map_err(|e| e.to_string())?;
    let text = support::plan_text::plan(model, &plan);
    if text.replace(QUALIFIER, "") != unqualified {
        return Err(format!("not the same plan in another schema:\n{text}").into());
    }
    let places = model.models.iter().map(|m| &m.database_name).chain(model.enums.iter().map(|e| &e.database_name));
    let join_tables = model.relations.iter().filter_map(|r| r.join_table.as_ref()).map(|t| &t.database_name);
    for name in places.chain(join_tables).map(|name| format!("\"{name}\"")) {
        for word in ["FROM ", "JOIN ", "INTO ", "UPDATE ", "AS ", "::"] {
            if text.contains(&format!("{word}{name}")) {
                return Err(format!("{word}{name} without a schema:\n{text}").into());
            }
        }
    }
    Ok(())
}

fn main() {
    run(&[("plan", check)]);
}
