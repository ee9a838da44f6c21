//! A look at several ways back runs those that later ones need, and is in nobody's way.

use std::time::Duration;

use nicol_driver::admin::Connection;
use nicol_engine::Error;
use nicol_engine::apply::{Options, Pause};
use nicol_engine::down::{Done, DownError, Goal, Mode, Request, Told, down_with};

use super::running::{project, refusal, rolled_back};
use crate::support::{Database, Project, run};

async fn go(project: &Project, mode: Mode, told: Option<Told>) -> Result<Done, Error> {
    let pause = Pause { first: Duration::from_millis(1), longest: Duration::from_millis(1) };
    // A look that waits for a reader ends with this, and not by itself.
    let options = Options { lock_timeout: Some(Duration::from_secs(3)), retries: 0, pause, ..Options::default() };
    let request = Request { told, ..Request::new(Goal::To("1_first".to_owned()), mode) };
    down_with(&project.target, &project.folder(), &request, &options, &mut |_| {}).await
}

/// What is told of the second migration, whose way back loses rows.
fn of_the_second(done: &Done) -> Vec<(&str, Option<u64>)> {
    let of_it = done.findings.iter().filter(|f| f.migration == "2_second");
    of_it.map(|f| (if f.text.contains("not looked at") { "not looked at" } else { "known" }, f.count)).collect()
}

#[test]
fn a_look_waits_for_no_reader() {
    let Some(project) = project(Database::Postgres) else { return };
    run(async {
        project.execute("INSERT INTO \"Post\" (id) VALUES (1), (2)").await;
        let looked = go(&project, Mode::Look, None).await.expect("nobody is in the way");
        assert_eq!(of_the_second(&looked), [("known", Some(2))]);
        let reader = Connection::connect(&project.target.url).await.expect("it is there");
        reader.execute_script("BEGIN; SELECT * FROM \"User\"").await.expect("it reads");
        let looked = go(&project, Mode::Look, None).await.expect("it does not wait");
        assert_eq!(of_the_second(&looked), [("not looked at", None)]);
        let told = looked.told();
        reader.execute_script("COMMIT").await.expect("it has read");
        // Who has agreed to what nobody knows has agreed to what there is; but not without being asked.
        let refused = refusal(go(&project, Mode::Careful, Some(told.clone())).await);
        assert!(matches!(refused, DownError::LosesData { .. }), "{refused}");
        assert_eq!(rolled_back(&project).await, "0");
        let done = go(&project, Mode::AcceptDataLoss, Some(told)).await.expect("it was agreed to");
        assert_eq!(of_the_second(&done), [("known", Some(2))]);
    });
}

#[test]
fn a_look_holds_what_others_need_for_no_long_time() {
    let Some(project) = project(Database::Postgres) else { return };
    run(async {
        let folder = project.folder();
        let second = folder.find("2_second").expect("it is there");
        let text = std::fs::read_to_string(second.down_path()).expect("it was written");
        let slow = text.replace("SELECT COUNT(*) FROM \"Post\"", "SELECT 0 FROM pg_sleep(20)");
        assert_ne!(text, slow, "{text}");
        second.write_down(&slow).expect("it can be written");
        let looked = go(&project, Mode::Look, None).await.expect("it is looked at");
        assert_eq!(of_the_second(&looked), [("not looked at", None)]);
    });
}
