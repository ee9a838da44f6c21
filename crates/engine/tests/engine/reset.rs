//! Emptying a database: by its schemas, or object by object where these are somebody else's, or hold what others manage.

use nicol_driver::DatabaseUrl;
use nicol_engine::Error;
use nicol_engine::apply::{Event, Options};
use nicol_engine::reset::{reset, reset_with};

use crate::support::{Database, Project, run};

/// One of each kind.
const ALL_KINDS: &str = "CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);\
     CREATE TYPE pair AS (a int, b mood); CREATE TYPE span AS RANGE (subtype = int);\
     CREATE FUNCTION half(x positive) RETURNS mood IMMUTABLE LANGUAGE sql AS $$ SELECT 'sad'::mood $$;\
     CREATE FUNCTION half(x text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT x $$;\
     CREATE PROCEDURE p() LANGUAGE sql AS $$ SELECT 1 $$;\
     CREATE SEQUENCE numbers; CREATE TABLE \"T\" (id serial PRIMARY KEY, m mood DEFAULT half(1), n positive, s pair, r span,\
     i int GENERATED ALWAYS AS IDENTITY, q int DEFAULT nextval('numbers'));\
     CREATE TABLE parts (id int) PARTITION BY LIST (id); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);\
     CREATE TABLE child (extra int) INHERITS (\"T\"); CREATE TABLE k (t int REFERENCES \"T\" (id));\
     CREATE VIEW v AS SELECT * FROM \"T\"; CREATE VIEW w AS SELECT * FROM v; CREATE MATERIALIZED VIEW x AS SELECT * FROM v;\
     CREATE COLLATION plain FROM \"C\"; CREATE AGGREGATE how_many(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');\
     CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq); CREATE STATISTICS st ON i, q FROM \"T\";\
     CREATE TEXT SEARCH CONFIGURATION words (COPY = simple); CREATE TABLE by_key (id int) PARTITION BY LIST (abs(id));";

/// What is left of all that.
const LEFT: &str = "SELECT (SELECT COUNT(*) FROM pg_class c WHERE relnamespace = 'app'::regnamespace AND relname <> '_prisma_migrations' \
     AND relname <> '_prisma_migrations_pkey') + (SELECT COUNT(*) FROM pg_proc WHERE pronamespace = 'app'::regnamespace) \
     + (SELECT COUNT(*) FROM pg_type WHERE typnamespace = 'app'::regnamespace AND typname NOT LIKE '%prisma_migrations') \
     + (SELECT COUNT(*) FROM pg_collation WHERE collnamespace = 'app'::regnamespace) \
     + (SELECT COUNT(*) FROM pg_operator WHERE oprnamespace = 'app'::regnamespace) \
     + (SELECT COUNT(*) FROM pg_statistic_ext WHERE stxnamespace = 'app'::regnamespace) \
     + (SELECT COUNT(*) FROM pg_ts_config WHERE cfgnamespace = 'app'::regnamespace)";

/// A project in the schema `app`, as a user who may make things in it, and does not own it.
fn as_guest(label: &str) -> Option<(Project, Project)> {
    let mut owner = Project::new(Database::Postgres, label)?;
    let role = format!("guest_of_{}", label.replace(' ', "_"));
    let make = format!(
        "DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN; CREATE SCHEMA app; GRANT USAGE, CREATE ON SCHEMA app TO {role}"
    );
    run(owner.execute(&make));
    if let DatabaseUrl::Postgres(url) = &mut owner.target.url {
        url.schema = Some("app".to_owned());
    }
    let mut guest = Project::at(Database::Postgres, &owner.target.url.to_string());
    guest.target.url = owner.target.url.clone();
    if let DatabaseUrl::Postgres(url) = &mut guest.target.url {
        url.user = role;
    }
    Some((owner, guest))
}

