//! SQL of a plan. Scripts are what Prisma writes, byte for byte, where that works: COMPAT.md lists the rest.

mod comes_again;
mod keep;
mod postgres;
mod quoting;
mod sqlite;

use std::borrow::Cow;

use nicol_catalog::{Catalog, Column, Dialect};

pub use comes_again::{ComesAgain, KeptOrigin, KeptTable, comes_again};
pub use keep::{KEEP, keeps};
pub(crate) use keep::{attach, detach};
pub(crate) use postgres::serial_name;
pub(crate) use quoting::{identifier, text};
pub(crate) use sqlite::default as sqlite_default;

use crate::Plan;
use crate::steps::{RedefineTable, Step};

/// A script that does nothing.
pub const EMPTY_SCRIPT: &str = "-- This is an empty migration.";

/// A statement of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Position of its step in [`Plan::steps`].
    pub step: usize,
    /// Without the closing semicolon.
    pub sql: String,
}

/// The script of a plan, as `migrate diff --script` prints it: a header and the statements of each step, steps
/// divided by an empty line. Without steps it is [`EMPTY_SCRIPT`].
#[must_use]
pub fn render(plan: &Plan) -> String {
    let writer = Writer::new(plan);
    rendered(writer.steps())
}

/// The same for a migration that keeps what it drops (see [`KEEP`]); `stamp` tells the migrations apart.
#[must_use]
pub fn render_keeping(plan: &Plan, warnings: &[String], stamp: &str) -> String {
    let writer = Writer::new(plan);
    let mut keeper = keep::Keeper::new(plan, stamp);
    let steps = writer.steps().map(|(step, sql)| (step, keeper.keeping(step, sql)));
    warned(keep::opened(plan, rendered(steps)), warnings)
}

fn rendered<'p>(steps: impl Iterator<Item = (&'p Step, Vec<String>)>) -> String {
    let steps: Vec<String> = steps
        .filter(|(_, statements)| !statements.is_empty())
        .map(|(step, statements)| {
            let mut text = format!("-- {}\n", step.name());
            for statement in statements {
                text.push_str(&statement);
                text.push_str(";\n");
            }
            text
        })
        .collect();
    if steps.is_empty() { format!("{EMPTY_SCRIPT}\n") } else { steps.join("\n") }
}

/// The script with a comment before it that tells what it may lose or where it may fail: a `migration.sql`.
#[must_use]
pub fn render_with_warnings(plan: &Plan, warnings: &[String]) -> String {
    warned(render(plan), warnings)
}

fn warned(script: String, warnings: &[String]) -> String {
    if warnings.is_empty() {
        return script;
    }
    let mut text = String::from("/*\n  Warnings:\n\n");
    for warning in warnings {
        text.push_str("  - ");
        // Nothing in a name may end the comment.
        text.push_str(&warning.replace("*/", "* /"));
        text.push('\n');
    }
    text.push_str("\n*/\n");
    text.push_str(&script);
    text
}

/// The statements one by one, as they are sent where a failure shall be told by statement.
#[must_use]
pub fn statements(plan: &Plan) -> Vec<Statement> {
    Writer::new(plan)
        .steps()
        .enumerate()
        .flat_map(|(step, (_, statements))| statements.into_iter().map(move |sql| Statement { step, sql }))
        .collect()
}

/// The statements of one step, without closing semicolons.
#[must_use]
pub fn step_statements(plan: &Plan, step: &Step) -> Vec<String> {
    Writer::new(plan).statements(step)
}

/// Writes the steps of a plan: renames from what is there, all others from what is there after them.
struct Writer<'p> {
    plan: &'p Plan,
    after_renames: Cow<'p, Plan>,
}

impl<'p> Writer<'p> {
    fn new(plan: &'p Plan) -> Self {
        Self { plan, after_renames: plan.after_renames() }
    }

    fn steps(&self) -> impl Iterator<Item = (&'p Step, Vec<String>)> {
        self.plan.steps.iter().map(|step| (step, self.statements(step)))
    }

    fn statements(&self, step: &Step) -> Vec<String> {
        let plan = if matches!(step, Step::Rename(_)) { self.plan } else { &self.after_renames };
        match plan.to.dialect {
            Dialect::Postgres | Dialect::Cockroach => postgres::step(plan, step),
            Dialect::Sqlite => sqlite::step(plan, step),
        }
    }
}

/// What is lost when a table is made anew because no schema can say it, as SQL names it.
pub(crate) fn lost_when_redefined(plan: &Plan, table: &RedefineTable) -> Vec<String> {
    sqlite::unsaid(plan, table).lost
}

/// The type of a column of one side, as SQL writes it; for messages.
pub(crate) fn column_type_text(plan: &Plan, catalog: &Catalog, column: &Column) -> String {
    match catalog.dialect {
        Dialect::Postgres | Dialect::Cockroach => postgres::column_type_text(plan, catalog, column),
        Dialect::Sqlite => sqlite::column_type_text(column),
    }
}

/// The default of a wanted column, as SQL writes it.
pub(crate) fn default_text(plan: &Plan, column: &Column) -> Option<String> {
    match plan.to.dialect {
        Dialect::Postgres | Dialect::Cockroach => postgres::default_text(plan, column),
        Dialect::Sqlite => sqlite::default(column),
    }
}
