//! Commands on a PostgreSQL database of 200 tables.

use std::fs;
use std::path::Path;
use std::process::Command;

use nicol_testkit::postgres::Server;

use crate::schema;
use crate::timing::{Figure, measure, measure_runs};

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
    let mut columns = 0;
    // With what the server needs for the shadow database in which the way back is proven.
    figures.push(measure_runs("migrate dev, one column, 200 models, history cached", 600.0, 5, || {
        columns += 1;
        fs::write(&file, grown(columns)).expect("the folder can be written");
        run(&["migrate", "dev", "--skip-generate", "--name", "more"])
    }));
}
