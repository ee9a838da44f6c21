//! Migrations of two branches in one folder: `migrate rebase` puts those of one's own branch behind those of others, or plans
//! them anew there, without a reset.

pub(crate) mod order;
mod planned;
mod rebase;
mod replan;

use jiff::ToSpan;
use jiff::civil::DateTime;
use nicol_catalog::Dialect;
use nicol_migrate::history::branches::{self, Late};
use nicol_migrate::history::{MAX_NAME_BYTES, Row, behind_stamp};

pub use rebase::{Rebased, rebase};
pub use replan::{Replan, Replanned, replan};

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::squash;

/// The migrations of the folder that are still to be applied though newer ones are, and what they have in common with those.
#[must_use]
pub fn late(dialect: Dialect, folder: &Folder, rows: &[Row]) -> Vec<Late> {
    let all: Vec<_> = folder.migrations.iter().map(|m| (m.name.as_str(), m.script().ok())).collect();
    let mut late = branches::late(dialect, &all, rows);
    // What stands in the place of applied ones runs nowhere here.
    let recorded = squash::to_record(folder, rows);
    late.retain(|one| !recorded.contains(&one.name));
    late
}

/// The migrations of a folder, those of others and one's own, each in the folder's order.
struct Sides<'f> {
    others: Vec<&'f Migration>,
    own: Vec<&'f Migration>,
}

impl<'f> Sides<'f> {
    /// # Errors
    /// P3017 for a name that the folder lacks.
    fn of(folder: &'f Folder, mine: &[String]) -> Result<Self> {
        for name in mine {
            if folder.find(name).is_none() {
                return Err(Error::MigrationNotFound { migration: name.clone(), folder: folder.path.clone() });
            }
        }
        let (own, others) = folder.migrations.iter().partition(|m| mine.contains(&m.name));
        Ok(Self { others, own })
    }

    /// Whether one's own stand behind all others already.
    fn are_in_order(&self) -> bool {
        let last = self.others.last().map(|m| m.name.as_str()).unwrap_or_default();
        self.own.iter().all(|m| m.name.as_str() >= last)
    }

    /// Old and new names of one's own, behind all others; none if they stand there.
    ///
    /// # Errors
    /// P3010.
    fn renamed(&self) -> Result<Vec<(String, String)>> {
        if self.are_in_order() {
            return Ok(Vec::new());
        }
        let mut last = self.others.last().map(|m| m.name.clone()).unwrap_or_default();
        let mut renamed = Vec::new();
        for migration in &self.own {
            last = name_behind(&last, &migration.name, without_stamp(&migration.name))?;
            if migration.name != last {
                renamed.push((migration.name.clone(), last.clone()));
            }
        }
        Ok(renamed)
    }
}

/// A name behind the last one, with the time stamp of `stamped` if that is later.
fn name_behind(last: &str, stamped: &str, rest: String) -> Result<String> {
    let name = format!("{}{rest}", next(last.get(..14).unwrap_or_default(), stamped));
    match name.len() > MAX_NAME_BYTES {
        true => Err(Error::NameTooLong { bytes: name.len() }),
        false => Ok(name),
    }
}

/// The time stamp behind this one: that of the migration itself if it is later.
fn next(stamp: &str, name: &str) -> String {
    const FORM: &str = "%Y%m%d%H%M%S";
    let own = name.get(..14).filter(|own| own.bytes().all(|b| b.is_ascii_digit()));
    if let Some(own) = own.filter(|own| *own > stamp) {
        return own.to_owned();
    }
    match DateTime::strptime(FORM, stamp).ok().and_then(|time| time.checked_add(1.second()).ok()) {
        Some(time) => time.strftime(FORM).to_string(),
        // A number that is no time.
        None => stamp.parse::<u64>().map_or_else(|_| stamp.to_owned(), |n| format!("{:014}", n + 1)),
    }
}

/// The name behind its time stamp, with the underscore.
fn without_stamp(name: &str) -> String {
    behind_stamp(name).map_or_else(|| format!("_{name}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{next, without_stamp};

    #[test]
    fn stamps_go_on_behind_others() {
        assert_eq!(next("20260101235959", "20250101000000_a"), "20260102000000");
        assert_eq!(next("20260101235959", "20270101000000_a"), "20270101000000");
        assert_eq!(next("20260199999999", "0_init"), "20260200000000");
        assert_eq!(without_stamp("20260101235959_a"), "_a");
        assert_eq!(without_stamp("init"), "_init");
    }
}
