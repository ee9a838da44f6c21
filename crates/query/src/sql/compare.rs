//! What is compared, and how: the forms of values that decide what is equal, and the operators of each database.

use nicol_catalog::Dialect;
use nicol_model::{Arity, Field, FieldKind, ScalarType};

use super::{Alias, Sql, cell_type, sqlite};
use crate::plan::ParamSource;
use crate::value::CellType;

/// The SQL function that connections to SQLite have for [`Target::mixed_dates`](crate::Target::mixed_dates): the
/// milliseconds since 1970 that a stored time means (an integer, or with a fraction a real number), NULL of what is no
/// time. Of its own result it gives the same again.
pub const TIME_OF: &str = "nicol_time";

impl Sql<'_> {
    /// Whether what is equal, less or greater is not decided by the form in which a field's values are stored.
    pub(crate) fn compares_by_meaning(&self, field: &Field) -> bool {
        self.mixed_dates && field.kind == FieldKind::Scalar(ScalarType::DateTime)
    }

    /// An expression with a field's values as they are compared, ordered and grouped by. All that compares goes through
    /// here; what is read and written does not.
    pub(crate) fn comparable(&self, field: &Field, expression: String) -> String {
        if self.compares_by_meaning(field) { format!("{TIME_OF}({expression})") } else { expression }
    }

    /// A column as it is compared: [`Self::comparable`].
    pub(crate) fn comparable_column(&mut self, alias: Alias, field: &Field) {
        self.comparable_key(alias, &field.database_name, field);
    }

    /// The same of another column that holds values of a field: one of a join table, or of a list of keys.
    pub(crate) fn comparable_key(&mut self, alias: Alias, name: &str, field: &Field) {
        let column = self.part(|sql| sql.column(alias, name));
        let column = self.comparable(field, column);
        self.push(&column);
    }

    /// The same of one without a table before it.
    pub(crate) fn comparable_name(&mut self, name: &str, field: &Field) {
        let column = self.part(|sql| sql.name(name));
        let column = self.comparable(field, column);
        self.push(&column);
    }

    /// A value that a column is compared with: [`Self::comparable`].
    pub(crate) fn comparable_value(&mut self, field: &Field, source: ParamSource) {
        let value = self.part(|sql| sql.value(field, source));
        let value = self.comparable(field, value);
        self.push(&value);
    }

    /// `= ANY($1)`, `IN (SELECT … json_each(?1))`: the expression equals (or does not) an element of a list of the
    /// field's values. `wrap` is put around either side (`LOWER`), if not empty.
    pub(crate) fn is_in(&mut self, field: &Field, expression: &str, negated: bool, list: ParamSource, wrap: &str) {
        match self.dialect {
            Dialect::Postgres | Dialect::Cockroach => {
                self.wrapped(wrap, expression);
                self.push(if negated { " <> ALL(" } else { " = ANY(" });
                if wrap.is_empty() {
                    self.values(field, list);
                } else {
                    self.push("SELECT ");
                    self.wrapped(wrap, "v");
                    self.push(" FROM unnest(");
                    self.param(list, CellType::list(cell_type(field).scalar));
                    self.push("::text[]) AS u(v)");
                }
                self.push(")");
            }
            Dialect::Sqlite => {
                let wrap = if self.compares_by_meaning(field) { TIME_OF } else { wrap };
                self.wrapped(wrap, expression);
                self.push(if negated { " NOT IN (SELECT " } else { " IN (SELECT " });
                let element = sqlite::list_element(field, "value");
                self.wrapped(wrap, &element);
                self.push(" FROM json_each(");
                self.param(list, CellType::list(cell_type(field).scalar));
                self.push("))");
            }
        }
    }

    fn wrapped(&mut self, wrap: &str, expression: &str) {
        if wrap.is_empty() {
            return self.push(expression);
        }
        self.push(wrap);
        self.push("(");
        self.push(expression);
        self.push(")");
    }

    /// The function that finds the least or the most of a field's values. PostgreSQL has no `MIN` of booleans, but what is
    /// the same of them.
    pub(crate) fn extreme(&self, field: &Field, is_most: bool) -> &'static str {
        let is_boolean = field.kind == FieldKind::Scalar(ScalarType::Boolean) && field.arity != Arity::List;
        match (is_boolean && self.dialect != Dialect::Sqlite, is_most) {
            (false, false) => "MIN",
            (false, true) => "MAX",
            (true, false) => "bool_and",
            (true, true) => "bool_or",
        }
    }

    /// Whether NULLs come first in ascending order when nothing is said.
    pub(crate) const fn nulls_are_small(&self) -> bool {
        matches!(self.dialect, Dialect::Sqlite)
    }

    /// `a` is `b`, NULL being NULL.
    pub(crate) fn is_not_distinct(&mut self, a: &str, b: &str) {
        self.push(a);
        self.push(match self.dialect {
            Dialect::Postgres | Dialect::Cockroach => " IS NOT DISTINCT FROM ",
            Dialect::Sqlite => " IS ",
        });
        self.push(b);
    }

    /// The text of a column, for pattern matching. Where case is ignored, `char(n)` keeps the spaces that its values are
    /// filled with, as in Prisma, so that a value that was read finds its record.
    pub(crate) fn as_text(&mut self, field: &Field, expression: &str, insensitive: bool) {
        self.push(expression);
        let Some(native) = field.native_type.as_ref().filter(|_| self.dialect != Dialect::Sqlite) else { return };
        if !insensitive || native.name != "Char" {
            self.push("::text");
        }
    }

    /// A column as full-text search takes it: a text, cast to one only where the server would not do so by itself, so that
    /// the expression is that of the index.
    pub(crate) fn searched(&self, field: &Field, expression: &str) -> String {
        match field.native_type.as_ref().map(|native| native.name.as_str()) {
            None | Some("Text" | "VarChar" | "Char" | "Citext") => expression.to_owned(),
            Some(_) => format!("{expression}::text"),
        }
    }

    /// A list as its operators take it: `json` itself has none.
    pub(crate) fn comparable_list(&self, field: &Field, expression: String) -> String {
        let is_json = field.arity == Arity::List && field.native_type.as_ref().is_some_and(|n| n.name == "Json");
        if is_json && self.dialect != Dialect::Sqlite { expression + "::jsonb[]" } else { expression }
    }

    /// The operator that ignores case in patterns.
    pub(crate) const fn like(&self, insensitive: bool, negated: bool) -> &'static str {
        match (insensitive && !matches!(self.dialect, Dialect::Sqlite), negated) {
            (false, false) => " LIKE ",
            (false, true) => " NOT LIKE ",
            (true, false) => " ILIKE ",
            (true, true) => " NOT ILIKE ",
        }
    }
}
