//! What `--keep-dropped` keeps is never lost to something of the same name, and comes back or says what is in the way.

use nicol_catalog::Catalog;
use nicol_driver::DatabaseUrl;
use nicol_engine::Error;
use nicol_engine::dev::Dev;
use nicol_engine::down::{Done, DownError, Finding, Goal, Mode, Request, down};
use nicol_engine::reset::reset;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::inverse::{NoteKind, Proof};
use nicol_migrate::renames::{self, Aliases, Renames};
use nicol_migrate::sql::{render, render_keeping};

use super::write_all;
use crate::support::{Database, Project, run, schema, wanted_of};

/// A database of `first` with `rows`, then a migration to `second` that keeps what it drops, and its way back.
fn changed(project: &Project, first: &str, rows: &str, second: &str) {
    let catalog = |text: &str| match text.starts_with("datasource") {
        true => wanted_of(&schema(text)),
        false => project.wanted(text),
    };
    let (made, wanted, options) = (catalog(first), catalog(second), DiffOptions::default());
    project.add("20260101000000_first", &render(&diff(&Catalog::empty(made.dialect), &made, &options)));
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute(rows));
    project.add("20260102000000_second", &render_keeping(&diff(&made, &wanted, &options), &[], "20260102000000"));
    let ways = write_all(project);
    assert_eq!(ways[1].proof, Proof::Equal, "{}", ways[1].text);
    run(project.deploy()).expect("nothing is in the way");
}

fn take_back(project: &Project, mode: Mode) -> Result<Done, Error> {
    run(down(&project.target, &project.folder(), &Request::new(Goal::Last(1), mode)))
}

#[test]
fn tables_and_columns_of_one_name_in_two_schemas_are_kept_side_by_side() {
    let Some(mut project) = Project::new(Database::Postgres, "kept twice") else { return };
    project.target.namespaces = vec!["public".to_owned(), "a".to_owned(), "b".to_owned()];
    let head = "datasource db {\n  provider = \"postgresql\"\n  schemas = [\"public\", \"a\", \"b\"]\n}\n";
    let model = |schema: &str, field: &str| {
        format!(
            "model {schema}_Keep {{\n  id Int @id @default(autoincrement())\n{field}  @@map(\"Keep\")\n  @@schema(\"{schema}\")\n}}\n"
        )
    };
    let field = "  name String? @unique\n";
    let gone = |schema: &str| model(schema, field).replace("Keep", "Gone");
    let schemas = ["public", "a", "b"];
    let first: String = schemas.iter().map(|s| model(s, field) + &gone(s)).collect();
    let second: String = schemas.iter().map(|s| model(s, "")).collect();
    let rows: String = schemas
        .iter()
        .map(|s| {
            format!("INSERT INTO {s}.\"Keep\" (name) VALUES ('k{s}'); INSERT INTO {s}.\"Gone\" (name) VALUES ('g{s}');")
        })
        .collect();
    changed(&project, &(head.to_owned() + &first), &rows, &(head.to_owned() + &second));
    take_back(&project, Mode::Careful).expect("nothing is lost");
    for schema in schemas {
        for (table, value) in [("Keep", "k"), ("Gone", "g")] {
            let found = run(project.value(&format!("SELECT name FROM {schema}.\"{table}\"")));
            assert_eq!(found, format!("{value}{schema}"));
        }
    }
}

#[test]
fn long_names_that_begin_alike_are_kept_side_by_side() {
    for database in [Database::Postgres, Database::Sqlite] {
        let Some(project) = Project::new(database, "kept long") else { continue };
        let long = "a_rather_long_name_that_is_cut_before_its_very_end_";
        let columns: String = (1..=3).map(|n| format!("  {long}{n} String?\n")).collect();
        let models: String =
            (1..=2).map(|n| format!("model {long}{n} {{\n  id Int @id\n  name String?\n}}\n")).collect();
        let first = format!("model Stays {{\n  id Int @id\n{columns}}}\n{models}");
        let rows = format!(
            "INSERT INTO \"Stays\" VALUES (1, 'one', 'two', 'three'); INSERT INTO \"{long}1\" VALUES (1, 'first'); \
             INSERT INTO \"{long}2\" VALUES (1, 'second');"
        );
        changed(&project, &first, &rows, "model Stays {\n  id Int @id\n}\n");
        take_back(&project, Mode::Careful).expect("nothing is lost");
        let row = format!("SELECT {long}1 || {long}2 || {long}3 FROM \"Stays\"");
        assert_eq!(run(project.value(&row)), "onetwothree");
        assert_eq!(run(project.value(&format!("SELECT name FROM {long}1"))), "first");
        assert_eq!(run(project.value(&format!("SELECT name FROM {long}2"))), "second");
    }
}

