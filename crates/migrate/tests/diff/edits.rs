//! Edits of schemas as text: of the corpus, and of `rich/`, which uses every feature. What an edit makes may be invalid:
//! then the engine says so, and the next one is tried. So plans are compared for changes that nobody thought of.

use std::collections::BTreeMap;

use nicol_migrate::sql;
use nicol_testkit::cases::{Outcome, difference};
use nicol_testkit::corpus;

use super::generate::Random;
use super::needed::{self, Need};
use super::{differences, loading};

const RICH: [(&str, &str); 5] = [
    ("schemas", include_str!("rich/schemas.prisma")),
    ("types", include_str!("rich/types.prisma")),
    ("names", include_str!("rich/names.prisma")),
    ("mode", include_str!("rich/mode.prisma")),
    ("lite", include_str!("rich/lite.prisma")),
];

/// Edits by default; `NICOL_DIFF_PAIRS` asks for another number, `NICOL_LONG=1` for fifteen times as many.
const EDITS: usize = 800;

pub(crate) fn run() -> Outcome {
    let mut schemas: Vec<(String, String)> = RICH.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let real = corpus::schemas().into_iter().filter(|s| ["postgresql", "sqlite"].contains(&s.provider()));
    schemas.extend(real.map(|s| (s.name, s.text)));
    let is_long = std::env::var("NICOL_LONG").is_ok_and(|v| v == "1");
    let asked = std::env::var("NICOL_DIFF_PAIRS").ok().and_then(|n| n.parse().ok());
    // Of those that differ so many are run.
    let tried = if is_long { usize::MAX } else { 10 };
    let edits = asked.unwrap_or(if is_long { EDITS * 15 } else { EDITS });
    let (mut failures, mut compared, mut invalid, mut different) = (Vec::new(), 0, 0, 0);
    let (mut real, mut of_real) = (0, 0);
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut needs: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..edits {
        let mut random = Random::new((seed as u64).wrapping_mul(2_654_435_761));
        // Half of them of the rich ones.
        let chosen = if random.chance(60) { random.below(RICH.len()) } else { random.below(schemas.len()) };
        let (name, text) = &schemas[chosen];
        let from = if random.chance(50) { text.clone() } else { edited(&mut random, text, &schemas, 6) };
        let to = edited(&mut random, &from, &schemas, 4);
        let Some(theirs) = loading::oracle(Some(&from), Some(&to)) else { return Ok(()) };
        let Ok(theirs) = theirs else {
            invalid += 1;
            continue;
        };
        let theirs = differences::without_comments(&theirs);
        compared += 1;
        real += usize::from(chosen >= RICH.len());
        let plan = match loading::plan(Some(&from), Some(&to)) {
            Ok(plan) => plan,
            Err(e) => {
                failures.push(format!("seed {seed} {name}: {}", e.message().unwrap_or_default()));
                continue;
            }
        };
        let ours = sql::render(&plan);
        if ours != theirs {
            let Some(reasons) = differences::known(&plan, &theirs, &ours) else {
                failures.push(format!("seed {seed} {name}\n{}\n{}", changed(&from, &to), difference(&theirs, &ours)));
                continue;
            };
            reasons.iter().for_each(|reason| *known.entry(reason).or_default() += 1);
            different += 1;
            of_real += usize::from(chosen >= RICH.len());
            if different > tried {
                continue;
            }
            let need = needed::of(&from, &plan, &theirs)?;
            if need == Need::None && !reasons.iter().any(|reason| needed::KEEPS.contains(reason)) {
                let shown = difference(&theirs, &ours);
                failures.push(format!("seed {seed} {name}: the engine's script does what ours does\n{shown}"));
            }
            *needs.entry(need.name()).or_default() += 1;
        }
    }
    eprintln!(
        "{compared} edits compared with the engine's plans, {invalid} invalid; {different} different as COMPAT.md says \
         ({of_real} of the {real} of real schemas): {known:?}; the engine's scripts, as far as tried: {needs:?}"
    );
    if failures.is_empty() {
        return Ok(());
    }
    let shown = std::env::var("NICOL_DIFF_SHOW").ok().and_then(|n| n.parse().ok()).unwrap_or(8);
    Err(format!("{} of {compared} plans differ:\n{}", failures.len(), failures[..failures.len().min(shown)].join("\n"))
        .into())
}

/// Lines of one text that the other lacks.
fn changed(from: &str, to: &str) -> String {
    let only = |sign: &str, a: &str, b: &str| -> String {
        let b: Vec<_> = b.lines().collect();
        a.lines().filter(|line| !b.contains(line)).map(|line| format!("{sign} {line}\n")).collect()
    };
    format!("{}{}", only("<", from, to), only(">", to, from))
}

