//! Rows that a count does not see: a policy hides them, or the transaction that writes them is still open.

use nicol_driver::admin::Connection;
use nicol_engine::Error;
use nicol_engine::dev::Dev;
use nicol_engine::down::{DownError, Goal, Mode, Request, down};
use nicol_engine::push::Push;
use nicol_engine::resolve::mark_applied;
use nicol_engine::status::status;
use nicol_migrate::diff::DiffOptions;
use nicol_migrate::renames::Renames;
use nicol_testkit::wait::until_async;

use crate::down::write_all;
use crate::shadow::without_the_right;
use crate::support::{Database, Project, run};

const WITH: &str = "model A {\n  id Int @id\n  b  String?\n}\n";
const WITHOUT: &str = "model A {\n  id Int @id\n}\n";

/// Policies bind the owner too.
const HIDDEN: &str = "ALTER TABLE \"A\" ENABLE ROW LEVEL SECURITY; ALTER TABLE \"A\" FORCE ROW LEVEL SECURITY; \
    CREATE POLICY own ON \"A\" USING (b = current_setting('app.t', true)) WITH CHECK (true); \
    INSERT INTO \"A\" SELECT n, 'x' FROM generate_series(1, 1000) n";

async fn push(project: &Project, models: &str) -> Push {
    let wanted = project.wanted(models);
    Push::prepare(&project.target, &wanted, &DiffOptions::default(), false).await.expect("it compares")
}

#[test]
fn rows_that_a_policy_hides_are_not_taken_for_none() {
    let Some((project, _)) = without_the_right("hidden rows") else { return };
    project.add("1_first", "CREATE TABLE \"A\" (id INTEGER PRIMARY KEY)");
    project.add("2_second", "ALTER TABLE \"A\" ADD COLUMN b TEXT");
    write_all(&project);
    run(async {
        project.deploy().await.expect("nothing is in the way");
        project.execute(HIDDEN).await;
        assert_eq!(project.value("SELECT COUNT(*) FROM \"A\"").await, "0");

        let found = push(&project, WITHOUT).await.findings.here;
        let [warning] = found.warnings.as_slice() else { panic!("{found:?}") };
        assert!(warning.text.contains("could not be counted: ") && warning.text.contains("policy"), "{warning:?}");

        let request = Request::new(Goal::Last(1), Mode::Careful);
        let refused = down(&project.target, &project.folder(), &request).await;
        let Err(Error::Down(DownError::LosesData { findings })) = refused else { panic!("{refused:?}") };
        assert!(findings.iter().any(|f| f.text.contains("could not be counted: ")), "{findings:?}");

        // What may fail is left to the server.
        let required = push(&project, "model A {\n  id Int @id\n  b  String\n}\nmodel C {\n  id Int @id\n}\n").await;
        assert!(required.findings.here.unexecutable.is_empty(), "{:?}", required.findings.here);
        required.execute().await.expect("no value is missing");
    });
}

/// A connection that has written rows, and not committed them.
async fn writing(project: &Project) -> Connection {
    let writer = Connection::connect(&project.target.url).await.expect("it is there");
    let rows = "BEGIN; INSERT INTO \"A\" SELECT n, 'x' FROM generate_series(1, 1000) n";
    writer.execute_script(rows).await.expect("they are written");
    writer
}

/// Commits when somebody waits for it.
async fn commit_when_waited_for(project: &Project, writer: Connection) {
    let waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = '\"A\"'::regclass";
    until_async("somebody waits for the table", async || project.value(waits).await != "0").await;
    writer.execute_script("COMMIT").await.expect("it commits");
}

#[test]
fn rows_that_are_committed_while_a_push_waits_are_not_lost() {
    let Some(project) = Project::new(Database::Postgres, "push waits") else { return };
    run(async {
        push(&project, WITH).await.execute().await.expect("it runs");
        for (models, told) in [(WITHOUT, "`b`"), ("model B {\n  id Int @id\n}\n", "1000 rows")] {
            let writer = writing(&project).await;
            let waiting = push(&project, models).await;
            assert!(waiting.findings.here.warnings.is_empty(), "nothing is seen of them");
            let (outcome, ()) = tokio::join!(waiting.execute(), commit_when_waited_for(&project, writer));
            let Err(Error::RowsMeanwhile { losses }) = outcome else { panic!("{outcome:?}") };
            assert!(losses.len() == 1 && losses[0].contains(told), "{losses:?}");
            assert_eq!(project.value("SELECT COUNT(b) FROM \"A\"").await, "1000");
            // Told of them, the next one goes on.
            let told = push(&project, WITHOUT).await;
            assert_eq!(told.findings.here.warnings.len(), 1);
            project.execute("DELETE FROM \"A\"").await;
        }
        let writer = writing(&project).await;
        let kept = push(&project, "model A {\n  id Int @id\n  b  String?\n  c  Int?\n}\n").await;
        let (outcome, ()) = tokio::join!(kept.execute(), commit_when_waited_for(&project, writer));
        outcome.expect("nothing is lost");
        let told = push(&project, WITHOUT).await;
        told.execute().await.expect("it was told");
        assert_eq!(project.value("SELECT COUNT(*) FROM \"A\"").await, "1000");
    });
}

