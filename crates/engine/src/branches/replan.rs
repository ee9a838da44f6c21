use std::fs;
use std::path::PathBuf;

use nicol_catalog::script::split;
use nicol_catalog::{Catalog, Dialect};
use nicol_driver::admin::Connection;
use nicol_migrate::checks;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::{Row, folder_name, is_applied, lock_file};
use nicol_migrate::{sql, summary};

use super::planned::{Planned, stamp_of};
use super::rebase::rename;
use super::{Sides, name_behind, order, without_stamp};
use crate::dev::timestamp;
use crate::disk;
use crate::down::{self, DownError, Finding, Goal, Known, Made, Mode, Request, Told};
use crate::error::{Error, Result};
use crate::folder::{Folder, Migration, REPLANNED};
use crate::shadow::Way;
use crate::squash::as_written;
use crate::target::Target;
use crate::{history, shadow, split as splits, unsettled};

/// A wish to have one's own migrations planned anew.
#[derive(Debug, Clone, Copy)]
pub struct Replan<'r> {
    pub mine: &'r [String],
    /// What the schema wants.
    pub wanted: &'r Catalog,
    pub options: &'r DiffOptions,
    /// The name of what is planned; that of the last one whose place it takes without it.
    pub name: Option<&'r str>,
    pub mode: Mode,
    /// What a look has said, and somebody has agreed to.
    pub told: Option<&'r Replanned>,
}

/// What was done, or would be.
#[derive(Debug, Default)]
pub struct Replanned {
    /// Those that stay as they are: old and new names.
    pub renamed: Vec<(String, String)>,
    /// Of these, what the database has applied: its records have the new names.
    pub recorded: Vec<String>,
    /// Of those that stay, what no plan comes to: a person has written or changed it.
    pub hand_written: Vec<String>,
    /// Those in whose place a new one was planned.
    pub replaced: Vec<String>,
    /// The new ones, with their scripts: several if PostgreSQL does not take it as one, none if nothing is left to do.
    pub planned: Vec<(String, String)>,
    /// What the new plan may lose, and those that it replaces did not say.
    pub warnings: Vec<String>,
    /// What this database had applied of the replaced, and of those that stay if those of others don't run behind them.
    pub taken_back: Vec<String>,
    /// Why they don't.
    pub why_back: Option<String>,
    /// What that has cost, or would.
    pub findings: Vec<Finding>,
    /// Where the replaced ones are now.
    pub kept_in: Option<PathBuf>,
    /// The new ways back, with their files.
    pub downs: Vec<(PathBuf, Made)>,
    /// Why they lack, or some of them: all else is done all the same.
    pub no_down: Option<Error>,
    /// Where they were proven.
    pub proof: Option<Way>,
}

/// Plans one's own migrations anew, behind those of others. Only what was planned is: those at the end whose script is what a
/// plan writes. What a person has written stays as it is, and what stands before that. Those that the database has
/// applied are taken back by their `down.sql` first, and so is what stays, if those of others don't run behind it. All of it is tried on the shadow database before: the new history makes
/// what the schema wants, or nothing is changed.
///
/// # Errors
/// P3017 for a name that the folder lacks; P3006 if one that stays does not run in the new order; [`Error::NotReplanned`]; those
/// of [`down::down`]; the connection's and the disk's.
pub async fn replan(target: &Target, folder: &mut Folder, wish: &Replan<'_>) -> Result<Replanned> {
    let dialect = target.dialect();
    folder.check_provider(dialect)?;
    shadow::check_names(target)?;
    let connection = Connection::connect(&target.url).await?;
    let rows = history::read(&connection).await?.unwrap_or_default();
    unsettled::refuse(&connection, folder, &rows).await?;
    folder.check_names(&rows)?;
    let work = Work { target, connection: &connection, folder, rows: &rows, wish };
    let Some(outline) = work.outline().await? else { return Ok(Replanned::default()) };
    let Outline { mut done, to_take_back } = outline;
    let back: Vec<String> = to_take_back.iter().map(|known| known.migration.clone()).collect();
    if let Some(told) = wish.told.filter(|told| told.taken_back != back) {
        return Err(DownError::Changed { told: told.taken_back.clone(), now: back }.into());
    }
    if !to_take_back.is_empty() {
        let names = to_take_back.iter().map(|known| known.migration.clone()).collect();
        let request = Request {
            reason: Some("migrate rebase --replan".to_owned()),
            // Others may have been here since the rows were read.
            told: Some(Told { findings: wish.told.map(|told| told.findings.clone()), steps: to_take_back }),
            ..Request::new(Goal::Only(names), wish.mode)
        };
        let back = down::down(target, folder, &request).await?;
        (done.taken_back, done.findings) = (back.taken_back, back.findings);
    }
    if wish.mode == Mode::Look {
        return Ok(done);
    }
    // From here on each state is one from which `migrate dev` goes on.
    let names: Vec<&str> = done.replaced.iter().map(String::as_str).collect();
    if let Some(last) = names.last() {
        let under = done.planned.first().map_or(*last, |(name, _)| name.as_str());
        done.kept_in = Some(folder.put_away(&names, REPLANNED, under)?);
    }
    let moved = match done.renamed.is_empty() {
        true => Ok(Vec::new()),
        false => rename(target, &connection, folder, &done.renamed).await,
    };
    let lock = lock_file(dialect.provider_name());
    let mut new = Vec::new();
    let written = moved.and_then(|recorded| {
        done.recorded = recorded;
        done.planned.iter().try_for_each(|(name, script)| {
            folder.put(name, script, &lock)?;
            new.push(name);
            Ok(())
        })
    });
    if let Err(error) = written {
        // The old ones come back: they are pending where they were taken back.
        for name in new {
            let _ = fs::remove_dir_all(folder.path.join(name));
        }
        for (name, kept_in) in names.iter().zip(done.kept_in.iter().cycle()) {
            let _ = disk::move_dir(&kept_in.join(name), &folder.path.join(name));
        }
        return Err(error);
    }
    if !done.planned.is_empty() {
        // Who can't have one goes on without, as in `migrate dev`: the new history stands.
        done.no_down = write_downs(target, &connection, folder, &mut done).await.err();
    }
    Ok(done)
}

