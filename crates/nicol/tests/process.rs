//! What belongs to a whole process: its environment, and what it hears of all threads.

#[rustfmt::skip]
#[path = "api/postgres/db/mod.rs"]
mod postgres;
#[rustfmt::skip]
#[path = "api/sqlite/db/mod.rs"]
mod sqlite;

use nicol::{LogLevel, Result};
use nicol_testkit::postgres::Server;
use std::fmt::Debug;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

fn file(name: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&file);
    std::fs::File::create(&file).expect("files can be made there");
    format!("file:{}", file.display())
}

/// The warnings of the client.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl Warnings {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target() == "nicol" && *metadata.level() == Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Text(String);
        impl Visit for Text {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                if field.name() == "message" {
                    self.0 = format!("{value:?}");
                }
            }
        }
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.lock().unwrap().push(text.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A raw `BEGIN` that was left open is told of, once, when its connection comes back; what ends as it should is not.
macro_rules! stray {
    ($db:ident, $url:expr, $warnings:expr) => {{
        use $db::genre;
        let (url, warnings): (&str, &Warnings) = (&$url, &$warnings);
        let joint = if url.contains('?') { '&' } else { '?' };
        let db = $db::Client::connect(&format!("{url}{joint}connection_limit=1")).await?;
        db.execute_raw(include_str!(concat!("api/", stringify!($db), "/schema.sql")), ()).await?;
        db.genre().create(genre::New { name: "kept" }).await?;
        db.transact(async |tx| tx.genre().count().await).await?;
        drop(db.begin().await?);
        let tx = db.begin().await?;
        tx.genre().delete_many().await?;
        drop(tx);
        let mut stream = db.genre().find_many().stream();
        stream.try_next().await?;
        drop(stream);
        db.genre().count().await?;
        assert_eq!(warnings.take(), [""; 0]);
        for left in ["BEGIN", "BEGIN; DELETE FROM \"Genre\""] {
            db.execute_raw(left, ()).await?;
            assert_eq!(db.genre().count().await?, 1, "it is rolled back");
            let told = warnings.take();
            assert!(told.len() == 1 && told[0].contains("open transaction that nobody owns"), "{left}: {told:?}");
        }
    }};
}

#[tokio::test]
async fn a_transaction_that_nobody_owns_is_told_of() -> Result<()> {
    let warnings = Warnings::default();
    // SQLite's connections have threads of their own.
    tracing::subscriber::set_global_default(warnings.clone()).expect("nobody else does that here");
    stray!(sqlite, file("nicol-stray.db"), warnings);
    if let Some(server) = Server::shared() {
        stray!(postgres, server.database("stray"), warnings);
    }
    Ok(())
}

const CHILD: &str = "NICOL_TEST_CHILD";

/// A client in a process with another environment: it prints its warnings. (Without that it does nothing.)
#[tokio::test]
async fn child() -> Result<()> {
    let Ok(order) = std::env::var(CHILD) else { return Ok(()) };
    let builder = sqlite::Client::builder().url(file(&format!("nicol-child-{order}.db"))).on_log(|event| {
        if event.level == LogLevel::Warn {
            println!("warning: {}", event.message);
        }
    });
    // The builder has the last word.
    let builder = if order.contains("hour") { builder.slow_query(Duration::from_secs(3600)) } else { builder };
    let db = builder.connect().await?;
    db.query_raw::<i64>("SELECT 7", ()).await?;
    Ok(())
}

#[test]
fn the_threshold_of_slow_statements_in_the_environment() {
    let warnings = |label: &str, value: Option<&str>| {
        let mut command = Command::new(std::env::current_exe().expect("it is known"));
        command.args(["--exact", "child", "--nocapture"]).env(CHILD, label).env_remove("NICOL_SLOW_QUERY_MS");
        if let Some(value) = value {
            command.env("NICOL_SLOW_QUERY_MS", value);
        }
        let output = command.output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        said.lines()
            .filter_map(|line| line.split_once("warning: "))
            .map(|(_, text)| text.to_owned())
            .collect::<Vec<_>>()
    };
    let is_slow = |told: &[String]| told.iter().any(|text| text.contains("SELECT 7"));
    assert_eq!(warnings("unset", None), [""; 0]);
    for (number, value) in ["0", " 0 ", "0.0"].into_iter().enumerate() {
        assert!(is_slow(&warnings(&format!("each-{number}"), Some(value))), "{value:?}: each statement takes as long");
    }
    for (number, value) in ["3600000", "1e9"].into_iter().enumerate() {
        assert_eq!(warnings(&format!("none-{number}"), Some(value)), [""; 0], "{value:?}: none takes as long");
    }
    assert_eq!(warnings("hour", Some("0")), [""; 0], "the builder says something else");
    for (number, value) in ["soon", "", "-1", "NaN", "inf", "200ms", "1e300"].into_iter().enumerate() {
        let told = warnings(&format!("none-of-it-{number}"), Some(value));
        assert!(told.len() == 1 && told[0].contains("`NICOL_SLOW_QUERY_MS`"), "{value:?}: {told:?}");
        assert!(told[0].contains(&format!("`{value}`")), "{told:?}");
    }
}
