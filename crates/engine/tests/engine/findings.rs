//! `cases/findings/<name>/`: models before and after, rows, and what is said of the change, without rows and with them, on
//! both databases, or on the one of `only.txt`. What is said is true: the change is made where nothing stands against it, and
//! fails where something does.

use nicol_catalog::Catalog;
use nicol_engine::push::Push;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::sql::render;
use nicol_testkit::cases;

use crate::support::{DATABASES, Database, Project, run};

#[test]
fn what_is_said_of_a_change_is_what_the_database_does() {
    for case in cases::list("findings") {
        let read = |name: &str| case.read(name).unwrap_or_else(|e| panic!("{}: {e:?}", case.name));
        let only = case.read_if_there("only.txt").map(|text| text.trim().to_owned());
        let mut text = String::new();
        for database in DATABASES {
            let name = if database == Database::Postgres { "postgresql" } else { "sqlite" };
            if only.as_ref().is_some_and(|only| only != name) {
                continue;
            }
            for (title, rows) in [("without rows", String::new()), ("with rows", read("rows.sql"))] {
                let Some(project) = Project::new(database, &case.name) else { return };
                let (from, to) = (project.wanted(&read("from.prisma")), project.wanted(&read("to.prisma")));
                let plan = diff(&Catalog::empty(from.dialect), &from, &DiffOptions::default());
                let (findings, done) = run(async {
                    nicol_engine::database::connect_or_create(&project.target).await.expect("it is made");
                    project.execute(&render(&plan)).await;
                    project.execute(&rows).await;
                    let push = Push::prepare(&project.target, &to, &DiffOptions::default(), false).await;
                    let push = push.unwrap_or_else(|e| panic!("{}: {e}", case.name));
                    (push.findings.here.clone(), push.execute().await)
                });
                text.push_str(&format!("{name} {title}\n"));
                findings.warnings.iter().for_each(|m| text.push_str(&format!("  warning: {}\n", m.text)));
                findings.unexecutable.iter().for_each(|m| text.push_str(&format!("  error: {}\n", m.text)));
                assert_eq!(
                    done.is_ok(),
                    findings.unexecutable.is_empty(),
                    "{}: {name} {title}: {findings:?}\n{done:?}",
                    case.name
                );
            }
        }
        case.expect("expected.txt", &text).unwrap_or_else(|e| panic!("{}: {e:?}", case.name));
    }
}

/// SQLite takes a table made anew whose rows refer to nothing, and says nothing.
#[test]
fn orphans_of_a_table_made_anew_are_told() {
    let Some(project) = Project::new(Database::Sqlite, "orphans") else { return };
    let from = project.wanted("model M {\n  id Int @id\n  nId Int?\n}\nmodel N {\n  id Int @id\n}");
    let to = "model M {\n  id Int @id\n  nId Int?\n  n N? @relation(fields: [nId], references: [id])\n}\n\
              model N {\n  id Int @id\n  ms M[]\n}";
    let to = project.wanted(to);
    let plan = diff(&Catalog::empty(from.dialect), &from, &DiffOptions::default());
    run(async {
        nicol_engine::database::connect_or_create(&project.target).await.expect("it is made");
        project.execute(&render(&plan)).await;
        project.execute("INSERT INTO N VALUES (1); INSERT INTO M VALUES (4, 1), (17, NULL), (99, 2)").await;
        let told = async || {
            let push = Push::prepare(&project.target, &to, &DiffOptions::default(), false).await.expect("it is read");
            let told: Vec<String> = push.findings.here.unexecutable.iter().map(|m| m.text.clone()).collect();
            (push, told)
        };
        assert_eq!(told().await.1, ["1 row of the table `M` refers by `nId` to no row of `N`: id 99."]);
        project.execute("DELETE FROM M WHERE id = 99").await;
        let (push, none) = told().await;
        assert_eq!(none, [""; 0]);
        push.execute().await.expect("it is done");
        // A key that was there is not looked at again.
        assert_eq!(told().await.1, [""; 0]);
    });
}
