//! The environment of a run: the process's variables and what env files add. A variable that is set is never overridden.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::dotenv;

/// Variables by name. The process's own environment is never changed: children get [`Environment::added`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, Variable>,
    /// Env files in the order in which they were read.
    files: Vec<PathBuf>,
    conflicts: Vec<Conflict>,
}

#[derive(Debug, Clone)]
struct Variable {
    value: String,
    /// Position in `files`; `None` for the process's own.
    file: Option<usize>,
}

/// Two env files that disagree. The first one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) name: String,
    pub(crate) used: PathBuf,
    pub(crate) ignored: PathBuf,
}

impl Environment {
    /// The variables of this process.
    pub(crate) fn of_process() -> Self {
        Self::new(std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))))
    }

    /// Variables that count as the process's own.
    pub(crate) fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name, Variable { value, file: None })).collect();
        Self { variables, ..Self::default() }
    }

    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|v| v.value.as_str())
    }

    /// Whether an env file was read already.
    pub(crate) fn has_read(&self, path: &Path) -> bool {
        self.files.iter().any(|f| f == path)
    }

    /// Adds the text of an env file. `overrides` is for files that a configuration loads so by its own code.
    pub(crate) fn add_file(&mut self, path: &Path, text: &str, overrides: bool) {
        let file = self.files.len();
        self.files.push(path.to_path_buf());
        let written: BTreeMap<String, String> = dotenv::parse(text).into_iter().collect();
        let mut values = Vec::with_capacity(written.len());
        for (name, raw) in &written {
            let lookup = |asked: &str| match self.get(asked) {
                Some(set) if !(overrides && written.contains_key(asked)) => Some(set.to_owned()),
                _ => written.get(asked).cloned(),
            };
            values.push((name.clone(), dotenv::expand(raw, &lookup)));
        }
        for (name, value) in values {
            match self.variables.get(&name) {
                Some(set) if !overrides => {
                    if let Some(used) = set.file
                        && set.value != value
                    {
                        let (used, ignored) = (self.files[used].clone(), path.to_path_buf());
                        self.conflicts.push(Conflict { name, used, ignored });
                    }
                }
                _ => {
                    self.variables.insert(name, Variable { value, file: Some(file) });
                }
            }
        }
    }

    /// Sets a variable, as a configuration's own code does.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        let file = self.files.len().checked_sub(1);
        self.variables.insert(name.to_owned(), Variable { value, file });
    }

    /// What children need beyond this process's environment.
    pub(crate) fn added(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().filter(|(_, v)| v.file.is_some()).map(|(name, v)| (name.as_str(), v.value.as_str()))
    }

    /// Env files that disagree.
    pub(crate) fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The env files that were read.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Conflict, Environment};

    fn process(variables: &[(&str, &str)]) -> Environment {
        Environment::new(variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn a_set_variable_is_never_overridden() {
        let mut environment = process(&[("A", "process"), ("EMPTY", "")]);
        environment.add_file(Path::new(".env"), "A=file\nEMPTY=file\nB=${A}-${C}\nC=c", false);
        assert_eq!(environment.get("A"), Some("process"));
        assert_eq!(environment.get("EMPTY"), Some(""));
        assert_eq!(environment.get("B"), Some("process-c"));
        assert_eq!(environment.added().collect::<Vec<_>>(), [("B", "process-c"), ("C", "c")]);
        assert_eq!(environment.conflicts(), []);
    }

    #[test]
    fn the_first_file_counts_and_a_disagreement_is_told() {
        let mut environment = process(&[]);
        environment.add_file(Path::new(".env"), "A=1\nB=1", false);
        environment.add_file(Path::new("prisma/.env"), "A=2\nB=1\nC=3", false);
        assert_eq!((environment.get("A"), environment.get("C")), (Some("1"), Some("3")));
        let conflict = Conflict { name: "A".into(), used: ".env".into(), ignored: "prisma/.env".into() };
        assert_eq!(environment.conflicts(), [conflict]);
    }

    #[test]
    fn a_configuration_may_override_by_its_own_code() {
        let mut environment = process(&[("A", "process")]);
        environment.add_file(Path::new(".env"), "A=file\nB=${A}", true);
        assert_eq!((environment.get("A"), environment.get("B")), (Some("file"), Some("file")));
    }
}
