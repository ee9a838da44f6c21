//! `db push`: brings the database to the schema, without a migration.

use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::sql::Statement;
use nicol_migrate::steps::Step;
use nicol_migrate::{Plan, sql};

use crate::apply::{Options, Sight, blocked};
use crate::error::{Error, Result};
use crate::findings::{self, Findings};
use crate::target::Target;
use crate::{database, reset, script};

/// A run of `db push`.
#[derive(Debug)]
pub struct Push {
    connection: Connection,
    target: Target,
    /// The database did not exist.
    pub created_database: bool,
    pub plan: Plan,
    /// What the data say to it.
    pub findings: Findings,
    /// What its statements may wait for; it is not tried again.
    limits: Options,
}

impl Push {
    /// Compares the database with what is wanted; makes it if it is missing. With `force_reset` it is emptied first: all
    /// data is lost, asking is the caller's business.
    ///
    /// # Errors
    /// The connection's; P3016.
    pub async fn prepare(target: &Target, wanted: &Catalog, options: &DiffOptions, force_reset: bool) -> Result<Self> {
        Self::prepare_within(target, wanted, options, force_reset, Options::default(), &mut |_| {}).await
    }

    /// The same with limits, also for what comes after, and tells what the emptying waits for.
    ///
    /// # Errors
    /// Those of [`Push::prepare`]; [`Error::LockTimeout`].
    pub async fn prepare_within(
        target: &Target,
        wanted: &Catalog,
        options: &DiffOptions,
        force_reset: bool,
        limits: Options,
        on: &mut dyn FnMut(&Sight),
    ) -> Result<Self> {
        let (connection, created_database) = database::connect_or_create(target).await?;
        if force_reset {
            reset::empty(target, &connection, &limits, on).await?;
        }
        let found = database::describe(&connection, &target.scope()).await?;
        let plan = diff(&found, wanted, options);
        let findings = findings::find(&connection, &plan).await?;
        Ok(Self { connection, target: target.clone(), created_database, plan, findings, limits })
    }

    /// Carries the plan out, as a whole or not at all, and not if data would be lost now of which nothing was told: rows that
    /// others have committed since. PostgreSQL takes new values of an enum that the same plan uses
    /// (as a default) only in a transaction of their own: they come first then, and stay if the rest fails.
    ///
    /// # Errors
    /// The database's; [`Error::RowsMeanwhile`].
    pub async fn execute(&self) -> Result<()> {
        self.execute_telling(&mut |_| {}).await
    }

    /// The same, and tells what it waits for (PostgreSQL).
    ///
    /// # Errors
    /// Those of [`Push::execute`]; [`Error::LockTimeout`].
    pub async fn execute_telling(&self, on: &mut dyn FnMut(&Sight)) -> Result<()> {
        blocked(&self.target, &self.connection, &self.limits, "changing the tables", self.carry_out(), on).await
    }

    async fn carry_out(&self) -> Result<()> {
        let statements = sql::statements(&self.plan);
        let whole = joined(&statements, |_| true);
        let Err(error) = self.run_checked(&whole).await else { return Ok(()) };
        let is_value = |statement: &Statement| self.new_values(statement).is_some();
        if !must_come_before(&error) || !statements.iter().any(is_value) {
            return Err(error);
        }
        self.run(&joined(&statements, is_value)).await?;
        self.run_checked(&joined(&statements, |s| !is_value(s))).await.map_err(|inner| {
            let mut values: Vec<&str> = statements.iter().filter_map(|s| self.new_values(s)).flatten().collect();
            values.dedup();
            Error::PushedEnumValues { values: values.join(", "), inner: Box::new(inner) }
        })
    }

    /// With the tables locked whose rows may be lost: they are counted before anything is done to them, and none come after.
    async fn run_checked(&self, script: &str) -> Result<()> {
        let told = &self.findings.here;
        let Some(lock) = findings::lock_sql(&self.connection, &self.plan) else {
            findings::check_again(&self.connection, &self.plan, told, false).await?;
            return self.run(script).await;
        };
        self.set_limits().await?;
        let checked = async {
            self.connection.execute_script(&format!("BEGIN; {lock}")).await?;
            findings::check_again(&self.connection, &self.plan, told, false).await
        };
        if let Err(error) = checked.await {
            let _ = self.connection.execute_script("ROLLBACK").await;
            let _ = self.connection.reset_session().await;
            return Err(error);
        }
        script::run(&self.connection, &format!("{script}COMMIT;\n")).await
    }

    async fn run(&self, script: &str) -> Result<()> {
        self.set_limits().await?;
        script::run(&self.connection, script).await
    }

    async fn set_limits(&self) -> Result<()> {
        if let Some(sql) = self.limits.limits_sql(self.connection.dialect()) {
            self.connection.execute_script(&sql).await?;
        }
        Ok(())
    }

    /// The values that a statement adds to an enum.
    fn new_values(&self, statement: &Statement) -> Option<impl Iterator<Item = &str>> {
        match self.plan.steps.get(statement.step) {
            Some(Step::AlterEnum(alter)) if alter.dropped.is_empty() => Some(alter.created.iter().map(String::as_str)),
            _ => None,
        }
    }
}

/// Whether PostgreSQL refuses to use (55P04), or to make (25001, before version 12), an enum's value in this transaction.
fn must_come_before(error: &Error) -> bool {
    matches!(error, Error::Database(e) if matches!(e.sqlstate(), Some("55P04" | "25001")))
}

/// Some of the statements as one script. An enum that loses values brings a transaction of its own, for migrations.
fn joined(statements: &[Statement], is_meant: impl Fn(&Statement) -> bool) -> String {
    let is_frame = |sql: &str| matches!(sql, "BEGIN" | "COMMIT");
    let meant = statements.iter().filter(|s| is_meant(s) && !is_frame(&s.sql));
    meant.map(|s| format!("{};\n", s.sql.trim_end_matches(';'))).collect()
}
