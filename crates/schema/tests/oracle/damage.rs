//! Changes what a schema says: attributes, types, arities, arguments, names, lines, provider.

use crate::random::Random;

const TYPES: &[&str] = &[
    "String",
    "Boolean",
    "Int",
    "BigInt",
    "Float",
    "Decimal",
    "DateTime",
    "Json",
    "Bytes",
    "Unsupported(\"x\")",
    "Unsupported(\"VarChar(5)\")",
    "Strin",
    "int",
];
const PROVIDERS: &[&str] = &["postgresql", "sqlite", "mysql", "sqlserver", "cockroachdb", "mongodb", "oracle"];
const FIELD_ATTRIBUTES: &[&str] = &[
    "@id",
    "@unique",
    "@id(map: \"k\")",
    "@unique(map: \"k\", sort: Desc)",
    "@unique(length: 3)",
    "@unique(where: raw(\"x\"))",
    "@id(sort: Asc)",
    "@id(clustered: true)",
    "@updatedAt",
    "@ignore",
    "@map(\"x\")",
    "@map(name: \"\")",
    "@map(x)",
    "@map",
    "@db.VarChar(5)",
    "@db.Text",
    "@db.Uuid",
    "@db.Decimal(5, 2)",
    "@db.Decimal(2, 5)",
    "@db.Timestamp(7)",
    "@db.Xml",
    "@db.Inet",
    "@db.ObjectId",
    "@other.Text",
    "@db",
    "@relation",
    "@relation(\"x\")",
    "@relation(name: \"\")",
    "@default(1)",
    "@default(\"x\")",
    "@default(\"{}\")",
    "@default(true)",
    "@default([])",
    "@default([1, \"x\"])",
    "@default(1.5)",
    "@default(now())",
    "@default(autoincrement())",
    "@default(autoincrement(), map: \"x\")",
    "@default(uuid(5))",
    "@default(uuid(7))",
    "@default(cuid(2))",
    "@default(nanoid(300))",
    "@default(dbgenerated(\"\"))",
    "@default(dbgenerated())",
    "@default(auto())",
    "@default(sequence(start: 3, foo: 2))",
    "@default(nope())",
    "@default(USER)",
    "@default(value: 1, map: \"d\")",
    "@default(1, 2)",
    "@default()",
    "@shardKey",
    "@nope",
    "@unique(map: \"a\", map: \"b\")",
    "@unique(nope: 1)",
    "@map(\"a\", \"b\")",
];
const BLOCK_ATTRIBUTES: &[&str] = &[
    "@@map(\"x\")",
    "@@map(\"\")",
    "@@map",
    "@@ignore",
    "@@ignore(1)",
    "@@schema(\"base\")",
    "@@schema(\"nope\")",
    "@@schema(name: \"base\")",
    "@@nope",
    "@@unique",
    "@@index([])",
    "@@id(nope)",
];
const INDEX_ARGUMENTS: &[&str] = &[
    "map: \"i\"",
    "map: \"\"",
    "name: \"n\"",
    "name: \"a b\"",
    "type: Hash",
    "type: Gin",
    "type: Gist",
    "type: SpGist",
    "type: Brin",
    "type: BTree",
    "type: Nope",
    "type: \"Gin\"",
    "clustered: true",
    "clustered: 1",
    "where: raw(\"a > 1\")",
    "where: raw(1)",
    "nope: 1",
    "fields: [id]",
];
const FIELD_ARGUMENTS: &[&str] = &[
    "(sort: Desc)",
    "(sort: Asc)",
    "(sort: \"Desc\")",
    "(sort: Up)",
    "(length: 5)",
    "(length: x)",
    "(ops: InetOps)",
    "(ops: JsonbPathOps)",
    "(ops: ArrayOps)",
    "(ops: TextOps)",
    "(ops: TextBloomOps)",
    "(ops: Int4MinMaxOps)",
    "(ops: DateBloomOps)",
    "(ops: raw(\"x_ops\"))",
    "(ops: Nope)",
    "(ops: raw(1))",
    "(ops: \"x\")",
    "(nope: 1)",
    "()",
];
const RELATION_ARGUMENTS: &[&str] = &[
    "onDelete: Cascade",
    "onDelete: SetNull",
    "onDelete: SetDefault",
    "onDelete: Restrict",
    "onDelete: NoAction",
    "onDelete: Nope",
    "onDelete: \"Cascade\"",
    "onUpdate: SetNull",
    "onUpdate: NoAction",
    "onUpdate: Restrict",
    "map: \"fk\"",
    "map: \"\"",
    "name: \"r\"",
    "\"r\"",
    "\"\"",
    "fields: []",
    "references: [id]",
    "fields: [id]",
    "fields: nope",
    "nope: 1",
];
const DATASOURCE_LINES: &[&str] = &[
    "relationMode = \"prisma\"",
    "relationMode = \"foreignKeys\"",
    "relationMode = \"nope\"",
    "referentialIntegrity = \"prisma\"",
    "schemas = [\"base\", \"shop\"]",
    "schemas = []",
    "schemas = [\"a\", \"a\"]",
    "schemas = \"base\"",
    "extensions = [citext]",
    "extensions = [\"citext\"]",
    "extensions = [uuid-ossp, a(map: \"b\", foo: 1)]",
    "url = \"x\"",
    "url = env(\"X\")",
    "url = 1",
    "directUrl = \"x\"",
    "shadowDatabaseUrl = \"x\"",
    "previewFeatures = [\"views\"]",
    "nope = 1",
    "provider = \"sqlite\"",
];
const FEATURES: &[&str] = &[
    "views",
    "partialIndexes",
    "postgresqlExtensions",
    "multiSchema",
    "shardKeys",
    "fullTextSearch",
    "fullTextSearchPostgres",
    "metrics",
    "typedSql",
    "nope",
];

