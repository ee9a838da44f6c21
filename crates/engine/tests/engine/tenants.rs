//! Several schemas of one database, each with the same history: a script names none that nobody has named, so that it changes
//! the one that it runs in, and no other.

use nicol_engine::down::{Goal, Mode, Request, down};
use nicol_engine::squash::{Options, squash};

use crate::down::write_all;
use crate::support::{Database, Project, run};

/// A project in a schema of a database that others are in, too.
fn tenant(of: &Project, schema: &str) -> Project {
    let server = nicol_testkit::postgres::Server::shared().expect("it runs");
    let name = of.target.url.as_postgres().map(|u| u.database.clone()).unwrap_or_default();
    let url = server.url(&name);
    let sign = if url.contains('?') { '&' } else { '?' };
    Project::at(Database::Postgres, &format!("{url}{sign}schema={schema}"))
}

fn tenants(label: &str) -> Option<[Project; 2]> {
    let home = Project::new(Database::Postgres, label)?;
    Some([tenant(&home, "a"), tenant(&home, "b b")])
}

/// The second one has the folder of the first one.
fn share([a, b]: &[Project; 2]) {
    crate::support::copy(&a.migrations(), &b.migrations());
}

/// It was written in the schema `a`.
fn names_nobody(script: &str) {
    for name in [" a.", "(a.", "'a.", "\"a\""] {
        assert!(!script.contains(name), "{script}");
    }
}

const OBJECTS: &str = "CREATE COLLATION \"C c\" (provider = libc, locale = 'C');\
    CREATE TABLE t (id serial primary key, x text COLLATE \"C c\", y int);\
    CREATE STATISTICS st ON id, y FROM t;\
    CREATE DOMAIN dom AS text COLLATE \"C c\";\
    CREATE FUNCTION eq(int, int) RETURNS bool LANGUAGE sql AS 'SELECT true';\
    CREATE OPERATOR === (leftarg = int, rightarg = int, function = eq);";

#[test]
fn a_squash_changes_the_schema_that_it_runs_in() {
    let Some(both) = tenants("tenants squashed") else { return };
    let [a, b] = &both;
    let table = "CREATE TABLE t (id serial primary key, x text, y int); CREATE STATISTICS st ON id, y FROM t";
    a.add("20260101000000_a", table);
    a.add("20260101000001_b", "INSERT INTO t (x, y) VALUES ('one', 1), ('two', 2)");
    run(a.deploy()).expect("it deploys");
    let mut folder = a.folder();
    run(squash(&a.target, &mut folder, &Options { name: "all".to_owned(), ..Options::default() }))
        .expect("it is squashed");
    let script = a.folder().migrations[0].script().expect("its script").to_owned();
    names_nobody(&script);
    run(a.execute("INSERT INTO t (y) VALUES (3), (4)"));
    share(&both);
    run(b.deploy()).unwrap_or_else(|e| panic!("{e}\n{script}"));
    for (project, next) in [(a, "5"), (b, "3")] {
        assert_eq!(run(project.value("INSERT INTO t (y) VALUES (9) RETURNING id")), next);
        assert_eq!(run(project.value("SELECT COUNT(*) FROM pg_statistic_ext WHERE stxrelid = 't'::regclass")), "1");
    }
}

#[test]
fn a_way_back_changes_the_schema_that_it_runs_in() {
    let Some(both) = tenants("tenants go back") else { return };
    let [a, b] = &both;
    a.add("20260101000000_a", "CREATE TABLE before (id int)");
    a.add("20260101000001_b", OBJECTS);
    a.add("20260101000002_c", "DROP STATISTICS st; DROP DOMAIN dom; ALTER TABLE t DROP COLUMN x;");
    let ways = write_all(a);
    for way in &ways {
        names_nobody(&way.text);
    }
    share(&both);
    for project in &both {
        run(project.deploy()).expect("it deploys");
    }
    let request = Request::new(Goal::Last(2), Mode::AcceptDataLoss);
    run(down(&b.target, &b.folder(), &request)).unwrap_or_else(|e| panic!("{e}\n{}", ways[1].text));
    for (project, count) in [(a, "1"), (b, "0")] {
        let schema = run(project.value("SELECT current_schema()"));
        for (class, of) in
            [("pg_operator", "oprnamespace"), ("pg_collation", "collnamespace"), ("pg_proc", "pronamespace")]
        {
            let sql = format!("SELECT COUNT(*) FROM {class} WHERE {of}::regnamespace::text = quote_ident('{schema}')");
            assert_eq!(run(project.value(&sql)), count, "{class} of {schema}");
        }
    }
}
