//! What queries and their parameters can be called: names that JavaScript takes.

use std::path::Path;

use nicol_schema::reserved::JAVASCRIPT;

use crate::error::CommandError;

/// Words besides those of the schema that no function or parameter can have in a module.
const MORE: [&str; 3] = ["arguments", "eval", "static"];

/// A query is called by its file's name.
pub(super) fn check(name: &str, path: &Path) -> Result<(), CommandError> {
    let why = if name.starts_with('$') {
        "a name must not begin with `$`"
    } else if !is_identifier(name) {
        "a name must be one that a function can have in JavaScript: letters, digits and `_`"
    } else if is_reserved(name) {
        "the name is a word of JavaScript's own"
    } else if name == "index" {
        "the generated file that has all queries is `index`"
    } else {
        return Ok(());
    };
    Err(CommandError::config(format!("{} can't be a typed query: {why}", path.display())).hint("rename the file"))
}

fn is_identifier(name: &str) -> bool {
    let is_start = |c: char| c == '_' || c == '$' || c.is_alphabetic();
    let mut letters = name.chars();
    letters.next().is_some_and(is_start) && letters.all(|c| is_start(c) || c.is_numeric())
}

/// A name that a parameter can have.
pub(super) fn identifier(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if is_identifier(&name) && !is_reserved(&name) { name } else { format!("_{name}") }
}

fn is_reserved(name: &str) -> bool {
    JAVASCRIPT.contains(&name) || MORE.contains(&name)
}
