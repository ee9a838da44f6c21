//! A SQLite database as it tells itself: the statements that made it, and the columns of its tables.

use std::collections::BTreeMap;

use nicol_catalog::Dialect::Sqlite;
use nicol_catalog::script::words;

use super::super::Rows;
use crate::sql::identifier;

/// The queries.
pub(super) const QUERIES: [&str; 3] = [
    "SELECT m.type, m.name, m.tbl_name, m.sql FROM sqlite_schema m \
     LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name AND m.type = 'table' \
     WHERE m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.tbl_name <> '_prisma_migrations' AND m.sql IS NOT NULL \
     AND coalesce(l.type, '') <> 'shadow' ORDER BY m.rowid",
    "SELECT m.name, p.name, p.type, p.\"notnull\", p.dflt_value, p.pk, p.hidden FROM sqlite_schema m \
     JOIN pragma_table_xinfo(m.name) p WHERE m.type = 'table' ORDER BY m.name, p.cid",
    "SELECT m.name, f.id, f.\"table\", f.\"from\", f.\"to\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' \
     ORDER BY m.name, f.id, f.seq",
];

#[derive(Debug, Clone, Default)]
pub(crate) struct Picture {
    pub(super) tables: BTreeMap<String, Table>,
    /// Indexes, triggers and views, in the order in which they were made.
    pub(super) objects: Vec<Object>,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) sql: String,
    pub(super) columns: Vec<Column>,
    pub(super) references: Vec<Reference>,
}

impl Table {
    /// The columns of the primary key, in its order, quoted.
    pub(super) fn key(&self) -> Vec<String> {
        let mut key: Vec<_> = self.columns.iter().filter(|c| c.is_key).collect();
        key.sort_by_key(|c| c.key_place);
        key.into_iter().map(|c| identifier(&c.name)).collect()
    }
}

/// A foreign key.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) columns: Vec<String>,
    pub(super) table: String,
    /// Of that table; none means its key.
    pub(super) to: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) required: bool,
    pub(super) default: Option<String>,
    pub(super) is_key: bool,
    /// Its place in the key, from 1.
    pub(super) key_place: usize,
    /// Computed from others.
    pub(super) is_generated: bool,
    /// A part of a foreign key.
    pub(super) refers: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// `index`, `trigger`, `view`.
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) table: String,
    pub(super) sql: String,
}

impl Picture {
    pub(super) fn read(answers: Vec<Rows>) -> Self {
        let mut picture = Self::default();
        let mut answers = answers.into_iter();
        for row in answers.next().into_iter().flatten() {
            let mut cells = row.into_iter().map(Option::unwrap_or_default);
            let mut next = || cells.next().unwrap_or_default();
            let (kind, name, table, sql) = (next(), next(), next(), next());
            if kind == "table" {
                let table = Table { name, sql, columns: Vec::new(), references: Vec::new() };
                picture.tables.insert(table.name.clone(), table);
            } else {
                picture.objects.push(Object { kind, name, table, sql });
            }
        }
        for row in answers.next().into_iter().flatten() {
            let mut cells = row.into_iter();
            let mut next = || cells.next().flatten();
            let table = next().unwrap_or_default();
            let (name, ty) = (next().unwrap_or_default(), next().unwrap_or_default());
            let (required, default) = (next().as_deref() == Some("1"), next());
            let key_place = next().and_then(|place| place.parse().ok()).unwrap_or_default();
            let column = Column {
                name,
                ty,
                required,
                default,
                is_key: key_place > 0,
                key_place,
                is_generated: matches!(next().as_deref(), Some("2" | "3")),
                refers: false,
            };
            if let Some(table) = picture.tables.get_mut(&table) {
                table.columns.push(column);
            }
        }
        let mut last = None;
        for row in answers.next().into_iter().flatten() {
            let mut cells = row.into_iter();
            let mut next = || cells.next().flatten();
            let (name, id) = (next().unwrap_or_default(), next());
            let (other, from, to) = (next().unwrap_or_default(), next().unwrap_or_default(), next());
            let Some(table) = picture.tables.get_mut(&name) else { continue };
            for found in table.columns.iter_mut().filter(|c| c.name.eq_ignore_ascii_case(&from)) {
                found.refers = true;
            }
            let key = Some((name, id));
            if last != key {
                let to = to.is_some().then(Vec::new);
                table.references.push(Reference { columns: Vec::new(), table: other, to });
                last = key;
            }
            if let Some(reference) = table.references.last_mut() {
                reference.columns.push(from);
                reference.to.iter_mut().zip(to).for_each(|(list, to)| list.push(to));
            }
        }
        picture
    }

    /// What is there, by name. Columns of a table are compared in any order.
    pub(super) fn lines(&self) -> BTreeMap<String, String> {
        let mut lines = BTreeMap::new();
        for table in self.tables.values() {
            lines.insert(format!("table {}", table.name), parts(&table.sql).join(" , "));
        }
        for object in &self.objects {
            lines.insert(format!("{} {}", object.kind, object.name), tokens(&object.sql).join(" "));
        }
        lines
    }
}

/// The words of a statement, without the quotes of names and without case: as far as two writings mean the same.
pub(super) fn tokens(sql: &str) -> Vec<String> {
    words(Sqlite, sql)
        .map(|word| match word.is_quoted() && !word.text().starts_with('\'') {
            true => word.unquoted().unwrap_or_default().to_lowercase(),
            false if word.is_quoted() => word.text().to_owned(),
            false => word.text().to_lowercase(),
        })
        .collect()
}

/// The head, the sorted definitions between the parentheses, and the tail of a `CREATE TABLE`.
fn parts(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let Some(open) = tokens.iter().position(|t| t == "(") else { return vec![tokens.join(" ")] };
    let (mut depth, mut current, mut definitions, mut tail) = (0, Vec::new(), Vec::new(), Vec::new());
    for token in &tokens[open..] {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        match (token.as_str(), depth) {
            ("(", 1) => {}
            (")", 0) | (",", 1) => definitions.push(std::mem::take(&mut current).join(" ")),
            (_, 0) => tail.push(token.clone()),
            _ => current.push(token.clone()),
        }
    }
    definitions.sort();
    let mut parts = vec![tokens[..open].join(" ")];
    parts.extend(definitions);
    parts.push(tail.join(" "));
    parts
}
