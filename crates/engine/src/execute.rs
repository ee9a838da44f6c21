//! `db execute`: a script of the user's, as it is.

use nicol_driver::admin::Connection;

use crate::error::{Error, Result};
use crate::excerpt::excerpt;
use crate::target::Target;

/// Runs a script as a whole, as migrations are run.
///
/// # Errors
/// [`Error::ScriptFailed`]; the connection's.
pub async fn execute(target: &Target, script: &str) -> Result<()> {
    let connection = Connection::connect(&target.url).await?;
    crate::script::run(&connection, script).await.map_err(|inner| {
        let excerpt = excerpt(&inner, script);
        Error::ScriptFailed { inner: Box::new(inner), excerpt }
    })
}
