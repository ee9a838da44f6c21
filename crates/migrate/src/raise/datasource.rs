//! The properties of the datasource that a pull writes: `schemas` where they were asked for, `extensions` as the
//! database has them. All else stays as it is written.

use nicol_catalog::Extension;
use nicol_diagnostics::FileId;
use nicol_schema::ast::{Args, Block, Config, Expr, ExprKind};

use super::names;
use super::previous::{property, text_of};

/// Extensions that are listed although the schema does not name them yet: what columns need. The rule is Prisma's.
const NOTEWORTHY: [&str; 3] = ["citext", "postgis", "uuid-ossp"];

/// What a pull has to say about the datasource.
#[derive(Debug, Default)]
pub(super) struct Wanted<'a> {
    /// The schemas that were asked for.
    pub schemas: Option<&'a [String]>,
    /// What the database has; `None` where the schema does not manage extensions.
    pub extensions: Option<&'a [Extension]>,
}

/// The text of a datasource block with its properties brought up to date.
pub(super) fn rewrite(text: &str, wanted: &Wanted<'_>) -> String {
    let parse = nicol_schema::parse(text);
    let blocks = parse.ast(FileId(0));
    let Some(Block::Config(config)) = blocks.first().filter(|block| block.is_datasource()) else {
        return text.to_owned();
    };
    // From the end, so that the places before stay right.
    let mut changes: Vec<(&str, Vec<String>)> = Vec::new();
    if let Some(schemas) = wanted.schemas {
        changes.push(("schemas", schemas.iter().map(|name| quoted(name)).collect()));
    }
    if let Some(found) = wanted.extensions {
        changes.push(("extensions", extensions(text, config, found)));
    }
    changes.sort_by_key(|(key, _)| {
        let place = config.properties.iter().find(|p| p.name.text == *key).map(|p| p.span.start);
        std::cmp::Reverse(place.unwrap_or(u32::MAX))
    });
    let mut out = text.to_owned();
    for (key, elements) in changes {
        set(&mut out, text, config, key, &elements);
    }
    out
}

/// Gives a property its elements; one without any goes, with its line.
fn set(out: &mut String, text: &str, config: &Config<'_>, key: &str, elements: &[String]) {
    let line = format!("{key} = [{}]", elements.join(", "));
    let Some(found) = config.properties.iter().find(|p| p.name.text == key) else {
        let end = config.span.end as usize - 1;
        if !elements.is_empty() {
            out.insert_str(end, &format!("  {line}\n"));
        }
        return;
    };
    let mut kept = found.value.as_ref().map(|value| written(text, value)).unwrap_or_default();
    let mut sorted: Vec<&str> = elements.iter().map(String::as_str).collect();
    kept.sort_unstable();
    sorted.sort_unstable();
    if kept == sorted && !elements.is_empty() {
        return;
    }
    let (start, end) = (found.span.start as usize, found.span.end as usize);
    if !elements.is_empty() {
        out.replace_range(start..end, &line);
        return;
    }
    // A comment behind it stays, on the line that is left.
    let rest = &text[end..];
    let line_end = rest.find('\n').map_or(text.len(), |at| end + at + 1);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    match rest[..line_end - end].trim().is_empty() && text[line_start..start].trim().is_empty() {
        true => out.replace_range(line_start..line_end, ""),
        false => out.replace_range(start..end, ""),
    }
}

/// The names and texts of a list, as they are written.
fn written<'t>(text: &'t str, list: &Expr<'_>) -> Vec<&'t str> {
    let ExprKind::Array(elements) = &list.kind else { return Vec::new() };
    let is_kept =
        |element: &&Expr<'_>| matches!(element.kind, ExprKind::Call(..) | ExprKind::Constant(_) | ExprKind::String(_));
    elements.iter().filter(is_kept).map(|element| &text[element.span.range()]).collect()
}

