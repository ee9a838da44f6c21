//! Running a script as a whole, and leaving the session as it was.

use std::borrow::Cow;

use nicol_catalog::Dialect;
use nicol_catalog::script::postgres::Carriage;
use nicol_catalog::script::{self as text, Arranged};
use nicol_driver::admin::Connection;

use crate::companions::Companion;
use crate::error::{Error, Result};
use crate::history::{literal, not_started};
use crate::kept::keep_first;
use crate::standing::{Guard, Standing};

/// Runs a script as a whole. A failing one leaves nothing behind, unless it controls transactions itself. Whatever it
/// does to the session ends with it.
///
/// # Errors
/// The database's; a transaction that is left open, which is undone.
pub(crate) async fn run(connection: &Connection, script: &str) -> Result<()> {
    let script = &*prepared(connection.dialect(), script)?;
    let outcome = match connection.dialect() {
        // One simple query is one transaction.
        Dialect::Postgres | Dialect::Cockroach => match text::split::concurrent(script) {
            Some(parts) => run_parts(connection, script, &parts).await,
            None => {
                let ran = connection.run_script(script).await;
                ran.outcome.map_err(|error| placed(error, script, ran.completed, false).into())
            }
        },
        Dialect::Sqlite if text::controls_transactions(script) => {
            connection.execute_script(script).await.map_err(Error::from)
        }
        Dialect::Sqlite => run_in_transaction(connection, script, None).await,
    };
    // Not from the script's text: functions, procedures and SQLite's savepoints begin transactions too.
    let left_open = match connection.is_in_transaction().await {
        Ok(true) => connection.execute_script("ROLLBACK").await.map(|()| true),
        other => other,
    };
    let reset = connection.reset_session().await;
    outcome.map_err(Error::of_script)?;
    if left_open? | rolled_back_prepared(connection, script).await? {
        return Err(Error::TransactionLeftOpen);
    }
    Ok(reset?)
}

/// An error of PostgreSQL's that names no place gets that of the statement which failed: so many are done before it. Where it is
/// not certain how the server cuts the script, it gets none; nor where the last statement may have failed or, if nothing was
/// sent behind it, the end of the transaction.
pub(crate) fn placed(
    error: nicol_driver::Error,
    script: &str,
    completed: usize,
    is_followed: bool,
) -> nicol_driver::Error {
    if error.server().is_none_or(|said| said.position.is_some()) {
        return error;
    }
    let gaps = text::postgres::gaps(script).unwrap_or_default();
    let may_be_the_end = !is_followed && gaps.len() > 1 && error.sqlstate().is_none_or(|code| code.starts_with("23"));
    match gaps.get(completed).filter(|_| completed + 1 < gaps.len() || !may_be_the_end) {
        Some(at) => error.placed_at(script[..*at].chars().count()),
        None => error,
    }
}

/// Runs what can't be one transaction, as Prisma does since 7.4: what was done before a part that fails stays.
async fn run_parts(connection: &Connection, script: &str, parts: &[(usize, String)]) -> Result<()> {
    for (start, part) in parts {
        let ran = connection.execute_script(part).await;
        ran.map_err(|error| error.placed_at(script[..*start].chars().count()))?;
    }
    Ok(())
}

/// Ends what a script has left prepared for a second phase, and says whether there was something: it is not in the
/// database, holds its locks through restarts, and nobody would come for it.
async fn rolled_back_prepared(connection: &Connection, script: &str) -> Result<bool> {
    let mut found = false;
    if connection.dialect() == Dialect::Sqlite {
        return Ok(found);
    }
    for name in text::postgres::prepared_transactions(script) {
        let name = literal(connection.dialect(), &name);
        let sql = format!(
            "SELECT 1 FROM pg_catalog.pg_prepared_xacts WHERE gid = {name} AND database = pg_catalog.current_database()"
        );
        if !connection.query_text(&sql).await?.rows.is_empty() {
            connection.execute_script(&format!("ROLLBACK PREPARED {name}")).await?;
            found = true;
        }
    }
    Ok(found)
}

