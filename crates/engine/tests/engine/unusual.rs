//! What histories hold that people have written: they deploy, and replay on a shadow database.

use nicol_engine::dev::Dev;
use nicol_migrate::diff::DiffOptions;

use crate::support::{Database, Project, run};

/// Deploys, and looks for drift: the history is replayed for that.
async fn settles(project: &Project) {
    project.deploy().await.unwrap_or_else(|e| panic!("it deploys: {e}"));
    let mut dev = Dev::start(&project.target, project.folder(), DiffOptions::default()).await.expect("it connects");
    let reasons = dev.reset_reasons().await.unwrap_or_else(|e| panic!("it replays: {e}"));
    assert!(reasons.is_empty(), "{reasons:?}");
}

#[test]
fn scripts_may_work_on_the_table_of_the_history() {
    let Some(project) = Project::new(Database::Postgres, "history's table") else { return };
    run(async {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        project.add("2_rls", "ALTER TABLE \"_prisma_migrations\" ENABLE ROW LEVEL SECURITY;");
        project.add("3_public", "REVOKE ALL ON public._prisma_migrations FROM PUBLIC;");
        settles(&project).await;
    });
}

#[test]
fn a_dump_with_the_table_of_the_history_replays() {
    let Some(project) = Project::new(Database::Postgres, "dumped history") else { return };
    run(async {
        project.add("1_init", "CREATE TABLE a (b INTEGER);");
        project.deploy().await.expect("it applies");
        // What was there is a baseline from now on: it is marked as applied, and run on shadow databases only.
        std::fs::remove_dir_all(project.migrations()).expect("it was there");
        project.execute("DELETE FROM _prisma_migrations").await;
        let history = nicol_migrate::history::create_table_sql(nicol_catalog::Dialect::Postgres);
        project.add("0_baseline", &format!("CREATE TABLE a (b INTEGER);\n{history};"));
        nicol_engine::resolve::mark_applied(&project.target, &project.folder(), "0_baseline")
            .await
            .expect("it is marked");
        project.add("1_rls", "ALTER TABLE _prisma_migrations ENABLE ROW LEVEL SECURITY;");
        settles(&project).await;
    });
}

#[test]
fn the_name_of_a_shadow_database_needs_no_quotes() {
    let Some(project) = Project::new(Database::Postgres, "plain name") else { return };
    run(async {
        let set = "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET work_mem = ''8MB'''; END $$;";
        project.add("1_setting", set);
        project.add("2_init", "CREATE TABLE a (b INTEGER);");
        settles(&project).await;
    });
}
