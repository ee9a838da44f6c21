//! Several schemas of one database, each with the same history: a script names none that nobody has named, so that it changes
//! the one that it runs in, and no other.

use nicol_engine::Error;
use nicol_engine::dev::Dev;
use nicol_engine::down::{DownError, Goal, Mode, Request, down};
use nicol_engine::squash::{Options, squash};
use nicol_migrate::diff::DiffOptions;
use nicol_migrate::inverse::{NoteKind, Proof};
use nicol_migrate::renames::Renames;

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
    Some([tenant(&home, "acme"), tenant(&home, "b b")])
}

/// The second one has the folder of the first one.
fn share([a, b]: &[Project; 2]) {
    crate::support::copy(&a.migrations(), &b.migrations());
}

/// It was written in the schema `acme`.
fn names_nobody(script: &str) {
    assert!(!script.contains("acme"), "{script}");
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

const FIRST: &str = "enum Role {\n  USER\n  ADMIN\n}\n\
    model User {\n  id Int @id @default(autoincrement())\n  phone String?\n  code String @unique\n  role Role?\n  posts Post[]\n}\n\
    model Post {\n  id Int @id @default(autoincrement())\n  role Role @default(USER)\n  title String @unique\n  userId Int\n  \
    user User @relation(fields: [userId], references: [id])\n}\n";
const SECOND: &str = "model User {\n  id Int @id @default(autoincrement())\n}\n";

/// A run of `migrate dev --keep-dropped`.
fn dev(project: &Project, models: &str, name: &str) {
    run(async {
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        dev.keeps_dropped = true;
        let mut wanted = project.wanted(models);
        wanted.default_namespace = Some(project.target.url.schema().to_owned());
        let proposal = dev.propose(&wanted, &Renames::default()).await.expect("it plans");
        dev.create(&proposal, name, false).expect("it is written");
        let names: Vec<_> = dev.folder.migrations.last().map(|m| m.name.clone()).into_iter().collect();
        let ways = dev.write_downs(&names).await.expect("it is written");
        assert_eq!(ways[0].1.proof, Proof::Equal, "{}", ways[0].1.text);
        dev.apply_pending(&mut |_| {}).await.expect("it applies");
    });
}

fn data(project: &Project) -> (String, String) {
    run(async {
        let users = "SELECT json_agg(json_build_array(id, phone, code, role) ORDER BY id) FROM \"User\"";
        let posts = "SELECT json_agg(json_build_array(id, role, title, \"userId\") ORDER BY id) FROM \"Post\"";
        (project.value(users).await, project.value(posts).await)
    })
}

#[test]
fn what_is_dropped_is_kept_of_the_schema_that_a_script_runs_in() {
    let Some(home) = Project::new(Database::Postgres, "tenants keep") else { return };
    let both = [tenant(&home, "acme"), tenant(&home, "another%20tenant%27s%20schema")];
    let [a, b] = &both;
    dev(a, FIRST, "first");
    share(&both);
    run(b.deploy()).expect("it deploys");
    for (project, mark) in [(a, "a"), (b, "b")] {
        run(project.execute(&format!(
            "INSERT INTO \"User\" (phone, code, role) VALUES ('{mark}1', '{mark}', 'ADMIN'), (NULL, 'x', NULL); \
             INSERT INTO \"Post\" (title, role, \"userId\") VALUES ('{mark}', 'ADMIN', 2)"
        )));
    }
    let before = [data(a), data(b)];
    dev(a, SECOND, "second");
    share(&both);
    for migration in &a.folder().migrations {
        names_nobody(migration.script().expect("its script"));
        names_nobody(&migration.down().expect("it is read").expect("its way back"));
    }
    run(b.deploy()).expect("it deploys");
    let kept = "SELECT COUNT(*) FROM pg_class WHERE relnamespace = '_nicol_keep'::regnamespace AND relkind = 'r'";
    assert_eq!(run(a.value(kept)), "8", "three columns and a table of each");
    let back =
        |project: &Project, mode| run(down(&project.target, &project.folder(), &Request::new(Goal::Last(1), mode)));
    back(b, Mode::Careful).expect("nothing is lost");
    assert_eq!((data(b), run(a.value(kept))), (before[1].clone(), "4".to_owned()));
    let again = "INSERT INTO \"Post\" (title, \"userId\") VALUES ('new', 1) RETURNING id";
    assert_eq!(run(b.value(again)), "2");
    run(b.execute("DELETE FROM \"Post\" WHERE title = 'new'"));
    run(b.deploy()).expect("the names are free again");

    // What is counted is the schema's own.
    run(a.execute("INSERT INTO \"User\" DEFAULT VALUES; DELETE FROM \"User\" WHERE id = 2"));
    for mode in [Mode::Look, Mode::Careful] {
        let found = match back(a, mode) {
            Err(Error::Down(DownError::Refused { findings })) => findings,
            Ok(done) => done.findings,
            Err(e) => panic!("{e}"),
        };
        let counts: Vec<_> = found.iter().filter(|f| f.kind == NoteKind::Refuses).map(|f| f.count).collect();
        assert_eq!(counts, [Some(1), Some(1)], "{found:?}");
    }
    run(a.execute("UPDATE \"User\" SET id = 2 WHERE id = 3"));
    for (project, before) in both.iter().zip(before) {
        back(project, Mode::Careful).expect("nothing is lost");
        assert_eq!(data(project), before);
    }
    assert_eq!(run(a.value(kept)), "0");
}
