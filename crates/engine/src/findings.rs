//! What a plan may lose, in view of the data that are there.

use nicol_driver::admin::Connection;
use nicol_migrate::Plan;
use nicol_migrate::checks::{self, Counts, Verdict};

use crate::error::Result;

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
    let mut counts = Counts::default();
    for query in checks::queries(&checks) {
        let Ok(answer) = connection.query_text(&query.count()).await else { continue };
        let cell = answer.rows.first().and_then(|r| r.first()?.as_deref()?.parse().ok());
        let Some(count) = cell else { continue };
        counts.insert(query.clone(), count);
        let keys = checks::key_columns(plan, &query);
        if count > 0
            && let Some(rows) = query.rows(&keys)
            && let Ok(answer) = connection.query_text(&rows).await
        {
            counts.insert_rows(query, keys, answer.rows);
        }
    }
    Ok(Findings { general: checks::verdict(&checks, None), here: checks::verdict(&checks, Some(&counts)) })
}