#[test]
fn a_schema_of_somebody_else_is_emptied_object_by_object() {
    let Some((_, guest)) = as_guest("soft reset") else { return };
    guest.add("1_init", "CREATE TABLE a (b int);");
    run(async {
        guest.deploy().await.expect("it applies");
        guest.execute(ALL_KINDS).await;
        let done = reset(&guest.target, &guest.folder(), &mut |_| {}).await.expect("it resets");
        assert_eq!(done.applied, ["1_init"]);
        // The table and its row type, and that of arrays of it.
        assert_eq!(guest.value(LEFT).await, "3");
    });
}

#[test]
fn what_can_not_be_dropped_is_told_and_nothing_is_gone() {
    let Some((owner, guest)) = as_guest("no reset") else { return };
    guest.add("1_init", "CREATE TABLE a (b int);");
    run(async {
        guest.deploy().await.expect("it applies");
        owner.execute("CREATE TABLE app.theirs (b int)").await;
        let error = reset(&guest.target, &guest.folder(), &mut |_| {}).await.expect_err("it is not the owner");
        assert_eq!(error.code(), Some("P3016"));
        assert!(error.to_string().contains("must be owner of table theirs"), "{error}");
        assert_eq!(guest.value("SELECT COUNT(*) FROM a").await, "0");
        assert_eq!(guest.value("SELECT COUNT(*) FROM _prisma_migrations").await, "1");
    });
}

#[test]
fn tables_of_others_stay_with_what_they_need() {
    for mut project in Project::each("external") {
        project.add("1_init", "CREATE TABLE a (b INTEGER PRIMARY KEY);");
        run(async {
            project.deploy().await.expect("it applies");
            let (theirs, name) = match project.database {
                Database::Postgres => (
                    "CREATE TYPE kept AS ENUM ('x'); CREATE TYPE gone AS ENUM ('y'); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS \
                     'SELECT 1'; CREATE TABLE theirs (k kept, a int REFERENCES a (b));",
                    "public.theirs",
                ),
                Database::Sqlite => ("CREATE TABLE theirs (k TEXT, a INTEGER REFERENCES a (b));", "theirs"),
            };
            project.execute(&format!("{theirs} INSERT INTO a VALUES (1); INSERT INTO theirs VALUES ('x', 1);")).await;
            project.target.external_tables.push(name.to_owned());
            reset(&project.target, &project.folder(), &mut |_| {}).await.expect("it resets");
            assert_eq!(project.value("SELECT COUNT(*) FROM theirs").await, "1");
            assert_eq!(project.value("SELECT COUNT(*) FROM a").await, "0");
            if project.database == Database::Postgres {
                let left = "SELECT string_agg(typname, ' ') FROM pg_type WHERE typtype = 'e'";
                assert_eq!(project.value(left).await, "kept");
                assert_eq!(project.value("SELECT COUNT(*) FROM pg_proc WHERE proname = 'f'").await, "0");
            }
        });
    }
}

