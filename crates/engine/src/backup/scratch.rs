//! A database of PostgreSQL that is there for a moment.

use std::time::Duration;

use nicol_driver::admin::{self, Connection};
use nicol_driver::{DatabaseUrl, PostgresUrl};
use uuid::Uuid;

use nicol_catalog::names::quoted;

/// How long the clean-up after Ctrl-C may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// It is dropped when this goes, also when the work is given up.
pub(super) struct Scratch {
    pub(super) url: PostgresUrl,
    is_there: bool,
}

impl Scratch {
    /// Makes an empty database that takes what this one holds.
    pub(super) async fn make(connection: &Connection, url: &PostgresUrl) -> Result<Self, nicol_driver::Error> {
        let name = format!("nicol_backup_check_{}", Uuid::new_v4().simple());
        connection.execute_script(&create_sql(connection, &name).await?).await?;
        let mut url = url.with_database(&name);
        url.schema = None;
        Ok(Self { url, is_there: true })
    }

    pub(super) async fn drop_now(mut self) -> Result<(), nicol_driver::Error> {
        let dropped = admin::drop_database(&DatabaseUrl::Postgres(self.url.clone())).await;
        self.is_there = dropped.is_err();
        dropped
    }
}

/// Makes a database with nothing in it but what every database has, in the encoding and the language of the one that the
/// connection leads to.
pub(super) async fn create_sql(connection: &Connection, name: &str) -> Result<String, nicol_driver::Error> {
    // Since 15 there are several providers of languages; what they are called differs since.
    let answer = connection
        .query_text(
            "SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, j.d ->> 'datlocprovider', \
             coalesce(j.d ->> 'datlocale', j.d ->> 'daticulocale'), j.d ->> 'daticurules' \
             FROM pg_catalog.pg_database d, LATERAL (SELECT pg_catalog.to_jsonb(d) AS d) AS j \
             WHERE d.datname = pg_catalog.current_database()",
        )
        .await?;
    let mut sql = format!("CREATE DATABASE {} TEMPLATE template0", quoted(name));
    let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let row = answer.rows.first().map(Vec::as_slice).unwrap_or_default();
    if let [Some(encoding), Some(collate), Some(ctype), provider, locale, rules] = row {
        sql.push_str(&format!(" ENCODING {} LC_COLLATE {} LC_CTYPE {}", text(encoding), text(collate), text(ctype)));
        let provider = match provider.as_deref() {
            Some("i") => Some(("icu", "ICU_LOCALE")),
            Some("b") => Some(("builtin", "BUILTIN_LOCALE")),
            Some("c") => Some(("libc", "")),
            _ => None,
        };
        if let Some((word, option)) = provider {
            sql.push_str(&format!(" LOCALE_PROVIDER {word}"));
            if let Some(locale) = locale.as_deref().filter(|_| !option.is_empty()) {
                sql.push_str(&format!(" {option} {}", text(locale)));
            }
        }
        if let Some(rules) = rules {
            sql.push_str(&format!(" ICU_RULES {}", text(rules)));
        }
    }
    Ok(sql)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.is_there {
            return;
        }
        let url = DatabaseUrl::Postgres(self.url.clone());
        // The runtime that we are in may be about to end: the work needs one of its own, for a moment.
        let cleaner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|r| r.block_on(async { tokio::time::timeout(PATIENCE, admin::drop_database(&url)).await }))
        });
        let _ = cleaner.join();
    }
}
