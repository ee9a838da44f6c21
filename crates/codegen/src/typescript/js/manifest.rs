//! `package.json`: which file is meant where.

use std::fmt::Write as _;

use super::super::Client;
use crate::dmmf::json::push_string;

/// What runs the client, in the order in which it is asked.
const ENVIRONMENTS: [(&str, &str); 6] = [
    ("node", "index.js"),
    ("edge-light", "edge.js"),
    ("workerd", "edge.js"),
    ("worker", "edge.js"),
    ("browser", "index-browser.js"),
    ("default", "index.js"),
];

/// Entries that are one file everywhere.
const SINGLE: [(&str, &str, &str); 3] = [
    ("./index-browser", "index.d.ts", "index-browser.js"),
    ("./index", "index.d.ts", "index.js"),
    ("./edge", "edge.d.ts", "edge.js"),
];

pub(super) fn manifest(client: &Client<'_>) -> String {
    let mut out = String::from("{\n  \"name\": \"prisma-client-");
    // A String takes everything.
    let _ = write!(out, "{:016x}", hash(&client.options.inline_schema));
    out.push_str("\",\n  \"version\": ");
    push_string(&client.options.client_version, &mut out);
    out.push_str(",\n  \"main\": \"index.js\",\n  \"types\": \"index.d.ts\",\n  \"browser\": \"default.js\",\n  \"sideEffects\": false,\n  \"exports\": {\n    \"./package.json\": \"./package.json\",\n");
    for entry in [".", "./client"] {
        everywhere(entry, &mut out);
        out.push_str(",\n");
    }
    for (entry, types, file) in SINGLE {
        let _ = writeln!(
            out,
            "    \"{entry}\": {{ \"types\": \"./{types}\", \"require\": \"./{file}\", \"import\": \"./{file}\", \"default\": \"./{file}\" }},"
        );
    }
    out.push_str("    \"./sql\": {\n      \"require\": { \"types\": \"./sql/index.d.ts\", \"default\": \"./sql/index.js\" },\n      \"import\": { \"types\": \"./sql/index.d.ts\", \"default\": \"./sql/index.mjs\" },\n      \"default\": \"./sql/index.js\"\n    },\n    \"./*\": \"./*\"\n  },\n  \"imports\": {\n");
    everywhere("#main-entry-point", &mut out);
    out.push_str("\n  }\n}\n");
    out
}

/// An entry that is another file in each environment.
fn everywhere(entry: &str, out: &mut String) {
    let files: Vec<String> = ENVIRONMENTS.iter().map(|(name, file)| format!("\"{name}\": \"./{file}\"")).collect();
    let files = files.join(", ");
    let _ = write!(
        out,
        "    \"{entry}\": {{\n      \"require\": {{ {files} }},\n      \"import\": {{ {files} }},\n      \"default\": \"./index.js\"\n    }}"
    );
}

/// FNV-1a: another schema is another package, so that bundlers keep two clients apart.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
