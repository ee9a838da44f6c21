//! One migration in the place of many: on real histories, and what Prisma's engine makes of it.

use nicol_engine::Error;
use nicol_engine::apply::Event;
use nicol_engine::dev::Dev;
use nicol_engine::down::{Goal, Mode, Request, down};
use nicol_engine::resolve::mark_applied;
use nicol_engine::squash::{Options, squash};
use nicol_engine::status::status;
use nicol_migrate::diff::DiffOptions;
use nicol_migrate::history::checksum;
use nicol_testkit::corpus;
use nicol_testkit::oracle::Oracle;
use nicol_testkit::postgres::Server;
use serde_json::json;

use crate::support::{Database, Project, copy, run};

fn url(project: &Project) -> String {
    let name = project.target.url.as_postgres().map(|u| u.database.clone()).unwrap_or_default();
    Server::shared().expect("it runs").url(&name)
}

#[test]
fn real_histories_are_squashed_and_prisma_sees_them_in_step() {
    let (Some(_), Some(mut oracle)) = (Server::shared(), Oracle::start()) else { return };
    for app in corpus::projects() {
        let project = Project::new(Database::Postgres, &format!("{} squashed", app.name)).expect("the server runs");
        copy(&app.migrations, &project.migrations());
        run(project.deploy()).expect("it deploys");
        let before = project.folder().migrations.len();
        let mut folder = project.folder();
        // Their last migration stays: it is applied already, and goes on behind the squash.
        let to = folder.migrations[before - 2].name.clone();
        let options = Options { to: Some(to), name: "start".to_owned(), ..Options::default() };
        let done = run(squash(&project.target, &mut folder, &options)).unwrap_or_else(|e| panic!("{}: {e}", app.name));
        assert_eq!((done.replaced.len(), project.folder().migrations.len()), (before - 1, 2), "{}", app.name);
        let script = project.folder().find(&done.name).expect("it is there").script().expect("its script").to_owned();
        assert!(!script.contains("\"public\".") && !script.contains(" ASC)"), "{script}");

        let deployed = run(project.deploy()).expect("nothing is in the way");
        assert_eq!(deployed.applied, [""; 0], "{}: it is recorded, not run", app.name);
        let state = run(status(&project.target, &project.folder())).expect("it answers");
        assert!(state.is_up_to_date() && state.diagnosis.unpersisted.is_empty(), "{:?}", state.diagnosis);
        // What was replaced is remembered.
        let kept = run(project.value("SELECT count(*) FROM _nicol.history WHERE action = 'squash'"));
        assert_eq!(kept, "1");

        let args = json!([project.migrations(), "--url", url(&project)]);
        let answer = oracle.ask("deploy", &args).expect("it answers");
        assert_eq!(answer["appliedMigrationNames"], json!([]), "{}: {answer}", app.name);
        let from = format!("migrations:{}", project.migrations().display());
        let live = format!("url:{}", url(&project));
        let args = json!([from, live, "--url", url(&project)]);
        let theirs = oracle.ask("diff", &args).expect("the oracle answers");
        assert_eq!(theirs.as_str().unwrap_or_default().trim(), "-- This is an empty migration.", "{}", app.name);

        // A new database, by Prisma's engine.
        let fresh = Project::new(Database::Postgres, &format!("{} fresh", app.name)).expect("the server runs");
        let args = json!([project.migrations(), "--url", url(&fresh)]);
        let answer = oracle.ask("deploy", &args).expect("it answers");
        assert_eq!(answer["appliedMigrationNames"].as_array().map(Vec::len), Some(2), "{}: {answer}", app.name);
        let from = format!("migrations:{}", app.migrations.display());
        let args = json!([from, format!("url:{}", url(&fresh)), "--url", url(&project)]);
        let theirs = oracle.ask("diff", &args).expect("the oracle answers");
        assert_eq!(theirs.as_str().unwrap_or_default().trim(), "-- This is an empty migration.", "{}", app.name);
    }
}

#[test]
fn what_was_joined_is_what_it_was() {
    for project in Project::each("joined") {
        project.add("20260101000000_a", "CREATE TABLE a (x INTEGER)");
        project.add("20260101000001_b", "INSERT INTO a VALUES (1); -- a row\n");
        project.add("20260101000002_c", "ALTER TABLE a ADD COLUMN y INTEGER;");
        let mut folder = project.folder();
        let options = Options { name: "all".to_owned(), join: true, ..Options::default() };
        run(project.deploy()).expect("it deploys");
        let done = run(squash(&project.target, &mut folder, &options)).expect("it is squashed");
        assert_eq!(done.replaced.len(), 3);
        let folder = project.folder();
        let script = folder.migrations[0].script().expect("its script");
        assert!(script.contains("-- From 20260101000001_b\nINSERT INTO a VALUES (1); -- a row\n"), "{script}");
        let names: Vec<&str> = folder.migrations.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["20260101000002_all"]);
        assert_eq!(run(project.deploy()).expect("it is recorded").applied, [""; 0]);
        assert_eq!(run(project.value("SELECT count(*) FROM _prisma_migrations")), "1");
        assert_eq!(run(project.value("SELECT count(*) FROM a")), "1");
    }
}

