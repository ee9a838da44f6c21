//! What a generator block asks for, and what follows from the project where it asks for nothing.

use std::fs;
use std::path::Path;

use nicol_codegen::typescript::{Generator as Kind, ModuleFormat};
use nicol_model::names::nearest;
use nicol_schema::ir::{ConfigValue, Generator};

use super::tsconfig::TsConfig;
use crate::error::CommandError;
use crate::output as terminal;

/// The keys of `prisma-client`, besides those that every generator has.
const KEYS: [&str; 5] = ["runtime", "moduleFormat", "generatedFileExtension", "importFileExtension", "compilerBuild"];
/// Those of `prisma-client-js`. The runtime stays in its package.
const KEYS_JS: [&str; 2] = ["copyRuntime", "compilerBuild"];
/// What earlier versions of Prisma read in either.
const OLD_KEYS: [&str; 2] = ["engineType", "binaryTargets"];

const FILE_EXTENSIONS: [&str; 3] = ["ts", "mts", "cts"];
const IMPORT_EXTENSIONS: [&str; 7] = ["", "ts", "mts", "cts", "js", "mjs", "cjs"];
const RUNTIMES: [&str; 7] = ["nodejs", "bun", "deno", "workerd", "cloudflare", "vercel-edge", "edge-light"];

/// The options of a block.
pub(super) struct Wanted {
    pub(super) runtime: String,
    pub(super) module_format: Option<ModuleFormat>,
    pub(super) file_extension: Option<String>,
    pub(super) import_extension: Option<String>,
}

impl Wanted {
    /// Reads a block. Unknown keys and odd extensions are told, values that can't be followed are errors.
    pub(super) fn of(generator: &Generator, kind: Kind) -> Result<Self, CommandError> {
        let keys: &[&str] = if kind == Kind::Client { &KEYS } else { &KEYS_JS };
        warn_of_unknown_keys(generator, keys);
        if let Some(build) = text(generator, "compilerBuild")?
            && !["fast", "small"].contains(&build.as_str())
        {
            return Err(wrong(generator, "compilerBuild", &build, "\"fast\" or \"small\"; Nicol needs neither"));
        }
        if kind == Kind::ClientJs {
            let runtime = "nodejs".to_owned();
            return Ok(Self { runtime, module_format: None, file_extension: None, import_extension: None });
        }
        Ok(Self {
            runtime: runtime(generator)?,
            module_format: written_module_format(generator)?,
            file_extension: extension(generator, "generatedFileExtension", &FILE_EXTENSIONS)?,
            import_extension: extension(generator, "importFileExtension", &IMPORT_EXTENSIONS)?,
        })
    }
}

