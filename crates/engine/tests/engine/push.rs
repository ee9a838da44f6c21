use nicol_engine::push::Push;
use nicol_migrate::diff::DiffOptions;

use crate::support::{Database, Project, run};

async fn push(project: &Project, models: &str) -> Push {
    let wanted = project.wanted(models);
    Push::prepare(&project.target, &wanted, &DiffOptions::default(), false).await.expect("it compares")
}

#[test]
fn a_push_brings_the_database_to_the_schema() {
    for project in Project::each("push") {
        run(async {
            let models = "model A {\n  id Int @id\n  b  String\n  c  DateTime @default(now())\n  @@index([b])\n}\n";
            let first = push(&project, models).await;
            first.execute().await.expect("it runs");
            let second = push(&project, models).await;
            assert!(second.plan.is_empty(), "{:?}: {:?}", project.database, second.plan.steps);
        });
    }
}

#[test]
fn what_would_be_lost_is_counted() {
    for project in Project::each("push loss") {
        run(async {
            push(&project, "model A {\n  id Int @id\n  b  String?\n}\n").await.execute().await.expect("it runs");
            let without_b = "model A {\n  id Int @id\n}\n";
            assert!(push(&project, without_b).await.findings.here.warnings.is_empty(), "no rows, no warning");
            project.execute("INSERT INTO \"A\" VALUES (1, 'x'), (2, NULL)").await;
            let warned = push(&project, without_b).await;
            assert!(warned.findings.here.warnings[0].text.contains("1 non-null value"), "{:?}", warned.findings.here);

            let required = "model A {\n  id Int @id\n  b  String?\n  c  Int\n}\n";
            let refused = push(&project, required).await;
            assert_eq!(refused.findings.here.unexecutable.len(), 1, "{:?}", refused.findings.here);
        });
    }
}

#[test]
fn a_push_that_fails_changes_nothing() {
    for project in Project::each("push fails") {
        run(async {
            push(&project, "model A {\n  id Int @id\n  b  String\n}\n").await.execute().await.expect("it runs");
            project.execute("INSERT INTO \"A\" VALUES (1, 'x'), (2, 'x')").await;
            let models = "model A {\n  id Int @id\n  b  String @unique\n  c  Int?\n}\n\nmodel New {\n  id Int @id\n}\n";
            let failing = push(&project, models).await;
            let error = failing.execute().await.expect_err("two rows are equal");
            assert_eq!(error.code(), Some("P2002"), "{error}");
            let again = push(&project, models).await;
            assert_eq!(again.plan.steps.len(), failing.plan.steps.len(), "{:?}", project.database);
        });
    }
}

#[test]
fn a_push_on_a_table_under_a_view_and_triggers_keeps_all_of_it() {
    let Some(project) = Project::new(Database::Sqlite, "push view") else { return };
    run(async {
        let models = |name: &str| {
            format!(
                "model P {{\n  id Int @id\n  name {name}\n  log Log[]\n}}\nmodel Log {{\n  id Int @id\n  pId Int\n  p P @relation(fields: [pId], references: [id], onDelete: Cascade)\n}}\n"
            )
        };
        push(&project, &models("String")).await.execute().await.expect("it runs");
        project
            .execute(
                "CREATE VIEW vw AS SELECT name FROM \"P\"; \
                 CREATE TRIGGER own AFTER INSERT ON \"P\" BEGIN INSERT INTO \"Log\" VALUES (NEW.id, NEW.id); END; \
                 CREATE TRIGGER other AFTER DELETE ON \"Log\" BEGIN UPDATE \"P\" SET name = 'gone' WHERE id = OLD.\"pId\"; END; \
                 INSERT INTO \"P\" VALUES (1, 'one')",
            )
            .await;
        push(&project, &models("String?")).await.execute().await.expect("it runs");
        assert_eq!(project.value("SELECT name FROM vw").await, "one");
        assert_eq!(project.value("SELECT COUNT(*) FROM \"Log\"").await, "1", "nothing cascades");
        project.execute("INSERT INTO \"P\" VALUES (2, NULL); DELETE FROM \"Log\" WHERE id = 1").await;
        assert_eq!(project.value("SELECT name FROM \"P\" WHERE id = 1").await, "gone");
        assert_eq!(project.value("SELECT COUNT(*) FROM \"Log\"").await, "1");
        assert!(push(&project, &models("String?")).await.plan.is_empty());

        // Two tables made anew, and the second one fails: neither has changed.
        let failing = "model P {\n  id Int @id\n}\nmodel Log {\n  id Int @id\n  pId Int @unique\n}\n";
        project.execute("DROP VIEW vw; INSERT INTO \"Log\" VALUES (9, 2)").await;
        push(&project, failing).await.execute().await.expect_err("two rows are equal");
        assert_eq!(project.value("SELECT name FROM \"P\" WHERE id = 1").await, "gone");
        assert_eq!(
            project.value("SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'new\\_%' ESCAPE '\\'").await,
            "0"
        );
    });
}

