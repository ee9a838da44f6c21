//! `nicol migrate rebase`: folders and rows can't be one transaction. Folders go first, one by one, the rows follow together;
//! until they have, nothing is applied under a new name.

use super::{End, Ground, Place};
use crate::support::Project;

/// Each leaves a row in `log`, and one of one's own does nothing else: the server would not mind if that ran twice.
const OWN: [&str; 3] = ["20260102000000_table", "20260103000000_rows", "20260104000000_more"];
const OTHER: &str = "20260105000000_other";

fn write(project: &Project, name: &str, more: &str) {
    project.write(
        &format!("migrations/{name}/migration.sql"),
        &format!("{more}INSERT INTO log VALUES ('{}');\n", &name[15..]),
    );
}

/// Own ones are applied, then another one comes in between.
fn two_branches(project: &Project) {
    write(project, "20260101000000_base", "CREATE TABLE log (w TEXT);\n");
    write(project, OWN[0], "CREATE TABLE own (a INTEGER);\n");
    write(project, OWN[1], "");
    project.done(&["migrate", "deploy"]);
    write(project, OWN[2], "CREATE TABLE more (a INTEGER);\n");
    write(project, OTHER, "CREATE TABLE other (a INTEGER);\n");
}

#[test]
fn nothing_that_was_renamed_is_applied_twice() {
    let args = ["migrate", "rebase", OWN[0], OWN[1], OWN[2]];
    for ground in Ground::each("", &two_branches) {
        let mut turn = 0;
        ground.die_everywhere(&args, &mut |place: &Place, end: &End| {
            let (what, seen) = (&place.what, place.see());
            let names = place.project.names("migrations");
            assert!(names.len() == 5 && names[0].ends_with("_base"), "{what}: {names:?}");
            let in_step = ["_table", "_rows"].iter().all(|rest| {
                let of = |list: &[String]| {
                    list.iter()
                        .filter_map(|name| Some(name.split(' ').next()?.to_owned()))
                        .find(|name| name.ends_with(rest))
                };
                of(&names) == of(&seen.rows)
            });
            let is_behind = names[2..].iter().all(|name| name.as_str() > OTHER);
            assert!(!end.is_done || in_step && is_behind, "{}", end.said);
            turn += 1;
            if !in_step {
                // Whoever comes now is told, and nothing is done.
                let end = place.go(&["migrate", "deploy"]);
                assert!(!end.is_done && end.said.contains("nicol migrate rebase 2026"), "{}", end.said);
                let end = place.go(&["migrate", "status"]);
                assert!(!end.is_done && end.said.contains("nicol migrate rebase 2026"), "{}", end.said);
                assert_eq!(place.see().rows, seen.rows);
                if turn % 2 == 0 {
                    // The command that is told, word by word.
                    let told = end.said.split("`nicol migrate rebase ").nth(1).and_then(|rest| rest.split('`').next());
                    let told: Vec<_> =
                        ["migrate", "rebase"].into_iter().chain(told.expect("it is told").split(' ')).collect();
                    place.done(&told);
                }
            }
            place.done(&args);
            place.done(&["migrate", "deploy"]);
            place.done(&["migrate", "status"]);
            let names = place.project.names("migrations");
            let rests: Vec<_> = names.iter().map(|name| &name[15..]).collect();
            assert_eq!(rests, ["base", "other", "table", "rows", "more"], "{what}");
            let mut log = place.witness.ask("SELECT w FROM log");
            log.sort();
            assert_eq!(log, ["base", "more", "other", "rows", "table"], "{what}");
        });
    }
}