/// The schema with `times` changes.
pub(crate) fn damage(text: &str, times: usize, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..times {
        change(&mut lines, random);
    }
    lines.push(String::new());
    lines.join("\n")
}

fn change(lines: &mut Vec<String>, random: &mut Random) {
    match random.below(24) {
        0 => {
            let at = random.below(lines.len());
            if !lines[at].contains(['{', '}']) {
                let line = lines[at].clone();
                lines.insert(at, line);
            }
        }
        1 => {
            let at = random.below(lines.len());
            if !lines[at].contains(['{', '}']) {
                lines.remove(at);
            }
        }
        2 | 3 => on_field(lines, random, drop_attribute),
        4 | 5 => on_field(lines, random, change_type),
        6 | 7 => on_field(lines, random, change_arity),
        8..=10 => on_field(lines, random, |line, random| {
            line.push(' ');
            line.push_str(random.pick(FIELD_ATTRIBUTES));
        }),
        11 => swap_provider(lines, random),
        12 => insert(lines, random, "datasource ", |random| random.pick(DATASOURCE_LINES).to_owned()),
        13 => change_features(lines, random),
        14..=16 => insert_index(lines, random),
        17 => {
            let header = random.pick(&["model ", "enum ", "view "]);
            insert(lines, random, header, |random| random.pick(BLOCK_ATTRIBUTES).to_owned());
        }
        18 | 19 => change_relation(lines, random),
        20 => rename_word(lines, random),
        21 => swap_words(lines, random),
        22 => insert_field(lines, random),
        _ => change_argument(lines, random),
    }
}

fn is_field(line: &str) -> bool {
    line.starts_with("  ")
        && !line.trim_start().starts_with(['@', '/', '}'])
        && !line.contains('=')
        && words(line).len() >= 2
}

fn on_field(lines: &mut [String], random: &mut Random, change: impl Fn(&mut String, &mut Random)) {
    let at = random.below(lines.len());
    let order = (at..lines.len()).chain(0..at);
    for at in order {
        if is_field(&lines[at]) {
            return change(&mut lines[at], random);
        }
    }
}

/// Start and end of the identifiers of a line.
fn words(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        if c.is_alphanumeric() || c == '_' {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            found.push((from, at));
        }
    }
    found
}

