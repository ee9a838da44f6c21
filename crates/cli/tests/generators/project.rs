//! Projects in temporary folders, and the command run in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nicol_testkit::npm;
use serde_json::Value;
use tempfile::TempDir;

/// A datasource and a model, for schemas whose generators matter.
pub(crate) const REST: &str = "datasource db {\n  provider = \"sqlite\"\n}\n\nmodel User {\n  id Int @id\n}\n";

/// A generator in shell: `gen NAME [INSTEAD]`. Without INSTEAD it answers both requests and appends what it does to the
/// file `log`, in order.
pub(crate) const SHELL_GENERATOR: &str = r#"#!/bin/sh
name=$1
answer() {
  id=$(printf '%s' "$line" | sed 's/.*"id":\([0-9]*\)}$/\1/')
  printf '{"jsonrpc":"2.0",%s,"id":%s}\n' "$1" "$id" >&2
}
while IFS= read -r line; do
  case "$line" in
    *'"method":"getManifest"'*)
      echo "manifest $name" >> log
      eval "$2"
      answer "\"result\":{\"manifest\":{\"prettyName\":\"$name\",\"version\":\"1.2\",\"defaultOutput\":\"./made-$name\"${MANIFEST}}}" ;;
    *'"method":"generate"'*)
      echo "begin $name" >> log
      eval "$3"
      echo "end $name" >> log
      answer '"result":null' ;;
  esac
done
echo "closed $name" >> log
"#;

/// A project in a temporary folder.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// With a schema of these blocks, and the shell generator as `gen`.
    pub(crate) fn new(blocks: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().expect("a folder") };
        project.write("schema.prisma", &format!("{blocks}\n{REST}"));
        project.write("gen", SHELL_GENERATOR);
        project
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("a path")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap_or_default()
    }

    /// The lines of `log`.
    pub(crate) fn log(&self) -> Vec<String> {
        self.read("log").lines().map(str::to_owned).collect()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        nicol(&self.path(), arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }
}

/// `nicol generate …` in a folder, without colours and without a terminal.
pub(crate) fn nicol(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nicol"));
    command.arg("generate").args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// A shell generator's block. `manifest` and `generate` are shell code that runs in the place of its name.
pub(crate) fn block(name: &str, manifest: &str, generate: &str) -> String {
    let text = format!("sh gen {name} '{manifest}' '{generate}'").replace('\\', "\\\\").replace('"', "\\\"");
    format!("generator {name} {{\n  provider = \"{text}\"\n}}\n")
}

/// A run of the command that has ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("the command starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { status: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    #[track_caller]
    pub(crate) fn expect_status(&self, status: i32) -> &Self {
        assert_eq!(self.status, Some(status), "{self:#?}");
        self
    }

    /// That standard error holds all of these.
    #[track_caller]
    pub(crate) fn expect_said(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.stderr.contains(text), "standard error lacks {text:?}: {self:#?}");
        }
        self
    }

    /// Standard output as one JSON object.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {self:#?}"))
    }
}

/// The folder that the published packages are installed in.
pub(crate) fn packages() -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generators");
    npm::install(&source, "generators", &["ci", "--loglevel=error"])
}

/// `prisma generate` of the published command line, offline.
pub(crate) fn prisma(packages: &Path, major: u8, folder: &Path, arguments: &[&str]) -> Command {
    let package = if major == 6 { "prisma6" } else { "prisma" };
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("node");
    command
        .arg(packages.join("node_modules").join(package).join("build/index.js"))
        .arg("generate")
        .args(arguments)
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", packages.join("node_modules/.bin").display()))
        .env("PRISMA_SCHEMA_ENGINE_BINARY", "/bin/true")
        .env("PRISMA_QUERY_ENGINE_LIBRARY", "/bin/true")
        .env("PRISMA_HIDE_UPDATE_MESSAGE", "1")
        .env("PRISMA_GENERATE_SKIP_AUTOINSTALL", "1")
        .env("CHECKPOINT_DISABLE", "1")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command
}

/// Puts packages where a project looks for them: the client and the command line of this major version, which have to
/// stand side by side, and what else is named.
pub(crate) fn link(packages: &Path, major: u8, more: &[&str], folder: &Path) {
    let of_major = if major == 6 {
        [("@prisma/client", "@prisma/client"), ("prisma6", "prisma")]
    } else {
        [("client7", "@prisma/client"), ("prisma", "prisma")]
    };
    for (package, name) in of_major.into_iter().chain(more.iter().map(|name| (*name, *name))) {
        let at = folder.join("node_modules").join(name);
        fs::create_dir_all(at.parent().expect("a parent")).expect("a folder");
        if fs::symlink_metadata(&at).is_err() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(packages.join("node_modules").join(package), &at).expect("a link");
        }
    }
}
