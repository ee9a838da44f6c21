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
