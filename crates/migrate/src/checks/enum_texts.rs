//! Enums of a database without enum types: their columns are texts, and no plan changes with their values. Rows that hold
//! another value stay as they are, and clients can't read them.

use nicol_catalog::QualifiedName;
use nicol_schema::ir::{Field, FieldKind, Model, Schema};

use super::query::{Counts, DataQuery, Filter, count};
use crate::sql::{identifier, text};

/// A column that holds the values of an enum as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumText {
    table: String,
    column: String,
    key: Vec<String>,
    enum_name: String,
    values: Vec<String>,
}

/// The columns of a schema that clients read as enums; none where the database has enum types.
#[must_use]
pub fn enum_texts(schema: &Schema) -> Vec<EnumText> {
    let provider = schema.datasource.as_ref().map(|datasource| datasource.provider);
    let dialect = provider.and_then(|provider| crate::wanted::dialect_of(provider).ok());
    if dialect.is_none_or(|dialect| nicol_catalog::Capabilities::of(dialect).enum_types) {
        return Vec::new();
    }
    let read = |model: &&Model| !model.is_view && !model.is_ignored;
    let of = |model: &Model, field: &Field| {
        let FieldKind::Enum(id) = field.kind else { return None };
        let one = &schema.enums[id.0 as usize];
        let key = model.primary_key.iter().flat_map(|key| &key.fields);
        Some(EnumText {
            table: model.database_name.clone(),
            column: field.database_name.clone(),
            key: key.map(|field| model.field(field.field).database_name.clone()).collect(),
            enum_name: one.name.clone(),
            values: one.values.iter().map(|value| value.database_name.clone()).collect(),
        })
    };
    let columns = |model| model_fields(model).filter_map(move |field| of(model, field));
    schema.models.iter().filter(read).flat_map(columns).collect()
}

fn model_fields(model: &Model) -> impl Iterator<Item = &Field> {
    model.fields.iter().filter(|field| !field.is_ignored)
}

impl EnumText {
    /// The rows with another value.
    #[must_use]
    pub fn query(&self) -> DataQuery {
        DataQuery { table: QualifiedName::new(None, &self.table), filter: Filter::Where(self.condition()) }
    }

    /// The columns by which messages name them.
    #[must_use]
    pub fn key(&self) -> &[String] {
        &self.key
    }

    /// A statement that answers with the first of the other values.
    #[must_use]
    pub fn others(&self) -> String {
        let (table, column) = (identifier(&self.table), identifier(&self.column));
        format!("SELECT DISTINCT {column} FROM {table} WHERE {} ORDER BY 1 LIMIT 5", self.condition())
    }

    /// What is said of the rows that were found, with the first of their values; `None` if there are none.
    #[must_use]
    pub fn message(&self, counts: &Counts, others: &[String]) -> Option<String> {
        let query = self.query();
        let found = counts.get(&query).filter(|n| *n > 0)?;
        let (have, them) = if found == 1 { ("has", "it") } else { ("have", "them") };
        let rows = counts.named(&query).map_or_else(String::new, |rows| format!(" ({rows})"));
        let others: Vec<_> = others.iter().map(|value| text(value)).collect();
        Some(format!(
            "{} of the table `{}` {have} a `{}` that the enum `{}` lacks: {}{rows}. The database keeps {them}, and a client \
             that reads {them} fails, or gets an unknown value: write another one, or put this one back into the enum.",
            count(found, "row"),
            self.table,
            self.column,
            self.enum_name,
            others.join(", "),
        ))
    }

    fn condition(&self) -> String {
        let values: Vec<_> = self.values.iter().map(|value| text(value)).collect();
        // With its table: SQLite takes the quoted name of a column that is not there for a text.
        format!("{}.{} NOT IN ({})", identifier(&self.table), identifier(&self.column), values.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_and_rows_named() {
        let one = EnumText {
            table: "User".to_owned(),
            column: "role".to_owned(),
            key: vec!["id".to_owned()],
            enum_name: "Role".to_owned(),
            values: vec!["it's".to_owned(), "b".to_owned()],
        };
        let query = one.query();
        assert_eq!(
            query.rows(one.key()).as_deref(),
            Some(r#"SELECT "id" FROM "User" WHERE "User"."role" NOT IN ('it''s', 'b') ORDER BY "id" LIMIT 5"#)
        );
        let mut counts = Counts::default();
        assert_eq!(one.message(&counts, &[]), None);
        counts.insert(query.clone(), 1);
        counts.insert_rows(query, one.key().to_vec(), vec![vec![Some("7".to_owned())]]);
        let said = one.message(&counts, &["c".to_owned()]).expect("there is a row");
        assert!(
            said.starts_with("1 row of the table `User` has a `role` that the enum `Role` lacks: 'c' (id 7)."),
            "{said}"
        );
    }
}
