//! Nested writes as one statement on PostgreSQL: where they are, what they do and report, and where they must not be.

use std::sync::{Arc, Mutex, PoisonError};

use nicol_client::{Builder, Handle, Url, lines};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_testkit::postgres::Server;
use serde_json::{Value, json};

const SCHEMA: &str = r#"
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique
  name    String?
  profile Profile?
  posts   Post[]
}

model Profile {
  id     Int    @id @default(autoincrement())
  bio    String
  userId Int    @unique
  user   User   @relation(fields: [userId], references: [id])
}

model Post {
  id       Int    @id @default(autoincrement())
  title    String
  authorId Int?
  author   User?  @relation(fields: [authorId], references: [id], onDelete: Cascade)
  tags     Tag[]
}

model Tag {
  id    Int    @id @default(autoincrement())
  name  String @unique
  posts Post[]
}

model Node {
  id       Int    @id
  parentId Int?
  parent   Node?  @relation("tree", fields: [parentId], references: [id])
  children Node[] @relation("tree")
}
"#;

const TABLES: &str = r#"
CREATE TABLE "User" (id SERIAL PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT);
CREATE TABLE "Profile" (id SERIAL PRIMARY KEY, bio TEXT NOT NULL, "userId" INT NOT NULL UNIQUE REFERENCES "User");
CREATE TABLE "Post" (
  id SERIAL PRIMARY KEY, title TEXT NOT NULL, "authorId" INT REFERENCES "User" ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE "Tag" (id SERIAL PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE "_PostToTag" (
  "A" INT REFERENCES "Post" ON DELETE CASCADE, "B" INT REFERENCES "Tag" ON DELETE CASCADE, PRIMARY KEY ("A", "B")
);
CREATE TABLE "Node" (id INT PRIMARY KEY, "parentId" INT REFERENCES "Node");
INSERT INTO "User" (email, name) VALUES ('a', 'Ann'), ('b', 'Bob');
INSERT INTO "Profile" (bio, "userId") VALUES ('first', 1);
INSERT INTO "Post" (title, "authorId") VALUES ('one', 1), ('two', 2);
INSERT INTO "Tag" (name) VALUES ('red'), ('blue');
"#;

/// A client of a database of its own, and what it has run.
struct Database {
    handle: Handle,
    runtime: tokio::runtime::Runtime,
    seen: Arc<Mutex<Vec<String>>>,
    server: &'static Server,
    name: String,
}

impl Database {
    fn new(label: &str) -> Option<Self> {
        let server = Server::shared()?;
        let url = server.database(label);
        let name = url.split('?').next().and_then(|u| u.rsplit('/').next()).unwrap_or_default().to_owned();
        server.psql(&name, TABLES);
        let loaded = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", SCHEMA)]));
        let model = Arc::new(nicol_schema::lower::data_model(&loaded.schema.expect("the schema is right")));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let builder = Builder::<Handle>::new(model, Url::Env("DATABASE_URL")).url(url).on_log(move |event| {
            log.lock().unwrap_or_else(PoisonError::into_inner).push(event.sql.to_owned());
        });
        let handle = runtime.block_on(builder.connect()).expect("a connection");
        Some(Self { handle, runtime, seen, server, name })
    }

    /// The answer, and the statements.
    fn ask(&self, request: &Value) -> (Value, Vec<String>) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let answer = self.runtime.block_on(lines::answer(&self.handle, &request.to_string()));
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        (serde_json::from_str(&answer).expect("JSON"), seen)
    }

    /// The answer to a request that is one statement.
    fn ask_once(&self, model: &str, action: &str, args: &Value) -> Value {
        let (answer, seen) = self.ask(&json!({"id": 0, "model": model, "action": action, "args": args}));
        assert!(answer.get("error").is_none(), "{answer}");
        assert_eq!(seen.len(), 1, "{action} {args}: {seen:#?}");
        answer["ok"].clone()
    }

    fn sql(&self, sql: &str) -> String {
        self.server.psql(&self.name, sql).trim().to_owned()
    }
}

macro_rules! database {
    ($label:expr) => {
        match Database::new($label) {
            Some(database) => database,
            None => return,
        }
    };
}

#[test]
fn what_is_one_statement() {
    let db = database!("attempts_forms");
    // upsert, found and not found.
    let upsert =
        |id: i32| json!({"where": {"id": id}, "create": {"email": format!("new{id}")}, "update": {"name": "Up"}});
    assert_eq!(db.ask_once("User", "upsert", &upsert(1)), json!({"id": 1, "email": "a", "name": "Up"}));
    assert_eq!(db.ask_once("User", "upsert", &upsert(99)), json!({"id": 3, "email": "new99", "name": null}));
    // With a nested update on its way.
    let nested = |id: i32| {
        json!({
            "where": {"id": id}, "create": {"email": format!("nested{id}")},
            "update": {"name": "Deep", "profile": {"update": {"bio": "second"}}},
        })
    };
    assert_eq!(db.ask_once("User", "upsert", &nested(1))["name"], "Deep");
    assert_eq!(db.sql("SELECT bio FROM \"Profile\""), "second");
    assert_eq!(db.ask_once("User", "upsert", &nested(98))["email"], "nested98");
    assert_eq!(db.sql("SELECT count(*) FROM \"User\""), "4");
    // update.
    let args = json!({"where": {"email": "a"}, "data": {"name": "N", "profile": {"update": {"bio": "third"}}}});
    assert_eq!(db.ask_once("User", "update", &args)["name"], "N");
    assert_eq!(db.sql("SELECT bio FROM \"Profile\""), "third");
    let args =
        json!({"where": {"id": 2}, "data": {"profile": {"upsert": {"create": {"bio": "c"}, "update": {"bio": "u"}}}}});
    db.ask_once("User", "update", &args);
    assert_eq!(db.sql("SELECT bio FROM \"Profile\" WHERE \"userId\" = 2"), "c");
    db.ask_once("User", "update", &args);
    assert_eq!(db.sql("SELECT bio FROM \"Profile\" WHERE \"userId\" = 2"), "u");
    // create: children, children with links of their own, records that are there.
    let args = json!({"data": {
        "email": "c",
        "profile": {"create": {"bio": "p"}},
        "posts": {"create": [{"title": "x", "tags": {"connect": [{"name": "red"}, {"name": "blue"}]}}]},
    }});
    let made = db.ask_once("User", "create", &args);
    assert_eq!(
        db.sql(&format!(
            "SELECT p.title, array_agg(t.name ORDER BY t.name) FROM \"Post\" p JOIN \"_PostToTag\" j ON j.\"A\" = p.id \
             JOIN \"Tag\" t ON t.id = j.\"B\" WHERE p.\"authorId\" = {} GROUP BY p.title",
            made["id"]
        )),
        "x|{blue,red}"
    );
    // One after the other, so that ids follow the order of the request.
    let post = |title: &str| json!({"title": title, "tags": {"connect": [{"name": "red"}]}});
    let args = json!({"data": {"email": "d", "posts": {"create": [post("d1"), {"title": "d2"}, {"title": "d3"}]}}});
    let (answer, _) = db.ask(&json!({"id": 0, "model": "User", "action": "create", "args": args}));
    assert!(answer.get("error").is_none(), "{answer}");
    assert_eq!(db.sql("SELECT string_agg(title, ' ' ORDER BY id) FROM \"Post\" WHERE title LIKE 'd%'"), "d1 d2 d3");
    // connect, connectOrCreate.
    let args = json!({"data": {"bio": "q", "user": {"connect": {"email": "new99"}}}});
    assert_eq!(db.ask_once("Profile", "create", &args)["userId"], 3);
    let or_create = |name: &str| json!({"data": {"title": "t", "tags": {"connectOrCreate": {"where": {"name": name}, "create": {"name": name}}}}});
    let old = db.ask_once("Post", "create", &or_create("red"));
    let new = db.ask_once("Post", "create", &or_create("green"));
    let tags = |post: &Value| {
        db.sql(&format!(
            "SELECT t.name FROM \"Tag\" t JOIN \"_PostToTag\" j ON j.\"B\" = t.id WHERE j.\"A\" = {}",
            post["id"]
        ))
    };
    assert_eq!((tags(&old).as_str(), tags(&new).as_str()), ("red", "green"));
    assert_eq!(db.sql("SELECT count(*) FROM \"Tag\""), "3");
    // set: pairs are taken away and made anew.
    let args = json!({"where": {"id": old["id"]}, "data": {"tags": {"set": [{"name": "red"}, {"name": "blue"}]}}});
    db.ask_once("Post", "update", &args);
    assert_eq!(db.sql(&format!("SELECT count(*) FROM \"_PostToTag\" WHERE \"A\" = {}", old["id"])), "2");
}

#[test]
fn what_is_missing_is_named_and_nothing_has_happened() {
    let db = database!("attempts_missing");
    let update = json!({"where": {"id": 2}, "data": {"name": "X", "profile": {"update": {"bio": "none"}}}});
    let (answer, _) = db.ask(&json!({"id": 0, "model": "User", "action": "update", "args": update}));
    let error = &answer["error"];
    assert_eq!((&error["code"], &error["meta"]["operation"]), (&json!("P2025"), &json!("a nested update")));
    assert_eq!(db.sql("SELECT name FROM \"User\" WHERE id = 2"), "Bob");
    let create = json!({"data": {"title": "x", "tags": {"connect": [{"name": "red"}, {"name": "none"}]}}});
    let (answer, seen) = db.ask(&json!({"id": 0, "model": "Post", "action": "create", "args": create}));
    assert_eq!((&answer["error"]["code"], &answer["error"]["meta"]["expectedRows"]), (&json!("P2025"), &json!(2)));
    // The statement itself says what is missing, and nothing else has to run.
    let is_one = |seen: &[String]| {
        // The error is an event as well, of no statement.
        let seen: Vec<_> = seen.iter().filter(|sql| !sql.is_empty()).collect();
        seen.len() == 1 && seen[0].starts_with("WITH")
    };
    assert!(is_one(&seen), "{seen:#?}");
    assert_eq!(db.sql("SELECT count(*) FROM \"Post\""), "2");
    // A violation is told as that of the step.
    let create = json!({"data": {"title": "x", "tags": {"create": {"name": "red"}}}});
    let (answer, seen) = db.ask(&json!({"id": 0, "model": "Post", "action": "create", "args": create}));
    assert_eq!(
        (&answer["error"]["code"], &answer["error"]["meta"]["modelName"], is_one(&seen)),
        (&json!("P2002"), &json!("Tag"), true)
    );
}

/// What fails has taken as many values of sequences as it does step by step: how far they have come is seen by what comes
/// next (a key that somebody has written by hand).
#[test]
fn what_fails_has_come_as_far_as_step_by_step() {
    let db = database!("attempts_sequences");
    let far = || {
        let values = |table: &str| {
            db.sql(&format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \"{table}_id_seq\""))
        };
        ["User", "Profile", "Post", "Tag"].map(|table| values(table).parse::<i32>().expect("a number"))
    };
    let new = |email: &str| json!({"email": email});
    let none = json!({"connect": [{"id": 99}]});
    for (what, model, action, args, code, taken) in [
        (
            "a record to connect is missing, after the parent was created",
            "User",
            "create",
            json!({"data": {"email": "new", "posts": none}}),
            "P2018",
            [1, 0, 0, 0],
        ),
        (
            "after one that was created",
            "Post",
            "create",
            json!({"data": {"title": "t", "tags": {"create": [{"name": "new"}], "connect": [{"id": 99}]}}}),
            "P2025",
            [0, 0, 1, 1],
        ),
        (
            "before one that would be created",
            "Post",
            "create",
            json!({"data": {"title": "t", "tags": {"connect": [{"id": 99}], "create": [{"name": "new"}]}}}),
            "P2025",
            [0, 0, 1, 0],
        ),
        (
            "a record to connect is missing, before anything is created",
            "Profile",
            "create",
            json!({"data": {"bio": "b", "user": {"connect": {"id": 99}}}}),
            "P2025",
            [0, 0, 0, 0],
        ),
        (
            "the record to update is missing",
            "User",
            "update",
            json!({"where": {"id": 99}, "data": {"name": "n", "posts": {"create": {"title": "t"}}}}),
            "P2025",
            [0, 0, 0, 0],
        ),
        (
            "the parent is there",
            "User",
            "create",
            json!({"data": {"email": "a", "posts": {"create": {"title": "t"}}}}),
            "P2002",
            [1, 0, 0, 0],
        ),
        (
            "a child is there",
            "Post",
            "create",
            json!({"data": {"title": "t", "tags": {"create": [{"name": "new"}, {"name": "red"}]}}}),
            "P2002",
            [0, 0, 1, 2],
        ),
        (
            "another record than that of `where` is in the way of an upsert",
            "User",
            "upsert",
            json!({"where": {"id": 99}, "create": new("a"), "update": {"name": "n"}}),
            "P2002",
            [1, 0, 0, 0],
        ),
        (
            "and of one that updates nothing",
            "User",
            "upsert",
            json!({"where": {"id": 99}, "create": new("a"), "update": {}}),
            "P2002",
            [1, 0, 0, 0],
        ),
        (
            "and of what an upsert creates with others",
            "User",
            "upsert",
            json!({"where": {"id": 99}, "create": {"email": "a", "posts": {"create": {"title": "t"}}}, "update": {}}),
            "P2002",
            [1, 0, 0, 0],
        ),
        (
            "what a nested upsert creates is in the way",
            "User",
            "update",
            json!({"where": {"id": 1}, "data": {"posts": {"upsert": {
                "where": {"id": 99}, "update": {"title": "u"}, "create": {"id": 1, "title": "c"},
            }}}}),
            "P2002",
            [0, 0, 0, 0],
        ),
        (
            "what is referred to is missing",
            "Post",
            "create",
            json!({"data": {"title": "t", "authorId": 99}}),
            "P2003",
            [0, 0, 1, 0],
        ),
    ] {
        let before = far();
        let (answer, _) = db.ask(&json!({"id": 0, "model": model, "action": action, "args": args}));
        assert_eq!(answer["error"]["code"], code, "{what}: {answer}");
        let after = far();
        let came: Vec<i32> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        assert_eq!(came, taken, "{what}");
    }
    assert_eq!(db.sql("SELECT count(*) FROM \"User\""), "2");
    assert_eq!(db.sql("SELECT count(*) FROM \"Post\""), "2");
    assert_eq!(db.sql("SELECT count(*) FROM \"Tag\""), "2");
}

