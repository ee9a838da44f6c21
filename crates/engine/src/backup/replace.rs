//! Putting a backup in the place of what a PostgreSQL database has, in one transaction: `pg_restore` writes the script,
//! `psql` runs it behind the statements that empty the database. Only when the script has come whole does it get its COMMIT.

use std::path::Path;
use std::process::Stdio;

use nicol_driver::PostgresUrl;
use nicol_driver::admin::Connection;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::error::BackupError;
use super::process;
use super::programs::Programs;
use crate::error::Result;
use nicol_catalog::names::quoted;

/// What stands in no schema and belongs to the user all the same, in the order in which it can go. Servers take their tables with
/// them.
macro_rules! outside {
    () => {
        "SELECT o.rank, i.type, i.identity FROM (\
           SELECT 1 AS rank, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AS class, oid, evtowner AS owner \
             FROM pg_catalog.pg_event_trigger \
           UNION ALL SELECT 2, 'pg_catalog.pg_publication'::pg_catalog.regclass, oid, pubowner FROM pg_catalog.pg_publication \
           UNION ALL SELECT 3, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, srvowner \
             FROM pg_catalog.pg_foreign_server \
           UNION ALL SELECT 4, 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, fdwowner \
             FROM pg_catalog.pg_foreign_data_wrapper \
           UNION ALL SELECT 5, 'pg_catalog.pg_cast'::pg_catalog.regclass, oid, r.me FROM pg_catalog.pg_cast, \
             (SELECT oid AS me FROM pg_catalog.pg_roles WHERE rolname = current_user) AS r) AS o, \
         pg_catalog.pg_identify_object(o.class, o.oid, 0) AS i \
         WHERE o.oid >= 16384 AND pg_catalog.pg_has_role(o.owner, 'USAGE') AND i.identity IS NOT NULL \
           AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = o.class AND d.objid = o.oid \
             AND d.deptype IN ('e', 'i'))"
    };
}

/// What belongs to the user in a database: not to PostgreSQL itself, nor to an extension.
const OBJECTS: &str = "\
    WITH own AS (SELECT oid, nspname FROM pg_catalog.pg_namespace \
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'), \
    found AS (SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS class, oid, relnamespace AS space, relname AS name \
        FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') \
      UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, pronamespace, proname FROM pg_catalog.pg_proc \
      UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typnamespace, typname FROM pg_catalog.pg_type \
        WHERE typtype IN ('e', 'd', 'r')) \
    SELECT own.nspname, found.name FROM found JOIN own ON own.oid = found.space \
    WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = found.class AND d.objid = found.oid \
      AND d.deptype IN ('e', 'a', 'i')) ORDER BY 1, 2";

/// What the database would lose, and whether there is nothing at all in the way of a backup, not even an empty schema.
pub(super) async fn contents(connection: &Connection) -> Result<(Vec<String>, bool)> {
    let rows = connection.query_text(OBJECTS).await?.rows;
    let mut contents: Vec<String> = rows
        .iter()
        .filter_map(|row| match row.as_slice() {
            [Some(schema), Some(name)] if schema == "public" => Some(name.clone()),
            [Some(schema), Some(name)] => Some(format!("{schema}.{name}")),
            _ => None,
        })
        .collect();
    let outside =
        concat!("SELECT o.type || ' ' || o.identity FROM (", outside!(), ") AS o ORDER BY o.rank, o.identity");
    contents.extend(connection.query_text(outside).await?.rows.into_iter().flatten().flatten());
    let is_bare = contents.is_empty() && schemas(connection).await?.is_empty();
    Ok((contents, is_bare))
}

/// Schemas that a backup would make: `public` is in every database.
async fn schemas(connection: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT nspname FROM pg_catalog.pg_namespace n WHERE nspname !~ '^pg_' \
               AND nspname NOT IN ('information_schema', 'public') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d \
               WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objid = n.oid AND d.deptype = 'e') \
               ORDER BY 1";
    Ok(connection.query_text(sql).await?.rows.into_iter().flatten().flatten().collect())
}

