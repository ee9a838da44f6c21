//! Text made of pieces of the language, in any order.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The same cases in every run; more of them with `./test --long`.
pub(crate) fn config() -> ProptestConfig {
    let cases = if std::env::var_os("NICOL_LONG").is_some() { 20_000 } else { 500 };
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
}

/// A few lines' worth of pieces.
pub(crate) fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "model",
        "view",
        "type",
        "enum",
        "datasource",
        "generator",
        "A",
        "id",
        "Int",
        "String",
        "Unsupported(",
        "é",
        "1",
        "-1.5",
        "12a",
        "_",
        "-",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "?",
        "!",
        ":",
        "=",
        ",",
        ".",
        "@",
        "@@",
        "@id",
        "@@map",
        "@db.",
        "\"",
        "\"x\"",
        "\\",
        "\"\\q\"",
        "\"\\u00\"",
        "//",
        "///",
        "/*",
        "*/",
        "/",
        " ",
        "  ",
        "\t",
        "\u{a0}",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\u{feff}",
        "model B {\n",
        "\n}\n",
        "name String?",
        "@relation(fields: [a], references: [b])",
        "{ a: 1 }",
        "😀",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Lines of a block and of the top level, most of them right.
pub(crate) fn lines() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "model A {",
        "model B { // tail",
        "enum E { /// tail",
        "type T { /* tail */",
        "datasource db { garbage",
        "generator g {",
        "}",
        "}",
        "} // after",
        "} model C {",
        "",
        "",
        "  ",
        "// plain",
        "/// doc",
        "  /* block */",
        "/** a\n * b\n */",
        "/* a */ /* b */ // c",
        "/* open",
        "id Int @id",
        "  longer_name String? @map(\"x\") @unique",
        "a B[] // trailing",
        "x T /* trailing */",
        "y T /* of\n lines */",
        "v",
        "v @map(\"w\")",
        "w: Int",
        "[Int]",
        "z [Int]",
        "q Int!",
        "bad line (",
        "@@map(\"x\")",
        "  @@id([a,b ,c])  // trailing",
        "@@index([a],)",
        "// above\n@@unique([b])",
        "// apart\n\n@@unique([b])",
        "provider = \"x\"",
        "longer = [ 1 , \"a\" ]",
        "empty =",
        "o = { a : { b:1 } }",
        "type X = Int",
        "what {",
        "what A {",
        "{",
        "text",
    ]);
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\n\n", "\r\n", "\r"]);
    prop::collection::vec((line, end), 0..30)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end]).collect())
}
