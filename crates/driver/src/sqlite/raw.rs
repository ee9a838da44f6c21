//! Raw queries: a column's type is the one it was declared with, else that of its values.

use nicol_query::set::Set;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Statement};

use super::bind::OwnedQuery;
use super::execute::BadCell;
use super::{error, execute, read};
use crate::Error;
use crate::raw::{RawColumn, RawRows, RawType};
use crate::text::Misfit;

pub(super) fn query(connection: &Connection, query: &OwnedQuery) -> Result<RawRows, Error> {
    execute::check_blank(&query.sql)?;
    // Not from the cache: a statement that is kept tells the columns of its first run, also after a change of the table.
    let mut statement = connection.prepare(&query.sql).map_err(|e| error::map(&e))?;
    execute::bind(&mut statement, query)?;
    let is_read = statement.readonly();
    let declared = declared(&statement);
    // All rows first: the type of a column that is an expression depends on every value in it.
    let mut values: Vec<Value> = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|e| error::map(&e))? {
        take(row, declared.len(), &mut values).map_err(|(at, misfit)| {
            error::misfit(&misfit).with_column(declared.get(at).map(|(name, _)| name.clone()))
        })?;
    }
    drop(rows);
    drop(statement);
    let affected = if is_read { 0 } else { execute::changes(connection, &query.sql) };

    let (columns, rows) = typed(declared, &values)?;
    Ok(RawRows { columns, rows, affected })
}

/// The columns' names, and the types that they were declared with.
pub(super) fn declared(statement: &Statement<'_>) -> Vec<(String, Option<RawType>)> {
    let mut declared = Vec::new();
    // A list or an iterator, depending on the version.
    for column in statement.columns() {
        declared.push((column.name().to_owned(), column.decl_type().and_then(declared_type)));
    }
    declared
}

/// Appends the values of a row.
pub(super) fn take(row: &rusqlite::Row<'_>, width: usize, values: &mut Vec<Value>) -> Result<(), BadCell> {
    for at in 0..width {
        values.push(owned(row.get_ref(at).map_err(|e| (at, Misfit::not_a(&e.to_string(), "column")))?));
    }
    Ok(())
}

/// The columns with their types, which follow the values, and the rows.
pub(super) fn typed(
    declared: Vec<(String, Option<RawType>)>,
    values: &[Value],
) -> Result<(Vec<RawColumn>, Set), Error> {
    let width = declared.len();
    let columns: Vec<RawColumn> = declared
        .into_iter()
        .enumerate()
        .map(|(at, (name, declared))| {
            let cells = || values.iter().skip(at).step_by(width.max(1));
            let kind = declared.filter(|kind| cells().all(|v| fits(*kind, v))).unwrap_or_else(|| common_type(cells()));
            RawColumn { name, kind, is_list: false }
        })
        .collect();
    let mut set = Set::new(width);
    for (value, column) in values.iter().zip(columns.iter().cycle()) {
        let mut result = Ok(false);
        set.push_with(|out| {
            result = read::cell(column.cell(), ValueRef::from(value), out);
            matches!(result, Ok(true))
        });
        result.map_err(|misfit| error::misfit(&misfit).with_column(Some(column.name.clone())))?;
    }
    Ok((columns, set))
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(i) => Value::Integer(i),
        ValueRef::Real(r) => Value::Real(r),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Blob(bytes.to_vec()),
        },
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

/// The types of Prisma's SQLite columns, and those that others often write.
pub(crate) fn declared_type(name: &str) -> Option<RawType> {
    let name = name.split('(').next().unwrap_or(name).trim().to_ascii_uppercase();
    Some(match name.as_str() {
        "INT" | "INTEGER" | "SMALLINT" | "TINYINT" | "MEDIUMINT" | "SERIAL" | "INT2" | "INT4" => RawType::Int,
        "BIGINT" | "UNSIGNED BIG INT" | "INT8" | "UNSIGNED BIGINT" => RawType::BigInt,
        "FLOAT" | "REAL" | "DOUBLE" | "DOUBLE PRECISION" => RawType::Double,
        "DECIMAL" | "NUMERIC" => RawType::Decimal,
        "BOOLEAN" | "BOOL" => RawType::Bool,
        "TEXT" | "VARCHAR" | "CHARACTER" | "CHAR" | "CLOB" | "NCHAR" | "NVARCHAR" | "VARYING CHARACTER" => {
            RawType::String
        }
        "BLOB" => RawType::Bytes,
        "DATETIME" | "TIMESTAMP" => RawType::DateTime,
        "DATE" => RawType::Date,
        "TIME" => RawType::Time,
        "JSON" | "JSONB" => RawType::Json,
        _ => return None,
    })
}

/// Whether a value can be read as the type. SQLite's whole numbers have 64 bits, whatever the declaration says.
fn fits(kind: RawType, value: &Value) -> bool {
    match (kind, value) {
        (_, Value::Null) | (RawType::String, Value::Text(_)) => true,
        (RawType::Int, Value::Integer(i)) => i32::try_from(*i).is_ok(),
        _ => {
            let column = RawColumn { name: String::new(), kind, is_list: false };
            !matches!((kind, value), (RawType::String | RawType::Bytes, Value::Integer(_) | Value::Real(_)))
                && read::cell(column.cell(), ValueRef::from(value), &mut Vec::new()).is_ok()
        }
    }
}

/// The narrowest type for all values.
fn common_type<'v>(values: impl Iterator<Item = &'v Value>) -> RawType {
    let of = |value: &Value| match value {
        Value::Null => None,
        // As both Prismas: of any size, so that the type does not depend on the rows.
        Value::Integer(_) => Some(RawType::BigInt),
        Value::Real(_) => Some(RawType::Double),
        Value::Text(_) => Some(RawType::String),
        Value::Blob(_) => Some(RawType::Bytes),
    };
    values
        .filter_map(of)
        .reduce(|a, b| match (a, b) {
            (a, b) if a == b => a,
            (RawType::BigInt, RawType::Double) | (RawType::Double, RawType::BigInt) => RawType::Double,
            (RawType::Bytes, _) | (_, RawType::Bytes) => RawType::Bytes,
            _ => RawType::String,
        })
        .unwrap_or(RawType::Int)
}
