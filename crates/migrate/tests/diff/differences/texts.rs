//! What is written otherwise: theirs as it should be, or ours as they write it.

use nicol_catalog::{Column, Default, Dialect};
use nicol_migrate::Plan;

use super::{quoted, tables};

type Texts = (String, String);
type Mend = fn(&Plan, Texts) -> Texts;

/// Why, and how. Theirs comes first.
pub(super) const MENDED: [(&str, Mend); 6] = [
    ("quotes in names and values", quotes),
    ("sequences of columns that count no more", sequences_without_names),
    ("names of sequences that need quotes", sequences_with_odd_names),
    ("lists and types of what counts", serials),
    ("JSON and bytes as defaults", raw_defaults),
    ("expressions as defaults", expressions),
];

fn quotes(plan: &Plan, (mut theirs, ours): Texts) -> Texts {
    let mut names: Vec<String> = Vec::new();
    let mut values: Vec<String> = Vec::new();
    for catalog in [&plan.from, &plan.to] {
        names.extend(catalog.namespaces.iter().cloned());
        for kind in &catalog.enums {
            names.extend(["", "_new", "_old"].map(|suffix| format!("{}{suffix}", kind.name.name)));
            values.extend(kind.values.iter().cloned());
        }
    }
    for table in tables(plan) {
        names.push(table.name.name.clone());
        names.extend(table.columns.iter().map(|c| c.name.clone()));
        names.extend(table.indexes.iter().map(|i| i.name.clone()));
        names.extend(table.primary_key.iter().filter_map(|k| k.name.clone()));
        names.extend(table.foreign_keys.iter().filter_map(|k| k.name.clone()));
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    for name in names.iter().filter(|name| name.contains('"')) {
        theirs = theirs.replace(&format!("\"{name}\""), &quoted(name));
    }
    values.sort();
    values.dedup();
    for value in values.iter().filter(|value| value.contains('\'')) {
        theirs = theirs.replace(&format!("'{value}'"), &format!("'{}'", value.replace('\'', "''")));
    }
    (theirs, ours)
}

/// The engine's statement has no name; ours stands at the same place.
fn sequences_without_names(plan: &Plan, (theirs, ours): Texts) -> Texts {
    const NAMELESS: &str = "DROP SEQUENCE \"\";\n";
    let counts = |name: &str| {
        plan.from.tables.iter().any(|t| {
            // A long name is cut.
            let start = |c: &Column| c.name.chars().take(20).collect::<String>();
            t.columns.iter().any(|c| c.counts() && name.ends_with("_seq\";\n") && name.contains(&start(c)))
        })
    };
    let mut named = ours.split_inclusive('\n').filter(|line| line.starts_with("DROP SEQUENCE ") && counts(line));
    let lines = theirs.split_inclusive('\n');
    let theirs = lines.map(|line| if line == NAMELESS { named.next().unwrap_or(line) } else { line }).collect();
    (theirs, ours)
}

/// The name that the engine gives to a new sequence stands without quotes, its schema in lower case.
fn sequences_with_odd_names(plan: &Plan, (mut theirs, ours): Texts) -> Texts {
    for table in &plan.to.tables {
        for column in table.columns.iter().filter(|c| c.counts()) {
            let name = format!("{}_{}_seq", table.name.name, column.name).to_lowercase();
            let schema = table.name.namespace.as_ref().map_or_else(String::new, |s| format!("{}.", quoted(s)));
            for prefix in [schema.as_str(), ""] {
                let written = format!("{}{name}", prefix.to_lowercase());
                for own in [format!("{prefix}{name}"), format!("{prefix}{}", quoted(&name))] {
                    if own != written && ours.contains(&format!("CREATE SEQUENCE {own};")) {
                        for (start, end) in [("CREATE SEQUENCE ", ";"), ("ALTER SEQUENCE ", " OWNED")] {
                            theirs = theirs.replace(&format!("{start}{written}{end}"), &format!("{start}{own}{end}"));
                        }
                        let literal = own.replace('\'', "''");
                        theirs = theirs.replace(&format!("nextval('{written}')"), &format!("nextval('{literal}')"));
                    }
                }
            }
        }
    }
    (theirs, ours)
}

/// No type is called so where a type changes, and there are no lists of it.
fn serials(_: &Plan, (mut theirs, mut ours): Texts) -> Texts {
    // A list that counts is a column that counts: then it leaves sequences where they are.
    if theirs.contains("SERIAL[]") && !theirs.contains("DROP SEQUENCE ") {
        ours = ours.split_inclusive('\n').filter(|line| !line.starts_with("DROP SEQUENCE ")).collect();
    }
    for (serial, ty) in [("BIGSERIAL", "BIGINT"), ("SMALLSERIAL", "SMALLINT"), ("SERIAL", "INTEGER")] {
        theirs = theirs.replace(&format!("SET DATA TYPE {serial}"), &format!("SET DATA TYPE {ty}"));
        theirs = theirs.replace(&format!(" {serial}[]"), &format!(" {ty}[]"));
    }
    (theirs, ours)
}

/// JSON and bytes of SQLite defaults, as the engine writes them: JSON without quotes (which is no SQL), bytes as a text
/// of their digits.
fn raw_defaults(plan: &Plan, (theirs, mut ours): Texts) -> Texts {
    for column in sqlite_columns(plan) {
        match &column.default {
            Some(Default::Json(json)) => ours = ours.replace(&format!("'{}'", json.replace('\'', "''")), json),
            Some(Default::Bytes(bytes)) => {
                let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
                ours = ours.replace(&format!("X'{digits}'"), &format!("'{digits}'"));
            }
            _ => {}
        }
    }
    (theirs, ours)
}

/// Expressions of SQLite defaults without the parentheses that it demands.
fn expressions(plan: &Plan, (theirs, mut ours): Texts) -> Texts {
    for column in sqlite_columns(plan) {
        if let Some(Default::Expression(expression)) = &column.default {
            let source = &expression.source;
            ours = ours.replace(&format!("DEFAULT ({source})"), &format!("DEFAULT {source}"));
            ours = ours.replace(&format!(", ({source})) AS"), &format!(", {source}) AS"));
        }
    }
    (theirs, ours)
}

fn sqlite_columns(plan: &Plan) -> impl Iterator<Item = &Column> {
    let is_sqlite = plan.to.dialect == Dialect::Sqlite;
    plan.to.tables.iter().filter(move |_| is_sqlite).flat_map(|table| &table.columns)
}
