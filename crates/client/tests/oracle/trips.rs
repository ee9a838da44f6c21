//! `cases/trips/*`: what a request sends, held against the published client, both counted on the wire by the same proxy.
//!
//! `seed.jsonl` fills the database anew before each run of a request; `rows.jsonl` has the requests, with their names in
//! `row`; `expected.txt` is the table of statements and round trips. Each request runs twice: the first run is cold (its
//! statements are not prepared yet), the second is the one that counts. We never need more statements, or more round
//! trips, than the published client, whatever the table says; a row may be `pending`, with the reason, as long as that is
//! so. A row of more than one round trip says `why`: which statement needs the answer of which other one. `NICOL_WIRE=1`
//! prints the statements.

use std::fmt::Write as _;

use nicol_catalog::Dialect;
use nicol_testkit::cases::{Case, Outcome};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;
use nicol_testkit::wire::{Counts, Proxy};
use serde_json::Value;

use crate::compare::Comparison;
use crate::sides::Sides;

pub(crate) fn check(case: &Case) -> Outcome {
    let Some(server) = Server::shared() else { return Ok(()) };
    let (ours, theirs) = (Proxy::start(server.socket_dir())?, Proxy::start(server.socket_dir())?);
    let through = |side: &str, url: String| {
        let proxy = if side == "ours" { &ours } else { &theirs };
        // Ours shall always meet the connection that has prepared its statements.
        proxy.url(server.socket_dir(), &url) + if side == "ours" { "&connection_limit=1" } else { "" }
    };
    let schema = case.read("schema.prisma")?;
    let Some(mut sides) = Sides::start_through(&case.name, &schema, Dialect::Postgres, None, through)? else {
        return Ok(());
    };
    let seed = lines(&case.read("seed.jsonl")?)?;
    let mut table = String::from(
        "statements + control statements / round trips, of a warm run; cold: round trips of the first run\n\n",
    );
    let _ = writeln!(table, "{:<48}{:>14}{:>14}{:>8}", "", "Prisma", "Nicol", "cold");
    let mut failures = Vec::new();
    for mut request in lines(&case.read("rows.jsonl")?)? {
        let row = request["row"].as_str().unwrap_or_default().to_owned();
        request["id"] = 1.into();
        let mut cold = 0;
        for is_warm in [false, true] {
            for step in &seed {
                for answer in <[Value; 2]>::from(sides.ask(step)?) {
                    if answer.get("error").is_some() {
                        return Err(format!("{step}\n{answer}").into());
                    }
                }
            }
            let _ = (ours.take(), theirs.take());
            let (our_answer, their_answer) = sides.ask(&request)?;
            let (our_counts, their_counts) = (ours.take(), theirs.take());
            if let Some(difference) = Comparison::default().difference(&request, &our_answer, &their_answer) {
                failures.push(format!("{row}: {difference}"));
            }
            if !is_warm {
                cold = our_counts.trips;
                continue;
            }
            if std::env::var_os("NICOL_WIRE").is_some() {
                eprintln!("{row}\n  {}\n--\n  {}", our_counts.sql.join("\n  "), their_counts.sql.join("\n  "));
            }
            let _ = writeln!(table, "{row:<48}{:>14}{:>14}{cold:>8}", shown(&their_counts), shown(&our_counts));
            if (our_counts.trips > 1) != request.get("why").is_some() {
                failures.push(format!("{row}: {} round trips, and `why` is {}", our_counts.trips, request["why"]));
            }
            let is_more = our_counts.statements > their_counts.statements || our_counts.trips > their_counts.trips;
            if let Some(why) = request.get("pending") {
                if !is_more {
                    failures
                        .push(format!("{row}: no longer more than the published client: take out `pending` ({why})"));
                }
            } else if is_more {
                failures.push(format!(
                    "{row}: {} where {} are enough\n  {}",
                    shown(&our_counts),
                    shown(&their_counts),
                    our_counts.sql.join("\n  ")
                ));
            }
        }
    }
    if !failures.is_empty() {
        return Err(format!("{}\n\n{table}", failures.join("\n")).into());
    }
    case.expect("expected.txt", &table)
}

fn shown(counts: &Counts) -> String {
    format!("{}+{} / {}", counts.statements, counts.control, counts.trips)
}

fn lines(text: &str) -> Result<Vec<Value>, Failed> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|line| serde_json::from_str(line).map_err(|e| format!("{line}: {e}").into())).collect()
}
