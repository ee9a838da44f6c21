//! What migrations have put aside ([`nicol_migrate::sql::KEEP`]) where a history begins anew: its scripts make the same names.

mod first;

use std::path::{Path, PathBuf};

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script::KEPT;
use nicol_driver::admin::Connection;

pub(crate) use first::keep_first;

use crate::companions::Companion;
use crate::error::{Error, Result};
use crate::folder::Folder;

/// A shadow database has nothing to keep.
pub(crate) async fn forget(connection: &Connection) -> Result<()> {
    if connection.dialect() != Dialect::Sqlite {
        return Ok(connection.execute_script(&format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted(KEPT))).await?);
    }
    match file(connection).await? {
        Some(path) => std::fs::remove_file(&path).map_err(|e| Error::file("remove", &path, e)),
        None => Ok(()),
    }
}

/// After a reset, which loses all data: what this folder's migrations have kept of them goes along, what others have kept
/// stays. The file beside a SQLite database is put aside as a whole.
pub(crate) async fn begin_anew(connection: &Connection, folder: &Folder) -> Result<()> {
    if connection.dialect() == Dialect::Sqlite {
        return put_aside(connection).await;
    }
    let sql = format!(
        "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = '{KEPT}' AND c.relkind IN ('r', 'p')"
    );
    let names = connection.query_text(&sql).await?.rows.into_iter().flatten().flatten();
    let is_ours = |name: &String| folder.migrations.iter().any(|m| m.script().is_ok_and(|s| s.contains(&quoted(name))));
    let drops = names.filter(is_ours).map(|name| format!("DROP TABLE {}.{} CASCADE;\n", quoted(KEPT), quoted(&name)));
    let script: String = drops.collect();
    if script.is_empty() { Ok(()) } else { Ok(connection.execute_script(&script).await?) }
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
