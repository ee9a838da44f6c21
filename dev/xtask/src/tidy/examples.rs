//! Whatever an application can name in `nicol` is documented with an example that is compiled.
//!
//! What needs one, by rule: each item that the facade exports, and each inherent method of those. A method has one if it is
//! called in an example of its own, of its `impl` block or of its type. The names in `nicol::kinds` have that of the module. Items
//! of traits, variants and fields are documented (`missing_docs`) and shown by what they belong to; what is `doc(hidden)` is
//! for generated code.

use std::collections::BTreeMap;

use crate::repo::Repo;

const FACADE: &str = "crates/nicol/src/lib.rs";
const SOURCES: &[&str] = &["crates/nicol/src/", "crates/client/src/"];

/// The documentation of one item, in all the places where it has some.
#[derive(Default)]
struct Item {
    file: String,
    docs: String,
    methods: Vec<Method>,
}

struct Method {
    name: String,
    /// Its own documentation and that of its block.
    docs: String,
}

pub(super) fn check(repo: &Repo, problems: &mut Vec<String>) {
    let facade = repo.read(FACADE);
    let mut items: BTreeMap<String, Item> = BTreeMap::new();
    for file in repo.files.iter().filter(|f| f.ends_with(".rs") && SOURCES.iter().any(|s| f.starts_with(s))) {
        let text = repo.read(file);
        if text.contains("```ignore") {
            problems.push(format!("{file}: an example that is not compiled: take `ignore` away"));
        }
        read(file, &text, &mut items);
    }
    let mut exports = exports(&facade);
    // Modules of the facade that are files: their items have the module's examples.
    for file in repo.files.iter().filter(|f| f.starts_with("crates/nicol/src/") && f.ends_with(".rs") && *f != FACADE) {
        let text = repo.read(file);
        let module: String = text
            .lines()
            .filter_map(|line| line.strip_prefix("//!"))
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        let names = text.lines().filter_map(item).map(|name| (name.to_owned(), module.clone()));
        exports.extend(names);
    }
    for (name, docs) in exports {
        let defined = items.remove(&name).unwrap_or_default();
        let of_item = format!("{docs}\n{}", defined.docs);
        if examples(&of_item).is_empty() {
            problems.push(format!("{}: `nicol::{name}` has no example", or_facade(&defined.file)));
        }
        for method in &defined.methods {
            let shown = examples(&format!("{of_item}\n{}", method.docs));
            let calls = [".", "::"].iter().any(|before| {
                ["(", "::<"].iter().any(|after| shown.contains(&format!("{before}{}{after}", method.name)))
            });
            if !calls {
                problems.push(format!("{}: no example calls `{name}::{}`", defined.file, method.name));
            }
        }
    }
}

fn or_facade(file: &str) -> &str {
    if file.is_empty() { FACADE } else { file }
}

/// The names that the facade exports, with what it says about them itself.
fn exports(facade: &str) -> Vec<(String, String)> {
    let mut exports = Vec::new();
    let mut docs = String::new();
    let mut hidden = false;
    let mut module: Option<String> = None;
    let mut lines = facade.lines();
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        if let Some(text) = code.strip_prefix("///") {
            docs.push_str(text.strip_prefix(' ').unwrap_or(text));
            docs.push('\n');
            continue;
        }
        if code.starts_with("#[") {
            hidden |= code == "#[doc(hidden)]";
            continue;
        }
        if let Some(rest) = code.strip_prefix("pub use ") {
            let mut list = rest.to_owned();
            while !list.contains(';') {
                let Some(next) = lines.next() else { break };
                list.push_str(next);
            }
            let names = list.split_once('{').map_or(list.as_str(), |(_, names)| names);
            let names = names.split([',', '}', ';']).map(str::trim).filter(|name| !name.is_empty());
            for name in names.filter(|_| !hidden) {
                let name = name.rsplit([' ', ':']).next().unwrap_or(name).to_owned();
                let docs = module.clone().unwrap_or_else(|| docs.clone());
                exports.push((name, docs));
            }
        } else if code.starts_with("pub mod ") && code.ends_with('{') {
            module = Some(docs.clone());
        } else if line == "}" {
            module = None;
        }
        docs.clear();
        hidden = false;
    }
    exports
}

