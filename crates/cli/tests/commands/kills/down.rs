//! `nicol migrate down`.

use crate::support::Project;

use super::{End, Ground, Place};

const COUNT: usize = 6;

fn name(i: usize) -> String {
    format!("2020010100000{i}_m{i}")
}

fn write(project: &Project, i: usize, up: &str, down: &str) {
    project.write(&format!("migrations/{}/migration.sql", name(i)), up);
    project.write(&format!("migrations/{}/down.sql", name(i)), down);
}

/// Each makes a table with two rows.
fn whole(project: &Project) {
    for i in 1..=COUNT {
        let up = format!("CREATE TABLE t{i} (a INTEGER PRIMARY KEY);\nINSERT INTO t{i} VALUES (1), (2);\n");
        write(project, i, &up, &format!("DROP TABLE t{i};\n"));
    }
    project.done(&["migrate", "deploy"]);
}

/// How many are taken back: all four, or none.
fn check_whole(place: &Place) -> usize {
    let (seen, what) = (place.see(), &place.what);
    let of = |i: usize| (seen.state(&name(i)), seen.has(&format!("t{i}")));
    let back = (1..=COUNT).filter(|i| of(*i) == ("back".to_owned(), false)).count();
    let stand = (1..=COUNT).filter(|i| of(*i) == ("done".to_owned(), true)).count();
    assert!(back + stand == COUNT && (back == 0 || back == 4), "{what}: {:?}", seen.rows);
    let rows: Vec<_> = (1..=stand).map(|i| format!("(SELECT COUNT(*) FROM t{i})")).collect();
    assert_eq!(place.value(&format!("SELECT {}", rows.join(" + "))), (2 * stand).to_string(), "{what}");
    back
}

#[test]
fn several_in_one_transaction_go_together_or_not_at_all() {
    let to = name(2);
    for args in
        [&["migrate", "down", "--to", &to, "--accept-data-loss"][..], &["migrate", "down", "4", "--accept-data-loss"]]
    {
        for ground in Ground::each("", &whole) {
            ground.die_everywhere(args, &mut |place: &Place, end: &End| {
                let back = check_whole(place);
                if !end.was_killed {
                    // Who asks for a number must know whether it was done.
                    assert_eq!(back == 4, end.is_done, "{}", end.said);
                }
                if back == 0 {
                    place.done(args);
                }
                assert_eq!(check_whole(place), 4);
                place.done(&["migrate", "down", "--to", &to, "--yes"]);
                assert_eq!(check_whole(place), 4);
                // All of it can be applied again.
                place.done(&["migrate", "deploy"]);
                assert_eq!(place.value("SELECT COUNT(*) FROM t6"), "2");
            });
        }
    }
}
