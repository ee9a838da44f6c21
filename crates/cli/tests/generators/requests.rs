//! What generators are asked, beside what the published command line asks them: the same JSON, DMMF included.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::project::{Project, Run, link, packages, prisma};

const RECORD: &str = include_str!("record.js");

/// A project's files; generators are `node record.js`.
struct Sample {
    name: &'static str,
    major: u8,
    schema: &'static str,
    files: &'static [(&'static str, &'static str)],
    variables: &'static [(&'static str, &'static str)],
    generators: &'static [&'static str],
}

const SAMPLES: [Sample; 3] = [
    Sample {
        name: "one file, of Prisma 6",
        major: 6,
        schema: "prisma/schema.prisma",
        files: &[
            (
                "prisma/schema.prisma",
                "generator client {\n provider = \"prisma-client-js\"\n output = \"../client\"\n\
                 binaryTargets = [\"native\", \"rhel-openssl-3.0.x\"]\n previewFeatures = [\"views\", \"relationJoins\"]\n}\n\
                 /// Documented.\ngenerator first {\n provider = env(\"RECORDER\")\n single = \"text\"\n}\n\
                 generator second {\n provider = env(\"RECORDER\")\n output = env(\"SECOND\")\n list = [\"a\", \"b\"]\n}\n\
                 datasource db {\n provider = \"postgres\"\n url = env(\"NOT_SET\")\n directUrl = \"postgresql://u:p@h/d\"\n}\n\
                 model   User{\n id Int @id\n/// The name\n  name String? @map(\"n\") @db.VarChar(20)\n}\n",
            ),
            ("prisma/.env", "SECOND=../second\n"),
            ("package.json", "{\"name\": \"app\"}"),
        ],
        variables: &[("RECORDER", "node record.js"), ("PRISMA_CLIENT_ENGINE_TYPE", "")],
        generators: &["first", "second"],
    },
    Sample {
        name: "a folder, of Prisma 7",
        major: 7,
        schema: "db",
        files: &[
            (
                "db/b.prisma",
                "// only a comment\nmodel Post {\n id Int @id\n author User @relation(fields: [userId], references: [id])\n userId Int\n}",
            ),
            (
                "db/a/user.prisma",
                "model User {\n id Int @id @default(autoincrement())\n posts Post[]\n role Role @default(USER)\n}\n\n\n\nenum Role {\n USER\n ADMIN\n}",
            ),
            (
                "db/main.prisma",
                "datasource db {\n provider = \"sqlite\"\n}\ngenerator client {\n provider = \"prisma-client\"\n output = \"../src/client\"\n}\n",
            ),
            (
                "db/gen/record.prisma",
                "generator first {\n provider = \"node record.js\"\n output = \"../../made\"\n}\ngenerator other {\n provider = \"node record.js\"\n}\n",
            ),
        ],
        variables: &[],
        generators: &["first", "other"],
    },
    Sample {
        name: "no models, of Prisma 7",
        major: 7,
        schema: "schema.prisma",
        files: &[(
            "schema.prisma",
            "datasource db {\n provider = \"mysql\"\n}\n\ngenerator only {\n provider = \"node record.js\"\n binaryTargets = env(\"TARGETS\")\n}\n",
        )],
        variables: &[("TARGETS", "[\"native\", \"linux-musl\"]")],
        generators: &["only"],
    },
];

#[test]
fn generators_are_asked_the_same() {
    let Some(packages) = packages() else { return };
    for sample in &SAMPLES {
        let project = Project::new("");
        fs::remove_file(project.path().join("schema.prisma")).expect("a file");
        for (path, text) in sample.files {
            project.write(path, text);
        }
        project.write("record.js", RECORD);
        let folder = project.path();
        link(&packages, sample.major, &[], &folder);
        let variables = sample.variables.iter().filter(|(_, value)| !value.is_empty());
        let arguments = ["--schema", sample.schema];
        let mut theirs = prisma(&packages, sample.major, &folder, &arguments);
        let mut ours = project.command(&arguments);
        let mut answers = Vec::new();
        for (side, command) in [("theirs", &mut theirs), ("ours", &mut ours)] {
            fs::create_dir(folder.join(side)).expect("a folder");
            command.envs(variables.clone().copied()).env("KEEP", folder.join(side));
            let run = Run::of(command);
            run.expect_status(0);
            answers.push(run);
        }
        for generator in sample.generators {
            for method in ["getManifest", "generate"] {
                let of = |side: &str| read(&folder.join(side).join(format!("{generator}.{method}.json")), &answers);
                let (theirs, ours) = (of("theirs"), of("ours"));
                if theirs != ours {
                    panic!("{}: {method} of {generator} differs at {}", sample.name, place(&theirs, &ours, "$"));
                }
            }
        }
    }
}

fn read(path: &Path, runs: &[Run]) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}: {runs:#?}", path.display()));
    let mut request: Value = serde_json::from_str(&text).expect("JSON");
    // A hash of theirs, a release of ours (see `nicol_codegen::generator::RELEASE`).
    if let Some(version) = request["params"].get_mut("version") {
        *version = Value::Null;
    }
    // Theirs is a number more for each client that runs.
    request["id"] = Value::Null;
    request
}

/// The first place where two values differ.
fn place(theirs: &Value, ours: &Value, at: &str) -> String {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            for (key, value) in a {
                match b.get(key) {
                    Some(other) if other == value => {}
                    Some(other) => return place(value, other, &format!("{at}.{key}")),
                    None => return format!("{at}: ours lacks {key}: {:?}, {:?}", keys(a), keys(b)),
                }
            }
            format!("{at}: ours has more: {:?}, {:?}", keys(a), keys(b))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let (i, (x, y)) = a.iter().zip(b).enumerate().find(|(_, (x, y))| x != y).expect("two lists that differ");
            place(x, y, &format!("{at}[{i}]"))
        }
        _ => format!("{at}:\n  theirs {theirs}\n  ours   {ours}"),
    }
}