/// Empties the database. The schema `public` stays, with its owner and rights: backups say nothing of them but what
/// differs from its beginnings. What is to go is known before the first goes: CASCADE takes others with it, and what is
/// gone has no name any more.
const EMPTY: &str = concat!(
    "CREATE SCHEMA IF NOT EXISTS public;
DO $nicol$
DECLARE
  drops text[];
  one text;
BEGIN
  SELECT pg_catalog.array_agg(pg_catalog.format('DROP %s IF EXISTS %s CASCADE',
      pg_catalog.replace(o.type, '-', ' '), o.identity) ORDER BY o.rank, o.identity)
    INTO drops FROM (",
    outside!(),
    ") AS o;
  FOREACH one IN ARRAY coalesce(drops, '{}') LOOP
    EXECUTE one;
  END LOOP;
  SELECT pg_catalog.array_agg(pg_catalog.format('DROP %s IF EXISTS %s CASCADE',
      CASE i.type WHEN 'statistics object' THEN 'statistics' ELSE i.type END, i.identity) ORDER BY d.objid)
    INTO drops FROM pg_catalog.pg_depend d, pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) i
    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND d.refobjid = 'public'::pg_catalog.regnamespace AND d.deptype = 'n' AND i.identity IS NOT NULL
      AND i.type NOT IN ('default acl', 'extension') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend part
        WHERE part.classid = d.classid AND part.objid = d.objid AND part.deptype IN ('e', 'i'));
  FOREACH one IN ARRAY coalesce(drops, '{}') LOOP
    EXECUTE one;
  END LOOP;
  PERFORM pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata
    WHERE pg_catalog.pg_has_role(lomowner, 'USAGE');
END $nicol$;
"
);

pub(super) async fn replace(
    connection: &Connection,
    url: &PostgresUrl,
    programs: &Programs,
    archive: &Path,
    leaves_owners_out: bool,
) -> Result<()> {
    // Who uses a table is waited for, but not for ever.
    let mut start = "BEGIN;\nSET LOCAL lock_timeout = '30s';\nSET LOCAL client_min_messages = warning;\n".to_owned();
    start.push_str(EMPTY);
    for schema in schemas(connection).await? {
        start.push_str(&format!("DROP SCHEMA IF EXISTS {} CASCADE;\n", quoted(&schema)));
    }
    Ok(run(url, programs, archive, leaves_owners_out, &start).await?)
}

async fn run(
    url: &PostgresUrl,
    programs: &Programs,
    archive: &Path,
    leaves_owners_out: bool,
    start: &str,
) -> std::result::Result<(), BackupError> {
    let mut writer = process::command(&programs.path("pg_restore"), url);
    writer.arg("--file=-").stdout(Stdio::piped());
    if leaves_owners_out {
        writer.args(["--no-owner", "--no-privileges"]);
    }
    writer.arg(archive);
    let mut runner = process::command(&programs.path("psql"), url);
    runner.args(["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"]).stdin(Stdio::piped());
    let failed = |program: &str, said: String| BackupError::Program { program: program.to_owned(), said };
    let io = |e: std::io::Error| failed("psql", e.to_string());

    let mut writing = writer.spawn().map_err(|e| failed("pg_restore", e.to_string()))?;
    let mut running = runner.spawn().map_err(io)?;
    let (script, said_by_writer) = (writing.stdout.take(), writing.stderr.take());
    let (input, said_by_runner) = (running.stdin.take(), running.stderr.take());
    let (Some(mut script), Some(mut input)) = (script, input) else { return Err(failed("psql", "no pipe".to_owned())) };
    let feed = async {
        // An error here is that psql has ended: it says why.
        let fed = async {
            input.write_all(start.as_bytes()).await?;
            tokio::io::copy(&mut script, &mut input).await
        }
        .await;
        drop(script);
        let written = writing.wait().await;
        let is_whole = fed.is_ok() && written.as_ref().is_ok_and(std::process::ExitStatus::success);
        if is_whole {
            // Without it everything is undone when the input ends.
            let _ = input.write_all(b"\nCOMMIT;\n").await;
        }
        drop(input);
        (is_whole, written)
    };
    let ((is_whole, written), said_by_writer, said_by_runner) =
        tokio::join!(feed, all_of(said_by_writer), all_of(said_by_runner));
    let ran = running.wait().await.map_err(io)?;
    if !ran.success() {
        return Err(failed("psql", process::said(&said_by_runner, &ran.to_string())));
    }
    if !is_whole {
        let status = written.map_or_else(|e| e.to_string(), |status| status.to_string());
        return Err(failed("pg_restore", process::said(&said_by_writer, &status)));
    }
    Ok(())
}

async fn all_of(pipe: Option<impl tokio::io::AsyncRead + Unpin>) -> Vec<u8> {
    let mut text = Vec::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe.read_to_end(&mut text).await;
    }
    text
}
