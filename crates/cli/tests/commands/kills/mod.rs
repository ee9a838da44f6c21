//! Commands that end before they are done: killed at any time, killed before any operation on files, or cut off from the
//! server at any message. Afterwards history, catalog and folder agree, and the next run goes on or says what to do.
//!
//! A project is prepared once; each trial has a copy of it, with a database of its own. By default a share of the points is
//! tried, with NICOL_LONG all of them (of runs with very many messages, 200 of a kind).

mod adopt;
mod branches;
mod deploy;
mod down;
mod kept;
mod squash;
mod witness;
mod work;

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nicol_testkit::between::{Cut, Relay};
use nicol_testkit::deadly;
use nicol_testkit::postgres::Server;

use self::witness::{Postgres, Sqlite, Witness};
use crate::support::{Project, text};

/// How a run ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Death {
    /// Killed after this time.
    Time(Duration),
    /// Killed before this operation on files.
    Operation(usize),
    /// Its connections to the server are cut there.
    Cut(Cut),
}

/// A project as it is before the command that dies, and its database.
pub(super) struct Ground {
    project: Project,
    server: Option<&'static Server>,
}

/// A copy of it.
pub(super) struct Place {
    pub(super) project: Project,
    pub(super) witness: Box<dyn Witness>,
    /// PostgreSQL's database; none on SQLite.
    database: Option<String>,
    /// What has happened here, for messages.
    pub(super) what: String,
}

/// A database at a moment.
pub(super) struct Seen {
    pub(super) objects: HashSet<String>,
    /// Of the history, oldest first: names with `done`, `failed` or `back` behind them.
    pub(super) rows: Vec<String>,
}

/// How a run has ended.
pub(super) struct End {
    pub(super) was_killed: bool,
    pub(super) is_done: bool,
    pub(super) said: String,
}

impl Ground {
    /// On both databases, made by the same hand.
    pub(super) fn each(models: &str, prepare: &dyn Fn(&Project)) -> Vec<Self> {
        [Self::postgres(models, prepare), Some(Self::sqlite(models, prepare))].into_iter().flatten().collect()
    }

    pub(super) fn postgres(models: &str, prepare: &dyn Fn(&Project)) -> Option<Self> {
        let server = Server::shared()?;
        let project = Project::postgres(&server.database("ground"), models);
        prepare(&project);
        Some(Self { project, server: Some(server) })
    }

    pub(super) fn sqlite(models: &str, prepare: &dyn Fn(&Project)) -> Self {
        let project = Project::sqlite(models);
        // An empty file is an empty database, which can be asked.
        project.write("dev.db", "");
        prepare(&project);
        Self { project, server: None }
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.server.is_some()
    }

    fn copy(&self, what: &str) -> Place {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let project = Project::empty();
        copy(&self.project.path("."), &project.path("."));
        let what = what.to_owned();
        let Some(server) = self.server else {
            let witness = Box::new(Sqlite(project.path("dev.db")));
            return Place { project, witness, database: None, what };
        };
        let schema = project.read("schema.prisma");
        let url = schema.split('"').find(|text| text.starts_with("postgresql:")).expect("its URL");
        let old = Postgres::new(server, url).database;
        let new = format!("trial_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        server.psql("postgres", &format!("CREATE DATABASE {new} TEMPLATE \"{old}\""));
        project.write("schema.prisma", &schema.replace(url, &server.url(&new)));
        let witness = Box::new(Postgres::new(server, &server.url(&new)));
        Place { project, witness, database: Some(new), what }
    }

    /// Lets a command die everywhere, and has a look at each place. `look` goes on from there to the end.
    pub(super) fn die_everywhere(&self, args: &[&str], look: &mut dyn FnMut(&Place, &End)) {
        let whole = self.copy("undisturbed");
        let start = Instant::now();
        let counts = whole.project.path("operations");
        let mut command = whole.project.command(args);
        let can_count = deadly::count_operations(&mut command, &counts);
        let relay = self.server.map(Relay::start);
        if let Some(relay) = &relay {
            relay.count();
            command.args(["--url", &relay.url(whole.database.as_deref().unwrap_or_default())]);
        }
        let end = whole.ended(&mut command);
        assert!(end.is_done, "{args:?}: {}", end.said);
        let took = start.elapsed();
        let operations = match can_count {
            true => whole.project.read("operations").parse().expect("a number"),
            false => 0,
        };
        fs::remove_file(counts).ok();
        look(&whole, &end);
        let (requests, answers) = relay.as_ref().map_or((0, 0), Relay::counted);
        let mut deaths = Vec::new();
        let mut random = 0x9e37_79b9_7f4a_7c15 ^ u64::try_from(operations + requests).unwrap_or(0);
        for _ in 0..share(30, 1) {
            let most = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
            deaths.push(Death::Time(Duration::from_micros(next(&mut random) % most)));
        }
        deaths.extend(points(operations, 3).map(Death::Operation));
        deaths.extend(points(requests, 1).map(|at| Death::Cut(Cut::Request(at))));
        deaths.extend(points(answers, 2).map(|at| Death::Cut(Cut::Answer(at))));
        for death in deaths {
            let place =
                self.copy(&format!("{} {args:?} {death:?}", if self.is_postgres() { "PostgreSQL" } else { "SQLite" }));
            let end = place.run(args, death, relay.as_ref());
            place.witness.settle();
            look(&place, &end);
        }
    }
}

