//! `db pull`: the schema as the database has it, merged into the schema's files.

use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_migrate::raise::{self, Options, Raised};

use crate::database;
use crate::error::Result;
use crate::target::Target;

/// Reads the database and writes it into the schema's files as texts; nothing is written to disk.
///
/// `files` are the schema's files by name, free of syntax errors. `external` names tables that others manage
/// (`name` or `schema.name`); they are left out.
///
/// # Errors
/// P4001 if there is nothing to show, P4002 for a foreign key into a schema that is not looked at; the connection's.
pub async fn pull(
    target: &Target,
    files: &[(String, String)],
    external: &[String],
    options: &Options,
) -> Result<Raised> {
    let connection = Connection::connect(&target.url).await?;
    let mut catalog = database::describe(&connection, &target.scope()).await?;
    leave_out(&mut catalog, external);
    Ok(raise::raise(&catalog, files, options)?)
}

fn leave_out(catalog: &mut Catalog, external: &[String]) {
    let is_external = |name: &nicol_catalog::QualifiedName| {
        let qualified = name.namespace.as_ref().map(|n| format!("{n}.{}", name.name));
        external.iter().any(|e| *e == name.name || Some(e) == qualified.as_ref())
    };
    catalog.tables.retain(|t| !is_external(&t.name));
    for table in &mut catalog.tables {
        table.foreign_keys.retain(|key| !is_external(&key.referenced_table));
    }
}
