//! What the project's `tsconfig.json` says about modules, what it extends included.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::config::paths::normalise;
use crate::config::schema_files::parent;

/// Options of the compiler, in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TsConfig {
    pub(super) module: Option<String>,
    pub(super) module_resolution: Option<String>,
    /// `allowImportingTsExtensions` or `rewriteRelativeImportExtensions`.
    pub(super) allows_ts_imports: bool,
}

/// Options where they are said.
#[derive(Default)]
struct Said {
    module: Option<String>,
    module_resolution: Option<String>,
    allows: Option<bool>,
    rewrites: Option<bool>,
}

/// Is told what is wrong with a file.
type Tell<'t> = &'t mut dyn FnMut(&Path, &dyn Display);

/// How deep configurations may extend each other: a circle ends here.
const DEPTH: usize = 32;

impl TsConfig {
    /// The nearest file upwards from a folder, which need not be there yet. What can't be read of it is told and left out.
    pub(super) fn find(folder: &Path, tell: Tell<'_>) -> Option<Self> {
        let path = folder.ancestors().map(|folder| folder.join("tsconfig.json")).find(|path| path.is_file())?;
        let said = read(&path, DEPTH, tell);
        Some(Self {
            module: said.module.map(|module| module.to_ascii_lowercase()),
            module_resolution: said.module_resolution.map(|resolution| resolution.to_ascii_lowercase()),
            allows_ts_imports: said.allows == Some(true) || said.rewrites == Some(true),
        })
    }

    /// How imports are resolved. Only `preserve` brings along one that matters here.
    pub(super) fn resolution(&self) -> Option<&str> {
        let implied = (self.module.as_deref() == Some("preserve")).then_some("bundler");
        self.module_resolution.as_deref().or(implied)
    }
}

impl Said {
    /// These options, and others' where these say nothing.
    fn or(self, other: Self) -> Self {
        Self {
            module: self.module.or(other.module),
            module_resolution: self.module_resolution.or(other.module_resolution),
            allows: self.allows.or(other.allows),
            rewrites: self.rewrites.or(other.rewrites),
        }
    }
}

fn read(path: &Path, depth: usize, tell: Tell<'_>) -> Said {
    let parsed = fs::read_to_string(path).map_err(|e| e.to_string());
    let parsed = parsed.and_then(|text| serde_json::from_str::<Value>(&plain(&text)).map_err(|e| e.to_string()));
    let config = match parsed {
        Ok(config) => config,
        Err(error) => {
            tell(path, &format_args!("can't be read, so what it says about modules is not followed: {error}"));
            return Said::default();
        }
    };
    let options = &config["compilerOptions"];
    let text = |key: &str| options[key].as_str().map(str::to_owned);
    let mut said = Said {
        module: text("module"),
        module_resolution: text("moduleResolution"),
        allows: options["allowImportingTsExtensions"].as_bool(),
        rewrites: options["rewriteRelativeImportExtensions"].as_bool(),
    };
    let extended = match &config["extends"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    // The last one wins over those before it.
    for name in extended.into_iter().rev() {
        match resolve(name, parent(path)) {
            Some(base) if depth > 0 => said = said.or(read(&base, depth - 1, tell)),
            Some(_) => tell(path, &"extends itself, by way of others"),
            None => tell(path, &format_args!("extends {name:?}, which is not there")),
        }
    }
    said
}

/// The file that an `extends` means: a path, or a file of an installed package.
fn resolve(name: &str, folder: &Path) -> Option<PathBuf> {
    if name.starts_with('.') || Path::new(name).is_absolute() {
        let path = normalise(&folder.join(name));
        let with_extension = PathBuf::from(format!("{}.json", path.display()));
        return [path.clone(), with_extension, path.join("tsconfig.json")].into_iter().find(|path| path.is_file());
    }
    let parts = if name.starts_with('@') { 2 } else { 1 };
    let mut names = name.splitn(parts + 1, '/');
    let package: PathBuf = names.by_ref().take(parts).collect();
    let rest = names.next();
    let modules = folder.ancestors().map(|folder| folder.join("node_modules").join(&package));
    let package = modules.into_iter().find(|path| path.is_dir())?;
    let manifest = || {
        let text = fs::read_to_string(package.join("package.json")).ok()?;
        serde_json::from_str::<Value>(&text).ok()
    };
    let file = match rest {
        Some(rest) => {
            let exported = manifest().and_then(|m| m["exports"][format!("./{rest}")].as_str().map(str::to_owned));
            exported.unwrap_or_else(|| rest.to_owned())
        }
        None => {
            manifest().and_then(|m| m["tsconfig"].as_str().map(str::to_owned)).unwrap_or("tsconfig.json".to_owned())
        }
    };
    let path = normalise(&package.join(&file));
    let with_extension = PathBuf::from(format!("{}.json", path.display()));
    [path.clone(), with_extension, path.join("tsconfig.json")].into_iter().find(|path| path.is_file())
}

/// JSON without the comments and last commas that configurations may have.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    // A comma is written when something follows that isn't the end of its list.
    let mut comma = false;
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('/', Some('/')) => while rest.next_if(|c| *c != '\n').is_some() {},
            ('/', Some('*')) => {
                rest.next();
                let mut last = ' ';
                for c in rest.by_ref() {
                    if (last, c) == ('*', '/') {
                        break;
                    }
                    last = c;
                }
            }
            (c, _) if c.is_whitespace() => out.push(c),
            (c, _) => {
                if std::mem::take(&mut comma) && !matches!(c, '}' | ']') {
                    out.push(',');
                }
                match c {
                    ',' => comma = true,
                    '"' => string(&mut out, &mut rest),
                    c => out.push(c),
                }
            }
        }
    }
    out
}

