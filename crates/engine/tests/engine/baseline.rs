//! Databases that were there before their migrations.

use nicol_engine::Result;
use nicol_engine::baseline::{Baseline, baseline};
use nicol_engine::resolve::mark_applied;
use nicol_migrate::diff::DiffOptions;

use crate::support::{self, Database, run};

const NAMES: [&str; 3] = ["20260101000000_a", "20260101000001_b", "20260101000002_c"];
const RECORDED: &str = "SELECT migration_name FROM _prisma_migrations ORDER BY started_at";

/// Projects whose database is there.
struct Project;

impl Project {
    fn made(database: Database, label: &str) -> Option<support::Project> {
        let project = support::Project::new(database, label)?;
        if database == Database::Sqlite {
            std::fs::write(project.dir.path().join("dev.db"), "").expect("the folder can be written");
        }
        Some(project)
    }

    fn each(label: &str) -> impl Iterator<Item = support::Project> {
        support::DATABASES.into_iter().filter_map(move |database| Self::made(database, label))
    }
}

/// Three migrations, and a database that has what they make.
fn adopted(project: &support::Project) {
    for (name, table) in NAMES.iter().zip(["a", "b", "c"]) {
        let script = format!("CREATE TABLE {table} (x INTEGER);");
        project.add(name, &script);
        run(project.execute(&script));
    }
}

fn take_over(project: &support::Project) -> Result<Baseline> {
    run(baseline(&project.target, &mut project.folder(), &DiffOptions::default(), "0_init"))
}

/// A history that refuses one name.
fn refuse(project: &support::Project, name: &str) {
    if project.database == Database::Postgres {
        run(project.execute(&format!("ALTER TABLE _prisma_migrations ADD CHECK (migration_name <> '{name}')")));
    } else {
        run(project.execute(&format!(
            "CREATE TRIGGER refuse BEFORE INSERT ON _prisma_migrations WHEN NEW.migration_name = '{name}' \
             BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        )));
    }
}

fn make_history(project: &support::Project) {
    project.add("0", "SELECT 1;");
    run(mark_applied(&project.target, &project.folder(), "0")).expect("the table is made");
    std::fs::remove_dir_all(project.migrations().join("0")).expect("it was there");
    run(project.execute("DELETE FROM _prisma_migrations"));
}

#[test]
fn all_are_recorded_or_none() {
    for project in Project::each("baseline whole") {
        adopted(&project);
        make_history(&project);
        refuse(&project, NAMES[1]);
        take_over(&project).expect_err("the second one is refused");
        assert_eq!(run(project.column(RECORDED)), [""; 0]);
    }
}

#[test]
fn the_folder_is_as_it_was_where_nothing_was_recorded() {
    for project in Project::each("baseline undone") {
        run(project.execute("CREATE TABLE a (x INTEGER)"));
        make_history(&project);
        refuse(&project, "0_init");
        take_over(&project).expect_err("it is refused");
        assert_eq!(project.folder().migrations.len(), 0);
    }
}

#[test]
fn what_was_begun_by_hand_is_ended() {
    for project in Project::each("baseline resumed") {
        adopted(&project);
        run(mark_applied(&project.target, &project.folder(), NAMES[0])).expect("it is recorded");
        assert_eq!(take_over(&project).expect("it goes on").recorded, NAMES[1..]);
        assert_eq!(run(project.column(RECORDED)), NAMES);
        take_over(&project).expect_err("nothing is left");
        // Not where others are recorded than the first ones.
        run(project.execute(&format!("DELETE FROM _prisma_migrations WHERE migration_name = '{}'", NAMES[0])));
        take_over(&project).expect_err("the first one has no record");
    }
}

#[test]
fn what_was_deployed_goes_on_by_deploy() {
    for project in Project::each("baseline of a deployed one") {
        project.add(NAMES[0], "CREATE TABLE a (x INTEGER);");
        run(project.deploy()).expect("it deploys");
        // It changes no table, and would never run.
        project.add(NAMES[1], "INSERT INTO a VALUES (1);");
        take_over(&project).expect_err("it has a history");
        assert_eq!(run(project.column(RECORDED)), NAMES[..1]);
    }
}

#[test]
fn unnamed_uniques_of_sqlite_are_taken_over() {
    let project = Project::made(Database::Sqlite, "unnamed").expect("a file");
    run(project.execute(
        "CREATE TABLE c (id INTEGER PRIMARY KEY, code TEXT UNIQUE, a INT, b INT CHECK (b > 0), UNIQUE (a, b))",
    ));
    let done = take_over(&project).expect("it is taken over");
    assert_eq!((done.lacking, done.recorded), (Vec::new(), vec!["0_init".to_owned()]));
    let other = Project::made(Database::Sqlite, "unnamed too").expect("a file");
    other.add("0_init", project.folder().migrations[0].script().expect("its script"));
    run(other.deploy()).expect("it runs");
}

#[test]
fn rows_that_a_shadow_database_begins_with_are_nothing_that_is_lacking() {
    for mut project in Project::each("given to baseline") {
        let name = if project.database == Database::Postgres { "public.theirs" } else { "theirs" };
        project.target.external_tables.push(name.to_owned());
        let init = "CREATE TABLE theirs (id INTEGER PRIMARY KEY); INSERT INTO theirs VALUES (1);";
        project.target.init_shadow = Some(init.to_owned());
        run(project.execute(&format!("{init} CREATE TABLE ours (id INTEGER PRIMARY KEY);")));
        assert_eq!(take_over(&project).expect("it is taken over").lacking, [""; 0]);
    }
}

#[test]
fn what_a_baseline_does_not_make_is_named() {
    let Some(project) = Project::made(Database::Postgres, "baseline lacks") else { return };
    run(async {
        nicol_engine::database::connect_or_create(&project.target).await.expect("it is made");
        project
            .execute(
                "CREATE SCHEMA extensions; CREATE EXTENSION citext WITH SCHEMA extensions; CREATE COLLATION nat (LOCALE = 'C');
                 CREATE TABLE b (id INT PRIMARY KEY, nm TEXT COLLATE nat, mail TEXT); ALTER TABLE b ENABLE ROW LEVEL SECURITY;
                 CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE p (y INT) PARTITION BY RANGE (y);",
            )
            .await;
    });
    let done = take_over(&project).expect("tables run by themselves");
    let lacking = done.lacking.join("\n");
    for what in
        ["row level security of table \"b\"", "function \"f\"()", "partition key of table \"p\"", "collation nat"]
    {
        assert!(lacking.contains(what), "{what}: {lacking}");
    }
    // Of what has no plan, but could be made again, nothing is left out.
    let project = Project::made(Database::Postgres, "baseline collation").expect("the server runs");
    run(async {
        nicol_engine::database::connect_or_create(&project.target).await.expect("it is made");
        project.execute("CREATE COLLATION nat (LOCALE = 'C'); CREATE TABLE b (id INT PRIMARY KEY)").await;
        project.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC").await;
    });
    let done = take_over(&project).expect("it runs");
    assert_eq!(done.lacking.len(), 1, "{:?}", done.lacking);
    assert!(done.lacking[0].contains("collation nat is missing"), "{:?}", done.lacking);
    let script = project.folder().migrations[0].script().expect("it is there").to_owned();
    assert!(script.contains("GRANT SELECT ON TABLES TO PUBLIC"), "{script}");
}
