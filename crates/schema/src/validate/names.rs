//! Stage 2: names are well-formed, not reserved, and unique in their space.

use crate::hash::HashMap;

use nicol_diagnostics::{Diagnostic, Span};
use nicol_model::ScalarType;

use crate::reserved::is_word;

use super::context::Context;
use super::draft::{CompositeShape, EnumShape, ModelShape, Named, Shape};
use crate::ast::{self, Attribute, Block, Field, Ident};

/// Checks all names and makes the lists of blocks, without types.
pub(super) fn collect<'a>(cx: &mut Context, tops: &'a [Block<'a>]) -> Shape<'a> {
    let mut shape = Shape::default();
    let mut declared = Declared::default();
    for top in tops {
        let name = top.name();
        if ScalarType::from_name(name.text).is_some() {
            let message = format!("`{}` is the name of a built-in type", name.text);
            cx.error("reserved-name", name.span, message, "choose another name");
        }
        let named = match top {
            Block::Model(model) => {
                let noun = model.noun();
                identifier(cx, &model.name, noun);
                not_reserved(cx, &model.name, model.span, noun);
                attribute_names(cx, &model.attributes);
                let fields = field_names(cx, &model.fields, model.name.text);
                for field in model.fields.iter().filter(|field| !field.is_broken) {
                    identifier(cx, &field.name, "field");
                    attribute_names(cx, &field.attributes);
                }
                shape.models.push(ModelShape { decl: model, types: Vec::new(), fields });
                Named::Model(shape.models.len() - 1)
            }
            Block::Enum(declared) => {
                let values = enumeration(cx, declared);
                shape.enums.push(EnumShape { decl: declared, values });
                Named::Enum(shape.enums.len() - 1)
            }
            Block::Composite(composite) => {
                identifier(cx, &composite.name, "composite type");
                let fields = field_names(cx, &composite.fields, composite.name.text);
                shape.composites.push(CompositeShape { decl: composite, types: Vec::new(), fields });
                Named::Composite(shape.composites.len() - 1)
            }
            Block::Config(config) => {
                config_keys(cx, config);
                let space = if config.is_datasource { &mut declared.datasources } else { &mut declared.generators };
                unique(cx, space, name, config.noun());
                continue;
            }
        };
        unique(cx, &mut declared.tops, name, "block");
        shape.names.insert(name.text, named);
    }
    shape
}

/// The three spaces of top-level names.
#[derive(Default)]
struct Declared<'a> {
    tops: HashMap<&'a str, Span>,
    generators: HashMap<&'a str, Span>,
    datasources: HashMap<&'a str, Span>,
}

fn unique<'a>(cx: &mut Context, space: &mut HashMap<&'a str, Span>, name: &Ident<'a>, noun: &str) {
    if let Some(first) = space.insert(name.text, name.span) {
        duplicate(cx, name.span, first, format!("a second {noun} with the name `{}`", name.text));
    }
}

fn duplicate(cx: &mut Context, span: Span, first: Span, message: String) {
    cx.push(
        Diagnostic::error("duplicate-name", span, message)
            .with_label(first, "the first one")
            .with_help("rename one of them, or remove it"),
    );
}

/// A later field replaces an earlier one with the same name. A broken field stands back behind any other.
fn field_names<'a>(cx: &mut Context, fields: &'a [Field<'a>], owner: &str) -> HashMap<&'a str, usize> {
    let mut names: HashMap<&str, usize> =
        HashMap::with_capacity_and_hasher(fields.len(), std::default::Default::default());
    for (at, field) in fields.iter().enumerate() {
        let name = field.name.text;
        match names.get(name) {
            Some(first) if !fields[*first].is_broken => {
                if field.is_broken {
                    continue;
                }
                let message = format!("`{owner}` has a second field `{name}`");
                duplicate(cx, field.name.span, fields[*first].name.span, message);
            }
            _ => {}
        }
        names.insert(name, at);
    }
    names
}

/// Checks an enum, and gives the names of its values.
fn enumeration<'a>(cx: &mut Context, declared: &'a ast::Enum<'a>) -> HashMap<&'a str, Span> {
    identifier(cx, &declared.name, "enum");
    not_reserved(cx, &declared.name, declared.span, "enum");
    attribute_names(cx, &declared.attributes);
    let mut names = HashMap::default();
    for value in &declared.values {
        identifier(cx, &value.name, "enum value");
        attribute_names(cx, &value.attributes);
        let name = value.name;
        if let Some(first) = names.insert(name.text, name.span) {
            let message = format!("`{}` has a second value `{}`", declared.name.text, name.text);
            duplicate(cx, value.span, first, message);
        }
    }
    names
}

fn config_keys(cx: &mut Context, config: &ast::Config<'_>) {
    let mut keys = HashMap::default();
    for property in &config.properties {
        let key = property.name;
        if let Some(first) = keys.insert(key.text, key.span) {
            let message = format!("the {} `{}` has a second `{}`", config.noun(), config.name.text, key.text);
            duplicate(cx, key.span, first, message);
        }
    }
}

fn attribute_names(cx: &mut Context, attributes: &[Attribute<'_>]) {
    for attribute in attributes {
        identifier(cx, &attribute.path, "attribute");
    }
}

/// The grammar lets digits and dashes pass where the language does not.
fn identifier(cx: &mut Context, name: &Ident<'_>, noun: &str) {
    let (wrong, rest) = if name.text.starts_with(char::is_numeric) {
        ("starts with a digit", name.text.trim_start_matches(char::is_numeric))
    } else if name.text.contains('-') {
        ("holds a `-`", name.text)
    } else {
        return;
    };
    let better = rest.replace('-', "_");
    let help = if better.is_empty() { "start it with a letter".to_owned() } else { format!("call it `{better}`") };
    cx.error("invalid-name", name.span, format!("the name of the {noun} `{}` {wrong}", name.text), help);
}

fn not_reserved(cx: &mut Context, name: &Ident<'_>, block: Span, noun: &str) {
    if is_word(name.text) {
        let message = format!("no {noun} can be called `{}`: the word is reserved in generated code", name.text);
        cx.error("reserved-name", block, message, "choose another name, and keep the database's name with `@@map`");
    }
}
