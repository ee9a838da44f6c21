//! What comes back into the schema as something new, while [`KEEP`] has what stood in it: how its rows or values come, too.

use nicol_catalog::{Column, ColumnType, Dialect, Identity, Table};

use super::keep::KEEP;
use super::postgres::{column_type_text, to_name};
use super::quoting::{identifier, text};
use crate::Plan;

/// A table that some migration has kept, as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTable {
    /// What it is called in [`KEEP`].
    pub name: String,
    /// What it comes from, where that is told: on PostgreSQL. Else the name tells it.
    pub origin: Option<KeptOrigin>,
    /// Its columns, in their order.
    pub columns: Vec<String>,
}

/// Where a kept table comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOrigin {
    pub schema: String,
    pub table: String,
    /// It has the values of this column alone, beside a key.
    pub column: Option<String>,
}

/// Something new that was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComesAgain {
    /// The table, or table and column: `User`, `User.phone`.
    pub what: String,
    /// Where its rows or values are, as statements name it.
    pub place: String,
    /// The statements that copy them, when the plan has run.
    pub sql: String,
}

/// What of a plan is new, and has been kept. Of several that fit, the last one that was kept.
#[must_use]
pub fn comes_again(plan: &Plan, default_schema: &str, kept: &[KeptTable]) -> Vec<ComesAgain> {
    let mut found = Vec::new();
    for table in &plan.to.tables {
        let schema = table.name.namespace.as_deref().unwrap_or(default_schema);
        let before = plan.found().tables.iter().find(|t| {
            t.name.name == table.name.name && t.name.namespace.as_deref().unwrap_or(default_schema) == schema
        });
        let last = |column: Option<&str>| {
            let fits = kept.iter().filter(|k| k.is_of(schema, &table.name.name, column));
            fits.max_by_key(|k| k.name.rsplit("__").next().unwrap_or_default())
        };
        match before {
            None => found.extend(last(None).map(|kept| rows(plan, table, kept))),
            Some(before) => {
                for column in table.columns.iter().filter(|c| before.column(&c.name).is_none()) {
                    found.extend(last(Some(&column.name)).and_then(|kept| values(plan, table, column, kept)));
                }
            }
        }
    }
    found
}

impl KeptTable {
    fn is_of(&self, schema: &str, table: &str, column: Option<&str>) -> bool {
        if let Some(origin) = &self.origin {
            return origin.schema == schema && origin.table == table && origin.column.as_deref() == column;
        }
        let base = column.map_or_else(|| table.to_owned(), |column| format!("{table}__{column}"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        self.name.strip_prefix(&base).and_then(|rest| rest.strip_prefix("__")).is_some_and(|rest| {
            let parts: Vec<&str> = rest.split("__").collect();
            parts.len() <= 2 && parts.into_iter().all(is_number)
        })
    }

    fn place(&self) -> String {
        format!("{}.{}", identifier(KEEP), identifier(&self.name))
    }
}

fn table_name(plan: &Plan, table: &Table) -> String {
    if plan.to.dialect == Dialect::Sqlite { identifier(&table.name.name) } else { to_name(plan, &table.name) }
}

/// A column of a kept table as the wanted column takes it: columns of enums were kept as texts.
fn value(plan: &Plan, column: &Column, from: &str) -> String {
    let name = format!("{from}{}", identifier(&column.name));
    match column.ty {
        ColumnType::Enum(_) => format!("{name}::{}", column_type_text(plan, &plan.to, column)),
        _ => name,
    }
}

fn rows(plan: &Plan, table: &Table, kept: &KeptTable) -> ComesAgain {
    let (name, place) = (table_name(plan, table), kept.place());
    let both: Vec<_> = table.columns.iter().filter(|c| kept.columns.contains(&c.name)).collect();
    let names: Vec<_> = both.iter().map(|c| identifier(&c.name)).collect();
    let from: Vec<_> = both.iter().map(|c| value(plan, c, "")).collect();
    let mut sql = format!("INSERT INTO {name} ({}) SELECT {} FROM {place};", names.join(", "), from.join(", "));
    for column in both.iter().filter(|c| c.identity == Some(Identity::Auto) && plan.to.dialect != Dialect::Sqlite) {
        let (on, quoted) = (text(&name), identifier(&column.name));
        sql.push_str(&format!(
            " SELECT setval(pg_get_serial_sequence({on}, {}), max({quoted})) FROM {name};",
            text(&column.name)
        ));
    }
    ComesAgain { what: table.name.name.clone(), place, sql }
}

fn values(plan: &Plan, table: &Table, column: &Column, kept: &KeptTable) -> Option<ComesAgain> {
    let key: Vec<_> = kept.columns.iter().filter(|name| **name != column.name).collect();
    if key.is_empty() || !key.iter().all(|name| table.column(name).is_some()) || !kept.columns.contains(&column.name) {
        return None;
    }
    let (name, place) = (table_name(plan, table), kept.place());
    let equal: Vec<_> = key.iter().map(|key| format!("kept.{0} = {name}.{0}", identifier(key))).collect();
    let sql = format!(
        "UPDATE {name} SET {} = {} FROM {place} AS kept WHERE {};",
        identifier(&column.name),
        value(plan, column, "kept."),
        equal.join(" AND ")
    );
    Some(ComesAgain { what: format!("{}.{}", table.name.name, column.name), place, sql })
}
