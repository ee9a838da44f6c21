//! Each rule of "Configuration" in the design, on files in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Options, Project, Weight};
use crate::config::environment::Environment;
use crate::config::urls::{self, SchemaUrls};
use crate::error::CommandError;

const SCHEMA: &str = "datasource db {\n  provider = \"sqlite\"\n}\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        for (path, text) in files {
            let path = folder.path(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    fn root(&self) -> PathBuf {
        fs::canonicalize(self.0.path()).expect("a folder")
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn open_with(&self, options: &Options, variables: &[(&str, &str)]) -> Result<Project, CommandError> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Project::open_in(&self.root(), Environment::new(variables), options)
    }

    fn open(&self) -> Project {
        self.open_with(&Options::default(), &[]).expect("a project")
    }

    fn error(&self) -> CommandError {
        self.open_with(&Options::default(), &[]).expect_err("an error")
    }

    /// The schema's path from the root.
    fn schema(&self, project: &Project) -> String {
        let path = project.schema_path().expect("a schema");
        path.strip_prefix(self.root()).expect("below the root").to_string_lossy().into_owned()
    }
}

fn warnings(project: &Project) -> Vec<String> {
    project.notices.iter().filter(|n| n.weight != Weight::Info).map(|n| n.text.clone()).collect()
}

fn schema_flag(path: &str) -> Options {
    Options { schema: Some(path.into()), config: None }
}

fn config_flag(path: &str) -> Options {
    Options { schema: None, config: Some(path.into()) }
}