#[test]
fn what_comes_out_otherwise_at_each_run_is_no_difference_of_the_joined_ones() {
    let Some(project) = Project::new(Database::Postgres, "unsteady") else { return };
    project.add(
        "1_a",
        "CREATE TABLE a (x INT, at TIMESTAMP(6) DEFAULT clock_timestamp(), k UUID DEFAULT gen_random_uuid());\n\
         INSERT INTO a (x) VALUES (1), (2);",
    );
    project.add("2_b", "CREATE TABLE b AS SELECT x FROM a;");
    let join = Options { name: "ab".to_owned(), join: true, dry_run: true, ..Options::default() };
    let done = run(squash(&project.target, &mut project.folder(), &join)).expect("it is what it was");
    assert_eq!(done.unsteady.len(), 1, "{:?}", done.unsteady);
    assert!(done.unsteady[0].ends_with(".\"a\" (at, k)"), "{:?}", done.unsteady);
    // What is asked of the transaction is another thing in one than in two.
    project.add("1_a", "CREATE TABLE a (x INT);\nINSERT INTO a VALUES (1);");
    project.add("2_b", "INSERT INTO a VALUES (2);\nCREATE TABLE b AS SELECT count(DISTINCT xmin::text) FROM a;");
    let error = run(squash(&project.target, &mut project.folder(), &join)).expect_err("it is other rows");
    assert!(error.to_string().contains("the rows of \"public\".\"b\" are others"), "{error}");
    // The first user of a real project has DEFAULT now().
    for app in corpus::projects().iter().filter(|app| app.name == "umami") {
        let project = Project::new(Database::Postgres, "umami joined").expect("the server runs");
        copy(&app.migrations, &project.migrations());
        let done = run(squash(&project.target, &mut project.folder(), &join)).expect("it is what it was");
        assert_eq!(done.unsteady, ["\"public\".\"user\" (created_at)"]);
    }
}

#[test]
fn a_failed_migration_is_settled_before_a_squash_is_recorded() {
    for project in Project::each("failed before") {
        project.add("20260101000000_a", "CREATE TABLE a (x INTEGER)");
        project.add("20260101000001_b", "CREATE TABLE b (x INTEGER)");
        run(project.deploy()).expect("it deploys");
        run(squash(&project.target, &mut project.folder(), &Options { name: "ab".to_owned(), ..Options::default() }))
            .expect("it is squashed");
        let failed =
            "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('f', 'f', '20260101000001_c')";
        run(project.execute(failed));
        let error = run(project.deploy()).expect_err("P3009");
        assert_eq!(error.code(), Some("P3009"));
        assert_eq!(run(project.value("SELECT count(*) FROM _prisma_migrations")), "3", "nothing was recorded");
    }
}

#[test]
fn a_squash_may_be_squashed_before_every_database_has_heard_of_it() {
    for project in Project::each("nested") {
        project.add("20260101000000_a", "CREATE TABLE a (x INTEGER)");
        project.add("20260101000001_b", "CREATE TABLE b (x INTEGER)");
        project.add("20260101000002_c", "CREATE TABLE c (x INTEGER)");
        run(project.deploy()).expect("it deploys");
        let to = |to: Option<&str>, name: &str| Options {
            to: to.map(str::to_owned),
            name: name.to_owned(),
            ..Options::default()
        };
        run(squash(&project.target, &mut project.folder(), &to(Some("20260101000001_b"), "ab")))
            .expect("it is squashed");
        run(squash(&project.target, &mut project.folder(), &to(None, "abc"))).expect("it is squashed again");
        assert_eq!(project.folder().migrations.len(), 1);
        assert_eq!(run(project.deploy()).expect("it is recorded").applied, [""; 0]);
        assert_eq!(run(project.value("SELECT MIN(migration_name) FROM _prisma_migrations")), "20260101000002_abc");
        assert_eq!(run(project.value("SELECT COUNT(*) FROM _prisma_migrations")), "1");
    }
}

