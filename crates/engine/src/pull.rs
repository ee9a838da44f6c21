//! `db pull`: the schema as the database has it, merged into the schema's files.

use nicol_driver::admin::Connection;
use nicol_migrate::raise::{self, Options, Raised};

use crate::database;
use crate::error::Result;
use crate::target::Target;

/// Reads the database and writes it into the schema's files as texts; nothing is written to disk.
///
/// `files` are the schema's files by name, free of syntax errors. Tables that others manage (`tables.external`) are
/// pulled like all: the schema has them, so that clients can ask for them, and only migrations leave them alone.
///
/// # Errors
/// P4001 if there is nothing to show, P4002 for a foreign key into a schema that is not looked at; the connection's.
pub async fn pull(target: &Target, files: &[(String, String)], options: &Options) -> Result<Raised> {
    let connection = Connection::connect(&target.url).await?;
    let catalog = database::describe(&connection, &target.scope()).await?;
    Ok(raise::raise(&catalog, files, options)?)
}