const TYPES: [&str; 46] = [
    "Int",
    "BigInt",
    "Float",
    "Decimal",
    "String",
    "Boolean",
    "DateTime",
    "Json",
    "Bytes",
    "Int @db.SmallInt",
    "Int @db.Oid",
    "Decimal @db.Decimal(10, 2)",
    "Decimal @db.Decimal(4, 4)",
    "Decimal @db.Money",
    "Float @db.Real",
    "String @db.VarChar",
    "String @db.VarChar(10)",
    "String @db.VarChar(191)",
    "String @db.Char(3)",
    "String @db.Uuid",
    "String @db.Inet",
    "String @db.Citext",
    "String @db.Xml",
    "String @db.Bit(3)",
    "String @db.VarBit(3)",
    "DateTime @db.Timestamp(0)",
    "DateTime @db.Timestamptz(3)",
    "DateTime @db.Timestamptz",
    "DateTime @db.Date",
    "DateTime @db.Time",
    "DateTime @db.Timetz(2)",
    "Json @db.Json",
    "Unsupported(\"point\")",
    "Unsupported(\"tsvector\")",
    "Unsupported(\"interval\")",
    "Unsupported(\"name\")",
    "Int @default(autoincrement())",
    "BigInt @default(autoincrement())",
    "Int @default(autoincrement()) @db.SmallInt",
    "DateTime @updatedAt",
    "DateTime @default(now())",
    "String @default(uuid())",
    "String @default(cuid())",
    "String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid",
    "Boolean @default(true)",
    "Int @default(0)",
];

const ATTRIBUTES: [&str; 25] = [
    "@unique",
    "@id",
    "@default(1)",
    "@default(\"a\")",
    "@default(\"it's\")",
    "@default([])",
    "@default([\"x\"])",
    "@default(now())",
    "@default(autoincrement())",
    "@default(true)",
    "@default(1.50)",
    "@default(dbgenerated())",
    "@default(dbgenerated(\"now()\"))",
    "@default(uuid())",
    "@default(\"2020-02-02T00:00:00Z\")",
    "@default(\"{}\")",
    "@map(\"mapped\")",
    "@map(\"odd name\")",
    "@ignore",
    "@updatedAt",
    "@unique(map: \"of its own\")",
    "@unique(sort: Desc)",
    "@id(map: \"the key\")",
    "@default(dbgenerated(\"NULL\"))",
    "@default(-7)",
];

/// One to `most` edits that leave a valid schema.
fn edited(random: &mut Random, text: &str, schemas: &[(String, String)], most: usize) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + random.below(most) {
        for _ in 0..20 {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            edit(random, &mut lines, schemas);
            let tried = lines.join("\n") + "\n";
            if loading::schema(&tried).is_ok() {
                text = tried;
                break;
            }
        }
    }
    text
}

/// The lines of fields and values: those that stand in a block.
fn inner(lines: &[String]) -> Vec<usize> {
    let mut block = "";
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if line.ends_with('{') {
            block = line.split_whitespace().next().unwrap_or_default();
        } else if line.trim() == "}" {
            block = "";
        } else if matches!(block, "model" | "enum") && !line.trim().is_empty() && !line.trim_start().starts_with("//") {
            found.push(i);
        }
    }
    found
}

