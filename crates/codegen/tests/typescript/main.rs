//! The TypeScript clients of schemas: as cases, `cases/codegen-typescript/<name>/schema.prisma` gives the files in
//! `expected.txt`, and beside those that Prisma's own generators write, declaration by declaration.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use nicol_codegen::typescript::{Generator, Options, generate};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_schema::ir::{Schema, StringOrEnv};
use nicol_testkit::cases::{Case, Outcome};
use nicol_testkit::libtest_mimic::{Failed, Trial};
use nicol_testkit::{cases, corpus, npm};

/// Of the corpus, the projects with the most models; all of it with `NICOL_LONG`.
const CORPUS: usize = 2;

fn main() {
    let others = vec![
        Trial::test("beside_prisma::cases", || beside_prisma("cases", &own())),
        Trial::test("beside_prisma::corpus", || beside_prisma("corpus", &of_corpus())),
    ];
    cases::run_with(&[("codegen-typescript", case)], others);
}

fn load(text: &str) -> Result<Schema, Failed> {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("schema.prisma", text));
    let loaded = nicol_schema::load(&sources);
    loaded.schema.ok_or_else(|| format!("the schema is wrong: {:#?}", loaded.diagnostics).into())
}

fn options(schema: &Schema, generator: Generator, text: &str) -> Options {
    Options {
        generator,
        inline_schema: text.to_owned(),
        preview_features: schema.generators.first().map(|g| g.preview_features.clone()).unwrap_or_default(),
        ..Options::default()
    }
}

/// All files as one text, each after a line with its path. What is the same for every schema is shown by two cases alone.
fn case(case: &Case) -> Outcome {
    let text = case.read("schema.prisma")?;
    let schema = load(&text)?;
    let is_script = |provider: &StringOrEnv| *provider == StringOrEnv::Literal("prisma-client-js".to_owned());
    let is_script = schema.generators.first().is_some_and(|generator| is_script(&generator.provider));
    let generator = if is_script { Generator::ClientJs } else { Generator::Client };
    let files = generate(&schema, &options(&schema, generator, &text));
    let wanted = case.read_if_there("files");
    let mut out = String::new();
    for file in &files {
        let is_shown = wanted.as_ref().is_none_or(|wanted| wanted.lines().any(|line| line == file.path));
        if is_shown {
            writeln!(out, "==== {}\n{}", file.path, file.contents)?;
        }
    }
    case.expect("expected.txt", &out)
}

fn own() -> Vec<(String, String)> {
    let cases = cases::list("codegen-typescript").into_iter();
    cases.filter_map(|case| Some((case.name.clone(), case.read("schema.prisma").ok()?))).collect()
}

fn of_corpus() -> Vec<(String, String)> {
    let projects = corpus::projects().into_iter().map(|project| project.schema);
    let mut schemas: Vec<_> =
        projects.chain(corpus::schemas()).filter(|s| matches!(s.provider(), "postgresql" | "sqlite")).collect();
    schemas.sort_by_key(|schema| (std::cmp::Reverse(schema.text.matches("\nmodel ").count()), schema.name.clone()));
    // The schema of a project is among those of the corpus, too.
    schemas.dedup_by(|a, b| a.text == b.text);
    if std::env::var_os("NICOL_LONG").is_none() {
        schemas.truncate(CORPUS);
    }
    schemas.into_iter().map(|schema| (schema.name, schema.text)).collect()
}

/// Generates both clients of each schema, Prisma's and ours, and compares what their files export.
fn beside_prisma(group: &str, schemas: &[(String, String)]) -> Outcome {
    let source = nicol_testkit::root().join("crates/codegen/tests/typescript/prisma");
    let arguments =
        ["install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"];
    let Some(installed) = npm::install(&source, "prisma-clients", &arguments) else { return Ok(()) };
    let root = installed.join(group);
    fs::create_dir_all(&root)?;
    let mut folders = Vec::new();
    for (name, text) in schemas {
        let folder = root.join(name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
        fs::create_dir_all(&folder)?;
        let text = with_both_generators(text)?;
        fs::write(folder.join("schema.prisma"), &text)?;
        let schema = load(&text)?;
        let mut dmmf = String::new();
        nicol_codegen::dmmf::write(&schema, &mut dmmf)?;
        fs::write(folder.join("dmmf.json"), dmmf)?;
        for (generator, output) in [(Generator::Client, "ours"), (Generator::ClientJs, "ours-js")] {
            let output = folder.join(output);
            let _ = fs::remove_dir_all(&output);
            for file in generate(&schema, &options(&schema, generator, &text)) {
                write(&output.join(&file.path), &file.contents)?;
            }
        }
        folders.push(folder);
    }
    let done = Command::new("node").arg("compare.mjs").args(&folders).current_dir(&installed).output()?;
    let differences = String::from_utf8_lossy(&done.stdout);
    if !done.status.success() {
        return Err(format!("Prisma's generators failed: {}", String::from_utf8_lossy(&done.stderr)).into());
    }
    if differences.is_empty() { Ok(()) } else { Err(differences.into_owned().into()) }
}

fn write(path: &Path, contents: &str) -> Outcome {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, contents)?)
}

/// The schema with one block for each of Prisma's generators, as Prisma 7 takes it: without URLs, and without the preview
/// features that it no longer has.
fn with_both_generators(text: &str) -> Result<String, Failed> {
    let features: Vec<String> = load(text)?
        .preview_features
        .iter()
        .filter(|name| !matches!(name.as_str(), "metrics" | "multiSchema"))
        .map(|name| format!("{name:?}"))
        .collect();
    let features = features.join(", ");
    let mut out = String::new();
    for (provider, output) in [("prisma-client", "theirs"), ("prisma-client-js", "theirs-js")] {
        writeln!(
            out,
            "generator {name} {{\n  provider = \"{provider}\"\n  output = \"./{output}\"\n  previewFeatures = [{features}]",
            name = output.replace('-', "_")
        )?;
        out.push_str(if provider == "prisma-client" { "  importFileExtension = \"ts\"\n}\n\n" } else { "}\n\n" });
    }
    let mut is_generator = false;
    for line in text.lines() {
        is_generator |= line.starts_with("generator ");
        let is_url =
            ["url ", "url=", "directUrl", "shadowDatabaseUrl"].iter().any(|key| line.trim_start().starts_with(key));
        if !(is_generator || is_url && line.contains('=')) {
            out.push_str(line);
            out.push('\n');
        }
        is_generator &= !line.starts_with('}');
    }
    Ok(out)
}
