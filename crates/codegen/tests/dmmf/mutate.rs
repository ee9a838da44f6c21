//! Changes in valid schemas. Many are refused afterwards; the rest say something new.

use crate::random::Random;

/// A schema with one to five changes.
pub(crate) fn mutate(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=random.below(5) {
        change(&mut lines, random);
    }
    lines.join("\n")
}

/// A field's line: its name and type.
fn field(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (name, ty) = (words.next()?, words.next()?);
    let is_field = line.starts_with([' ', '\t'])
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && ty.starts_with(|c: char| c.is_ascii_uppercase());
    is_field.then_some((name, ty))
}

const TYPES: [&str; 11] = [
    "String",
    "Int",
    "BigInt",
    "Float",
    "Decimal",
    "Boolean",
    "DateTime",
    "Json",
    "Bytes",
    "Unsupported(\"q\")",
    "Int[]",
];
const PROVIDERS: [&str; 6] = ["postgresql", "mysql", "sqlite", "sqlserver", "cockroachdb", "mongodb"];
const FEATURES: [&str; 4] = ["\"views\"", "\"relationJoins\"", "\"fullTextSearchPostgres\"", "\"partialIndexes\""];
const NATIVE: [&str; 6] = ["Uuid", "VarChar(20)", "Text", "ObjectId", "SmallInt", "Date"];
const NEW: [&str; 16] = [
    "Int",
    "String?",
    "Json",
    "Json?",
    "Decimal @default(1.5)",
    "DateTime @updatedAt",
    "Bytes?",
    "BigInt @default(5)",
    "Float[]",
    "String @db.Uuid",
    "Unsupported(\"zz\")",
    "Unsupported(\"zz\")? @unique",
    "String @default(cuid())",
    "DateTime @default(now())",
    "Int @default(autoincrement())",
    "String @default(uuid(7))",
];

fn change(lines: &mut Vec<String>, random: &mut Random) {
    let fields: Vec<usize> = (0..lines.len()).filter(|at| field(&lines[*at]).is_some()).collect();
    if fields.is_empty() {
        return;
    }
    let at = *random.pick(&fields);
    let is_start = |line: &String| ["model ", "view ", "type "].iter().any(|word| line.trim_start().starts_with(word));
    let Some(start) = (0..at).rev().find(|at| is_start(&lines[*at])) else { return };
    let end = (at..lines.len()).find(|at| lines[*at].trim_start().starts_with('}')).unwrap_or(lines.len());
    let names: Vec<String> =
        lines[start..end].iter().filter_map(|line| field(line)).map(|(name, _)| name.to_owned()).collect();
    let number = random.below(100);
    let some = |random: &mut Random, most: usize| {
        let mut chosen: Vec<&str> = Vec::new();
        for _ in 0..=random.below(most) {
            let name = random.pick(&names).as_str();
            if !chosen.contains(&name) {
                chosen.push(name);
            }
        }
        chosen.join(", ")
    };
    let retyped = |line: &str, new: &dyn Fn(&str) -> String| {
        let (name, ty) = field(line).unwrap();
        let from = line.find(name).unwrap() + name.len();
        let place = from + line[from..].find(ty).unwrap();
        format!("{}{}{}", &line[..place], new(ty), &line[place + ty.len()..])
    };
    match random.below(21) {
        0 => lines[at].push_str(" @ignore"),
        1 => lines[at].push_str(" @unique"),
        2 => lines[at].push_str(&format!(" @map(\"x{number}\")")),
        3 => {
            lines[at] = retyped(&lines[at], &|ty| match ty.strip_suffix('?') {
                Some(base) => base.to_owned(),
                None => format!("{}?", ty.trim_end_matches("[]")),
            });
        }
        4 => {
            lines[at] = retyped(&lines[at], &|ty| match ty.strip_suffix("[]") {
                Some(base) => base.to_owned(),
                None => format!("{}[]", ty.trim_end_matches('?')),
            });
        }
        5 => drop(lines.remove(at)),
        6 => {
            let new = *random.pick(&TYPES);
            lines[at] = retyped(&lines[at], &|_| new.to_owned());
        }
        7 => lines.insert(end, "  @@ignore".to_owned()),
        8 => {
            let name = match random.below(3) {
                0 => String::new(),
                1 => format!(", name: \"n{number}\""),
                _ => format!(", map: \"mp{number}\""),
            };
            lines.insert(end, format!("  @@unique([{}]{name})", some(random, 3)));
        }
        9 => lines.insert(end, format!("  @@index([{}])", some(random, 2))),
        10 => lines[start] = lines[start].replacen("model", "view", 1),
        11 => lines.insert(at, format!("  /// \"quoted\" é\\ {number}")),
        12 => {
            let provider = *random.pick(&PROVIDERS);
            for line in lines.iter_mut() {
                if let Some(old) = PROVIDERS.iter().find(|p| line.contains(&format!("\"{p}\""))) {
                    *line = line.replace(&format!("\"{old}\""), &format!("\"{provider}\""));
                }
            }
        }
        13 => {
            let (one, two) = (random.pick(&FEATURES), random.pick(&FEATURES));
            lines.insert(0, format!("generator zz {{\n  provider = \"x\"\n  previewFeatures = [{one}, {two}]\n}}"));
        }
        14 => lines.insert(end, format!("  nw{number} {}", random.pick(&NEW))),
        15 => {
            if let Some(place) = lines[at].find(" @") {
                lines[at].truncate(place);
            }
        }
        16 => lines.insert(end, format!("  @@map(\"tb{number}\")")),
        17 => {
            let name = if random.once_in(2) { format!(", name: \"pk{number}\"") } else { String::new() };
            lines.insert(end, format!("  @@id([{}]{name})", some(random, 3)));
        }
        18 => lines.retain(|line| !line.trim_start().starts_with("url")),
        19 => relation(lines, start, end, random),
        _ => lines[at].push_str(&format!(" @db.{}", random.pick(&NATIVE))),
    }
}

/// A relation of the model to a new one, or to itself.
fn relation(lines: &mut Vec<String>, start: usize, end: usize, random: &mut Random) {
    let Some(model) = lines[start].split_whitespace().nth(1).map(|m| m.trim_end_matches('{').to_owned()) else {
        return;
    };
    let n = random.below(100);
    let (here, there) = match random.below(4) {
        0 => (
            format!("  rl{n} Rel{n}[]"),
            format!("  id Int @id\n  o {model}? @relation(fields: [oid], references: [id])\n  oid Int?"),
        ),
        1 => (
            format!("  rl{n} Rel{n}?"),
            format!(
                "  id Int @id @default(autoincrement())\n  o {model} @relation(fields: [oid], references: [id], onDelete: Cascade)\n  oid Int @unique"
            ),
        ),
        2 => (format!("  rl{n} Rel{n}[]"), format!("  id Int @id\n  os {model}[]")),
        _ => (
            format!(
                "  pa{n} {model}? @relation(\"sf{n}\", fields: [pid{n}], references: [id])\n  pid{n} Int?\n  ch{n} {model}[] @relation(\"sf{n}\")"
            ),
            String::new(),
        ),
    };
    lines.insert(end, here);
    if !there.is_empty() {
        lines.push(format!("model Rel{n} {{\n{there}\n}}"));
    }
}
