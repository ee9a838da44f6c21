//! The suite on PostgreSQL, and what only PostgreSQL has.

mod attempts;
mod batches;
mod bouncer;
mod cuts;
#[rustfmt::skip]
pub(crate) mod db;
mod conflicts;
mod healing;
mod only;
mod pooler;
mod stopping;
mod streams;
#[path = "../suite/mod.rs"]
mod suite;

use nicol_testkit::postgres::Server;

pub(crate) const IS_POSTGRES: bool = true;

/// A client of a database of its own.
pub(crate) struct Database {
    pub(crate) client: db::Client,
    pub(crate) url: String,
}

pub(crate) async fn database(label: &str) -> Option<Database> {
    let url = Server::shared()?.database(label);
    let client = db::Client::connect(&url).await.expect("the server is there");
    client.execute_raw(include_str!("schema.sql"), ()).await.expect("the tables can be made");
    Some(Database { client, url })
}