#[test]
fn what_plans_have_no_word_for_is_squashed_in_the_words_of_the_server() {
    let Some(project) = Project::new(Database::Postgres, "own words") else { return };
    project.add(
        "1_a",
        "CREATE SEQUENCE tickets START 100;\nCREATE FUNCTION code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;",
    );
    project.add(
        "2_b",
        "CREATE TABLE room (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, w INT NOT NULL, area INT NOT NULL GENERATED \
         ALWAYS AS (w * w) STORED, ticket BIGINT NOT NULL DEFAULT nextval('tickets'), code TEXT NOT NULL DEFAULT code());\n\
         CREATE INDEX room_area ON room (area);\nINSERT INTO room (w) VALUES (3), (4);",
    );
    project.add(
        "3_c",
        "CREATE TABLE event (at DATE NOT NULL, room INT REFERENCES room, data JSONB) PARTITION BY RANGE (at);\n\
         CREATE TABLE event_old PARTITION OF event FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');\n\
         CREATE TABLE event_new PARTITION OF event DEFAULT;\nCREATE INDEX event_data ON event USING gin (data);\n\
         INSERT INTO event VALUES ('2001-02-03', 1, '{}');",
    );
    project.add(
        "4_d",
        "CREATE SCHEMA audit;\nCREATE TABLE audit.log (id BIGSERIAL PRIMARY KEY, what TEXT);\n\
         CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit.log (what) \
         VALUES (TG_OP); RETURN NEW; END $$;\n\
         CREATE TRIGGER noted AFTER UPDATE ON room FOR EACH ROW EXECUTE FUNCTION audit.note();\nUPDATE room SET w = w + 1;",
    );
    run(project.deploy()).expect("it deploys");
    let mut folder = project.folder();
    let done = run(squash(&project.target, &mut folder, &Options::default())).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(done.replaced.len(), 4);
    let fresh = Project::new(Database::Postgres, "own words fresh").expect("the server runs");
    copy(&project.migrations(), &fresh.migrations());
    run(fresh.deploy()).expect("it deploys");
    for project in [&project, &fresh] {
        let sql = "SELECT (SELECT string_agg(concat_ws(':', id, w, area, ticket, code), ' ' ORDER BY id) FROM room) || \
                   (SELECT ' ' || count(*) FROM audit.log) || (SELECT ' ' || count(*) FROM event_old)";
        assert_eq!(run(project.value(sql)), "1:4:16:100:x 2:5:25:101:x 2 1");
    }
}

#[test]
fn owners_and_settings_are_what_they_were() {
    let Some(project) = Project::new(Database::Postgres, "owners squashed") else { return };
    project.add(
        "1_a",
        "CREATE TABLE t (id INT PRIMARY KEY, a TEXT) WITH (toast.autovacuum_enabled = false);\n\
         CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';\n\
         CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING;",
    );
    project.add(
        "2_b",
        "ALTER TABLE t OWNER TO pg_monitor; ALTER FUNCTION f() OWNER TO pg_monitor; ALTER TABLE t DISABLE RULE quiet;\n\
         ALTER TABLE t CLUSTER ON t_pkey; ALTER TABLE t ALTER a SET COMPRESSION pglz, ALTER a SET STATISTICS 300;\n\
         CREATE STATISTICS s ON id, a FROM t; ALTER STATISTICS s SET STATISTICS 200;",
    );
    run(project.deploy()).expect("it deploys");
    let squashed = |project: &Project| run(squash(&project.target, &mut project.folder(), &Options::default()));
    squashed(&project).unwrap_or_else(|e| panic!("{e}"));
    let fresh = Project::new(Database::Postgres, "owners fresh").expect("the server runs");
    copy(&project.migrations(), &fresh.migrations());
    run(fresh.deploy()).expect("it deploys");
    let told = "SELECT concat_ws(' ', (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 't'), \
                (SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'f'), \
                (SELECT ev_enabled FROM pg_rewrite WHERE rulename = 'quiet'), \
                (SELECT bool_or(indisclustered) FROM pg_index WHERE indrelid = 't'::regclass), \
                (SELECT concat(attcompression, attstattarget) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'a'), \
                (SELECT stxstattarget FROM pg_statistic_ext WHERE stxname = 's'), \
                (SELECT s.reloptions FROM pg_class t JOIN pg_class s ON s.oid = t.reltoastrelid WHERE t.relname = 't'))";
    for project in [&project, &fresh] {
        assert_eq!(run(project.value(told)), "pg_monitor pg_monitor D t p300 200 {autovacuum_enabled=false}");
    }
    // An extension in a schema of its own, in whatever version the server has.
    let project = Project::new(Database::Postgres, "extensions squashed").expect("the server runs");
    project.add(
        "1_a",
        "CREATE SCHEMA extensions; CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions; CREATE EXTENSION citext;",
    );
    project.add("2_b", "CREATE TABLE t (id uuid PRIMARY KEY DEFAULT extensions.gen_random_uuid(), mail citext);");
    run(project.deploy()).expect("it deploys");
    let done = squashed(&project).unwrap_or_else(|e| panic!("{e}"));
    assert!(
        done.script.contains("\"pgcrypto\" WITH SCHEMA \"extensions\";") && !done.script.contains("VERSION"),
        "{}",
        done.script
    );
    // Nobody knows how an event trigger was made.
    let project = Project::new(Database::Postgres, "events squashed").expect("the server runs");
    project.add("1_a", "CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN END$$;");
    project.add("2_b", "CREATE EVENT TRIGGER noted ON ddl_command_start EXECUTE FUNCTION et();");
    let error = squashed(&project).expect_err("it is not made again").to_string();
    assert!(error.contains("event trigger noted is missing"), "{error}");
    project.add("2_b", "COMMENT ON ROLE pg_monitor IS NULL;");
    let error = squashed(&project).expect_err("no picture shows it").to_string();
    assert!(error.contains("2_b runs `COMMENT ON ROLE pg_monitor IS NULL`"), "{error}");
    let hidden = "ALTER TABLE \"_prisma_migrations\" ENABLE ROW LEVEL SECURITY";
    project.add("1_a", "CREATE TABLE a (x INT)");
    project.add("2_b", hidden);
    let error = squashed(&project).expect_err("no picture shows it").to_string();
    assert!(error.contains(&format!("2_b runs `{hidden}`, which no picture")), "{error}");
    let join = Options { join: true, ..Options::default() };
    let done = run(squash(&project.target, &mut project.folder(), &join)).unwrap_or_else(|e| panic!("{e}"));
    assert!(done.script.contains(hidden));
}

