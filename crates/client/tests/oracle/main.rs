//! Queries held against the published client: the same requests to it and to our line server, on databases of the same
//! schema (random operations: issue 5, point 10). With `NICOL_OURS=typescript` ours is the generated TypeScript client.

mod cases;
mod compare;
mod expand;
mod known;
mod random;
mod sides;
mod trips;
mod typescript;

use nicol_catalog::Dialect;
use random::Maker;
use sides::Against;

use nicol_testkit::libtest_mimic::{self, Arguments, Trial};

fn main() {
    let mut trials = Vec::new();
    for case in nicol_testkit::cases::list("trips") {
        trials.push(Trial::test(case.name.clone(), move || trips::check(&case)));
    }
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let provider = dialect.provider_name();
        for case in nicol_testkit::cases::list("query").into_iter().filter(|c| sides::is_of(c, dialect)) {
            let name = format!("{}::{provider}", case.name);
            let has_times = case.read("schema.prisma").is_ok_and(|schema| schema.contains("DateTime"));
            if dialect == Dialect::Sqlite && has_times && !case.name.ends_with("::mixed_dates") {
                let (name, case) = (format!("{name}::dates=mixed"), case.clone());
                trials.push(Trial::test(name, move || cases::check(&case, dialect, "?dates=mixed")));
            }
            trials.push(Trial::test(name, move || cases::check(&case, dialect, "")));
        }
        for schema in random::schemas(dialect) {
            for &maker in schema.makers() {
                let name = format!("{}::{}::{provider}", schema.name, maker.name());
                let (of_trial, published) = (schema.clone(), Against::Published);
                trials.push(Trial::test(name, move || random::check(&of_trial, maker, dialect, published)));
                // An attempt does what the steps do.
                if dialect == Dialect::Postgres && maker != Maker::Operators && !sides::is_typescript() {
                    let name = format!("attempts::{}::{}", schema.name, maker.name());
                    let schema = schema.clone();
                    trials.push(Trial::test(name, move || random::check(&schema, maker, dialect, Against::Steps)));
                }
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