/// A text up to its closing mark.
fn string(out: &mut String, rest: &mut impl Iterator<Item = char>) {
    out.push('"');
    while let Some(c) = rest.next() {
        out.push(c);
        match c {
            '\\' => out.extend(rest.next()),
            '"' => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{TsConfig, plain};

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    #[test]
    fn comments_and_last_commas_are_taken_out() {
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(&plain(text)).expect("JSON");
        let text = "\u{feff}{ // one, two\n \"a\": [1, 2, /* ], */ ], \"b\": \"// \\\" /*\", }\n";
        assert_eq!(value(text), serde_json::json!({ "a": [1, 2], "b": "// \" /*" }));
        assert!(serde_json::from_str::<serde_json::Value>(&plain("{,,}")).is_err());
    }

    #[test]
    fn what_it_extends_counts_where_it_says_nothing() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path();
        let mut told = Vec::new();
        let mut find =
            |folder: &str| TsConfig::find(&root.join(folder), &mut |_, problem| told.push(problem.to_string()));
        assert_eq!(find("src/generated").map(|config| config.module), None);
        write(&root.join("tsconfig.json"), "{ \"extends\": [\"./base\", \"@acme/strict/node.json\"], // both\n }");
        write(
            &root.join("base.json"),
            r#"{ "compilerOptions": { "module": "CommonJS", "moduleResolution": "node10" } }"#,
        );
        write(
            &root.join("node_modules/@acme/strict/node.json"),
            r#"{ "compilerOptions": { "module": "NodeNext", "rewriteRelativeImportExtensions": true } }"#,
        );
        let config = find("src/generated").expect("there");
        assert_eq!(config.module.as_deref(), Some("nodenext"));
        assert_eq!(config.module_resolution.as_deref(), Some("node10"));
        assert!(config.allows_ts_imports);
        write(&root.join("src/tsconfig.json"), "{ \"extends\": \"../nope\", \"compilerOptions\": { \"module\": 3 } }");
        assert_eq!(find("src/generated"), Some(TsConfig::default()));
        write(&root.join("a/tsconfig.json"), "{ \"extends\": \"./tsconfig.json\" }");
        assert_eq!(find("a"), Some(TsConfig::default()));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("extends \"../nope\"") && told[1].contains("extends itself"), "{told:?}");
    }
}
