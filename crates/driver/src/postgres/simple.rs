//! Statements as they are, without parameters, with rows as text.

use super::failure::Failure;
use super::line::{Answer, Line, Mode};
use super::message::{self, Body};
use super::rows::unreadable;
use crate::admin::TextRows;

impl Line {
    /// Runs statements for their effect.
    pub(crate) async fn command(&mut self, sql: &str) -> Result<(), Failure> {
        let mut answer = Texts { keeps: false, ..Texts::default() };
        message::query(self.out(), sql)?;
        self.exchange(1, Mode::Simple, &mut answer).await?;
        answer.finish().map(drop)
    }

    /// Runs statements for their effect; says how many are done, and how many rows the last of them touched.
    pub(crate) async fn script(&mut self, sql: &str) -> (usize, Option<u64>, Result<(), Failure>) {
        let mut answer = Texts::default();
        let sent = match message::query(self.out(), sql) {
            Ok(()) => self.exchange(1, Mode::Simple, &mut answer).await.map_err(Failure::from),
            Err(error) => Err(error.into()),
        };
        (answer.completed, answer.affected, sent.and_then(|()| answer.finish().map(drop)))
    }

    /// Runs a COMMIT, and says whether it was one: of a transaction that has failed the server makes a ROLLBACK, without
    /// an error.
    pub(super) async fn commit(&mut self) -> Result<bool, Failure> {
        let mut answer = Texts::default();
        message::query(self.out(), "COMMIT")?;
        self.exchange(1, Mode::Simple, &mut answer).await?;
        let is_commit = answer.is_commit;
        answer.finish().map(|_| is_commit)
    }

    /// Runs statements; of several the rows of the last are returned.
    pub(crate) async fn query_text(&mut self, sql: &str) -> Result<TextRows, Failure> {
        let mut answer = Texts { keeps: true, ..Texts::default() };
        message::query(self.out(), sql)?;
        self.exchange(1, Mode::Simple, &mut answer).await?;
        answer.finish()
    }

    /// Runs all of them in one flush; each stands for itself.
    pub(crate) async fn query_text_all(&mut self, queries: &[&str]) -> Vec<Result<TextRows, Failure>> {
        let mut answers = Series::default();
        for sql in queries {
            match message::query(self.out(), sql) {
                Ok(()) => answers.all.push(Texts { keeps: true, ..Texts::default() }),
                Err(error) => answers.all.push(Texts { failed: Some(error.into()), ..Texts::default() }),
            }
        }
        let sent = answers.all.iter().filter(|answer| answer.failed.is_none()).count();
        answers.skip_failed();
        if sent > 0
            && let Err(lost) = self.exchange(sent, Mode::Simple, &mut answers).await
        {
            let current = answers.current;
            for answer in &mut answers.all[current..] {
                answer.failed.get_or_insert(Failure::Lost(lost.0.clone()));
            }
        }
        answers.all.into_iter().map(Texts::finish).collect()
    }
}

#[derive(Default)]
struct Texts {
    rows: TextRows,
    keeps: bool,
    /// The last command was a COMMIT.
    is_commit: bool,
    completed: usize,
    /// Rows that the last command touched.
    affected: Option<u64>,
    failed: Option<Failure>,
}

impl Texts {
    fn finish(self) -> Result<TextRows, Failure> {
        self.failed.map_or(Ok(self.rows), Err)
    }

    fn row(&mut self, body: &[u8]) {
        match row(body) {
            Some(row) => self.rows.rows.push(row),
            None => self.failed = Some(unreadable().into()),
        }
    }
}

fn row(body: &[u8]) -> Option<Vec<Option<String>>> {
    let mut body = Body(body);
    let count = body.int2()?;
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    (0..count).map(|_| Some(body.value()?.map(text))).collect()
}

/// The number at the end of a command's tag: `UPDATE 1`, `INSERT 0 1`.
fn affected(tag: &[u8]) -> Option<u64> {
    std::str::from_utf8(tag).ok()?.trim_end_matches('\0').rsplit(' ').next()?.parse().ok()
}

impl Answer for Texts {
    fn message(&mut self, tag: u8, body: &[u8]) {
        match tag {
            message::ROW_DESCRIPTION if self.keeps => match message::columns(body) {
                Some(columns) => {
                    self.rows.columns = columns.into_iter().map(|(name, _)| name).collect();
                    self.rows.rows.clear();
                }
                None => self.failed = Some(unreadable().into()),
            },
            message::DATA_ROW if self.keeps => self.row(body),
            message::COMMAND_COMPLETE => {
                self.is_commit = body == b"COMMIT\0";
                self.completed += 1;
                self.affected = affected(body);
            }
            message::ERROR => self.failed = Some(message::complaint(body).into()),
            _ => {}
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}

/// Several of them, each ended by ReadyForQuery.
#[derive(Default)]
struct Series {
    all: Vec<Texts>,
    current: usize,
}

impl Series {
    /// To the next one that was sent.
    fn skip_failed(&mut self) {
        while self.all.get(self.current).is_some_and(|answer| answer.failed.is_some()) {
            self.current += 1;
        }
    }
}

impl Answer for Series {
    fn message(&mut self, tag: u8, body: &[u8]) {
        if tag == message::READY_FOR_QUERY {
            self.current += 1;
            self.skip_failed();
        } else if let Some(answer) = self.all.get_mut(self.current) {
            answer.message(tag, body);
        }
    }

    fn has_failed(&self) -> bool {
        self.all.get(self.current).is_some_and(Texts::has_failed)
    }
}
