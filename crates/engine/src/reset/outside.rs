//! What stays when the schemas of a project are emptied, and would be in the way of its migrations then.

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;
use nicol_migrate::history::{Obstacle, obstacles};

use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::history::literal;
use crate::target::Target;

/// Refuses a reset that would empty the database, and could not apply the migrations then, since they make what stands in schemas
/// that are not emptied.
///
/// # Errors
/// [`Error::NotEmptied`].
pub(super) async fn check(target: &Target, connection: &Connection, folder: &Folder) -> Result<()> {
    if connection.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let scripts = folder.migrations.iter().map(|m| m.script()).collect::<Result<Vec<_>>>()?;
    let made = obstacles(&scripts);
    if made.is_empty() {
        return Ok(());
    }
    let here = connection.current_schema().await?.unwrap_or_else(|| "public".to_owned());
    let emptied = if target.namespaces.is_empty() { std::slice::from_ref(&here) } else { &target.namespaces[..] };
    let schema = |one: &Obstacle| one.schema.clone().unwrap_or_else(|| here.clone());
    let outside: Vec<Obstacle> = made.into_iter().filter(|one| !emptied.contains(&schema(one))).collect();
    let mut standing = Vec::new();
    for one in &outside {
        if is_there(connection, &schema(one), &one.name).await? {
            standing.push(one);
        }
    }
    let Some(first) = standing.first() else { return Ok(()) };
    let mut schemas: Vec<String> = standing.iter().map(|one| schema(one)).collect();
    schemas.sort();
    schemas.dedup();
    Err(Error::NotEmptied {
        migration: folder.migrations[first.script].name.clone(),
        standing: standing.iter().map(|one| format!("{}.{}", quoted(&schema(one)), quoted(&one.name))).collect(),
        schemas,
    })
}

/// Whether a table or a type of this name is in the way. The type of a table's lists makes way by itself.
async fn is_there(connection: &Connection, schema: &str, name: &str) -> Result<bool> {
    let [schema, name] = [schema, name].map(|text| literal(Dialect::Postgres, text));
    let sql = format!(
        "SELECT 1 FROM pg_catalog.pg_namespace n WHERE n.nspname = {schema} AND (\
           EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = {name}) \
           OR EXISTS (SELECT 1 FROM pg_catalog.pg_type t WHERE t.typnamespace = n.oid AND t.typname = {name} \
             AND t.typcategory <> 'A'))"
    );
    Ok(!connection.query_text(&sql).await?.rows.is_empty())
}
