//! What migrations have put aside ([`nicol_migrate::sql::KEEP`]) where a history begins anew: its scripts make the same names.

mod again;
mod first;

use std::path::{Path, PathBuf};

use nicol_catalog::names::quoted;
use nicol_catalog::script::KEPT;
use nicol_driver::admin::Connection;
use nicol_migrate::introspect::HISTORY_TABLE;

pub(crate) use again::kept_before;
pub(crate) use first::keep_first;

use crate::companions::Companion;
use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::owned;

/// PostgreSQL: what drops all that migrations in these schemas have kept; of a folder, only what its migrations have. What
/// others have kept stays. Tables say what schema they come from ([`Origin`]).
pub(crate) async fn drops(
    connection: &Connection,
    schemas: &[String],
    default: &String,
    folder: Option<&Folder>,
) -> Result<String> {
    let sql = format!(
        "SELECT c.relname, pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{KEPT}' AND c.relkind IN ('r', 'p')"
    );
    let rows = connection.query_text(&sql).await?.rows;
    if rows.is_empty() {
        return Ok(String::new());
    }
    // Tables that don't say it are of these schemas if no others have a history. That of several schemas is in the default one.
    let is_alone = !others_have_history(connection, &[schemas, std::slice::from_ref(default)].concat()).await?;
    let is_of_folder = |name: &str| {
        let name = quoted(name);
        folder.is_none_or(|folder| folder.migrations.iter().any(|m| m.script().is_ok_and(|s| s.contains(&name))))
    };
    let mut script = String::new();
    for row in rows {
        let mut cells = row.into_iter();
        let (Some(table), comment) = (cells.next().flatten(), cells.next().flatten()) else { continue };
        let origin = comment.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Origin::default());
        let is_of_schemas = origin.schema.map_or(is_alone, |schema| schemas.contains(&schema));
        if is_of_schemas && is_of_folder(origin.name.as_ref().unwrap_or(&table)) {
            script.push_str(&format!("DROP TABLE {}.{} CASCADE;\n", quoted(KEPT), quoted(&table)));
        }
    }
    Ok(script)
}

/// The comment of a table that a script has kept.
#[derive(Default, serde::Deserialize)]
struct Origin {
    /// What it comes from.
    schema: Option<String>,
    /// What the script calls it, if that is not its name.
    name: Option<String>,
    /// Its own name before, or that of its column's table.
    table: Option<String>,
    column: Option<String>,
}

/// Whether schemas but these have a history of migrations.
async fn others_have_history(connection: &Connection, schemas: &[String]) -> Result<bool> {
    let sql = format!(
        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relname = '{HISTORY_TABLE}' AND c.relkind IN ('r', 'p') AND NOT {}",
        owned::named(schemas)
    );
    Ok(!connection.query_text(&sql).await?.rows.is_empty())
}

/// SQLite: a shadow database has nothing to keep.
pub(crate) async fn forget_file(connection: &Connection) -> Result<()> {
    match file(connection).await? {
        Some(path) => std::fs::remove_file(&path).map_err(|e| Error::file("remove", &path, e)),
        None => Ok(()),
    }
}

/// SQLite: a file that belonged to a database that is gone gets another name, `NAME.kept.1`.
pub(crate) async fn put_aside(connection: &Connection) -> Result<()> {
    file(connection).await?.map_or(Ok(()), |path| put_file_aside(&path).map(drop))
}

/// Gives its new name, if there was a file.
pub(crate) fn put_file_aside(path: &Path) -> Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let named = |n: u32| PathBuf::from(format!("{}.{n}", path.display()));
    let free = (1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0));
    std::fs::rename(path, &free).map_err(|e| Error::file("rename", path, e))?;
    Ok(Some(free))
}

/// The file beside a SQLite database, if there is one.
async fn file(connection: &Connection) -> Result<Option<PathBuf>> {
    Ok(Companion::Kept.beside(connection).await?.filter(|path| path.exists()))
}
