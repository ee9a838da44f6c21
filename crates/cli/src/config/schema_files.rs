//! The schema's files: which ones, and their texts.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{CommandError, ErrorKind};

/// A schema as it stands on the disk.
#[derive(Debug, Clone)]
pub(crate) struct SchemaFiles {
    /// The file or the folder.
    pub(crate) path: PathBuf,
    pub(crate) is_folder: bool,
    /// Path and text, in the order in which Prisma reads them.
    pub(crate) files: Vec<(PathBuf, String)>,
}

impl SchemaFiles {
    /// Reads a file, or every `*.prisma` below a folder.
    pub(crate) fn read(path: &Path) -> Result<Self, CommandError> {
        Self::read_as(path, Path::to_path_buf)
    }

    /// As [`SchemaFiles::read`], with the names by which people know the files.
    pub(crate) fn read_as(path: &Path, shown: impl Fn(&Path) -> PathBuf) -> Result<Self, CommandError> {
        let failed = |path: &Path, e: &std::io::Error| CommandError::io("read the schema", &shown(path), e);
        let metadata = fs::metadata(path).map_err(|e| failed(path, &e))?;
        let is_folder = metadata.is_dir();
        let mut paths = Vec::new();
        if is_folder {
            collect(path, &shown, &mut HashSet::new(), &mut paths)?;
            if paths.is_empty() {
                return Err(CommandError::new(
                    ErrorKind::Schema,
                    format!("the schema folder {} holds no .prisma file", shown(path).display()),
                )
                .hint("name the right file or folder with --schema"));
            }
        } else {
            paths.push(path.to_path_buf());
        }
        let files = paths
            .into_iter()
            .map(|p| match fs::read_to_string(&p) {
                Ok(text) => Ok((shown(&p), text)),
                Err(e) => Err(failed(&p, &e)),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { path: shown(path), is_folder, files })
    }

    /// The folder that `migrations`, `views` and `sql` are beside or in: the schema folder, or the parent of the file.
    pub(crate) fn root(&self) -> &Path {
        if self.is_folder { &self.path } else { parent(&self.path) }
    }
}

/// The folder of a file; `.` for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Every `*.prisma` below a folder, folder by folder in the order of names. Links are followed; a folder that was seen
/// under another name is passed over, which also ends cycles.
fn collect(
    folder: &Path,
    shown: &impl Fn(&Path) -> PathBuf,
    seen: &mut HashSet<PathBuf>,
    found: &mut Vec<PathBuf>,
) -> Result<(), CommandError> {
    let failed = |e: std::io::Error| CommandError::io("read the schema folder", &shown(folder), &e);
    if !seen.insert(fs::canonicalize(folder).map_err(failed)?) {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A broken link is nothing.
        let Ok(metadata) = fs::metadata(&path) else { continue };
        if metadata.is_dir() {
            collect(&path, shown, seen, found)?;
        } else if path.extension().is_some_and(|e| e == "prisma") {
            found.push(path);
        }
    }
    Ok(())
}

/// Folders that never hold a project's own schema.
const PASSED_OVER: [&str; 6] = ["node_modules", "target", "dist", "build", "vendor", "nicol-quickstart"];

/// The files and folders below a folder that hold a datasource block: what a schema could be when nothing names one.
pub(crate) fn search(base: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut budget = 20_000;
    search_folder(base, 0, &mut budget, &mut found);
    found
}

fn search_folder(folder: &Path, depth: usize, budget: &mut usize, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut schemas = Vec::new();
    let mut with_datasource = Vec::new();
    for entry in &entries {
        *budget = budget.saturating_sub(1);
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Links are not followed here: a search must end, and what a link shows is found at its own place.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if *budget > 0 && depth < 8 && !name.starts_with('.') && !PASSED_OVER.contains(&name.as_ref()) {
                search_folder(&path, depth + 1, budget, found);
            }
        } else if name.ends_with(".prisma") {
            if fs::read_to_string(&path).is_ok_and(|text| has_datasource(&text)) {
                with_datasource.push(path.clone());
            }
            schemas.push(path);
        }
    }
    match with_datasource.as_slice() {
        [] => {}
        // A folder with several files of which one holds the datasource is one schema.
        [_] if schemas.len() > 1 || holds_schema_files(&entries) => found.push(folder.to_path_buf()),
        files => found.extend_from_slice(files),
    }
}

