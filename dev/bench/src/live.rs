//! Commands on a PostgreSQL database of 200 tables.

use std::fs;
use std::path::Path;
use std::process::Command;

use nicol_testkit::postgres::Server;

use crate::schema;
use crate::timing::{Figure, measure, measure_beyond};

pub(crate) fn figures(server: &Server, nicol: &Path, dir: &Path, figures: &mut Vec<Figure>) {
    let project = dir.join("two hundred");
    let file = project.join("prisma/schema.prisma");
    fs::create_dir_all(project.join("prisma")).expect("the folder can be written");
    let models = schema::models(200);
    // One more column for each run, in the first model.
    let grown = |columns: usize| {
        let more: String = (0..columns).map(|n| format!("  more{n} Int?\n")).collect();
        models.replacen("model Model0 {\n", &format!("model Model0 {{\n{more}"), 1)
    };
    fs::write(&file, grown(0)).expect("the folder can be written");
    let url = server.database("bench 200");
    let run = |args: &[&str]| {
        let mut command = Command::new(nicol);
        command.args(args).current_dir(&project).env("DATABASE_URL", &url);
        command
    };
    let first = run(&["migrate", "dev", "--skip-generate", "--name", "init"]).output().expect("nicol runs");
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    figures.push(measure("db pull --print, 200 tables", 300.0, || run(&["db", "pull", "--print"])));
    figures.push(measure("migrate diff, database to schema, 200 models", 300.0, || {
        run(&["migrate", "diff", "--from-config-datasource", "--to-schema", "prisma"])
    }));
    fs::write(project.join("other.prisma"), grown(1)).expect("the folder can be written");
    figures.push(measure("migrate diff, two schemas of 200 models", 100.0, || {
        run(&["migrate", "diff", "--from-schema", "prisma/schema.prisma", "--to-schema", "other.prisma", "--script"])
    }));
    one_column(nicol, &project, &grown, figures);
}

/// `migrate dev` for one more column each time, on a server that tells how long it has worked on the shadow databases.
fn one_column(nicol: &Path, project: &Path, grown: &dyn Fn(usize) -> String, figures: &mut Vec<Figure>) {
    let settings = ["log_duration=on", "log_line_prefix='%d|%i|'", "lc_messages=C"];
    let server = Server::start(&settings).expect("PostgreSQL is installed");
    let (url, log) = (server.database("bench 200"), server.socket_dir().join("server.log"));
    let mut columns = 0;
    let mut next = || {
        fs::write(project.join("prisma/schema.prisma"), grown(columns)).expect("the folder can be written");
        columns += 1;
        let mut command = Command::new(nicol);
        command.args(["migrate", "dev", "--skip-generate", "--name", "more"]).current_dir(project);
        command.env("DATABASE_URL", &url);
        command
    };
    // The first run replays what is there.
    let first = next().output().expect("nicol runs");
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let mut read = fs::metadata(&log).map_or(0, |file| file.len());
    let mut worked = || {
        let text = fs::read_to_string(&log).expect("the server writes its log");
        let new = text.get(usize::try_from(read).expect("it is short")..).unwrap_or_default();
        read = u64::try_from(text.len()).expect("it is short");
        new.lines().filter_map(on_shadow).sum()
    };
    let name = "migrate dev, one column, 200 models, history cached";
    figures.extend(measure_beyond(name, ("the shadow server's work", 600.0), 7, next, &mut worked));
}

/// How many milliseconds a line of the server's log tells of work on a shadow database, or for making or dropping it.
fn on_shadow(line: &str) -> Option<f64> {
    let (database, rest) = line.split_once('|')?;
    let (command, rest) = rest.split_once('|')?;
    let time = rest.split_once("duration: ")?.1.split_whitespace().next()?.parse().ok()?;
    let is_it = database.starts_with("prisma_migrate_shadow") || matches!(command, "CREATE DATABASE" | "DROP DATABASE");
    is_it.then_some(time)
}