/// Adds the items of a file.
fn read(file: &str, text: &str, items: &mut BTreeMap<String, Item>) {
    let mut docs = String::new();
    let mut hidden = false;
    let mut attribute = false;
    let mut block: Option<(String, String)> = None;
    for line in text.lines() {
        let code = line.trim_start();
        if let Some(text) = code.strip_prefix("///") {
            docs.push_str(text.strip_prefix(' ').unwrap_or(text));
            docs.push('\n');
            continue;
        }
        if code.starts_with("#[") || attribute {
            hidden |= code == "#[doc(hidden)]";
            attribute = !code.ends_with(']');
            continue;
        }
        let is_top = !line.starts_with(' ');
        if is_top && let Some(name) = item(code) {
            let item = items.entry(name.to_owned()).or_default();
            if !hidden {
                file.clone_into(&mut item.file);
                item.docs.push_str(&docs);
            }
        } else if is_top && code.starts_with("impl") {
            block = inherent(code).map(|name| (name.to_owned(), docs.clone()));
        } else if line == "}" {
            block = None;
        } else if let (Some((owner, of_block)), Some(name), false) = (&block, method(line), hidden) {
            let docs = format!("{docs}\n{of_block}");
            items.entry(owner.clone()).or_default().methods.push(Method { name: name.to_owned(), docs });
        }
        docs.clear();
        hidden = false;
    }
}

fn word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).filter(|word| !word.is_empty())
}

/// The name of a public item.
fn item(code: &str) -> Option<&str> {
    let heads = [
        "pub struct ",
        "pub enum ",
        "pub trait ",
        "pub type ",
        "pub fn ",
        "pub const fn ",
        "pub async fn ",
        "macro_rules! ",
    ];
    heads.iter().find_map(|head| code.strip_prefix(head)).and_then(word)
}

/// The type of an inherent `impl`.
fn inherent(code: &str) -> Option<&str> {
    let mut rest = code.strip_prefix("impl")?;
    if rest.starts_with('<') {
        let mut depth = 0_u32;
        let end = rest.char_indices().find_map(|(at, c)| {
            match c {
                '<' => depth += 1,
                // Not that of `->`.
                '>' if !rest[..at].ends_with('-') => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at + 1)
        })?;
        rest = &rest[end..];
    }
    if rest.contains(" for ") { None } else { word(rest.trim_start()) }
}

/// The name of a public method.
fn method(line: &str) -> Option<&str> {
    let code = line.strip_prefix("    ")?;
    ["pub fn ", "pub const fn ", "pub async fn "].iter().find_map(|head| code.strip_prefix(head)).and_then(word)
}

/// The code of the examples in a documentation.
fn examples(docs: &str) -> String {
    let mut code = String::new();
    let mut inside = false;
    for line in docs.lines() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            inside = !inside && !info.starts_with("text");
        } else if inside && !line.starts_with("# ") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_blocks_and_methods_are_found() {
        let text = "/// A thing.\n///\n/// ```\n/// thing.used();\n/// ```\npub struct Thing<T> {}\n\n/// All of it.\nimpl<T: Fn() -> u8> Thing<T> {\n    /// One.\n    pub fn used(self) {}\n\n    #[doc(hidden)]\n    pub fn inside(self) {}\n\n    pub const fn other() {}\n}\nimpl Clone for Thing<u8> {\n    pub fn clone() {}\n}\n";
        let mut items = BTreeMap::new();
        read("thing.rs", text, &mut items);
        let thing = &items["Thing"];
        let methods: Vec<&str> = thing.methods.iter().map(|method| method.name.as_str()).collect();
        assert_eq!(methods, ["used", "other"]);
        assert_eq!(examples(&thing.docs), "thing.used();\n");
        assert_eq!(thing.methods[0].docs, "One.\n\nAll of it.\n");
    }

    #[test]
    fn exports_have_the_documentation_of_the_facade() {
        let facade = "pub use a::{\n    One, Two,\n};\n/// Kinds.\npub mod kinds {\n    pub use a::Three;\n}\n/// Time.\npub use b::Stamp as Time;\n#[doc(hidden)]\npub use c::__private;\n";
        let found: Vec<(String, String)> = exports(facade);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, docs)| (name.as_str(), docs.as_str())).collect();
        assert_eq!(found, [("One", ""), ("Two", ""), ("Three", "Kinds.\n"), ("Time", "Time.\n")]);
    }
}
