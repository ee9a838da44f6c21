//! Projects in temporary folders, and the command in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A project that is gone when this is dropped.
pub(crate) struct Project {
    _temp: tempfile::TempDir,
    root: PathBuf,
}

pub(crate) const USER: &str = "model User {\n  id    Int    @id @default(autoincrement())\n  email String @unique\n}\n";

impl Project {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path().canonicalize().expect("the folder");
        Self { _temp: temp, root }
    }

    /// With a schema on SQLite.
    pub(crate) fn sqlite(models: &str) -> Self {
        let project = Self::empty();
        project.write(
            "schema.prisma",
            &format!("datasource db {{\n  provider = \"sqlite\"\n  url      = \"file:./dev.db\"\n}}\n\n{models}"),
        );
        project
    }

    /// With a schema on PostgreSQL.
    pub(crate) fn postgres(url: &str, models: &str) -> Self {
        let project = Self::empty();
        project.write(
            "schema.prisma",
            &format!("datasource db {{\n  provider = \"postgresql\"\n  url      = \"{url}\"\n}}\n\n{models}"),
        );
        project
    }

    /// Whether its schema says so.
    pub(crate) fn is_postgres(&self) -> bool {
        self.read("schema.prisma").contains("\"postgresql\"")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("its folder");
        fs::write(path, text).expect("the file is written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("the file is there")
    }

    /// The names in a folder, sorted; none if it is missing.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The migrations, without their time stamps.
    pub(crate) fn migrations(&self) -> Vec<String> {
        let names = self.names("migrations").into_iter();
        names
            .filter_map(|name| Some(name.split_once('_').filter(|(stamp, _)| stamp.len() == 14)?.1.to_owned()))
            .collect()
    }

    /// The command, in the project and with nothing in its environment but a path and a home.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.program(env!("CARGO_BIN_EXE_nicol"), args)
    }

    /// Another program, likewise.
    pub(crate) fn program(&self, program: &str, args: &[&str]) -> Command {
        let binaries = Path::new(env!("CARGO_BIN_EXE_nicol")).parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.root).env_clear().stdin(Stdio::null());
        command.env("PATH", format!("{}:{path}", binaries.display())).env("HOME", &self.root).env("TERM", "xterm");
        command
    }

    /// Runs the command without a terminal.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("it runs")
    }

    /// Runs the command, which has to succeed; what it wrote to standard output.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Both streams.
pub(crate) fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
