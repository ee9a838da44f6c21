//! Writing SQL: text, parameters and the types of what comes back. Only these modules know dialects.

mod compare;
mod lists;
mod outline;
mod places;
mod postgres;
mod sqlite;
mod values;

use std::fmt::Write as _;

use nicol_catalog::Dialect;
use nicol_model::{Arity, DataModel, EnumId, Field, FieldId, FieldKind, Model, ModelId, RelationId, ScalarType};

pub use compare::TIME_OF;
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
    /// Times are compared by what they mean, whatever form they are stored in (SQLite).
    mixed_dates: bool,
    text: String,
    params: Vec<BoundParam>,
    columns: Vec<CellType>,
    aliases: u16,
    outline: Outline,
    /// The table that names the rows of an UPDATE or DELETE.
    written: Alias,
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
    pub(crate) fn new(schema: &'m DataModel, dialect: Dialect, namespace: Option<&'m str>, mixed_dates: bool) -> Self {
        Self {
            schema,
            dialect,
            namespace,
            mixed_dates: mixed_dates && dialect == Dialect::Sqlite,
            text: String::new(),
            params: Vec::new(),
            columns: Vec::new(),
            aliases: 0,
            outline: Outline::default(),
            written: Alias(0),
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

    /// Whether it is an UPDATE or DELETE, and of the rows of this table.
    pub(crate) fn is_written(&self, table: Alias) -> bool {
        matches!(self.outline.verb, Verb::Update | Verb::Delete) && table == self.written
    }

    /// Says that the rows of this table are those that are written: not of the first one that has got an alias.
    pub(crate) fn writes_rows_of(&mut self, table: Alias) {
        self.written = table;
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

    /// Whether the dialect qualifies the columns of RETURNING.
    pub(crate) const fn qualifies_returning(&self) -> bool {
        !matches!(self.dialect, Dialect::Sqlite)
    }
}
