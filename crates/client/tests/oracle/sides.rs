//! The two that answer: ours and another one, each with a database of its own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use nicol_catalog::Dialect;
use nicol_client::{Builder, Handle, LogEvent, Url, lines};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_model::DataModel;
use nicol_testkit::cases::Case;
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::oracle::{ClientOracle, Oracle};
use nicol_testkit::postgres::Server;
use serde_json::{Value, json};

use crate::typescript;

/// Whom ours is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    /// The published client.
    Published,
    /// Ours, whose nested writes are statements one after the other and never one.
    Steps,
}

impl Against {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Steps => "steps",
        }
    }
}

/// Ours: in this process, or behind the generated TypeScript client (`NICOL_OURS=typescript`).
enum Ours {
    Handle(Handle),
    TypeScript(ClientOracle),
}

/// Whether ours is the TypeScript client.
pub(crate) fn is_typescript() -> bool {
    std::env::var_os("NICOL_OURS").is_some_and(|ours| ours == "typescript")
}

enum Theirs {
    Published(ClientOracle),
    Steps(Handle),
}

/// Both sides, on empty databases of one schema.
pub(crate) struct Sides {
    ours: Ours,
    theirs: Theirs,
    /// How the published client is started.
    their_url: String,
    options: Vec<String>,
    /// Whether each statement of ours was several in one.
    attempts: Arc<Mutex<Vec<bool>>>,
    runtime: tokio::runtime::Runtime,
    /// The schema's file, as the published client reads it.
    pub(crate) schema: PathBuf,
    pub(crate) model: Arc<DataModel>,
    /// Removes the files at last.
    _folder: tempfile::TempDir,
}

/// Whether a case is one of this database: its schema has the provider, or `{provider}` where it stands.
pub(crate) fn is_of(case: &Case, dialect: Dialect) -> bool {
    let schema = case.read("schema.prisma").unwrap_or_default();
    schema.contains("\"{provider}\"") || schema.contains(&format!("\"{}\"", dialect.provider_name()))
}

impl Sides {
    /// Makes the databases and starts both; `None` (and a counted skip) where something that is needed is missing.
    pub(crate) fn start_against(
        name: &str,
        text: &str,
        dialect: Dialect,
        against: Against,
    ) -> Result<Option<Self>, Failed> {
        Self::start_at(name, text, dialect, against, None, |_, url| url)
    }

    /// The same against the published client: `options` are those of the clients (`omit`), and `through` says by which URL
    /// each side reaches its database.
    pub(crate) fn start_through(
        name: &str,
        text: &str,
        dialect: Dialect,
        options: Option<&Value>,
        through: impl Fn(&str, String) -> String,
    ) -> Result<Option<Self>, Failed> {
        Self::start_at(name, text, dialect, Against::Published, options, through)
    }

    /// `through` says by which URL each side (`ours`, `theirs`) reaches its database.
    fn start_at(
        name: &str,
        text: &str,
        dialect: Dialect,
        against: Against,
        options: Option<&Value>,
        through: impl Fn(&str, String) -> String,
    ) -> Result<Option<Self>, Failed> {
        let provider = dialect.provider_name();
        let text = text.replace("{provider}", provider);
        let loaded = load(&text)?;
        let model = Arc::new(nicol_schema::lower::data_model(&loaded));
        let folder = tempfile::tempdir()?;
        let schema = folder.path().join("schema.prisma");
        std::fs::write(&schema, &text)?;
        let url = |side: &str| match dialect {
            Dialect::Sqlite => Some(format!("file:{}", folder.path().join(format!("{side}.db")).display())),
            Dialect::Postgres | Dialect::Cockroach => Some(Server::shared()?.database(&format!("{name}_{side}"))),
        };
        let (Some(our_url), Some(their_url)) = (url("ours"), url("theirs")) else { return Ok(None) };
        let Some(engine) = engine() else { return Ok(None) };
        for url in [&our_url, &their_url] {
            engine
                .lock()
                .map_err(|_| "the engine that makes the tables is gone")?
                .ask("push", &json!([[["schema.prisma", text]], "--url", url]))
                .map_err(|e| format!("the schema can't be brought to the database: {}", e.0))?;
        }
        let (our_url, their_url) = (through("ours", our_url), through("theirs", their_url));
        let reached = our_url.clone();
        let given = options.map_or_else(Vec::new, |options| vec!["--options".to_owned(), options.to_string()]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let builder = |url: String| {
            let builder = Builder::<Handle>::new(Arc::clone(&model), Url::Env("DATABASE_URL")).url(url);
            match options.and_then(|options| options.get("omit")) {
                Some(omit) => builder.omit_json(omit),
                None => builder,
            }
        };
        let attempts = Arc::new(Mutex::new(Vec::new()));
        let (theirs, ours) = match against {
            Against::Published => {
                let Some(theirs) = start_published(&schema, &their_url, &given) else { return Ok(None) };
                (Theirs::Published(theirs), builder(our_url))
            }
            Against::Steps => {
                let theirs = builder(their_url.clone()).by_steps().connect();
                let theirs = runtime.block_on(theirs).map_err(|e| e.to_string())?;
                let seen = Arc::clone(&attempts);
                let watch = move |event: &LogEvent<'_>| {
                    // An upsert by ON CONFLICT is none.
                    let is_attempt = event.sql.starts_with("WITH \"w0\"");
                    seen.lock().unwrap_or_else(PoisonError::into_inner).push(is_attempt);
                };
                (Theirs::Steps(theirs), builder(our_url).on_log(watch))
            }
        };
        let ours = if is_typescript() {
            let output = folder.path().join("client");
            typescript::generate(&loaded, &text, &output)?;
            let output = output.display().to_string();
            let mut arguments = vec!["--client", output.as_str()];
            arguments.extend(given.iter().map(String::as_str));
            let Some(ours) = ClientOracle::start(&schema, &reached, &arguments) else { return Ok(None) };
            Ours::TypeScript(ours)
        } else {
            Ours::Handle(runtime.block_on(ours.connect()).map_err(|e| e.to_string())?)
        };
        Ok(Some(Self { ours, theirs, their_url, options: given, attempts, runtime, schema, model, _folder: folder }))
    }