#[test]
fn what_is_kept_is_never_overwritten() {
    for database in [Database::Postgres, Database::Sqlite] {
        let Some(project) = Project::new(database, "kept before") else { continue };
        let first = "model User {\n  id Int @id\n  phone String?\n}\nmodel Post {\n  id Int @id\n}\n";
        changed(&project, first, "INSERT INTO \"User\" VALUES (1, '007')", "model User {\n  id Int @id\n}\n");
        let script = std::fs::read_to_string(project.migrations().join("20260102000000_second/migration.sql"));
        let script = script.expect("it is there");
        assert!(!script.contains("DROP TABLE IF EXISTS"), "{script}");
    }
}

#[test]
fn rows_that_have_come_since_are_counted_where_nobody_can_make_up_their_values() {
    for database in [Database::Postgres, Database::Sqlite] {
        let Some(project) = Project::new(database, "kept unique") else { continue };
        let first = "model User {\n  id Int @id\n  email String @unique\n  code String @default(\"x\")\n\n  @@unique([id, code])\n}\n";
        changed(&project, first, "INSERT INTO \"User\" VALUES (1, 'a@b.c', 'y')", "model User {\n  id Int @id\n}\n");
        run(project.execute("INSERT INTO \"User\" VALUES (2), (3)"));
        for mode in [Mode::Look, Mode::Careful] {
            let found = match take_back(&project, mode) {
                Err(Error::Down(DownError::Refused { findings })) => findings,
                Ok(done) if matches!(mode, Mode::Look) => done.findings,
                other => panic!("{other:?}"),
            };
            let refusing = found.iter().filter(|f| f.kind == NoteKind::Refuses);
            assert_eq!(refusing.map(|f| f.count).collect::<Vec<_>>(), [Some(2), Some(2)], "{found:?}");
        }
        run(project.execute("DELETE FROM \"User\" WHERE id > 1"));
        take_back(&project, Mode::Careful).expect("nothing is in the way");
        assert_eq!(run(project.value("SELECT email || code FROM \"User\"")), "a@b.cy");
    }
}

#[test]
fn kept_rows_that_are_in_the_way_are_named_where_a_person_finds_them() {
    for database in [Database::Postgres, Database::Sqlite] {
        let Some(project) = Project::new(database, "kept in the way") else { continue };
        let user = "model User {\n  id Int @id\n";
        let first = format!(
            "{user}  posts Post[]\n}}\nmodel Post {{\n  no Int @id\n  uid Int\n  user User @relation(fields: [uid], references: [id])\n}}\n"
        );
        let rows = "INSERT INTO \"User\" VALUES (1), (2); INSERT INTO \"Post\" VALUES (7, 1), (8, 2), (9, 1)";
        changed(&project, &first, rows, &format!("{user}}}\n"));
        run(project.execute("DELETE FROM \"User\" WHERE id = 1"));
        let Err(Error::Down(DownError::Refused { findings })) = take_back(&project, Mode::Careful) else {
            panic!("rows are in the way")
        };
        let [found] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!((found.count, found.rows.as_deref()), (Some(2), Some("no 7, 9")));
        assert!(found.to_string().ends_with("(2 rows: no 7, 9)"), "{found}");
        let name = found.text.split('"').find(|part| part.contains("Post__")).expect("it names the table");
        match database {
            Database::Postgres => {
                let place = format!("\"_nicol_keep\".\"{name}\"");
                assert!(found.text.contains(&format!("every row of {place}")), "{found}");
                run(project.execute(&format!("DELETE FROM {place} WHERE no IN (7, 9)")));
            }
            Database::Sqlite => {
                let row = format!("every row of \"{name}\", in the file `dev.db.kept` beside the database, has to");
                assert!(found.text.contains(&row), "{found}");
                let kept = Project::at(database, &format!("{}.kept", project.target.url));
                run(kept.execute(&format!("DELETE FROM \"{name}\" WHERE no IN (7, 9)")));
            }
        }
        take_back(&project, Mode::Careful).expect("nothing is in the way");
        assert_eq!(run(project.value("SELECT no FROM \"Post\"")), "8");
    }
}

