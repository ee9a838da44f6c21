//! Deep and long texts: no stack overflows, and time grows with the text, not with its square.

use std::time::Duration;

use nicol_diagnostics::{SourceFile, Sources};
use nicol_schema::{codes, format, load, parse};
use rustix::time::{ClockId, clock_gettime};

use crate::checks;

fn judge(text: &str) -> usize {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("schema.prisma", text));
    load(&sources).diagnostics.len()
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [("[", "]"), ("f(", ")"), ("{a: ", "}"), ("f(a: ", ")"), ("[{a: f(", ")}]")] {
        let depth = 100_000;
        let text = format!("model A {{\n  id Int @x({}1{})\n  b Int\n}}\n", open.repeat(depth), close.repeat(depth));
        checks::parsing(&text);
        let parse = parse(&text);
        assert_eq!(parse.errors.len(), 1);
        let message = &parse.errors[0].message;
        assert!(message.contains("nested 100 deep"), "{message}");
        assert!(format(&text).contains(close));
        assert!(judge(&text) > 0);
        // Never closed.
        let text = format!("generator g {{\n  a = {}\n}}\n", open.repeat(depth));
        assert_eq!(parse_errors(&text), [codes::INVALID_LINE]);
        assert!(format(&text).contains(open));
        assert!(judge(&text) > 0);
    }
}

fn parse_errors(text: &str) -> Vec<&'static str> {
    parse(text).errors.iter().map(|error| error.code).collect()
}

fn own_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a time since the thread began")
}

/// A text of so many parts; `work` on sixteen times as many must not take much more than sixteen times as long.
fn is_linear(name: &str, text: impl Fn(usize) -> String, work: impl Fn(&str)) {
    // The least of some runs, in this thread's own time on a processor: tests beside it only add to it.
    let time = |text: &str, runs: usize| {
        let run = |_| {
            let start = own_time();
            work(text);
            own_time() - start
        };
        (0..runs).map(run).min().unwrap_or_default()
    };
    // Long enough to be measured.
    let mut count = 500;
    let mut small = text(count);
    while time(&small, 3) < Duration::from_millis(5) && count < 1_000_000 {
        count *= 2;
        small = text(count);
    }
    // Quadratic work takes 256 times as long; the rest is room for a busy machine and its caches.
    let large = text(count * 16);
    let ratio = || time(&large, 1).as_secs_f64() / time(&small, 3).as_secs_f64();
    let best = (0..5).map(|_| ratio()).find(|ratio| *ratio < 50.0);
    assert!(best.is_some(), "{name}: sixteen times {count} parts take {:.1} times as long", ratio());
}

const HEAD: &str = "datasource db {\n  provider = \"postgresql\"\n}\n";

fn models(count: usize, model: impl Fn(usize) -> String) -> String {
    let mut text = HEAD.to_owned();
    for n in 0..count {
        text.push_str(&model(n));
    }
    text
}

/// Models in a chain of relations.
fn chain(count: usize) -> String {
    models(count, |n| {
        let back = if n == 0 { String::new() } else { format!("  b{n} M{}[]\n", n - 1) };
        let next = if n + 1 == count {
            String::new()
        } else {
            format!("  nextId Int\n  next M{} @relation(fields: [nextId], references: [id])\n", n + 1)
        };
        format!("model M{n} {{\n  id Int @id\n  name{n} String? @unique @map(\"n{n}\") // why\n{back}{next}}}\n")
    })
}

fn inside(lines: impl Fn(usize) -> String) -> impl Fn(usize) -> String {
    move |count| {
        let lines: String = (0..count).map(&lines).collect();
        format!("{HEAD}model A {{\n  id Int @id\n{lines}}}\n")
    }
}

#[test]
fn mistakes_do_not_slow_each_other_down() {
    let judging = |text: &str| assert!(judge(text) > 0);
    let types = |count: usize| models(count, |n| format!("model M{n} {{\n  id Int @id\n  to Missing{n}\n}}\n"));
    let fields = inside(|n| format!("  f{n} Int\n  @@index([g{n}])\n"));
    let values = |count: usize| {
        let values: String = (0..count).map(|n| format!("  V{n}\n")).collect();
        let fields: String = (0..count).map(|n| format!("  f{n} E @default(W{n})\n")).collect();
        format!("{HEAD}enum E {{\n{values}}}\nmodel A {{\n  id Int @id\n{fields}}}\n")
    };
    let texts: [(&str, &dyn Fn(usize) -> String); 3] =
        [("unknown types", &types), ("unknown fields", &fields), ("unknown values", &values)];
    for (name, text) in texts {
        is_linear(name, text, judging);
    }
}

/// Models in one circle, where each also leads to two others of it.
fn circles(count: usize) -> String {
    let steps = [1, 2, 7];
    let model = |n: usize| {
        let there = steps.map(|s| {
            format!(
                "  id{s} Int\n  to{s} M{} @relation(\"{n}-{s}\", fields: [id{s}], references: [id])\n",
                (n + s) % count
            )
        });
        let back = steps.map(|s| {
            let from = (n + count - s) % count;
            format!("  by{s} M{from}[] @relation(\"{from}-{s}\")\n")
        });
        format!("model M{n} {{\n  id Int @id\n{}{}}}\n", there.concat(), back.concat())
    };
    models(count, model).replace("postgresql", "sqlserver")
}

#[test]
fn circles_take_no_longer_than_their_relations() {
    is_linear("circles of relations", circles, |text| assert!(judge(text) > 0));
}

