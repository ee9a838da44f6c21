//! Indexes that go without a word in the schema about them.

use nicol_migrate::Plan;
use nicol_migrate::unwanted;
use serde_json::{Value, json};

use crate::output;

/// Says which they are, and how they stay; gives them as a part of JSON objects.
pub(in crate::commands) fn tell_of_dropped(plan: &Plan) -> Value {
    let indexes = unwanted::indexes(plan);
    if !indexes.is_empty() {
        let list: String = indexes.iter().map(|one| format!("\n  - {} on {}", one.index, one.table)).collect();
        output::note(format_args!("indexes that the schema does not have are dropped:{list}"));
        output::hint(
            "if they were made by hand, and are to stay, they belong into the schema: `nicol db pull --print` shows how they are \
             written, as long as they are there",
        );
    }
    indexes.iter().map(|one| json!({ "table": one.table, "index": one.index })).collect()
}
