//! `dates=mixed` on SQLite: over columns that hold times in several forms, answers are those of comparing the times in
//! memory; over columns of one form, they are those of a client without the option.

use std::collections::BTreeMap;

use nicol_client::{Builder, Handle, Url};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_model::calendar;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Relations that the database does not keep: its foreign keys compare what is stored.
const SCHEMA: &str = r#"
datasource db {
  provider     = "sqlite"
  relationMode = "prisma"
}

model Event {
  id      Int      @id
  at      DateTime?
  other   DateTime
  slot    DateTime @unique
  shiftAt DateTime?
  shift   Shift?   @relation(fields: [shiftAt], references: [start])

  @@index([shiftAt])
}

model Shift {
  start  DateTime @id
  name   String
  events Event[]
  people Person[]
}

model Person {
  born   DateTime @id
  shifts Shift[]
}
"#;

/// `DATETIME` columns, as migrations make them.
const TABLES: &str = r#"
CREATE TABLE "Event" ("id" INTEGER NOT NULL PRIMARY KEY, "at" DATETIME, "other" DATETIME NOT NULL,
  "slot" DATETIME NOT NULL, "shiftAt" DATETIME);
CREATE UNIQUE INDEX "Event_slot_key" ON "Event"("slot");
CREATE INDEX "Event_at_idx" ON "Event"("at");
CREATE TABLE "Shift" ("start" DATETIME NOT NULL PRIMARY KEY, "name" TEXT NOT NULL);
CREATE TABLE "Person" ("born" DATETIME NOT NULL PRIMARY KEY);
CREATE TABLE "_PersonToShift" ("A" DATETIME NOT NULL, "B" DATETIME NOT NULL);
CREATE UNIQUE INDEX "_PersonToShift_AB_unique" ON "_PersonToShift"("A", "B");
"#;

/// Times in milliseconds: some at midnight, one before 1970, one before Christ, one after the year 9999.
const TIMES: [i64; 8] = [
    1_577_836_800_000,
    1_577_836_800_250,
    1_577_833_200_001,
    1_577_750_400_000,
    0,
    -1,
    -63_000_000_000_000,
    253_402_300_800_000,
];

fn iso(ms: i64) -> String {
    let mut out = String::new();
    calendar::write(ms * 1000, calendar::Style::Iso, &mut out);
    out
}

/// A time as SQL in one of its forms: milliseconds (Prisma 6), ISO (Prisma 7), `CURRENT_TIMESTAMP`'s and others'.
fn stored(ms: i64, form: usize) -> String {
    let text = iso(ms);
    let is_usual = text.len() == "2020-01-01T00:00:00.000+00:00".len();
    let date_and_time = &text[..text.len() - "+00:00".len()];
    match form {
        0 => ms.to_string(),
        1 => format!("'{text}'"),
        2 => format!("{ms}.0"),
        3 if is_usual => format!("'{}'", date_and_time.replace('T', " ").trim_end_matches(".000")),
        4 if is_usual => format!("'{date_and_time}Z'"),
        5 if is_usual => format!("'{}+01:30'", &iso(ms + 5_400_000)[..23]),
        6 if text.ends_with("T00:00:00.000+00:00") => format!("'{}'", &text[..text.len() - 19]),
        _ => format!("'{date_and_time}'"),
    }
}

/// How a time of a request is written: as RFC 3339, from the year 0 to 9999.
fn given(ms: i64) -> Value {
    json!({ "$type": "DateTime", "value": iso(ms) })
}

/// The milliseconds of an answer's time.
fn answered(value: &Value) -> Option<i64> {
    if value.is_null() {
        return None;
    }
    Some(calendar::parse(value["value"].as_str().expect("a time")).expect("a time that is one") / 1000)
}

#[derive(Debug, Clone)]
struct Row {
    id: i64,
    at: Option<i64>,
    other: i64,
    slot: i64,
    shift: Option<i64>,
}