/// Whether a folder below holds `.prisma` files: parts of a schema that is kept in folders.
fn holds_schema_files(entries: &[fs::DirEntry]) -> bool {
    entries.iter().filter(|e| e.file_type().is_ok_and(|t| t.is_dir())).any(|e| {
        let name = e.file_name();
        !PASSED_OVER.contains(&name.to_string_lossy().as_ref())
            && fs::read_dir(e.path()).into_iter().flatten().flatten().any(|f| {
                f.path().extension().is_some_and(|x| x == "prisma")
                    && !fs::read_to_string(f.path()).is_ok_and(|text| has_datasource(&text))
            })
    })
}

/// Whether a text has a datasource block: the word at the start of a line, a name, a brace.
fn has_datasource(text: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("datasource")
            && words.next().is_some_and(|name| name.ends_with('{') || words.next().is_some_and(|w| w.starts_with('{')))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{SchemaFiles, search};

    fn write(root: &Path, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
    }

    fn names(root: &Path, schema: &SchemaFiles) -> Vec<String> {
        schema
            .files
            .iter()
            .map(|(p, _)| p.strip_prefix(root).expect("below the root").to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_folder_is_read_with_its_folders_and_links() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path();
        write(
            root,
            &[
                ("s/b.prisma", "b"),
                ("s/a/x.prisma", "x"),
                ("s/z.prisma", "z"),
                ("s/note.md", ""),
                ("other/o.prisma", "o"),
            ],
        );
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.join("other"), root.join("s/linked")).expect("a link");
            std::os::unix::fs::symlink(root.join("s"), root.join("s/a/cycle")).expect("a link");
            std::os::unix::fs::symlink(root.join("nowhere"), root.join("s/broken.prisma")).expect("a link");
        }
        let schema = SchemaFiles::read(&root.join("s")).expect("a schema");
        assert_eq!(names(root, &schema), ["s/a/x.prisma", "s/b.prisma", "s/linked/o.prisma", "s/z.prisma"]);
        assert_eq!(schema.root(), root.join("s"));
        let single = SchemaFiles::read(&root.join("s/b.prisma")).expect("a schema");
        assert_eq!((single.root(), single.files.len()), (root.join("s").as_path(), 1));
    }

    #[test]
    fn what_cant_be_read_is_named() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path();
        let missing = SchemaFiles::read(&root.join("none.prisma")).expect_err("no file");
        assert!(missing.message.contains("none.prisma: it does not exist"), "{}", missing.message);
        fs::create_dir(root.join("empty")).expect("a folder");
        let empty = SchemaFiles::read(&root.join("empty")).expect_err("no files");
        assert!(empty.message.contains("holds no .prisma file"), "{}", empty.message);
        fs::write(root.join("latin.prisma"), b"\xff\xfe").expect("a file");
        let latin = SchemaFiles::read(&root.join("latin.prisma")).expect_err("no text");
        assert!(latin.message.contains("it is not UTF-8 text"), "{}", latin.message);
    }

    #[test]
    fn the_search_finds_files_and_folders_with_a_datasource() {
        let found = |files: &[(&str, &str)]| {
            let temp = tempfile::tempdir().expect("a folder");
            write(temp.path(), files);
            search(temp.path())
                .iter()
                .map(|p| p.strip_prefix(temp.path()).expect("below").to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        let source = "// the database\ndatasource db {\n  provider = \"sqlite\"\n}\n";
        assert_eq!(found(&[("db/main.prisma", source)]), ["db/main.prisma"]);
        assert_eq!(found(&[("src/db/schema.prisma", source), ("src/db/user.prisma", "model A {}")]), ["src/db"]);
        assert_eq!(found(&[("src/db/schema.prisma", source), ("src/db/models/user.prisma", "model A {}")]), ["src/db"]);
        assert_eq!(found(&[("a.prisma", source), ("b.prisma", source)]), ["a.prisma", "b.prisma"]);
        assert_eq!(found(&[("node_modules/x/s.prisma", source), (".git/s.prisma", source)]), [] as [&str; 0]);
        assert_eq!(found(&[("m.prisma", "model datasource { id Int }\n// datasource x {")]), [] as [&str; 0]);
    }
}
