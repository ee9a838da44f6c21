//! The things of the language and of packages that configuration files use, and what calling them gives.

use std::path::Path;

use super::super::paths::normalise;
use super::super::value::{Text, Value};
use super::{Evaluator, Thing};

/// A thing whose meaning we know without its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Native {
    /// `defineConfig` of any package: gives its argument back.
    DefineConfig,
    /// `env` of `prisma/config`, whatever the package is called.
    Env,
    /// All of a package of which only `defineConfig` and `env` mean something to us.
    Package(String),
    Process,
    ProcessEnv,
    ProcessCwd,
    LoadEnvFile,
    Path,
    PathCall(PathCall),
    Url,
    FileUrlToPath,
    Dotenv,
    DotenvConfig,
    /// `dotenv-expand`: our env files are expanded anyway.
    DotenvExpand,
    ImportMeta,
    Require,
    Module,
    Exports,
    Console,
    Global,
    Bun,
    Deno,
    /// `Deno.env`.
    DenoEnv,
    /// `Deno.env.get`.
    DenoEnvGet,
    /// `String(…)`.
    ToText,
    /// `Error` and its kind.
    ErrorClass,
}

/// Functions of Node's `path`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathCall {
    Join,
    Resolve,
    Dirname,
    Basename,
    Normalize,
}

/// What an import names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Imported<'a> {
    /// `import x from`, `import * as x from`, `require()`.
    Whole,
    Named(&'a str),
}

impl Native {
    /// A global name.
    pub(super) fn global(name: &str) -> Option<Self> {
        Some(match name {
            "process" => Self::Process,
            "require" => Self::Require,
            "module" => Self::Module,
            "exports" => Self::Exports,
            "console" => Self::Console,
            "globalThis" | "global" => Self::Global,
            "Bun" => Self::Bun,
            "Deno" => Self::Deno,
            "String" => Self::ToText,
            "Error" | "TypeError" | "RangeError" => Self::ErrorClass,
            _ => return None,
        })
    }

    /// What an import gives; `None` when only running the module tells.
    pub(super) fn imported(source: &str, what: Imported<'_>) -> Option<Self> {
        let whole = match source.strip_prefix("node:").unwrap_or(source) {
            "path" | "path/posix" => Self::Path,
            "process" => Self::Process,
            "url" => Self::Url,
            "dotenv" | "@dotenvx/dotenvx" => Self::Dotenv,
            "dotenv-expand" => {
                return Some(Self::DotenvExpand);
            }
            _ if is_package(source) => Self::Package(source.to_owned()),
            // Whoever writes a wrapper around it still calls it so; what `env` does there nobody knows.
            _ => return (what == Imported::Named("defineConfig")).then_some(Self::DefineConfig),
        };
        match what {
            Imported::Whole => Some(whole),
            Imported::Named("default") => Some(whole),
            Imported::Named(name) => whole.member(name),
        }
    }

    /// A property that is itself a thing we know.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        Some(match (self, name) {
            (Self::Package(_), "defineConfig") => Self::DefineConfig,
            (Self::Package(_), "env") => Self::Env,
            (Self::Package(_) | Self::Path | Self::Dotenv | Self::Process | Self::Url, "default") => self.clone(),
            (Self::Process | Self::Bun | Self::ImportMeta, "env") => Self::ProcessEnv,
            (Self::Process, "cwd") => Self::ProcessCwd,
            (Self::Process, "loadEnvFile") => Self::LoadEnvFile,
            (Self::Path, "posix") => Self::Path,
            (Self::Path, "join") => Self::PathCall(PathCall::Join),
            (Self::Path, "resolve") => Self::PathCall(PathCall::Resolve),
            (Self::Path, "dirname") => Self::PathCall(PathCall::Dirname),
            (Self::Path, "basename") => Self::PathCall(PathCall::Basename),
            (Self::Path, "normalize") => Self::PathCall(PathCall::Normalize),
            (Self::Url, "fileURLToPath") => Self::FileUrlToPath,
            (Self::Dotenv, "config" | "configDotenv") => Self::DotenvConfig,
            (Self::DotenvExpand, "expand") => Self::DotenvExpand,
            (Self::Module, "exports") => Self::Exports,
            (Self::Global, name) => Self::global(name)?,
            (Self::Deno, "env") => Self::DenoEnv,
            (Self::Deno, "cwd") => Self::ProcessCwd,
            (Self::DenoEnv, "get") => Self::DenoEnvGet,
            (Self::Console, _) => Self::Console,
            _ => return None,
        })
    }
}

/// A package's name, not a path or an alias of one (`./x`, `/x`, `@/x`, `~/x`, `#x`).
fn is_package(source: &str) -> bool {
    !source.starts_with(['.', '/', '~', '#']) && !source.starts_with("@/")
}