#[test]
fn virtual_tables_keep_their_own_tables() {
    let Some(project) = Project::new(Database::Sqlite, "virtual") else { return };
    project.add("1_a", "CREATE TABLE post (id INTEGER PRIMARY KEY, title TEXT);\nINSERT INTO post VALUES (1, 'a');");
    project.add(
        "2_b",
        "CREATE VIRTUAL TABLE found USING fts5(title, content='post', content_rowid='id');\n\
         CREATE TRIGGER seen AFTER INSERT ON post BEGIN INSERT INTO found(rowid, title) VALUES (new.id, new.title); END;",
    );
    run(project.deploy()).expect("it deploys");
    let mut folder = project.folder();
    let done = run(squash(&project.target, &mut folder, &Options::default())).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((done.replaced.len(), done.carried), (2, 1));
}

#[test]
fn what_was_kept_of_dropped_columns_is_not_made_again() {
    let Some(project) = Project::new(Database::Postgres, "squash of kept") else { return };
    project.add("1_init", "CREATE TABLE a (b serial PRIMARY KEY, c text); CREATE TABLE gone (d serial);");
    project.add(
        "2_drop",
        "CREATE SCHEMA IF NOT EXISTS \"_nicol_keep\"; CREATE TABLE \"_nicol_keep\".\"a__c__2\" AS SELECT b, c FROM a;\
         ALTER TABLE a DROP COLUMN c; ALTER TABLE gone SET SCHEMA \"_nicol_keep\";",
    );
    run(async {
        project.deploy().await.expect("it deploys");
        let mut folder = project.folder();
        let options = Options { name: "start".to_owned(), ..Options::default() };
        let done = squash(&project.target, &mut folder, &options).await.expect("it can be squashed");
        let script = project.folder().find(&done.name).expect("it is there").script().expect("its script").to_owned();
        assert!(!script.contains("_nicol_keep") && !script.contains("gone"), "{script}");
        assert_eq!(project.deploy().await.expect("it is recorded").applied, [""; 0]);
        assert_eq!(project.value("SELECT COUNT(*) FROM _nicol_keep.gone").await, "0");
    });
}

fn up_to(to: &str, name: &str) -> Options {
    Options { to: Some(to.to_owned()), name: name.to_owned(), ..Options::default() }
}

/// Three tables, each with its way back; the first two are replaced by one.
fn three(project: &Project) {
    for (name, table) in [("20260101000000_a", "a"), ("20260101000001_b", "b"), ("20260101000002_c", "c")] {
        project.add(name, &format!("CREATE TABLE {table} (x INTEGER);"));
        let down = project.migrations().join(name).join("down.sql");
        std::fs::write(down, format!("DROP TABLE {table};")).expect("the folder can be written");
    }
    run(project.deploy()).expect("it deploys");
    run(squash(&project.target, &mut project.folder(), &up_to("20260101000001_b", "ab"))).expect("it is squashed");
    let down = project.migrations().join("20260101000001_ab/down.sql");
    std::fs::write(down, "DROP TABLE b;\nDROP TABLE a;").expect("the folder can be written");
}

const ORDER: &str =
    "SELECT migration_name FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name";

