use nicol_catalog::TableId;

use super::columns;
use super::indexes::constraint_name;
use super::names::Names;
use crate::ids::{self, ForeignKeyId};
use crate::sql::quoting::{action, list};

pub(super) fn create(names: &Names<'_>, id: TableId) -> String {
    let table = names.plan.to.table_at(id);
    let columns: Vec<_> = table.columns.iter().map(|c| format!("    {}", columns::definition(names, c))).collect();
    let key = table.primary_key.as_ref().map_or_else(String::new, |key| {
        format!(
            ",\n\n    CONSTRAINT {} PRIMARY KEY ({})",
            constraint_name(key.name.as_deref()),
            list(&key.columns, ",")
        )
    });
    format!("CREATE TABLE {} (\n{}{key}\n)", names.to(&table.name), columns.join(",\n"))
}

pub(super) fn add_foreign_key(names: &Names<'_>, id: ForeignKeyId) -> String {
    let table = names.plan.to.table_at(id.table);
    let key = ids::foreign_key(&names.plan.to, id);
    let deferrable = if key.is_deferrable { " DEFERRABLE" } else { "" };
    format!(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {}({}) ON DELETE {} ON UPDATE {}{deferrable}",
        names.to(&table.name),
        constraint_name(key.name.as_deref()),
        list(&key.columns, ", "),
        names.to(&key.referenced_table),
        list(&key.referenced_columns, ", "),
        action(key.on_delete),
        action(key.on_update),
    )
}
