//! Running a script as a whole, and leaving the session as it was.

use nicol_catalog::Dialect;
use nicol_catalog::script::{self as text, Arranged};
use nicol_driver::admin::Connection;

use crate::error::{Error, Result};

/// Runs a script as a whole. A failing one leaves nothing behind, unless it controls transactions itself. Whatever it
/// does to the session ends with it.
///
/// # Errors
/// The database's; a transaction that is left open, which is undone.
pub(crate) async fn run(connection: &Connection, script: &str) -> Result<()> {
    let outcome = match connection.dialect() {
        // One simple query is one transaction.
        Dialect::Postgres | Dialect::Cockroach => Ok(connection.execute_script(script).await?),
        Dialect::Sqlite if text::controls_transactions(script) => Ok(connection.execute_script(script).await?),
        Dialect::Sqlite => run_in_transaction(connection, script).await,
    };
    // Not from the script's text: functions, procedures and SQLite's savepoints begin transactions too.
    let left_open = match connection.is_in_transaction().await {
        Ok(true) => connection.execute_script("ROLLBACK").await.map(|()| true),
        other => other,
    };
    let reset = connection.reset_session().await;
    outcome?;
    if left_open? {
        return Err(Error::TransactionLeftOpen);
    }
    Ok(reset?)
}

/// SQLite: what is refused inside a transaction runs before or after it, and foreign keys are off around it if the
/// script wants them off: inside, that pragma does nothing.
async fn run_in_transaction(connection: &Connection, script: &str) -> Result<()> {
    let own = nicol_driver::Error::without_position;
    let Arranged { before, inside, after, lifts_foreign_keys, relies_on_foreign_keys } =
        text::around_transaction(script);
    for statement in before {
        connection.execute_script(statement).await.map_err(own)?;
    }
    if lifts_foreign_keys {
        connection.execute_script("PRAGMA foreign_keys=OFF").await.map_err(own)?;
    }
    connection.execute_script("BEGIN IMMEDIATE").await.map_err(own)?;
    let before_it = Standing::of(connection, &inside, relies_on_foreign_keys).await?;
    connection.execute_script(&inside).await?;
    before_it.compare(connection).await?;
    connection.execute_script("COMMIT").await.map_err(own)?;
    for statement in after {
        connection.execute_script(statement).await.map_err(own)?;
    }
    Ok(())
}

/// What a script may break without an error of SQLite's, as it stands before it.
struct Standing {
    /// Views that work, if the script makes tables anew.
    views: Option<Vec<String>>,
    /// Rows that refer to nothing, if the script means that keys are looked after.
    orphans: Option<usize>,
}

impl Standing {
    async fn of(connection: &Connection, script: &str, relies_on_foreign_keys: bool) -> Result<Self> {
        let replaces = !text::replacing_renames(&text::statements(Dialect::Sqlite, script)).is_empty();
        let views = match replaces {
            true => {
                Some(views(connection).await?.into_iter().filter(|v| v.trouble.is_none()).map(|v| v.name).collect())
            }
            false => None,
        };
        let orphans = if relies_on_foreign_keys { orphans(connection).await } else { None };
        Ok(Self { views, orphans })
    }

    async fn compare(&self, connection: &Connection) -> Result<()> {
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

struct View {
    name: String,
    /// What SQLite says to a query of it.
    trouble: Option<String>,
}

async fn views(connection: &Connection) -> Result<Vec<View>> {
    let mut found = Vec::new();
    let names = connection.query_text("SELECT name FROM sqlite_schema WHERE type = 'view'").await?;
    for name in names.rows.into_iter().flatten().flatten() {
        let asked = connection.query_text(&format!("SELECT * FROM \"{}\" LIMIT 0", name.replace('"', "\"\""))).await;
        let said = |e: nicol_driver::Error| e.server().map_or_else(|| e.message().to_owned(), |s| s.message.clone());
        found.push(View { name, trouble: asked.err().map(said) });
    }
    Ok(found)
}

/// How many rows refer to nothing; `None` if SQLite can't tell (a key to columns that are not unique).
async fn orphans(connection: &Connection) -> Option<usize> {
    connection.query_text("PRAGMA foreign_key_check").await.ok().map(|found| found.rows.len())
}