#[test]
fn a_squash_stands_where_the_last_of_its_predecessors_stood() {
    for project in Project::each("its place") {
        three(&project);
        let times = "SELECT CAST(started_at AS TEXT) FROM _prisma_migrations ORDER BY started_at";
        let before = run(project.column(times));
        run(project.deploy()).expect("it is recorded");
        assert_eq!(run(project.column(ORDER)), ["20260101000001_ab", "20260101000002_c"]);
        assert_eq!(run(project.column(times)), before[1..]);
        let request = |goal| Request::new(goal, Mode::AcceptDataLoss);
        let done = run(down(&project.target, &project.folder(), &request(Goal::Last(1)))).expect("the last one");
        assert_eq!(done.taken_back, ["20260101000002_c"]);
    }
}

#[test]
fn a_squash_can_be_given_up() {
    for project in Project::each("given up") {
        three(&project);
        let fourth = ["20260101000003_d", "CREATE TABLE d (x INTEGER);"];
        project.add(fourth[0], fourth[1]);
        run(project.deploy()).expect("it is recorded");
        let squashed = project.folder();
        // A squash of the squash.
        run(squash(&project.target, &mut project.folder(), &up_to("20260101000002_c", "abc"))).expect("it is squashed");
        run(project.deploy()).expect("it is recorded");
        assert_eq!(run(project.column(ORDER)), ["20260101000002_abc", fourth[0]]);

        // The commit is reverted, and what was moved away not yet put back.
        std::fs::remove_dir_all(project.migrations().join("20260101000002_abc")).expect("it is there");
        project.add("20260101000000_a", "CREATE TABLE a (x INTEGER);");
        project.add("20260101000002_c", "CREATE TABLE c (x INTEGER);");
        let error = run(project.deploy()).expect_err("they are there");
        assert!(error.to_string().contains("`nicol migrate resolve --applied 20260101000000_a`"), "{error}");
        let settle = || run(mark_applied(&project.target, &project.folder(), "20260101000000_a"));
        let error = settle().expect_err("one is missing");
        assert!(matches!(&error, Error::SquashStays { missing, .. } if missing == &["20260101000001_b"]), "{error}");
        project.add("20260101000001_b", "CREATE TABLE b (x INTEGER, more INTEGER);");
        let error = settle().expect_err("one is another");
        assert!(matches!(&error, Error::SquashStays { changed, .. } if changed == &["20260101000001_b"]), "{error}");
        project.add("20260101000001_b", "CREATE TABLE b (x INTEGER);");
        let turned = settle().expect("they are there").expect("it was a squash");
        assert_eq!((turned.by.as_str(), turned.migrations.len()), ("20260101000002_abc", 3));
        let order = ["20260101000000_a", "20260101000001_b", "20260101000002_c", fourth[0]];
        assert_eq!(run(project.column(ORDER)), order);
        assert_eq!(run(project.deploy()).expect("nothing is in the way").applied, [""; 0]);
        // And the commit with the first squash, as if nothing had been.
        for name in &order[..2] {
            std::fs::remove_dir_all(project.migrations().join(name)).expect("it is there");
        }
        let ab = squashed.find("20260101000001_ab").expect("it was made").script().expect("its script");
        project.add("20260101000001_ab", ab);
        assert_eq!(run(project.deploy()).expect("nothing is in the way").applied, [""; 0]);
        assert_eq!(run(project.column(ORDER)), ["20260101000001_ab", order[2], order[3]]);
    }
}

/// A database that was made from the squash has had none of its predecessors.
#[test]
fn a_folder_from_before_a_squash_is_known_where_the_squash_has_run() {
    for project in Project::each("has run") {
        let old = [
            ("1_a", "CREATE TABLE IF NOT EXISTS a (x INTEGER);"),
            ("2_b", "CREATE TABLE IF NOT EXISTS b (x INTEGER);"),
        ];
        run(project.deploy()).expect("the database is made");
        old.iter().for_each(|(name, script)| project.add(name, script));
        project.add("3_c", "CREATE TABLE c (x INTEGER);");
        run(squash(&project.target, &mut project.folder(), &up_to("2_b", "ab"))).expect("it is squashed");
        // And that with the next.
        run(squash(&project.target, &mut project.folder(), &up_to("3_c", "abc"))).expect("it is squashed");
        assert_eq!(run(project.deploy()).expect("it runs").applied.len(), 1);
        assert!(run(status(&project.target, &project.folder())).expect("it answers").is_up_to_date());

        let name = project.folder().migrations[0].name.clone();
        std::fs::remove_dir_all(project.migrations().join(name)).expect("it is there");
        old.iter().for_each(|(name, script)| project.add(name, script));
        project.add("3_c", "CREATE TABLE c (x INTEGER);");
        let error = run(project.deploy()).expect_err("they are there");
        assert!(matches!(&error, Error::BeforeSquash { migrations, .. } if migrations.len() == 3), "{error}");
        project.add("2_b", "CREATE TABLE b (x INTEGER, y INTEGER);");
        project.add("3_c", "CREATE TABLE c (x INTEGER, y INTEGER);");
        let settle = || run(mark_applied(&project.target, &project.folder(), "1_a"));
        let error = settle().expect_err("one is another");
        assert!(matches!(&error, Error::SquashStays { changed, .. } if changed == &["2_b", "3_c"]), "{error}");
        project.add("2_b", old[1].1);
        project.add("3_c", "CREATE TABLE c (x INTEGER);");
        settle().expect("they are there").expect("it was a squash");
        assert_eq!(run(project.column(ORDER)), ["1_a", "2_b", "3_c"]);
    }
}

