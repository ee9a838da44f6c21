use nicol_catalog::{
    Column, ColumnArity, ColumnType, Default, ForeignKey, Index, IndexTarget, SortOrder, SqliteType, Table, names,
};

use crate::sql::quoting::{action, hexadecimal, identifier, list, text};

/// What a table has that no schema can say, in SQL.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// Collations, by column.
    pub(super) collations: Vec<(String, String)>,
    /// Definitions of generated columns.
    pub(super) columns: Vec<String>,
    /// Checks, and foreign keys that no relation stands for.
    pub(super) constraints: Vec<String>,
    /// `STRICT`, `WITHOUT ROWID`.
    pub(super) options: Vec<String>,
}

/// `CREATE TABLE` under a name that may be another than the table's own.
pub(super) fn create(table: &Table, name: &str, extras: &Extras) -> String {
    let column = |c: &Column| match extras.collations.iter().find(|(name, _)| *name == c.name) {
        Some((_, collation)) => format!("    {} COLLATE {collation}", column(table, c)),
        None => format!("    {}", column(table, c)),
    };
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    lines.extend(extras.columns.iter().map(|definition| format!("    {definition}")));
    if let Some(key) = &table.primary_key
        && key.columns.len() > 1
    {
        lines.push(format!("\n    PRIMARY KEY ({})", list(&key.columns, ", ")));
    }
    lines.extend(table.foreign_keys.iter().map(|key| format!("    {}", foreign_key(key))));
    lines.extend(extras.constraints.iter().map(|definition| format!("    {definition}")));
    let options = if extras.options.is_empty() { String::new() } else { format!(" {}", extras.options.join(", ")) };
    format!("CREATE TABLE {} (\n{}\n){options}", identifier(name), lines.join(",\n"))
}

/// A column's definition. A key of one column is part of it.
pub(super) fn column(table: &Table, column: &Column) -> String {
    let mut sql = format!("{} {}", identifier(&column.name), column_type(&column.ty));
    if column.arity != ColumnArity::Nullable {
        sql.push_str(" NOT NULL");
    }
    let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns == [column.name.as_str()]);
    if is_key {
        sql.push_str(" PRIMARY KEY");
        if column.counts() {
            sql.push_str(" AUTOINCREMENT");
        }
    }
    if let Some(value) = default(column) {
        sql.push_str(" DEFAULT ");
        sql.push_str(&value);
    }
    sql
}

pub(super) fn column_type(ty: &ColumnType) -> &str {
    match ty {
        ColumnType::Sqlite(ty) => match ty {
            SqliteType::Integer => "INTEGER",
            SqliteType::BigInt => "BIGINT",
            SqliteType::Real => "REAL",
            SqliteType::Decimal => "DECIMAL",
            SqliteType::Text => "TEXT",
            SqliteType::Blob => "BLOB",
            SqliteType::DateTime => "DATETIME",
            SqliteType::Boolean => "BOOLEAN",
            SqliteType::JsonB => "JSONB",
        },
        ColumnType::Unsupported(text) => text,
        // Not types of this dialect; a diff never mixes them.
        ColumnType::Postgres(_) | ColumnType::Enum(_) => "TEXT",
    }
}

/// The default, if the database keeps one.
pub(crate) fn default(column: &Column) -> Option<String> {
    Some(match column.default.as_ref()? {
        Default::Text(value) | Default::EnumValue(value) | Default::DateTime(value) | Default::Json(value) => {
            text(value)
        }
        Default::Number(digits) => digits.clone(),
        Default::Boolean(value) => value.to_string(),
        // A text in a BLOB column would stay a text.
        Default::Bytes(bytes) => format!("X'{}'", hexadecimal(bytes)),
        Default::Now => "CURRENT_TIMESTAMP".to_owned(),
        Default::Expression(expression) => parenthesised(&expression.source),
        Default::List(_) | Default::Unknown | Default::MadeByClient => return None,
    })
}

/// SQLite takes a literal or `CURRENT_…` as it is, and any other expression in parentheses.
fn parenthesised(source: &str) -> String {
    const WORDS: [&str; 6] = ["null", "true", "false", "current_timestamp", "current_time", "current_date"];
    let text = source.trim();
    let is_number = text.trim_start_matches(['+', '-']).parse::<f64>().is_ok();
    let is_text = |text: &str| text.len() > 1 && text.starts_with('\'') && text.ends_with('\'');
    let is_blob = text.strip_prefix(['x', 'X']).is_some_and(is_text);
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    if text.starts_with('(') || is_number || is_text(text) || is_blob || is_word {
        source.to_owned()
    } else {
        format!("({source})")
    }
}

pub(super) fn foreign_key(key: &ForeignKey) -> String {
    let name = key.name.as_ref().map_or_else(String::new, |name| format!("CONSTRAINT {} ", identifier(name)));
    let deferrable = if key.is_deferrable { " DEFERRABLE INITIALLY DEFERRED" } else { "" };
    format!(
        "{name}FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {} ON UPDATE {}{deferrable}",
        list(&key.columns, ", "),
        identifier(&key.referenced_table.name),
        list(&key.referenced_columns, ", "),
        action(key.on_delete),
        action(key.on_update),
    )
}

pub(super) fn create_index(table: &Table, index: &Index) -> String {
    let unique = if index.is_unique { "UNIQUE " } else { "" };
    let columns: Vec<_> = index
        .columns
        .iter()
        .map(|c| {
            let target = match &c.target {
                IndexTarget::Column(name) => identifier(name),
                IndexTarget::Expression(expression) => expression.source.clone(),
            };
            match c.order {
                Some(SortOrder::Asc) => format!("{target} ASC"),
                Some(SortOrder::Desc) => format!("{target} DESC"),
                None => target,
            }
        })
        .collect();
    let predicate = index.predicate.as_ref().map_or_else(String::new, |p| format!(" WHERE {}", p.source));
    format!(
        "CREATE {unique}INDEX {} ON {}({}){predicate}",
        identifier(&name(table, index)),
        identifier(&table.name.name),
        columns.join(", ")
    )
}

/// The index of a constraint has a name that can't be given: it gets the one that it would have in a schema.
fn name(table: &Table, index: &Index) -> String {
    if !index.name.starts_with("sqlite_autoindex_") {
        return index.name.clone();
    }
    let columns: Vec<&str> = index.columns.iter().filter_map(|c| c.target.column()).collect();
    names::unique(&table.name.name, columns, None)
}