/// Rows, and in which forms their times are stored.
type Made = Vec<(Row, [usize; 4])>;

fn rows(times: &'static [i64], forms: std::ops::Range<usize>) -> impl Strategy<Value = Made> {
    let time = || proptest::sample::select(times);
    let row = (prop::option::of(time()), time(), prop::option::of(time()), prop::array::uniform4(forms));
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let row = |(index, (at, other, shift, forms))| {
            let id = i64::try_from(index).expect("few rows");
            // Different for each, in an order that is not that of the ids.
            let slot = 1_600_000_000_000 + (id * 7 % 13) * 86_400_000;
            (Row { id, at, other, slot, shift }, forms)
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

struct Database {
    /// With the option, and without.
    mixed: Handle,
    plain: Handle,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

impl Database {
    fn of(rows: &Made, form_of_shifts: impl Fn(usize) -> usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("dates.db");
        std::fs::File::create(&file).expect("a file");
        let loaded = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", SCHEMA)]));
        let schema = loaded.schema.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
        let model = std::sync::Arc::new(nicol_schema::lower::data_model(&schema));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let connect = |parameters: &str| {
            let url = format!("file:{}{parameters}", file.display());
            let builder = Builder::<Handle>::new(std::sync::Arc::clone(&model), Url::Env("DATABASE_URL")).url(url);
            runtime.block_on(builder.connect()).expect("a database")
        };
        let (mixed, plain) = (connect("?dates=mixed"), connect(""));
        let mut sql = TABLES.to_owned();
        for (row, forms) in rows {
            let text = |time: Option<i64>, form| time.map_or_else(|| "NULL".to_owned(), |time| stored(time, form));
            sql += &format!(
                "INSERT INTO \"Event\" VALUES ({}, {}, {}, {}, {});\n",
                row.id,
                text(row.at, forms[0]),
                text(Some(row.other), forms[1]),
                text(Some(row.slot), forms[2]),
                text(row.shift, forms[3]),
            );
        }
        for (index, time) in TIMES.into_iter().enumerate() {
            sql += &format!("INSERT INTO \"Shift\" VALUES ({}, 's{index}');\n", stored(time, form_of_shifts(index)));
            sql += &format!("INSERT INTO \"Person\" VALUES ({});\n", stored(time, form_of_shifts(index + 1)));
            // Each is there in the shift of its own time.
            let (a, b) = (stored(time, form_of_shifts(index + 2)), stored(time, form_of_shifts(index + 3)));
            sql += &format!("INSERT INTO \"_PersonToShift\" VALUES ({a}, {b});\n");
        }
        runtime.block_on(plain.execute_raw(&sql, ())).expect("rows");
        Self { mixed, plain, runtime, _folder: folder }
    }

    fn ask(&self, handle: &Handle, model: &str, action: &str, args: &Value) -> Result<Value, String> {
        let request = json!({ "model": model, "action": action, "args": args });
        match self.runtime.block_on(handle.run_json(&request)) {
            Ok(text) => Ok(serde_json::from_str(&text).expect("JSON")),
            Err(error) => Err(format!("{:?} {error}", error.code())),
        }
    }

    fn events(&self, args: &Value) -> Value {
        self.ask(&self.mixed, "Event", "findMany", args).unwrap_or_else(|error| panic!("{args}: {error}"))
    }

    /// The ids of the events that a query finds, in its order.
    fn ids(&self, args: &Value) -> Vec<i64> {
        let ids = |found: &Value| {
            found.as_array().expect("a list").iter().map(|e| e["id"].as_i64().expect("an id")).collect()
        };
        ids(&self.events(args))
    }

    fn ids_where(&self, filter: &Value) -> Vec<i64> {
        self.ids(&json!({ "where": filter, "orderBy": { "id": "asc" } }))
    }
}

/// A filter, and whether a time fulfils it.
type Comparison = (Value, Box<dyn Fn(i64) -> bool>);

fn comparisons(time: i64) -> Vec<Comparison> {
    let g = given(time);
    let others = [TIMES[0], TIMES[4]];
    let list = || json!([given(time), given(others[0]), given(others[1])]);
    vec![
        (json!({ "equals": g }), Box::new(move |at| at == time)),
        (json!({ "not": g }), Box::new(move |at| at != time)),
        (json!({ "lt": g }), Box::new(move |at| at < time)),
        (json!({ "lte": g }), Box::new(move |at| at <= time)),
        (json!({ "gt": g }), Box::new(move |at| at > time)),
        (json!({ "gte": g }), Box::new(move |at| at >= time)),
        (json!({ "not": { "lt": g } }), Box::new(move |at| at >= time)),
        (json!({ "in": list() }), Box::new(move |at| at == time || others.contains(&at))),
        (json!({ "notIn": list() }), Box::new(move |at| at != time && !others.contains(&at))),
        (json!({ "gte": given(others[1]), "lt": g }), Box::new(move |at| at >= others[1] && at < time)),
    ]
}

fn check_filters(db: &Database, rows: &[Row], time: i64) {
    let wanted = |is: &dyn Fn(&Row) -> bool| rows.iter().filter(|r| is(r)).map(|r| r.id).collect::<Vec<_>>();
    for (filter, is) in comparisons(time) {
        let found = db.ids_where(&json!({ "at": filter }));
        assert_eq!(found, wanted(&|row| row.at.is_some_and(&is)), "{filter}");
        let found = db.ids_where(&json!({ "NOT": { "at": filter } }));
        assert_eq!(found, wanted(&|row| row.at.is_some_and(|at| !is(at))), "not {filter}");
        // Through relations of which times are the keys.
        let found = db.ids_where(&json!({ "shift": { "is": { "start": filter } } }));
        assert_eq!(found, wanted(&|row| row.shift.is_some_and(&is)), "shift {filter}");
        let found = db.ids_where(&json!({ "shift": { "people": { "some": { "born": filter } } } }));
        assert_eq!(found, wanted(&|row| row.shift.is_some_and(&is)), "people {filter}");
    }
    let of_field = |name: &str| json!({ "_ref": name, "_container": "Event" });
    for (operator, is) in [("equals", i64::eq as fn(&i64, &i64) -> bool), ("lt", i64::lt), ("gte", i64::ge)] {
        let field = json!({ "$type": "FieldRef", "value": of_field("other") });
        let found = db.ids_where(&json!({ "at": { operator: field } }));
        assert_eq!(found, wanted(&|row| row.at.is_some_and(|at| is(&at, &row.other))), "{operator} other");
    }
    assert_eq!(db.ids_where(&json!({ "at": null })), wanted(&|row| row.at.is_none()));
    // Unique look-ups.
    for row in rows {
        let unique = json!({ "where": { "slot": given(row.slot) } });
        let found = db.ask(&db.mixed, "Event", "findUnique", &unique).expect("an event");
        assert_eq!(found["id"], row.id);
        assert_eq!(answered(&found["at"]), row.at);
    }
}

fn check_orders(db: &Database, rows: &[Row]) {
    for (descending, nulls) in [(false, "first"), (true, "last"), (false, "last"), (true, "first")] {
        let sort = if descending { "desc" } else { "asc" };
        let order = json!([{ "at": { "sort": sort, "nulls": nulls } }, { "id": "asc" }]);
        let mut sorted = rows.to_vec();
        sorted.sort_by(|a, b| {
            let nulls_last = a.at.is_none().cmp(&b.at.is_none());
            let nulls = if nulls == "last" { nulls_last } else { nulls_last.reverse() };
            let times = a.at.cmp(&b.at);
            nulls.then(if descending { times.reverse() } else { times }).then(a.id.cmp(&b.id))
        });
        let ids: Vec<i64> = sorted.iter().map(|row| row.id).collect();
        assert_eq!(db.ids(&json!({ "orderBy": order })), ids, "{order}");
        for (place, row) in sorted.iter().enumerate() {
            let page = json!({ "orderBy": order, "cursor": { "slot": given(row.slot) }, "take": 3 });
            let wanted: Vec<i64> = ids.iter().skip(place).take(3).copied().collect();
            assert_eq!(db.ids(&page), wanted, "{page}");
        }
    }
    let mut by_slot = rows.to_vec();
    by_slot.sort_by_key(|row| row.slot);
    for (place, row) in by_slot.iter().enumerate() {
        let page = json!({ "orderBy": { "slot": "asc" }, "cursor": { "slot": given(row.slot) }, "skip": 1 });
        let wanted: Vec<i64> = by_slot.iter().skip(place + 1).map(|row| row.id).collect();
        assert_eq!(db.ids(&page), wanted);
    }
    let distinct = db.events(&json!({ "distinct": ["at"], "orderBy": { "id": "asc" } }));
    let mut seen = Vec::new();
    let mut first_ids = Vec::new();
    for row in rows {
        if !seen.contains(&row.at) {
            seen.push(row.at);
            first_ids.push(json!(row.id));
        }
    }
    let found: Vec<Value> = distinct.as_array().expect("a list").iter().map(|e| e["id"].clone()).collect();
    assert_eq!(found, first_ids);
}

fn check_aggregates(db: &Database, rows: &[Row], time: i64) {
    let aggregate = db.ask(&db.mixed, "Event", "aggregate", &json!({ "_min": { "at": true }, "_max": { "at": true } }));
    let aggregate = aggregate.expect("an aggregate");
    let times = || rows.iter().filter_map(|row| row.at);
    assert_eq!(
        (answered(&aggregate["_min"]["at"]), answered(&aggregate["_max"]["at"])),
        (times().min(), times().max())
    );

    let mut groups: BTreeMap<Option<i64>, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        groups.entry(row.at).or_default().push(row);
    }
    let args =
        json!({ "by": ["at"], "_count": { "_all": true }, "_max": { "other": true }, "orderBy": { "at": "asc" } });
    let found = db.ask(&db.mixed, "Event", "groupBy", &args).expect("groups");
    let group = |g: &Value| (answered(&g["at"]), g["_count"]["_all"].as_u64(), answered(&g["_max"]["other"]));
    let found: Vec<_> = found.as_array().expect("a list").iter().map(group).collect();
    let wanted: Vec<_> = groups
        .iter()
        .map(|(at, rows)| (*at, Some(rows.len() as u64), rows.iter().map(|row| row.other).max()))
        .collect();
    assert_eq!(found, wanted);

    let having = json!({ "other": { "_max": { "gte": given(time) } }, "at": { "lte": given(TIMES[1]) } });
    let args = json!({ "by": ["at"], "having": having, "orderBy": { "_min": { "other": "asc" } } });
    let found = db.ask(&db.mixed, "Event", "groupBy", &args).expect("groups");
    let mut found: Vec<_> = found.as_array().expect("a list").iter().map(|g| answered(&g["at"])).collect();
    found.sort_unstable();
    let has = |(at, rows): &(&Option<i64>, &Vec<&Row>)| {
        at.is_some_and(|at| at <= TIMES[1]) && rows.iter().any(|row| row.other >= time)
    };
    assert_eq!(found, groups.iter().filter(has).map(|(at, _)| *at).collect::<Vec<_>>());
}

fn check_relations(db: &Database, rows: &[Row]) {
    let with_shift = json!({ "include": { "shift": { "include": { "people": true } } }, "orderBy": { "id": "asc" } });
    for (found, row) in db.events(&with_shift).as_array().expect("a list").iter().zip(rows) {
        assert_eq!(answered(&found["shift"]["start"]), row.shift, "{found}");
        if row.shift.is_some() {
            let people = found["shift"]["people"].as_array().expect("a list");
            assert_eq!(people.iter().map(|p| answered(&p["born"])).collect::<Vec<_>>(), [row.shift], "{found}");
        }
    }
    let page = json!({ "orderBy": { "at": "asc" }, "take": 2, "skip": 0 });
    let args = json!({ "include": { "events": page, "_count": { "select": { "events": true } } } });
    let shifts = db.ask(&db.mixed, "Shift", "findMany", &args).expect("shifts");
    for shift in shifts.as_array().expect("a list") {
        let mut wanted: Vec<_> = rows.iter().filter(|r| r.shift == answered(&shift["start"])).map(|r| r.at).collect();
        wanted.sort_unstable();
        assert_eq!(shift["_count"]["events"], wanted.len());
        wanted.truncate(2);
        let events = shift["events"].as_array().expect("a list");
        assert_eq!(events.iter().map(|e| answered(&e["at"])).collect::<Vec<_>>(), wanted, "{shift}");
    }
}

/// The last, since it writes.
fn check_writes(db: &Database, rows: &[Row]) {
    let first = &rows[0];
    let unique = json!({ "slot": given(first.slot) });
    // What is there in another form is found, not made again.
    let create = json!({ "id": 99, "other": given(0), "slot": given(first.slot) });
    let args = json!({ "where": unique, "create": create, "update": { "at": given(5) } });
    let upserted = db.ask(&db.mixed, "Event", "upsert", &args).expect("an event");
    assert_eq!((&upserted["id"], answered(&upserted["at"])), (&json!(first.id), Some(5)));
    let args = json!({ "where": unique, "data": { "shift": { "disconnect": true } } });
    let updated = db.ask(&db.mixed, "Event", "update", &args).expect("an event");
    assert_eq!(updated["shiftAt"], Value::Null);
    // A join table's rows are found by the meaning of their keys.
    let start = json!({ "start": given(TIMES[0]) });
    let args = json!({ "where": start, "data": { "people": { "disconnect": { "born": given(TIMES[0]) } } }, "include": { "people": true } });
    let shift = db.ask(&db.mixed, "Shift", "update", &args).expect("a shift");
    assert_eq!(shift["people"], json!([]));
    let args = json!({ "where": { "at": { "lte": given(5) } } });
    let deleted = db.ask(&db.mixed, "Event", "deleteMany", &args).expect("a count");
    let old = rows[1..].iter().filter(|row| row.at.is_some_and(|at| at <= 5)).count() + 1;
    assert_eq!(deleted["count"], old);
    let args = json!({ "where": { "start": given(TIMES[1]) } });
    // Who refers to it by a time in another form refers to nothing then (`onDelete: SetNull`).
    assert_eq!(db.ask(&db.mixed, "Shift", "delete", &args).expect("a shift")["name"], "s1");
    let referring = json!({ "shiftAt": given(TIMES[1]) });
    assert_eq!(db.ids_where(&referring), [0; 0]);
}

/// With and without the option the answers are the same.
fn check_same(db: &Database, time: i64) {
    let order = json!([{ "at": { "sort": "desc", "nulls": "last" } }, { "id": "asc" }]);
    let mut requests: Vec<(&str, &str, Value)> = comparisons(time)
        .into_iter()
        .map(|(filter, _)| ("Event", "findMany", json!({ "where": { "at": filter }, "orderBy": order })))
        .collect();
    let slot = given(1_600_000_000_000);
    requests.extend([
        ("Event", "findMany", json!({ "orderBy": order, "cursor": { "slot": slot }, "take": 4 })),
        ("Event", "findUnique", json!({ "where": { "slot": slot }, "include": { "shift": true } })),
        ("Event", "aggregate", json!({ "_min": { "at": true }, "_max": { "other": true }, "_count": { "at": true } })),
        ("Event", "groupBy", json!({ "by": ["at"], "_max": { "slot": true }, "orderBy": { "at": "asc" } })),
        ("Shift", "findMany", json!({ "include": { "events": { "orderBy": { "at": "asc" }, "take": 2 }, "people": true }, "orderBy": { "name": "asc" } })),
        ("Event", "findMany", json!({ "where": { "shift": { "is": { "start": { "gt": given(time) } } } }, "orderBy": { "id": "asc" } })),
    ]);
    for (model, action, args) in requests {
        let [mixed, plain] = [&db.mixed, &db.plain].map(|handle| db.ask(handle, model, action, &args));
        assert_eq!(mixed, plain, "{model}.{action} {args}");
    }
}

/// What docs/rust-client.md says of the costs: no index of a time serves any more, those of other columns do.
#[test]
fn indexes_of_times_serve_without_the_option_only() {
    let statements = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("dates.db");
    std::fs::File::create(&file).expect("a file");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let loaded = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", SCHEMA)]));
    let model = std::sync::Arc::new(nicol_schema::lower::data_model(&loaded.schema.expect("a valid schema")));
    let mut plans = Vec::new();
    for is_mixed in [false, true] {
        let seen = std::sync::Arc::clone(&statements);
        let handle = Builder::<Handle>::new(std::sync::Arc::clone(&model), Url::Env("DATABASE_URL"))
            .url(format!("file:{}", file.display()))
            .mixed_dates(is_mixed)
            .on_log(move |event| seen.lock().expect("no panic").push(event.sql.to_owned()))
            .connect_lazy()
            .expect("a client");
        runtime.block_on(async {
            if !is_mixed {
                handle.execute_raw(TABLES, ()).await.expect("tables");
            }
            for filter in [
                json!({ "at": { "gte": given(0), "lt": given(1) } }),
                json!({ "slot": given(0) }),
                json!({ "id": 1, "at": given(0) }),
            ] {
                let request = json!({ "model": "Event", "action": "findMany", "args": { "where": filter } });
                statements.lock().expect("no panic").clear();
                handle.run_json(&request).await.expect("no events");
                let sql = statements.lock().expect("no panic").concat();
                let sql = (1..9).fold(sql, |sql, number| sql.replace(&format!("?{number}"), "1"));
                let explained = handle.query_rows(&format!("EXPLAIN QUERY PLAN {sql}"), ()).await.expect("a plan");
                let detail: String = explained[0].get("detail").expect("a text");
                plans.push(detail);
            }
        });
    }
    let [range, unique, id, mixed_range, mixed_unique, mixed_id] = <[String; 6]>::try_from(plans).expect("six plans");
    assert!(range.contains("Event_at_idx") && unique.contains("Event_slot_key"), "{range}, {unique}");
    assert!(id.contains("PRIMARY KEY") && mixed_id.contains("PRIMARY KEY"), "{id}, {mixed_id}");
    assert!(mixed_range.starts_with("SCAN") && mixed_unique.starts_with("SCAN"), "{mixed_range}, {mixed_unique}");
}

/// The runs of a property: all of them only when they are asked for.
fn cases() -> ProptestConfig {
    let cases = if std::env::var_os("NICOL_LONG").is_some() { 400 } else { 24 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn mixed_forms_are_compared_by_what_they_mean(
        made in rows(&TIMES, 0..7),
        time in proptest::sample::select(&TIMES[..6]),
    ) {
        let db = Database::of(&made, |index| index % 7);
        let rows: Vec<Row> = made.into_iter().map(|(row, _)| row).collect();
        check_filters(&db, &rows, time);
        check_orders(&db, &rows);
        check_aggregates(&db, &rows, time);
        check_relations(&db, &rows);
        check_writes(&db, &rows);
    }

    /// In the form that this schema's Prisma writes (7: ISO texts). Such texts are in the order of their times from the
    /// year 0 to 9999.
    #[test]
    fn one_form_is_compared_as_without_the_option(
        made in rows(&TIMES[..6], 1..2),
        time in proptest::sample::select(&TIMES[..6]),
    ) {
        check_same(&Database::of(&made, |_| 1), time);
    }
}