#[test]
fn what_was_squashed_in_another_form_than_it_was_applied_is_told() {
    for project in Project::each("another form") {
        project.add("1_a", "CREATE TABLE a (x INTEGER);\r\nCREATE TABLE more (x INTEGER);\r\n");
        project.add("2_b", "CREATE TABLE b (x INTEGER);");
        run(project.deploy()).expect("it deploys");
        let squashed = || run(squash(&project.target, &mut project.folder(), &up_to("2_b", "ab")));
        // Version control may have changed the line endings.
        project.add("1_a", "CREATE TABLE a (x INTEGER);\nCREATE TABLE more (x INTEGER);\n");
        project.add("2_b", "CREATE TABLE b (x INTEGER, y INTEGER);");
        let error = squashed().expect_err("it was edited");
        assert!(error.to_string().contains("2_b was changed after it was applied"), "{error}");
        // So it was on another database.
        run(project.execute("DELETE FROM _prisma_migrations"));
        let done = squashed().expect("it is squashed");
        run(project.execute(
            "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) \
             VALUES ('1', 'of another form', CURRENT_TIMESTAMP, '2_b', CURRENT_TIMESTAMP, 1)",
        ));
        let crlf = checksum("CREATE TABLE a (x INTEGER);\r\nCREATE TABLE more (x INTEGER);\r\n");
        run(project.execute(&format!(
            "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) \
             VALUES ('2', '{crlf}', CURRENT_TIMESTAMP, '1_a', CURRENT_TIMESTAMP, 1)"
        )));
        let error = run(project.deploy()).expect_err("the column is not there");
        assert!(matches!(&error, Error::SquashedOtherwise { changed, .. } if changed == &["2_b"]), "{error}");
        let state = run(status(&project.target, &project.folder())).expect("it answers");
        let told: Vec<_> = state.stuck.into_iter().map(|stuck| stuck.error(&project.folder()).to_string()).collect();
        assert_eq!((told, state.diagnosis.unpersisted), (vec![error.to_string()], Vec::new()));
        run(mark_applied(&project.target, &project.folder(), &done.name)).expect("it is said to be there");
        assert_eq!(run(project.column(ORDER)), [done.name]);
    }
}

#[test]
fn of_the_same_moment_the_names_tell_the_order() {
    for project in Project::each("same moment") {
        three(&project);
        run(project
            .execute("UPDATE _prisma_migrations SET started_at = (SELECT min(started_at) FROM _prisma_migrations)"));
        run(project.deploy()).expect("it is recorded");
        assert_eq!(run(project.column(ORDER)), ["20260101000001_ab", "20260101000002_c"]);
        let request = |goal| Request::new(goal, Mode::AcceptDataLoss);
        let done = run(down(&project.target, &project.folder(), &request(Goal::Last(1)))).expect("the last one");
        assert_eq!(done.taken_back, ["20260101000002_c"]);
    }
}

#[test]
fn nothing_is_taken_back_while_later_ones_stay() {
    for project in Project::each("out of order") {
        three(&project);
        run(project.deploy()).expect("it is recorded");
        // As it was recorded by older versions: behind what it stands before.
        let last = match project.database {
            Database::Postgres => "now() + interval '1 hour'",
            Database::Sqlite => "started_at + 3600000",
        };
        let name = "20260101000001_ab";
        run(project
            .execute(&format!("UPDATE _prisma_migrations SET started_at = {last} WHERE migration_name = '{name}'")));
        let request = |goal| Request::new(goal, Mode::AcceptDataLoss);
        let error = run(down(&project.target, &project.folder(), &request(Goal::Last(1)))).expect_err("c stays");
        assert!(error.to_string().contains("20260101000002_c stands behind it in the folder, and is applied, too. To take all of that back: `nicol migrate down 2`"), "{error}");
        run(project.column("SELECT x FROM a UNION SELECT x FROM b UNION SELECT x FROM c"));
        let done = run(down(&project.target, &project.folder(), &request(Goal::Last(2)))).expect("both go");
        assert_eq!(done.taken_back, ["20260101000002_c", name]);
    }
}

