//! Changes what a schema says: attributes, types, arities, arguments, names, lines, provider.

use super::Kind;
use super::vocabulary::{
    BLOCK_ATTRIBUTES, DATASOURCE_LINES, FEATURES, FIELD_ARGUMENTS, FIELD_ATTRIBUTES, INDEX_ARGUMENTS,
    NATIVE_TYPE_ARGUMENTS, NATIVE_TYPES, PROVIDERS, RELATION_ARGUMENTS, TYPES,
};
use crate::random::Random;

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "type changed", change: |t, r| lines(t, r, |l, r| on_field(l, r, change_type)) },
    Kind { name: "arity changed", change: |t, r| lines(t, r, |l, r| on_field(l, r, change_arity)) },
    Kind { name: "attribute added", change: |t, r| lines(t, r, |l, r| on_field(l, r, add_attribute)) },
    Kind { name: "native type added", change: |t, r| lines(t, r, |l, r| on_field(l, r, add_native_type)) },
    Kind { name: "block attribute added", change: |t, r| lines(t, r, add_block_attribute) },
    Kind { name: "provider changed", change: |t, r| lines(t, r, |l, r| swap_provider(l, r)) },
    Kind { name: "property added", change: |t, r| lines(t, r, add_property) },
    Kind { name: "features changed", change: |t, r| lines(t, r, change_features) },
    Kind { name: "index added", change: |t, r| lines(t, r, insert_index) },
    Kind { name: "relation changed", change: |t, r| lines(t, r, |l, r| change_relation(l, r)) },
    Kind { name: "field added", change: |t, r| lines(t, r, insert_field) },
    Kind { name: "value changed", change: |t, r| lines(t, r, |l, r| change_argument(l, r)) },
    Kind { name: "several", change: |t, r| Some(several(t, 2 + r.below(2), r)) },
];

fn lines(text: &str, random: &mut Random, change: impl FnOnce(&mut Vec<String>, &mut Random)) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines, random);
    lines.push(String::new());
    Some(lines.join("\n"))
}

/// The schema with `times` changes.
fn several(text: &str, times: usize, random: &mut Random) -> String {
    let one = KINDS.len() - 1;
    let mut damaged = text.to_owned();
    for _ in 0..times {
        damaged = (KINDS[random.below(one)].change)(&damaged, random).unwrap_or(damaged);
    }
    damaged
}

fn add_attribute(line: &mut String, random: &mut Random) {
    line.push(' ');
    line.push_str(random.pick(FIELD_ATTRIBUTES));
}

fn add_native_type(line: &mut String, random: &mut Random) {
    let arguments = random.pick(NATIVE_TYPE_ARGUMENTS);
    line.push_str(&format!(" @db.{}{arguments}", random.pick(NATIVE_TYPES)));
}

fn add_block_attribute(lines: &mut Vec<String>, random: &mut Random) {
    let header = random.pick(&["model ", "model ", "enum ", "view ", "type "]);
    insert(lines, random, header, |random| random.pick(BLOCK_ATTRIBUTES).to_owned());
}

fn add_property(lines: &mut Vec<String>, random: &mut Random) {
    insert(lines, random, "datasource ", |random| random.pick(DATASOURCE_LINES).to_owned());
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
