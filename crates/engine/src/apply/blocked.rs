use nicol_driver::admin::Connection;

use super::{Options, Sight, Watcher};
use crate::error::{Error, Result};
use crate::target::Target;

/// Does work that is none of a migration's, and that may wait for locks. What is in its way is told, and named if a lock
/// time-out ends it.
pub(crate) async fn blocked<T>(
    target: &Target,
    connection: &Connection,
    options: &Options,
    doing: &'static str,
    work: impl Future<Output = Result<T>>,
    on: &mut dyn FnMut(&Sight),
) -> Result<T> {
    let mut last = None;
    let watcher = match options.watch {
        Some(_) => Watcher::of(connection, &target.url).await?,
        None => None,
    };
    let outcome = match (watcher, options.watch) {
        (Some(mut watcher), Some(interval)) => {
            let mut tell = |sight: Sight| {
                on(&sight);
                last = Some(sight);
            };
            watcher.beside(interval, work, &mut tell).await
        }
        _ => work.await,
    };
    outcome.map_err(|error| match is_lock_timeout(&error) {
        true => {
            let blockers = last.map(|sight| sight.blockers).unwrap_or_default();
            Error::LockTimeout { doing, blockers, inner: Box::new(error) }
        }
        false => error,
    })
}

fn is_lock_timeout(error: &Error) -> bool {
    match error {
        Error::Database(error) => error.sqlstate() == Some("55P03"),
        Error::ResetFailed(inner) => is_lock_timeout(inner),
        _ => false,
    }
}
