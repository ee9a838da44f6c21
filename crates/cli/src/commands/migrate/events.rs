//! What is told of a run: lines for people, a line of progress, and one JSON line per event for programs.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nicol_catalog::script::statements;
use nicol_engine::Session;
use nicol_engine::apply::{Event, Sight};
use nicol_engine::down::Heard;
use nicol_engine::{Error, Folder};
use serde_json::{Map, Value, json};

use crate::error::CommandError;
use crate::{output, progress};

/// Where events go.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct EventArgs {
    /// Append one JSON line per event to this file (`-`: standard error); docs/migrations/deploying.md says which there are
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
}

impl EventArgs {
    pub(super) fn is_wanted(&self) -> bool {
        self.events.is_some()
    }
}

/// Tells of a run.
pub(super) struct Teller {
    /// The command, which begins the names of its own events.
    command: &'static str,
    sink: Option<Sink>,
    /// Tells the lines of one run from those of others.
    run: String,
    database: String,
    start: Instant,
    /// Those that have begun; several when all of them end together.
    begun: Vec<(String, Instant)>,
    waits: Waits,
    is_waiting: bool,
    dialect: nicol_catalog::Dialect,
}

/// Who was in the way when it was last said.
#[derive(Debug, Default)]
pub(in crate::commands) struct Waits(Vec<u32>);

impl Waits {
    /// Tells who is in the way now, in the words of a line of progress and at the beginning of a sentence; gives it for programs,
    /// unless nobody is.
    pub(in crate::commands) fn tell(&mut self, (label, what): (&str, &str), sight: &Sight) -> Option<Value> {
        let pids: Vec<u32> = sight.blockers.iter().map(|b| b.pid).collect();
        let is_told = std::mem::replace(&mut self.0, pids) == self.0;
        let first = sight.blockers.first()?;
        progress::now(&format!("{label}, waiting for {first}"));
        if !is_told {
            let lock = sight.lock.as_deref().unwrap_or("a lock");
            output::note(format_args!("{what} waits for {lock}, which others hold:"));
            sight.blockers.iter().for_each(|blocker| output::note(format_args!("  {blocker}")));
        }
        Some(json!({ "lock": sight.lock, "blockers": sight.blockers.iter().map(session_json).collect::<Vec<_>>() }))
    }
}

pub(super) fn session_json(session: &Session) -> Value {
    let activity = session.activity.as_ref();
    json!({
        "pid": session.pid, "user": session.user, "application": session.application,
        "state": activity.map(|a| &a.state), "seconds": activity.map(|a| a.seconds),
        "queryStart": activity.map(|a| &a.query_start), "query": activity.map(|a| &a.query).filter(|query| !query.is_empty()),
        "migration": activity.and_then(|a| a.migration.as_ref()), "statement": activity.and_then(|a| a.statement),
    })
}

enum Sink {
    File(PathBuf, File),
    Error,
}

impl Teller {
    /// Opens the file before anything else happens.
    pub(super) fn start(
        command: &'static str,
        args: &EventArgs,
        target: &nicol_engine::Target,
        folder: &Folder,
    ) -> Result<Self, CommandError> {
        let sink = match &args.events {
            None => None,
            Some(path) if path.as_os_str() == "-" => Some(Sink::Error),
            Some(path) => {
                let file = OpenOptions::new().create(true).append(true).open(path);
                Some(Sink::File(path.clone(), file.map_err(|e| CommandError::io("write", path, &e))?))
            }
        };
        let now = jiff::Timestamp::now();
        let mut teller = Self {
            command,
            sink,
            run: format!("{:x}-{:x}", now.as_microsecond(), std::process::id()),
            database: target.url.to_string(),
            start: Instant::now(),
            begun: Vec::new(),
            waits: Waits::default(),
            is_waiting: false,
            dialect: target.dialect(),
        };
        teller.write(&format!("{command}.started"), json!({ "migrations": folder.migrations.len() }));
        Ok(teller)
    }

    /// The end of the run.
    pub(super) fn end<T>(&mut self, outcome: Result<T, CommandError>) -> Result<T, CommandError> {
        let milliseconds = self.start.elapsed().as_millis();
        let name = |end: &str| format!("{}.{end}", self.command);
        match &outcome {
            Ok(_) => self.write(&name("finished"), json!({ "milliseconds": milliseconds })),
            Err(error) => {
                let fields = json!({ "milliseconds": milliseconds, "error": output::error_object(error) });
                self.write(&name("failed"), fields);
            }
        }
        outcome
    }

