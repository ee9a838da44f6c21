//! Parameters: the values of requests and rows, as the types of their columns.

use std::fmt::Write as _;

use nicol_catalog::Dialect;
use nicol_model::{Field, FieldKind, ScalarType};

use super::{Sql, cell_type, postgres};
use crate::plan::{BoundParam, ParamSource};
use crate::value::CellType;

impl Sql<'_> {
    /// The number of a new parameter: `$1`, `?1`.
    pub(crate) fn param(&mut self, source: ParamSource, cell: CellType) {
        self.params.push(BoundParam { source, cell });
        self.outline.casts.push(None);
        let mark = match self.dialect {
            Dialect::Sqlite => '?',
            Dialect::Postgres | Dialect::Cockroach => '$',
        };
        let _ = write!(self.text, "{mark}{}", self.params.len());
    }

    /// A parameter with the value of a field: enums are cast to their type.
    pub(crate) fn value(&mut self, field: &Field, source: ParamSource) {
        self.value_of(field, source, cell_type(field));
    }

    /// A parameter that values of a field are multiplied with or divided by: of `money` that is a number.
    pub(crate) fn factor(&mut self, field: &Field, source: ParamSource) {
        if self.dialect == Dialect::Postgres && postgres::is_money(field) {
            self.param(source, cell_type(field));
            self.push("::numeric::double precision");
            self.cast_last(String::new());
        } else {
            self.value(field, source);
        }
    }

    /// A parameter that values of a field are divided by: SQLite stores a whole `Decimal` as an integer, and would divide
    /// two of them as such.
    pub(crate) fn divisor(&mut self, field: &Field, source: ParamSource) {
        if self.dialect == Dialect::Sqlite && field.kind == FieldKind::Scalar(ScalarType::Decimal) {
            self.push("CAST(");
            self.value(field, source);
            self.push(" AS REAL)");
        } else {
            self.factor(field, source);
        }
    }

    /// A parameter with one element of a list field, or the value of another one.
    pub(crate) fn element(&mut self, field: &Field, source: ParamSource) {
        self.value_of(field, source, CellType::one(cell_type(field).scalar));
    }

    /// A parameter with a list of values of a field.
    pub(crate) fn values(&mut self, field: &Field, source: ParamSource) {
        self.value_of(field, source, CellType::list(cell_type(field).scalar));
    }

    fn value_of(&mut self, field: &Field, source: ParamSource, cell: CellType) {
        self.write_value(field, source, cell);
        if self.dialect == Dialect::Postgres {
            let cast = match field.kind {
                FieldKind::Enum(_) => String::new(),
                _ if postgres::is_money(field) => String::new(),
                _ => format!("::{}{}", postgres::type_name(field), if cell.is_list { "[]" } else { "" }),
            };
            self.cast_last(cast);
        }
    }

    /// Says what the last parameter is cast to.
    pub(super) fn cast_last(&mut self, cast: String) {
        if let Some(last) = self.outline.casts.last_mut() {
            *last = Some(cast);
        }
    }

    fn write_value(&mut self, field: &Field, source: ParamSource, cell: CellType) {
        let list = if cell.is_list { "[]" } else { "" };
        match (self.dialect, field.kind) {
            (Dialect::Postgres | Dialect::Cockroach, FieldKind::Enum(id)) => {
                self.push("CAST(");
                self.param(source, cell);
                self.push("::text");
                self.push(list);
                self.push(" AS ");
                self.enum_type(id);
                self.push(list);
                self.push(")");
            }
            (Dialect::Postgres | Dialect::Cockroach, _) if postgres::is_money(field) => {
                self.param(source, cell);
                self.push(if cell.is_list { "::numeric[]::money[]" } else { "::numeric::money" });
            }
            // Keys of related records may come as what such columns are read as: text.
            (Dialect::Postgres | Dialect::Cockroach, _)
                if cell.is_list
                    && matches!(source, ParamSource::Keys { .. })
                    && !postgres::output(field).1.is_empty() =>
            {
                self.param(source, cell);
                self.push("::");
                self.push(postgres::type_name(field));
                self.push("[]");
            }
            _ => self.param(source, cell),
        }
    }
}
