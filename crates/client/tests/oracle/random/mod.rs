//! Random operations on the schemas of `cases/random` and on one project of the corpus: the same requests to both clients,
//! with the same answers, and the same rows in both databases afterwards.
//!
//! The same seed makes the same requests. `NICOL_LONG=1` makes many more; `NICOL_SEED` another start; `NICOL_KNOWN=1` shows
//! what differs and is known.

pub(crate) mod contents;
mod generator;
pub(crate) mod tally;

use std::process::Command;

use contents::Contents;
use nicol_catalog::Dialect;
use nicol_testkit::cases::{Case, Outcome};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::{corpus, oracle};
use serde_json::{Value, json};
use tally::Tally;

use crate::compare::Comparison;
use crate::known::Known;
use crate::sides::{self, Against, Sides};

const SEED: u32 = 20;

/// A short episode: after a recognised difference of the databases nothing is compared until they are empty again.
const EPISODE: usize = 70;

/// So many requests of an episode create rows.
const FILL: usize = 24;

/// A schema on which operations are made up.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(crate) name: String,
    text: String,
    /// Whether only our own operations fit (the case's file `makers` says so).
    is_own_only: bool,
}

/// The schemas of a database.
pub(crate) fn schemas(dialect: Dialect) -> Vec<Schema> {
    let of = |case: Case| {
        let is_own_only = case.read_if_there("makers").is_some_and(|text| text.trim() == "own");
        let text = case.read("schema.prisma").ok()?;
        Some(Schema { text, name: case.name, is_own_only })
    };
    let cases = nicol_testkit::cases::list("random").into_iter().filter(|c| sides::is_of(c, dialect)).filter_map(of);
    let project = corpus::projects().into_iter().find(|p| p.schema.provider() == dialect.provider_name());
    let project = project.map(|p| Schema {
        name: format!("random::{}", p.schema.name.replace('/', "::")),
        text: p.schema.text,
        is_own_only: false,
    });
    cases.chain(project).collect()
}

/// How many requests there are for each operator of each type in a short run, on whatever column. (A long one has all, on
/// every column.)
const SHORT_OPERATORS: usize = 4;

/// Who makes up the operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maker {
    /// `random.mjs` of the oracle, which follows which rows there are.
    Oracle,
    /// Ours, which asks the surface what can be written and the database which rows there are.
    Own,
    /// Nothing at random: every operator of every column, on rows of ours.
    Operators,
}

impl Schema {
    /// Who makes up operations on it.
    pub(crate) fn makers(&self) -> &'static [Maker] {
        if self.is_own_only { &[Maker::Own, Maker::Operators] } else { &[Maker::Oracle, Maker::Own, Maker::Operators] }
    }
}

impl Maker {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Oracle => "oracle",
            Self::Own => "own",
            Self::Operators => "operators",
        }
    }

    /// How many operations on one schema.
    fn count(self, dialect: Dialect) -> usize {
        let is_long = std::env::var_os("NICOL_LONG").is_some();
        match (is_long, self, dialect) {
            (false, Self::Oracle, _) => 140,
            (false, Self::Own, _) => 70,
            (true, Self::Oracle, Dialect::Sqlite) => 1_500,
            (true, Self::Oracle, _) => 3_000,
            (true, Self::Own, _) => 1_000,
            (_, Self::Operators, _) => FILL,
        }
    }
}