fn drop_attribute(line: &mut String, random: &mut Random) {
    let starts: Vec<usize> = line.char_indices().filter(|(_, c)| *c == '@').map(|(at, _)| at).collect();
    if starts.is_empty() {
        return;
    }
    let start = starts[random.below(starts.len())];
    let mut depth = 0_i32;
    let mut end = line.len();
    for (at, c) in line[start..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 => {
                end = start + at;
                break;
            }
            _ => {}
        }
    }
    line.replace_range(start..end, "");
}

fn change_type(line: &mut String, random: &mut Random) {
    let Some((start, end)) = words(line).get(1).copied() else { return };
    line.replace_range(start..end, random.pick(TYPES));
}

fn change_arity(line: &mut String, random: &mut Random) {
    let Some((_, end)) = words(line).get(1).copied() else { return };
    let rest = &line[end..];
    let old = if rest.starts_with("[]") { 2 } else { usize::from(rest.starts_with('?')) };
    let new = ["", "?", "[]", "[]", "?", "!", "[]?"][random.below(7)];
    line.replace_range(end..end + old, new);
}

fn swap_provider(lines: &mut [String], random: &mut Random) {
    let Some(at) = lines.iter().position(|l| l.starts_with("datasource")) else { return };
    let Some(line) = lines[at..].iter_mut().find(|l| l.trim_start().starts_with("provider")) else { return };
    *line = format!("  provider = \"{}\"", random.pick(PROVIDERS));
}

/// Inserts a line after the header of a block.
fn insert(lines: &mut Vec<String>, random: &mut Random, header: &str, text: impl Fn(&mut Random) -> String) {
    let headers: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with(header)).collect();
    if !headers.is_empty() {
        let at = headers[random.below(headers.len())];
        let text = text(random);
        lines.insert(at + 1, format!("  {text}"));
    }
}

fn change_features(lines: &mut Vec<String>, random: &mut Random) {
    if let Some(line) = lines.iter_mut().find(|l| l.contains("previewFeatures")) {
        *line = format!("  previewFeatures = [\"{}\", \"{}\"]", random.pick(FEATURES), random.pick(FEATURES));
    } else if random.once_in(2) {
        let text =
            format!("generator g {{\n  provider = \"x\"\n  previewFeatures = [\"{}\"]\n}}", random.pick(FEATURES));
        lines.splice(0..0, text.lines().map(str::to_owned));
    }
}

/// The names of the fields of the model whose header is at `header`.
fn field_names(lines: &[String], header: usize) -> Vec<String> {
    lines[header + 1..]
        .iter()
        .take_while(|l| !l.starts_with('}'))
        .filter(|l| is_field(l))
        .map(|l| {
            let (start, end) = words(l)[0];
            l[start..end].to_owned()
        })
        .collect()
}

fn insert_index(lines: &mut Vec<String>, random: &mut Random) {
    let headers: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].starts_with("model ") || lines[*at].starts_with("view ")).collect();
    if headers.is_empty() {
        return;
    }
    let header = headers[random.below(headers.len())];
    let names = field_names(lines, header);
    if names.is_empty() {
        return;
    }
    let mut fields = Vec::new();
    for _ in 0..=random.below(3) {
        let arguments = if random.once_in(2) { random.pick(FIELD_ARGUMENTS) } else { "" };
        fields.push(format!("{}{arguments}", names[random.below(names.len())]));
    }
    let attribute = random.pick(&["@@index", "@@index", "@@unique", "@@id", "@@fulltext"]);
    let mut text = format!("  {attribute}([{}]", fields.join(", "));
    for _ in 0..random.below(3) {
        text.push_str(", ");
        text.push_str(random.pick(INDEX_ARGUMENTS));
    }
    text.push(')');
    lines.insert(header + 1, text);
}

