//! Questions to the data: how many rows, and which.

use std::collections::HashMap;

use nicol_catalog::QualifiedName;

use super::Place;
use crate::sql::identifier;

/// Rows that a check asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DataQuery {
    /// Of which table.
    pub table: QualifiedName,
    /// Which of them.
    pub filter: Filter,
}

/// Which rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// All.
    All,
    /// One, if there is one: only that matters.
    Any,
    /// Those with a value in a column.
    WithValue(String),
    /// Those without.
    WithoutValue(String),
    /// Those for which a condition is true.
    Where(String),
    /// Those whose values in these columns another row has, too; without columns all, if they are several. Counted are the
    /// values. Not looked for in large tables.
    Duplicates(Vec<String>),
}

/// Rows are counted up to here: how many more there are changes nothing, and takes long to find out.
const MOST_ROWS: i64 = 100_000;
/// Duplicates are looked for in tables of at most so many rows.
const MOST_ROWS_COMPARED: i64 = 1_000_000;
/// So many rows are named.
const NAMED: usize = 5;

/// The answers.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    counts: HashMap<DataQuery, i64>,
    rows: HashMap<DataQuery, Rows>,
    failed: HashMap<DataQuery, String>,
}

#[derive(Debug, Clone)]
struct Rows {
    keys: Vec<String>,
    cells: Vec<Vec<Option<String>>>,
}

impl Counts {
    /// Takes the answer to [`DataQuery::count`].
    pub fn insert(&mut self, query: DataQuery, count: i64) {
        self.counts.insert(query, count);
    }

    /// Takes why [`DataQuery::count`] has no answer: rows may be there that nobody can see.
    pub fn insert_failed(&mut self, query: DataQuery, why: String) {
        self.failed.insert(query, why);
    }

    pub(super) fn failure(&self, query: &DataQuery) -> Option<&str> {
        self.failed.get(query).map(String::as_str)
    }

    /// Takes the answer to [`DataQuery::rows`] of the key's columns.
    pub fn insert_rows(&mut self, query: DataQuery, keys: Vec<String>, cells: Vec<Vec<Option<String>>>) {
        self.rows.insert(query, Rows { keys, cells });
    }

    pub(super) fn get(&self, query: &DataQuery) -> Option<i64> {
        self.counts.get(query).copied()
    }

    fn has_more(&self, query: &DataQuery, shown: usize) -> bool {
        self.get(query).and_then(|count| usize::try_from(count).ok()).is_some_and(|count| count > shown)
    }

    /// The first rows by their keys: `id 4, 17, 99, …`; `None` if they have no key.
    pub(super) fn named(&self, query: &DataQuery) -> Option<String> {
        let Rows { keys, cells } = self.rows.get(query)?;
        named(keys, cells, |shown| self.has_more(query, shown))
    }

    /// Values that several rows have, with the keys of these: `'a@b.c' (id 4, 17)`.
    pub(super) fn named_duplicates(&self, query: &DataQuery) -> Option<String> {
        let Rows { keys, cells } = self.rows.get(query)?;
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for row in cells {
            let (key, values) = row.split_at(keys.len().min(row.len()));
            let value = values.iter().map(|v| format!("'{}'", cut(v.as_deref()))).collect::<Vec<_>>().join(" and ");
            match groups.last_mut() {
                Some((last, found)) if *last == value => found.push(key_text(key)),
                _ => groups.push((value, vec![key_text(key)])),
            }
        }
        let rows = |found: &[String]| match keys.is_empty() {
            true => String::new(),
            false => format!(" ({} {})", keys.join(" and "), found.join(", ")),
        };
        let shown: Vec<_> = groups.iter().map(|(value, found)| format!("{value}{}", rows(found))).collect();
        let more = if self.has_more(query, shown.len()) { ", …" } else { "" };
        (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
    }
}

/// Rows by their keys: `id 4, 17, 99, …`; `None` without rows or keys.
#[must_use]
pub fn named(keys: &[String], rows: &[Vec<Option<String>>], has_more: impl FnOnce(usize) -> bool) -> Option<String> {
    let shown: Vec<_> = rows.iter().take(NAMED).map(|row| key_text(&row[..keys.len().min(row.len())])).collect();
    let more = if has_more(shown.len()) { ", …" } else { "" };
    (!shown.is_empty() && !keys.is_empty()).then(|| format!("{} {}{more}", keys.join(" and "), shown.join(", ")))
}

fn key_text(key: &[Option<String>]) -> String {
    let cells: Vec<_> = key.iter().map(|cell| cut(cell.as_deref())).collect();
    if let [one] = cells.as_slice() { one.clone() } else { format!("({})", cells.join(", ")) }
}

/// A value in a message: on one line, and not too long.
fn cut(value: Option<&str>) -> String {
    const LONGEST: usize = 40;
    let value = value.unwrap_or("NULL").replace(char::is_control, " ");
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value,
    }
}

