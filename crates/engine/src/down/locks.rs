//! Tables whose rows are counted stay as they are counted, until the way back has run.

use nicol_catalog::Dialect;
use nicol_driver::admin::Connection;

use super::Step;
use crate::error::{Error, Result};

/// Locks the tables that the counting statements of a step read, in the transaction that is open: rows that another
/// transaction is about to commit are waited for, and counted then. The server itself says which tables these are:
/// planning a statement locks them, those behind views, partitions and children, too.
pub(super) async fn take(connection: &Connection, step: &Step) -> Result<()> {
    if connection.dialect() != Dialect::Postgres {
        return Ok(());
    }
    let counts: Vec<_> = step.document.notes.iter().filter_map(|note| note.count.as_deref()).collect();
    if counts.is_empty() {
        return Ok(());
    }
    let before = read(connection).await?;
    // What planning has locked is given back with it, so that nobody who waits for it is in the way of the real lock.
    connection.execute_script("SAVEPOINT nicol_plan").await?;
    let opening = step.document.opening().map(str::to_owned);
    for asked in opening.into_iter().chain(counts.iter().map(|count| format!("EXPLAIN {count}"))) {
        // One that can't be planned can't be counted either, and is told so.
        if connection.execute_script(&format!("SAVEPOINT nicol_one; {asked}")).await.is_err() {
            connection.execute_script("ROLLBACK TO nicol_one").await?;
        }
    }
    let mut tables = read(connection).await?;
    tables.retain(|table| !before.contains(table));
    connection.execute_script("ROLLBACK TO nicol_plan; RELEASE nicol_plan").await?;
    // Those that an earlier step has touched are locked in the mode of that: a stronger one is no harm.
    tables.extend(before);
    tables.sort();
    for table in named(connection, &tables).await? {
        let locked = format!("SAVEPOINT nicol_lock; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; RELEASE nicol_lock");
        match connection.execute_script(&locked).await {
            Ok(()) => {}
            // Who may not lock it may not drop it.
            Err(e) if e.sqlstate() == Some("42501") => {
                connection.execute_script("ROLLBACK TO nicol_lock; RELEASE nicol_lock").await?;
            }
            Err(e) => return Err(Error::from(e)),
        }
    }
    Ok(())
}

/// The tables that this transaction has locked.
async fn read(connection: &Connection) -> Result<Vec<u32>> {
    let sql = "SELECT DISTINCT c.oid::bigint \
         FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) \
         AND c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', '_nicol') \
         AND n.nspname NOT LIKE 'pg\\_t%' AND c.relname <> '_prisma_migrations'";
    let rows = connection.query_text(sql).await?.rows.into_iter();
    Ok(rows.flatten().flatten().filter_map(|oid| oid.parse().ok()).collect())
}

/// The names of tables, as the server writes them: what was kept has another one while it is counted.
async fn named(connection: &Connection, tables: &[u32]) -> Result<Vec<String>> {
    let list: Vec<_> = tables.iter().map(u32::to_string).collect();
    let sql = format!(
        "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY ('{{{}}}'::oid[]) ORDER BY c.oid",
        list.join(",")
    );
    Ok(connection.query_text(&sql).await?.rows.into_iter().flatten().flatten().collect())
}
