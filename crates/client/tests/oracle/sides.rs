//! The two that answer: the published client and ours, each with a database of its own.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use nicol_catalog::Dialect;
use nicol_client::{Builder, Handle, Url, lines};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_model::DataModel;
use nicol_testkit::cases::Case;
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::oracle::{ClientOracle, Oracle};
use nicol_testkit::postgres::Server;
use serde_json::{Value, json};

/// Both sides, on empty databases of one schema.
pub(crate) struct Sides {
    ours: Handle,
    theirs: ClientOracle,
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
    pub(crate) fn start(name: &str, text: &str, dialect: Dialect) -> Result<Option<Self>, Failed> {
        Self::start_through(name, text, dialect, |_, url| url)
    }

    /// The same; `through` says by which URL each side (`ours`, `theirs`) reaches its database.
    pub(crate) fn start_through(
        name: &str,
        text: &str,
        dialect: Dialect,
        through: impl Fn(&str, String) -> String,
    ) -> Result<Option<Self>, Failed> {
        let provider = dialect.provider_name();
        let text = text.replace("{provider}", provider);
        let model = Arc::new(data_model(&text)?);
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
        let Some(theirs) = ClientOracle::start(&schema, &their_url, &[]) else { return Ok(None) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let builder = Builder::<Handle>::new(Arc::clone(&model), Url::Env("DATABASE_URL")).url(our_url);
        let ours = runtime.block_on(builder.connect()).map_err(|e| e.to_string())?;
        Ok(Some(Self { ours, theirs, runtime, schema, model, _folder: folder }))
    }

    /// The answers of both to a request: ours, theirs.
    pub(crate) fn ask(&mut self, request: &Value) -> Result<(Value, Value), Failed> {
        let theirs = self.theirs.ask(request);
        Ok((self.ask_ours(request)?, theirs))
    }

    pub(crate) fn ask_ours(&self, request: &Value) -> Result<Value, Failed> {
        let ours = self.runtime.block_on(lines::answer(&self.ours, &request.to_string()));
        Ok(serde_json::from_str(&ours).map_err(|e| format!("our answer is no JSON: {e}\n{ours}"))?)
    }
}

/// The engine that makes the tables: one for all cases, its start takes longer than its work.
fn engine() -> Option<&'static Mutex<Oracle>> {
    static ENGINE: OnceLock<Option<Mutex<Oracle>>> = OnceLock::new();
    ENGINE.get_or_init(|| Oracle::start().map(Mutex::new)).as_ref()
}

fn data_model(text: &str) -> Result<DataModel, Failed> {
    let loaded = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", text)]));
    match loaded.schema {
        Some(schema) => Ok(nicol_schema::lower::data_model(&schema)),
        None => Err(loaded.diagnostics.iter().map(|d| format!("{}\n", d.message)).collect::<String>().into()),
    }
}
