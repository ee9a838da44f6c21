//! Migrations with more than one standing row.

use nicol_engine::down::{DownError, Goal, Mode, Request, down};
use nicol_engine::status::status;

use super::running::{each, refusal, rolled_back, take_back};
use crate::support::run;

/// As two runs at once leave them where locks are off.
#[test]
fn all_standing_rows_of_a_migration_are_marked() {
    let columns = "checksum, started_at, finished_at, migration_name, applied_steps_count";
    let twice = |name: &str| {
        format!(
            "INSERT INTO _prisma_migrations (id, {columns}) SELECT 'other ' || migration_name, {columns} FROM _prisma_migrations \
             WHERE migration_name = '{name}'"
        )
    };
    for project in each() {
        run(async {
            project.execute(&twice("3_third")).await;
            project.execute(&twice("2_second")).await;
            let refused = refusal(take_back(&project, Goal::Last(4), Mode::Careful).await);
            assert!(matches!(refused, DownError::TooMany { applied: 3, .. }), "{refused}");
            let done = take_back(&project, Goal::Last(1), Mode::Careful).await.expect("nothing is lost");
            assert_eq!((done.taken_back, rolled_back(&project).await.as_str()), (vec!["3_third".to_owned()], "2"));
            let request = Request { mark_only: true, ..Request::new(Goal::Last(1), Mode::Careful) };
            let done = down(&project.target, &project.folder(), &request).await.expect("it is marked");
            assert_eq!((done.taken_back, rolled_back(&project).await.as_str()), (vec!["2_second".to_owned()], "4"));
            let state = status(&project.target, &project.folder()).await.expect("it answers");
            assert_eq!(state.diagnosis.pending, ["2_second", "3_third"]);
        });
    }
}

/// The same migration's rows may tell of different scripts.
#[test]
fn rows_of_another_script_are_in_the_way() {
    for project in each() {
        run(async {
            let other = "INSERT INTO _prisma_migrations \
                 (id, checksum, migration_name, started_at, finished_at, applied_steps_count) \
                 SELECT 'other', 'e', '3_third', started_at, finished_at, 1 FROM _prisma_migrations \
                 WHERE migration_name = '2_second'";
            project.execute(other).await;
            let refused = refusal(take_back(&project, Goal::Last(1), Mode::Careful).await);
            assert!(matches!(refused, DownError::Edited { .. }), "{refused}");
            assert_eq!(rolled_back(&project).await, "0");
        });
    }
}