async fn write_downs(target: &Target, main: &Connection, folder: &Folder, done: &mut Replanned) -> Result<()> {
    let all: Vec<_> = folder.migrations.iter().collect();
    let is_new = |m: &Migration| done.planned.iter().any(|(name, _)| *name == m.name);
    let mut proof = None;
    let made = down::make(target, main, &all, &is_new, &mut |_| {}, &mut |way| proof = Some(way)).await;
    done.proof = proof;
    for one in made? {
        if let Some(migration) = folder.find(&one.migration) {
            done.downs.push((migration.write_down(&one.text)?, one));
        }
    }
    Ok(())
}

struct Work<'w> {
    target: &'w Target,
    connection: &'w Connection,
    folder: &'w Folder,
    rows: &'w [Row],
    wish: &'w Replan<'w>,
}

/// What is to be done, tried on the shadow database.
struct Outline {
    done: Replanned,
    to_take_back: Vec<Known>,
}

impl Work<'_> {
    async fn outline(&self) -> Result<Option<Outline>> {
        let sides = Sides::of(self.folder, self.wish.mine)?;
        let all: Vec<&Migration> = self.folder.migrations.iter().collect();
        if sides.own.is_empty() {
            return Ok(None);
        }
        if sides.are_in_order() && self.is_wanted(&all).await.unwrap_or(false) {
            let Some(why) = self.why_not_behind(&all, &[]).await? else { return Ok(None) };
            // Nothing has to be written anew: all of it runs in this order, on a database that has none of one's own.
            let to_take_back = self.to_take_back(&sides.own)?;
            let done = Replanned { why_back: Some(why), ..Replanned::default() };
            return Ok(Some(Outline { done, to_take_back }));
        }
        let mut planned = Vec::new();
        while let Some(place) = sides.own.len().checked_sub(planned.len() + 1) {
            let Some(found) = self.planned(&sides, place).await? else { break };
            planned.insert(0, found);
        }
        let (kept, replaced) = sides.own.split_at(sides.own.len() - planned.len());
        let base: Vec<&Migration> = sides.others.iter().chain(kept).copied().collect();
        let made = self.replay(&base).await?;
        let plan = Planned::plan(&planned, &made, self.wish.wanted, self.wish.options);
        let mut done = Replanned {
            hand_written: kept.last().map(|m| m.name.clone()).into_iter().collect(),
            replaced: replaced.iter().map(|m| m.name.clone()).collect(),
            renamed: Sides { others: sides.others.clone(), own: kept.to_vec() }.renamed()?,
            ..Replanned::default()
        };
        if let Some(last) = replaced.last() {
            let keeps = planned.iter().any(|one| one.keeps);
            let mut general = checks::verdict(&checks::checks(&plan), None);
            if keeps {
                // What is kept is not lost.
                general.warnings.retain(|warning| !sql::keeps(&plan, warning));
            }
            let texts = general.texts();
            if !plan.is_empty() {
                let name = self.new_name(&base, &done.renamed, last)?;
                let script = match keeps {
                    true => sql::render_keeping(&plan, &texts, stamp_of(&name)),
                    false => sql::render_with_warnings(&plan, &texts),
                };
                done.planned = self.in_parts(name, script);
            }
            let was_said = |text: &String| replaced.iter().any(|m| m.script().is_ok_and(|s| s.contains(text.as_str())));
            done.warnings = texts.into_iter().filter(|text| !was_said(text)).collect();
        }
        let new: Vec<_> = done.planned.iter().map(|(name, script)| Migration::imagined(name, script)).collect();
        let whole: Vec<&Migration> = base.into_iter().chain(&new).collect();
        if !replaced.is_empty() && !self.is_wanted(&whole).await? {
            let left = diff(&self.replay(&whole).await?, self.wish.wanted, self.wish.options);
            let why = format!("the new history would not make what the schema wants:\n{}", summary::summary(&left));
            return Err(Error::NotReplanned { why });
        }
        // What stays, too, if those of others don't run behind it.
        done.why_back = self.why_not_behind(&whole, replaced).await?;
        let to_take_back = self.to_take_back(if done.why_back.is_some() { &sides.own } else { replaced })?;
        Ok(Some(Outline { done, to_take_back }))
    }

    async fn replay(&self, migrations: &[&Migration]) -> Result<Catalog> {
        shadow::replay(self.target, self.connection, migrations).await
    }

    /// Whether these make what the schema wants.
    async fn is_wanted(&self, migrations: &[&Migration]) -> Result<bool> {
        Ok(diff(&self.replay(migrations).await?, self.wish.wanted, self.wish.options).is_empty())
    }

    /// What is known of one of one's own, if a plan wrote it, in the branch where it was made. Which migrations of others that had
    /// is not known: those that the database has, those that are older, or all.
    async fn planned(&self, sides: &Sides<'_>, place: usize) -> Result<Option<Planned>> {
        let one = sides.own[place];
        let Ok(script) = one.script() else { return Ok(None) };
        let others = |choice: &dyn Fn(&&&Migration) -> bool| -> Vec<&Migration> {
            sides.others.iter().filter(choice).copied().collect()
        };
        let older = |m: &&&Migration| m.name < one.name;
        let mut tried: Vec<usize> = Vec::new();
        for base in [others(&|m| is_applied(&m.name, self.rows)), others(&older), others(&|_| true)] {
            // They only grow, so that equal lengths are equal lists more often than not; the rest is tried for nothing.
            if tried.contains(&base.len()) {
                continue;
            }
            tried.push(base.len());
            let mut history: Vec<&Migration> = base.into_iter().chain(sides.own[..place].iter().copied()).collect();
            let Ok(before) = self.replay(&history).await else { continue };
            history.push(one);
            let Ok(after) = self.replay(&history).await else { continue };
            let mut after = as_written(after, self.target.namespaces.is_empty());
            after.default_namespace.clone_from(&self.wish.wanted.default_namespace);
            let found = Planned::of(&one.name, script, &before, &after, self.wish.options);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The name of the new plan, behind all others.
    fn new_name(&self, base: &[&Migration], renamed: &[(String, String)], last: &Migration) -> Result<String> {
        let now =
            |m: &&Migration| renamed.iter().find(|(old, _)| *old == m.name).map_or(&m.name, |(_, new)| new).clone();
        let behind = base.iter().map(now).max().unwrap_or_default();
        let rest = self.wish.name.map_or_else(|| without_stamp(&last.name), |name| folder_name("", name));
        // A name of its own: databases may know the old one, which is perhaps of this second.
        let known = behind.as_str().max(&last.name);
        name_behind(&behind, &timestamp(Some(known)), rest)
    }

    /// The new plan as migrations.
    fn in_parts(&self, name: String, script: String) -> Vec<(String, String)> {
        let parts = match self.target.dialect() {
            Dialect::Sqlite => Vec::new(),
            _ => split::split(&script).unwrap_or_default(),
        };
        match parts.as_slice() {
            [] | [_] => vec![(name, script)],
            parts => parts.iter().zip(splits::names(&name, parts.len())).map(|(p, n)| (n, p.text.clone())).collect(),
        }
    }

    /// Why those of others can't be applied behind what the database has of one's own, when the replaced ones are gone.
    async fn why_not_behind(&self, all: &[&Migration], replaced: &[&Migration]) -> Result<Option<String>> {
        let has = |m: &Migration| is_applied(&m.name, self.rows) && !replaced.iter().any(|one| one.name == m.name);
        let is_late = |pair: &[&Migration]| !has(pair[0]) && has(pair[1]);
        let is_own = |m: &&&Migration| self.wish.mine.contains(&m.name) && has(m);
        if !all.windows(2).any(is_late) || all.iter().find(is_own).is_none() {
            return Ok(None);
        }
        let made = self.replay(all).await?;
        order::why_not(self.target, self.connection, &order::here(all, &has), &made, self.wish.options).await
    }

    /// Those of these that the database has applied, if no other stands behind them.
    fn to_take_back(&self, going: &[&Migration]) -> Result<Vec<Known>> {
        let is_going = |m: &Migration| going.iter().any(|one| one.name == m.name);
        let row = |m: &Migration| self.rows.iter().find(|row| row.migration_name == m.name && !row.is_rolled_back());
        let mut back = Vec::new();
        let mut behind: Option<&Migration> = None;
        for migration in self.folder.migrations.iter().rev() {
            let Some(row) = row(migration) else { continue };
            if !is_going(migration) {
                behind = Some(migration);
            } else if let Some(behind) = behind {
                let (name, behind) = (&migration.name, &behind.name);
                let why = format!(
                    "{name} is applied to this database, and so is {behind} behind it, which would have to be taken back before. Take \
                     that back first (`nicol migrate down --to {name}`), or name another database (`--url`)"
                );
                return Err(Error::NotReplanned { why });
            } else {
                let (migration, row) = (migration.name.clone(), row.id.clone());
                back.push(Known { migration, row, down_checksum: None });
            }
        }
        Ok(back)
    }
}
