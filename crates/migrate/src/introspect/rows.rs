use std::collections::BTreeMap;

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use serde::{Deserialize, Serialize};

use super::Scope;

/// The version of the recorded form. It changes whenever a query gains, loses or moves a column.
pub const FORMAT: u32 = 2;

/// The answers to the queries of an introspection: text cells by query name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedRows {
    format: u32,
    dialect: RecordedDialect,
    /// The schemas asked for; empty for the connection's default one.
    schemas: Vec<String>,
    answers: BTreeMap<String, Vec<Vec<Option<String>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RecordedDialect {
    Postgresql,
    Cockroachdb,
    Sqlite,
}

/// Recorded rows that can't be read. All of them mean that the rows are of another version or
/// damaged: they have to be recorded again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntrospectError {
    /// The rows are in another version of the format.
    #[error("the recorded catalogue rows have format {found}, this version reads format {FORMAT}: record them again")]
    Format {
        /// The version they have.
        found: u32,
    },
    /// The text is not the JSON of recorded rows.
    #[error("the recorded catalogue rows are damaged ({0}): record them again")]
    Json(String),
    /// An answer is missing.
    #[error("the recorded catalogue rows lack the answer to `{0}`: record them again")]
    MissingAnswer(&'static str),
    /// A cell is missing or holds what the query never gives.
    #[error("row {row} of the answer to `{query}` has no readable column {column}: record the rows again")]
    Cell {
        /// The query's name.
        query: String,
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A database that is never read.
    #[error("{0} databases can't be introspected: only PostgreSQL and SQLite can")]
    Dialect(String),
}

impl RecordedRows {
    /// No answers yet.
    #[must_use]
    pub fn new(dialect: Dialect, scope: &Scope) -> Self {
        let dialect = match dialect {
            Dialect::Postgres => RecordedDialect::Postgresql,
            Dialect::Cockroach => RecordedDialect::Cockroachdb,
            Dialect::Sqlite => RecordedDialect::Sqlite,
        };
        Self { format: FORMAT, dialect, schemas: scope.schemas().to_vec(), answers: BTreeMap::new() }
    }

    /// Adds the answer to the query with this name.
    pub fn record(&mut self, query: impl Into<String>, rows: Vec<Vec<Option<String>>>) {
        self.answers.insert(query.into(), rows);
    }

    /// The same rows as if the schema had another name: as a cell of its own, and within definitions, where it is written
    /// as SQL writes it. The old name must be one that nothing else can be part of.
    #[must_use]
    pub fn with_schema_renamed(mut self, old: &str, new: &str) -> Self {
        let quoted = quoted(new);
        let is_plain = new.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && new.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let written = if is_plain { new } else { &quoted };
        for cell in self.answers.values_mut().flatten().flatten().flatten() {
            if cell == old {
                new.clone_into(cell);
            } else if cell.contains(old) {
                *cell = cell.replace(old, written);
            }
        }
        self
    }

    /// The database that answered.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        match self.dialect {
            RecordedDialect::Postgresql => Dialect::Postgres,
            RecordedDialect::Cockroachdb => Dialect::Cockroach,
            RecordedDialect::Sqlite => Dialect::Sqlite,
        }
    }

    /// The schemas asked for; empty for the connection's default one.
    #[must_use]
    pub fn schemas(&self) -> &[String] {
        &self.schemas
    }

    /// The JSON form, one row a line, so that fixtures can be compared by eye.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = format!(
            "{{\n\"format\": {}, \"dialect\": {}, \"schemas\": {},\n\"answers\": {{",
            self.format,
            json(&self.dialect),
            json(&self.schemas)
        );
        for (i, (name, rows)) in self.answers.iter().enumerate() {
            out.push_str(if i == 0 { "\n" } else { ",\n" });
            out.push_str(&format!("{}: [", json(name)));
            for (i, row) in rows.iter().enumerate() {
                out.push_str(if i == 0 { "\n  " } else { ",\n  " });
                out.push_str(&json(row));
            }
            out.push(']');
        }
        out.push_str("\n}\n}\n");
        out
    }

    /// Reads [`RecordedRows::to_json`].
    ///
    /// # Errors
    /// When the text is of another format version or damaged.
    pub fn from_json(text: &str) -> Result<Self, IntrospectError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let rows: Result<Self, _> = serde_json::from_str(text);
        // Another version may have another form: then its number is all that can be read.
        let format = match &rows {
            Ok(rows) => Some(rows.format),
            Err(_) => serde_json::from_str(text).ok().map(|head: Head| head.format),
        };
        match format {
            Some(found) if found != FORMAT => Err(IntrospectError::Format { found }),
            _ => rows.map_err(|e| IntrospectError::Json(e.to_string())),
        }
    }

    /// The answer to a query.
    ///
    /// # Errors
    /// When it was not recorded.
    pub fn answer(&self, query: &'static str) -> Result<impl Iterator<Item = Row<'_>>, IntrospectError> {
        let rows = self.answers.get(query).ok_or(IntrospectError::MissingAnswer(query))?;
        Ok(rows.iter().enumerate().map(move |(index, cells)| Row { query, index, cells }))
    }
}