/// Defaults, parents, triggers, checks, policies and expressions of tables of others stay whole.
#[test]
fn what_tables_of_others_need_stays_and_the_rest_goes() {
    let Some(mut project) = Project::new(Database::Postgres, "external needs") else { return };
    project.add("1_init", "CREATE TABLE a (b int PRIMARY KEY);");
    run(async {
        project.deploy().await.expect("it applies");
        let ours = "CREATE SEQUENCE s; CREATE TABLE parent (p int); CREATE TABLE ours (id serial PRIMARY KEY, a int REFERENCES a);\
             ALTER TABLE a ADD ours int REFERENCES ours; CREATE TABLE heir () INHERITS (ours);\
             CREATE VIEW seen AS SELECT * FROM ours; CREATE FUNCTION of_row(ours) RETURNS int LANGUAGE sql AS 'SELECT 1';\
             CREATE FUNCTION used() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\
             CREATE FUNCTION fine(int) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true';\
             CREATE FUNCTION same(int, int) RETURNS bool LANGUAGE sql AS 'SELECT $1 = $2';\
             CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = same);\
             CREATE DOMAIN good AS int CHECK (fine(VALUE)); CREATE TYPE pair AS (x good);";
        let theirs = "CREATE TABLE others (id int DEFAULT nextval('s'), ours int REFERENCES ours, p pair[]);\
             CREATE TRIGGER t BEFORE INSERT ON others FOR EACH ROW EXECUTE FUNCTION used();\
             CREATE VIEW over AS SELECT * FROM others; CREATE SCHEMA away; CREATE TABLE away.far (a int REFERENCES a);\
             CREATE TABLE child (extra int) INHERITS (parent); INSERT INTO child VALUES (1, 2); INSERT INTO others VALUES (7);\
             CREATE TABLE parts (i int) PARTITION BY LIST (i); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);\
             INSERT INTO parts VALUES (1);";
        project.execute(&format!("{ours} {theirs}")).await;
        for name in ["public.others", "public.child", "away.far", "public.parts"] {
            project.target.external_tables.push(name.to_owned());
        }
        for _ in 0..2 {
            reset(&project.target, &project.folder(), &mut |_| {}).await.expect("it resets");
            let left = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class \
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')";
            assert_eq!(project.value(left).await, "_prisma_migrations a child others parent part parts s");
            let routines = "SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc \
                 WHERE pronamespace = 'public'::regnamespace";
            assert_eq!(project.value(routines).await, "fine used");
            assert_eq!(project.value("SELECT extra FROM child").await, "2");
            assert_eq!(project.value("SELECT COUNT(*) FROM parts").await, "1");
            assert_eq!(project.value("SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f'").await, "0");
        }
        project.execute("INSERT INTO others (p) VALUES (ARRAY[ROW(1)::pair])").await;
        assert_eq!(project.value("SELECT COUNT(id) FROM others").await, "2");
    });
}

/// Tables that are split into parts go with these, and can be made anew.
#[test]
fn tables_in_parts_go_beside_tables_of_others() {
    let Some(mut project) = Project::new(Database::Postgres, "external parts") else { return };
    project.add(
        "1_init",
        "CREATE TABLE ev (d date, v int) PARTITION BY RANGE (d);\
         CREATE TABLE e1 PARTITION OF ev FOR VALUES FROM ('2020-01-01') TO ('2030-01-01') PARTITION BY LIST (abs(v));\
         CREATE TABLE e2 PARTITION OF e1 DEFAULT; CREATE AGGREGATE how_many(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');",
    );
    run(async {
        project.deploy().await.expect("it applies");
        project.execute("CREATE TABLE theirs (k int); INSERT INTO ev VALUES ('2025-01-01', 1)").await;
        project.target.external_tables.push("public.theirs".to_owned());
        let done = reset(&project.target, &project.folder(), &mut |_| {}).await.expect("it resets");
        assert_eq!(done.applied, ["1_init"]);
        assert_eq!(project.value("SELECT COUNT(*) FROM ev").await, "0");
    });
}

/// What is outside of the schemas and nobody's by name does not go silently.
#[test]
fn what_others_use_elsewhere_is_told() {
    let Some(mut project) = Project::new(Database::Postgres, "external elsewhere") else { return };
    project.add("1_init", "CREATE TABLE a (b int);");
    run(async {
        project.deploy().await.expect("it applies");
        project
            .execute("CREATE TABLE theirs (k int); CREATE SCHEMA away; CREATE VIEW away.seen AS SELECT b FROM a")
            .await;
        project.target.external_tables.push("public.theirs".to_owned());
        let error = reset(&project.target, &project.folder(), &mut |_| {}).await.expect_err("it is used");
        assert_eq!(error.code(), Some("P3016"));
        assert!(error.to_string().contains("cannot drop table a"), "{error}");
        assert_eq!(project.value("SELECT COUNT(*) FROM away.seen").await, "0");
        assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations").await, "1");
    });
}

