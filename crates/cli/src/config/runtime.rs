//! Runs a configuration file that can't be read statically, in the JavaScript runtime that the machine has.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::documents::from_json;
use super::environment::Environment;
use super::value::{NotStatic, Text, Value};
use crate::error::CommandError;

/// Writes the default export and the names of the variables that were read, as JSON, into a file.
const SCRIPT: &str = include_str!("runtime.mjs");

/// A runtime, and the arguments before the script.
const RUNTIMES: [(&str, &[&str]); 3] = [("node", &[]), ("bun", &["run"]), ("deno", &["run", "--allow-all"])];

/// The value of the default export. Texts that are the value of a variable that was read get its name back.
pub(crate) fn run(
    file: &Path,
    working_directory: &Path,
    environment: &Environment,
    why: &NotStatic,
) -> Result<Value, CommandError> {
    let shown = file.strip_prefix(working_directory).unwrap_or(file).display();
    let place = format!("line {}, column {}: {}", why.at.line, why.at.column, why.reason);
    let search_path = environment.get("PATH").unwrap_or_default();
    let Some((runtime, arguments)) = RUNTIMES.iter().find(|(name, _)| is_on_path(name, search_path)) else {
        return Err(CommandError::config(format!(
            "{shown} has to be run to be understood ({place}), and there is no node, bun or deno on the PATH"
        ))
        .hint("write the value so that it can be read without running: texts, env(\"NAME\"), process.env.NAME, path.join(…)")
        .hint("or install Node.js, or put the settings into nicol.toml"));
    };
    let failed = |e: std::io::Error| CommandError::io("run the configuration in", working_directory, &e);
    let folder = tempfile::tempdir().map_err(failed)?;
    let (script, answer) = (folder.path().join("read.mjs"), folder.path().join("answer.json"));
    fs::write(&script, SCRIPT).map_err(failed)?;
    let output = Command::new(runtime)
        .args(*arguments)
        .arg(&script)
        .arg(file)
        .arg(&answer)
        .current_dir(working_directory)
        .envs(environment.added())
        .stdin(Stdio::null())
        .output()
        .map_err(failed)?;
    let text = fs::read_to_string(&answer).unwrap_or_default();
    if !output.status.success() || text.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(CommandError::config(format!(
            "{shown} has to be run to be understood ({place}), and {runtime} could not run it:\n{}",
            said.trim_end()
        )));
    }
    let answer: serde_json::Value = serde_json::from_str(&text)
        .map_err(|e| CommandError::config(format!("{shown} gave an answer that is not JSON: {e}")))?;
    let variables: Vec<&str> =
        answer["variables"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    let mut value = from_json(&answer["config"]);
    name_variables(&mut value, &variables, environment);
    Ok(value)
}

/// Finds out which texts are the values of variables, so that they are known by name.
fn name_variables(value: &mut Value, variables: &[&str], environment: &Environment) {
    match value {
        Value::Text(text) => {
            let is_value_of =
                |name: &&&str| environment.get(name).is_some_and(|v| !v.is_empty() && Some(v) == text.value.as_deref());
            if let Some(name) = variables.iter().find(is_value_of) {
                *text = Text::variable(*name, text.value.take());
            }
        }
        Value::List(list) => list.iter_mut().for_each(|v| name_variables(v, variables, environment)),
        Value::Object(entries) => entries.iter_mut().for_each(|(_, v)| name_variables(v, variables, environment)),
        _ => {}
    }
}

/// Whether a program can be found.
pub(crate) fn is_on_path(name: &str, search_path: &str) -> bool {
    std::env::split_paths(search_path)
        .any(|folder| folder.join(name).is_file() || folder.join(format!("{name}.exe")).is_file())
}