#[test]
fn time_grows_with_the_text() {
    let repeated = |line: &'static str| move |count: usize| line.repeat(count);
    let parsing = |text: &str| drop(parse(text));
    let formatting = |text: &str| drop(format(text));
    let judging = |text: &str| assert!(judge(text) < usize::MAX);
    for line in ["what {\n", "/* open\n", "model A {\n", "@id(\n", "\"\n", "}\n", "type A =\n", "model \n", "/*/\n"] {
        is_linear(line, repeated(line), parsing);
        is_linear(line, repeated(line), formatting);
    }
    let long_line =
        |count: usize| format!("model A {{\n  id Int @x([{}])\n}}\n", "1, ".repeat(count).trim_end_matches(", "));
    let fields = inside(|n| format!("  field{n} Int? @map(\"f{n}\") // c\n"));
    let comments = inside(|n| format!("  // {n}\n"));
    let attributes = inside(|n| format!("  f{n} Int\n  @@index([f{n}, id])\n"));
    let old = inside(|n| format!("  f{n}: Int!\n"));
    let bad = inside(|n| format!("  f{n} Int (\n"));
    let alone = |count: usize| models(count, |n| format!("model M{n} {{\n  id Int @id\n  to M{}\n}}\n", n / 2));
    let values = |count: usize| {
        let values: String = (0..count).map(|n| format!("  V{n} @map(\"v{n}\")\n")).collect();
        format!("{HEAD}enum E {{\n{values}}}\n")
    };
    let prisma_mode =
        |count: usize| chain(count).replace("\"postgresql\"\n", "\"postgresql\"\n  relationMode = \"prisma\"\n");
    let hub = |count: usize| {
        let ends: String = (0..count).map(|n| format!("  m{n} M{n}[]\n")).collect();
        models(count, |n| {
            let hub = "  hubId Int\n  hub Hub @relation(fields: [hubId], references: [id])\n";
            format!("model M{n} {{\n  id Int @id\n{hub}}}\n")
        }) + &format!("model Hub {{\n  id Int @id\n{ends}}}\n")
    };
    let foreign_keys = |count: usize| {
        let keys: String = (0..count)
            .map(|n| {
                let key = format!("@relation(fields: [k{n}], references: [id], map: \"f{n}\")");
                format!("  k{n} Int\n  m{n} M{n} {key}\n  @@index([k{n}])\n")
            })
            .collect();
        models(count, |n| format!("model M{n} {{\n  id Int @id\n  all All[]\n}}\n"))
            + &format!("model All {{\n  id Int @id\n{keys}}}\n")
    };
    let named = |count: usize| {
        let here = |n| format!("  k{n} Int\n  b{n} B @relation(\"r{n}\", fields: [k{n}], references: [id])\n");
        let (here, there): (String, String) =
            (0..count).map(|n| (here(n), format!("  a{n} A[] @relation(\"r{n}\")\n"))).unzip();
        format!("{HEAD}model A {{\n  id Int @id\n{here}}}\nmodel B {{\n  id Int @id\n{there}}}\n")
    };
    let same_map = |provider: &'static str| {
        move |count: usize| {
            let index = "  @@index([a], map: \"same\")\n";
            models(count, |n| format!("model M{n} {{\n  id Int @id\n  a Int\n{index}}}\n"))
                .replace("postgresql", provider)
        }
    };
    let clustered =
        inside(|n| format!("  f{n} Int @default({n}, map: \"d{n}\")\n  @@index([f{n}], clustered: true)\n"));
    let clustered = |count: usize| clustered(count).replace("postgresql", "sqlserver");
    let composites = |count: usize| {
        let types: String =
            (0..count).map(|n| format!("type T{n} {{\n  a String @map(\"b\")\n  next T{}?\n}}\n", n + 1)).collect();
        let fields: String = (0..count).map(|n| format!("  t{n} T{n}\n  @@index([t{n}.a])\n")).collect();
        let id = "  id String @id @default(auto()) @map(\"_id\") @db.ObjectId\n";
        let last = format!("type T{count} {{\n  a Int\n}}\n");
        format!("{HEAD}{types}{last}model A {{\n{id}{fields}}}\n").replace("postgresql", "mongodb")
    };
    let defaults = |count: usize| {
        let values: String = (0..count).map(|n| format!("  V{n}\n")).collect();
        let fields: String = (0..count).map(|n| format!("  f{n} E @default(V{n})\n")).collect();
        format!("{HEAD}enum E {{\n{values}}}\nmodel A {{\n  id Int @id\n{fields}}}\n")
    };
    let texts: [(&str, &dyn Fn(usize) -> String); 18] = [
        ("a model that all others refer to", &hub),
        ("a model that refers to all others", &foreign_keys),
        ("two models with many relations", &named),
        ("many tables with the same name of an index", &same_map("mysql")),
        ("many schemas' worth of one name", &same_map("sqlite")),
        ("many clustered indexes", &clustered),
        ("composite types in a chain", &composites),
        ("many defaults of a large enum", &defaults),
        ("a chain of models", &chain),
        ("a chain of models without foreign keys", &prisma_mode),
        ("a long list", &long_line),
        ("many fields", &fields),
        ("many comments", &comments),
        ("many indexes", &attributes),
        ("old notations", &old),
        ("lines that can't be read", &bad),
        ("relations that lack a side", &alone),
        ("many values", &values),
    ];
    for (name, text) in texts {
        is_linear(name, text, parsing);
        is_linear(name, text, formatting);
        is_linear(name, text, judging);
    }
}