/// Plain lists of strings always have a JSON form.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// A row of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    query: &'static str,
    index: usize,
    cells: &'a [Option<String>],
}

impl<'a> Row<'a> {
    /// A cell that may be NULL.
    ///
    /// # Errors
    /// When the row has no such column.
    pub fn optional(&self, column: usize) -> Result<Option<&'a str>, IntrospectError> {
        self.cells.get(column).map(|cell| cell.as_deref()).ok_or_else(|| self.bad(column))
    }

    /// A cell that is never NULL.
    ///
    /// # Errors
    /// When the row has no such column, or it is NULL.
    pub fn text(&self, column: usize) -> Result<&'a str, IntrospectError> {
        self.optional(column)?.ok_or_else(|| self.bad(column))
    }

    /// A truth value: `t` or `1`, `f` or `0`.
    ///
    /// # Errors
    /// When the cell holds anything else.
    pub fn flag(&self, column: usize) -> Result<bool, IntrospectError> {
        match self.text(column)? {
            "t" | "1" => Ok(true),
            "f" | "0" => Ok(false),
            _ => Err(self.bad(column)),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// When the cell holds anything else.
    pub fn integer(&self, column: usize) -> Result<i64, IntrospectError> {
        self.text(column)?.parse().map_err(|_| self.bad(column))
    }

    /// A JSON array of strings.
    ///
    /// # Errors
    /// When the cell holds anything else.
    pub fn list(&self, column: usize) -> Result<Vec<String>, IntrospectError> {
        serde_json::from_str(self.text(column)?).map_err(|_| self.bad(column))
    }

    fn bad(&self, column: usize) -> IntrospectError {
        IntrospectError::Cell { query: self.query.to_owned(), row: self.index + 1, column: column + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_comes_back() {
        let mut rows = RecordedRows::new(Dialect::Postgres, &Scope::Schemas(vec!["a\"b".to_owned()]));
        rows.record("empty", Vec::new());
        rows.record("tables", vec![vec![Some("t\n".to_owned()), None], vec![Some(String::new()), None]]);
        assert_eq!(RecordedRows::from_json(&rows.to_json()), Ok(rows));
    }

    #[test]
    fn another_format_is_refused_before_the_rest_is_read() {
        let text = r#"{"format": 99, "dialect": "something new"}"#;
        assert_eq!(RecordedRows::from_json(text), Err(IntrospectError::Format { found: 99 }));
    }

    #[test]
    fn a_short_row_is_an_error_with_its_place() {
        let mut rows = RecordedRows::new(Dialect::Sqlite, &Scope::DefaultSchema);
        rows.record("t", vec![vec![Some("x".to_owned())]]);
        let error = rows.answer("t").map(|mut a| a.next().map(|r| r.text(1)));
        assert_eq!(error, Ok(Some(Err(IntrospectError::Cell { query: "t".to_owned(), row: 1, column: 2 }))));
        assert_eq!(rows.answer("u").err(), Some(IntrospectError::MissingAnswer("u")));
    }
}
