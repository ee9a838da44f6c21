//! What a migration has put aside, as a person finds it: scripts have other names for it.

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script::{KEPT, KEPT_ORIGIN, around_transaction, kept_tables, statements, words};
use nicol_driver::admin::Connection;

use super::Step;
use crate::companions::Companion;
use crate::history::literal;

/// What a way back reads of it.
#[derive(Default)]
pub(super) struct SetAside {
    /// Tables that are not there, as scripts name them: the file may have stayed elsewhere, somebody may have dropped them.
    missing: Vec<String>,
    /// What stands in notes, and what a person finds.
    names: Vec<(String, String)>,
    closing: Vec<String>,
}

impl SetAside {
    /// Opens the file beside a SQLite database for what is counted in it.
    pub(super) async fn open(connection: &Connection, step: &Step) -> Self {
        match connection.dialect() {
            _ if !step.document.body.contains(KEPT) => Self::default(),
            Dialect::Sqlite => Self::open_file(connection, step).await,
            _ => Self::of_schema(connection, step).await.unwrap_or_default(),
        }
    }

    /// PostgreSQL: tables of the schema that keeps them, whose names begin with that of the schema that they come from.
    async fn of_schema(connection: &Connection, step: &Step) -> Result<Self, nicol_driver::Error> {
        let mut kept = Self::default();
        let tables = tables(connection).await?;
        for name in step.document.opening().map(kept_tables).unwrap_or_default() {
            let Some(place) = tables.place(&name) else { continue };
            let (in_keep, plain) = (format!("{}.{}", quoted(KEPT), quoted(&name)), quoted(&name));
            kept.names.push((in_keep, place.clone()));
            kept.names.push((plain, place));
        }
        Ok(kept)
    }

    /// Opens it as the way back itself does, if that reads it; in a transaction it is open.
    async fn open_file(connection: &Connection, step: &Step) -> Self {
        let mut kept = Self::default();
        if let Ok(Some(file)) = Companion::Kept.beside(connection).await
            && let Some(name) = file.file_name()
        {
            let beside = format!("the file `{}` beside the database", name.to_string_lossy());
            kept.names.push(("the file beside the database".to_owned(), beside));
            kept.names.push((format!("{}.", quoted(KEPT)), String::new()));
        }
        let around = around_transaction(&step.document.body);
        let is_looking = !connection.is_in_transaction().await.unwrap_or(true);
        if is_looking {
            // A file that is not there is not made by who only looks.
            let is_there = matches!(Companion::Kept.beside(connection).await, Ok(Some(file)) if file.exists());
            for statement in around.before.iter().filter(|s| s.contains(KEPT)) {
                let elsewhere = format!("ATTACH ':memory:' AS {}", quoted(KEPT));
                let _ = connection.execute_script(if is_there { statement } else { &elsewhere }).await;
            }
            // What is counted has to be there, and nothing of it stays.
            let _ = connection.execute_script("BEGIN").await;
            kept.closing.push("ROLLBACK".to_owned());
            kept.closing.extend(around.after.iter().filter(|s| s.contains(KEPT)).map(|s| s.to_string()));
        }
        for statement in statements(Dialect::Sqlite, &around.inside) {
            let Some(name) = ensured(statement.text) else { continue };
            let (schema, literal) = (quoted(KEPT), literal(Dialect::Sqlite, &name));
            let asked = format!("SELECT 1 FROM {schema}.sqlite_schema WHERE name = {literal} COLLATE NOCASE");
            let is_there = connection.query_text(&asked).await.is_ok_and(|found| !found.rows.is_empty());
            if !is_there {
                kept.missing.push(format!("{schema}.{}", quoted(&name)));
                let _ = connection.execute_script(statement.text).await;
            }
        }
        kept
    }

    /// What is lost, since it is not there.
    pub(super) fn losses(&self) -> Vec<String> {
        let text = |place: &String| {
            format!(
                "{place} is not in the file beside the database: put that back, or what migration.sql has kept there is lost."
            )
        };
        self.missing.iter().map(text).collect()
    }

    /// Whether a note tells of what is not there.
    pub(super) fn is_missing(&self, note: &str) -> bool {
        self.missing.iter().any(|place| note.contains(place.as_str()))
    }

    /// A note with the names that a person finds.
    pub(super) fn told(&self, note: &str) -> String {
        self.names.iter().fold(note.to_owned(), |text, (script, found)| text.replace(script, found))
    }

    pub(super) async fn close(self, connection: &Connection) {
        for statement in self.closing {
            let _ = connection.execute_script(&statement).await;
        }
    }
}

/// PostgreSQL: what the way back of a step reads, and is not there any more, as scripts name it. Its places are the step's.
pub(super) async fn gone(connection: &Connection, step: &mut Step) -> Result<Vec<String>, nicol_driver::Error> {
    let opening = step.document.opening().filter(|_| connection.dialect() == Dialect::Postgres);
    let mut names = opening.map(kept_tables).unwrap_or_default();
    if !names.is_empty() {
        let tables = tables(connection).await?;
        names.retain(|name| tables.place(name).is_none());
        step.gone = names.iter().map(|name| tables.meant(name)).collect();
    }
    Ok(names)
}

/// Drops some of what scripts have kept.
pub(super) async fn forget(connection: &Connection, names: &[String]) -> Result<(), nicol_driver::Error> {
    let tables = tables(connection).await?;
    for place in names.iter().filter_map(|name| tables.place(name)) {
        connection.execute_script(&format!("DROP TABLE {place} CASCADE")).await?;
    }
    Ok(())
}

/// The tables that are kept, and how those of the schema that scripts run in are called.
struct Tables {
    origin: String,
    names: Vec<String>,
}

impl Tables {
    /// A table by the name that a script has for it, if it is there.
    fn place(&self, name: &str) -> Option<String> {
        self.names.contains(&format!("{}__{name}", self.origin)).then(|| self.meant(name))
    }

    /// Where it is, or was.
    fn meant(&self, name: &str) -> String {
        format!("{}.{}", quoted(KEPT), quoted(&format!("{}__{name}", self.origin)))
    }
}

async fn tables(connection: &Connection) -> Result<Tables, nicol_driver::Error> {
    let sql = format!(
        "SELECT {KEPT_ORIGIN}, c.relname FROM pg_catalog.pg_namespace n RIGHT JOIN (VALUES (1)) one ON n.nspname = '{KEPT}' \
         LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')"
    );
    let rows = connection.query_text(&sql).await?.rows;
    let cell = |row: &Vec<Option<String>>, at: usize| row.get(at).cloned().flatten();
    let origin = rows.first().and_then(|row| cell(row, 0)).unwrap_or_default();
    Ok(Tables { origin, names: rows.iter().filter_map(|row| cell(row, 1)).collect() })
}

/// The table of the file that a statement makes if it is missing.
fn ensured(statement: &str) -> Option<String> {
    let words: Vec<_> = words(Dialect::Sqlite, statement).take(8).collect();
    let [create, table, if_, not, exists, place, dot, name] = words.as_slice() else { return None };
    let is_it = [create, table, if_, not, exists]
        .iter()
        .zip(["CREATE", "TABLE", "IF", "NOT", "EXISTS"])
        .all(|(word, keyword)| word.is(keyword));
    let is_kept = is_it && dot.is_sign(".") && place.unquoted().is_some_and(|place| place == KEPT);
    if is_kept { name.unquoted() } else { None }
}
