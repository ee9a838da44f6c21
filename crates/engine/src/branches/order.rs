//! Whether what others have made can be applied behind one's own, which a database has already.

use nicol_catalog::Catalog;
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::{Row, is_applied};
use nicol_migrate::summary;

use crate::error::{Error, Result};
use crate::folder::Migration;
use crate::shadow;
use crate::target::Target;

/// The order in which a database gets these: first what it has.
pub(crate) fn here<'m>(all: &[&'m Migration], has: &dyn Fn(&Migration) -> bool) -> Vec<&'m Migration> {
    let (mut here, pending): (Vec<_>, Vec<_>) = all.iter().copied().partition(|m| has(m));
    here.extend(pending);
    here
}

/// Why these can't be run in this order: one fails, or they come to something else than what they make in theirs.
///
/// # Errors
/// Those of the replay.
pub(crate) async fn why_not(
    target: &Target,
    connection: &Connection,
    here: &[&Migration],
    made: &Catalog,
    options: &DiffOptions,
) -> Result<Option<String>> {
    match shadow::replay(target, connection, here).await {
        Ok(here) => {
            let plan = diff(made, &here, options);
            let text = || summary::summary(&plan).trim_matches('\n').to_owned();
            Ok((!plan.is_empty())
                .then(|| format!("behind them it comes to something else than before them:\n{}", text())))
        }
        Err(Error::ShadowFailed { migration, inner, .. }) => {
            Ok(Some(format!("`{migration}` fails behind them: {inner}")))
        }
        Err(error) => Err(error),
    }
}

/// Refuses an order of the folder that a database can't get to by what it lacks.
///
/// # Errors
/// [`Error::OrderMatters`], those of the replay.
pub(crate) async fn check(
    target: &Target,
    connection: &Connection,
    all: &[&Migration],
    rows: &[Row],
    made: &Catalog,
    options: &DiffOptions,
) -> Result<()> {
    let has = |m: &Migration| is_applied(&m.name, rows);
    let last = all.iter().rposition(|m| has(m)).unwrap_or_default();
    let late: Vec<_> = all[..last].iter().filter(|m| !has(m)).map(|m| m.name.clone()).collect();
    if late.is_empty() {
        return Ok(());
    }
    let why = why_not(target, connection, &here(all, &has), made, options).await?;
    why.map_or(Ok(()), |why| Err(Error::OrderMatters { late, why }))
}
