//! `nicol migrate deploy` that is killed at any moment: afterwards the history says what the catalog shows, and the next
//! deploy goes on, or stops and says what to do.

use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::time::Duration;

use nicol_testkit::postgres::Server;

use super::witness::{Postgres, Sqlite, Witness};
use super::{count_kills, next};
use crate::support::{Project, text};

/// What a script is, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// In one transaction with its record.
    Whole,
    /// No transaction takes it.
    Concurrent,
    /// It commits by itself, twice.
    Own,
}

const KINDS: [Kind; 6] = [Kind::Whole, Kind::Concurrent, Kind::Whole, Kind::Own, Kind::Whole, Kind::Whole];
const COUNT: usize = 18;

fn kind(i: usize) -> Kind {
    KINDS[i % KINDS.len()]
}

fn name(i: usize) -> String {
    format!("2020010100{i:04}_m{i}")
}

/// Every script but that of the index leaves a table and a row in `log`; the own one a second table after its first COMMIT.
fn script(i: usize, is_postgres: bool) -> String {
    // Long enough to be met in the middle, now and then.
    let pause = if is_postgres && i.is_multiple_of(2) { "SELECT pg_sleep(0.002);\n" } else { "" };
    let create = format!("CREATE TABLE t{i} (a INTEGER);\n");
    let log = format!("INSERT INTO log VALUES ({i});\n");
    match kind(i) {
        Kind::Whole => format!("{create}{pause}{log}"),
        Kind::Concurrent if is_postgres => format!("CREATE INDEX CONCURRENTLY t{i} ON log (i)"),
        Kind::Concurrent => format!("{create}PRAGMA journal_mode=DELETE;"),
        Kind::Own => format!("BEGIN;\n{create}{log}COMMIT;\n{pause}BEGIN;\nCREATE TABLE u{i} (a INTEGER);\nCOMMIT;\n"),
    }
}

/// What was found after a kill.
struct Found {
    objects: HashSet<String>,
    /// The migration that has to be settled, if there is one.
    failed: Option<usize>,
}

/// Holds the history against the catalog.
fn check(witness: &dyn Witness) -> Found {
    let objects = witness.objects();
    let sql = "SELECT migration_name || CASE WHEN finished_at IS NULL THEN ' failed' ELSE ' done' END \
               FROM _prisma_migrations WHERE rolled_back_at IS NULL";
    let rows = if objects.contains("_prisma_migrations") { witness.ask(sql) } else { Vec::new() };
    let mut failed = None;
    for i in 0..COUNT {
        let name = name(i);
        let of_it: Vec<_> = rows.iter().filter_map(|row| row.strip_prefix(name.as_str())).collect();
        let has = |object: String| objects.contains(&object);
        let (is_there, is_second) = (has(format!("t{i}")) || has(format!("t{i}!")), has(format!("u{i}")));
        match of_it.as_slice() {
            [] => assert!(!is_there && !is_second, "{name}: it is there, and the history does not know"),
            [" done"] => {
                assert!(is_there && is_second == (kind(i) == Kind::Own), "{name}: it is not there");
                assert!(!has(format!("t{i}!")), "{name}: its index is half done");
            }
            [" failed"] => {
                assert!(kind(i) != Kind::Whole, "{name}: it was in one transaction with its record");
                assert_eq!(failed.replace(i), None, "only one was under way");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    Found { objects, failed }
}

fn deploy(project: &Project) -> Command {
    let mut command = project.command(&["migrate", "deploy"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Kills deploys after longer and longer times until the whole history is there. How many were killed.
fn round(project: &Project, witness: &dyn Witness, random: &mut u64) -> usize {
    let mut kills = 0;
    loop {
        let mut child = deploy(project).spawn().expect("it starts");
        std::thread::sleep(Duration::from_micros(next(random) % 60_000));
        let is_killed = child.try_wait().expect("it can be asked").is_none();
        let _ = child.kill();
        let status = child.wait().expect("it ends");
        witness.settle();
        if is_killed {
            kills += count_kills(1);
        } else if status.success() {
            break;
        }
        let Found { objects, failed: Some(failed) } = check(witness) else { continue };
        // The next deploy says what to do, and does nothing.
        let output = project.run(&["migrate", "deploy"]);
        let said = text(&output);
        assert!(said.contains("P3009") && said.contains(&name(failed)) && said.contains("migrate resolve"), "{said}");
        assert_eq!(check(witness).failed, Some(failed));
        // What is there of it is taken away, and it is applied anew.
        let is_index = project.is_postgres() && kind(failed) == Kind::Concurrent;
        if objects.contains(&format!("t{failed}!")) {
            assert!(said.contains(&format!("DROP INDEX CONCURRENTLY t{failed}")), "{said}");
        }
        for object in [format!("t{failed}"), format!("u{failed}"), format!("t{failed}!")] {
            if objects.contains(&object) {
                let what = if is_index { "INDEX" } else { "TABLE" };
                witness.ask(&format!("DROP {what} {}", object.trim_end_matches('!')));
            }
        }
        witness.ask(&format!("DELETE FROM log WHERE i = {failed}"));
        project.done(&["migrate", "resolve", "--rolled-back", &name(failed)]);
    }
    assert_eq!(check(witness).failed, None);
    let rows = "SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL";
    assert_eq!(witness.ask(rows), [(COUNT + 1).to_string()]);
    assert_eq!(witness.ask("SELECT COUNT(*) - COUNT(DISTINCT i) FROM log"), ["0"], "applied twice");
    kills
}

fn fill(project: &Project) {
    project.write("migrations/20200101000000_log/migration.sql", "CREATE TABLE log (i INTEGER);");
    for i in 0..COUNT {
        project.write(&format!("migrations/{}/migration.sql", name(i)), &script(i, project.is_postgres()));
    }
}

fn wanted(by_default: usize) -> usize {
    if std::env::var_os("NICOL_LONG").is_some() { 600 } else { by_default }
}

#[test]
fn a_deploy_to_postgresql_that_is_killed_leaves_a_true_history() {
    let Some(server) = Server::shared() else { return };
    let (mut kills, mut random) = (0, 0x9e37_79b9_7f4a_7c15);
    while kills < wanted(30) {
        let url = server.database("killed");
        let project = Project::postgres(&url, "");
        fill(&project);
        kills += round(&project, &Postgres::new(server, &url), &mut random);
    }
}

#[test]
fn a_deploy_to_sqlite_that_is_killed_leaves_a_true_history() {
    let (mut kills, mut random) = (0, 0x2545_f491_4f6c_dd1d);
    while kills < wanted(30) {
        let project = Project::sqlite("");
        fill(&project);
        let file = project.path("dev.db");
        // An empty file is an empty database, which can be asked.
        project.write("dev.db", "");
        kills += round(&project, &Sqlite(file), &mut random);
    }
}