    /// The answers of both to a request: ours, theirs.
    pub(crate) fn ask(&mut self, request: &Value) -> Result<(Value, Value), Failed> {
        Ok((self.ask_ours(request)?, self.ask_theirs(request)?))
    }

    pub(crate) fn ask_theirs(&mut self, request: &Value) -> Result<Value, Failed> {
        match &mut self.theirs {
            Theirs::Published(theirs) => {
                let mut answer = theirs.ask(request);
                // After some panics the published engine answers nothing any more: reads are asked again of a new one.
                let reads = request["action"].as_str().is_some_and(|action| action.starts_with("find"));
                if reads && is_of_broken_engine(&answer) {
                    let fresh = start_published(&self.schema, &self.their_url, &self.options);
                    *theirs = fresh.ok_or("the published client can't be started again")?;
                    answer = theirs.ask(request);
                }
                Ok(answer)
            }
            Theirs::Steps(theirs) => answer(&self.runtime, theirs, request),
        }
    }

    /// How many statements of ours were several in one since this was last asked.
    pub(crate) fn attempts(&self) -> usize {
        let seen = std::mem::take(&mut *self.attempts.lock().unwrap_or_else(PoisonError::into_inner));
        seen.into_iter().filter(|is_attempt| *is_attempt).count()
    }

    pub(crate) fn ask_ours(&mut self, request: &Value) -> Result<Value, Failed> {
        match &mut self.ours {
            Ours::Handle(ours) => answer(&self.runtime, ours, request),
            Ours::TypeScript(ours) => Ok(ours.ask(request)),
        }
    }
}

fn answer(runtime: &tokio::runtime::Runtime, handle: &Handle, request: &Value) -> Result<Value, Failed> {
    let answer = runtime.block_on(lines::answer(handle, &request.to_string()));
    Ok(serde_json::from_str(&answer).map_err(|e| format!("our answer is no JSON: {e}\n{answer}"))?)
}

fn start_published(schema: &Path, url: &str, options: &[String]) -> Option<ClientOracle> {
    ClientOracle::start(schema, url, &options.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Whether the engine's memory is broken.
fn is_of_broken_engine(answer: &Value) -> bool {
    answer["error"]["message"].as_str().is_some_and(|text| text.contains("memory access out of bounds"))
}

/// The engine that makes the tables: one for all cases, its start takes longer than its work.
fn engine() -> Option<&'static Mutex<Oracle>> {
    static ENGINE: OnceLock<Option<Mutex<Oracle>>> = OnceLock::new();
    ENGINE.get_or_init(|| Oracle::start().map(Mutex::new)).as_ref()
}

fn load(text: &str) -> Result<nicol_schema::ir::Schema, Failed> {
    let loaded = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", text)]));
    loaded
        .schema
        .ok_or_else(|| loaded.diagnostics.iter().map(|d| format!("{}\n", d.message)).collect::<String>().into())
}
