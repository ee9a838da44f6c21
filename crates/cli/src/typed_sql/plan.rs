//! PostgreSQL's plan of a statement: which of its columns an outer join may make NULL.

use std::collections::HashSet;

use serde_json::Value;

/// By column of the result. `None` if the plan can't be read.
pub(super) fn outer(explained: &str, columns: usize) -> Option<Vec<bool>> {
    let explained: Value = serde_json::from_str(explained).ok()?;
    let root = explained.get(0)?.get("Plan")?;
    let outputs = outputs(root);
    if outputs.len() < columns {
        return None;
    }
    let mut found = Found::default();
    found.look(root, false);
    let is_null = |output: &&str| found.is_all || found.outputs.contains(bare(output));
    Some(outputs.iter().take(columns).map(is_null).collect())
}

#[derive(Default)]
struct Found<'p> {
    /// What is NULL where a join has found no partner.
    outputs: HashSet<&'p str>,
    /// Something was found whose columns can't be told apart.
    is_all: bool,
    /// The common table expressions with outer joins.
    expressions: HashSet<&'p str>,
}

impl<'p> Found<'p> {
    /// Looks at a node and those below it; whether an outer join is among them. `is_inner`: it may be the missing side of
    /// an outer join.
    fn look(&mut self, node: &'p Value, is_inner: bool) -> bool {
        if is_inner {
            self.outputs.extend(outputs(node).into_iter().map(bare));
        }
        self.is_all |= node.get("Grouping Sets").is_some();
        let join = node.get("Join Type").and_then(Value::as_str).unwrap_or_default();
        let mut has_outer = matches!(join, "Left" | "Right" | "Full");
        for child in node.get("Plans").and_then(Value::as_array).into_iter().flatten() {
            let side = child.get("Parent Relationship").and_then(Value::as_str).unwrap_or_default();
            let is_missing =
                matches!((join, side), ("Left", "Inner") | ("Right", "Outer") | ("Full", "Inner" | "Outer"));
            // What is a query of its own gives its rows to an expression.
            let is_apart = matches!(side, "InitPlan" | "SubPlan");
            let is_outer_below = self.look(child, (is_inner || is_missing) && !is_apart);
            if is_outer_below && let Some(name) = child.get("Subplan Name").and_then(Value::as_str) {
                self.expressions.extend(name.strip_prefix("CTE "));
            }
            has_outer |= is_outer_below && !is_apart;
        }
        // The columns have other names above it.
        let is_renamed = match kind(node) {
            "Subquery Scan" | "WorkTable Scan" | "Recursive Union" => has_outer,
            "CTE Scan" => {
                node.get("CTE Name").and_then(Value::as_str).is_some_and(|name| self.expressions.contains(name))
            }
            _ => false,
        };
        if is_renamed {
            self.outputs.extend(outputs(node).into_iter().map(bare));
        }
        has_outer || is_renamed
    }
}

fn kind(node: &Value) -> &str {
    node.get("Node Type").and_then(Value::as_str).unwrap_or_default()
}

fn outputs(node: &Value) -> Vec<&str> {
    let outputs = node.get("Output").and_then(Value::as_array);
    outputs.into_iter().flatten().map(|output| output.as_str().unwrap_or_default()).collect()
}

/// What comes from below stands in brackets in some places.
fn bare(output: &str) -> &str {
    output.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(output)
}

#[cfg(test)]
mod tests {
    use super::outer;

    fn plan(text: &str, columns: usize) -> Option<Vec<bool>> {
        outer(&format!("[{{\"Plan\": {text}}}]"), columns)
    }

    #[test]
    fn the_missing_side_of_a_join_may_be_null() {
        let join = |join: &str| {
            format!(
                r#"{{"Node Type": "Hash Join", "Join Type": "{join}", "Output": ["a.id", "b.id"], "Plans": [
                {{"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Output": ["a.id"]}},
                {{"Node Type": "Hash", "Parent Relationship": "Inner", "Output": ["b.id", "b.x"]}}]}}"#
            )
        };
        for (kind, expected) in
            [("Inner", [false, false]), ("Left", [false, true]), ("Right", [true, false]), ("Full", [true, true])]
        {
            assert_eq!(plan(&join(kind), 2).as_deref(), Some(expected.as_slice()), "{kind}");
            let sorted = format!(r#"{{"Node Type": "Sort", "Output": ["a.id", "(b.id)"], "Plans": [{}]}}"#, join(kind));
            assert_eq!(plan(&sorted, 2).as_deref(), Some(expected.as_slice()), "sorted {kind}");
        }
    }

    #[test]
    fn the_columns_of_queries_below_have_other_names() {
        let join =
            r#"{"Node Type": "Hash Join", "Join Type": "Left", "Output": ["b.id"], "Parent Relationship": "Subquery"}"#;
        let scan = format!(r#"{{"Node Type": "Subquery Scan", "Output": ["s.id"], "Plans": [{join}]}}"#);
        assert_eq!(plan(&scan, 1), Some(vec![true]));
        let expression = join.replace("\"Subquery\"", "\"InitPlan\", \"Subplan Name\": \"CTE x\"");
        let scan =
            format!(r#"{{"Node Type": "CTE Scan", "CTE Name": "x", "Output": ["x.id"], "Plans": [{expression}]}}"#);
        assert_eq!(plan(&scan, 1), Some(vec![true]));
        assert_eq!(plan(r#"{"Node Type": "Result", "Output": ["1"]}"#, 2), None);
        assert_eq!(outer("[\"Utility Statement\"]", 0), None);
    }
}
