//! Comparisons of a schema with a database that is there, in both directions: the engine's SQL.

use nicol_engine::database::{connect_or_create, describe};
use nicol_migrate::Plan;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::sql::render;
use nicol_testkit::cases::difference;
use nicol_testkit::oracle::Oracle;
use serde_json::{Value, json};

use crate::checks::{has_literals_that_differ, prepared, try_schema, url};
use crate::differences;
use crate::generate::{Database as Kind, Random, Schema};
use crate::support::{Database, Project, run, wanted_of};

/// Pairs that are compared; `NICOL_LIVE_PAIRS` asks for more.
const PAIRS: u64 = 40;

#[test]
fn postgresql_as_it_is_and_a_schema_differ_as_prisma_says() {
    compare(Database::Postgres);
}

#[test]
fn sqlite_as_it_is_and_a_schema_differ_as_prisma_says() {
    compare(Database::Sqlite);
}

fn compare(database: Database) {
    let Some(mut oracle) = Oracle::start() else { return };
    let kind = match database {
        Database::Postgres => Kind::Postgresql,
        Database::Sqlite => Kind::Sqlite,
    };
    let pairs = std::env::var("NICOL_LIVE_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(PAIRS);
    let (mut failures, mut compared, mut known) = (Vec::new(), 0, 0);
    for seed in 0..pairs {
        let mut random = Random::new(seed.wrapping_mul(15_485_863));
        let there = Schema::random(&mut random, kind);
        let (there, other) = (there.print(), there.mutated(&mut random).print());
        if kind == Kind::Sqlite && (has_literals_that_differ(&there) || has_literals_that_differ(&other)) {
            continue;
        }
        let (Ok(made), Ok(schema)) = (try_schema(&there), try_schema(&other)) else { continue };
        let Some(project) = Project::new(database, "live") else { return };
        let (made, options, schema) = (wanted_of(&made), DiffOptions::of(&schema), wanted_of(&schema));
        let script = render(&diff(&nicol_catalog::Catalog::empty(made.dialect), &made, &DiffOptions::default()));
        let found = run(async {
            let (connection, _) = connect_or_create(&project.target).await.expect("it is made");
            let script = format!("{}\n{script}", prepared(made.dialect));
            connection.execute_script(&script).await.unwrap_or_else(|e| panic!("{script}: {e}"));
            describe(&connection, &project.target.scope()).await.expect("it is read")
        });
        let (files, live) = (json!([["schema.prisma", other]]), json!(format!("url:{}", url(&project))));
        let mut ask = |from: &Value, to: &Value| {
            let answer = oracle.ask("diff", &json!([from, to]));
            answer.map(|sql| differences::without_comments(sql.as_str().unwrap_or_default())).map_err(|e| e.0)
        };
        let ours = [diff(&found, &schema, &options), diff(&schema, &found, &options)];
        let theirs = [ask(&live, &files), ask(&files, &live)];
        for (plan, theirs) in ours.iter().zip(theirs) {
            // A schema that the engine refuses.
            let Ok(theirs) = theirs else { continue };
            compared += 1;
            if render(plan) != theirs {
                if is_known(plan, &theirs) {
                    known += 1;
                } else {
                    let difference = difference(&theirs, &render(plan));
                    failures.push(format!("seed {seed}\n{difference}\n// there\n{there}\n// schema\n{other}"));
                }
            }
        }
    }
    eprintln!("{database:?}: {compared} scripts compared, {known} differ as COMPAT.md says");
    assert!(compared > pairs / 2, "too few were compared");
    let shown = failures[..failures.len().min(4)].join("\n");
    assert!(failures.is_empty(), "{} of {compared} differ\n{shown}", failures.len());
}

/// What COMPAT.md says, and only a database that is there shows.
pub(crate) fn is_known(plan: &Plan, theirs: &str) -> bool {
    const MARKS: [&str; 8] = [
        // `@db.Char` made this, and the engine would change it for ever.
        "SET DATA TYPE CHAR;",
        "SET DATA TYPE CHAR(1);",
        // A list of constants, which the engine doesn't read.
        "SET DEFAULT ARRAY[(",
        "SET DEFAULT ARRAY[-",
        // An expression, which the server prints in its own way.
        "SET DEFAULT 1 + 1",
        "SET DEFAULT (1 + 1)",
        " INTEGER DEFAULT 1 + 1;",
        " INTEGER DEFAULT (1 + 1);",
    ];
    let theirs = &without_directions(theirs);
    render(plan) == *theirs
        || MARKS.iter().any(|mark| theirs.replace(',', ";").contains(mark))
        || differences::known(plan, theirs, &render(plan)).is_some()
}

/// The engine writes directions for indexes that have none, and the classes that they have anyway: PostgreSQL refuses
/// that.
pub(crate) fn without_directions(script: &str) -> String {
    let line = |line: &str| match line.contains(" USING ") {
        true => line.replace(" jsonb_ops ASC", "").replace(" ASC", ""),
        false => line.to_owned(),
    };
    script.split_inclusive('\n').map(line).collect()
}