#[test]
fn of_two_at_once_one_records_a_squash() {
    for project in Project::each("recorded once") {
        three(&project);
        run(async {
            let start = async || Dev::start(&project.target, project.folder(), DiffOptions::default()).await;
            let (one, other) = (start().await.expect("it starts"), start().await.expect("it starts"));
            let (first, second) = tokio::join!(one.settle_squashes(), other.settle_squashes());
            assert_eq!(first.expect("it settles").len() + second.expect("it settles").len(), 1);
        });
        assert_eq!(run(project.column(ORDER)), ["20260101000001_ab", "20260101000002_c"]);
    }
}

#[test]
fn what_rows_said_is_kept_where_our_own_history_cant_be() {
    for project in Project::each("no ledger") {
        three(&project);
        match project.database {
            Database::Postgres => run(project.execute(
                "DROP SCHEMA IF EXISTS _nicol CASCADE; CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE 'no more schemas'; END $$; CREATE EVENT TRIGGER no_schemas ON ddl_command_start \
                 WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION refuse()",
            )),
            Database::Sqlite => {
                let file = project.target.url.as_sqlite().and_then(|u| u.file_path()).expect("a file");
                let file = std::path::PathBuf::from(format!("{}.nicol", std::path::Path::new(&file).display()));
                let _ = std::fs::remove_file(&file);
                std::fs::create_dir(file).expect("a folder in its place");
            }
        }
        let mut told = Vec::new();
        let mut on = |event: Event<'_>| {
            if let Event::Untold { migration, .. } = event {
                told.push(migration.to_owned());
            }
        };
        run(nicol_engine::deploy::deploy(&project.target, &project.folder(), &mut on)).expect("it is recorded");
        assert_eq!(told, ["20260101000001_ab"]);
        let logs = run(project.value("SELECT logs FROM _prisma_migrations WHERE migration_name LIKE '%_ab'"));
        let rows: Vec<serde_json::Value> =
            logs.lines().skip(1).map(|line| serde_json::from_str(line).expect("an object")).collect();
        let names: Vec<_> = rows.iter().map(|row| row["migration_name"].clone()).collect();
        assert_eq!(names, ["20260101000000_a", "20260101000001_b"], "{logs}");
        assert!(rows.iter().all(|row| row["started_at"].is_string() && row["checksum"].is_string()), "{logs}");
    }
}

#[test]
fn what_is_pending_beside_applied_ones_is_not_squashed() {
    for project in Project::each("pending here") {
        project.add("20260101000000_a", "CREATE TABLE a (x INTEGER);");
        project.add("20260101000001_b", "CREATE TABLE b (x INTEGER);");
        run(project.deploy()).expect("it deploys");
        project.add("20260101000002_c", "CREATE TABLE c (x INTEGER);");
        let all = || Options { name: "all".to_owned(), ..Options::default() };
        let error = run(squash(&project.target, &mut project.folder(), &all())).expect_err("c is pending");
        assert!(error.to_string().contains("Pending are:\n  - 20260101000002_c"), "{error}");
        assert_eq!(project.folder().migrations.len(), 3);
        run(squash(&project.target, &mut project.folder(), &up_to("20260101000001_b", "ab"))).expect("those before it");
        // It is as good as applied, and c comes behind it.
        let state = run(status(&project.target, &project.folder())).expect("it answers");
        assert_eq!(
            (state.to_record.as_slice(), state.late.as_slice()),
            (&["20260101000001_ab".to_owned()][..], &[][..])
        );
        run(project.deploy()).expect("both settle");
        run(squash(&project.target, &mut project.folder(), &all())).expect("all are applied");
        assert_eq!(project.folder().migrations.len(), 1);
    }
}

