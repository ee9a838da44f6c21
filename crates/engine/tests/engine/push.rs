use nicol_engine::push::Push;
use nicol_migrate::diff::DiffOptions;

use crate::support::{Project, run};

async fn push(project: &Project, models: &str) -> Push {
    let wanted = project.wanted(models);
    Push::prepare(&project.target, &wanted, &DiffOptions::default(), false).await.expect("it compares")
}

#[test]
fn a_push_brings_the_database_to_the_schema() {
    for project in Project::each("push") {
        run(async {
            let models = "model A {\n  id Int @id\n  b  String\n  c  DateTime @default(now())\n  @@index([b])\n}\n";
            let first = push(&project, models).await;
            first.execute().await.expect("it runs");
            let second = push(&project, models).await;
            assert!(second.plan.is_empty(), "{:?}: {:?}", project.database, second.plan.steps);
        });
    }
}

#[test]
fn what_would_be_lost_is_counted() {
    for project in Project::each("push loss") {
        run(async {
            push(&project, "model A {\n  id Int @id\n  b  String?\n}\n").await.execute().await.expect("it runs");
            let without_b = "model A {\n  id Int @id\n}\n";
            assert!(push(&project, without_b).await.findings.here.warnings.is_empty(), "no rows, no warning");
            project.execute("INSERT INTO \"A\" VALUES (1, 'x'), (2, NULL)").await;
            let warned = push(&project, without_b).await;
            assert!(warned.findings.here.warnings[0].text.contains("1 non-null value"), "{:?}", warned.findings.here);

            let required = "model A {\n  id Int @id\n  b  String?\n  c  Int\n}\n";
            let refused = push(&project, required).await;
            assert_eq!(refused.findings.here.unexecutable.len(), 1, "{:?}", refused.findings.here);
        });
    }
}

#[test]
fn a_push_that_fails_changes_nothing() {
    for project in Project::each("push fails") {
        run(async {
            push(&project, "model A {\n  id Int @id\n  b  String\n}\n").await.execute().await.expect("it runs");
            project.execute("INSERT INTO \"A\" VALUES (1, 'x'), (2, 'x')").await;
            let models = "model A {\n  id Int @id\n  b  String @unique\n  c  Int?\n}\n\nmodel New {\n  id Int @id\n}\n";
            let failing = push(&project, models).await;
            let error = failing.execute().await.expect_err("two rows are equal");
            assert_eq!(error.code(), Some("P2002"), "{error}");
            let again = push(&project, models).await;
            assert_eq!(again.plan.steps.len(), failing.plan.steps.len(), "{:?}", project.database);
        });
    }
}