/// So many of these points, or all of them.
fn points(count: usize, by_default: usize) -> impl Iterator<Item = usize> {
    let few = share(200, by_default).min(count);
    // From the end: what matters is done there.
    (0..few).map(move |i| count - 1 - i * count / few)
}

impl Place {
    fn run(&self, args: &[&str], death: Death, relay: Option<&Relay>) -> End {
        let mut command = self.project.command(args);
        let mut end = match (death, relay) {
            (Death::Time(time), _) => {
                // Nobody reads while it runs.
                let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
                std::thread::sleep(time);
                let _ = child.kill();
                let status = child.wait().expect("it ends");
                End::of(&Output { status, stdout: Vec::new(), stderr: Vec::new() })
            }
            (Death::Operation(at), _) => {
                deadly::before_operation(&mut command, at);
                self.ended(&mut command)
            }
            (Death::Cut(cut), Some(relay)) => {
                command.args(["--url", &relay.url(self.database.as_deref().unwrap_or_default())]);
                relay.cut(cut);
                let end = self.ended(&mut command);
                let _ = relay.mend();
                end
            }
            (Death::Cut(_), None) => panic!("nothing to cut"),
        };
        if end.was_killed {
            count_kills(1);
        }
        end.said = format!("{}: {}", self.what, end.said);
        end
    }

    fn ended(&self, command: &mut Command) -> End {
        End::of(&command.output().expect("it runs"))
    }

    /// Runs a command to its end.
    pub(super) fn go(&self, args: &[&str]) -> End {
        let mut end = End::of(&self.project.run(args));
        end.said = format!("{}: then {args:?}: {}", self.what, end.said);
        end
    }

    /// The same, and it has to succeed.
    pub(super) fn done(&self, args: &[&str]) -> String {
        let end = self.go(args);
        assert!(end.is_done, "{}", end.said);
        end.said
    }

    /// The only cell of a query.
    pub(super) fn value(&self, sql: &str) -> String {
        self.witness.ask(sql).into_iter().next().unwrap_or_default()
    }

    /// What is there now.
    pub(super) fn see(&self) -> Seen {
        let objects = self.witness.objects();
        let rows = match objects.contains("_prisma_migrations") {
            true => self.witness.ask(
                "SELECT migration_name || CASE WHEN rolled_back_at IS NOT NULL THEN ' back' \
                 WHEN finished_at IS NULL THEN ' failed' ELSE ' done' END \
                 FROM _prisma_migrations ORDER BY started_at, migration_name",
            ),
            false => Vec::new(),
        };
        Seen { objects, rows }
    }
}

impl Seen {
    pub(super) fn has(&self, object: &str) -> bool {
        self.objects.contains(object)
    }

    /// What the history says of a migration; nothing without a row.
    pub(super) fn state(&self, name: &str) -> String {
        self.rows.iter().filter_map(|row| row.strip_prefix(name)?.strip_prefix(' ')).collect::<Vec<_>>().join(" ")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let (Some(database), Some(server), false) = (&self.database, Server::shared(), std::thread::panicking()) {
            let _ = server.try_psql("postgres", &format!("DROP DATABASE {database} WITH (FORCE)"));
        }
    }
}

impl End {
    fn of(output: &Output) -> Self {
        Self { was_killed: output.status.code().is_none(), is_done: output.status.success(), said: text(output) }
    }
}

/// Xorshift.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn share(all: usize, by_default: usize) -> usize {
    static IS_LONG: OnceLock<bool> = OnceLock::new();
    if *IS_LONG.get_or_init(|| std::env::var_os("NICOL_LONG").is_some()) { all } else { by_default }
}

/// Counts kills, for who reads the output of a long run; gives how many were counted.
fn count_kills(count: usize) -> usize {
    static KILLS: AtomicUsize = AtomicUsize::new(0);
    let all = KILLS.fetch_add(count, Ordering::Relaxed) + count;
    if all.is_multiple_of(50) {
        println!("{all} kills");
    }
    count
}

/// Copies a folder of folders of files.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be written");
    for entry in fs::read_dir(from).expect("the folder can be read").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("the file can be copied")),
        }
    }
}
