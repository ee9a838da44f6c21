//! The migrations folder on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nicol_catalog::{Dialect, script};
use nicol_migrate::history::{self, Behind, Diagnosis, FolderEntry, Lineage, Row, diagnose, lock_provider};

use nicol_migrate::inverse::Document;

use crate::disk;
use crate::error::{Error, Result};

/// The folder as it was read. Its migrations are sorted by name, in byte order.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where it is, or would be made.
    pub path: PathBuf,
    /// The text of `migration_lock.toml`, if there is one.
    pub lock: Option<String>,
    /// Every sub-folder counts as a migration, whatever its name.
    pub migrations: Vec<Migration>,
}

/// A migration of the folder.
#[derive(Debug, Clone)]
pub struct Migration {
    pub name: String,
    script: Script,
    path: PathBuf,
}

/// What was read of `migration.sql`.
#[derive(Debug, Clone)]
enum Script {
    Text(String),
    /// There is no such file, or it can't be read.
    Missing,
    /// The file is not in UTF-8.
    OtherEncoding,
}

impl Script {
    fn read(path: &Path) -> Self {
        let Ok(bytes) = fs::read(path) else { return Self::Missing };
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Self::Text(text),
            Err(e) => e.into_bytes(),
        };
        // As Prisma reads it; but where nothing but a comment is lost.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let is_lost = |s: &script::Statement<'_>| s.text.contains(char::REPLACEMENT_CHARACTER);
        match text.contains('\0') || script::statements(Dialect::Postgres, &text).iter().any(is_lost) {
            true => Self::OtherEncoding,
            false => Self::Text(text),
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Missing | Self::OtherEncoding => None,
        }
    }
}

impl Migration {
    /// One that is nowhere yet.
    pub(crate) fn imagined(name: &str, script: &str) -> Self {
        Self { name: name.to_owned(), script: Script::Text(script.to_owned()), path: PathBuf::new() }
    }

    /// The script's text.
    ///
    /// # Errors
    /// P3015 if `migration.sql` is missing or is not readable text.
    pub fn script(&self) -> Result<&str> {
        let path = || self.path.join(SCRIPT_FILE);
        match &self.script {
            Script::Text(text) => Ok(text),
            Script::Missing => Err(Error::MigrationFileMissing { path: path() }),
            Script::OtherEncoding => Err(Error::MigrationNotUtf8 { path: path() }),
        }
    }
}

impl Migration {
    /// Where its way back is, or would be written.
    #[must_use]
    pub fn down_path(&self) -> PathBuf {
        self.path.join("down.sql")
    }

    /// The text of its way back; none if there is no such file.
    ///
    /// # Errors
    /// It is there, and can't be read, or is not text in UTF-8.
    pub fn down(&self) -> Result<Option<String>> {
        let path = self.down_path();
        match fs::read(&path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(Error::MigrationNotUtf8 { path }),
            },
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::file("read", &path, e)),
        }
    }

    /// Writes its way back: all of it or nothing.
    ///
    /// # Errors
    /// The disk's.
    pub fn write_down(&self, text: &str) -> Result<PathBuf> {
        let path = self.down_path();
        disk::write_file(&path, text).map_err(|e| Error::file("write", &path, e))?;
        Ok(path)
    }
}

impl Folder {
    /// What each of its migrations stands behind, in its order; `None` behind a script that can't be read.
    #[must_use]
    pub fn behind(&self, dialect: Dialect) -> Vec<(&Migration, Option<Behind>)> {
        self.behind_those(dialect, |_| true)
    }

    /// Those whose ways back are not known to have been proven behind other ones.
    pub(crate) fn in_their_place(&self, dialect: Dialect) -> Vec<String> {
        let is_there = |(migration, behind): &(&Migration, Option<Behind>)| match (migration.down(), behind) {
            (Ok(Some(text)), Some(behind)) => !Document::read(&text).is_elsewhere(behind),
            _ => false,
        };
        self.behind(dialect).into_iter().filter(is_there).map(|(migration, _)| migration.name.clone()).collect()
    }

    /// The same, where only some of them count.
    pub(crate) fn behind_those(
        &self,
        dialect: Dialect,
        counts: impl Fn(&Migration) -> bool,
    ) -> Vec<(&Migration, Option<Behind>)> {
        let mut lineage = Some(Lineage::new(dialect));
        let mut found = Vec::with_capacity(self.migrations.len());
        for migration in &self.migrations {
            let script = migration.script();
            let known = lineage.as_ref().zip(script.as_ref().ok());
            found.push((migration, known.map(|(lineage, script)| lineage.behind(script))));
            match (script, &mut lineage) {
                _ if !counts(migration) => {}
                (Ok(script), Some(lineage)) => lineage.pass(script),
                _ => lineage = None,
            }
        }
        found
    }

