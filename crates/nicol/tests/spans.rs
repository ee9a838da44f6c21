//! The spans of operations, transactions and statements, as a subscriber sees them (feature `spans`).

#[rustfmt::skip]
#[path = "api/postgres/db/mod.rs"]
mod postgres;
#[rustfmt::skip]
#[path = "api/sqlite/db/mod.rs"]
mod sqlite;

use nicol::Result;
use nicol_testkit::postgres::Server;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[derive(Debug, Clone, Default)]
struct Seen {
    name: &'static str,
    parent: Option<u64>,
    fields: BTreeMap<&'static str, String>,
    is_closed: bool,
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

/// Keeps all spans of ours. The tests run on one thread.
#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<BTreeMap<u64, Seen>>>,
    entered: Arc<Mutex<Vec<u64>>>,
    next: Arc<AtomicU64>,
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target() == "nicol::span"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let parent = self.entered.lock().unwrap().last().copied();
        let mut seen = Seen { name: attributes.metadata().name(), parent, ..Seen::default() };
        attributes.record(&mut seen);
        self.spans.lock().unwrap().insert(id, seen);
        Id::from_u64(id)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        if let Some(seen) = self.spans.lock().unwrap().get_mut(&id.into_u64()) {
            values.record(seen);
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, id: &Id) {
        self.entered.lock().unwrap().push(id.into_u64());
    }

    fn exit(&self, _: &Id) {
        self.entered.lock().unwrap().pop();
    }

    fn try_close(&self, id: Id) -> bool {
        if let Some(seen) = self.spans.lock().unwrap().get_mut(&id.into_u64()) {
            seen.is_closed = true;
        }
        true
    }
}

impl Collector {
    /// What was seen since the last time.
    fn take(&self) -> BTreeMap<u64, Seen> {
        std::mem::take(&mut self.spans.lock().unwrap())
    }
}

/// The first one that OpenTelemetry would call so.
fn called<'s>(spans: &'s BTreeMap<u64, Seen>, name: &str) -> (u64, &'s Seen) {
    let found = spans.iter().find(|(_, seen)| seen.fields.get("otel.name").is_some_and(|found| found == name));
    let (id, seen) = found.unwrap_or_else(|| panic!("no span is called {name}: {spans:#?}"));
    (*id, seen)
}

macro_rules! spans {
    ($db:ident, $client:expr, $collector:expr, $system:literal) => {{
        use $db::genre;
        let (db, collector): (&$db::Client, &Collector) = ($client, $collector);
        collector.take();

        db.genre().create(genre::New { name: "secret" }).await?;
        let spans = collector.take();
        let (operation, seen) = called(&spans, "Genre.create");
        assert_eq!((seen.name, seen.parent), ("prisma:client:operation", None));
        assert_eq!((seen.fields["model"].as_str(), seen.fields["method"].as_str()), ("Genre", "create"));
        let (_, seen) = called(&spans, "INSERT Genre");
        assert_eq!((seen.name, seen.parent), ("prisma:client:db_query", Some(operation)));
        for (field, expected) in [
            ("otel.kind", "client"),
            ("db.system.name", $system),
            ("db.operation.name", "INSERT"),
            ("db.collection.name", "Genre"),
            ("db.query.summary", "INSERT Genre"),
        ] {
            assert_eq!(seen.fields[field], expected, "{seen:?}");
        }
        assert!(seen.fields["db.query.text"].starts_with("INSERT INTO") && !seen.fields["db.namespace"].is_empty());
        assert!(!seen.fields.contains_key("error.type") && seen.is_closed);

        let error = db.genre().create(genre::New { name: "secret" }).await.unwrap_err();
        assert!(error.is_unique_violation());
        let spans = collector.take();
        assert_eq!(called(&spans, "Genre.create").1.fields["error.type"], "P2002");
        let failed = called(&spans, "INSERT Genre").1;
        assert_eq!(failed.fields["otel.status_code"], "ERROR");
        assert!(failed.fields.contains_key("error.type"), "{failed:?}");
        if $system == "postgresql" {
            assert_eq!(failed.fields["db.response.status_code"], "23505");
            assert!(failed.fields["db.namespace"].ends_with("|public") && failed.fields.contains_key("server.address"));
        }
        // No value of a parameter is anywhere.
        assert!(!format!("{spans:?}").contains("secret"));

        db.transact(async |tx| tx.genre().count().await).await?;
        let spans = collector.take();
        let whole = spans.iter().find(|(_, seen)| seen.name == "prisma:client:transaction").expect("the transaction");
        let (operation, seen) = called(&spans, "Genre.aggregate");
        assert_eq!(seen.parent, Some(*whole.0));
        assert_eq!(called(&spans, "COMMIT").1.parent, Some(*whole.0));
        assert_eq!(called(&spans, "SELECT Genre").1.parent, Some(operation));
        assert!(spans.values().all(|seen| seen.is_closed), "{spans:?}");

        // Of a batch: an operation for each query, also where their statements travel together.
        db.batch((db.genre().count(), db.genre().find_first())).await?;
        let spans = collector.take();
        let whole = spans.iter().find(|(_, seen)| seen.name == "prisma:client:transaction").expect("the transaction");
        for operation in ["Genre.aggregate", "Genre.findFirst"] {
            assert_eq!(called(&spans, operation).1.parent, Some(*whole.0));
        }
        assert!(spans.values().any(|seen| seen.name == "prisma:client:db_query" && seen.parent == Some(*whole.0)));
        assert!(spans.values().all(|seen| seen.is_closed), "{spans:?}");

        // A stream is one operation, from its first row to its end.
        let mut stream = db.genre().find_many().stream();
        assert!(collector.take().is_empty(), "nobody has asked it for a row");
        while stream.try_next().await?.is_some() {}
        let spans = collector.take();
        let (operation, seen) = called(&spans, "Genre.findMany");
        assert_eq!((seen.name, seen.parent), ("prisma:client:operation", None));
        assert!(!seen.fields.contains_key("error.type") && seen.is_closed, "{seen:?}");
        assert_eq!(called(&spans, "SELECT Genre").1.parent, Some(operation));
        db.execute_raw("DROP TABLE \"Review\"", ()).await?;
        collector.take();
        let error = db.review().find_many().stream().try_next().await.unwrap_err();
        let spans = collector.take();
        let failed = called(&spans, "Review.findMany").1;
        assert_eq!(failed.fields["otel.status_code"], "ERROR", "{failed:?}");
        assert_eq!(Some(failed.fields["error.type"].as_str()), error.code());
        assert!(failed.is_closed);
    }};
}

#[tokio::test]
async fn spans_of_operations_transactions_and_statements() -> Result<()> {
    let collector = Collector::default();
    let _collecting = tracing::subscriber::set_default(collector.clone());
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("nicol-spans.db");
    let _ = std::fs::remove_file(&file);
    std::fs::File::create(&file).expect("files can be made there");
    let db = sqlite::Client::connect(&format!("file:{}", file.display())).await?;
    db.execute_raw(include_str!("api/sqlite/schema.sql"), ()).await?;
    spans!(sqlite, &db, &collector, "sqlite");

    let Some(server) = Server::shared() else { return Ok(()) };
    let db = postgres::Client::connect(&server.database("spans")).await?;
    db.execute_raw(include_str!("api/postgres/schema.sql"), ()).await?;
    spans!(postgres, &db, &collector, "postgresql");
    Ok(())
}
