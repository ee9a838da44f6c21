//! Case folders: `cases/<area>/<name>/` holds input and expected output as files, each folder is its own named test.
//!
//! A test target with `harness = false` has a `main` that calls [`run`]:
//! ```no_run
//! nicol_testkit::cases::run(&[("format", |case| {
//!     let formatted = case.read("schema.prisma")?;
//!     case.expect("expected.prisma", &formatted)
//! })]);
//! ```
//! `UPDATE_EXPECT=1` writes the expected files instead of comparing.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};

/// What a case's check returns.
pub type Outcome = Result<(), Failed>;

/// A case folder.
#[derive(Debug, Clone)]
pub struct Case {
    /// `<area>::<name>`.
    pub name: String,
    pub dir: PathBuf,
}

impl Case {
    /// The text of a file of the case.
    ///
    /// # Errors
    /// The file is missing or not UTF-8.
    pub fn read(&self, file: &str) -> Result<String, Failed> {
        let path = self.dir.join(file);
        fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()).into())
    }

    /// The text of a file that may be missing.
    #[must_use]
    pub fn read_if_there(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.dir.join(file)).ok()
    }

    /// Files of the case with this ending (`.prisma`), sorted, below `folder` or at the top (`""`): name and text.
    #[must_use]
    pub fn files(&self, folder: &str, ending: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        collect(&self.dir.join(folder), "", ending, &mut found);
        found.sort();
        found
    }

    /// Compares with the expected file, or writes it when `UPDATE_EXPECT=1`.
    ///
    /// # Errors
    /// The texts differ; the message shows where.
    pub fn expect(&self, file: &str, actual: &str) -> Outcome {
        let path = self.dir.join(file);
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected == actual && path.exists() {
            return Ok(());
        }
        if std::env::var_os("UPDATE_EXPECT").is_some_and(|v| v == "1") {
            return fs::write(&path, actual).map_err(|e| format!("{}: {e}", path.display()).into());
        }
        Err(format!("{} differs (UPDATE_EXPECT=1 rewrites it)\n{}", path.display(), difference(&expected, actual))
            .into())
    }
}

/// Lines that differ between two texts, with the common head and tail left out.
#[must_use]
pub fn difference(expected: &str, actual: &str) -> String {
    let (e, a): (Vec<_>, Vec<_>) = (expected.split('\n').collect(), actual.split('\n').collect());
    let head = e.iter().zip(&a).take_while(|(x, y)| x == y).count();
    let tail = e[head..].iter().rev().zip(a[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let mut out = format!("first difference in line {}\n", head + 1);
    for line in &e[head..e.len() - tail] {
        out.push_str(&format!("- {line}\n"));
    }
    for line in &a[head..a.len() - tail] {
        out.push_str(&format!("+ {line}\n"));
    }
    out
}

/// A check of all cases of an area.
pub type Area = (&'static str, fn(&Case) -> Outcome);

/// Runs the cases of these areas as the tests of this binary, and ends the process.
pub fn run(areas: &[Area]) -> ! {
    run_with(areas, Vec::new())
}

/// As [`run`], with more tests beside the cases.
pub fn run_with(areas: &[Area], mut trials: Vec<Trial>) -> ! {
    for (area, check) in areas {
        for case in list(area) {
            let check = *check;
            trials.push(Trial::test(case.name.clone(), move || check(&case)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit()
}

/// The cases of an area, sorted by name.
#[must_use]
pub fn list(area: &str) -> Vec<Case> {
    let dir = crate::root().join("cases").join(area);
    let mut cases: Vec<_> = fs::read_dir(&dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| Case { name: format!("{area}::{}", entry.file_name().to_string_lossy()), dir: entry.path() })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn collect(dir: &Path, prefix: &str, ending: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), ending, found);
        } else if name.ends_with(ending)
            && let Ok(text) = fs::read_to_string(entry.path())
        {
            found.push((name, text));
        }
    }
}