/// The script as it can be sent, character for character where it was in its file.
///
/// # Errors
/// It has what only psql can run.
pub(crate) fn prepared(dialect: Dialect, script: &str) -> Result<Cow<'_, str>> {
    let script = text::runnable(dialect, script);
    match text::for_psql(&script).filter(|_| dialect != Dialect::Sqlite) {
        Some(line) => Err(Error::ForPsql { line: line.to_owned() }),
        None => Ok(script),
    }
}

/// What goes with a script in its transaction.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Marks tell others which statement runs (PostgreSQL), where they can be put between statements.
    pub(crate) is_marked: bool,
    /// Newer migrations are applied, of which the script knows nothing.
    pub(crate) is_late: bool,
    /// The statement that records the start ([`crate::history::Table::start_sql`]).
    pub(crate) before: String,
    /// A statement that touches a row.
    pub(crate) after: String,
    /// What is said if that row is not there any more.
    pub(crate) instead: String,
}

/// Why a script and its frame have left nothing behind.
#[derive(Debug)]
pub(crate) enum Undone {
    /// It failed.
    Failed(Error),
    /// Another run has started it, or the connection is another one: what is told is told as it is.
    NotStarted(Error),
    /// It can't be in one transaction with something else, as has turned out now.
    Apart,
    /// The connection is lost, and whether anything is left is to be found out.
    Lost(Error),
}

/// Whether a script can be in one transaction with statements before and after it.
pub(crate) fn goes_together(dialect: Dialect, script: &str) -> bool {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => Carriage::of(script) == Carriage::Together,
        Dialect::Sqlite => {
            // The file for what is dropped is let go of by itself.
            let stays_behind = |statement: &&str| !statement.contains(text::KEPT);
            !text::controls_transactions(script) && !text::around_transaction(script).after.iter().any(stays_behind)
        }
    }
}

/// Runs a script and its frame in one transaction, on PostgreSQL in one message. What it does to the session stays, if it
/// may do anything to it: then [`Connection::reset_session`] is due.
pub(crate) async fn run_framed(connection: &Connection, script: &str, frame: &Frame) -> Result<(), Undone> {
    match connection.dialect() {
        Dialect::Postgres | Dialect::Cockroach => run_in_message(connection, script, frame).await,
        Dialect::Sqlite => {
            let outcome = run_in_transaction(connection, script, Some(frame)).await;
            if let Ok(true) = connection.is_in_transaction().await {
                connection.execute_script("ROLLBACK").await.map_err(|e| Undone::Lost(e.into()))?;
            }
            outcome.map_err(|error| match &error {
                // The disk may fail in the middle of a COMMIT.
                Error::RecordedMeanwhile | Error::HistoryKey { .. } => Undone::NotStarted(error),
                Error::Database(e) if e.is_connection_lost() || e.is_disk() => Undone::Lost(error),
                _ => Undone::Failed(error.of_script()),
            })
        }
    }
}

/// What the server says of a command that no transaction takes, and of one that would end it from inside. Source:
/// PostgreSQL's appendix A.
const REFUSED_IN_TRANSACTION: [&str; 2] = ["25001", "2D000"];

