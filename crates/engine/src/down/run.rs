//! Taking migrations back: the statements of `down.sql`, the mark in Prisma's history and the row in ours, in one transaction
//! where the database can.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use nicol_driver::admin::Connection;

use super::request::{Done, Known, Mode, Request, Told};
use super::steps::{self, Step};
use super::work::Work;
use super::{DownError, lost, make, set_aside};
use crate::apply::{Options, Sight, Watcher, is_retryable};
use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::history::Table;
use crate::ledger::{self, Opened};
use crate::target::Target;
use crate::{history, lock};

/// What a caller hears while migrations are taken back.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Heard<'a> {
    /// Somebody else has the migration lock, for so long by now.
    LockWaiting(Duration),
    LockAcquired,
    /// Its down.sql is about to run, or its mark to be set.
    TakingBack {
        migration: &'a str,
    },
    /// It takes long; what is seen of it (PostgreSQL).
    Seen {
        migration: &'a str,
        script: &'a str,
        sight: &'a Sight,
    },
    /// Something that passes has undone all of it, and it is tried again after a pause.
    Retrying {
        migration: &'a str,
        attempt: u32,
        pause: Duration,
        error: &'a Error,
    },
    /// It is, and will stay so.
    TakenBack {
        migration: &'a str,
    },
    /// This one's script or mark has failed.
    Failed {
        migration: &'a str,
        error: &'a Error,
    },
}

/// The steps that a wish would take, for showing them.
///
/// # Errors
/// Those of [`down`] before anything runs.
pub async fn scripts(target: &Target, folder: &Folder, request: &Request) -> Result<Vec<Step>> {
    folder.check_provider(target.dialect())?;
    let connection = Connection::connect(&target.url).await?;
    let rows = history::read(&connection).await?.unwrap_or_default();
    folder.check_names(&rows)?;
    let mut steps = steps::of(target.dialect(), folder, &rows, request)?;
    go_without(target, &connection, folder, &mut steps).await?;
    Ok(steps)
}

/// Ways back that read what was kept, and is not there any more: others are made, which lead to the same tables without it.
async fn go_without(target: &Target, connection: &Connection, folder: &Folder, steps: &mut [Step]) -> Result<()> {
    for step in steps {
        let gone = set_aside::gone(connection, step).await?;
        // What a person has written is not replaced.
        if !gone.is_empty() && step.document.is_untouched() {
            step.document = make::without(target, connection, folder, &step.migration, &gone).await?;
        }
    }
    Ok(())
}

/// Takes migrations back, the last one first.
///
/// # Errors
/// [`DownError`], P1002 if the lock is held, the connection's.
pub async fn down(target: &Target, folder: &Folder, request: &Request) -> Result<Done> {
    down_with(target, folder, request, &Options::default(), &mut |_| {}).await
}

