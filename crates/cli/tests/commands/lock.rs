//! Prisma's advisory lock, which another tool holds.

use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until;

use crate::support::{Project, text};

const HOLD: &str = "SELECT pg_advisory_lock(72707369), pg_sleep(60), 'as another tool'";

#[test]
fn a_lock_that_others_hold_is_told_with_the_flag_to_wait_longer() {
    let Some(server) = Server::shared() else { return };
    let url = server.database("held");
    let database = url.split('?').next().and_then(|u| u.rsplit('/').next()).expect("a database").to_owned();
    let project = Project::postgres(&url, "model Held {\n  id Int @id\n}\n");
    project.write("migrations/1_a/migration.sql", "CREATE TABLE \"Held\" (id int PRIMARY KEY, more int);");
    project.done(&["migrate", "deploy"]);
    const HOLD: &str = "SELECT count(*), pg_sleep(60), 'the holder' FROM \"Held\"";
    let held = database.clone();
    let holder = std::thread::spawn(move || server.try_psql(&held, HOLD));
    until("it has the lock", || server.is_running(HOLD));
    for args in [
        &["migrate", "reset", "--force", "--lock-timeout", "50ms", "--skip-generate"][..],
        &["db", "push", "--lock-timeout", "50ms", "--accept-data-loss", "--skip-generate"],
        &["db", "push", "--lock-timeout", "50ms", "--force-reset", "--skip-generate"],
    ] {
        let output = project.run(args);
        let said = text(&output);
        assert!(
            !output.status.success() && said.contains("has to wait for a lock that others hold"),
            "{args:?}: {said}"
        );
        assert!(said.contains("--lock-timeout 1m"), "{args:?}: {said}");
    }
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%the holder%' AND pid <> pg_backend_pid()";
    server.psql(&database, end);
    holder.join().expect("it ends").expect_err("it was ended");
}

#[test]
fn who_has_the_lock_is_waited_for_unless_it_is_switched_off() {
    let Some(server) = Server::shared() else { return };
    let url = server.database("locked");
    let database = url.split('?').next().and_then(|u| u.rsplit('/').next()).expect("a database").to_owned();
    let project = Project::postgres(&url, "");
    project.write("prisma/migrations/1_a/migration.sql", "CREATE TABLE a (id int);");
    let held = database.clone();
    let holder = std::thread::spawn(move || server.try_psql(&held, HOLD));
    until("it has the lock", || server.is_running(HOLD));
    for args in [
        &["migrate", "deploy", "--lock-wait", "50ms"][..],
        &["migrate", "dev", "--name", "b", "--lock-wait", "50ms", "--skip-generate"],
        &["migrate", "reset", "--force", "--lock-wait", "50ms", "--skip-generate"],
    ] {
        let output = project.run(args);
        assert!(!output.status.success() && text(&output).contains("error[P1002]"), "{args:?}: {}", text(&output));
    }
    let with = |value: &str| {
        let args = ["migrate", "deploy", "--lock-wait", "50ms"];
        let output = project.command(&args).env("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", value).output();
        output.expect("it starts").status.success()
    };
    assert!(!with("0") && !with(""), "both mean nothing");
    assert!(with("1"), "it is not asked for");
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%another tool%' AND pid <> pg_backend_pid()";
    server.psql(&database, end);
    holder.join().expect("it ends").expect_err("it was ended");
    project.done(&["migrate", "deploy"]);
}