fn change_relation(lines: &mut [String], random: &mut Random) {
    let found: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains("@relation(")).collect();
    if found.is_empty() {
        return;
    }
    let line = &mut lines[found[random.below(found.len())]];
    let at = line.find("@relation(").unwrap() + "@relation(".len();
    if random.once_in(2) {
        line.insert_str(at, &format!("{}, ", random.pick(RELATION_ARGUMENTS)));
    } else {
        let rest = line[at..].to_owned();
        let end = rest.rfind(')').unwrap_or(rest.len());
        let mut arguments: Vec<&str> = split(&rest[..end]);
        if !arguments.is_empty() {
            arguments.remove(random.below(arguments.len()));
        }
        line.replace_range(at.., &format!("{}{}", arguments.join(", "), &rest[end..]));
    }
}

/// Splits at commas that stand outside of brackets.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The oracle chooses its engine by the first datasource's header and `url`.
fn chooses_engine(line: &str) -> bool {
    line.starts_with("datasource") || line.starts_with("generator") || line.trim_start().starts_with("url")
}

fn rename_word(lines: &mut [String], random: &mut Random) {
    let at = random.below(lines.len());
    let words = words(&lines[at]);
    if words.is_empty() || chooses_engine(&lines[at]) {
        return;
    }
    let (start, end) = words[random.below(words.len())];
    let new = ["x", "_", "1", "-a", "String", "id", "new"][random.below(7)];
    match random.below(3) {
        0 => lines[at].insert_str(end, new),
        1 => lines[at].insert_str(start, new),
        _ => lines[at].replace_range(start..end, new),
    }
}

fn swap_words(lines: &mut [String], random: &mut Random) {
    let (a, b) = (random.below(lines.len()), random.below(lines.len()));
    let (from, to) = (words(&lines[a]), words(&lines[b]));
    if from.is_empty() || to.is_empty() || chooses_engine(&lines[b]) {
        return;
    }
    let (start, end) = from[random.below(from.len())];
    let word = lines[a][start..end].to_owned();
    let (start, end) = to[random.below(to.len())];
    lines[b].replace_range(start..end, &word);
}

fn insert_field(lines: &mut Vec<String>, random: &mut Random) {
    let models: Vec<String> = lines
        .iter()
        .filter(|l| l.starts_with("model ") || l.starts_with("enum ") || l.starts_with("view "))
        .map(|l| {
            let (start, end) = words(l)[1];
            l[start..end].to_owned()
        })
        .collect();
    let ty = if models.is_empty() || random.once_in(3) {
        random.pick(TYPES).to_owned()
    } else {
        models[random.below(models.len())].clone()
    };
    let mark = ["", "?", "[]"][random.below(3)];
    let name = ["extra", "id", "x", "other"][random.below(4)];
    let attribute = if random.once_in(3) { random.pick(FIELD_ATTRIBUTES) } else { "" };
    let header = ["model ", "model ", "model ", "view ", "type "][random.below(5)];
    insert(lines, random, header, |_| format!("{name} {ty}{mark} {attribute}").trim_end().to_owned());
}

fn change_argument(lines: &mut [String], random: &mut Random) {
    let found: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains('(')).collect();
    if found.is_empty() {
        return;
    }
    let mut values = vec!["1", "\"x\"", "x", "[x]", "[1]", "true", "foo(1)", "a.b", "-1", "[]", "null"];
    // Prisma 6 forgets a line with an object altogether, with all else that is wrong about it.
    if !lines.iter().any(|l| l.trim_start().starts_with("url")) {
        values.push("{ a: 1 }");
    }
    let line = &mut lines[found[random.below(found.len())]];
    let start = line.find('(').unwrap() + 1;
    let end = line.rfind(')').unwrap_or(line.len());
    if start > end {
        return;
    }
    let mut arguments: Vec<String> = split(&line[start..end]).into_iter().map(str::to_owned).collect();
    let value = random.pick(&values);
    if arguments.is_empty() || random.once_in(4) {
        arguments.push(value.to_owned());
    } else {
        let at = random.below(arguments.len());
        let name = arguments[at].find(": ").map_or("", |colon| &arguments[at][..colon + 2]);
        arguments[at] = format!("{name}{value}");
    }
    line.replace_range(start..end, &arguments.join(", "));
}
