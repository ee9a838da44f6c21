//! Statements on SQLite: types as columns were declared, the rest by the program that SQLite makes of a statement.

use nicol_codegen::typescript::QueryColumn;
use nicol_driver::admin::{Connection, TextRows};
use nicol_driver::raw::RawType;
use nicol_driver::{Description, Error};

use super::program::{self, Column, Kinds, Stored, Value};
use super::{Facts, Parameter, type_name};

pub(super) async fn facts(connection: &Connection, source: &str, described: Description) -> Result<Facts, String> {
    let told = results(connection, source, described.columns.len()).await;
    let columns = described.columns.into_iter().enumerate().map(|(at, column)| {
        let value = told.as_ref().and_then(|values| values.get(at)).copied().unwrap_or(Value::ANYTHING);
        let declared = column.ty.as_ref().filter(|ty| ty.kind.is_some()).map(type_name);
        let ty = declared.unwrap_or_else(|| of_value(value.kinds).to_owned());
        QueryColumn { name: column.name, ty, is_nullable: value.may_be_null }
    });
    let columns = columns.collect();
    // The sign of a name is none of it.
    let bare = |name: String| name.trim_start_matches([':', '@', '$']).to_owned();
    let is_name = |name: &String| !name.starts_with('?');
    let parameters = described
        .parameters
        .into_iter()
        .map(|parameter| Parameter { name: parameter.name.filter(is_name).map(bare), ty: "unknown".to_owned() });
    Ok(Facts { parameters: parameters.collect(), columns })
}

/// What raw results make of an expression's values.
const fn of_value(kinds: Kinds) -> &'static str {
    match kinds {
        Kinds::INTEGER => "bigint",
        Kinds::REAL => "double",
        Kinds::TEXT => "string",
        Kinds::BLOB => "bytes",
        _ => "unknown",
    }
}

/// What the statement's program gives for each column; `None` if it can't be told.
async fn results(connection: &Connection, source: &str, columns: usize) -> Option<Vec<Value>> {
    let rows = connection.query_text(&format!("EXPLAIN {source}")).await.ok()?;
    let program = program::read(&rows.rows)?;
    let stored = stored(connection).await.ok()?;
    program::results(&program, &stored, columns)
}

/// The tables and indexes of the database by the pages where they begin.
async fn stored(connection: &Connection) -> Result<Stored, Error> {
    let columns = connection
        .query_text(
            "SELECT s.rootpage, c.cid, c.type, c.\"notnull\", c.pk, c.hidden, \
             (SELECT count(*) FROM pragma_table_xinfo(s.name) k WHERE k.pk > 0), upper(s.sql) LIKE '%WITHOUT%ROWID%' \
             FROM sqlite_schema s, pragma_table_xinfo(s.name) c WHERE s.type = 'table' AND s.rootpage > 0 \
             ORDER BY s.rootpage, c.cid",
        )
        .await?;
    let indexes = connection
        .query_text(
            "SELECT s.rootpage, c.cid, (SELECT t.rootpage FROM sqlite_schema t WHERE t.type = 'table' AND \
             t.name = s.tbl_name) FROM sqlite_schema s, pragma_index_xinfo(s.name) c \
             WHERE s.type = 'index' AND s.rootpage > 0 ORDER BY s.rootpage, c.seqno",
        )
        .await?;
    let mut stored = Stored::default();
    tables(&columns, &mut stored);
    for row in &indexes.rows {
        if let [Some(page), Some(cid), table] = row.as_slice() {
            let table = table.as_ref().and_then(|table| table.parse().ok()).and_then(|page: i64| stored.get(&page));
            let column = match cid.parse::<usize>() {
                Ok(cid) => table.and_then(|columns| columns.get(cid)).copied(),
                // -1 is the number of the row, -2 an expression.
                Err(_) if cid == "-1" => Some(Column { kinds: Kinds::INTEGER, is_required: true }),
                Err(_) => None,
            };
            let column = column.unwrap_or(Column { kinds: Kinds::ANY, is_required: false });
            if let Ok(page) = page.parse::<i64>() {
                stored.entry(page).or_default().push(column);
            }
        }
    }
    Ok(stored)
}

fn tables(rows: &TextRows, stored: &mut Stored) {
    for row in &rows.rows {
        let cell = |at: usize| row.get(at).and_then(Option::as_deref).unwrap_or_default();
        let Ok(page) = cell(0).parse::<i64>() else { continue };
        let is_required = cell(3) != "0";
        // The number of the row by another name.
        let is_row = cell(4) != "0" && cell(6) == "1" && cell(2).eq_ignore_ascii_case("INTEGER");
        let kinds = kinds(cell(2));
        let columns = stored.entry(page).or_default();
        // Columns that are computed or stored in another order are not where their numbers say.
        let is_elsewhere = cell(5) != "0" || cell(7) == "1";
        if is_elsewhere {
            columns.clear();
            columns.push(Column { kinds: Kinds::ANY, is_required: false });
        } else {
            columns.push(Column { kinds, is_required: is_required || is_row });
        }
    }
}

/// What a column that was declared so holds, as long as everybody writes through a schema.
fn kinds(declared: &str) -> Kinds {
    match nicol_driver::raw::declared(declared) {
        Some(RawType::Int | RawType::BigInt | RawType::Bool) => Kinds::INTEGER,
        Some(RawType::Double) => Kinds::REAL,
        Some(RawType::String | RawType::Json) => Kinds::TEXT,
        Some(RawType::Bytes) => Kinds::BLOB,
        _ => Kinds::ANY,
    }
}