fn warn_of_unknown_keys(generator: &Generator, keys: &[&str]) {
    let is_known = |key: &str| keys.contains(&key) || OLD_KEYS.contains(&key);
    for (key, _) in generator.config.iter().filter(|(key, _)| !is_known(key)) {
        let near = nearest(key, keys.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
        let near = near.unwrap_or_default();
        terminal::warning(format_args!("the generator `{}` has no `{key}`: it is ignored{near}", generator.name));
    }
}

fn text(generator: &Generator, key: &str) -> Result<Option<String>, CommandError> {
    match generator.config.iter().find(|(name, _)| name == key) {
        None => Ok(None),
        Some((_, ConfigValue::Text(text))) => Ok(Some(text.clone())),
        Some((_, ConfigValue::List(_))) => Err(wrong(generator, key, "a list", "a text")),
    }
}

fn wrong(generator: &Generator, key: &str, value: &str, wanted: &str) -> CommandError {
    let name = &generator.name;
    CommandError::config(format!("`{key}` of the generator `{name}` is {value:?}, which it can't be: it is {wanted}"))
}

/// Where the client runs. `nodejs` is also meant by `bun`.
fn runtime(generator: &Generator) -> Result<String, CommandError> {
    let Some(written) = text(generator, "runtime")? else { return Ok("nodejs".to_owned()) };
    let name = written.to_ascii_lowercase();
    match name.as_str() {
        "nodejs" | "bun" => Ok("nodejs".to_owned()),
        "deno" => Ok(name),
        "workerd" | "cloudflare" | "vercel-edge" | "edge-light" => Err(CommandError::config(format!(
            "the generator `{}` wants a client for the edge runtime {written:?}, and Nicol's client runs in Node.js and Bun: \
             it holds a native library, which edge runtimes can't load",
            generator.name
        ))
        .hint("take out `runtime`, or let `npx prisma generate` make this one client")),
        _ => {
            let near = nearest(&name, RUNTIMES).map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
            Err(wrong(generator, "runtime", &written, &format!("\"nodejs\", \"bun\" or \"deno\"{near}")))
        }
    }
}

fn written_module_format(generator: &Generator) -> Result<Option<ModuleFormat>, CommandError> {
    let Some(written) = text(generator, "moduleFormat")? else { return Ok(None) };
    match written.to_ascii_lowercase().as_str() {
        "esm" => Ok(Some(ModuleFormat::Esm)),
        "cjs" | "commonjs" => Ok(Some(ModuleFormat::Cjs)),
        _ => Err(wrong(generator, "moduleFormat", &written, "\"esm\" or \"cjs\"")),
    }
}

/// An extension without its dot. Unusual ones are taken, as Prisma does.
fn extension(generator: &Generator, key: &str, usual: &[&str]) -> Result<Option<String>, CommandError> {
    let Some(written) = text(generator, key)? else { return Ok(None) };
    if written.contains(['/', '\\']) {
        return Err(wrong(generator, key, &written, "an extension of files"));
    }
    if !usual.contains(&written.as_str()) {
        let usual: Vec<String> = usual.iter().map(|one| format!("{one:?}")).collect();
        terminal::warning(format_args!(
            "`{key}` of the generator `{}` is {written:?}, which is unusual: the usual ones are {}",
            generator.name,
            usual.join(", ")
        ));
    }
    Ok(Some(written))
}

/// What files import each other with, where the block does not say it.
pub(super) fn import_extension(tsconfig: Option<&TsConfig>, generated: &str) -> String {
    let Some(tsconfig) = tsconfig else { return generated.to_owned() };
    if tsconfig.allows_ts_imports {
        return generated.to_owned();
    }
    if tsconfig.module.as_deref() == Some("commonjs") || tsconfig.resolution() == Some("bundler") {
        return String::new();
    }
    match generated {
        "ts" => "js".to_owned(),
        "mts" => "mjs".to_owned(),
        "cts" => "cjs".to_owned(),
        other => other.to_owned(),
    }
}

/// How modules are loaded, where the block does not say it.
pub(super) fn module_format(tsconfig: Option<&TsConfig>, generated: &str, import: &str, folder: &Path) -> ModuleFormat {
    match tsconfig.and_then(|config| config.module.as_deref()) {
        Some("commonjs") => ModuleFormat::Cjs,
        // TypeScript's modes of Node: the nearest package decides.
        Some(module) if module.starts_with("node") => of_package(folder),
        Some(_) => ModuleFormat::Esm,
        None if generated == "cts" || import == "cjs" => ModuleFormat::Cjs,
        None => ModuleFormat::Esm,
    }
}

fn of_package(folder: &Path) -> ModuleFormat {
    let manifest = folder.ancestors().map(|folder| folder.join("package.json")).find(|path| path.is_file());
    let manifest = manifest.and_then(|path| fs::read_to_string(path).ok());
    let manifest = manifest.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    if manifest.is_some_and(|manifest| manifest["type"] == "module") { ModuleFormat::Esm } else { ModuleFormat::Cjs }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn config(module: Option<&str>, resolution: Option<&str>, allows_ts_imports: bool) -> TsConfig {
        let text = |text: Option<&str>| text.map(str::to_owned);
        TsConfig { module: text(module), module_resolution: text(resolution), allows_ts_imports }
    }

    #[test]
    fn imports_as_the_compiler_takes_them() {
        assert_eq!(import_extension(None, "mts"), "mts");
        assert_eq!(import_extension(Some(&config(None, None, false)), "ts"), "js");
        assert_eq!(import_extension(Some(&config(Some("nodenext"), None, false)), "mts"), "mjs");
        assert_eq!(import_extension(Some(&config(Some("commonjs"), None, false)), "ts"), "");
        assert_eq!(import_extension(Some(&config(Some("esnext"), Some("bundler"), false)), "ts"), "");
        assert_eq!(import_extension(Some(&config(Some("preserve"), None, false)), "ts"), "");
        assert_eq!(import_extension(Some(&config(Some("esnext"), Some("bundler"), true)), "ts"), "ts");
    }

    #[test]
    fn modules_as_the_project_loads_them() {
        let temp = tempfile::tempdir().expect("a folder");
        let folder = temp.path().join("src/generated");
        let format = |module: Option<&str>, generated: &str| {
            module_format(Some(&config(module, None, false)), generated, "js", &folder)
        };
        assert_eq!(format(None, "ts"), ModuleFormat::Esm);
        assert_eq!(format(None, "cts"), ModuleFormat::Cjs);
        assert_eq!(format(Some("commonjs"), "ts"), ModuleFormat::Cjs);
        fs::write(temp.path().join("package.json"), "{}").expect("written");
        assert_eq!(format(Some("node16"), "ts"), ModuleFormat::Cjs);
        fs::write(temp.path().join("package.json"), "{\"type\": \"module\"}").expect("written");
        assert_eq!(format(Some("nodenext"), "ts"), ModuleFormat::Esm);
        assert_eq!(format(Some("node20"), "ts"), ModuleFormat::Esm);
    }
}
