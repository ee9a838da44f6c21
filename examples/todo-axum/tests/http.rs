//! The service over HTTP, on a private PostgreSQL server.

use std::net::SocketAddr;

use nicol_testkit::postgres::Server;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// A running service; it ends with the test.
struct Service {
    address: SocketAddr,
    agent: ureq::Agent,
    _runtime: Runtime,
}

impl Service {
    fn start(url: &str) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let db = runtime.block_on(todo_axum::connect(url)).expect("migrations and a connection");
        runtime.spawn(async move { axum::serve(listener, todo_axum::app(db)).await });
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { address, agent, _runtime: runtime }
    }

    /// The status, and the body as JSON (null where there is none).
    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let uri = format!("http://{}{path}", self.address);
        let request = ureq::http::Request::builder().method(method).uri(uri);
        let mut response = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json").body(body.to_string());
                self.agent.run(request.expect("a request"))
            }
            None => self.agent.run(request.body(()).expect("a request")),
        }
        .expect("an answer");
        let status = response.status().as_u16();
        let text = response.body_mut().read_to_string().expect("a text");
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, None)
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, Some(body))
    }

    /// A user's id.
    fn user(&self, email: &str, todos: &[&str]) -> String {
        let (status, user) = self.post("/api/users", &json!({ "email": email, "name": "Ada", "todos": todos }));
        assert_eq!(status, 201, "{user}");
        user["id"].as_str().expect("a text").to_owned()
    }
}

fn titles(todos: &Value) -> Vec<&str> {
    todos.as_array().expect("a list").iter().map(|todo| todo["title"].as_str().expect("a text")).collect()
}

#[test]
fn todos_are_made_listed_changed_and_deleted() {
    let Some(server) = Server::shared() else { return };
    let service = Service::start(&server.database("todos"));
    let ada = service.user("ada@example.org", &["milk", "bread"]);
    let list = format!("/api/users/{ada}/todos");
    let (status, urgent) =
        service.post(&list, &json!({ "title": "Tax 100%", "priority": "HIGH", "due": "2026-12-31T00:00:00Z" }));
    assert_eq!((status, &urgent["priority"], &urgent["userId"]), (201, &json!("HIGH"), &json!(ada)));

    assert_eq!(titles(&service.get(&list).1)[0], "Tax 100%");
    assert_eq!(titles(&service.get(&format!("{list}?search=TAX%20100%25")).1), ["Tax 100%"]);
    let (_, first) = service.get(&format!("{list}?limit=2"));
    let after = first[1]["id"].as_str().expect("a text");
    let (_, second) = service.get(&format!("{list}?limit=2&after={after}"));
    assert_eq!((titles(&first).len(), titles(&second).len()), (2, 1));

    let todo = format!("/api/todos/{}", urgent["id"].as_str().expect("a text"));
    let (status, done) = service.ask("PATCH", &todo, Some(&json!({ "completed": true })));
    assert_eq!((status, &done["completed"], &done["title"]), (200, &json!(true), &json!("Tax 100%")));
    assert_eq!(titles(&service.get(&format!("{list}?completed=true")).1), ["Tax 100%"]);
    let (_, shown) = service.get(&format!("/api/users/{ada}"));
    assert_eq!((&shown["todos"], &shown["done"]), (&json!(3), &json!(1)));

    assert_eq!(service.ask("DELETE", &todo, None).0, 204);
    assert_eq!(service.ask("DELETE", &format!("/api/users/{ada}"), None).0, 204);
    assert_eq!(service.get(&list), (200, json!([])), "the database cascades");
}

#[test]
fn error_codes_become_answers() {
    let Some(server) = Server::shared() else { return };
    let service = Service::start(&server.database("answers"));
    let ada = service.user("ada@example.org", &[]);

    let (status, error) = service.post("/api/users", &json!({ "email": "ada@example.org", "name": "Again" }));
    assert_eq!((status, &error["code"], &error["target"]), (409, &json!("P2002"), &json!(["email"])));
    // A nested record that fails takes all with it.
    let twice = json!({ "email": "bob@example.org", "name": "Bob", "todos": ["milk", "milk"] });
    assert_eq!(service.post("/api/users", &twice).0, 409);
    service.user("bob@example.org", &[]);

    let (status, error) = service.post("/api/users/nobody/todos", &json!({ "title": "milk" }));
    assert_eq!((status, &error["code"]), (404, &json!("P2025")));
    assert_eq!(service.ask("PATCH", "/api/todos/none", Some(&json!({ "completed": true }))).0, 404);
    assert_eq!(service.ask("DELETE", "/api/todos/none", None).0, 404);
    assert_eq!(service.get("/api/users/nobody").0, 404);

    let todos = format!("/api/users/{ada}/todos");
    assert_eq!(service.post(&todos, &json!({ "title": "milk", "priority": "TOMORROW" })).0, 422);
    let sql = "'); DROP TABLE todos; --";
    assert_eq!(service.post(&todos, &json!({ "title": sql })).1["title"], sql);
}

#[test]
fn migrations_are_applied_once_by_whoever_comes_first() {
    let Some(server) = Server::shared() else { return };
    let url = server.database("starts");
    let runtime = Runtime::new().expect("a runtime");
    let started = runtime
        .block_on(async { tokio::join!(todo_axum::connect(&url), todo_axum::connect(&url), todo_axum::connect(&url)) });
    started.0.expect("the first");
    started.1.expect("the second");
    let db = started.2.expect("the third");
    let count = "SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL";
    let applied: Vec<i64> = runtime.block_on(db.query_raw(count, ())).expect("the history");
    assert_eq!(applied, [2]);
}

#[test]
fn health_follows_the_database() {
    let Some(server) = Server::start(&[]) else { return };
    let service = Service::start(&server.database("health"));
    let (status, health) = service.get("/api/health/db");
    assert_eq!((status, &health["ok"]), (200, &json!(true)));
    server.stop();
    let (status, health) = service.get("/api/health/db");
    assert_eq!((status, &health["ok"]), (503, &json!(false)));
    server.resume();
    assert_eq!(service.get("/api/health/db").0, 200, "the pool heals");
}
