//! What a plan may lose, in view of the data that are there.

use nicol_catalog::names::quoted;
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::Connection;
use nicol_migrate::checks::{self, Check, Counts, EnumText, Severity, Verdict};
use nicol_migrate::{Plan, sql};

use crate::counting::Counting;
use crate::error::{Error, Result};

/// The dangers of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Without a look at the data: for the migration's script, which runs on other databases too.
    pub general: Verdict,
    /// On this database.
    pub here: Verdict,
}

/// Counts what the plan's checks ask for, and judges them. A table that is not there yet proves nothing.
pub(crate) async fn find(connection: &Connection, plan: &Plan) -> Result<Findings> {
    let checks = checks::checks(plan);
    let counts = count(connection, plan, &checks).await?;
    Ok(Findings { general: checks::verdict(&checks, None), here: checks::verdict(&checks, Some(&counts)) })
}

async fn count(connection: &Connection, plan: &Plan, checks: &[Check]) -> Result<Counts> {
    let mut counts = Counts::default();
    let queries = checks::queries(checks);
    if queries.is_empty() {
        return Ok(counts);
    }
    let counting = Counting::begin(connection).await?;
    for query in queries {
        let count = match counting.number(&query.count()).await {
            Ok(count) => count,
            Err(error) => {
                // What is not there yet has no rows to be hidden.
                if !matches!(error.sqlstate(), Some("42P01" | "42703" | "3F000")) {
                    counts.insert_failed(query, error.message().to_owned());
                }
                continue;
            }
        };
        let Some(count) = count else { continue };
        counts.insert(query.clone(), count);
        let keys = checks::key_columns(plan, &query);
        if count > 0
            && let Some(rows) = query.rows(&keys)
            && let Ok(answer) = counting.ask(&rows).await
        {
            counts.insert_rows(query, keys, answer.rows);
        }
    }
    counting.end().await?;
    Ok(counts)
}

/// Rows whose texts are none of their enum's values, where the database has no enum types: no plan changes them, and clients
/// can't read them.
///
/// # Errors
/// The connection's.
pub async fn unreadable(url: &DatabaseUrl, columns: &[EnumText]) -> Result<Vec<String>> {
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let connection = Connection::connect(url).await?;
    let counting = Counting::begin(&connection).await?;
    let mut messages = Vec::new();
    for column in columns {
        let query = column.query();
        // A column that a draft makes is not there yet.
        let Ok(Some(count @ 1..)) = counting.number::<i64>(&query.count()).await else { continue };
        let others = counting.ask(&column.others()).await?.rows.into_iter().flatten().flatten().collect::<Vec<_>>();
        let mut counts = Counts::default();
        counts.insert(query.clone(), count);
        if let Some(rows) = query.rows(column.key()) {
            counts.insert_rows(query, column.key().to_vec(), counting.ask(&rows).await?.rows);
        }
        messages.extend(column.message(&counts, &others));
    }
    counting.end().await?;
    connection.close().await;
    Ok(messages)
}

/// The checks of a plan that tell of losses by what they count.
fn of_losses(plan: &Plan) -> Vec<Check> {
    let is_counted = |check: &Check| check.severity() == Severity::Warning && !check.queries().is_empty();
    checks::checks(plan).into_iter().filter(is_counted).collect()
}

/// What locks the tables whose rows a plan may lose, so that none can come to them: `None` if there are none. Rows of
/// transactions that are open are waited for.
pub(crate) fn lock_sql(connection: &Connection, plan: &Plan) -> Option<String> {
    if connection.dialect() != nicol_catalog::Dialect::Postgres {
        return None;
    }
    let queries = checks::queries(&of_losses(plan));
    let mut names: Vec<String> = queries
        .iter()
        .map(|query| match &query.table.namespace {
            Some(namespace) => format!("{}.{}", quoted(namespace), quoted(&query.table.name)),
            None => quoted(&query.table.name),
        })
        .collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", ")))
}

/// Counts again what may be lost, and was neither told nor is kept.
///
/// # Errors
/// [`Error::RowsMeanwhile`] if there is such a loss.
pub(crate) async fn check_again(connection: &Connection, plan: &Plan, told: &Verdict, keeps: bool) -> Result<()> {
    let checks = of_losses(plan);
    let counts = count(connection, plan, &checks).await?;
    let now = checks::verdict(&checks, Some(&counts)).warnings;
    let is_told = |m: &checks::Message| told.warnings.iter().any(|t| t.step == m.step && t.danger == m.danger);
    let is_new = |m: &&checks::Message| !(is_told(m) || keeps && sql::keeps(plan, m));
    let losses: Vec<String> = now.iter().filter(is_new).map(|m| m.text.clone()).collect();
    if losses.is_empty() { Ok(()) } else { Err(Error::RowsMeanwhile { losses }) }
}