    /// Reads the folder. One that does not exist is empty.
    ///
    /// # Errors
    /// The folder is there but can't be read.
    pub fn read(path: &Path) -> Result<Self> {
        let fail = |source| Error::file("read", path, source);
        let mut migrations = Vec::new();
        match fs::read_dir(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(fail(e)),
            Ok(entries) => {
                for entry in entries {
                    let entry = entry.map_err(fail)?;
                    if entry.path().is_dir() {
                        let name = entry.file_name().to_string_lossy().into_owned();
                        let script = Script::read(&entry.path().join(SCRIPT_FILE));
                        migrations.push(Migration { name, script, path: entry.path() });
                    }
                }
            }
        }
        migrations.sort_by(|a, b| a.name.cmp(&b.name));
        let lock_file = path.join(LOCK_FILE);
        let lock = match fs::read(&lock_file) {
            // What is no text names no provider either.
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(Error::file("read", &lock_file, e)),
        };
        Ok(Self { path: path.to_owned(), lock, migrations })
    }

    /// Whether it exists on disk.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.path.is_dir()
    }

    /// A folder that is compiled into a program: names and scripts in order, and the text of the lock file.
    #[must_use]
    pub fn compiled_in(scripts: &[(&str, &str)], lock: Option<&str>) -> Self {
        let path = PathBuf::from("the program");
        let migration = |(name, script): &(&str, &str)| Migration {
            name: (*name).to_owned(),
            script: Script::Text((*script).to_owned()),
            path: path.join(name),
        };
        let mut migrations: Vec<Migration> = scripts.iter().map(migration).collect();
        migrations.sort_by(|a, b| a.name.cmp(&b.name));
        Self { path, lock: lock.map(str::to_owned), migrations }
    }

    /// Writes a new migration, and the lock file if it is missing. Both are complete or not there: they are moved into
    /// place.
    ///
    /// # Errors
    /// A folder of this name exists, or the disk refuses; then nothing is left behind.
    pub fn add(&mut self, name: &str, script: &str, lock: &str) -> Result<PathBuf> {
        let dir = self.path.join(name);
        if dir.exists() {
            return Err(Error::MigrationFolderExists { path: dir });
        }
        fs::create_dir_all(&self.path).map_err(|e| Error::file("make", &self.path, e))?;
        if self.lock.is_none() {
            let lock_file = self.path.join(LOCK_FILE);
            disk::write_file(&lock_file, lock).map_err(|e| Error::file("write", &lock_file, e))?;
            self.lock = Some(lock.to_owned());
        }
        disk::make_dir(&dir, SCRIPT_FILE, script).map_err(|e| Error::file("write", &dir, e))?;
        self.migrations.push(Migration {
            name: name.to_owned(),
            script: Script::Text(script.to_owned()),
            path: dir.clone(),
        });
        self.migrations.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(dir)
    }

    /// Writes a further migration; one that is there already with the same script is left as it is.
    pub(crate) fn put(&mut self, name: &str, script: &str, lock: &str) -> Result<()> {
        if name.len() > history::MAX_NAME_BYTES {
            return Err(Error::NameTooLong { bytes: name.len() });
        }
        if self.find(name).is_some_and(|there| there.script.text() == Some(script)) {
            return Ok(());
        }
        self.add(name, script, lock).map(drop)
    }

    /// Writes another script in the place of a migration's.
    pub(crate) fn replace(&mut self, name: &str, script: &str) -> Result<()> {
        let Some(migration) = self.migrations.iter_mut().find(|m| m.name == name) else { return Ok(()) };
        let path = migration.path.join("migration.sql");
        disk::write_file(&path, script).map_err(|e| Error::file("write", &path, e))?;
        migration.script = Script::Text(script.to_owned());
        Ok(())
    }

    /// Moves migrations beside the folder, where nobody takes them for some: into `under` of the folder that is called like
    /// this one, with `suffix` behind it. Of what is there already nothing is lost: copies of it only go from here, and if one
    /// is something else, all are moved into `under` with a number behind it.
    pub(crate) fn put_away(&mut self, names: &[&str], suffix: &str, under: &str) -> Result<PathBuf> {
        let beside = self.beside(suffix);
        let is_free = |place: &Path| {
            let fits = |name: &&str| {
                let to = place.join(name);
                !to.exists() || disk::has_all_of(&to, &self.path.join(name)).unwrap_or(false)
            };
            names.iter().all(fits)
        };
        let mut places = std::iter::once(beside.join(under)).chain((2..).map(|n| beside.join(format!("{under}-{n}"))));
        let kept_in = places.find(|place| is_free(place)).unwrap_or_else(|| beside.join(under));
        fs::create_dir_all(&kept_in).map_err(|e| Error::file("make", &kept_in, e))?;
        // The last one first: what is left, if this is ended, stands in its order.
        for name in names.iter().rev() {
            let (from, to) = (self.path.join(name), kept_in.join(name));
            let gone = if to.exists() { fs::remove_dir_all(&from) } else { disk::move_dir(&from, &to) };
            gone.map_err(|e| Error::file("move", &from, e))?;
        }
        self.migrations.retain(|m| !names.contains(&m.name.as_str()));
        Ok(kept_in)
    }

    /// Where a migration is that was moved beside the folder ([`crate::branches::replan`], [`crate::squash::squash`]).
    #[must_use]
    pub fn put_away_in(&self, name: &str) -> Option<PathBuf> {
        [REPLANNED, SQUASHED].into_iter().find_map(|suffix| {
            let under = fs::read_dir(self.beside(suffix)).ok()?;
            under.flatten().map(|under| under.path().join(name)).find(|path| path.is_dir())
        })
    }

    /// The folder for what was put away.
    pub(crate) fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(suffix);
        self.path.with_file_name(name)
    }

    /// The migration of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Migration> {
        self.migrations.iter().find(|m| m.name == name)
    }
}

