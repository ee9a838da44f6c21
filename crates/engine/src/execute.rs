//! `db execute`: a script of the user's, as it is.

use nicol_driver::admin::Connection;

use crate::error::Result;
use crate::target::Target;

/// Runs a script as a whole, as migrations are run.
///
/// # Errors
/// The database's.
pub async fn execute(target: &Target, script: &str) -> Result<()> {
    let connection = Connection::connect(&target.url).await?;
    crate::script::run(&connection, script).await
}
