//! Requests that do not fit the surface: what is told of each kind of error (their names are Prisma's).
//!
//! Each says where it is, and what is expected there or which name is near.

mod support;

use nicol_catalog::Dialect;
use nicol_query::json::{InputErrorKind as Kind, Omit, read};
use serde_json::{Value, json};

const SCHEMA: &str = r#"
datasource db {
  provider = "postgresql"
}

enum Mood {
  GOOD
  BAD
}

model User {
  id     Int     @id
  email  String  @unique
  name   String?
  age    Int     @default(0)
  big    BigInt?
  at     DateTime?
  cost   Decimal?
  raw    Bytes?
  mood   Mood    @default(GOOD)
  data   Json?
  words  String[]
  posts  Post[]
  card   Card?
  @@unique([name, age])
}

model Post {
  id       Int    @id
  title    String
  authorId Int
  author   User   @relation(fields: [authorId], references: [id])
}

model Card {
  id     Int  @id
  userId Int  @unique
  user   User @relation(fields: [userId], references: [id])
}
"#;

/// A request, its error's kind and path, and words that its message has to have.
type Row = (Value, Kind, &'static str, &'static [&'static str]);

fn user(action: &str, args: Value) -> Value {
    json!({"model": "User", "action": action, "args": args})
}

fn rows() -> Vec<Row> {
    let select = |value: Value| user("findMany", json!({ "select": value }));
    let filter = |value: Value| user("findMany", json!({ "where": value }));
    let create = |value: Value| user("create", json!({ "data": value }));
    vec![
        // What is no request.
        (json!([]), Kind::Request, "", &["object"]),
        (json!({"model": "Usr", "action": "findMany"}), Kind::Request, "", &["`Usr`", "`User`"]),
        (json!({"model": "User", "action": "findMny"}), Kind::Request, "", &["`findMny`", "`findMany`"]),
        (json!({"action": "findMany"}), Kind::Request, "", &["model"]),
        // Selections.
        (
            user("findMany", json!({"select": {"id": true}, "include": {"posts": true}})),
            Kind::MutuallyExclusiveFields,
            "select",
            &["`select`", "`include`"],
        ),
        (
            user("findMany", json!({"select": {"id": true}, "omit": {"age": true}})),
            Kind::MutuallyExclusiveFields,
            "select",
            &["`omit`"],
        ),
        (user("findMany", json!({"include": {"name": true}})), Kind::IncludeOnScalar, "include.name", &["`name`"]),
        (select(json!({"name": {"select": {"x": true}}})), Kind::SelectionSetOnScalar, "select.name", &["`name`"]),
        (select(json!({})), Kind::EmptySelection, "select", &["`User`", "true"]),
        (select(json!({"id": false})), Kind::EmptySelection, "select", &["true"]),
        (user("aggregate", json!({})), Kind::EmptySelection, "", &["`_count`"]),
        (select(json!({"nmae": true})), Kind::UnknownSelectionField, "select.nmae", &["`name`"]),
        (
            select(json!({"posts": {"select": {"titel": true}}})),
            Kind::UnknownSelectionField,
            "select.posts.select.titel",
            &["`title`"],
        ),
        (select(json!({"posts": 1})), Kind::InvalidSelectionValue, "select.posts", &["true, false or an object"]),
        (user("findMany", json!({"omit": {"id": 1}})), Kind::InvalidSelectionValue, "omit.id", &["true or false"]),
        (
            user("createManyAndReturn", json!({"data": [], "include": {"posts": true}})),
            Kind::UnknownSelectionField,
            "include.posts",
            &["`posts`"],
        ),
        // Arguments.
        (user("findMany", json!({"were": {}})), Kind::UnknownArgument, "were", &["`where`"]),
        (user("findUnique", json!({"where": {"id": 1}, "take": 1})), Kind::UnknownArgument, "take", &["`take`"]),
        (filter(json!({"nmae": "x"})), Kind::UnknownInputField, "where.nmae", &["`name`"]),
        (filter(json!({"name": {"contian": "x"}})), Kind::UnknownInputField, "where.name.contian", &["`contains`"]),
        (filter(json!({"posts": {"sum": {}}})), Kind::UnknownInputField, "where.posts.sum", &["some"]),
        (create(json!({"id": 1, "emial": "x"})), Kind::UnknownInputField, "data.emial", &["`email`"]),
        (
            create(json!({"id": 1, "email": "x", "posts": {"creat": {}}})),
            Kind::UnknownInputField,
            "data.posts.creat",
            &["`create`"],
        ),
        (user("create", json!({})), Kind::RequiredArgumentMissing, "data", &["`data`"]),
        (create(json!({"id": 1})), Kind::RequiredArgumentMissing, "data.email", &["`email`"]),
        (user("findUnique", json!({})), Kind::RequiredArgumentMissing, "where", &["`where`"]),
        // Values.
        (create(json!({"id": "1", "email": "x"})), Kind::InvalidArgumentType, "data.id", &["Int"]),
        (create(json!({"id": 1, "email": 5})), Kind::InvalidArgumentType, "data.email", &["String"]),
        (filter(json!({"age": {"in": 5}})), Kind::InvalidArgumentType, "where.age.in", &["list"]),
        (filter(json!({"OR": {}})), Kind::InvalidArgumentType, "where.OR", &["list"]),
        (user("findMany", json!({"take": "x"})), Kind::InvalidArgumentValue, "take", &["whole number"]),
        (create(json!({"id": 1.5, "email": "x"})), Kind::InvalidArgumentType, "data.id", &["Int"]),
        (
            create(json!({"id": 1, "email": "x", "mood": "GOD"})),
            Kind::InvalidArgumentValue,
            "data.mood",
            &["`Mood`", "GOOD, BAD"],
        ),
        (
            create(json!({"id": 1, "email": "x", "at": "soon"})),
            Kind::InvalidArgumentValue,
            "data.at",
            &["date and time", "2030"],
        ),
        (
            create(json!({"id": 1, "email": "x", "cost": "1,5"})),
            Kind::InvalidArgumentValue,
            "data.cost",
            &["decimal number"],
        ),
        (create(json!({"id": 1, "email": "x", "raw": "?"})), Kind::InvalidArgumentValue, "data.raw", &["base64"]),
        (
            user("findMany", json!({"orderBy": {"id": "up"}})),
            Kind::InvalidArgumentValue,
            "orderBy.id",
            &["asc", "desc"],
        ),
        (
            filter(json!({"big": {"$type": "BigInt", "value": "99999999999999999999"}})),
            Kind::ValueTooLarge,
            "where.big",
            &["64"],
        ),
        // How many fields.
        (user("findUnique", json!({"where": {}})), Kind::SomeFieldsMissing, "where", &["id", "email", "name_age"]),
        (user("findUnique", json!({"where": {"name": "x"}})), Kind::SomeFieldsMissing, "where", &["id", "email"]),
        (
            user("findMany", json!({"orderBy": {"id": "asc", "age": "asc"}})),
            Kind::TooManyFieldsGiven,
            "orderBy",
            &["list"],
        ),
        (
            user("update", json!({"where": {"id": 1}, "data": {"age": {"increment": 1, "set": 2}}})),
            Kind::TooManyFieldsGiven,
            "data.age",
            &["one"],
        ),
        // Right in form only.
        (user("findMany", json!({"skip": -1})), Kind::InputError, "skip", &["-1"]),
        (
            filter(json!({"name": {"equals": {"$type": "FieldRef", "model": "User", "field": "age"}}})),
            Kind::InputError,
            "where.name.equals",
            &["`age`", "`name`"],
        ),
    ]
}

#[test]
fn each_kind_says_where_and_what_is_expected() {
    let model = support::schema::data_model(SCHEMA).unwrap();
    let mut wrong = String::new();
    for (request, kind, path, words) in rows() {
        let error = match read(&model, Dialect::Postgres, &Omit::default(), &request) {
            Ok(_) => {
                wrong.push_str(&format!("{request}\n  is read\n"));
                continue;
            }
            Err(error) => error,
        };
        let is_told = words.iter().all(|word| error.message.contains(word));
        if error.kind != kind || error.path.join(".") != path || !is_told {
            wrong.push_str(&format!(
                "{request}\n  wanted {kind:?} {path}: {words:?}\n  got    {:?} {error}\n",
                error.kind
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