/// What is behind the name of the folder for those that were planned anew.
pub(crate) const REPLANNED: &str = "-replanned";
/// The same of those in whose place a squash stands.
pub(crate) const SQUASHED: &str = "-squashed";

/// The file that names the folder's provider.
pub const LOCK_FILE: &str = "migration_lock.toml";
/// A migration's script.
const SCRIPT_FILE: &str = "migration.sql";

impl Folder {
    /// What the folder and a history say about each other.
    #[must_use]
    pub fn diagnose(&self, rows: &[Row]) -> Diagnosis {
        // A squash stands for what it replaces.
        diagnose(&self.entries(), &crate::squash::without_replaced(self, rows))
    }

    /// Migrations that the history has under another time stamp: old and new names.
    #[must_use]
    pub fn moved(&self, rows: &[Row]) -> Vec<(String, String)> {
        let rows = crate::squash::without_replaced(self, rows);
        history::moved(&self.entries(), &rows)
    }

    fn entries(&self) -> Vec<FolderEntry<'_>> {
        self.migrations.iter().map(|m| FolderEntry { name: &m.name, script: m.script.text() }).collect()
    }

    /// Refuses a folder of which something would be applied a second time: migrations that the history has by other names,
    /// or those beside their squash.
    ///
    /// # Errors
    /// [`Error::Moved`], [`Error::HalfSquashed`].
    pub fn check_names(&self, rows: &[Row]) -> Result<()> {
        self.check_squashes()?;
        let moved = self.moved(rows);
        if moved.is_empty() { Ok(()) } else { Err(Error::Moved { moved }) }
    }

    /// Refuses a folder that has migrations beside the one that stands in their place.
    ///
    /// # Errors
    /// [`Error::HalfSquashed`].
    pub fn check_squashes(&self) -> Result<()> {
        match crate::squash::half_done(self) {
            Some((squash, left)) => {
                let path = self.path.join(&squash);
                Err(Error::HalfSquashed { squash, left, path })
            }
            None => Ok(()),
        }
    }

    /// What a history still lacks, in the folder's order.
    #[must_use]
    pub fn pending(&self, rows: &[Row]) -> Vec<&Migration> {
        self.migrations.iter().filter(|m| history::is_pending(&m.name, rows)).collect()
    }

    /// Refuses a folder that was made for another database.
    ///
    /// # Errors
    /// P3019.
    pub fn check_provider(&self, dialect: Dialect) -> Result<()> {
        let Some(lock) = &self.lock else { return Ok(()) };
        let expected = dialect.provider_name();
        let found = lock_provider(lock);
        // The schema may call PostgreSQL `postgres` too, and so do lock files that were written by hand.
        let is_same = |found: &str| found == expected || (found, expected) == ("postgres", "postgresql");
        if found.as_deref().is_some_and(is_same) {
            return Ok(());
        }
        Err(Error::ProviderMismatch { folder: self.path.clone(), found, expected: expected.to_owned() })
    }
}