#[test]
fn a_transaction_goes_on_where_it_does_step_by_step() {
    let db = database!("attempts_transaction");
    let missing = json!({"title": "x", "tags": {"connect": [{"name": "none"}]}});
    let (answer, _) = db.ask(&json!({"id": 0, "action": "$transaction", "steps": [
        {"model": "User", "action": "create", "args": {"data": {"email": "before"}}},
        {"model": "Post", "action": "create", "args": {"data": missing}, "catch": true},
        {"model": "User", "action": "upsert", "args": {"where": {"id": 77}, "create": {"email": "after"}, "update": {}}},
    ]}));
    assert!(answer.get("error").is_none(), "{answer}");
    assert_eq!(answer["ok"][1]["error"]["code"], "P2025");
    // As step by step: what the failed request had written stays as well.
    assert_eq!(db.sql("SELECT string_agg(email, ' ' ORDER BY id) FROM \"User\""), "a b before after");
    assert_eq!(db.sql("SELECT count(*) FROM \"Post\" WHERE title = 'x'"), "1");
}

#[test]
fn what_triggers_rules_and_policies_do_between_two_steps_counts() {
    for (label, table, ddl) in [
        (
            "trigger",
            "User",
            "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE \"Profile\" SET bio = 'theirs'; \
             RETURN NEW; END $$; CREATE TRIGGER t BEFORE UPDATE ON \"User\" FOR EACH ROW EXECUTE FUNCTION t();",
        ),
        ("rule", "Profile", "CREATE RULE r AS ON UPDATE TO \"Profile\" DO ALSO UPDATE \"Tag\" SET name = name || '!';"),
        ("policy", "Profile", "ALTER TABLE \"Profile\" ENABLE ROW LEVEL SECURITY;"),
    ] {
        let db = database!(&format!("attempts_{label}"));
        let args = json!({"where": {"id": 1}, "data": {"name": "N", "profile": {"update": {"bio": "ours"}}}});
        let request = json!({"id": 0, "model": "User", "action": "update", "args": args});
        db.ask_once("User", "update", &args);
        db.sql(ddl);
        for _ in 0..2 {
            let (answer, seen) = db.ask(&request);
            assert!(answer.get("error").is_none(), "{label}: {answer}");
            assert!(seen.len() > 1 && !seen.iter().any(|sql| sql.starts_with("WITH")), "{label} on {table}: {seen:#?}");
            assert_eq!(db.sql("SELECT bio FROM \"Profile\""), "ours", "{label}");
        }
    }
}