pub(crate) fn check(schema: &Schema, maker: Maker, dialect: Dialect, against: Against) -> Outcome {
    let Some(folder) = oracle::folder() else { return Ok(()) };
    let name = format!("{}_{}_{}", schema.name, maker.name(), against.name());
    let Some(sides) = Sides::start_against(&name, &schema.text, dialect, against)? else { return Ok(()) };
    let count = maker.count(dialect);
    let seed = std::env::var("NICOL_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(SEED);
    let mut run = Run::new(sides, dialect, against);
    match maker {
        Maker::Oracle => {
            let made = Command::new("node")
                .arg("random.mjs")
                .arg(&run.sides.schema)
                .args(["--seed", &seed.to_string(), "--count", &count.to_string(), "--episode", &EPISODE.to_string()])
                .current_dir(folder)
                .output()?;
            if !made.status.success() {
                return Err(String::from_utf8_lossy(&made.stderr).into_owned().into());
            }
            for line in String::from_utf8_lossy(&made.stdout).lines() {
                run.ask(&serde_json::from_str(line).map_err(|e| format!("{line}: {e}"))?)?;
            }
        }
        Maker::Operators => {
            let model = std::sync::Arc::clone(&run.sides.model);
            let mut generator = generator::Generator::new(&model, seed);
            for request in contents::emptying(&model) {
                run.ask(&request)?;
            }
            for made in 0..count {
                let rows = contents::of_ours(&mut run.sides)?;
                if let Some(request) = generator.request(&rows, made % FILL) {
                    run.ask(&request)?;
                }
            }
            let rows = contents::of_ours(&mut run.sides)?;
            let most = if std::env::var_os("NICOL_LONG").is_some() { usize::MAX } else { SHORT_OPERATORS };
            let table = generator.operators(&rows, dialect == Dialect::Sqlite, most);
            for request in &table.requests {
                run.ask(request)?;
            }
            for (ty, operators) in &table.counts {
                let list: Vec<_> = operators.iter().map(|(operator, count)| format!("{operator} {count}")).collect();
                println!("  {ty}: {}", list.join(", "));
            }
        }
        Maker::Own => {
            let model = std::sync::Arc::clone(&run.sides.model);
            let mut generator = generator::Generator::new(&model, seed);
            let mut rows = Contents::default();
            for made in 0..count {
                if made % EPISODE == 0 {
                    for request in contents::emptying(&model) {
                        run.ask(&request)?;
                    }
                }
                if made % 4 == 0 {
                    rows = contents::of_ours(&mut run.sides)?;
                }
                let Some(request) = generator.request(&rows, made % EPISODE) else { continue };
                run.ask(&request)?;
            }
        }
    }
    run.compare_rows()?;
    run.tally.print(&format!(
        "{}::{}::{} against {}",
        schema.name,
        maker.name(),
        dialect.provider_name(),
        against.name()
    ));
    if against == Against::Steps {
        let (attempts, violated) = (run.attempts, run.failed_attempts);
        println!("  {attempts} were one statement, {violated} of them failed");
        if attempts == 0 {
            return Err("nothing was tried as one statement".into());
        }
    }
    run.verdict(seed)
}

/// Both sides, and what was seen of them.
struct Run {
    sides: Sides,
    comparison: Comparison,
    tally: Tally,
    known: Known,
    against: Against,
    /// How many requests of ours were one statement, and those of them that failed.
    attempts: usize,
    failed_attempts: usize,
    /// The databases differ, as is known: answers say nothing.
    is_apart: bool,
    /// The writes since the rows were last compared.
    writes: Vec<String>,
    failures: Vec<String>,
}

impl Run {
    fn new(sides: Sides, dialect: Dialect, against: Against) -> Self {
        let known = Known::of(&sides.model, dialect);
        Self {
            sides,
            // The sign of a zero is kept by ours alone: COMPAT.md, and `cases/query/values`.
            comparison: Comparison::ignoring_signs(against == Against::Published),
            tally: Tally::default(),
            known,
            against,
            attempts: 0,
            failed_attempts: 0,
            is_apart: false,
            writes: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Asks both, and compares.
    fn ask(&mut self, request: &Value) -> Result<(), Failed> {
        let is_emptying =
            request["action"] == "deleteMany" && request["args"].as_object().is_some_and(serde_json::Map::is_empty);
        if is_emptying {
            self.compare_rows()?;
            // Records that refer to each other in a circle keep each other where actions are emulated.
            for request in contents::untying(&self.sides.model, request) {
                self.sides.ask(&request)?;
            }
        }
        let is_published = self.against == Against::Published;
        let reason_for_rows = self.known.reason_for_rows(request).filter(|_| is_published);
        if reason_for_rows.is_some() {
            // So that no earlier difference is taken for one of this request.
            self.compare_rows()?;
        }
        let (their_request, reasons) =
            if is_published { self.known.in_their_words(request) } else { (request.clone(), Vec::new()) };
        reasons.into_iter().for_each(|reason| self.tally.known(reason));
        let ours = self.sides.ask_ours(request)?;
        let theirs = self.sides.ask_theirs(&their_request)?;
        if self.sides.attempts() > 0 {
            self.attempts += 1;
            self.failed_attempts += usize::from(ours.get("error").is_some());
        }
        if is_emptying {
            self.is_apart = false;
            return Ok(()); // How many there were is not equal after a difference.
        }
        if is_published {
            for statement in self.known.whole_again(request) {
                self.sides.ask_theirs(&json!({"id": 0, "action": "$executeRawUnsafe", "args": [statement]}))?;
            }
        }
        self.tally.asked(&self.sides.model, request, &theirs);
        if self.is_apart {
            return Ok(());
        }
        self.tally.compared += 1;
        let writes = writes(request);
        if writes {
            self.writes.push(request.to_string());
        }
        if let Some(difference) = self.comparison.difference(request, &ours, &theirs) {
            // Nothing is known to differ between ours and ours.
            match self.known.kind(request, &ours, &theirs).filter(|_| self.against == Against::Published) {
                Some(kind) => {
                    if std::env::var_os("NICOL_KNOWN").is_some() {
                        println!("known: {kind}\n{request}\n  {difference}\n");
                    }
                    self.tally.known(kind);
                }
                None if their_request == *request => self.fails(format!("{request}\n  {difference}\n")),
                None => self.fails(format!("{request}\n  theirs: {their_request}\n  {difference}\n")),
            }
            if writes {
                let rows = contents::difference(&mut self.sides, &mut self.comparison)?;
                // What failed has left nothing behind.
                if let Some(rows) =
                    rows.as_ref().filter(|_| ours.get("error").is_some() && theirs.get("error").is_some())
                {
                    let after = self.writes.join("\n  ");
                    self.fails(format!("the rows differ after what failed: {rows}\n  after\n  {after}\n"));
                }
                self.is_apart = rows.is_some();
                self.writes.clear();
            }
        } else if reason_for_rows.is_some() {
            self.compare_rows_after(reason_for_rows)?;
        } else if self.writes.len() >= 12 {
            self.compare_rows()?;
        }
        Ok(())
    }

    /// Keeps a difference for the verdict, and shows it at once: a long run takes long.
    fn fails(&mut self, difference: String) {
        println!("{difference}");
        self.failures.push(difference);
    }

    /// Compares all rows, unless the databases are known to differ.
    fn compare_rows(&mut self) -> Result<(), Failed> {
        self.compare_rows_after(None)
    }

    /// The same, after a request that may leave other rows behind for a reason.
    fn compare_rows_after(&mut self, reason: Option<&'static str>) -> Result<(), Failed> {
        if self.is_apart || self.writes.is_empty() {
            return Ok(());
        }
        if let Some(difference) = contents::difference(&mut self.sides, &mut self.comparison)? {
            let after = self.writes.join("\n  ");
            if let Some(reason) = reason {
                self.tally.known(reason);
            } else {
                self.fails(format!("the rows differ: {difference}\n  after\n  {after}\n"));
            }
            self.is_apart = true;
        }
        self.writes.clear();
        Ok(())
    }

    fn verdict(&self, seed: u32) -> Outcome {
        let Tally { compared, asked, succeeded, .. } = &self.tally;
        if !self.failures.is_empty() {
            let list = self.failures.join("\n");
            return Err(format!("seed {seed}, {} of {compared} answers differ\n{list}", self.failures.len()).into());
        }
        if compared * 10 < asked * 7 {
            return Err(Failed::from(format!("only {compared} of {asked} answers could be compared")));
        }
        if succeeded * 10 < asked * 7 {
            return Err(Failed::from(format!(
                "only {succeeded} of {asked} operations succeeded on the published client"
            )));
        }
        Ok(())
    }
}

/// Whether the request may change the database.
fn writes(request: &Value) -> bool {
    let action = request["action"].as_str().unwrap_or_default();
    !(action.starts_with("find") || matches!(action, "count" | "aggregate" | "groupBy" | "$all"))
}