#[test]
fn what_somebody_has_dropped_of_it_is_lost_and_the_way_back_goes_on_without() {
    let post = "DROP TABLE _nicol_keep.\"public__Post__20260102000000\"";
    for (drop, lost) in [(post, &["Post"][..]), ("DROP SCHEMA _nicol_keep CASCADE", &["Post", "User__phone"][..])] {
        let Some(project) = Project::new(Database::Postgres, "kept and dropped") else { return };
        let first = "enum Role {\n  A\n  B\n}\nmodel User {\n  id Int @id\n  phone String?\n  posts Post[]\n}\n\
            model Post {\n  no Int @id @default(autoincrement())\n  role Role @default(A)\n  uid Int\n  user User @relation(fields: [uid], references: [id])\n}\n";
        let rows = "INSERT INTO \"User\" VALUES (1, '007'); INSERT INTO \"Post\" VALUES (7, 'B', 1)";
        changed(&project, first, rows, "model User {\n  id Int @id\n}\n");
        run(project.execute(drop));
        let losses = |found: &[Finding]| -> Vec<String> {
            found.iter().filter(|f| f.kind == NoteKind::Loses).map(|f| f.text.clone()).collect()
        };
        let told: Vec<_> = lost
            .iter()
            .map(|name| {
                format!(
                    "\"_nicol_keep\".\"public__{name}__20260102000000\" is not there any more: what migration.sql has kept \
                     there is lost, and comes back empty."
                )
            })
            .collect();
        assert_eq!(losses(&take_back(&project, Mode::Look).expect("it is looked at").findings), told);
        let Err(Error::Down(DownError::LosesData { findings })) = take_back(&project, Mode::Careful) else {
            panic!("data are lost")
        };
        assert_eq!(losses(&findings), told);
        take_back(&project, Mode::AcceptDataLoss).expect("it was agreed to");
        let phone = "SELECT coalesce(phone, 'none') FROM \"User\"";
        assert_eq!(run(project.value(phone)), if lost.len() == 1 { "007" } else { "none" });
        run(project.execute("INSERT INTO \"Post\" (uid) VALUES (1)"));
        assert_eq!(run(project.value("SELECT no::text || role FROM \"Post\"")), "1A");
        run(project.deploy()).expect("it is applied again");
        take_back(&project, Mode::Careful).expect("nothing is lost");
        assert_eq!(run(project.value("SELECT no::text || role FROM \"Post\"")), "1A");
    }
}

#[test]
fn a_history_begins_anew_after_a_reset() {
    for database in [Database::Postgres, Database::Sqlite] {
        let Some(project) = Project::new(database, "kept and reset") else { continue };
        let first = "model User {\n  id Int @id\n  phone String?\n}\nmodel Post {\n  id Int @id\n}\n";
        changed(&project, first, "INSERT INTO \"User\" VALUES (1, '007')", "model User {\n  id Int @id\n}\n");
        if database == Database::Postgres {
            // Of another folder.
            run(project.execute("CREATE TABLE _nicol_keep.other AS SELECT 1 AS id"));
        }
        for _ in 0..2 {
            run(reset(&project.target, &project.folder(), &mut |_| {})).expect("it is done anew");
        }
        match database {
            Database::Postgres => assert_eq!(run(project.value("SELECT id FROM _nicol_keep.other")), "1"),
            Database::Sqlite => {
                let file = |name: &str| project.dir.path().join(name).exists();
                assert!(file("dev.db.kept") && file("dev.db.kept.1") && file("dev.db.kept.2"));
                std::fs::remove_file(project.dir.path().join("dev.db")).expect("it is there");
                run(project.deploy()).expect("nothing is in the way");
            }
        }
        take_back(&project, Mode::Careful).expect("nothing is lost");
    }
}

