//! SQLite: what a script may break without an error of SQLite's, held against what there was before it.

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script as text;
use nicol_driver::admin::Connection;

use crate::error::{Error, Result};
use crate::history::literal;

/// What a script that makes tables anew has to carry over, or name: it may know nothing of what others have made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Guard<'t> {
    /// Nothing: who runs it says what it does.
    Nothing,
    /// Columns that have values, if none of these texts names them.
    Values(&'t [&'t str]),
    /// All columns, and what hangs on the table, if none of these texts names them.
    Everything(&'t [&'t str]),
}

/// What a script may break without an error of SQLite's, as it stands before it.
pub(crate) struct Standing {
    /// Views that work, if the script makes tables anew.
    views: Option<Vec<String>>,
    /// Rows that refer to nothing, if the script means that keys are looked after.
    orphans: Option<usize>,
    /// What tables that are made anew have, and nobody has named.
    parts: Vec<Part>,
}

/// A column of a table, or what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    table: String,
    /// `column`, `index`, `trigger`.
    what: String,
    name: String,
}

impl Standing {
    pub(crate) async fn of(
        connection: &Connection,
        script: &str,
        relies_on_foreign_keys: bool,
        guard: Guard<'_>,
    ) -> Result<Self> {
        let tables = text::replaced_tables(&text::statements(Dialect::Sqlite, script));
        let views = match !tables.is_empty() {
            true => {
                Some(views(connection).await?.into_iter().filter(|v| v.trouble.is_none()).map(|v| v.name).collect())
            }
            false => None,
        };
        let orphans = if relies_on_foreign_keys { orphans(connection).await } else { None };
        let unnamed = async |texts: &[&str]| -> Result<Vec<Part>> {
            let mut parts = parts(connection, &tables).await?;
            parts.retain(|part| !texts.iter().any(|text| names(text, &part.name)));
            Ok(parts)
        };
        let parts = match guard {
            Guard::Nothing => Vec::new(),
            Guard::Everything(texts) => unnamed(texts).await?,
            Guard::Values(texts) => with_values(connection, unnamed(texts).await?).await?,
        };
        Ok(Self { views, orphans, parts })
    }

    pub(crate) async fn compare(&self, connection: &Connection) -> Result<()> {
        self.compare_parts(connection).await?;
        if let Some(worked) = &self.views {
            for View { name, trouble } in views(connection).await? {
                if let Some(said) = trouble.filter(|_| worked.contains(&name)) {
                    return Err(Error::ViewBroken { view: name, said });
                }
            }
        }
        if let Some(before) = self.orphans
            && let Some(more @ 1..) = orphans(connection).await.map(|now| now.saturating_sub(before))
        {
            return Err(Error::RowsOrphaned { rows: format!("{more} {}", if more == 1 { "row" } else { "rows" }) });
        }
        Ok(())
    }
}

impl Standing {
    /// What this script, which was not run, will not carry over: it doesn't name it, nor all there is.
    pub(crate) fn foresee(&self, script: &str) -> Result<()> {
        let takes_all = text::words(Dialect::Sqlite, script).any(|word| word.is_sign("*"));
        let is_going = |part: &&Part| !(takes_all && part.what == "column");
        forgotten(self.parts.iter().filter(is_going))
    }

    async fn compare_parts(&self, connection: &Connection) -> Result<()> {
        let mut tables: Vec<String> = self.parts.iter().map(|part| part.table.clone()).collect();
        tables.dedup();
        let now = parts(connection, &tables).await?;
        forgotten(self.parts.iter().filter(|part| !now.contains(part)))
    }
}

fn forgotten<'p>(parts: impl Iterator<Item = &'p Part>) -> Result<()> {
    let told = |part: &Part| format!("the {} `{}` of `{}`", part.what, part.name, part.table);
    let lost: Vec<String> = parts.map(told).collect();
    if lost.is_empty() { Ok(()) } else { Err(Error::Forgotten { lost }) }
}

/// What stands in and on these tables.
async fn parts(connection: &Connection, tables: &[String]) -> Result<Vec<Part>> {
    let mut found = Vec::new();
    for table in tables {
        let name = literal(Dialect::Sqlite, table);
        let sql = format!(
            "SELECT 'column', name FROM pragma_table_xinfo({name}) UNION ALL SELECT type, name FROM sqlite_schema \
             WHERE lower(tbl_name) = {name} AND type IN ('index', 'trigger') AND sql IS NOT NULL"
        );
        for row in connection.query_text(&sql).await?.rows {
            if let [Some(what), Some(name)] = row.as_slice() {
                found.push(Part { table: table.clone(), what: what.clone(), name: name.clone() });
            }
        }
    }
    Ok(found)
}

/// Those of them that are columns with values.
async fn with_values(connection: &Connection, parts: Vec<Part>) -> Result<Vec<Part>> {
    let mut found = Vec::new();
    for part in parts.into_iter().filter(|part| part.what == "column") {
        let sql = format!("SELECT 1 FROM {} WHERE {} IS NOT NULL LIMIT 1", quoted(&part.table), quoted(&part.name));
        if !connection.query_text(&sql).await?.rows.is_empty() {
            found.push(part);
        }
    }
    Ok(found)
}

/// Whether a text has a name as a word, in whatever case.
fn names(text: &str, name: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let is_whole = |(at, found): (usize, &str)| {
        !text[..at].ends_with(is_letter) && !text[at + found.len()..].starts_with(is_letter)
    };
    text.match_indices(&name).any(is_whole)
}

struct View {
    name: String,
    /// What SQLite says to a query of it.
    trouble: Option<String>,
}

async fn views(connection: &Connection) -> Result<Vec<View>> {
    let mut found = Vec::new();
    let names = connection.query_text("SELECT name FROM sqlite_schema WHERE type = 'view'").await?;
    for name in names.rows.into_iter().flatten().flatten() {
        let asked = connection.query_text(&format!("SELECT * FROM {} LIMIT 0", quoted(&name))).await;
        let said = |e: nicol_driver::Error| e.server().map_or_else(|| e.message().to_owned(), |s| s.message.clone());
        found.push(View { name, trouble: asked.err().map(said) });
    }
    Ok(found)
}

/// How many rows refer to nothing; `None` if SQLite can't tell (a key to columns that are not unique).
async fn orphans(connection: &Connection) -> Option<usize> {
    connection.query_text("PRAGMA foreign_key_check").await.ok().map(|found| found.rows.len())
}