async fn run_in_message(connection: &Connection, script: &str, frame: &Frame) -> Result<(), Undone> {
    let Frame { before, after, instead, is_marked, .. } = frame;
    let back = way_back(script);
    let marks = if *is_marked { Marks::of(script) } else { Marks::default() };
    let marked = marks.put_into(script);
    // On lines of their own: a script may end in a comment.
    let ran = connection.run_script(&format!("{before};\n{marked}\n;\n{back}{after}")).await;
    let Err(error) = ran.outcome else {
        if ran.affected == Some(0) {
            let unrecorded = |e: nicol_driver::Error| match e.is_connection_lost() {
                true => Undone::Lost(e.into()),
                false => Undone::NotStarted(Error::NotRecorded { said: e.message().trim_end_matches('.').to_owned() }),
            };
            connection.execute_script(instead).await.map_err(unrecorded)?;
        }
        return Ok(());
    };
    if error.is_connection_lost() {
        return Err(Undone::Lost(error.into()));
    }
    let (head, length) = (before.chars().count() + 2, marked.chars().count());
    let is_behind = error.server().and_then(|s| s.position).is_some_and(|at| at as usize > head + length);
    let is_finish = ran.completed > text::statements(Dialect::Postgres, script).len() + marks.0.len();
    Err(match error.sqlstate() {
        Some(code) if REFUSED_IN_TRANSACTION.contains(&code) => Undone::Apart,
        // What is wrong at the end of the script is told of what follows it.
        Some("42601") if is_behind => Undone::Apart,
        // The script has left rights or a mode that are not enough for the record.
        Some("42501" | "25006") if is_finish => Undone::Apart,
        // A key that is there, and what is no number.
        Some("23505" | "22P02") if ran.completed == 0 => Undone::NotStarted(not_started(error)),
        _ => {
            let error = marks.without(error.placed_after(head), script);
            let completed = marks.without_count(ran.completed.saturating_sub(1), script);
            Undone::Failed(placed(error, script, completed, true).in_script().into())
        }
    })
}

/// The first key of the advisory locks that are marks: "nico" as bytes. The second one is the number of the statement, from
/// 1. They are shared ones, so that nobody waits for them, and go with the transaction.
pub(crate) const MARK: i32 = 0x6e_69_63_6f;

/// As many as a server has room for, whatever else it does.
const MOST_MARKS: usize = 100;

/// Statements of ours between those of a script: where (in bytes), and what.
#[derive(Debug, Default)]
struct Marks(Vec<(usize, String)>);

impl Marks {
    fn of(script: &str) -> Self {
        let gaps = text::postgres::gaps(script).unwrap_or_default();
        let every = gaps.len().div_ceil(MOST_MARKS).max(1);
        let mark = |i: usize| format!("SELECT pg_catalog.pg_advisory_xact_lock_shared({MARK}, {}); ", i + 1);
        Self(gaps.into_iter().enumerate().step_by(every).map(|(i, at)| (at, mark(i))).collect())
    }

    fn put_into<'s>(&self, script: &'s str) -> Cow<'s, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(script);
        }
        let mut marked = String::with_capacity(script.len() + self.0.len() * 80);
        let mut from = 0;
        for (at, mark) in &self.0 {
            marked.push_str(&script[from..*at]);
            marked.push_str(mark);
            from = *at;
        }
        marked.push_str(&script[from..]);
        Cow::Owned(marked)
    }

    /// How many of so many statements are the script's own.
    fn without_count(&self, completed: usize, script: &str) -> usize {
        let mut left = completed;
        let statements = text::statements(Dialect::Postgres, script);
        for (i, statement) in statements.iter().enumerate() {
            let here = 1 + usize::from(self.0.iter().any(|(at, _)| *at == statement.offset));
            if left < here {
                return i;
            }
            left -= here;
        }
        statements.len()
    }

    /// The error as that of the script without the marks.
    fn without(&self, error: nicol_driver::Error, script: &str) -> nicol_driver::Error {
        let Some(position) = error.server().and_then(|said| said.position) else { return error };
        let mut ours = 0;
        for (at, mark) in &self.0 {
            // Where the mark stands, in characters of the marked script.
            if script[..*at].chars().count() + ours >= position as usize {
                break;
            }
            ours += mark.len();
        }
        error.placed_after(ours)
    }
}

/// What a script may have done to the session that the record behind it must not suffer from. Deferred checks and triggers
/// are run first: they are the script's.
fn way_back(script: &str) -> &'static str {
    let lower = script.to_ascii_lowercase();
    let sets_role = ["role", "authorization", "set_config"].iter().any(|word| lower.contains(word));
    if sets_role && text::postgres::may_change_session(script) {
        "SET CONSTRAINTS ALL IMMEDIATE; RESET SESSION AUTHORIZATION; RESET ROLE; \
         SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;\n"
    } else if lower.contains("timeout") {
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;\n"
    } else {
        ""
    }
}

