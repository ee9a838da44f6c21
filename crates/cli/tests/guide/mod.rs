//! The user's third guide as it stands: its configuration, schema folder and migrations folder on a PostgreSQL server.
//! Nothing of the page is kept here: it is read where it is, as the corpus is.

use std::fs;
use std::path::Path;

use nicol_testkit::guides::{self, Block};
use nicol_testkit::libtest_mimic::{Failed, Trial};
use nicol_testkit::oracle::Oracle;
use nicol_testkit::postgres::Server;
use serde_json::{Value, json};

/// Where the page keeps its schema.
const SCHEMA: &str = "src/prisma/schema";

pub(crate) fn trials() -> Vec<Trial> {
    vec![Trial::test("guide_3::from_the_page_to_a_database", from_the_page_to_a_database)]
}

struct Project {
    folder: tempfile::TempDir,
    url: String,
}

impl Project {
    fn write(&self, path: &str, text: &str) -> Result<(), Failed> {
        let path = self.folder.path().join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        Ok(fs::write(path, text)?)
    }

    /// Runs a command that must succeed; what it wrote to standard output.
    fn nicol(&self, command: &str) -> Result<String, Failed> {
        let output = super::run(&format!("nicol {command}"), self.folder.path(), &[("DATABASE_URL", &self.url)])?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(format!("nicol {command}: {}\n{}{}", output.status, text(&output.stdout), text(&output.stderr)).into())
    }

    /// The files of a schema folder, for the oracle.
    fn files(&self, folder: &str) -> Result<Value, Failed> {
        let mut files = Vec::new();
        for entry in fs::read_dir(self.folder.path().join(folder))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, fs::read_to_string(path)?));
        }
        files.sort();
        Ok(json!(files))
    }
}

fn from_the_page_to_a_database() -> Result<(), Failed> {
    let (Some(blocks), Some(server), Some(mut oracle)) = (guides::blocks("3-"), Server::shared(), Oracle::start())
    else {
        return Ok(());
    };
    let project = Project { folder: tempfile::tempdir()?, url: server.database("guide 3") };
    let [first, second] = project_of(&project, &blocks)?;
    project.nicol("validate")?;
    project.nicol("generate")?;

    // From nothing, and then the page's second migration.
    let mut sql = |from: &Value, to: &Value| -> Result<String, Failed> {
        let answer = oracle.ask("diff", &json!([from, to])).map_err(|e| e.0.to_string())?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    };
    let whole = project.files(SCHEMA)?;
    let init = project.nicol(&format!("migrate diff --from-empty --to-schema {SCHEMA} --script"))?;
    equal(&init, &sql(&json!("empty"), &whole)?)?;
    copy(&project, SCHEMA, "before")?;
    let todo = fs::read_to_string(project.folder.path().join(SCHEMA).join("todo.prisma"))?;
    let with_priority = todo.replacen("  userId ", "  priority  Int @default(0)\n  userId ", 1);
    project.write(&format!("{SCHEMA}/todo.prisma"), &with_priority)?;
    let step = project.nicol(&format!("migrate diff --from-schema before --to-schema {SCHEMA} --script"))?;
    // Another schema would be in the way of the page's, which nothing names.
    fs::remove_dir_all(project.folder.path().join("before"))?;
    equal(&step, &sql(&whole, &project.files(SCHEMA)?)?)?;
    assert!(step.contains("\"priority\""), "{step}");

    let migrations = "src/prisma/migrations";
    project.write(&format!("{migrations}/migration_lock.toml"), "provider = \"postgresql\"\n")?;
    project.write(&format!("{migrations}/{first}/migration.sql"), &init)?;
    project.write(&format!("{migrations}/{second}/migration.sql"), &step)?;
    let deployed = project.nicol("migrate deploy")?;
    assert!(deployed.contains(&first) && deployed.contains(&second), "{deployed}");
    project.nicol("migrate status")?;
    project.nicol(&format!("migrate diff --from-config-datasource --to-schema {SCHEMA} --exit-code"))?;
    assert!(project.nicol("migrate dev --skip-generate")?.contains("nothing to do"));

    // "Adding a New Model".
    let product = blocks.iter().find(|b| b.path.as_ref().is_some_and(|p| p.ends_with("/product.prisma")));
    let before = project.files(SCHEMA)?;
    project.write(&format!("{SCHEMA}/product.prisma"), &product.ok_or("the page has no product.prisma")?.text)?;
    project.nicol("migrate dev --name add_product --skip-generate")?;
    let name = newest(&project.folder.path().join(migrations))?;
    assert!(name.ends_with("_add_product"), "{name}");
    let written = fs::read_to_string(project.folder.path().join(migrations).join(name).join("migration.sql"))?;
    equal(&written, &sql(&before, &project.files(SCHEMA)?)?)?;

    let deployed = oracle.ask("deploy", &json!([project.folder.path().join(migrations), "--url", project.url]));
    assert_eq!(deployed.map_err(|e| e.0.to_string())?["appliedMigrationNames"], json!([]));
    Ok(())
}

/// Writes the page's files; returns the names of its two migrations.
fn project_of(project: &Project, blocks: &[Block]) -> Result<[String; 2], Failed> {
    let mut schemas = 0;
    for block in blocks {
        match &block.path {
            Some(path) if path == "prisma.config.ts" => project.write(path, &block.text)?,
            Some(path) if path.starts_with(SCHEMA) && is_shown_first(path) => {
                project.write(path, &block.text)?;
                schemas += 1;
            }
            _ => {}
        }
    }
    assert_eq!(schemas, 3, "schema, todo and file: {blocks:#?}");
    project.write(&format!("{SCHEMA}/auth.prisma"), include_str!("auth.prisma"))?;
    let tree = blocks.iter().find(|b| b.text.contains("migration_lock.toml")).ok_or("the page has no migrations")?;
    let is_name = |word: &&str| word.len() > 15 && word.chars().take(14).all(|c| c.is_ascii_digit());
    let words = tree.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names: Vec<String> = words.filter(is_name).map(str::to_owned).collect();
    names.try_into().map_err(|names| Failed::from(format!("the page has two migrations: {names:?}")))
}

/// The page adds a model later.
fn is_shown_first(path: &str) -> bool {
    path.ends_with(".prisma") && !path.ends_with("/product.prisma")
}

fn copy(project: &Project, from: &str, to: &str) -> Result<(), Failed> {
    let to = project.folder.path().join(to);
    fs::create_dir_all(&to)?;
    super::copy(&project.folder.path().join(from), &to)
}

fn newest(folder: &Path) -> Result<String, Failed> {
    let entries = fs::read_dir(folder)?.flatten().filter(|entry| entry.path().is_dir());
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.max().ok_or_else(|| "there is no migration".into())
}

fn equal(ours: &str, theirs: &str) -> Result<(), Failed> {
    if ours == theirs { Ok(()) } else { Err(nicol_testkit::cases::difference(theirs, ours).into()) }
}
