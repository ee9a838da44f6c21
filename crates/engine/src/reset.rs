//! `migrate reset`, and the emptying of a shadow database: everything in the schemas that are looked at goes.

mod beside;

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;
use nicol_migrate::introspect::HISTORY_TABLE;

use crate::apply::{self, Event, Options};
use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::history::{Table, literal};
use crate::target::Target;
use crate::{database, kept, lock};

/// What a reset did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reset {
    /// The database did not exist.
    pub created_database: bool,
    /// Names of the migrations that were applied afterwards.
    pub applied: Vec<String>,
}

/// Empties the database and applies all migrations of the folder. All data is lost: asking is the caller's business.
///
/// # Errors
/// P3016 if the database can't be emptied; those of [`apply::apply`].
pub async fn reset(target: &Target, folder: &Folder, on: &mut dyn FnMut(Event<'_>)) -> Result<Reset> {
    reset_with(target, folder, &Options::default(), on).await
}

/// The same with limits on what it may wait for.
///
/// # Errors
/// Those of [`reset`].
pub async fn reset_with(
    target: &Target,
    folder: &Folder,
    options: &Options,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Reset> {
    folder.check_provider(target.dialect())?;
    let (connection, created_database) = database::connect_or_create(target).await?;
    lock::acquire_within(&connection, options.lock_wait, &mut |waited| on(Event::LockWaiting(waited))).await?;
    let emptied = match options.limits_sql(target.dialect()) {
        Some(sql) => connection.execute_script(&sql).await.map_err(Error::from),
        None => Ok(()),
    };
    let emptied = match emptied {
        Ok(()) => empty(&connection, &target.namespaces, &target.external_tables).await,
        failed => failed,
    };
    let emptied = match emptied {
        Ok(()) => kept::begin_anew(&connection, folder).await,
        failed => failed,
    };
    let _ = connection.reset_session().await;
    lock::release(&connection).await;
    emptied?;
    if !target.external_tables.is_empty() {
        // What stays for the tables of others makes it no database that has to be baselined.
        Table::ensure(&connection).await?;
    }
    let applied = apply::apply_with(target, &connection, folder, options, on).await?;
    Ok(Reset { created_database, applied })
}

/// Drops all that is in these schemas, or in the connection's default one, but for the tables that others manage and what
/// these need.
///
/// # Errors
/// P3016.
pub async fn empty(connection: &Connection, namespaces: &[String], external: &[String]) -> Result<()> {
    let outcome = match connection.dialect() {
        Dialect::Postgres | Dialect::Cockroach => empty_postgres(connection, namespaces, external).await,
        Dialect::Sqlite => empty_sqlite(connection, external).await,
    };
    outcome.map_err(|e| Error::ResetFailed(Box::new(e)))
}

async fn empty_postgres(connection: &Connection, namespaces: &[String], external: &[String]) -> Result<()> {
    let default = connection.current_schema().await?.unwrap_or_else(|| "public".to_owned());
    let mut schemas = namespaces.to_vec();
    if schemas.is_empty() {
        schemas.push(default);
    }
    if external.is_empty() {
        let mut script = String::new();
        for schema in &schemas {
            let schema = quoted(schema);
            script.push_str(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE;\nCREATE SCHEMA {schema};\n"));
        }
        // With several schemas the history may live in one that is not listed.
        script.push_str(&format!("DROP TABLE IF EXISTS \"{HISTORY_TABLE}\";\n"));
        match connection.execute_script(&script).await {
            // Somebody else's schema: what is in it may be ours all the same.
            Err(error) if error.sqlstate() == Some("42501") => {}
            other => return Ok(other?),
        }
    }
    let mut script = match external {
        [] => {
            let drops = connection.query_text(&objects(&schemas)).await?.rows.into_iter().flatten().flatten();
            drops.map(|drop| format!("{drop};\n")).collect()
        }
        external => beside::script(&schemas, external),
    };
    script.push_str(&format!("DROP TABLE IF EXISTS \"{HISTORY_TABLE}\";\n"));
    Ok(connection.execute_script(&script).await?)
}

/// Asks for the statements that drop one by one what is in these schemas, and is no part of an extension or of something else.
fn objects(schemas: &[String]) -> String {
    let schemas: Vec<String> = schemas.iter().map(|schema| literal(Dialect::Postgres, schema)).collect();
    let schemas = schemas.join(", ");
    let is_part = |class: &str, oid: &str, kinds: &str| {
        format!(
            "EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.{class}'::regclass AND d.objid = {oid} \
             AND d.deptype IN ({kinds}))"
        )
    };
    format!(
        "SELECT pg_catalog.format(text, VARIADIC names) FROM (\
         SELECT CASE c.relkind WHEN 'v' THEN 1 WHEN 'm' THEN 1 WHEN 'S' THEN 3 ELSE 2 END AS rank, \
         CASE c.relkind WHEN 'v' THEN 'DROP VIEW' WHEN 'm' THEN 'DROP MATERIALIZED VIEW' WHEN 'f' THEN 'DROP FOREIGN TABLE' \
         WHEN 'S' THEN 'DROP SEQUENCE' ELSE 'DROP TABLE' END || ' IF EXISTS %I.%I CASCADE' AS text, \
         ARRAY[n.nspname, c.relname]::text[] AS names \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname IN ({schemas}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT {} \
         AND NOT (c.relkind = 'S' AND EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))) \
         UNION ALL SELECT 4, 'DROP ROUTINE IF EXISTS %I.%I(%s) CASCADE', \
         ARRAY[n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)]::text[] \
         FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
         WHERE n.nspname IN ({schemas}) AND NOT {} \
         UNION ALL SELECT CASE t.typtype WHEN 'd' THEN 5 ELSE 6 END, \
         CASE t.typtype WHEN 'd' THEN 'DROP DOMAIN' ELSE 'DROP TYPE' END || ' IF EXISTS %I.%I CASCADE', \
         ARRAY[n.nspname, t.typname]::text[] \
         FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         LEFT JOIN pg_catalog.pg_class k ON k.oid = t.typrelid \
         WHERE n.nspname IN ({schemas}) AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND k.relkind = 'c') AND NOT {}) AS found ORDER BY rank, names",
        is_part("pg_class", "c.oid", "'e'"),
        is_part("pg_proc", "p.oid", "'e', 'i'"),
        is_part("pg_type", "t.oid", "'e'"),
    )
}

async fn empty_sqlite(connection: &Connection, external: &[String]) -> Result<()> {
    // Views first: one over a table that is gone can't be dropped with it. Dropping a table drops its triggers.
    let objects = connection
        .query_text(
            "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY type DESC",
        )
        .await?;
    let mut script = String::from("PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n");
    for row in objects.rows {
        if let [Some(kind), Some(name)] = row.as_slice()
            && !external.contains(name)
        {
            script.push_str(&format!("DROP {kind} IF EXISTS {};\n", quoted(name)));
        }
    }
    script.push_str("COMMIT;\n");
    let outcome = connection.execute_script(&script).await;
    if outcome.is_err() {
        let _ = connection.execute_script("ROLLBACK").await;
    }
    connection.execute_script("PRAGMA foreign_keys=ON").await?;
    Ok(outcome?)
}
