//! The published Prisma engines and client, as a differential oracle (`../shared/oracle` beside the repository).
//!
//! [`Oracle`] answers schema and migration questions, [`ClientOracle`] queries. Both are processes that answer one
//! JSON line for each line; they end with the test.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// A failure that the oracle answered: the error's code, message and meta.
#[derive(Debug, Clone)]
pub struct OracleError(pub Value);

/// Schema and migration questions.
#[derive(Debug)]
pub struct Oracle {
    process: Lines,
    next_id: u64,
}

/// Queries through the published client.
#[derive(Debug)]
pub struct ClientOracle {
    process: Lines,
}

impl Oracle {
    /// Starts the oracle; `None` (and a counted skip) where it is not there.
    #[must_use]
    pub fn start() -> Option<Self> {
        let dir = installed()?;
        let process = Lines::spawn(Command::new("node").arg("oracle.mjs").arg("serve").current_dir(dir));
        Some(Self { process, next_id: 0 })
    }

    /// Asks: `cmd` and `args` as in the head of `oracle.mjs`. A schema is `json!([["a.prisma", text]])`.
    ///
    /// # Errors
    /// What the oracle reports.
    ///
    /// # Panics
    /// If the process ended.
    pub fn ask(&mut self, cmd: &str, args: &Value) -> Result<Value, OracleError> {
        self.next_id += 1;
        let mut answer = self.process.ask(&json!({ "id": self.next_id, "cmd": cmd, "args": args }));
        match answer.get_mut("error") {
            Some(error) => Err(OracleError(error.take())),
            None => Ok(answer["result"].take()),
        }
    }

    /// Asks about a schema of one file.
    ///
    /// # Errors
    /// What the oracle reports.
    pub fn ask_schema(&mut self, cmd: &str, schema: &str) -> Result<Value, OracleError> {
        self.ask(cmd, &json!([[["schema.prisma", schema]]]))
    }

    /// The SQL from one schema text to another; `None` is an empty database.
    ///
    /// # Errors
    /// What the oracle reports.
    pub fn diff(&mut self, from: Option<&str>, to: Option<&str>) -> Result<String, OracleError> {
        let side = |s: Option<&str>| s.map_or(json!("empty"), |text| json!([["schema.prisma", text]]));
        let answer = self.ask("diff", &json!([side(from), side(to)]))?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }
}

impl ClientOracle {
    /// Starts the published client for a schema file and a database, which `push` brings to the schema first.
    #[must_use]
    pub fn start(schema: &Path, url: &str, options: &[&str]) -> Option<Self> {
        let dir = installed()?;
        let cache = crate::cache("oracle-clients");
        let mut command = Command::new("node");
        command.arg("client.mjs").arg(schema).args(["--url", url, "--cache"]).arg(cache).args(options).current_dir(dir);
        let mut process = Lines::spawn(&mut command);
        let ready = process.read();
        assert_eq!(ready["ready"], json!(true), "the client oracle did not start: {ready}");
        Some(Self { process })
    }

    /// One request, one answer, as in the head of `client.mjs`.
    pub fn ask(&mut self, request: &Value) -> Value {
        self.process.ask(request)
    }
}

/// The oracle's folder with its packages: a copy below `target/`, made once.
/// The folder that the oracle's packages are installed in; `None` (and a counted skip) where it is not there.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    installed().map(Into::into)
}

fn installed() -> Option<&'static Path> {
    static DIR: OnceLock<Option<PathBuf>> = OnceLock::new();
    DIR.get_or_init(install).as_deref()
}

fn install() -> Option<PathBuf> {
    let skip = |reason: &str| {
        crate::skip::skip("NICOL_ORACLE", reason);
        None
    };
    let source = crate::root().parent()?.join("shared/oracle");
    if !source.join("oracle.mjs").is_file() {
        return skip("there is no oracle beside the repository");
    }
    let dir = crate::npm::install(&source, "oracle", &["install", "--no-audit", "--no-fund"])?;
    if !dir.join("node_modules/@prisma/adapter-better-sqlite3").is_dir() {
        return skip("an optional package of the oracle is missing (@prisma/adapter-better-sqlite3)");
    }
    Some(dir)
}

/// A process that answers line by line.
#[derive(Debug)]
struct Lines {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Lines {
    fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, input, output }
    }

    fn ask(&mut self, request: &Value) -> Value {
        let input = self.input.as_mut().expect("the process runs");
        writeln!(input, "{request}").and_then(|()| input.flush()).expect("the oracle reads");
        self.read()
    }

    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the oracle writes");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("the oracle answered {line:?}: {e}"))
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