#[test]
fn the_schema_of_the_flag_then_the_config_then_package_json_then_the_usual_places() {
    let all = [
        ("flag.prisma", SCHEMA),
        ("config.prisma", SCHEMA),
        ("package.prisma", SCHEMA),
        ("schema.prisma", SCHEMA),
        ("prisma/schema.prisma", SCHEMA),
        ("prisma.config.ts", "export default { schema: 'config.prisma' }"),
        ("package.json", r#"{"prisma": {"schema": "package.prisma"}}"#),
    ];
    let folder = Folder::new(&all);
    let with_flag = folder.open_with(&schema_flag("flag.prisma"), &[]).expect("a project");
    assert_eq!(folder.schema(&with_flag), "flag.prisma");
    for (left_out, wanted) in [
        (vec![], "config.prisma"),
        (vec!["prisma.config.ts"], "package.prisma"),
        (vec!["prisma.config.ts", "package.json"], "schema.prisma"),
        (vec!["prisma.config.ts", "package.json", "schema.prisma"], "prisma/schema.prisma"),
    ] {
        let files: Vec<_> = all.iter().filter(|(path, _)| !left_out.contains(path)).copied().collect();
        let folder = Folder::new(&files);
        assert_eq!(folder.schema(&folder.open()), wanted);
    }
}

#[test]
fn config_files_are_found_in_their_order() {
    let text = |schema: &str| format!("export default {{ schema: '{schema}' }}");
    let (newer, older, hidden) = (text("newer"), text("older"), text("../hidden"));
    let newer = ("prisma7.config.ts", newer.as_str());
    let older = ("prisma.config.mjs", older.as_str());
    let hidden = (".config/prisma.ts", hidden.as_str());
    for (files, wanted) in
        [(vec![newer, older, hidden], "newer"), (vec![older, hidden], "older"), (vec![hidden], "hidden")]
    {
        let folder = Folder::new(&files);
        assert_eq!(folder.schema(&folder.open()), wanted);
    }
}

#[test]
fn the_config_flag_counts_and_its_folder_is_the_base() {
    let folder = Folder::new(&[
        ("prisma.config.ts", "export default { schema: 'a' }"),
        ("db/my.config.ts", "export default { migrations: { path: '../m' } }"),
        ("db/prisma/schema.prisma", SCHEMA),
        ("prisma/schema.prisma", SCHEMA),
    ]);
    let project = folder.open_with(&config_flag("db/my.config.ts"), &[]).expect("a project");
    assert_eq!(folder.schema(&project), "db/prisma/schema.prisma");
    assert_eq!(project.migrations(Path::new("x")), folder.path("m"));
    let missing = folder.open_with(&config_flag("none.ts"), &[]).expect_err("no file");
    assert!(missing.message.contains("none.ts does not exist"), "{}", missing.message);
    let kind = folder.open_with(&config_flag("prisma/schema.prisma"), &[]).expect_err("no configuration");
    assert!(kind.message.contains("of a kind that Nicol can't read"), "{}", kind.message);
}

#[test]
fn paths_count_from_the_file_that_says_them() {
    let folder = Folder::new(&[
        (".config/prisma.ts", "export default { schema: '../db', migrations: { path: './m' } }"),
        ("db/a.prisma", SCHEMA),
    ]);
    let project = folder.open();
    assert_eq!(folder.schema(&project), "db");
    assert_eq!(project.migrations(Path::new("x")), folder.path(".config/m"));
}

#[test]
fn unknown_keys_warn_with_the_nearest_one() {
    let folder = Folder::new(&[("prisma.config.ts", "export default { shema: 'x' }"), ("schema.prisma", SCHEMA)]);
    let project = folder.open();
    assert_eq!(warnings(&project), ["prisma.config.ts: `shema` is not a known key and is ignored"]);
    let notice = project.notices.iter().find(|n| n.weight == Weight::Warning).expect("a warning");
    assert_eq!(notice.help.as_deref(), Some("did you mean `schema`?"));
}

#[test]
fn the_layout_of_a_schema_folder_with_migrations_beside_it_works_without_being_named() {
    let config = "import { defineConfig } from '@prisma/client/generator-helper';\nexport default defineConfig({\n  \
                  generator: { provider: 'prisma-client', output: './src/prisma/generated' },\n  \
                  datasource: { provider: 'postgresql', url: process.env.DATABASE_URL },\n});\n";
    let folder = Folder::new(&[
        ("prisma.config.ts", config),
        (".env", "DATABASE_URL=postgresql://postgres:pw@localhost:5432/app?sslmode=disable\n"),
        (
            "src/prisma/schema/schema.prisma",
            "datasource db {\n  provider = \"postgres\"\n  url = env(\"DATABASE_URL\")\n}\n",
        ),
        ("src/prisma/schema/todo.prisma", "model Todo {\n  id Int @id\n}\n"),
        ("src/prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
    ]);
    let project = folder.open();
    assert_eq!(folder.schema(&project), "src/prisma/schema");
    let files = project.schema().expect("a schema");
    assert_eq!(files.files.len(), 2);
    assert_eq!(project.migrations(files.root()), folder.path("src/prisma/migrations"));
    let infos: Vec<_> = project.notices.iter().filter(|n| n.weight == Weight::Info).map(|n| n.text.as_str()).collect();
    assert_eq!(
        infos,
        ["configuration: prisma.config.ts", "schema: src/prisma/schema (the only one here; nothing names one)"]
    );
    assert_eq!(warnings(&project).len(), 2, "{:?}", project.notices);
    let url = &project.configuration.urls.url.as_ref().expect("a URL").text;
    assert_eq!(url.variable_name(), Some("DATABASE_URL"));
    assert_eq!(url.value.as_deref(), Some("postgresql://postgres:pw@localhost:5432/app?sslmode=disable"));
}

#[test]
fn migrations_inside_the_schema_folder_come_first() {
    let folder = Folder::new(&[
        ("db/schema/a.prisma", SCHEMA),
        ("db/schema/migrations/20200101000000_a/migration.sql", ""),
        ("db/migrations/migration_lock.toml", ""),
    ]);
    let project = folder.open();
    assert_eq!(project.migrations(&folder.path("db/schema")), folder.path("db/schema/migrations"));
    assert_eq!(project.migrations(&folder.path("elsewhere")), folder.path("elsewhere/migrations"));
}

#[test]
fn a_schema_that_is_nowhere_or_not_the_only_one_is_an_error() {
    let none = Folder::new(&[("a.txt", "")]).open();
    let error = none.schema_path().expect_err("no schema");
    assert!(error.message.contains("looked for\n  schema.prisma\n  prisma/schema.prisma"), "{}", error.message);
    let several = Folder::new(&[("a/a.prisma", SCHEMA), ("b/b.prisma", SCHEMA)]).open();
    let error = several.schema_path().expect_err("two schemas");
    assert!(error.message.contains("more than one could be meant:\n  a/a.prisma\n  b/b.prisma"), "{}", error.message);
}

#[test]
fn env_files_are_read_at_the_root_beside_the_config_beside_the_schema_and_in_prisma() {
    let folder = Folder::new(&[
        (".env", "A=root\nB=root"),
        ("conf/x.config.ts", "export default { schema: '../db/schema' }"),
        ("conf/.env", "B=config\nC=config"),
        ("db/schema/s.prisma", SCHEMA),
        ("db/schema/.env", "C=folder\nD=folder"),
        ("db/.env", "D=schema\nE=schema"),
        ("prisma/.env", "E=prisma\nF=prisma"),
    ]);
    let project = folder.open_with(&config_flag("conf/x.config.ts"), &[("A", "process")]).expect("a project");
    let get = |name: &str| project.environment.get(name).unwrap_or_default().to_owned();
    assert_eq!(
        ["A", "B", "C", "D", "E", "F"].map(get),
        ["process", "root", "config", "folder", "schema", "prisma"].map(str::to_owned)
    );
    assert_eq!(warnings(&project).len(), 4);
    assert_eq!(warnings(&project)[0], "B has different values in .env and conf/.env; that of .env is used");
}

#[test]
fn a_variable_of_the_schema_side_reaches_the_config() {
    let folder = Folder::new(&[
        ("prisma.config.ts", "export default { datasource: { url: process.env.DB } }"),
        ("prisma/schema.prisma", SCHEMA),
        ("prisma/.env", "DB=file:./x.db"),
    ]);
    let project = folder.open();
    let url = project.configuration.urls.url.clone().expect("a URL");
    assert_eq!(url.text.value.as_deref(), Some("file:./x.db"));
    let schema = SchemaUrls::default();
    let connection = urls::resolve(None, &folder.root(), &schema, &project.configuration.urls, &project.environment);
    assert_eq!(connection.expect("a URL").url.to_string(), format!("file:{}", folder.path("x.db").display()));
    assert_eq!(project.notices.len(), 1);
}

#[test]
fn nicol_toml_and_package_json_fill_what_the_config_leaves_open() {
    let folder = Folder::new(&[
        ("prisma.config.ts", "export default { schema: 'a.prisma' }"),
        ("nicol.toml", "schema = \"b.prisma\"\n[migrations]\npath = \"db/m\"\n"),
        ("package.json", r#"{"prisma": {"seed": "tsx seed.ts", "schema": "c.prisma"}}"#),
    ]);
    let project = folder.open();
    assert_eq!(folder.schema(&project), "a.prisma");
    assert_eq!(project.migrations(Path::new("x")), folder.path("db/m"));
    assert_eq!(project.configuration.seed.as_deref(), Some("tsx seed.ts"));
    let alone = Folder::new(&[("db.toml", "schema = \"b.prisma\"")]);
    let project = alone.open_with(&config_flag("db.toml"), &[]).expect("a project");
    assert_eq!(alone.schema(&project), "b.prisma");
}

#[test]
fn broken_configurations_are_told_with_their_place() {
    for (file, text, wanted) in [
        ("prisma.config.ts", "export default {\n  schema: ,\n}", "prisma.config.ts:2:11: "),
        ("prisma.config.ts", "export const a = 1", "prisma.config.ts has no default export"),
        ("prisma.config.ts", "throw new Error('no URL')", "prisma.config.ts:1:1: the file throws: no URL"),
        (
            "prisma.config.ts",
            "export default { schema: 1 }",
            "prisma.config.ts: `schema` must be a string, and is a number",
        ),
        ("nicol.toml", "schema = ", "nicol.toml is not valid TOML: "),
        ("package.json", "{\"prisma\": ", "package.json is not valid JSON: "),
    ] {
        let error = Folder::new(&[(file, text)]).error();
        assert!(error.message.starts_with(wanted), "{}", error.message);
    }
}

#[test]
fn without_a_runtime_a_config_that_must_run_is_refused_with_place_and_reason() {
    let config = "import { make } from './make.js'\nexport default make()";
    let error = Folder::new(&[("prisma.config.ts", config)]).error();
    assert!(
        error.message.starts_with(
            "prisma.config.ts has to be run to be understood (line 1, column 1: `make` comes from `./make.js`)"
        ),
        "{}",
        error.message
    );
}

#[test]
fn a_config_that_must_run_is_run_and_its_variables_keep_their_names() {
    let path = std::env::var("PATH").unwrap_or_default();
    if !super::super::runtime::is_on_path("node", &path) {
        nicol_testkit::skip::skip("NICOL_ORACLE", "node is not on the PATH");
        return;
    }
    let folder = Folder::new(&[
        ("prisma.config.mjs", "import { make } from './make.mjs'\nexport default make(process.env.DB)"),
        (
            "make.mjs",
            "export const make = (url) => ({ schema: ['db', 'x.prisma'].join('/'), datasource: { url }, adapter() {} })",
        ),
        (".env", "DB=postgres://a:b@c/d"),
    ]);
    let project = folder.open_with(&Options::default(), &[("PATH", &path)]).expect("a project");
    assert_eq!(folder.schema(&project), "db/x.prisma");
    let url = project.configuration.urls.url.expect("a URL").text;
    assert_eq!((url.value.as_deref(), url.variable_name()), (Some("postgres://a:b@c/d"), Some("DB")));
    assert_eq!(project.notices.len(), 1, "{:?}", project.notices);
}