/// The elements of `extensions`, in the order of the database's names. One that says what is so stays as it is written.
fn extensions(text: &str, config: &Config<'_>, found: &[Extension]) -> Vec<String> {
    let listed: Vec<Listed<'_>> = match property(config, "extensions").map(|value| &value.kind) {
        Some(ExprKind::Array(elements)) => elements.iter().filter_map(|element| Listed::read(text, element)).collect(),
        _ => Vec::new(),
    };
    let mut elements = Vec::new();
    for extension in found {
        let before = listed.iter().find(|l| l.extension == extension.name);
        if before.is_none() && !NOTEWORTHY.contains(&extension.name.as_str()) {
            continue;
        }
        if let Some(before) = before.filter(|l| l.is_so(extension)) {
            elements.push(before.text.to_owned());
            continue;
        }
        let mut arguments = Vec::new();
        let name = before.map_or_else(|| names::sanitise_or(&extension.name, "extension_"), |l| l.name.to_owned());
        if name != extension.name {
            arguments.push(format!("map: {}", quoted(&extension.name)));
        }
        if let Some(version) = extension.version.as_ref().filter(|_| before.is_some_and(|l| l.version.is_some())) {
            arguments.push(format!("version: {}", quoted(version)));
        }
        if let Some(schema) = extension.schema.as_ref().filter(|_| before.is_none_or(|l| l.schema.is_some())) {
            arguments.push(format!("schema: {}", quoted(schema)));
        }
        elements.push(if arguments.is_empty() { name } else { format!("{name}({})", arguments.join(", ")) });
    }
    elements
}

/// An element of `extensions` as it was.
struct Listed<'t> {
    /// The schema's name for it.
    name: &'t str,
    /// The database's name.
    extension: String,
    version: Option<String>,
    schema: Option<String>,
    text: &'t str,
}

impl<'t> Listed<'t> {
    fn read(text: &'t str, element: &Expr<'t>) -> Option<Self> {
        let text = &text[element.span.range()];
        match &element.kind {
            ExprKind::Constant(name) => {
                Some(Self { name, extension: (*name).to_owned(), version: None, schema: None, text })
            }
            ExprKind::Call(name, args) => {
                let said = |argument_name| argument(args, argument_name).and_then(text_of);
                let extension = said("map").unwrap_or_else(|| (*name).to_owned());
                Some(Self { name, extension, version: said("version"), schema: said("schema"), text })
            }
            _ => None,
        }
    }

    fn is_so(&self, found: &Extension) -> bool {
        let is = |said: &Option<String>, found: &Option<String>| said.is_none() || said == found;
        is(&self.version, &found.version) && is(&self.schema, &found.schema)
    }
}

fn argument<'a, 'b>(args: &'b Args<'a>, name: &str) -> Option<&'b Expr<'a>> {
    args.named(name).map(|arg| &arg.value)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas(text: &str, names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        rewrite(text, &Wanted { schemas: Some(&names), extensions: None })
    }

    #[test]
    fn schemas_are_set_added_and_kept() {
        let with = |schemas: &str| format!("datasource db {{\n  provider = \"postgresql\" // mine\n{schemas}}}");
        let set = schemas(&with("  schemas = [\"a\"] // these\n"), &["a", "b"]);
        assert_eq!(set, with("  schemas = [\"a\", \"b\"] // these\n"));
        assert_eq!(schemas(&with(""), &["b"]), with("  schemas = [\"b\"]\n"));
        let kept = with("  schemas = [\"b\",\"a\"]\n");
        assert_eq!(schemas(&kept, &["a", "b"]), kept);
    }

    #[test]
    fn extensions_are_those_of_the_database() {
        let extension = |name: &str, version: &str| Extension {
            name: name.to_owned(),
            schema: Some("public".to_owned()),
            version: Some(version.to_owned()),
            relocatable: true,
        };
        let found = [extension("citext", "1.6"), extension("hstore", "1.8"), extension("plpgsql", "1.0")];
        let rewrite =
            |text: &str, found: &[Extension]| rewrite(text, &Wanted { schemas: None, extensions: Some(found) });
        let with = |list: &str| format!("datasource db {{\n  provider = \"postgresql\"\n{list}}}");
        assert_eq!(rewrite(&with(""), &found), with("  extensions = [citext(schema: \"public\")]\n"));
        assert_eq!(
            rewrite(&with("  extensions = [gone, store(map: \"hstore\", version: \"1.0\"), citext]\n"), &found),
            with("  extensions = [citext, store(map: \"hstore\", version: \"1.8\")]\n")
        );
        let kept = with("  extensions = [store(version: \"1.8\", map: \"hstore\"), citext]\n");
        assert_eq!(rewrite(&kept, &found), kept);
        assert_eq!(rewrite(&with("  extensions = [gone]\n"), &found[2..]), with(""));
        assert_eq!(rewrite(&with("  extensions = [gone] // why\n"), &[]), with("   // why\n"));
        let mapped = rewrite(&with(""), &[extension("uuid-ossp", "1.1")]);
        assert_eq!(mapped, with("  extensions = [uuid_ossp(map: \"uuid-ossp\", schema: \"public\")]\n"));
    }
}