impl Evaluator<'_> {
    /// The value of an environment variable, by its name.
    pub(super) fn variable(&self, name: &str) -> Value {
        Value::Text(Text::variable(name, self.host.variable(name)))
    }

    /// Calls a thing. `None` when the arguments don't fit what we know of it.
    pub(super) fn call_native(&mut self, native: &Native, arguments: &[Value]) -> Option<Thing> {
        let first = arguments.first();
        Some(match native {
            Native::DefineConfig => first.cloned().unwrap_or(Value::Undefined).into(),
            // Prisma's helper takes an empty variable for an unset one.
            Native::Env => {
                let Some(Value::Text(Text { value: Some(name), .. })) = first else { return None };
                Value::Text(Text::variable(name, self.host.variable(name).filter(|v| !v.is_empty()))).into()
            }
            Native::DenoEnvGet => {
                let Some(Value::Text(Text { value: Some(name), .. })) = first else { return None };
                self.variable(name).into()
            }
            Native::ProcessCwd => Value::text(self.host.working_directory().to_string_lossy()).into(),
            Native::PathCall(call) => self.call_path(*call, arguments)?.into(),
            Native::FileUrlToPath => {
                let Some(Value::Text(text)) = first else { return None };
                let mut text = text.clone();
                text.value = text.value.map(|v| v.strip_prefix("file://").unwrap_or(&v).to_owned());
                Value::Text(text).into()
            }
            Native::DotenvConfig => {
                self.load_dotenv(first)?;
                Value::Undefined.into()
            }
            Native::LoadEnvFile => {
                let path = match first {
                    None | Some(Value::Undefined) => ".env",
                    Some(Value::Text(Text { value: Some(path), .. })) => path,
                    _ => return None,
                };
                self.host.load_env_file(Path::new(path), false);
                Value::Undefined.into()
            }
            Native::DotenvExpand | Native::Console => Value::Undefined.into(),
            Native::Require => {
                let Some(Value::Text(Text { value: Some(source), .. })) = first else { return None };
                if self.import_for_effect(source) {
                    return Some(Value::Undefined.into());
                }
                Native::imported(source, Imported::Whole)?.into()
            }
            Native::ToText => match first? {
                Value::Text(text) => Value::Text(text.clone()).into(),
                Value::Number(n) => Value::text(n.to_string()).into(),
                Value::Bool(b) => Value::text(b.to_string()).into(),
                _ => return None,
            },
            Native::ErrorClass => first.cloned().unwrap_or(Value::Undefined).into(),
            _ => return None,
        })
    }

    /// Imports that are made for what they do. Says whether it is one that we know.
    pub(super) fn import_for_effect(&mut self, source: &str) -> bool {
        let is_known = matches!(source, "dotenv/config" | "dotenv/config.js" | "@dotenvx/dotenvx/config");
        if is_known {
            self.host.load_env_file(Path::new(".env"), false);
        }
        is_known
    }

    /// `dotenv.config({ path, override })`.
    fn load_dotenv(&mut self, options: Option<&Value>) -> Option<()> {
        let mut paths = vec![".env".to_owned()];
        let mut overrides = false;
        match options {
            None | Some(Value::Undefined) => {}
            Some(Value::Object(entries)) => {
                for (key, value) in entries {
                    match (key.as_str(), value) {
                        ("path", Value::Undefined) => {}
                        ("path", Value::Text(Text { value: Some(path), .. })) => paths = vec![path.clone()],
                        ("path", Value::List(list)) => {
                            paths = list
                                .iter()
                                .map(|v| match v {
                                    Value::Text(text) => text.value.clone(),
                                    _ => None,
                                })
                                .collect::<Option<_>>()?;
                        }
                        ("path", _) => return None,
                        ("override", value) => overrides = value.is_truthy()?,
                        _ => {}
                    }
                }
            }
            Some(_) => return None,
        }
        for path in paths {
            self.host.load_env_file(Path::new(&path), overrides);
        }
        Some(())
    }

    fn call_path(&self, call: PathCall, arguments: &[Value]) -> Option<Value> {
        let mut result = Text { value: Some(String::new()), variables: Vec::new(), is_computed: true };
        let mut parts = Vec::new();
        for argument in arguments {
            let Value::Text(text) = argument else { return None };
            result.variables.extend(text.variables.iter().cloned());
            match &text.value {
                Some(value) => parts.push(value.as_str()),
                None => result.value = None,
            }
        }
        if result.value.is_some() {
            let first = Path::new(parts.first().copied().unwrap_or_default());
            let path = match call {
                PathCall::Join | PathCall::Normalize => {
                    let kept: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
                    normalise(Path::new(&kept.join("/")))
                }
                PathCall::Resolve => {
                    let from = self.host.working_directory().to_path_buf();
                    normalise(&parts.iter().fold(from, |path, part| path.join(part)))
                }
                PathCall::Dirname => {
                    let parent = first.parent().unwrap_or(first);
                    if parent.as_os_str().is_empty() { ".".into() } else { parent.to_path_buf() }
                }
                PathCall::Basename => first.file_name().map(Into::into).unwrap_or_default(),
            };
            result.value = Some(path.to_string_lossy().into_owned());
        }
        Some(Value::Text(result))
    }
}