impl DataQuery {
    /// A statement that answers with one row of one number.
    #[must_use]
    pub fn count(&self) -> String {
        let table = self.table_sql();
        match &self.filter {
            Filter::Any => format!("SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT 1) AS found"),
            // Of two rows one is too many.
            Filter::Duplicates(columns) if columns.is_empty() => {
                format!("SELECT COUNT(*) / 2 FROM (SELECT 1 FROM {table} LIMIT 2) AS found")
            }
            Filter::Duplicates(columns) => format!(
                "SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE {} GROUP BY {} HAVING COUNT(*) > 1 LIMIT {}) AS found",
                compared(&table, columns),
                list(columns),
                MOST_ROWS + 1
            ),
            _ => format!(
                "SELECT COUNT(*) FROM (SELECT 1 FROM {table}{} LIMIT {}) AS found",
                self.condition(),
                MOST_ROWS + 1
            ),
        }
    }

    /// A statement that answers with the first of the rows: the columns of their key, and those that are compared.
    #[must_use]
    pub fn rows(&self, key: &[String]) -> Option<String> {
        let table = self.table_sql();
        match &self.filter {
            Filter::Duplicates(columns) if columns.is_empty() => None,
            Filter::Duplicates(columns) => {
                let all = key.iter().chain(columns).cloned().collect::<Vec<_>>();
                let order = columns.iter().chain(key).cloned().collect::<Vec<_>>();
                Some(format!(
                    "SELECT {} FROM (SELECT {}, COUNT(*) OVER (PARTITION BY {}) AS \"nicol n\" FROM {table} WHERE {}) AS found \
                     WHERE \"nicol n\" > 1 ORDER BY {} LIMIT {NAMED}",
                    list(&all),
                    unique_list(&all),
                    list(columns),
                    compared(&table, columns),
                    list(&order),
                ))
            }
            _ if key.is_empty() => None,
            _ => {
                let key = list(key);
                Some(format!("SELECT {key} FROM {table}{} ORDER BY {key} LIMIT {NAMED}", self.condition()))
            }
        }
    }

    fn table_sql(&self) -> String {
        match &self.table.namespace {
            Some(namespace) => format!("{}.{}", identifier(namespace), identifier(&self.table.name)),
            None => identifier(&self.table.name),
        }
    }

    fn condition(&self) -> String {
        match &self.filter {
            Filter::WithValue(column) => format!(" WHERE {} IS NOT NULL", identifier(column)),
            Filter::WithoutValue(column) => format!(" WHERE {} IS NULL", identifier(column)),
            Filter::Where(condition) => format!(" WHERE {condition}"),
            Filter::All | Filter::Any | Filter::Duplicates(_) => String::new(),
        }
    }
}

/// A NULL is like no other value. The first part is asked once.
fn compared(table: &str, columns: &[String]) -> String {
    let values = columns.iter().map(|c| format!(" AND {} IS NOT NULL", identifier(c))).collect::<String>();
    format!(
        "(SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT {}) AS counted) <= {MOST_ROWS_COMPARED}{values}",
        MOST_ROWS_COMPARED + 1
    )
}

fn list(columns: &[String]) -> String {
    columns.iter().map(|c| identifier(c)).collect::<Vec<_>>().join(", ")
}

fn unique_list(columns: &[String]) -> String {
    let mut all: Vec<&String> = Vec::new();
    columns.iter().for_each(|c| {
        if !all.contains(&c) {
            all.push(c);
        }
    });
    all.into_iter().map(|c| identifier(c)).collect::<Vec<_>>().join(", ")
}

pub(super) fn all(place: &Place) -> DataQuery {
    DataQuery { table: place.table.clone(), filter: Filter::All }
}

pub(super) fn any(place: &Place) -> DataQuery {
    DataQuery { table: place.table.clone(), filter: Filter::Any }
}

pub(super) fn with_value(place: &Place) -> DataQuery {
    DataQuery { table: place.table.clone(), filter: Filter::WithValue(place.column_name().to_owned()) }
}

pub(super) fn without_value(place: &Place) -> DataQuery {
    DataQuery { table: place.table.clone(), filter: Filter::WithoutValue(place.column_name().to_owned()) }
}

/// `1 row`, `5 rows`, `more than 100000 rows`.
pub(super) fn count(n: i64, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n if n > MOST_ROWS => format!("more than {MOST_ROWS} {what}s"),
        n => format!("{n} {what}s"),
    }
}