#[test]
fn rows_that_come_before_sqlite_pushes_are_not_lost() {
    let Some(project) = Project::new(Database::Sqlite, "push later") else { return };
    run(async {
        push(&project, WITH).await.execute().await.expect("it runs");
        let late = push(&project, WITHOUT).await;
        project.execute("INSERT INTO \"A\" VALUES (1, 'x')").await;
        let outcome = late.execute().await;
        assert!(matches!(outcome, Err(Error::RowsMeanwhile { .. })), "{outcome:?}");
        assert_eq!(project.value("SELECT b FROM \"A\"").await, "x");
    });
}

#[test]
fn rows_that_are_committed_before_a_new_migration_is_applied_are_told() {
    let Some(project) = Project::new(Database::Postgres, "dev waits") else { return };
    run(async {
        project.add("1_first", "CREATE TABLE \"A\" (id INTEGER PRIMARY KEY, b TEXT)");
        project.deploy().await.expect("nothing is in the way");
        let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
        let writer = writing(&project).await;
        let proposal = dev.propose(&project.wanted(WITHOUT), &Renames::default()).await.expect("it plans");
        assert!(proposal.findings.here.warnings.is_empty());
        let (outcome, ()) = tokio::join!(dev.check_again(&proposal), commit_when_waited_for(&project, writer));
        assert!(matches!(outcome, Err(Error::RowsMeanwhile { .. })), "{outcome:?}");
        let proposal = dev.propose(&project.wanted(WITHOUT), &Renames::default()).await.expect("it plans");
        assert_eq!(proposal.findings.here.warnings.len(), 1);
        dev.check_again(&proposal).await.expect("it was told");
    });
}

#[test]
fn a_history_that_nobody_sees_is_not_taken_for_none() {
    let Some((project, server)) = without_the_right("unseen history") else { return };
    project.add("1_init", "CREATE TABLE a (b INT);");
    project.add(
        "2_hide",
        "ALTER TABLE \"_prisma_migrations\" ENABLE ROW LEVEL SECURITY;\n\
         CREATE POLICY p ON \"_prisma_migrations\" FOR ALL USING (false) WITH CHECK (false);",
    );
    run(async {
        project.deploy().await.expect("its owner sees it");
        project.add("3_force", "ALTER TABLE \"_prisma_migrations\" FORCE ROW LEVEL SECURITY;\nCREATE TABLE c (d INT);");
        let error = project.deploy().await.expect_err("its record can't be ended").to_string();
        assert!(error.contains("the script has run and stays done") && !error.contains("lost"), "{error}");
        assert_eq!(project.value("SELECT count(*) FROM c").await, "0");
        for error in [
            project.deploy().await.expect_err("nobody knows what is applied"),
            status(&project.target, &project.folder()).await.map(drop).expect_err("nobody knows what is applied"),
        ] {
            assert!(matches!(error, Error::HistoryHidden), "{error}");
        }
        let database = project.target.url.as_postgres().expect("it is PostgreSQL").database.clone();
        // A policy that hides nothing.
        server.psql(&database, "ALTER POLICY p ON _prisma_migrations USING (true) WITH CHECK (true)");
        let status = status(&project.target, &project.folder()).await.expect("it sees all of it");
        assert!(!status.is_up_to_date());
        mark_applied(&project.target, &project.folder(), "3_force").await.expect("it is recorded");
        assert_eq!(project.deploy().await.expect("nothing is left").applied, [""; 0]);
    });
}

#[test]
fn a_key_of_names_in_the_history_is_told() {
    for project in Project::each("names once") {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        run(async {
            project.deploy().await.expect("it applies");
            project.execute("CREATE UNIQUE INDEX named ON _prisma_migrations (migration_name)").await;
            std::fs::write(project.migrations().join("1_init/down.sql"), "DROP TABLE a;").expect("it is written");
            let request = Request::new(Goal::Last(1), Mode::AcceptDataLoss);
            down(&project.target, &project.folder(), &request).await.expect("it goes back");
            let error = project.deploy().await.expect_err("there is a record of that name");
            assert!(matches!(error, Error::HistoryKey { .. }), "{error}");
            project.execute("DROP INDEX named").await;
            assert_eq!(project.deploy().await.expect("it applies again").applied, ["1_init"]);
        });
    }
}
