//! Who runs, and the two contestants: the generated client, and tokio-postgres by hand.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use nicol::DateTime;
use tokio_postgres::{Client, NoTls, Statement};

use crate::db::{self, todo};

/// One of those who are compared. A clone of it is what one task uses.
pub(crate) trait Contestant: Send + Sync + 'static {
    /// Reads the row of this key.
    fn find(&self, id: i32) -> impl Future<Output = ()> + Send;

    /// Makes a row and reads what it became.
    fn create(&self, number: i32) -> impl Future<Output = ()> + Send;
}

/// What is written: the same by both.
fn title(number: i32) -> String {
    format!("written as number {number}")
}

const DUE_SECONDS: u64 = 1_800_000_000;

/// The generated client; its clones share a pool.
#[derive(Clone)]
pub(crate) struct Generated(db::Client);

#[allow(dead_code, reason = "each bench connects in its own way")]
impl Generated {
    /// Over streams of the caller's making.
    pub(crate) async fn over<S, F>(dial: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Sync + Unpin + 'static,
        F: Future<Output = std::io::Result<S>> + Send + 'static,
    {
        let url = "postgresql://postgres@localhost/canned?sslmode=disable&connection_limit=1";
        Self(db::Client::builder().url(url).transport(dial).connect().await.expect("the server is there"))
    }

    pub(crate) async fn connect(url: &str, connections: usize) -> Self {
        let client = db::Client::connect(&format!("{url}&connection_limit={connections}")).await;
        Self(client.expect("the server is there"))
    }
}

impl Contestant for Generated {
    async fn find(&self, id: i32) {
        let found = self.0.todo().find_unique(todo::id().eq(id)).await.expect("the query works");
        assert_eq!(black_box(found).map(|todo| todo.id), Some(id));
    }

    async fn create(&self, number: i32) {
        let title = title(number);
        let due = DateTime::UNIX_EPOCH + Duration::from_secs(DUE_SECONDS);
        let created =
            self.0.todo().create(todo::New { title: &title }).set(todo::note(), "a note").set(todo::due_at(), due);
        assert!(black_box(created.await.expect("the query works")).id > 0);
    }
}

/// tokio-postgres with statements that were prepared before: one connection, used by one task.
pub(crate) struct ByHand {
    client: Client,
    find: Statement,
    create: Statement,
}

/// What the generated client returns, as one writes it oneself.
struct Todo {
    id: i32,
    _title: String,
    _note: Option<String>,
    _done: bool,
    _views: i64,
    _due_at: Option<SystemTime>,
    _created_at: SystemTime,
}

impl Todo {
    fn of(row: &tokio_postgres::Row) -> Self {
        Self {
            id: row.get(0),
            _title: row.get(1),
            _note: row.get(2),
            _done: row.get(3),
            _views: row.get(4),
            _due_at: row.get(5),
            _created_at: row.get(6),
        }
    }
}

#[allow(dead_code, reason = "each bench connects in its own way")]
impl ByHand {
    /// Over a stream of the caller's making.
    pub(crate) async fn over(
        stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
    ) -> Self {
        let mut config = tokio_postgres::Config::new();
        config.user("postgres");
        let (client, connection) = config.connect_raw(stream, NoTls).await.expect("the server is there");
        tokio::spawn(connection);
        Self::prepare(client).await
    }

    pub(crate) async fn connect(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("the server is there");
        tokio::spawn(connection);
        Self::prepare(client).await
    }

    async fn prepare(client: Client) -> Self {
        let find = r#"SELECT "id", "title", "note", "done", "views", "dueAt", "createdAt" FROM "Todo" WHERE "id" = $1"#;
        let create = r#"INSERT INTO "Todo" ("title", "note", "dueAt") VALUES ($1, $2, $3)
            RETURNING "id", "title", "note", "done", "views", "dueAt", "createdAt""#;
        let find = client.prepare(find).await.expect("the statement is right");
        let create = client.prepare(create).await.expect("the statement is right");
        Self { client, find, create }
    }
}

impl Contestant for ByHand {
    async fn find(&self, id: i32) {
        let row = self.client.query_opt(&self.find, &[&id]).await.expect("the query works");
        let found = row.map(|row| Todo::of(&row));
        assert_eq!(black_box(found).map(|todo| todo.id), Some(id));
    }

    async fn create(&self, number: i32) {
        let title = title(number);
        let due = SystemTime::UNIX_EPOCH + Duration::from_secs(DUE_SECONDS);
        let row = self.client.query_one(&self.create, &[&title, &"a note", &due]).await.expect("the query works");
        assert!(black_box(Todo::of(&row)).id > 0);
    }
}
