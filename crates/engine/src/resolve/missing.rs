use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;
use nicol_migrate::history::{Made, made};

use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::history::literal;
use crate::target::Target;

/// What the script of a migration makes, and the database surely lacks: tables and columns that neither it nor a later one of the
/// folder may have dropped or renamed. What can't be told is not among it.
///
/// # Errors
/// P3017 if the folder has no such migration; the connection's.
pub async fn missing(target: &Target, folder: &Folder, name: &str) -> Result<Vec<Made>> {
    let dialect = target.dialect();
    let mut from_it_on = folder.migrations.iter().skip_while(|migration| migration.name != name);
    let Some(migration) = from_it_on.next() else {
        return Err(Error::MigrationNotFound { migration: name.to_owned(), folder: folder.path.clone() });
    };
    let later: Vec<&str> = from_it_on.filter_map(|migration| migration.script().ok()).collect();
    let made = made(dialect, migration.script()?, &later);
    if made.is_empty() {
        return Ok(made);
    }
    let connection = Connection::connect(&target.url).await?;
    let mut missing: Vec<Made> = Vec::new();
    for one in made {
        let is_told = missing.iter().any(|m| m.column.is_none() && m.schema == one.schema && m.table == one.table);
        let answer = connection.query_text(&is_missing_sql(dialect, &one)).await;
        let is_missing =
            answer.is_ok_and(|answer| answer.rows.first().and_then(|r| r.first()?.as_deref()) == Some("1"));
        if is_missing && !is_told {
            missing.push(one);
        }
    }
    Ok(missing)
}

/// Answers with 1 if it is not there.
fn is_missing_sql(dialect: Dialect, one: &Made) -> String {
    let text = |text: &str| literal(dialect, text);
    if dialect == Dialect::Sqlite {
        let column = one.column.iter().map(|column| format!(" WHERE lower(name) = lower({})", text(column)));
        return format!(
            "SELECT count(*) = 0 FROM pragma_table_xinfo({}){}",
            text(&one.table),
            column.collect::<String>()
        );
    }
    let schema = one.schema.iter().map(|schema| format!("{}.", quoted(schema))).collect::<String>();
    let table = format!("pg_catalog.to_regclass({})", text(&format!("{schema}{}", quoted(&one.table))));
    match &one.column {
        None => format!("SELECT ({table} IS NULL)::int"),
        Some(column) => format!(
            "SELECT (({table} IS NOT NULL OR NOT {}) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute \
             WHERE attrelid = {table} AND attname = {}::name AND NOT attisdropped))::int",
            one.needs_table,
            text(column)
        ),
    }
}
