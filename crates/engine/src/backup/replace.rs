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
use crate::owned;
use nicol_catalog::names::quoted;

/// What the database would lose, and whether there is nothing at all in the way of a backup: no empty schema, and no rights
/// that what is made gets by default.
pub(super) async fn contents(connection: &Connection) -> Result<(Vec<String>, bool)> {
    let contents: Vec<String> =
        connection.query_text(&owned::told()).await?.rows.into_iter().flatten().flatten().collect();
    let is_bare = contents.is_empty()
        && schemas(connection).await?.is_empty()
        && connection.query_text("SELECT 1 FROM pg_catalog.pg_default_acl").await?.rows.is_empty();
    Ok((contents, is_bare))
}

/// Schemas that a backup makes.
async fn schemas(connection: &Connection) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE {} AND NOT {} ORDER BY 1",
        owned::OF_USERS,
        owned::STAYING
    );
    Ok(connection.query_text(&sql).await?.rows.into_iter().flatten().flatten().collect())
}

/// Empties the database. The schema `public` stays, with its owner and rights: backups say nothing of them but what
/// differs from its beginnings. What is to go is known before the first goes: CASCADE takes others with it, and what is
/// gone has no name any more.
fn empty() -> String {
    format!(
        "DO $nicol$
DECLARE
  drops text[];
  one text;
BEGIN
  -- IF NOT EXISTS would ask for the right first.
  IF pg_catalog.to_regnamespace('public') IS NULL THEN
    CREATE SCHEMA public;
  END IF;
  SELECT pg_catalog.array_agg({drop} || ' CASCADE' ORDER BY o.rank, i.identity)
    INTO drops FROM ({outside}) AS o, pg_catalog.pg_identify_object(o.class, o.oid, 0) AS i WHERE i.identity IS NOT NULL;
  FOREACH one IN ARRAY coalesce(drops, '{{}}') LOOP
    EXECUTE one;
  END LOOP;
  SELECT pg_catalog.array_agg({drop} || ' CASCADE' ORDER BY o.oid)
    INTO drops FROM ({standing}) AS o, pg_catalog.pg_identify_object(o.class, o.oid, 0) AS i WHERE i.identity IS NOT NULL;
  FOREACH one IN ARRAY coalesce(drops, '{{}}') LOOP
    EXECUTE one;
  END LOOP;
  PERFORM pg_catalog.lo_unlink(l.oid) FROM ({large}) AS l;
END $nicol$;
",
        drop = owned::DROP,
        outside = owned::OUTSIDE,
        standing = owned::standing(&format!("{} AND {}", owned::OF_USERS, owned::STAYING)),
        large = owned::LARGE_OBJECTS,
    )
}

/// Takes back what roles have said of the rights to what they make (`ALTER DEFAULT PRIVILEGES`), as far as the user may:
/// what a backup makes would get them beside its own, and the backup says which there were. Without a schema they stand in the
/// place of the server's own defaults, which are given back; those of a schema that goes have gone with it.
const NO_DEFAULT_RIGHTS: &str = "DO $nicol$
DECLARE
  one text;
BEGIN
  FOR one IN
    WITH found AS (
      SELECT d.defaclacl AS said, pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I', r.rolname)
          || coalesce(' IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), '') AS head,
        CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
          WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
        CASE WHEN d.defaclnamespace = 0 THEN pg_catalog.acldefault(
          CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) END AS own
      FROM pg_catalog.pg_default_acl d JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole
      LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
      WHERE pg_catalog.pg_has_role(d.defaclrole, 'USAGE')
    ), rights AS (
      SELECT DISTINCT 1 AS rank, f.head || ' REVOKE ALL ON ' || f.kind || ' FROM ' AS verb, a.grantee
        FROM found f, pg_catalog.aclexplode(f.said) AS a
      UNION SELECT DISTINCT 2, f.head || ' GRANT ALL ON ' || f.kind || ' TO ', a.grantee
        FROM found f, pg_catalog.aclexplode(f.own) AS a
    )
    SELECT g.verb || CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r.rolname) END
    FROM rights g LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee ORDER BY g.rank
  LOOP
    EXECUTE one;
  END LOOP;
END $nicol$;
";

pub(super) async fn replace(
    connection: &Connection,
    url: &PostgresUrl,
    programs: &Programs,
    archive: &Path,
    leaves_owners_out: bool,
) -> Result<()> {
    // Who uses a table is waited for, but not for ever.
    let mut start = "BEGIN;\nSET LOCAL lock_timeout = '30s';\nSET LOCAL client_min_messages = warning;\n".to_owned();
    start.push_str(&empty());
    for schema in schemas(connection).await? {
        start.push_str(&format!("DROP SCHEMA IF EXISTS {} CASCADE;\n", quoted(&schema)));
    }
    if !leaves_owners_out {
        start.push_str(NO_DEFAULT_RIGHTS);
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
