//! Public applications' histories, and Prisma's engine on the same folders and databases.

use nicol_engine::database::describe;
use nicol_engine::status::status;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::sql::render;
use nicol_testkit::corpus;
use nicol_testkit::oracle::Oracle;
use nicol_testkit::postgres::Server;
use serde_json::json;

use crate::live::without_directions;
use crate::support::{Database, Project, copy, run, schema, wanted_of};

#[test]
fn real_histories_deploy_and_differ_from_their_schema_as_prisma_says() {
    let (Some(server), Some(mut oracle)) = (Server::shared(), Oracle::start()) else { return };
    for app in corpus::projects() {
        let project = Project::new(Database::Postgres, &app.name).expect("the server runs");
        copy(&app.migrations, &project.migrations());
        let (ours, back) = run(async {
            let done = project.deploy().await.unwrap_or_else(|e| panic!("{}: {e}", app.name));
            assert_eq!(done.applied.len(), project.folder().migrations.len());
            assert!(status(&project.target, &project.folder()).await.expect("it answers").is_up_to_date());
            let connection = nicol_driver::admin::Connection::connect(&project.target.url).await.expect("it connects");
            let found = describe(&connection, &project.target.scope()).await.expect("it is read");
            let wanted = wanted_of(&schema(&app.schema.text));
            let script = |from, to| render(&diff(from, to, &DiffOptions::default()));
            (script(&found, &wanted), script(&wanted, &found))
        });
        let from = format!("migrations:{}", app.migrations.display());
        let args = json!([from, [["schema.prisma", app.schema.text]], "--url", server.url("postgres")]);
        let theirs = oracle.ask("diff", &args).expect("the oracle answers");
        assert_eq!(ours, theirs.as_str().unwrap_or_default(), "{}", app.name);
        // The database itself, and the way back.
        let (live, schema) =
            (format!("url:{}", server.url(&database_name(&project))), json!([["s.prisma", app.schema.text]]));
        for (ours, args) in [(ours, json!([live, schema])), (back, json!([schema, live]))] {
            let theirs = oracle.ask("diff", &args).expect("the oracle answers");
            assert_eq!(ours, without_directions(theirs.as_str().unwrap_or_default()), "{}", app.name);
        }
    }
}

#[test]
fn prisma_goes_on_where_nicol_stopped_and_the_other_way_round() {
    let (Some(_), Some(mut oracle)) = (Server::shared(), Oracle::start()) else { return };
    for app in corpus::projects() {
        let ours = Project::new(Database::Postgres, &format!("{} ours", app.name)).expect("the server runs");
        copy(&app.migrations, &ours.migrations());
        run(ours.deploy()).expect("it deploys");
        let url = |p: &Project| Server::shared().expect("it runs").url(&database_name(p));
        let answer = oracle.ask("deploy", &json!([ours.migrations(), "--url", url(&ours)])).expect("it answers");
        assert_eq!(answer["appliedMigrationNames"], json!([]), "{}: {answer}", app.name);

        let theirs = Project::new(Database::Postgres, &format!("{} theirs", app.name)).expect("the server runs");
        copy(&app.migrations, &theirs.migrations());
        oracle.ask("deploy", &json!([theirs.migrations(), "--url", url(&theirs)])).expect("it deploys");
        let done = run(theirs.deploy()).expect("nothing is in the way");
        assert_eq!(done.applied, [""; 0], "{}", app.name);
        let state = run(status(&theirs.target, &theirs.folder())).expect("it answers");
        assert!(state.is_up_to_date() && state.diagnosis.edited.is_empty(), "{:?}", state.diagnosis);
    }
}

fn database_name(project: &Project) -> String {
    project.target.url.as_postgres().map(|u| u.database.clone()).unwrap_or_default()
}
