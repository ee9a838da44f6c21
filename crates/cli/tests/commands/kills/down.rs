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
    let args = ["migrate", "down", "4", "--accept-data-loss"];
    for ground in Ground::each("", &whole) {
        ground.die_everywhere(&args, &mut |place: &Place, end: &End| {
            let back = check_whole(place);
            if !end.was_killed {
                // Who asks for a number must know whether it was done.
                assert_eq!(back == 4, end.is_done, "{}", end.said);
            }
            if back == 0 {
                place.done(&args);
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

/// The second and the fifth are about indexes that are made and dropped concurrently (PostgreSQL), the fourth commits by
/// itself, twice, in both directions.
fn apart(project: &Project) {
    let concurrently = if project.is_postgres() { "CONCURRENTLY " } else { "" };
    let index = |i: usize| {
        (format!("CREATE INDEX {concurrently}i{i} ON log (w);\n"), format!("DROP INDEX {concurrently}i{i};\n"))
    };
    write(
        project,
        1,
        "CREATE TABLE log (w TEXT);\nINSERT INTO log VALUES ('a');\nCREATE INDEX i5 ON log (w);\n",
        "DROP TABLE log;\n",
    );
    let (make, drop) = index(2);
    write(project, 2, &make, &drop);
    let own = |one: &str, other: &str| format!("BEGIN;\n{one}\nCOMMIT;\nBEGIN;\n{other}\nCOMMIT;\n");
    let up = own("CREATE TABLE t4 (a INTEGER);", "CREATE TABLE u4 (a INTEGER);");
    write(project, 4, &up, &own("DROP TABLE u4;", "DROP TABLE t4;"));
    let (make, drop) = index(5);
    write(project, 5, &drop, &make);
    for i in [3, 6] {
        write(project, i, &format!("CREATE TABLE t{i} (a INTEGER);\n"), &format!("DROP TABLE t{i};\n"));
    }
    project.done(&["migrate", "deploy"]);
}

/// The migration whose way back has begun and is not done, if there is one.
fn check_apart(place: &Place) -> Option<usize> {
    let (seen, what) = (place.see(), &place.what);
    let mut begun = None;
    for i in 2..=COUNT {
        let (is_there, is_gone) = match i {
            2 => (seen.has("i2"), !seen.has("i2") && !seen.has("i2!")),
            4 => (seen.has("t4") && seen.has("u4"), !seen.has("t4") && !seen.has("u4")),
            5 => (!seen.has("i5") && !seen.has("i5!"), seen.has("i5")),
            _ => (seen.has(&format!("t{i}")), !seen.has(&format!("t{i}"))),
        };
        match seen.state(&name(i)).as_str() {
            "done" => assert!(is_there, "{what}: {i} is applied"),
            "back" => assert!(is_gone, "{what}: {i} is taken back"),
            "failed" => {
                assert!(matches!(i, 2 | 4 | 5), "{what}: {i} is in one transaction with its mark");
                assert_eq!(begun.replace(i), None, "{what}: only one was under way");
            }
            other => panic!("{what}: {i}: {other}"),
        }
    }
    begun
}

#[test]
fn what_no_transaction_takes_is_never_taken_for_applied() {
    let to = name(1);
    let args = ["migrate", "down", "--to", &to, "--accept-data-loss"];
    for ground in Ground::each("", &apart) {
        ground.die_everywhere(&args, &mut |place: &Place, end: &End| {
            let begun = check_apart(place);
            assert!(!end.is_done || begun.is_none(), "{}", end.said);
            if let Some(begun) = begun {
                // Nothing is applied meanwhile.
                let end = place.go(&["migrate", "deploy"]);
                assert!(end.said.contains("P3009") && end.said.contains(&name(begun)), "{}", end.said);
                assert_eq!(check_apart(place), Some(begun));
            }
            let mut end = place.go(&args);
            if begun == Some(4) {
                for words in ["down-begun", "nicol migrate down --mark-only", "nicol migrate resolve --applied"] {
                    assert!(end.said.contains(words), "{}", end.said);
                }
                assert_eq!(check_apart(place), begun);
                for table in ["t4", "u4"] {
                    place.witness.ask(&format!("DROP TABLE IF EXISTS {table}"));
                }
                place.done(&["migrate", "down", "--mark-only", "--yes"]);
                end = place.go(&args);
            }
            assert!(end.is_done, "{}", end.said);
            assert_eq!(check_apart(place), None);
            assert!(
                (2..=COUNT).all(|i| place.see().state(&name(i)) == "back"),
                "{}: {:?}",
                place.what,
                place.see().rows
            );
            let never =
                "SELECT COUNT(*) FROM _prisma_migrations WHERE finished_at IS NULL OR logs LIKE '%migrate down%'";
            assert_eq!(place.value(never), "0", "{}", place.what);
            place.done(&["migrate", "deploy"]);
            place.done(&["migrate", "status"]);
        });
    }
}