#[test]
fn a_push_with_enums_that_fails_changes_nothing_either() {
    let Some(project) = Project::new(Database::Postgres, "push enum") else { return };
    run(async {
        let first = "enum E {\n  a\n  b\n}\nmodel A {\n  id Int @id\n  e E\n  name String\n  old String\n}\n";
        push(&project, first).await.execute().await.expect("it runs");
        project.execute("INSERT INTO \"A\" VALUES (1, 'a', 'x', 'kept'), (2, 'a', 'x', 'kept')").await;
        for values in ["a\n  b\n  c", "a", "a\n  c"] {
            let second =
                format!("enum E {{\n  {values}\n}}\nmodel A {{\n  id Int @id\n  e E\n  name String @unique\n}}\n");
            let error = push(&project, &second).await.execute().await.expect_err("two rows are equal");
            assert_eq!(error.code(), Some("P2002"), "{error}");
            assert_eq!(project.value("SELECT COUNT(old) FROM \"A\"").await, "2", "{values}");
            assert_eq!(
                project.value("SELECT string_agg(v::text, ',') FROM unnest(enum_range(NULL::\"E\")) v").await,
                "a,b"
            );
        }
        project.execute("UPDATE \"A\" SET name = id::text").await;
        let second = "enum E {\n  a\n  c\n}\nmodel A {\n  id Int @id\n  e E @default(c)\n  name String @unique\n}\n";
        push(&project, second).await.execute().await.expect("it runs");
        assert!(push(&project, second).await.plan.is_empty());
    });
}

#[test]
fn a_new_enum_value_that_is_used_at_once_comes_first_and_alone() {
    let Some(project) = Project::new(Database::Postgres, "push enum default") else { return };
    run(async {
        let models = |values: &str, default: &str, unique: &str, more: &str| {
            format!(
                "enum E {{\n  {values}\n}}\nmodel A {{\n  id Int @id\n  e E @default({default})\n  name String {unique}\n  {more}\n}}\n"
            )
        };
        push(&project, &models("a", "a", "", "old String")).await.execute().await.expect("it runs");
        project.execute("INSERT INTO \"A\" VALUES (1, 'a', 'x', 'kept'), (2, 'a', 'x', 'kept')").await;
        let wanted = models("a\n  b", "b", "@unique", "");
        let error = push(&project, &wanted).await.execute().await.expect_err("two rows are equal");
        assert_eq!(error.code(), Some("P2002"), "{error}");
        assert!(error.to_string().contains("only the new enum values (b)"), "{error}");
        assert_eq!(project.value("SELECT COUNT(old) FROM \"A\"").await, "2");
        project.execute("UPDATE \"A\" SET name = id::text").await;
        push(&project, &wanted).await.execute().await.expect("it runs");
        assert!(push(&project, &wanted).await.plan.is_empty());
    });
}

const UNSAID: &str = "CREATE TABLE \"A\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"b\" TEXT NOT NULL, \"c\" TEXT NOT NULL, \"gone\" TEXT); \
    CREATE UNIQUE INDEX part ON \"A\" (\"b\") WHERE \"c\" <> 'x'; CREATE INDEX expr ON \"A\" (lower(\"b\") COLLATE NOCASE DESC); \
    CREATE INDEX of_gone ON \"A\" (\"b\") WHERE gone IS NULL; CREATE UNIQUE INDEX \"A_c_key\" ON \"A\" (\"c\" COLLATE NOCASE); \
    INSERT INTO \"A\" VALUES (1, 'b', 'c', NULL)";

#[test]
fn indexes_that_no_schema_can_say_come_back_when_a_table_is_made_anew() {
    let Some(project) = Project::new(Database::Sqlite, "push indexes") else { return };
    run(async {
        nicol_driver::admin::create_database(&project.target.url).await.expect("it is made");
        project.execute(UNSAID).await;
        let listed =
            "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE type = 'index' ORDER BY name)";
        let before = project.value(listed).await;
        let optional = "model A {\n  id Int @id\n  b String?\n  c String @unique\n  gone String?\n}\n";
        let changed = push(&project, optional).await;
        assert!(changed.findings.here.warnings.is_empty(), "{:?}", changed.findings.here);
        changed.execute().await.expect("it runs");
        assert_eq!(project.value(listed).await, before);
        assert!(push(&project, optional).await.plan.is_empty());

        // The index of a column that goes can't come back: that is said.
        let shorter = push(&project, "model A {\n  id Int @id\n  b String?\n  c String @unique\n}\n").await;
        let texts = shorter.findings.here.texts().join("\n");
        assert!(texts.contains("INDEX of_gone") && !texts.contains("expr") && !texts.contains("part"), "{texts}");
        shorter.execute().await.expect("it runs");
        let names =
            "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name)";
        assert_eq!(project.value(names).await, "A_c_key,expr,part");
    });
}

#[test]
fn what_a_table_made_anew_loses_is_named() {
    let Some(project) = Project::new(Database::Sqlite, "push unsaid") else { return };
    run(async {
        nicol_driver::admin::create_database(&project.target.url).await.expect("it is made");
        project
            .execute(
                "CREATE TABLE \"A\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"b\" TEXT NOT NULL COLLATE NOCASE, \
                 \"n\" INTEGER NOT NULL CONSTRAINT positive CHECK (\"n\" > 0), up TEXT AS (upper(\"b\"))) STRICT",
            )
            .await;
        let kept = push(&project, "model A {\n  id Int @id\n  b String?\n  n Int\n}\n").await;
        assert_eq!(kept.findings.here.texts(), Vec::<String>::new(), "all of it can come back");
        let pushed = push(&project, "model A {\n  id Int @id\n  t DateTime?\n}\n").await;
        let text = pushed.findings.here.texts().join("\n");
        for lost in ["`A`", "CHECK (\"n\" > 0)", "STRICT", "up TEXT AS (upper(\"b\"))"] {
            assert!(text.contains(lost), "{lost}: {text}");
        }
        assert!(pushed.findings.general.texts().join("\n").contains("STRICT"), "`migrate dev` tells it too");
    });
}
