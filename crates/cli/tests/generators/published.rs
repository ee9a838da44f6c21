//! Published generators, unchanged, beside the published command line: the same bytes.
//!
//! Five of them walk the query schema (`dmmf.schema`): prisma-docs-generator, zod-prisma-types, prisma-zod-generator,
//! prisma-nestjs-graphql and prisma-fabbrica; the rest lives on `datamodel`, the schema's text and the other blocks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nicol_testkit::cases::difference;

use crate::project::{Run, link, nicol, packages, prisma};

/// The blocks of all generators; their outputs are `out/…`.
const BLOCKS: &str = include_str!("generators.prisma");

/// What stands in `package.json` and its lock: the versions of everything that runs.
const LOCK: &str = include_str!("package-lock.json");

/// Generators that fail under the published command line too, by their blocks' names: dbml writes a default list that its
/// own formatter refuses, and drizzle-prisma-generator knows no lists of bytes.
const FAIL: [(&str, &[&str]); 3] = [("small", &[]), ("medium", &["dbml", "drizzle"]), ("mapped", &[])];

/// Files by their path below a folder.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn small() {
    compare("small", 6);
}

#[test]
fn medium() {
    compare("medium", 7);
}

#[test]
fn mapped() {
    compare("mapped", 6);
}

/// Runs both command lines on a schema of `cases/generators`, and compares what their generators wrote.
fn compare(name: &str, major: u8) {
    let Some(packages) = packages() else { return };
    let folder = packages.join("run").join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let schema = nicol_testkit::root().join("cases/generators").join(name).join("schema.prisma");
    let text = format!("{}\n{BLOCKS}", fs::read_to_string(schema).expect("a schema"));
    let published = published(&packages, major, &folder, &text);

    fs::write(folder.join("schema.prisma"), &text).expect("a file");
    remove(&folder.join("out"));
    let start = Instant::now();
    let run = Run::of(nicol(&folder, &["--json", "--schema", "schema.prisma"]).env("DATABASE_URL", URL));
    let time = start.elapsed();
    let json = run.json();
    let generators = json["generators"].as_array().expect("a list");
    let failed: Vec<&str> = generators.iter().filter(|g| g["ok"] == false).filter_map(|g| g["name"].as_str()).collect();
    let expected = FAIL.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, names)| names);
    assert_eq!(failed, expected, "{run:#?}");
    let generated = generators.iter().filter(|g| g["output"].is_string()).count();
    assert!(generated >= 12, "{generated} generators ran: {run:#?}");

    // The client has tests of its own.
    remove(&folder.join("out/client"));
    let ours = read(&folder.join("out"));
    let bytes: usize = ours.values().map(Vec::len).sum();
    println!(
        "{name}: {generated} generators, {} files, {bytes} bytes; ours {time:.1?}, published {:.1}s",
        ours.len(),
        published.seconds
    );
    let mut different = Vec::new();
    for path in published.files.keys().chain(ours.keys().filter(|path| !published.files.contains_key(*path))) {
        match (published.files.get(path), ours.get(path)) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
                let lines = difference(&a, &b);
                different.push(format!("{path} differs\n{}", lines.lines().take(12).collect::<Vec<_>>().join("\n")));
            }
            (Some(_), None) => different.push(format!("{path} is missing")),
            _ => different.push(format!("{path} is not written by the published command line")),
        }
    }
    assert!(different.is_empty(), "{} files of {name} differ:\n{}", different.len(), different.join("\n"));
    assert!(bytes > 50_000, "only {bytes} bytes were compared");
}

/// What the published command line's generators wrote.
struct Published {
    files: Files,
    seconds: f64,
}

const URL: &str = "postgresql://localhost/none";

/// Runs the published command line, or reads what it wrote in an earlier run of the same versions on the same schema.
fn published(packages: &Path, major: u8, folder: &Path, schema: &str) -> Published {
    let (kept, stamp) = (folder.join("out.published"), folder.join("stamp"));
    let wanted = format!("{schema}{LOCK}");
    let old = fs::read_to_string(&stamp).unwrap_or_default();
    let (seconds, of) = old.split_once('\n').unwrap_or(("0", ""));
    if of == wanted {
        return Published { files: read(&kept), seconds: seconds.parse().unwrap_or_default() };
    }
    remove(&stamp);
    remove(&kept);
    remove(&folder.join("out"));
    fs::write(folder.join("package.json"), "{\n  \"private\": true,\n  \"dependencies\": {}\n}\n").expect("a file");
    // One provider is `node node_modules/…`.
    link(packages, major, &["prisma-docs-generator"], folder);
    fs::write(folder.join("schema.prisma"), schema).expect("a file");
    let start = Instant::now();
    let run = Run::of(prisma(packages, major, folder, &["--schema", "schema.prisma"]).env("DATABASE_URL", URL));
    let seconds = start.elapsed().as_secs_f64();
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let has_failures = FAIL.iter().any(|(of, failed)| *of == name && !failed.is_empty());
    run.expect_status(i32::from(has_failures));
    fs::rename(folder.join("out"), &kept).expect("an output folder");
    // The client's own files are not compared.
    remove(&kept.join("client"));
    fs::write(&stamp, format!("{seconds:.2}\n{wanted}")).expect("a file");
    Published { files: read(&kept), seconds }
}

fn remove(path: &Path) {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    assert!(removed.is_ok() || !path.exists(), "{} can't be removed", path.display());
}

fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below)).into_iter().flatten().flatten() {
            let path = below.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else {
                files.insert(path.display().to_string(), fs::read(entry.path()).expect("a file"));
            }
        }
    }
    files
}