/// What migrations keep of their schema, and tell that it is theirs.
const KEEPING: &str = "CREATE SCHEMA IF NOT EXISTS _nicol_keep; DO $$ BEGIN -- \"_nicol_keep\".\"gone\"
    EXECUTE format('CREATE TABLE _nicol_keep.%I AS SELECT 1 AS id', current_schema() || '__gone');
    EXECUTE format('COMMENT ON TABLE _nicol_keep.%I IS %L', current_schema() || '__gone',
        '{\"schema\":\"' || current_schema() || '\",\"name\":\"gone\",\"table\":\"T\"}'); END $$;";

fn in_schema(project: &Project, schema: &str) -> Project {
    let mut other = Project::at(project.database, &project.target.url.to_string());
    if let DatabaseUrl::Postgres(url) = &mut other.target.url {
        url.schema = Some(schema.to_owned());
    }
    other
}

#[test]
fn a_reset_forgets_nothing_of_other_schemas() {
    let Some(project) = Project::new(Database::Postgres, "kept of tenants") else { return };
    let tenants = ["one", "two"].map(|schema| in_schema(&project, schema));
    for tenant in &tenants {
        tenant.add("1_init", &format!("CREATE TABLE a (b int); {KEEPING}"));
        tenant.add("2_old", "-- \"_nicol_keep\".\"old\"");
        run(tenant.deploy()).expect("nothing is in the way");
    }
    // Of a script that did not tell whose it is.
    run(project.execute("CREATE TABLE _nicol_keep.old AS SELECT 1 AS id"));
    let numbers = "SELECT string_agg(relname || oid, ' ' ORDER BY relname) FROM pg_class \
                   WHERE relnamespace = '_nicol_keep'::regnamespace AND relname <> 'two__gone'";
    let before = run(project.value(numbers));
    for _ in 0..2 {
        run(reset(&tenants[1].target, &tenants[1].folder(), &mut |_| {})).expect("nothing is in the way");
        assert_eq!(run(project.value(numbers)), before);
        assert_eq!(run(project.value("SELECT id FROM _nicol_keep.two__gone")), "1");
    }
    // Without the other history it can only be of this one.
    run(project.execute("DROP SCHEMA one CASCADE"));
    run(reset(&tenants[1].target, &tenants[1].folder(), &mut |_| {})).expect("nothing is in the way");
    assert!(!run(project.value(numbers)).contains("old"));
}

#[test]
fn a_reset_of_one_tenant_leaves_the_way_back_of_another() {
    let Some(project) = Project::new(Database::Postgres, "kept by tenants") else { return };
    let tenants = ["one", "two"].map(|schema| in_schema(&project, schema));
    let first = "model User {\n  id Int @id\n  phone String?\n}\nmodel Post {\n  id Int @id\n}\n";
    let rows = "INSERT INTO \"User\" VALUES (1, '007'); INSERT INTO \"Post\" VALUES (7)";
    for tenant in &tenants {
        changed(tenant, first, rows, "model User {\n  id Int @id\n}\n");
    }
    for _ in 0..2 {
        run(reset(&tenants[1].target, &tenants[1].folder(), &mut |_| {})).expect("nothing is in the way");
    }
    take_back(&tenants[0], Mode::Careful).expect("nothing is lost");
    assert_eq!(run(tenants[0].value("SELECT phone FROM \"User\", \"Post\"")), "007");
}

#[test]
fn a_reset_that_fails_forgets_nothing() {
    let Some(mut project) = Project::new(Database::Postgres, "kept all the same") else { return };
    project.add("1_init", &format!("CREATE TABLE a (b int); {KEEPING}"));
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("CREATE TABLE theirs (k int); CREATE SCHEMA away; CREATE VIEW away.seen AS SELECT b FROM a"));
    project.target.external_tables.push("public.theirs".to_owned());
    run(reset(&project.target, &project.folder(), &mut |_| {})).expect_err("it is used");
    assert_eq!(run(project.value("SELECT id FROM _nicol_keep.public__gone")), "1");
}