fn edit(random: &mut Random, lines: &mut Vec<String>, schemas: &[(String, String)]) {
    let places = inner(lines);
    if places.is_empty() {
        return;
    }
    let at = *random.pick(&places);
    let line = lines[at].clone();
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_block_attribute = line.trim_start().starts_with("@@");
    match random.below(24) {
        0 | 1 => {
            lines.remove(at);
        }
        2 | 3 if words.len() > 1 && !is_block_attribute => {
            // Another type, with its attributes, in the old arity.
            let arity = words[1].trim_start_matches(|c: char| c.is_alphanumeric() || "_(\")".contains(c));
            let ty = *random.pick(&TYPES);
            let (head, tail) = ty.split_once(' ').unwrap_or((ty, ""));
            let attributes = if random.chance(50) { words[2..].join(" ") } else { String::new() };
            lines[at] = format!("  {} {head}{arity} {tail} {attributes}", words[0]);
        }
        4..=6 if words.len() > 1 && !is_block_attribute => {
            let bare = words[1].trim_end_matches(['?', ']', '[']);
            let arity = *random.pick(&["", "?", "[]", "?", ""]);
            lines[at] = line.replacen(words[1], &format!("{bare}{arity}"), 1);
        }
        7..=9 if words.len() > 1 && !is_block_attribute => {
            lines[at] = format!("{line} {}", random.pick(&ATTRIBUTES));
        }
        10 | 11 if line.contains(" @") && !is_block_attribute => {
            // Without its last attribute.
            if let Some(end) = line.rfind(" @") {
                lines[at].truncate(end);
            }
        }
        12 => lines.swap(at, *random.pick(&places)),
        13 | 14 => {
            let ty = *random.pick(&TYPES);
            let (head, tail) = ty.split_once(' ').unwrap_or((ty, ""));
            let name = format!("new{}", random.below(1000));
            lines.insert(at, format!("  {name} {head}{} {tail}", random.pick(&["", "?", "?", "[]"])));
        }
        15 => {
            // A block attribute over fields of this block.
            let fields = fields_around(lines, at);
            if fields.len() > 1 {
                let (a, b) = (random.pick(&fields).clone(), random.pick(&fields).clone());
                let sort = *random.pick(&["", "", "(sort: Desc)", "(sort: Asc)"]);
                let list = if a == b { format!("{a}{sort}") } else { format!("{a}, {b}{sort}") };
                let kind = *random.pick(&["@@index", "@@unique", "@@index", "@@id"]);
                let map = *random.pick(&["", "", ", map: \"an odd name\"", ", map: \"named\""]);
                lines.insert(at, format!("  {kind}([{list}]{map})"));
            }
        }
        16 if is_block_attribute && line.contains("map:") => {
            lines[at] = line.replacen("map: \"", "map: \"x", 1);
        }
        17 => {
            // A name everywhere: of a field, a value, a model or an enum.
            let name = words[0].to_owned();
            let name = if random.chance(30) { block_name(lines, at) } else { name };
            if name.len() > 1 && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                let fresh = format!("{name}{}", random.pick(&["2", "_new", "A"]));
                for line in lines.iter_mut() {
                    *line = with_word(line, &name, &fresh);
                }
            }
        }
        18 => {
            // A whole block goes.
            let (start, end) = block(lines, at);
            lines.drain(start..=end);
        }
        19 => {
            let pairs = [
                ("onDelete: Cascade", "onDelete: Restrict"),
                ("onDelete: SetNull", "onDelete: NoAction"),
                ("references: [id])", "references: [id], onDelete: Cascade)"),
                ("references: [id])", "references: [id], onUpdate: NoAction)"),
                ("references: [id])", "references: [id], map: \"an odd fk\")"),
                ("onDelete: Cascade", "onDelete: SetDefault"),
            ];
            let (a, b) = *random.pick(&pairs);
            if let Some(i) = lines.iter().position(|line| line.contains(a)) {
                lines[i] = lines[i].replacen(a, b, 1);
            }
        }
        20 => {
            let (_, end) = block(lines, at);
            let attribute = *random.pick(&[
                "@@map(\"other table\")",
                "@@ignore",
                "@@schema(\"public\")",
                "@@schema(\"auth\")",
                "@@map(\"plain\")",
            ]);
            lines.insert(end, format!("  {attribute}"));
        }
        21 => {
            let pairs = [
                ("relationMode = \"prisma\"", "relationMode = \"foreignKeys\""),
                ("provider   = \"postgresql\"", "provider = \"postgresql\"\n  relationMode = \"prisma\""),
                ("@@schema(\"auth\")", "@@schema(\"public\")"),
                ("@@schema(\"public\")", "@@schema(\"Odd Schema\")"),
                ("version: \"1.3\"", "version: \"1.2\""),
                ("citext, ", ""),
                ("(sort: Desc)", ""),
                ("type: Gin", "type: Gin, map: \"gin\""),
                ("deleted IS NULL", "deleted IS NOT NULL"),
                (", map: \"", ", map: \"x"),
            ];
            let (a, b) = *random.pick(&pairs);
            if let Some(i) = lines.iter().position(|line| line.contains(a)) {
                let new = lines[i].replacen(a, b, 1);
                lines.splice(i..=i, new.lines().map(str::to_owned));
            }
        }
        22 => {
            let name = format!("Value{}", random.below(100));
            if let Some(i) = places.iter().copied().find(|i| block_word(lines, *i) == "enum") {
                lines.insert(i, format!("  {name}"));
            }
        }
        _ => {
            // A model of another schema, without its relations.
            let (_, other) = random.pick(schemas);
            let other: Vec<String> = other.lines().map(str::to_owned).collect();
            let places = inner(&other);
            let chosen = *random.pick(&places);
            if block_word(&other, chosen) == "model" {
                let (start, end) = block(&other, chosen);
                let plain = |line: &&String| !line.contains("@relation") && !line.contains("@@schema");
                lines.extend(other[start..=end].iter().filter(plain).cloned());
            }
        }
    }
}

fn block(lines: &[String], at: usize) -> (usize, usize) {
    let start = (0..=at).rev().find(|i| lines[*i].ends_with('{')).unwrap_or(0);
    let end = (at..lines.len()).find(|i| lines[*i].trim() == "}").unwrap_or(lines.len() - 1);
    (start, end)
}

fn block_word(lines: &[String], at: usize) -> &str {
    lines[block(lines, at).0].split_whitespace().next().unwrap_or_default()
}

fn block_name(lines: &[String], at: usize) -> String {
    lines[block(lines, at).0].split_whitespace().nth(1).unwrap_or_default().to_owned()
}

fn fields_around(lines: &[String], at: usize) -> Vec<String> {
    let (start, end) = block(lines, at);
    let inside = lines[start + 1..end].iter().map(|line| line.trim());
    let fields =
        inside.filter(|line| !line.starts_with("@@") && !line.starts_with("//") && !line.contains("@relation"));
    fields.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn with_word(line: &str, word: &str, fresh: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(word) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + word.len()..].chars().next();
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"' || c == '.');
        text.push_str(&rest[..at]);
        text.push_str(if is_part(before) || is_part(after) { word } else { fresh });
        rest = &rest[at + word.len()..];
    }
    text + rest
}
