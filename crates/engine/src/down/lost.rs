//! What became of ways back whose connection was lost.

use nicol_driver::admin::Connection;

use super::DownError;
use super::steps::{Step, goes_on};
use crate::error::{Error, Result};
use crate::history::Before;
use crate::target::Target;
use crate::{database, history, lock};

/// Whether an error is that of a connection that is gone: what was asked last may be done.
pub(super) fn is_lost(error: &Error) -> bool {
    match error {
        Error::Database(error) => error.is_connection_lost(),
        Error::Down(DownError::Failed { inner, .. } | DownError::FailedApart { inner, .. }) => is_lost(inner),
        Error::Down(DownError::NotMarked { inner: Some(inner), .. }) => is_lost(inner),
        _ => false,
    }
}

/// Asks on another connection which of the steps are taken back: nothing is wrong if all are.
///
/// # Errors
/// [`DownError::Lost`], [`DownError::FailedApart`], [`DownError::Unknown`].
pub(super) async fn find_out(target: &Target, lost: &Connection, steps: &[Step], error: Error) -> Result<()> {
    let names = |steps: &[&Step]| steps.iter().map(|step| step.migration.clone()).collect::<Vec<_>>();
    let asked = async {
        // The server's process of the lost one may be at work yet. It holds the lock as long.
        let _ = tokio::time::timeout(lock::PATIENCE, lost.cancel()).await;
        let fresh = database::reconnect(&target.url, lock::PATIENCE).await?;
        lock::acquire(&fresh).await?;
        let rows = history::read(&fresh).await;
        lock::release(&fresh).await;
        rows
    };
    let Ok(rows) = asked.await else {
        let migrations = names(&steps.iter().collect::<Vec<_>>());
        return Err(DownError::Unknown { migrations, said: error.to_string() }.into());
    };
    let rows = rows.unwrap_or_default();
    let row = |step: &Step| rows.iter().find(|row| row.id == step.row);
    let (done, left): (Vec<_>, Vec<_>) = steps.iter().partition(|s| row(s).is_some_and(|row| row.is_rolled_back()));
    let begun = left.iter().find(|step| row(step).is_some_and(|row| Before::of_begun(row).is_some()));
    match (left.is_empty(), begun) {
        (true, _) => Ok(()),
        (false, None) => Err(DownError::Lost { taken_back: names(&done), left: names(&left) }.into()),
        (false, Some(step)) => {
            let goes_on = goes_on(target.dialect(), &step.document.body);
            let (migration, inner) = (step.migration.clone(), Box::new(error));
            Err(DownError::FailedApart { migration, inner, taken_back: names(&done), goes_on, excerpt: None }.into())
        }
    }
}
