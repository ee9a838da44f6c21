//! Migrations that are compiled into an application and applied when it starts.
//!
//! With `embedMigrations = true` in its block the generator `nicol-rust` adds the migrations folder to the client, as
//! `MIGRATIONS`. `nicol migrate dev` writes the client again after each new migration.
//!
//! ```
//! # mod db {
//! #     pub use library::*;
//! #     pub static MIGRATIONS: nicol::migrate::Migrations = nicol::migrate::Migrations { lock: None, scripts: &[] };
//! # }
//! # async fn example(url: &str) -> nicol::Result<()> {
//! let database = db::Client::builder().url(url);
//! for name in nicol::migrate::deploy(&database, &db::MIGRATIONS).await? {
//!     println!("applied {name}");
//! }
//! let db = database.connect().await?;
//! # Ok(())
//! # }
//! ```
//!
//! It is `nicol migrate deploy`: each migration is recorded in `_prisma_migrations` before it runs, a failed one stops
//! all later starts until it is settled (`nicol migrate resolve`), and of several instances that start at once one
//! applies while the others wait (on PostgreSQL by an advisory lock, for ten seconds). On PostgreSQL behind a pooler
//! in transaction mode give the builder the server's own URL.

use nicol_client::{Builder, ClientType, Error, Result};
use nicol_engine::{Error as EngineError, Folder, Target, deploy as engine};

/// A migrations folder, compiled into the program. Generated code makes it.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// The text of `migration_lock.toml`, which names the provider.
    pub lock: Option<&'static str>,
    /// Names and scripts.
    pub scripts: &'static [(&'static str, &'static str)],
}

/// Applies what the database still lacks and returns the names, in the order in which they were applied. Makes the
/// database if it is missing.
///
/// # Errors
/// Those of the connection (P1000 to P1013), P3005 if the database has tables and no history, P3009 if a failed
/// migration is not settled, P3018 if a migration fails, P3019 if the migrations are for another database, P1002 if
/// another program holds the lock.
pub async fn deploy<C: ClientType>(database: &Builder<C>, migrations: &Migrations) -> Result<Vec<String>> {
    let target = target(database)?;
    let folder = Folder::compiled_in(migrations.scripts, migrations.lock);
    let deployed = engine::deploy(&target, &folder, &mut |_| {}).await.map_err(of_engine)?;
    Ok(deployed.applied)
}

fn of_engine(error: EngineError) -> Error {
    let message = error.to_string();
    match (error.code(), error) {
        (_, EngineError::Database(error)) => error.into(),
        (Some(code), EngineError::ApplyFailed { migration, left, .. }) => {
            let message = left.map_or(message.clone(), |left| format!("{message}\n{left}"));
            Error::new(code, message).with_meta("migration_name", migration)
        }
        (Some(code), _) => Error::new(code, message),
        (None, _) => Error::invalid(message),
    }
}

fn target<C: ClientType>(database: &Builder<C>) -> Result<Target> {
    Ok(Target {
        url: database.database_url()?,
        shadow_url: None,
        protected: Vec::new(),
        namespaces: database.namespaces()?,
        external_tables: Vec::new(),
        init_shadow: None,
        cache: None,
    })
}
