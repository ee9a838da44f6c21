//! Writing SQL: text, parameters and the types of what comes back. Only these modules know dialects.

mod outline;
mod places;
mod postgres;
mod sqlite;

use std::fmt::Write as _;

use nicol_catalog::Dialect;
use nicol_model::{Arity, DataModel, EnumId, Field, FieldId, FieldKind, Model, ModelId, RelationId, ScalarType};

pub(crate) use outline::{Outline, Seam, Table, Verb};
pub(crate) use places::replace_params;

use crate::plan::{BoundParam, ParamSource, Statement};
use crate::value::CellType;

/// A table in a statement: `"t0"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alias(u16);

/// A statement that is being written.
#[derive(Debug)]
pub(crate) struct Sql<'m> {
    schema: &'m DataModel,
    dialect: Dialect,
    /// The schema of what has no `@@schema`.
    namespace: Option<&'m str>,
    text: String,
    params: Vec<BoundParam>,
    columns: Vec<CellType>,
    aliases: u16,
    outline: Outline,
    /// Whether an odd number of `NOT` and `isNot` stands around what is written now.
    is_opposite: bool,
}

/// The type of a field's cells; relations and composite types have none.
pub(crate) fn cell_type(field: &Field) -> CellType {
    let scalar = match field.kind {
        FieldKind::Scalar(scalar) => scalar,
        FieldKind::Enum(_) | FieldKind::Composite(_) | FieldKind::Relation(..) => ScalarType::String,
    };
    CellType { scalar, is_list: field.arity == Arity::List }
}

impl<'m> Sql<'m> {
    pub(crate) fn new(schema: &'m DataModel, dialect: Dialect, namespace: Option<&'m str>) -> Self {
        Self {
            schema,
            dialect,
            namespace,
            text: String::new(),
            params: Vec::new(),
            columns: Vec::new(),
            aliases: 0,
            outline: Outline::default(),
            is_opposite: false,
        }
    }

    /// The statement.
    pub(crate) fn finish(self) -> Statement {
        Statement { sql: self.text, params: self.params, columns: self.columns, outline: Box::new(self.outline) }
    }

    /// A name for a table that is new in this statement.
    pub(crate) fn alias(&mut self) -> Alias {
        self.aliases += 1;
        Alias(self.aliases - 1)
    }

    /// Begins the statement with its verb; the next table is the one that it writes.
    pub(crate) fn begin(&mut self, verb: Verb) {
        self.outline.verb = verb;
        self.push(match verb {
            Verb::Unknown => "",
            Verb::Select => "SELECT ",
            Verb::Insert => "INSERT INTO ",
            Verb::Update => "UPDATE ",
            Verb::Delete => "DELETE FROM ",
        });
    }

    /// Says that a column is written; `is_given`: with a value of the request.
    pub(crate) fn writes(&mut self, field: FieldId, is_given: bool) {
        self.outline.written.push(field);
        if is_given {
            self.outline.given.push(field);
        }
    }

    /// Where the text has got to.
    pub(crate) fn place(&self) -> usize {
        self.text.len()
    }

    /// Says that the text from a place on is all conditions.
    pub(crate) fn conditions_from(&mut self, start: usize) {
        self.outline.seam = Some(Seam::Conditions(start..self.text.len()));
    }

    /// Says that the text from a place on is the only row of an INSERT.
    pub(crate) fn values_from(&mut self, start: usize) {
        self.outline.seam = Some(Seam::Values(start..self.text.len()));
    }

    /// Whether it is an UPDATE or DELETE, and of this table: the first that has got an alias.
    pub(crate) fn is_written(&self, table: Alias) -> bool {
        matches!(self.outline.verb, Verb::Update | Verb::Delete) && table == Alias(0)
    }

    /// What is written from here on stands inside of one more `NOT` or `isNot`, or (called again) does no more.
    pub(crate) fn turn_round(&mut self) {
        self.is_opposite = !self.is_opposite;
    }

    /// Whether an odd number of `NOT` and `isNot` stands around what is written now.
    pub(crate) fn is_opposite(&self) -> bool {
        self.is_opposite
    }

    /// Appends text as it is.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes a part on its own; parameters are numbered on.
    pub(crate) fn part(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let outer = std::mem::take(&mut self.text);
        write(self);
        std::mem::replace(&mut self.text, outer)
    }