#[test]
fn a_named_shadow_database_of_others_keeps_what_they_have_kept() {
    let names = ("kept", "kept of others");
    let (Some(mut project), Some(others)) =
        (Project::new(Database::Postgres, names.0), Project::new(Database::Postgres, names.1))
    else {
        return;
    };
    others.add("1_init", &format!("CREATE TABLE a (b int); {KEEPING} CREATE TABLE _nicol_keep.old AS SELECT 1 AS id"));
    run(others.deploy()).expect("nothing is in the way");
    project.target.shadow_url = Some(in_schema(&others, "shadow").target.url.clone());
    project.add("1_init", &format!("CREATE TABLE a (b int); {KEEPING}"));
    let replay = || async {
        let _ = std::fs::remove_dir_all(project.dir.path().join(".nicol"));
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await?;
        dev.reset_reasons().await
    };
    for _ in 0..2 {
        run(replay()).expect("nothing is in the way");
        for table in ["old", "public__gone", "shadow__gone"] {
            assert_eq!(run(others.value(&format!("SELECT id FROM _nicol_keep.{table}"))), "1");
        }
    }
}

#[test]
fn a_named_shadow_database_keeps_nothing_for_the_next_replay() {
    for database in [Database::Postgres, Database::Sqlite] {
        let names = ("kept", "kept shadow");
        let (Some(mut project), Some(shadow)) = (Project::new(database, names.0), Project::new(database, names.1))
        else {
            continue;
        };
        project.target.shadow_url = Some(shadow.target.url.clone());
        let first = "model User {\n  id Int @id\n  phone String?\n}\nmodel Post {\n  id Int @id\n}\n";
        changed(&project, first, "INSERT INTO \"User\" VALUES (1, '007')", "model User {\n  id Int @id\n}\n");
        write_all(&project);
        take_back(&project, Mode::Careful).expect("nothing is lost");
    }
}

#[test]
fn values_come_back_to_a_key_that_was_renamed_with_their_table() {
    for database in [Database::Postgres, Database::Sqlite] {
        let Some(project) = Project::new(database, "kept renamed") else { continue };
        let first = project.wanted("model User {\n  id Int @id\n  phone String?\n}\n");
        let second = project.wanted("model Person {\n  number Int @id\n}\n");
        let options = DiffOptions::default();
        project.add("20260101000000_first", &render(&diff(&Catalog::empty(first.dialect), &first, &options)));
        run(project.deploy()).expect("nothing is in the way");
        run(project.execute("INSERT INTO \"User\" VALUES (1, 'one'), (2, 'two')"));
        let given = ["User:Person".to_owned(), "User.id:number".to_owned()];
        let found = renames::resolve(&first, &second, &options, &Aliases::default(), &given).expect("they are there");
        let plan = renames::diff(&first, &second, &options, &found);
        project.add("20260102000000_second", &render_keeping(&plan, &[], "20260102000000"));
        let ways = write_all(&project);
        assert_eq!(ways[1].proof, Proof::Equal, "{}", ways[1].text);
        run(project.deploy()).expect("nothing is in the way");
        take_back(&project, Mode::Careful).expect("nothing is lost");
        let found = run(project.column("SELECT phone FROM \"User\" ORDER BY id"));
        assert_eq!(found, ["one", "two"], "{}", ways[1].text);
    }
}

