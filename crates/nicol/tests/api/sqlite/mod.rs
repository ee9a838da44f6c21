//! The suite on SQLite.

pub mod db;
#[path = "../suite/mod.rs"]
mod suite;

use tempfile::TempDir;

pub const IS_POSTGRES: bool = false;

/// A client of a database of its own, and what must live as long.
pub struct Database {
    pub client: db::Client,
    pub url: String,
    _folder: TempDir,
}

pub async fn database(_label: &str) -> Option<Database> {
    let folder = tempfile::tempdir().expect("temporary folders can be made");
    let file = folder.path().join("test.db");
    std::fs::File::create(&file).expect("files can be made there");
    let url = format!("file:{}", file.display());
    let client = db::Client::connect(&url).await.expect("the file is there");
    client.execute_raw(include_str!("schema.sql"), ()).await.expect("the tables can be made");
    Some(Database { client, url, _folder: folder })
}