/// The same with limits on what it may wait for; what is seen of a migration that takes long is told (PostgreSQL).
///
/// # Errors
/// Those of [`down`].
pub async fn down_with(
    target: &Target,
    folder: &Folder,
    request: &Request,
    options: &Options,
    on: &mut dyn FnMut(Heard<'_>),
) -> Result<Done> {
    folder.check_provider(target.dialect())?;
    let connection = Connection::connect(&target.url).await?;
    lock::acquire_within(&connection, options.lock_wait, &mut |waited| on(Heard::LockWaiting(waited))).await?;
    on(Heard::LockAcquired);
    let outcome = locked(target, &connection, folder, request, options, on).await;
    // A transaction that an error has left open holds what must not wait.
    if connection.is_in_transaction().await.unwrap_or(false) {
        let _ = connection.execute_script("ROLLBACK").await;
    }
    let _ = connection.reset_session().await;
    lock::release(&connection).await;
    outcome
}

fn changed(told: &Told, now: Vec<String>) -> Error {
    let told = told.steps.iter().map(|known| known.migration.clone()).collect();
    DownError::Changed { told, now }.into()
}

async fn locked(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    request: &Request,
    options: &Options,
    on: &mut dyn FnMut(Heard<'_>),
) -> Result<Done> {
    let (table, rows) = Table::read(connection).await?.unzip();
    let rows = rows.unwrap_or_default();
    folder.check_names(&rows)?;
    let steps = steps::of(target.dialect(), folder, &rows, request);
    let steps = match (&request.told, steps) {
        (Some(told), Ok(steps)) if !told.are_steps(&steps) => {
            return Err(changed(told, steps.into_iter().map(|step| step.migration).collect()));
        }
        (Some(told), Err(DownError::NothingApplied | DownError::TooMany { .. } | DownError::NotApplied { .. })) => {
            return Err(changed(told, Vec::new()));
        }
        (_, steps) => steps?,
    };
    let mut steps = steps;
    go_without(target, connection, folder, &mut steps).await?;
    // Without a table there is no step.
    let table = table.ok_or(DownError::NothingApplied)?.where_meant(&target.url)?;
    let ledger = match request.mode {
        Mode::Look => Opened::Unavailable(String::new()),
        _ => ledger::open(target, connection).await,
    };
    let on = RefCell::new(on);
    let tell = |heard: Heard<'_>| (*on.borrow_mut())(heard);
    let work = Work {
        connection,
        dialect: target.dialect(),
        table: &table,
        request,
        ledger: &ledger,
        options,
        at: Cell::new(0),
        on: &tell,
        found: RefCell::default(),
    };
    let together = steps.iter().all(|step| step.is_transactional(target.dialect()));
    let mut watcher = match options.watch {
        Some(_) => Watcher::of(connection, &target.url).await?,
        None => None,
    };
    let mut attempt = 0;
    let outcome = loop {
        let working = async {
            work.set_limits().await?;
            match together {
                true => work.together(&steps).await,
                false => work.one_by_one(&steps).await,
            }
        };
        let outcome = match (&mut watcher, options.watch) {
            (Some(watcher), Some(interval)) => {
                let mut seen = |sight: Sight| {
                    if let Some(Step { migration, document, .. }) = steps.get(work.at.get()) {
                        tell(Heard::Seen { migration, script: &document.body, sight: &sight });
                    }
                };
                watcher.beside(interval, working, &mut seen).await
            }
            _ => working.await,
        };
        match &outcome {
            // Nothing of it is left.
            Err(Error::Down(DownError::Failed { migration, inner, .. }))
                if together && is_retryable(inner) && attempt < options.retries =>
            {
                attempt += 1;
                let pause = options.pause(attempt);
                tell(Heard::Retrying { migration, attempt, pause, error: inner });
                if connection.is_in_transaction().await? {
                    connection.execute_script("ROLLBACK").await?;
                }
                tokio::time::sleep(pause).await;
            }
            _ => break outcome,
        }
    };
    if let Err(
        error @ Error::Down(
            DownError::Failed { migration, .. }
            | DownError::FailedApart { migration, .. }
            | DownError::NotMarked { migration, .. },
        ),
    ) = &outcome
    {
        tell(Heard::Failed { migration, error });
    }
    let work_found = work.found.take();
    let untold = ledger.trouble().map(str::to_owned);
    if let Opened::Ready(ledger) = ledger {
        if connection.is_in_transaction().await.unwrap_or(false) {
            let _ = connection.execute_script("ROLLBACK").await;
        }
        ledger.close(connection).await;
    }
    let findings = match outcome {
        Err(error) if request.mode != Mode::Look && lost::is_lost(&error) => {
            lost::find_out(target, connection, &steps, error).await?;
            work_found
        }
        outcome => outcome?,
    };
    Ok(Done {
        taken_back: steps.iter().map(|step| step.migration.clone()).collect(),
        steps: steps.iter().map(Known::of).collect(),
        findings,
        untold,
        in_one_transaction: together,
    })
}