#[test]
fn a_reset_waits_for_locks_as_long_as_it_is_told() {
    let Some(project) = Project::new(Database::Postgres, "reset waits") else { return };
    project.add("1_init", "CREATE TABLE a (b int);");
    run(async {
        project.deploy().await.expect("it applies");
        let holder = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
        holder.execute_script("BEGIN; LOCK TABLE a IN ACCESS SHARE MODE").await.expect("it locks");
        let options = Options { lock_timeout: Some(std::time::Duration::from_millis(20)), ..Options::default() };
        let error =
            reset_with(&project.target, &project.folder(), &options, &mut |_| {}).await.expect_err("it is locked");
        assert_eq!(error.code(), Some("P3016"));
        assert!(matches!(error, nicol_engine::Error::LockTimeout { .. }), "{error}");
        assert_eq!(project.value("SELECT COUNT(*) FROM _prisma_migrations").await, "1");
        // Whoever is in the way is told, and goes.
        let options = Options { watch: Some(std::time::Duration::from_millis(20)), ..Options::default() };
        let mut seen = Vec::new();
        let mut waits = |event: Event<'_>| {
            if let Event::Emptying { sight } = event
                && !sight.blockers.is_empty()
                && seen.is_empty()
            {
                seen.push(sight.blockers[0].activity.as_ref().map(|a| a.query.clone()).unwrap_or_default());
                let url = project.target.url.clone();
                let end =
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK TABLE a %'";
                std::thread::spawn(move || {
                    run(async {
                        let other = nicol_driver::admin::Connection::connect(&url).await.expect("it connects");
                        other.execute_script(end).await.expect("it ends");
                    });
                });
            }
        };
        reset_with(&project.target, &project.folder(), &options, &mut waits).await.expect("it resets");
        assert_eq!(seen, ["BEGIN; LOCK TABLE a IN ACCESS SHARE MODE"]);
    });
}

#[test]
fn nothing_is_emptied_for_migrations_that_can_not_run() {
    let Some(project) = Project::new(Database::Postgres, "reset refused") else { return };
    project.add("1_init", "CREATE TABLE precious (a int);");
    run(async {
        project.deploy().await.expect("it applies");
        project.add("2_vacuum", "CREATE TABLE b (a int);\nVACUUM precious;");
        let error = reset(&project.target, &project.folder(), &mut |_| {}).await.expect_err("no transaction takes it");
        assert!(matches!(error, nicol_engine::Error::MustSplit { .. }), "{error}");
        assert_eq!(project.value("SELECT count(*) FROM precious").await, "0");
    });
}

#[test]
fn nothing_is_emptied_while_other_schemas_hold_what_the_migrations_make() {
    let Some(mut project) = Project::new(Database::Postgres, "two schemas") else { return };
    project.add(
        "1_init",
        "CREATE SCHEMA IF NOT EXISTS auth; CREATE SCHEMA IF NOT EXISTS shop; CREATE TYPE shop.st AS ENUM ('A'); \
         CREATE TABLE shop.\"Order\" (st shop.st); CREATE TABLE auth.a (b int); CREATE VIEW shop.v AS SELECT * FROM auth.a; \
         CREATE TABLE IF NOT EXISTS shop.more (x int);",
    );
    run(async {
        project.deploy().await.expect("it applies");
        project.execute("INSERT INTO auth.a VALUES (1)").await;
        project.target.namespaces = vec!["auth".to_owned()];
        let error = reset(&project.target, &project.folder(), &mut |_| {}).await.expect_err("shop is in the way");
        let Error::NotEmptied { migration, standing, schemas } = &error else { panic!("{error}") };
        assert_eq!((migration.as_str(), &schemas[..]), ("1_init", &["shop".to_owned()][..]));
        assert_eq!(standing, &["\"shop\".\"st\"", "\"shop\".\"Order\""]);
        assert_eq!(project.value("SELECT count(*) FROM auth.a").await, "1");
        // Followed word by word, one way and the other.
        project.target.namespaces = vec!["auth".to_owned(), "shop".to_owned()];
        let done = reset(&project.target, &project.folder(), &mut |_| {}).await.expect("both are emptied");
        assert_eq!(done.applied, ["1_init"]);
        project.target.namespaces = vec!["auth".to_owned()];
        project.execute("DROP TABLE shop.\"Order\"; DROP TYPE shop.st").await;
        let done = reset(&project.target, &project.folder(), &mut |_| {}).await.expect("nothing is in the way");
        assert_eq!(done.applied, ["1_init"]);
    });
}
