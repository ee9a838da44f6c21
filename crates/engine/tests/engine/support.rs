//! Projects in temporary folders, on databases of their own.

use std::fs;
use std::path::{Path, PathBuf};

use nicol_catalog::Catalog;
use nicol_diagnostics::{SourceFile, Sources};
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::{Connection, TextRows};
use nicol_engine::deploy::{Deployed, deploy};
use nicol_engine::{Folder, Result, Target};
use nicol_migrate::wanted;
use nicol_schema::ir::Schema;
use nicol_testkit::postgres::Server;
use tempfile::TempDir;

pub(crate) const DATABASES: [Database; 2] = [Database::Postgres, Database::Sqlite];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Postgres,
    Sqlite,
}

/// A project: a migrations folder and a database.
pub(crate) struct Project {
    pub(crate) dir: TempDir,
    pub(crate) target: Target,
    pub(crate) database: Database,
}

impl Project {
    /// `None` (a counted skip) without the database.
    pub(crate) fn new(database: Database, label: &str) -> Option<Self> {
        match database {
            Database::Postgres => Some(Self::at(database, &Server::shared()?.database(label))),
            Database::Sqlite => {
                let mut project = Self::at(database, "file:./dev.db");
                let path = project.dir.path().join("dev.db");
                project.target.url = url(&format!("file:{}", path.display()));
                Some(project)
            }
        }
    }

    /// On a database of the test's own.
    pub(crate) fn at(database: Database, database_url: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let cache = Some(dir.path().join(".nicol"));
        let url = url(database_url);
        let target = Target {
            url,
            shadow_url: None,
            protected: Vec::new(),
            namespaces: Vec::new(),
            external_tables: Vec::new(),
            init_shadow: None,
            cache,
        };
        Self { dir, target, database }
    }

    /// Each test runs on both databases.
    pub(crate) fn each(label: &str) -> impl Iterator<Item = Self> {
        DATABASES.into_iter().filter_map(move |d| Self::new(d, label))
    }

    pub(crate) fn migrations(&self) -> PathBuf {
        self.dir.path().join("migrations")
    }

    pub(crate) fn add(&self, name: &str, script: &str) {
        let dir = self.migrations().join(name);
        fs::create_dir_all(&dir).expect("the folder can be written");
        fs::write(dir.join("migration.sql"), script).expect("the folder can be written");
    }

    pub(crate) fn folder(&self) -> Folder {
        Folder::read(&self.migrations()).expect("the folder can be read")
    }

    pub(crate) async fn deploy(&self) -> Result<Deployed> {
        deploy(&self.target, &self.folder(), &mut |_| {}).await
    }

    async fn query(&self, sql: &str) -> TextRows {
        let connection = Connection::connect(&self.target.url).await.expect("the database is there");
        connection.query_text(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// The only cell of a query.
    pub(crate) async fn value(&self, sql: &str) -> String {
        self.query(sql).await.rows[0][0].clone().unwrap_or_default()
    }

    /// The first cell of each row of a query.
    pub(crate) async fn column(&self, sql: &str) -> Vec<String> {
        self.query(sql).await.rows.into_iter().map(|row| row[0].clone().unwrap_or_default()).collect()
    }

    pub(crate) async fn execute(&self, sql: &str) {
        let connection = Connection::connect(&self.target.url).await.expect("the database is there");
        connection.execute_script(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    /// The catalog that models want, under this project's datasource.
    pub(crate) fn wanted(&self, models: &str) -> Catalog {
        let provider = match self.database {
            Database::Postgres => "postgresql",
            Database::Sqlite => "sqlite",
        };
        wanted_of(&schema(&format!("datasource db {{\n  provider = \"{provider}\"\n}}\n{models}")))
    }
}

fn url(text: &str) -> DatabaseUrl {
    DatabaseUrl::parse(text, None).expect("a valid URL")
}

pub(crate) fn schema(text: &str) -> Schema {
    let loaded = nicol_schema::load(&Sources::new(vec![SourceFile::new("schema.prisma", text)]));
    loaded.schema.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics))
}

pub(crate) fn wanted_of(schema: &Schema) -> Catalog {
    wanted::catalog(schema).expect("a supported provider")
}

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

/// Copies a folder of folders of files.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be written");
    for entry in fs::read_dir(from).expect("the folder can be read").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the file can be copied");
        }
    }
}
