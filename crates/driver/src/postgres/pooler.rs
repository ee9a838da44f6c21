//! What PgBouncer says of itself: all of it has one code, so its words count. It speaks English only.
//!
//! Source: PgBouncer's documentation, "config" (the settings that the advice names), and what 1.18 answers.

use super::connect::Target;
use super::error::{closed, unreachable};
use crate::{Code, Error, ServerError};

/// `protocol_violation`: PostgreSQL's own code for what it can't read.
pub(super) const CODE: &str = "08P01";

/// An error of a pooler, by its words; `None` if it is none.
pub(super) fn error(db: &ServerError, target: &Target) -> Option<Error> {
    let said = db.message.as_str();
    if let Some(name) = said.strip_prefix("unsupported startup parameter: ") {
        let name = name.split('=').next().unwrap_or(name).trim();
        return Some(Error::new(
            Code::P1013,
            format!(
                "The pooler at {target} does not take the parameter `{name}` of a new connection. Remove it from the \
                 connection URL, and set what it says for the user or the database (`ALTER ROLE … SET …`); or add \
                 `{name}` to `ignore_startup_parameters` in PgBouncer's configuration, which then drops it silently."
            ),
        ));
    }
    if said.starts_with("no more connections allowed") {
        return Some(Error::new(
            Code::P2037,
            format!(
                "The pooler at {target} lets no more clients in: {said}. Lower `connection_limit` in the connection URL, \
                 or raise `max_client_conn` in PgBouncer's configuration."
            ),
        ));
    }
    if said == "query_wait_timeout" {
        let error = Error::new(
            Code::P1008,
            format!(
                "The pooler at {target} had no connection to the server free in time ({said}), and the statement did not \
                 run. Keep transactions short, or raise `default_pool_size` or `query_wait_timeout` in PgBouncer's \
                 configuration."
            ),
        );
        return Some(error.with_meta("context", said));
    }
    // It can't reach the server, or was told so when it tried.
    if ["pgbouncer cannot connect", "server login ", "client_login_timeout (server down)"]
        .iter()
        .any(|start| said.starts_with(start))
    {
        return Some(unreachable(target, said));
    }
    if said.starts_with("no such database") {
        let error = Error::new(
            Code::P1003,
            format!(
                "The pooler at {target} knows no database `{}`. Correct the connection URL, or add it to `[databases]` in \
                 PgBouncer's configuration.",
                target.database
            ),
        );
        return Some(
            error
                .with_meta("database_name", target.database.clone())
                .with_meta("database_host", target.host.clone())
                .with_meta("database_port", target.port),
        );
    }
    // Whatever else it says, it ends the connection: `server conn crashed?`, `query_timeout`, …
    (db.severity == "FATAL").then(|| closed(target, said))
}
