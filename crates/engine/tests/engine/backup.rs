//! Backups that are restored while migrations run.

use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use nicol_driver::admin::{Connection, MIGRATION_LOCK};
use nicol_engine::Error;
use nicol_engine::backup::{Options, Restore, backup};

use crate::support::{Database, Project, run};

/// A project with a backup.
fn saved(database: Database, label: &str) -> Option<(Project, std::path::PathBuf)> {
    let project = Project::new(database, label)?;
    project.add("1_init", "CREATE TABLE a (b INTEGER);");
    run(project.deploy()).expect("nothing is in the way");
    let file = project.dir.path().join("saved");
    run(backup(&project.target, &file, &Options::default())).expect("it is made");
    Some((project, file))
}

#[test]
fn nothing_is_restored_into_an_empty_database_while_migrations_run() {
    let (Some((project, file)), Some(empty)) =
        (saved(Database::Postgres, "saved"), Project::new(Database::Postgres, "restored"))
    else {
        return;
    };
    for target in [&empty.target, &project.target] {
        run(async {
            let other = Connection::connect(&target.url).await.expect("it connects");
            assert!(other.try_advisory_lock(MIGRATION_LOCK).await.expect("it is asked"), "nobody has it");
            let mut restore = Restore::prepare(target, &file, &Options::default()).await.expect("it could be");
            restore.lock_wait = Duration::from_millis(20);
            let error = restore.execute().await.expect_err("the lock is held");
            assert!(matches!(error, Error::LockHeld { .. }), "{error}");
            other.release_advisory_lock(MIGRATION_LOCK).await.expect("it was held");
            let restore = Restore::prepare(target, &file, &Options::default()).await.expect("it could be");
            assert_eq!(restore.execute().await.expect("nothing is in the way").tables, 2);
        });
    }
}

#[test]
fn what_is_beside_a_sqlite_database_stays_while_migrations_run() {
    let Some((project, file)) = saved(Database::Sqlite, "saved") else { return };
    let beside = ["dev.db.nicol", "dev.db.kept"].map(|name| project.dir.path().join(name));
    run(async {
        for path in &beside {
            std::fs::write(path, "").expect("it can be written");
        }
        let numbers = || beside.each_ref().map(|path| std::fs::metadata(path).map(|found| found.ino()).ok());
        let before = numbers();
        let mut target = project.target.clone();
        let url = format!("{}?socket_timeout=0", project.target.url);
        target.url = nicol_driver::DatabaseUrl::parse(&url, None).expect("a valid URL");
        let restore = Restore::prepare(&target, &file, &Options::default()).await.expect("it could be");
        let other = Connection::connect(&project.target.url).await.expect("it connects");
        assert!(other.try_advisory_lock(0).await.expect("it is asked"), "nobody has it");
        restore.execute().await.expect_err("the database is somebody's");
        assert_eq!(numbers(), before);
        other.close().await;
        let restore = Restore::prepare(&target, &file, &Options::default()).await.expect("it could be");
        restore.execute().await.expect("nothing is in the way");
        assert_ne!(numbers(), before);
    });
}

/// What roles have said of what they make would be added to the rights that a backup gives.
#[test]
fn rights_are_those_of_the_backup() {
    const SAID: &str = "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; \
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO PUBLIC;";
    const OTHERWISE: &str = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC; \
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO PUBLIC; ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;";
    const RIGHTS: &str = "SELECT (SELECT json_agg(json_build_array(relname, relacl))::text FROM (SELECT relname, relacl \
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY relname) a) || (SELECT \
        json_agg(json_build_array(defaclnamespace::regnamespace, defaclobjtype, defaclacl) ORDER BY defaclobjtype) FROM pg_default_acl)";
    let (Some(saved), Some(empty), Some(full)) = (
        Project::new(Database::Postgres, "rights saved"),
        Project::new(Database::Postgres, "rights empty"),
        Project::new(Database::Postgres, "rights full"),
    ) else {
        return;
    };
    saved.add("1_init", "CREATE TABLE a (b SERIAL); CREATE TABLE c (d INT); GRANT SELECT ON c TO PUBLIC;");
    let file = saved.dir.path().join("saved");
    run(async {
        saved.deploy().await.expect("nothing is in the way");
        saved.execute(SAID).await;
        backup(&saved.target, &file, &Options::default()).await.expect("it is made");
        empty.execute(OTHERWISE).await;
        full.execute(&format!("CREATE TABLE before (a INT); {OTHERWISE}")).await;
        for project in [&empty, &full] {
            let restore = Restore::prepare(&project.target, &file, &Options::default()).await.expect("it could be");
            restore.execute().await.expect("nothing is in the way");
            assert_eq!(project.value(RIGHTS).await, saved.value(RIGHTS).await);
        }
    });
}