/// An upsert's UPDATE looks for the record itself. Where it changes nothing though the record is there, nothing is created.
#[test]
fn a_record_that_a_trigger_keeps_as_it_is_is_there() {
    let db = database!("attempts_suppressed");
    let upsert = |name: &str| json!({"where": {"id": 1}, "create": {"email": "new"}, "update": {"name": name}});
    db.sql(
        "CREATE TRIGGER z BEFORE UPDATE ON \"User\" FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    );
    // A change of one row has no need to know of triggers.
    assert_eq!(db.ask_once("User", "upsert", &upsert("Other"))["name"], "Other");
    let (_, seen) = db.ask(&json!({"id": 0, "model": "User", "action": "upsert", "args": upsert("Other")}));
    assert!(seen.iter().any(|sql| sql.starts_with("UPDATE")), "{seen:#?}");
    assert_eq!(db.sql("SELECT string_agg(email, ' ' ORDER BY id) FROM \"User\""), "a b");
}

#[test]
fn a_key_that_only_a_later_step_would_make_good_is_refused() {
    let db = database!("attempts_keys");
    let args = json!({"data": {"id": 1, "parentId": 2, "children": {"create": {"id": 2}}}});
    let (answer, _) = db.ask(&json!({"id": 0, "model": "Node", "action": "create", "args": args}));
    assert_eq!(answer["error"]["code"], "P2003", "{answer}");
    let tree = json!({"data": {"id": 1, "children": {"create": [
        {"id": 2, "children": {"create": {"id": 3}}}, {"id": 4, "children": {"create": {"id": 5}}},
    ]}}});
    db.ask_once("Node", "create", &tree);
    assert_eq!(
        db.sql("SELECT string_agg(id || ':' || coalesce(\"parentId\", 0), ' ' ORDER BY id) FROM \"Node\""),
        "1:0 2:1 3:2 4:1 5:4"
    );
    // Cascades run at the end: what is deleted and what hangs on it don't go together with anything else.
    let args = json!({"where": {"id": 1}, "data": {"posts": {"deleteMany": {}, "create": {"title": "new"}}}});
    let (answer, _) = db.ask(&json!({"id": 0, "model": "User", "action": "update", "args": args}));
    assert!(answer.get("error").is_none(), "{answer}");
    assert_eq!(db.sql("SELECT title FROM \"Post\" WHERE \"authorId\" = 1"), "new");
}