/// What a shadow database is given before the first migration is in every database that the project is about.
#[test]
fn rows_that_a_shadow_database_begins_with_are_none_of_the_migrations() {
    for mut project in Project::each("given") {
        let name = if project.database == Database::Postgres { "public.theirs" } else { "theirs" };
        project.target.external_tables.push(name.to_owned());
        let init =
            "CREATE TABLE theirs (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO theirs VALUES (1, 'x'), (2, NULL);";
        project.target.init_shadow = Some(init.to_owned());
        project.add("20260101000000_a", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (7);");
        project.add("20260102000000_b", "CREATE TABLE b (y INTEGER); INSERT INTO theirs VALUES (3, 'ours');");
        let mut folder = project.folder();
        if project.database == Database::Sqlite {
            std::fs::write(project.dir.path().join("dev.db"), "").expect("the folder can be written");
        }
        let options = Options { name: "all".to_owned(), ..Options::default() };
        let done = run(squash(&project.target, &mut folder, &options)).expect("nothing is in the way");
        assert_eq!(done.carried, 2, "{}", done.script);
        run(project.execute(init));
        run(project.execute(&done.script));
        assert_eq!(run(project.value("SELECT count(*) FROM theirs")), "3");
        assert_eq!(run(project.value("SELECT x FROM a")), "7");
    }
}

/// A folder that is a link to another file system, where there is one.
#[cfg(unix)]
#[test]
fn migrations_may_be_on_another_file_system() {
    let memory = std::path::Path::new("/dev/shm");
    let Some(project) = Project::new(Database::Sqlite, "elsewhere").filter(|_| memory.is_dir()) else { return };
    let elsewhere = tempfile::tempdir_in(memory).expect("it can be written");
    let there = elsewhere.path().join("migrations");
    std::fs::create_dir(&there).expect("it can be written");
    let _ = std::fs::remove_dir(project.migrations());
    std::os::unix::fs::symlink(&there, project.migrations()).expect("it can be written");
    let mut folder = project.folder();
    for (name, table) in [("1_a", "a"), ("2_b", "b")] {
        folder
            .add(name, &format!("CREATE TABLE {table} (x INTEGER);"), "provider = \"sqlite\"\n")
            .expect("it is written");
    }
    run(project.deploy()).expect("it deploys");
    let done = run(squash(&project.target, &mut project.folder(), &up_to("2_b", "ab"))).expect("it is squashed");
    assert_eq!(project.folder().migrations.len(), 1);
    let kept = done.kept_in.expect("they are put away").join("1_a/migration.sql");
    assert_eq!(std::fs::read_to_string(kept).expect("it is there"), "CREATE TABLE a (x INTEGER);");
}

#[test]
fn new_databases_count_from_where_the_old_ones_leave_it() {
    let Some(project) = Project::new(Database::Postgres, "positions") else { return };
    project.add("1_a", "CREATE TABLE \"Order\" (id SERIAL PRIMARY KEY, no BIGSERIAL);\nCREATE TABLE e (id SERIAL PRIMARY KEY);\nCREATE TABLE named (no TEXT);\nCREATE SEQUENCE named_no_seq OWNED BY named.no;\nCREATE TABLE i (id INT PRIMARY KEY);\nCREATE TABLE later (id INT GENERATED ALWAYS AS IDENTITY (START WITH 50));");
    project.add(
        "2_b",
        "ALTER SEQUENCE \"Order_id_seq\" RESTART WITH 1000;\nSELECT setval('\"Order_no_seq\"', 77, false);\n\
         INSERT INTO e VALUES (DEFAULT), (DEFAULT);\nALTER SEQUENCE e_id_seq RESTART WITH 500;\nINSERT INTO i VALUES (1);\n\
         ALTER TABLE i ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 100);",
    );
    run(squash(&project.target, &mut project.folder(), &Options::default())).unwrap_or_else(|e| panic!("{e}"));
    run(project.deploy()).expect("it deploys");
    let next = "SELECT concat_ws(' ', nextval('\"Order_id_seq\"'), nextval('\"Order_no_seq\"'), nextval('e_id_seq'), \
                nextval('i_id_seq'), nextval('later_id_seq'))";
    assert_eq!(run(project.value(next)), "1000 77 500 100 50");

    let project = Project::new(Database::Sqlite, "positions").expect("it needs no server");
    project.add("1_a", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);\nCREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT);");
    project.add(
        "2_b",
        "INSERT INTO t VALUES (1000);\nDELETE FROM t;\nINSERT INTO u VALUES (7);\nUPDATE sqlite_sequence SET seq = 30 WHERE name = 'u';\n\
         PRAGMA user_version = 5;\nPRAGMA application_id = 6;",
    );
    run(project.deploy()).expect("it deploys");
    run(squash(&project.target, &mut project.folder(), &Options::default())).unwrap_or_else(|e| panic!("{e}"));
    let fresh = Project::new(Database::Sqlite, "positions fresh").expect("it needs no server");
    copy(&project.migrations(), &fresh.migrations());
    run(fresh.deploy()).expect("it deploys");
    run(fresh.execute("INSERT INTO t DEFAULT VALUES; INSERT INTO u DEFAULT VALUES"));
    let next = "SELECT max(t.id) || ' ' || max(u.id) || ' ' || (SELECT user_version FROM pragma_user_version) || \
                (SELECT application_id FROM pragma_application_id) FROM t, u";
    assert_eq!(run(fresh.value(next)), "1001 31 56");
}
