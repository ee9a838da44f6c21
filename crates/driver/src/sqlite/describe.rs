//! What SQLite says of a statement that it prepares: names, and types as they were declared.

use rusqlite::Connection;

use super::raw::declared_type;
use super::{execute, map, script};
use crate::{Code, DescribedColumn, DescribedParameter, DescribedType, Description, Error};

pub(crate) fn describe(connection: &Connection, sql: &str) -> Result<Description, Error> {
    execute::check_blank(sql)?;
    if script::split(sql).iter().filter(|piece| !script::is_blank(piece.text)).count() > 1 {
        return Err(Error::new(Code::P2010, "There are several statements where one is expected. Keep one."));
    }
    let statement = connection.prepare(sql).map_err(|e| map(&e))?;
    let parameters = (1..=statement.parameter_count())
        .map(|at| DescribedParameter { name: statement.parameter_name(at).map(str::to_owned), ty: None })
        .collect();
    let mut columns = Vec::new();
    // A list or an iterator, depending on the version.
    for column in statement.columns() {
        let ty = column.decl_type().map(|name| DescribedType {
            name: name.to_owned(),
            kind: declared_type(name),
            is_list: false,
        });
        columns.push(DescribedColumn { name: column.name().to_owned(), ty, origin: None });
    }
    Ok(Description { prepared: None, parameters, columns })
}