    /// An event of the engine's.
    pub(super) fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::LockWaiting(waited) => {
                progress::now("waiting for another deploy on this database");
                if !std::mem::replace(&mut self.is_waiting, true) {
                    self.write("lock.waiting", json!({ "milliseconds": waited.as_millis() }));
                }
            }
            Event::LockAcquired => self.write("lock.acquired", json!({})),
            Event::Applying(name) => {
                progress::now(&format!("applying {name}"));
                self.begin(name);
            }
            Event::Applied(name) => {
                // A reader who went away must not stop migrations.
                drop(output::result(format_args!("Applied {name}")));
                self.write("migration.finished", json!({ "migration": name, "milliseconds": self.since(name) }));
            }
            Event::Recorded(name) => {
                drop(output::result(format_args!(
                    "Recorded {name} as applied: the database has all of the migrations that it stands for"
                )));
                self.write("migration.recorded", json!({ "migration": name }));
            }
            Event::Untold { migration, why } => {
                output::warning(format_args!(
                    "Nicol's own history can't be written ({why}): what the rows said that {migration} stands for is in the \
                     `logs` of its row in _prisma_migrations"
                ));
                self.write("migration.untold", json!({ "migration": migration, "why": why }));
            }
            Event::Elsewhere(name) => {
                output::note(format_args!("{name} was applied by another run meanwhile"));
                self.write("migration.elsewhere", json!({ "migration": name }));
            }
            Event::Seen { migration, sight } => {
                let script = migration.script().unwrap_or_default();
                self.seen(("applying", &migration.name), &migration.name, script, sight);
            }
            Event::Emptying { sight } => {
                progress::now("emptying the database");
                if let Some(mut fields) = self.waits.tell(("emptying the database", "Emptying the database"), sight) {
                    fields["milliseconds"] = json!(sight.elapsed.as_millis());
                    self.write("reset.waiting", fields);
                }
            }
            Event::Retrying { migration, attempt, pause, error } => {
                output::note(format_args!("{migration} was undone ({error}); trying again in {} s", pause.as_secs()));
                progress::now(&format!("applying {migration}, again"));
                self.retried(migration, attempt, pause, error);
            }
            Event::Failed { migration, error } => self.failed(migration, error),
            _ => {}
        }
    }

    /// An event of a way back.
    pub(super) fn hear(&mut self, heard: Heard<'_>) {
        match heard {
            Heard::LockWaiting(waited) => {
                progress::now("waiting for another run on this database");
                if !std::mem::replace(&mut self.is_waiting, true) {
                    self.write("lock.waiting", json!({ "milliseconds": waited.as_millis() }));
                }
            }
            Heard::LockAcquired => self.write("lock.acquired", json!({})),
            Heard::TakingBack { migration } => {
                progress::now(&format!("taking back {migration}"));
                self.begin(migration);
            }
            Heard::TakenBack { migration } => {
                let fields = json!({ "migration": migration, "milliseconds": self.since(migration) });
                self.write("migration.taken-back", fields);
            }
            Heard::Seen { migration, script, sight } => {
                let way = format!("The way back from {migration}");
                self.seen(("taking back", migration), &way, script, sight);
            }
            Heard::Retrying { migration, attempt, pause, error } => {
                output::note(format_args!("It was undone ({error}); trying again in {} s", pause.as_secs()));
                self.retried(migration, attempt, pause, error);
            }
            Heard::Failed { migration, error } => self.failed(migration, error),
            _ => {}
        }
    }

    fn begin(&mut self, migration: &str) {
        self.begun.retain(|(name, _)| name != migration);
        self.begun.push((migration.to_owned(), Instant::now()));
        self.waits = Waits::default();
        self.write("migration.started", json!({ "migration": migration }));
    }

    fn since(&self, migration: &str) -> Option<u128> {
        self.begun.iter().find(|(name, _)| name == migration).map(|(_, start)| start.elapsed().as_millis())
    }

    fn retried(&mut self, migration: &str, attempt: u32, pause: Duration, error: &Error) {
        let fields = json!({
            "migration": migration, "attempt": attempt, "pauseMilliseconds": pause.as_millis(),
            "code": error.code(), "message": error.to_string(),
        });
        self.write("migration.retried", fields);
    }

    fn failed(&mut self, migration: &str, error: &Error) {
        let code = match error {
            Error::Down(down) => Some(down.word()),
            other => other.code(),
        };
        let fields = json!({
            "migration": migration, "milliseconds": self.since(migration), "code": code, "message": error.to_string(),
        });
        self.write("migration.failed", fields);
    }

    /// What waits is told in the words of a line of progress, and at the beginning of a sentence.
    fn seen(&mut self, (doing, name): (&str, &str), what: &str, script: &str, sight: &Sight) {
        let all = statements(self.dialect, script);
        // The only one of a script is known without asking.
        let number = sight.statement.or((all.len() == 1).then_some(1));
        let statement = number.and_then(|n| all.get(n.checked_sub(1)?)).map(|s| one_line(s.text));
        let mut label = format!("{doing} {name}");
        if let (Some(number), Some(text)) = (number, &statement) {
            label = format!("{label}, statement {number} of {}: {}", all.len(), beginning(text, 60));
        }
        if let Some(building) = &sight.building {
            label = format!("{label} ({building})");
        }
        progress::now(&label);
        let mut fields = json!({
            "migration": name, "milliseconds": sight.elapsed.as_millis(), "statement": number,
            "statements": all.len(), "sql": statement, "building": sight.building,
        });
        let Some(waits) = self.waits.tell((&format!("{doing} {name}"), what), sight) else {
            return self.write("migration.running", fields);
        };
        for key in ["lock", "blockers"] {
            fields[key] = waits[key].clone();
        }
        self.write("migration.waiting", fields);
    }

    fn write(&mut self, event: &str, fields: Value) {
        let Some(sink) = &mut self.sink else { return };
        let mut line = Map::new();
        line.insert("ts".to_owned(), json!(jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()));
        line.insert("event".to_owned(), json!(event));
        line.insert("run".to_owned(), json!(self.run));
        line.insert("database".to_owned(), json!(self.database));
        line.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
        if let Value::Object(fields) = fields {
            line.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
        let text = format!("{}\n", Value::Object(line));
        let (written, path) = match sink {
            Sink::File(path, file) => (file.write_all(text.as_bytes()), path.clone()),
            Sink::Error => {
                output::note(text.trim_end());
                return;
            }
        };
        // Nobody stops migrations for that.
        if let Err(error) = written {
            output::warning(format_args!("no more events are written to {}: {error}", path.display()));
            self.sink = None;
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

fn beginning(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
