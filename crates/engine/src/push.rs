//! `db push`: brings the database to the schema, without a migration.

use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::{Plan, sql};

use crate::error::Result;
use crate::findings::{self, Findings};
use crate::target::Target;
use crate::{database, reset};

/// A run of `db push`.
#[derive(Debug)]
pub struct Push {
    connection: Connection,
    /// The database did not exist.
    pub created_database: bool,
    pub plan: Plan,
    /// What the data say to it.
    pub findings: Findings,
}

impl Push {
    /// Compares the database with what is wanted; makes it if it is missing. With `force_reset` it is emptied first: all
    /// data is lost, asking is the caller's business.
    ///
    /// # Errors
    /// The connection's; P3016.
    pub async fn prepare(target: &Target, wanted: &Catalog, options: &DiffOptions, force_reset: bool) -> Result<Self> {
        let (connection, created_database) = database::connect_or_create(target).await?;
        if force_reset {
            reset::empty(&connection, &target.namespaces).await?;
        }
        let found = database::describe(&connection, &target.scope()).await?;
        let plan = diff(&found, wanted, options);
        let findings = findings::find(&connection, &plan).await?;
        Ok(Self { connection, created_database, plan, findings })
    }

    /// Carries the plan out: as a whole, or not at all where the database can do that.
    ///
    /// # Errors
    /// The database's.
    pub async fn execute(&self) -> Result<()> {
        let statements = sql::statements(&self.plan);
        if self.plan.is_transactional() {
            let script: String = statements.iter().map(|s| format!("{};\n", s.sql.trim_end_matches(';'))).collect();
            return crate::apply::run_script(&self.connection, &script).await;
        }
        for statement in statements {
            self.connection.execute_script(&statement.sql).await?;
        }
        Ok(())
    }
}