    /// Like [`Self::part`], for what can fail.
    pub(crate) fn try_part<E>(&mut self, write: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<String, E> {
        let outer = std::mem::take(&mut self.text);
        let result = write(self);
        let part = std::mem::replace(&mut self.text, outer);
        result.map(|()| part)
    }

    /// A quoted name.
    pub(crate) fn name(&mut self, name: &str) {
        self.text.push('"');
        for c in name.chars() {
            if c == '"' {
                self.text.push('"');
            }
            self.text.push(c);
        }
        self.text.push('"');
    }

    /// A text in quotes.
    pub(crate) fn text(&mut self, text: &str) {
        self.push("'");
        self.push(&text.replace('\'', "''"));
        self.push("'");
    }

    fn qualified(&mut self, namespace: Option<&str>, name: &str) {
        if let Some(namespace) = namespace.or(self.namespace) {
            self.name(namespace);
            self.push(".");
        }
        self.name(name);
    }

    /// A model's table.
    pub(crate) fn table(&mut self, model: &Model) {
        let same = |m: &Model| std::ptr::eq(m, model);
        let id = self.schema.models.iter().position(same).and_then(|i| u16::try_from(i).ok());
        self.outline.names(id.map(|id| Table::Model(ModelId(id))));
        self.qualified(model.namespace.as_deref(), &model.database_name);
    }

    /// A model's table under an alias.
    pub(crate) fn table_as(&mut self, model: &Model, alias: Alias) {
        self.table(model);
        self.push(" AS ");
        self.alias_name(alias);
    }

    /// The table of an implicit many-to-many relation under an alias.
    pub(crate) fn join_table_as(&mut self, table: &nicol_model::JoinTable, alias: Alias) {
        self.join_table(table);
        self.push(" AS ");
        self.alias_name(alias);
    }

    /// The table of an implicit many-to-many relation.
    pub(crate) fn join_table(&mut self, table: &nicol_model::JoinTable) {
        let same = |r: &nicol_model::Relation| r.join_table.as_ref().is_some_and(|t| std::ptr::eq(t, table));
        let id = self.schema.relations.iter().position(same).and_then(|i| u16::try_from(i).ok());
        self.outline.names(id.map(|id| Table::Join(RelationId(id))));
        self.qualified(table.namespace.as_deref(), &table.database_name);
    }

    /// `"t0"`.
    pub(crate) fn alias_name(&mut self, alias: Alias) {
        let _ = write!(self.text, "\"t{}\"", alias.0);
    }

    /// `"t0"."name"`.
    pub(crate) fn column(&mut self, alias: Alias, name: &str) {
        self.alias_name(alias);
        self.push(".");
        self.name(name);
    }

    /// A number.
    pub(crate) fn number(&mut self, number: usize) {
        let _ = write!(self.text, "{number}");
    }

    /// A column of the result, after its expression was written.
    pub(crate) fn returns(&mut self, cell: CellType) {
        self.columns.push(cell);
    }

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
    fn cast_last(&mut self, cast: String) {
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

    fn enum_type(&mut self, id: EnumId) {
        let schema = self.schema;
        if let Some(e) = schema.enums.get(id.index()) {
            self.qualified(e.namespace.as_deref(), &e.database_name);
        }
    }

    /// What a column is selected as, given the text that names it.
    pub(crate) fn selected(&mut self, field: &Field, expression: &str) {
        match self.dialect {
            Dialect::Postgres | Dialect::Cockroach => {
                let (before, after) = postgres::output(field);
                self.push(before);
                self.push(expression);
                self.push(after);
            }
            Dialect::Sqlite => self.push(expression),
        }
        self.returns(cell_type(field));
    }

    /// The type of a field's values, for casts. PostgreSQL only.
    pub(crate) fn type_name(&mut self, field: &Field) {
        match field.kind {
            FieldKind::Enum(id) => self.enum_type(id),
            _ => self.push(postgres::type_name(field)),
        }
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

    /// Makes a sum or average the type of its cells.
    pub(crate) fn aggregate_cast(&mut self, computed: bool, cell: CellType) {
        if computed && self.dialect != Dialect::Sqlite {
            match cell.scalar {
                ScalarType::BigInt => self.push("::bigint"),
                ScalarType::Float => self.push("::double precision"),
                _ => {}
            }
        }
    }

    /// A comma between elements.
    pub(crate) fn comma(&mut self, index: usize) {
        if index > 0 {
            self.push(", ");
        }
    }

    /// `LIMIT … OFFSET …`; `fixed` is a limit that the plan knows.
    pub(crate) fn page(&mut self, take: Option<ParamSource>, fixed: Option<usize>, skip: Option<ParamSource>) {
        let big = CellType::one(ScalarType::BigInt);
        match (take, fixed) {
            (Some(take), _) => {
                self.push(" LIMIT ");
                self.param(take, big);
            }
            (None, Some(fixed)) => {
                self.push(" LIMIT ");
                self.number(fixed);
            }
            (None, None) if skip.is_some() && self.dialect == Dialect::Sqlite => self.push(" LIMIT -1"),
            (None, None) => {}
        }
        if let Some(skip) = skip {
            self.push(" OFFSET ");
            self.param(skip, big);
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

    /// Whether the dialect qualifies the columns of RETURNING.
    pub(crate) const fn qualifies_returning(&self) -> bool {
        !matches!(self.dialect, Dialect::Sqlite)
    }
}
