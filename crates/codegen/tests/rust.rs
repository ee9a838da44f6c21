//! The Rust client of schemas, as cases: `cases/codegen-rust/<name>/schema.prisma` gives the files in `expected/`.
//! And the clients that other tests of the repository compile must be what this version generates.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use nicol_codegen::rust::{File, Generated, Migrations, Options, generate, omitted};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_query::json::Omit;
use nicol_testkit::cases::{Case, Outcome};
use nicol_testkit::libtest_mimic::{Failed, Trial};

fn main() {
    let (plain, deserialize) = (Options::default(), Options { deserialize: true, ..Options::default() });
    let folder = "../../prisma/migrations".to_owned();
    let names = ["20261120090000_init", "20261121090000_priorities"].map(str::to_owned).into();
    let example = Options {
        sqlite_folder: Some("prisma".to_owned()),
        migrations: Some(Migrations { folder, names, has_lock: true }),
        ..deserialize.clone()
    };
    let checked_in = [
        ("crates/nicol/tests/api/sqlite/schema.prisma", "db", deserialize.clone()),
        ("crates/nicol/tests/api/postgres/schema.prisma", "db", deserialize),
        ("cases/codegen-rust/hard-names/schema.prisma", "../../../crates/nicol/tests/names/db", plain.clone()),
        ("dev/bench/src/bin/queries/schema.prisma", "db", plain),
        ("examples/todo-axum/prisma/schema.prisma", "../src/db", example),
    ]
    .map(|(schema, client, options)| {
        Trial::test(format!("checked_in::{schema}"), move || is_checked_in(schema, client, &options))
    });
    let mut others = Vec::from(checked_in);
    others.push(Trial::test("budget::hundred_models", budget));
    nicol_testkit::cases::run_with(&[("codegen-rust", case)], others);
}

fn client(schema: &str, options: &Options) -> Result<Generated, Failed> {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("schema.prisma", schema));
    let loaded = nicol_schema::load(&sources);
    let Some(schema) = loaded.schema else {
        return Err(format!("the schema is wrong: {:#?}", loaded.diagnostics).into());
    };
    let model = nicol_schema::lower::data_model(&schema);
    let omit = match schema.generators.first() {
        Some(generator) => omitted(&model, generator).map_err(|e| e.to_string())?,
        None => Omit::default(),
    };
    Ok(generate(&model, &Options { omit, ..options.clone() }))
}

/// All text files as one text, each after a line with its path.
fn case(case: &Case) -> Outcome {
    let options = Options {
        deserialize: case.read_if_there("deserialize").is_some(),
        crate_name: case.read_if_there("crate").map(|name| name.trim().to_owned()),
        ..Options::default()
    };
    let generated = client(&case.read("schema.prisma")?, &options)?;
    let mut text = String::new();
    for File { path, contents } in &generated.files {
        let Ok(contents) = std::str::from_utf8(contents).map(str::to_owned) else { continue };
        if path.ends_with(".rs") {
            is_formatted(path, &contents)?;
        }
        writeln!(text, "==== {path}\n{contents}")?;
    }
    for renamed in &generated.renamed {
        writeln!(text, "renamed: {} is {}", renamed.schema, renamed.rust)?;
    }
    case.expect("expected.txt", &text)
}

/// The text is what rustfmt makes of it.
fn is_formatted(path: &str, text: &str) -> Result<(), Failed> {
    let formatted = rustfmt(text)?;
    if formatted != text {
        return Err(format!(
            "{path} is not as rustfmt writes it:\n{}",
            nicol_testkit::cases::difference(&formatted, text)
        )
        .into());
    }
    Ok(())
}

fn rustfmt(text: &str) -> Result<String, Failed> {
    use std::io::Write as _;
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "skip_children=true", "--emit", "stdout"])
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("rustfmt takes input")?.write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("rustfmt can't read this:\n{text}").into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The client in a folder, named from the schema's one, is the one of that schema.
fn is_checked_in(schema: &str, folder: &str, options: &Options) -> Result<(), Failed> {
    let schema = nicol_testkit::root().join(schema);
    let folder = schema.parent().ok_or("a file lies in a folder")?.join(folder);
    let generated = client(&fs::read_to_string(&schema)?, options)?;
    for File { path, contents } in &generated.files {
        same_or_write(&folder.join(path), contents)?;
    }
    Ok(())
}

fn same_or_write(path: &Path, contents: &[u8]) -> Result<(), Failed> {
    if fs::read(path).is_ok_and(|found| found == contents) {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::create_dir_all(path.parent().ok_or("a file lies in a folder")?)?;
        fs::write(path, contents)?;
        return Ok(());
    }
    Err(format!("{} is not what is generated now: run this test with UPDATE_EXPECT=1", path.display()).into())
}

/// What the client of 100 models (12 columns, 4 relation fields, an enum each) may have of all that rustc has to look at,
/// for each model. Seconds are for the bench; these numbers stand for them: the compile time is that of checking
/// function bodies, and of the parts in them that can fail, are generic or need a drop.
const BUDGET: [(&str, usize); 5] =
    [("function bodies", 32), ("implementations", 13), ("derived traits", 7), ("`?` operators", 0), ("lines", 340)];

fn budget() -> Result<(), Failed> {
    let schema = fs::read_to_string(nicol_testkit::root().join("bench/hundred.prisma"))?;
    let generated = client(&schema, &Options::default())?;
    let (mut bodies, mut implementations, mut derived, mut fallible, mut lines) = (0, 0, 0, 0, 0);
    for file in generated.files.iter().filter(|file| file.path.ends_with(".rs")) {
        for line in std::str::from_utf8(&file.contents)?.lines().map(str::trim_start) {
            let code = !line.starts_with("//");
            lines += 1;
            bodies += usize::from(code && line.contains("fn ") && line.contains('('));
            implementations += usize::from(line.starts_with("impl"));
            fallible += usize::from(code && line.contains('?'));
            if let Some(list) = line.strip_prefix("#[derive(") {
                derived += list.split(',').count();
            }
        }
    }
    let found = [bodies, implementations, derived, fallible, lines];
    let over: Vec<String> = BUDGET
        .iter()
        .zip(found)
        .filter(|((_, most), found)| *found > most * 100)
        .map(|((what, most), found)| format!("{what}: {found} for 100 models, at most {most} for each"))
        .collect();
    if over.is_empty() {
        return Ok(());
    }
    Err(format!("the generated client costs more to compile than it may:\n{}", over.join("\n")).into())
}
