//! Plans: against cases, against the published engine, against themselves.

mod apply;
mod cases;
mod corpus;
mod differences;
mod edits;
mod generate;
mod keeping;
mod live;
mod loading;
mod matrix;
mod mutate;
mod mutations;
mod needed;
mod projects;
#[path = "../introspection/record.rs"]
#[expect(dead_code, reason = "the introspection tests need more of it")]
mod record;
mod renames;
#[path = "../../../engine/tests/engine/checks/rows.rs"]
mod rows;

use nicol_testkit::libtest_mimic::Trial;

fn main() {
    let trials = vec![
        Trial::test("corpus::from_empty", corpus::from_empty),
        Trial::test("corpus::from_each_other", corpus::from_each_other),
        Trial::test("edits::of_text", edits::run),
        Trial::test("mutations::postgresql", || mutations::run(generate::Database::Postgresql)),
        Trial::test("mutations::sqlite", || mutations::run(generate::Database::Sqlite)),
        Trial::test("apply::postgresql", || apply::run(generate::Database::Postgresql)),
        Trial::test("apply::sqlite", || apply::run(generate::Database::Sqlite)),
        Trial::test("keeping::sqlite", || keeping::run(generate::Database::Sqlite)),
        Trial::test("keeping::postgresql", || keeping::run(generate::Database::Postgresql)),
        Trial::test("projects::histories", projects::histories),
        Trial::test("matrix::native_types", matrix::native_types),
    ];
    nicol_testkit::cases::run_with(&[("diff", cases::check), ("renames", renames::check)], trials);
}