/// PostgreSQL takes no other type under a check, a predicate, a policy or a trigger that names a value of the enum.
#[test]
fn a_table_is_kept_with_what_reads_its_enums() {
    let Some(project) = Project::new(Database::Postgres, "kept read") else { return };
    let guard = "enum Guard {\n  ON\n  OFF\n}\n";
    let first = project.wanted(&format!(
        "{guard}enum Kind {{\n  A\n  B\n  C\n}}\nmodel Keep {{\n  id Int @id\n  kind Kind\n}}\nmodel Gone {{\n  id Int @id\n  kind Kind \
         @default(A)\n  kinds Kind[]\n  no Int @unique\n}}\nmodel Guarded {{\n  id Int @id\n  guard Guard\n}}\n"
    ));
    project
        .add("20260101000000_first", &render(&diff(&Catalog::empty(first.dialect), &first, &DiffOptions::default())));
    project.add(
        "20260101000001_by_hand",
        "ALTER TABLE \"Gone\" ADD CONSTRAINT a_check CHECK (kind <> 'A' OR no > 0), ADD CONSTRAINT an_excl EXCLUDE (no WITH =) \
         WHERE (kind = 'B');\nCREATE UNIQUE INDEX of_a ON \"Gone\" (no) WHERE kind = 'A';\nCREATE INDEX of_is ON \"Gone\" ((kind = 'B'));\n\
         CREATE POLICY seen ON \"Guarded\" USING (guard = 'ON');\nALTER TABLE \"Guarded\" ENABLE ROW LEVEL SECURITY;\n\
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\nCREATE TRIGGER touched BEFORE UPDATE OF \
         guard ON \"Guarded\" FOR EACH ROW WHEN (NEW.guard = 'ON') EXECUTE FUNCTION f();",
    );
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO \"Gone\" VALUES (1, 'A', '{A,B}', 7)"));
    let parts = "SELECT string_agg(what, ' ' ORDER BY what) FROM (SELECT conname::text AS what FROM pg_constraint \
        UNION ALL SELECT relname FROM pg_class UNION ALL SELECT tgname FROM pg_trigger UNION ALL SELECT polname FROM pg_policy) AS a \
        WHERE what IN ('a_check', 'an_excl', 'of_a', 'of_is', 'touched', 'seen')";
    let all = run(project.value(parts));
    for (name, second) in [
        ("whole", format!("{guard}enum Kind {{\n  A\n  B\n  C\n}}\nmodel Keep {{\n  id Int @id\n  kind Kind\n}}\n")),
        ("loses", format!("{guard}enum Kind {{\n  A\n  B\n}}\nmodel Keep {{\n  id Int @id\n  kind Kind\n}}\n")),
        ("gone", "model Keep {\n  id Int @id\n}\n".to_owned()),
    ] {
        run(async {
            let mut dev =
                Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
            dev.keeps_dropped = true;
            let proposal = dev.propose(&project.wanted(&second), &Renames::default()).await.expect("it plans");
            dev.create(&proposal, name, false).expect("it is written");
            let names: Vec<_> = dev.folder.migrations.last().map(|m| m.name.clone()).into_iter().collect();
            let ways = dev.write_downs(&names).await.expect("it is written");
            assert_eq!(ways[0].1.proof, Proof::Equal, "{name}: {}", ways[0].1.text);
            dev.apply_pending(&mut |_| {}).await.unwrap_or_else(|e| panic!("{name}: {e}"));
            let back = down(&project.target, &project.folder(), &Request::new(Goal::Last(1), Mode::Careful)).await;
            back.unwrap_or_else(|e| panic!("{name}: {e}\n{}", ways[0].1.text));
            assert_eq!(project.value(parts).await, all, "{name}");
            assert_eq!(
                project.value("SELECT row_to_json(g) FROM \"Gone\" g").await,
                "{\"id\":1,\"kind\":\"A\",\"kinds\":[\"A\",\"B\"],\"no\":7}"
            );
            std::fs::remove_dir_all(project.migrations().join(&names[0])).expect("it is there");
            project.execute("DELETE FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL").await;
        });
    }
}

/// A column that stays, and is made anew, is empty then: what is kept beside it helps no application.
#[test]
fn values_that_go_from_a_column_that_stays_are_told() {
    let Some(project) = Project::new(Database::Postgres, "kept anew") else { return };
    let first = "model User {\n  id Int @id\n  zip String @default(\"0\")\n  gone String?\n}\n";
    let wanted = project.wanted(first);
    project
        .add("20260101000000_first", &render(&diff(&Catalog::empty(wanted.dialect), &wanted, &DiffOptions::default())));
    run(project.deploy()).expect("nothing is in the way");
    run(project.execute("INSERT INTO \"User\" VALUES (1, '0123', 'x')"));
    run(async {
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        dev.keeps_dropped = true;
        let second = project.wanted("model User {\n  id Int @id\n  zip Int @default(0)\n}\n");
        let proposal = dev.propose(&second, &Renames::default()).await.expect("it plans");
        let told: Vec<_> = proposal.findings.here.warnings.iter().map(|warning| warning.text.as_str()).collect();
        assert!(told.len() == 1 && told[0].contains("`zip`"), "{told:?}");
    });
}
