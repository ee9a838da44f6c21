//! Random declarations: they can be read, and mean nothing.

use crate::random::Random;

const NAMES: &[&str] = &["a", "id", "longer_name", "é", "x1", "model", "enum", "name-with-dash", "名前", "12", "A"];
const SPACES: &[&str] = &["", "", "", " ", "  ", "\t", "\u{a0}"];

fn join(parts: &[String], between: &str, random: &mut Random) -> String {
    let mut out = String::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(random.pick(SPACES));
            out.push_str(between);
            out.push_str(random.pick(SPACES));
        }
        out.push_str(part);
    }
    out
}

fn several(most: usize, random: &mut Random, mut one: impl FnMut(&mut Random) -> String) -> Vec<String> {
    (0..random.below(most + 1)).map(|_| one(random)).collect()
}

fn value(depth: usize, random: &mut Random) -> String {
    let kinds = if depth > 2 { 4 } else { 7 };
    let (before, after) = (random.pick(SPACES), random.pick(SPACES));
    match random.below(kinds) {
        0 => random.pick(&["1", "-1", "1.50", "-0.0", "007"]).to_owned(),
        1 => random.pick(&["\"\"", "\"x\"", "\"a  b, c: d\"", "\"\\\"\"", "\"ü // \\\\\"", "\"@@x(\""]).to_owned(),
        2 => random.pick(&["true", "Cascade", "a.b", "a.b.c", "x-y", "a.", "é"]).to_owned(),
        3 => random.pick(&["now()", "dbgenerated( \"x\" )", "f ( )"]).to_owned(),
        4 => {
            let values = several(3, random, |r| value(depth + 1, r));
            format!("[{before}{}{after}]", join(&values, ",", random))
        }
        5 => {
            let entries = several(2, random, |r| {
                format!("{}{}:{}{}", r.pick(&["a", "not", "é"]), r.pick(SPACES), r.pick(SPACES), value(depth + 1, r))
            });
            format!("{{{before}{}{after}}}", join(&entries, ",", random))
        }
        _ => format!("{}{before}{}", random.pick(&["f", "raw", "a.b"]), arguments(depth + 1, random)),
    }
}

fn arguments(depth: usize, random: &mut Random) -> String {
    let values = several(3, random, |r| {
        let value = value(depth, r);
        if r.once_in(2) { format!("{}{}:{}{value}", r.pick(NAMES), r.pick(SPACES), r.pick(SPACES)) } else { value }
    });
    let (before, after) = (random.pick(SPACES), random.pick(SPACES));
    let comma = if !values.is_empty() && random.once_in(8) { "," } else { "" };
    format!("({before}{}{comma}{after})", join(&values, ",", random))
}

fn attribute(mark: &str, random: &mut Random) -> String {
    let names = &[
        "id",
        "unique",
        "default",
        "updatedAt",
        "index",
        "fulltext",
        "map",
        "relation",
        "ignore",
        "schema",
        "db.VarChar",
        "db.",
        "other",
        "shardKey",
        "a..b",
    ];
    let arguments = if random.once_in(2) { arguments(0, random) } else { String::new() };
    let space = if arguments.is_empty() { "" } else { random.pick(SPACES) };
    format!("{mark}{}{}{space}{arguments}", random.pick(SPACES), random.pick(names))
}

fn field(random: &mut Random) -> String {
    // None is the name of a block, so that nothing is completed.
    let ty = random.pick(&[
        "Int",
        "String?",
        "Longer_Type[]",
        "T ?",
        "T []",
        "Unsupported(\"x y\")",
        "Unsupported( \"é\" )?",
        "Unsupported(\"x\")[]",
        "[T]",
        "[ T ]",
        "T!",
        "T[]?",
        "Ü",
        "",
    ]);
    let colon = if random.once_in(10) { ":" } else { "" };
    let attributes = several(3, random, |r| format!("{}{}", r.pick(SPACES), attribute("@", r)));
    format!("{}{colon} {ty}{}", random.pick(NAMES), attributes.concat())
}

/// One line that may stand in a block of the kind, without its end.
fn line(kind: &str, random: &mut Random) -> String {
    match kind {
        "enum" => match random.below(5) {
            0 => attribute("@@", random),
            // Several attributes on a value are printed without a space between them; they are never valid.
            1 => format!("{} {}", random.pick(NAMES), attribute("@", random)),
            _ => random.pick(NAMES).to_owned(),
        },
        "datasource" | "generator" => {
            format!("{}{}={}{}", random.pick(NAMES), random.pick(SPACES), random.pick(SPACES), value(0, random))
        }
        _ if random.once_in(4) => attribute("@@", random),
        _ => field(random),
    }
}

/// A file of a few blocks.
pub(crate) fn file(random: &mut Random) -> String {
    let mut out = String::new();
    for _ in 0..1 + random.below(3) {
        let kind = random.pick(&["model", "view", "type", "enum", "datasource", "generator"]);
        out.push_str(random.pick(&["", "\n", "// top\n", "/// doc\n\n", "/* block */\n", "  // in\n// out\n"]));
        out.push_str(&format!(
            "{kind}{}{}{}{{\n",
            random.pick(&[" ", "  ", ""]),
            random.pick(NAMES),
            random.pick(SPACES)
        ));
        // The published formatter is not stable when an attribute and an empty line come first.
        let mut is_first = true;
        for _ in 0..random.below(9) {
            let text = line(kind, random);
            if is_first && text.starts_with("@@") {
                continue;
            }
            is_first = false;
            out.push_str(random.pick(&["", "", "", "\n", "// own\n", "\n  /// doc  \n", "\n /* a\n   b */\n"]));
            out.push_str(random.pick(SPACES));
            out.push_str(&text);
            out.push_str(random.pick(&["", "", "", " ", "// trailing", "  /// é ", " /* c */ "]));
            out.push('\n');
        }
        out.push_str(random.pick(&["", "\n", "// end\n", "\n// end\n\n"]));
        out.push_str(random.pick(&["}\n", "}", "  }\n\n\n"]));
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}
