//! Statements on PostgreSQL: types and columns by its description, NULLs by its catalogue and its plan.

use nicol_codegen::typescript::QueryColumn;
use nicol_driver::Description;
use nicol_driver::admin::Connection;

use super::{Facts, Parameter, plan, type_name, why};

/// The names of the database's enums.
pub(super) async fn enums(connection: &Connection) -> Result<Vec<String>, nicol_driver::Error> {
    let rows = connection.query_text("SELECT typname FROM pg_catalog.pg_type WHERE typtype = 'e' ORDER BY 1").await?;
    Ok(rows.rows.into_iter().flatten().flatten().collect())
}

pub(super) async fn facts(connection: &Connection, described: Description) -> Result<Facts, String> {
    if let Some(at) = described.columns.iter().position(|column| column.name == "?column?") {
        let place = at + 1;
        return Err(format!("the column {place} of the result has no name: give it one with AS"));
    }
    let is_not_null = not_null(connection, &described).await.map_err(|error| why(&error))?;
    let is_outer = outer(connection, &described).await;
    let columns = described.columns.iter().enumerate().map(|(at, column)| QueryColumn {
        name: column.name.clone(),
        ty: column.ty.as_ref().map_or_else(|| "unknown".to_owned(), type_name),
        is_nullable: !is_not_null[at] || is_outer.as_ref().is_none_or(|outer| outer.get(at) != Some(&false)),
    });
    let columns = columns.collect();
    let parameters = described.parameters.into_iter().map(|parameter| Parameter {
        ty: parameter.ty.as_ref().map_or_else(|| "unknown".to_owned(), type_name),
        name: parameter.ty.map(|ty| ty.name),
    });
    Ok(Facts { parameters: parameters.collect(), columns })
}

/// By column: whether it is one of a table, and declared NOT NULL there.
async fn not_null(connection: &Connection, described: &Description) -> Result<Vec<bool>, nicol_driver::Error> {
    let origins: Vec<String> = described
        .columns
        .iter()
        .filter_map(|column| column.origin)
        .map(|(table, column)| format!("({table}, {column})"))
        .collect();
    if origins.is_empty() {
        return Ok(vec![false; described.columns.len()]);
    }
    let sql = format!(
        "SELECT attrelid::pg_catalog.int8, attnum FROM pg_catalog.pg_attribute \
         WHERE attnotnull AND (attrelid, attnum) IN ({})",
        origins.join(", ")
    );
    let rows = connection.query_text(&sql).await?.rows;
    let is_in = |(table, column): (u32, i16)| {
        let key = [Some(table.to_string()), Some(column.to_string())];
        rows.iter().any(|row| row.as_slice() == key)
    };
    Ok(described.columns.iter().map(|column| column.origin.is_some_and(is_in)).collect())
}

/// By column: whether outer joins may make it NULL, as far as the plan tells. `None`: nothing is known.
async fn outer(connection: &Connection, described: &Description) -> Option<Vec<bool>> {
    let prepared = described.prepared.as_ref()?;
    // The plan for any values: with NULL for a parameter whole parts of it would be left out.
    let _ = connection.execute_script("SET plan_cache_mode = force_generic_plan").await;
    let values = if described.parameters.is_empty() {
        String::new()
    } else {
        format!("({})", vec!["NULL"; described.parameters.len()].join(", "))
    };
    let sql = format!("EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE \"{prepared}\"{values}");
    match connection.query_text(&sql).await {
        Ok(rows) => {
            let text: String = rows.rows.into_iter().flatten().flatten().collect::<Vec<_>>().join("\n");
            plan::outer(&text, described.columns.len())
        }
        // What can't be explained has no joins: CALL, SHOW.
        Err(_) => None,
    }
}