async fn run_in_transaction(connection: &Connection, script: &str, frame: Option<&Frame>) -> Result<()> {
    let arranged = text::around_transaction(script);
    let texts = [script];
    let guard = match frame {
        Some(frame) if frame.is_late => Guard::Everything(&texts),
        Some(_) => Guard::Values(&texts),
        None => Guard::Nothing,
    };
    let outcome = run_arranged(connection, &arranged, frame, guard).await;
    // A file that was attached for a script that failed is not in the way of the next one.
    if let (Err(_), Some(detach)) = (&outcome, arranged.after.iter().find(|s| s.contains(text::KEPT))) {
        if connection.is_in_transaction().await.unwrap_or(false) {
            let _ = connection.execute_script("ROLLBACK").await;
        }
        let _ = connection.execute_script(detach).await;
    }
    outcome
}

/// SQLite: what is refused inside a transaction runs before or after it, and foreign keys are off around it if the
/// script wants them off: inside, that pragma does nothing.
async fn run_arranged(
    connection: &Connection,
    arranged: &Arranged<'_>,
    frame: Option<&Frame>,
    guard: Guard<'_>,
) -> Result<()> {
    let own = nicol_driver::Error::without_position;
    let Arranged { before, inside, after, lifts_foreign_keys, relies_on_foreign_keys } = arranged;
    for statement in before {
        make_kept(connection, statement).await?;
        connection.execute_script(statement).await.map_err(own)?;
    }
    let anew = if before.iter().any(|s| s.contains(text::KEPT)) {
        keep_first(connection, &[inside]).await?
    } else {
        Vec::new()
    };
    if *lifts_foreign_keys {
        connection.execute_script("PRAGMA foreign_keys=OFF").await.map_err(own)?;
    }
    connection.execute_script("BEGIN IMMEDIATE").await.map_err(own)?;
    for statement in anew {
        connection.execute_script(&statement).await.map_err(own)?;
    }
    if let Some(frame) = frame {
        connection.execute_script(&frame.before).await.map_err(own).map_err(not_started)?;
    }
    run_inside(connection, inside, *relies_on_foreign_keys, guard).await?;
    if let Some(frame) = frame {
        let ran = connection.run_script(&frame.after).await;
        ran.outcome.map_err(own)?;
        if ran.affected == Some(0) {
            connection.execute_script(&frame.instead).await.map_err(own)?;
        }
    }
    connection.execute_script("COMMIT").await.map_err(own)?;
    for statement in after {
        let ended = connection.execute_script(statement).await.map_err(own);
        // That file goes with the connection, if not before.
        if !statement.contains(text::KEPT) {
            ended?;
        }
    }
    Ok(())
}

/// SQLite: what is inside of an arranged script, in the transaction that is open.
pub(crate) async fn run_inside(
    connection: &Connection,
    inside: &str,
    relies_on_foreign_keys: bool,
    guard: Guard<'_>,
) -> Result<()> {
    let before = Standing::of(connection, inside, relies_on_foreign_keys, guard).await?;
    connection.execute_script(inside).await?;
    before.compare(connection).await
}

/// SQLite: refuses what [`run_inside`] would refuse for what is forgotten, without running it.
///
/// # Errors
/// [`Error::Forgotten`]; the connection's.
pub(crate) async fn foresee_forgotten(connection: &Connection, inside: &str, known: &[&str]) -> Result<()> {
    Standing::of(connection, inside, false, Guard::Everything(known)).await?.foresee(inside)
}

/// Makes the file that a statement attaches for what is dropped: SQLite attaches only what is there.
pub(crate) async fn make_kept(connection: &Connection, statement: &str) -> Result<()> {
    if !statement.contains(text::KEPT) {
        return Ok(());
    }
    let Some(path) = Companion::Kept.beside(connection).await? else { return Ok(()) };
    let made = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    made.map(drop).map_err(|e| Error::file("write", &path, e))
}
