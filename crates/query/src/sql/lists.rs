//! Lists of values as tables.

use std::fmt::Write as _;

use nicol_catalog::Dialect;
use nicol_model::{Field, FieldKind};

use super::{Alias, Sql, sqlite};
use crate::plan::ParamSource;
use crate::value::CellType;

impl Sql<'_> {
    /// A table of the elements of lists side by side, in `FROM`; its columns are `v0`, `v1`, … of the alias.
    pub(crate) fn lists_as_table(&mut self, alias: Alias, lists: Vec<(&Field, ParamSource, CellType)>) {
        match self.dialect {
            Dialect::Postgres | Dialect::Cockroach => {
                self.push("unnest(");
                for (index, (field, source, cell)) in lists.iter().enumerate() {
                    self.comma(index);
                    let is_literals = matches!(source, ParamSource::ArrayLiterals { .. });
                    let is_label = matches!(field.kind, FieldKind::Enum(_)) && !is_literals;
                    if is_label {
                        self.push("CAST(");
                    }
                    self.param(source.clone(), *cell);
                    self.cast_last(String::new());
                    if is_label || is_literals {
                        self.push("::text[]");
                    } else {
                        self.push("::");
                        self.type_name(field);
                        self.push("[]");
                    }
                    if is_label {
                        self.push(" AS ");
                        self.type_name(field);
                        self.push("[])");
                    }
                }
                self.push(") AS ");
                self.alias_name(alias);
                self.push("(");
                for index in 0..lists.len() {
                    self.comma(index);
                    let _ = write!(self.text, "\"v{index}\"");
                }
                self.push(")");
            }
            Dialect::Sqlite => {
                self.push("(SELECT ");
                match <[_; 1]>::try_from(lists) {
                    Ok([(field, source, cell)]) => {
                        self.push(&sqlite::list_element(field, "j0.value"));
                        self.push(" AS \"v0\" FROM json_each(");
                        self.param(source, cell);
                        self.push(") AS j0");
                    }
                    Err(lists) => self.lists_by_place(lists),
                }
                self.push(") AS ");
                self.alias_name(alias);
            }
        }
    }

    /// The elements of several JSON arrays, grouped by their place (a join by it would be quadratic). Of what a group
    /// has in a column all but one is NULL.
    fn lists_by_place(&mut self, lists: Vec<(&Field, ParamSource, CellType)>) {
        for (index, (field, ..)) in lists.iter().enumerate() {
            self.comma(index);
            self.push(&sqlite::list_element(field, &format!("max(\"e{index}\")")));
            let _ = write!(self.text, " AS \"v{index}\"");
        }
        self.push(" FROM (");
        let count = lists.len();
        for (index, (_, source, cell)) in lists.into_iter().enumerate() {
            self.push(if index > 0 { " UNION ALL SELECT key" } else { "SELECT key" });
            for column in 0..count {
                let element = if column == index { "value" } else { "NULL" };
                let _ = write!(self.text, ", {element} AS \"e{column}\"");
            }
            self.push(" FROM json_each(");
            self.param(source, cell);
            self.push(")");
        }
        self.push(") GROUP BY key ORDER BY key");
    }
}
