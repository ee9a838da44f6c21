//! The suite on SQLite.

#[rustfmt::skip]
pub(crate) mod db;
#[path = "../suite/mod.rs"]
mod suite;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) const IS_POSTGRES: bool = false;

/// A client of a database of its own.
pub(crate) struct Database {
    pub(crate) client: db::Client,
    pub(crate) url: String,
}

pub(crate) async fn database(label: &str) -> Option<Database> {
    static NEXT: AtomicU32 = AtomicU32::new(0);

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nicol-api");
    fs::create_dir_all(&folder).expect("the folder of tests can be made");
    let file = folder.join(format!("{label}-{}.db", NEXT.fetch_add(1, Ordering::Relaxed)));
    for rest in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.clone().into_os_string();
        name.push(rest);
        let _ = fs::remove_file(name);
    }
    fs::File::create(&file).expect("files can be made there");
    let url = format!("file:{}", file.display());
    let client = db::Client::connect(&url).await.expect("the file is there");
    client.execute_raw(include_str!("schema.sql"), ()).await.expect("the tables can be made");
    Some(Database { client, url })
}
