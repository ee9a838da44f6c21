//! SQLite: a database in WAL mode and the file beside it are not changed at the same moment. A COMMIT that is ended in the
//! middle has changed the database, and not the file: rows that a script moves there would be lost. So what a script puts
//! into the file is put there first, in a transaction of its own, and then again with all else.
//!
//! What an ended run has left in the file is told by a list in it: a script that makes a table of the list makes it anew.
//! (Migrations that are applied are not run again, and the names of what they keep are their own.)

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script::{KEPT, statements, words};
use nicol_driver::admin::Connection;

use crate::error::Result;
use crate::history::literal;

/// The list.
const UNSURE: &str = "_nicol_unsure";

/// What a script does with the file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kept<'s> {
    /// The tables that it makes, by statements that read the database.
    made: Vec<String>,
    /// Those statements, and those that make indexes there.
    statements: Vec<&'s str>,
    /// The tables that it drops.
    dropped: Vec<String>,
}

impl<'s> Kept<'s> {
    fn of(script: &'s str) -> Self {
        let mut kept = Self::default();
        for statement in statements(Dialect::Sqlite, script) {
            let all: Vec<_> = words(Dialect::Sqlite, statement.text).take(6).collect();
            let [what, kind, schema, dot, name, rest @ ..] = all.as_slice() else { continue };
            if schema.unquoted().as_deref() != Some(KEPT) || dot.text() != "." {
                continue;
            }
            let Some(name) = name.unquoted() else { continue };
            if what.is("DROP") && kind.is("TABLE") {
                kept.dropped.push(name);
            } else if what.is("CREATE") && kind.is("TABLE") && rest.first().is_some_and(|word| word.is("AS")) {
                kept.made.push(name);
                kept.statements.push(statement.text);
            } else if what.is("CREATE") && kind.is("INDEX") {
                kept.statements.push(statement.text);
            }
        }
        kept
    }
}

/// Puts first into the file what a script will put there, if the two are not changed at the same moment. The file is attached,
/// and no transaction is open. Gives what has to be run at the begin of the script's own transaction.
///
/// # Errors
/// The database's.
pub(crate) async fn keep_first(connection: &Connection, scripts: &[&str]) -> Result<Vec<String>> {
    let kept: Vec<_> = scripts.iter().map(|script| Kept::of(script)).collect();
    let names = || kept.iter().flat_map(|kept| kept.made.iter().chain(&kept.dropped));
    if names().next().is_none() {
        return Ok(Vec::new());
    }
    let one = async |sql: &str| -> Result<Option<String>> {
        Ok(connection.query_text(sql).await?.rows.into_iter().flatten().flatten().next())
    };
    let has_list = format!("SELECT 1 FROM {}.sqlite_schema WHERE name = '{UNSURE}'", quoted(KEPT));
    let is_wal = one("PRAGMA main.journal_mode").await?.is_some_and(|mode| mode.eq_ignore_ascii_case("wal"));
    if !is_wal && one(&has_list).await?.is_none() {
        return Ok(Vec::new());
    }
    connection.execute_script("BEGIN IMMEDIATE").await?;
    let written = async {
        let list = format!("{}.{UNSURE}", quoted(KEPT));
        connection.execute_script(&format!("CREATE TABLE IF NOT EXISTS {list} (name TEXT PRIMARY KEY)")).await?;
        for name in kept.iter().flat_map(|kept| &kept.made) {
            let is_left = format!("SELECT 1 FROM {list} WHERE name = {}", literal(Dialect::Sqlite, name));
            if one(&is_left).await?.is_some() {
                connection.execute_script(&format!("DROP TABLE IF EXISTS {}.{}", quoted(KEPT), quoted(name))).await?;
            }
        }
        for name in names() {
            let name = literal(Dialect::Sqlite, name);
            connection.execute_script(&format!("INSERT OR IGNORE INTO {list} VALUES ({name})")).await?;
        }
        for statement in kept.iter().flat_map(|kept| &kept.statements) {
            connection.execute_script(statement).await?;
        }
        connection.execute_script("COMMIT").await?;
        Ok(())
    };
    let written: Result<()> = written.await;
    if written.is_err() {
        connection.execute_script("ROLLBACK").await?;
        // What reads what the script itself has made before can't be first; and what is wrong is told of the script.
        return Ok(Vec::new());
    }
    // The script makes its own, as it is written.
    let anew =
        kept.iter().flat_map(|kept| &kept.made).map(|name| format!("DROP TABLE {}.{}", quoted(KEPT), quoted(name)));
    Ok(anew.chain([format!("DROP TABLE {}.{UNSURE}", quoted(KEPT))]).collect())
}

#[cfg(test)]
mod tests {
    use super::Kept;

    #[test]
    fn what_a_script_does_with_the_file() {
        let script = "CREATE TABLE \"_nicol_keep\".\"a \"\"b\" AS SELECT 1 FROM \"x\";\n\
             CREATE INDEX \"_nicol_keep\".\"a_key\" ON \"a\" (\"id\");\nDROP TABLE \"_nicol_keep\".\"c\";\n\
             CREATE TABLE IF NOT EXISTS \"_nicol_keep\".\"d\" (\"id\"); CREATE TABLE \"e\" (f int); DROP TABLE \"g\";";
        let kept = Kept::of(script);
        assert_eq!((kept.made, kept.dropped), (vec!["a \"b".to_owned()], vec!["c".to_owned()]));
        assert_eq!(kept.statements.len(), 2);
    }
}
