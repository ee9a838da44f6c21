//! Which lines can be read, against the published parser.

use nicol_schema::{codes, parse};
use nicol_testkit::oracle::Oracle;

use crate::random::{self, Random};

/// Pieces of lines; no braces at their start, which would end the block.
const PIECES: &[&str] = &[
    "a",
    "A",
    "Int",
    "String",
    "Unsupported(\"x\")",
    "Unsupported(",
    "é",
    "1",
    "-1.5",
    "12a",
    "1.",
    "1.5",
    "_",
    "-",
    "--",
    "(",
    ")",
    "[",
    "]",
    "[]",
    "?",
    "!",
    ":",
    "=",
    ",",
    ".",
    "..",
    "@",
    "@@",
    "@id",
    "@@map",
    "@db.",
    "\"",
    "\"x\"",
    "\"\\\"\"",
    "\"\\",
    "\"\\q\"",
    "\"\\u00\"",
    "\"\u{7f}\"",
    "\"\u{85}\"",
    "\"\t\"",
    "//",
    "///",
    "/*",
    "*/",
    "/* a */",
    "/",
    " ",
    " ",
    " ",
    " ",
    "\t",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\u{200b}",
    "\u{b}",
    "\u{c}",
    "\u{301}",
    "٣",
    "²",
    "Ⅷ",
    "ª",
    "_",
    "name String?",
    "@relation(fields: [a], references: [b])",
    "@a({ a: 1 })",
    "{",
    "{}",
    "{a:",
    "}",
    "@x(",
    "f(",
    "a: ",
    "true",
    "null",
    "€",
    "😀",
    "#",
    "\\",
    "'",
    "`",
];

fn line(random: &mut Random) -> String {
    let mut line = String::new();
    for _ in 0..1 + random.below(9) {
        line.push_str(random.pick(PIECES));
    }
    line.trim_start_matches('}').to_owned()
}

/// Byte offsets of the lines that the published parser can't read.
fn oracle_lines(oracle: &mut Oracle, text: &str) -> Vec<usize> {
    let answer = oracle.ask_schema("lint", text).unwrap_or_else(|e| panic!("{e:?} for {text:?}"));
    let mut lines: Vec<usize> = Vec::new();
    for diagnostic in answer.as_array().into_iter().flatten() {
        if diagnostic["text"].as_str().is_some_and(|text| text.contains("This line is")) {
            let utf16 = usize::try_from(diagnostic["start"].as_u64().unwrap_or_default()).unwrap_or_default();
            let mut units = 0;
            let offset = text.char_indices().find(|(_, c)| {
                let found = units >= utf16;
                units += c.len_utf16();
                found
            });
            lines.push(offset.map_or(text.len(), |(offset, _)| offset));
        }
    }
    lines.sort_unstable();
    lines
}

fn our_lines(text: &str) -> Vec<usize> {
    let errors = parse(text).errors;
    errors.iter().filter(|e| e.code == codes::INVALID_LINE).map(|e| e.range.start as usize).collect()
}

#[test]
fn lines_of_blocks() {
    let Some(mut oracle) = Oracle::start() else { return };
    let blocks = [
        ("model A {\n  id Int @id\n  ", "\n  b Int\n}\n"),
        ("enum A {\n  B\n  ", "\n  C\n}\n"),
        ("datasource db {\n  provider = \"sqlite\"\n  ", "\n  url = \"x\"\n}\n"),
        ("generator g {\n  a = ", "\n  b = \"x\"\n}\n"),
        ("model A {\n  id Int ", "\n}\n"),
        ("model A {\n  id Int @x(", ")\n}\n"),
        ("model A {\n  id Int @id\n  @@x([", "])\n}\n"),
    ];
    for seed in 0..random::cases(1000) {
        let mut random = Random(seed);
        let (before, after) = blocks[random.below(blocks.len())];
        let text = format!("{before}{}{after}", line(&mut random));
        let (expected, actual) = (oracle_lines(&mut oracle, &text), our_lines(&text));
        assert_eq!(actual, expected, "seed {seed}: {text:?}");
    }
}
