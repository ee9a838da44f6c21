//! What a new migration brings back as something new, while it is kept from before.

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_catalog::script::KEPT;
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::Connection;
use nicol_migrate::Plan;
use nicol_migrate::sql::{ComesAgain, KeptOrigin, KeptTable, comes_again};

use super::{Origin, file};
use crate::error::Result;
use crate::history::literal;

/// What of a plan was there before, and how it gets what stood in it, as statements that can be run as they are.
///
/// # Errors
/// The connection's.
pub(crate) async fn kept_before(connection: &Connection, plan: &Plan, schema: &str) -> Result<Vec<ComesAgain>> {
    if plan.is_empty() {
        return Ok(Vec::new());
    }
    if connection.dialect() != Dialect::Sqlite {
        return Ok(comes_again(plan, schema, &in_schema(connection).await?));
    }
    let Some(path) = file(connection).await? else { return Ok(Vec::new()) };
    let beside = path.display().to_string();
    let url = DatabaseUrl::parse(&format!("file:{beside}"), None)?;
    let mut found = comes_again(plan, schema, &in_file(&Connection::connect(&url).await?).await?);
    let (path, name) = (literal(Dialect::Sqlite, &beside), quoted(KEPT));
    for one in &mut found {
        one.sql = format!("ATTACH {path} AS {name}; {} DETACH {name};", one.sql);
        one.place = format!("{} in {beside}", one.place.trim_start_matches(&format!("{name}.")));
    }
    Ok(found)
}

async fn in_schema(connection: &Connection) -> Result<Vec<KeptTable>> {
    let sql = format!(
        "SELECT c.relname, pg_catalog.obj_description(c.oid, 'pg_class'), (SELECT json_agg(a.attname ORDER BY a.attnum) \
         FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = '{KEPT}' AND c.relkind IN ('r', 'p')"
    );
    let rows = connection.query_text(&sql).await?.rows;
    let read = |row: Vec<Option<String>>| {
        let [name, comment, columns] = <[Option<String>; 3]>::try_from(row).ok()?;
        let told: Origin = serde_json::from_str(&comment?).ok()?;
        let origin = Some(KeptOrigin { schema: told.schema?, table: told.table?, column: told.column });
        Some(KeptTable { name: name?, origin, columns: serde_json::from_str(&columns?).ok()? })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

async fn in_file(connection: &Connection) -> Result<Vec<KeptTable>> {
    let sql = "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
               ORDER BY m.name, c.cid";
    let mut tables: Vec<KeptTable> = Vec::new();
    for row in connection.query_text(sql).await?.rows {
        let Ok([Some(name), Some(column)]) = <[Option<String>; 2]>::try_from(row) else { continue };
        match tables.last_mut().filter(|table| table.name == name) {
            Some(table) => table.columns.push(column),
            None => tables.push(KeptTable { name, origin: None, columns: vec![column] }),
        }
    }
    Ok(tables)
}
