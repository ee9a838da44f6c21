//! What the schema says before the pull, by the names of the database, so that it can be found again.

use std::collections::HashSet;

use nicol_diagnostics::{FileId, Span};
use nicol_model::Arity;
use nicol_schema::ast::{Arg, Attribute, Block, Config, Expr, ExprKind, Field, TypeRef};

use super::comments::{CommentLine, Comments, gap};

/// The schema before the pull.
#[derive(Debug, Default)]
pub(super) struct Previous {
    pub files: Vec<PreviousFile>,
    pub models: Vec<PreviousModel>,
    pub enums: Vec<PreviousEnum>,
    /// Lines that begin a block in comments, as an earlier pull wrote them: `// model Empty {`.
    pub commented: HashSet<String>,
}

/// A file: what is not a model, view or enum.
#[derive(Debug)]
pub(super) struct PreviousFile {
    pub name: String,
    /// Generators and the datasource.
    pub configs: Vec<PreviousConfig>,
    /// Comments behind the last block.
    pub tail: Vec<CommentLine>,
}

/// A generator or datasource, kept as it is written.
#[derive(Debug)]
pub(super) struct PreviousConfig {
    pub above: Vec<CommentLine>,
    pub is_datasource: bool,
    pub text: String,
}

/// A model or view.
#[derive(Debug)]
pub(super) struct PreviousModel {
    pub name: String,
    pub is_view: bool,
    /// The table's name and whether `@@map` says it.
    pub table: String,
    pub is_mapped: bool,
    pub namespace: Option<String>,
    pub file: usize,
    pub is_ignored: bool,
    pub fields: Vec<PreviousField>,
    pub attributes: Vec<PreviousAttribute>,
    pub above: Vec<CommentLine>,
    /// Comments before the closing brace.
    pub tail: Vec<CommentLine>,
}

/// A field.
#[derive(Debug)]
pub(super) struct PreviousField {
    pub name: String,
    /// The column's name and whether `@map` says it.
    pub column: String,
    pub is_mapped: bool,
    /// The type's name, without its mark.
    pub type_name: String,
    /// The type is a model or view.
    pub is_relation: bool,
    pub is_list: bool,
    /// Neither optional nor a list.
    pub is_required: bool,
    pub is_updated_at: bool,
    pub is_ignored: bool,
    pub is_unique: bool,
    /// `@default(…)` with a function that the client computes, as written.
    pub client_default: Option<String>,
    /// The name in `@relation`.
    pub relation: Option<String>,
    /// The columns of the foreign key.
    pub relation_columns: Vec<String>,
    /// All of it, as written.
    pub text: String,
    pub comments: Comments,
}

/// A block attribute.
#[derive(Debug)]
pub(super) struct PreviousAttribute {
    /// `id`, `unique`, `index`, …
    pub kind: String,
    /// The columns of the fields it lists.
    pub columns: Vec<String>,
    /// `name:`
    pub name: Option<String>,
    pub text: String,
    pub comments: Comments,
}

/// An enum.
#[derive(Debug)]
pub(super) struct PreviousEnum {
    pub name: String,
    pub ty: String,
    pub is_mapped: bool,
    pub namespace: Option<String>,
    pub file: usize,
    pub values: Vec<PreviousValue>,
    pub above: Vec<CommentLine>,
    pub tail: Vec<CommentLine>,
    /// Comments of block attributes, by their kinds.
    pub attributes: Vec<PreviousAttribute>,
}

/// A value of an enum.
#[derive(Debug)]
pub(super) struct PreviousValue {
    pub name: String,
    pub label: String,
    pub is_mapped: bool,
    pub comments: Comments,
}

impl Previous {
    /// Reads files that have no syntax errors.
    pub(super) fn read(files: &[(String, String)]) -> Self {
        let mut previous = Self::default();
        for (index, (name, text)) in files.iter().enumerate() {
            let begins = |line: &&str| ["// model ", "// enum "].iter().any(|words| line.starts_with(words));
            previous.commented.extend(text.lines().map(str::trim_end).filter(begins).map(str::to_owned));
            let parse = nicol_schema::parse(text);
            let mut file = PreviousFile { name: name.clone(), configs: Vec::new(), tail: Vec::new() };
            let mut end = 0;
            for block in &parse.ast(FileId(0)) {
                let range = block.span();
                // A comment behind a closing brace belongs to that block's line, and is printed below it.
                let mut between = gap(&text[end..range.start as usize], end > 0);
                if let Some(trailing) = between.trailing {
                    between.lines.insert(0, CommentLine::Blank);
                    between.lines.insert(0, CommentLine::Text(trailing));
                    super::comments::tidy(&mut between.lines);
                }
                end = range.end as usize;
                previous.add(text, index, block, between.lines, &mut file);
            }
            let last = gap(&text[end..], end > 0);
            file.tail.extend(last.trailing.map(CommentLine::Text));
            file.tail.extend(last.lines);
            previous.files.push(file);
        }
        let names: HashSet<String> = previous.models.iter().map(|m| m.name.clone()).collect();
        for field in previous.models.iter_mut().flat_map(|m| &mut m.fields) {
            field.is_relation = names.contains(&field.type_name);
        }
        previous
    }

    fn add(&mut self, text: &str, file: usize, block: &Block<'_>, above: Vec<CommentLine>, rest: &mut PreviousFile) {
        match block {
            Block::Model(model) => {
                let gaps = Gaps::read(text, model.span, items(&model.fields, &model.attributes));
                let columns: Vec<(&str, String)> =
                    model.fields.iter().map(|f| (f.name.text, mapped(&f.attributes, f.name.text).0)).collect();
                let column = |field: &str| {
                    columns.iter().find(|(name, _)| *name == field).map_or_else(|| field.to_owned(), |(_, c)| c.clone())
                };
                let (table, is_mapped) = mapped(&model.attributes, model.name.text);
                self.models.push(PreviousModel {
                    name: model.name.text.to_owned(),
                    is_view: model.is_view,
                    table,
                    is_mapped,
                    namespace: attribute(&model.attributes, "schema").and_then(|a| string(a, "map")),
                    file,
                    is_ignored: attribute(&model.attributes, "ignore").is_some(),
                    fields: model.fields.iter().map(|f| field(text, f, &column, &gaps)).collect(),
                    attributes: attributes(text, &model.attributes, &column, &gaps),
                    above,
                    tail: gaps.tail,
                });
            }
            Block::Enum(found) => {
                let ranges = found.values.iter().map(|v| v.span).chain(found.attributes.iter().map(|a| a.span));
                let gaps = Gaps::read(text, found.span, ranges.collect());
                let (ty, is_mapped) = mapped(&found.attributes, found.name.text);
                let values = found.values.iter().map(|v| {
                    let (label, is_mapped) = mapped(&v.attributes, v.name.text);
                    PreviousValue { name: v.name.text.to_owned(), label, is_mapped, comments: gaps.of(v.span) }
                });
                self.enums.push(PreviousEnum {
                    name: found.name.text.to_owned(),
                    ty,
                    is_mapped,
                    namespace: attribute(&found.attributes, "schema").and_then(|a| string(a, "map")),
                    file,
                    values: values.collect(),
                    above,
                    attributes: attributes(text, &found.attributes, &|f: &str| f.to_owned(), &gaps),
                    tail: gaps.tail,
                });
            }
            Block::Config(config) => {
                let text = text[config.span.range()].to_owned();
                rest.configs.push(PreviousConfig { above, is_datasource: config.is_datasource, text });
            }
            // Composite types are MongoDB's, which is not introspected.
            Block::Composite(_) => {}
        }
    }
}

/// The comments around the items of a block.
struct Gaps {
    items: Vec<(Span, Comments)>,
    tail: Vec<CommentLine>,
}

impl Gaps {
    fn read(text: &str, block: Span, mut ranges: Vec<Span>) -> Self {
        ranges.sort();
        let open =
            text[block.start as usize..].find('{').map_or(block.start as usize, |at| block.start as usize + at + 1);
        let close = (block.end as usize).saturating_sub(1).max(open);
        let mut items: Vec<(Span, Vec<CommentLine>, Option<String>)> = Vec::new();
        let mut at = open;
        for range in ranges {
            let found = gap(&text[at..range.start as usize], true);
            let mut above = found.lines;
            match items.last_mut() {
                Some(last) => last.2 = found.trailing,
                // The language ignores what follows the opening brace; a comment there is kept on a line of its own.
                None => {
                    if let Some(header) = found.trailing {
                        above.insert(0, CommentLine::Text(header));
                    }
                }
            }
            items.push((range, above, None));
            at = range.end as usize;
        }
        let last = gap(&text[at..close], true);
        let mut tail = last.lines;
        match items.last_mut() {
            Some(item) => item.2 = last.trailing,
            None => tail.extend(last.trailing.map(CommentLine::Text)),
        }
        let items = items.into_iter().map(|(range, above, trailing)| (range, Comments::new(above, trailing)));
        Self { items: items.collect(), tail }
    }

    fn of(&self, range: Span) -> Comments {
        self.items.iter().find(|(r, _)| *r == range).map(|(_, comments)| comments.clone()).unwrap_or_default()
    }
}

fn items(fields: &[Field<'_>], attributes: &[Attribute<'_>]) -> Vec<Span> {
    fields.iter().map(|f| f.span).chain(attributes.iter().map(|a| a.span)).collect()
}

fn field(text: &str, field: &Field<'_>, column: &dyn Fn(&str) -> String, gaps: &Gaps) -> PreviousField {
    let (mapped_name, is_mapped) = mapped(&field.attributes, field.name.text);
    let relation = attribute(&field.attributes, "relation");
    let default = attribute(&field.attributes, "default").filter(|a| {
        let value = a.args.items.first().map(|arg| &arg.value.kind);
        matches!(value, Some(ExprKind::Call(name, _)) if ["cuid", "uuid", "nanoid", "ulid"].contains(name))
    });
    PreviousField {
        name: field.name.text.to_owned(),
        column: mapped_name,
        is_mapped,
        type_name: match &field.ty {
            TypeRef::Named(name) => name.text.to_owned(),
            TypeRef::Unsupported(_) => String::new(),
        },
        is_relation: false,
        is_list: field.arity == Arity::List,
        is_required: field.arity == Arity::Required,
        is_updated_at: attribute(&field.attributes, "updatedAt").is_some(),
        is_ignored: attribute(&field.attributes, "ignore").is_some(),
        is_unique: attribute(&field.attributes, "unique").is_some(),
        client_default: default.map(|a| text[a.span.range()].to_owned()),
        relation: relation.and_then(|a| string(a, "name")),
        relation_columns: relation
            .and_then(|a| argument(a, "fields", false))
            .map(|e| names(e).into_iter().map(column).collect())
            .unwrap_or_default(),
        text: text[field.span.range()].to_owned(),
        comments: gaps.of(field.span),
    }
}

fn attributes(
    text: &str,
    all: &[Attribute<'_>],
    column: &dyn Fn(&str) -> String,
    gaps: &Gaps,
) -> Vec<PreviousAttribute> {
    all.iter()
        .map(|a| PreviousAttribute {
            kind: a.path.text.to_owned(),
            columns: argument(a, "fields", true)
                .map(|e| names(e).into_iter().map(column).collect())
                .unwrap_or_default(),
            name: argument(a, "name", false).and_then(text_of),
            text: text[a.span.range()].to_owned(),
            comments: gaps.of(a.span),
        })
        .collect()
}

/// The name in the database, and whether an attribute says it.
fn mapped(attributes: &[Attribute<'_>], name: &str) -> (String, bool) {
    match attribute(attributes, "map").and_then(|a| string(a, "name")) {
        Some(mapped) => (mapped, true),
        None => (name.to_owned(), false),
    }
}

fn attribute<'a, 'b>(attributes: &'b [Attribute<'a>], name: &str) -> Option<&'b Attribute<'a>> {
    attributes.iter().find(|a| a.path.text == name)
}

/// An argument by its name or, where it is the attribute's main one, without.
fn argument<'a, 'b>(attribute: &'b Attribute<'a>, name: &str, is_main: bool) -> Option<&'b Expr<'a>> {
    let found = |arg: &&Arg<'a>| arg.name.map_or(is_main, |n| n.text == name);
    attribute.args.items.iter().find(found).map(|arg| &arg.value)
}

/// The text of an attribute's main argument.
fn string(attribute: &Attribute<'_>, name: &str) -> Option<String> {
    argument(attribute, name, true).and_then(text_of)
}

pub(super) fn text_of(expression: &Expr<'_>) -> Option<String> {
    match &expression.kind {
        ExprKind::String(text) => Some(text.clone().into_owned()),
        _ => None,
    }
}

/// The fields that an argument lists.
fn names<'a>(expression: &Expr<'a>) -> Vec<&'a str> {
    match &expression.kind {
        ExprKind::Array(elements) => elements.iter().flat_map(names).collect(),
        ExprKind::Constant(name) | ExprKind::Call(name, _) => vec![name],
        _ => Vec::new(),
    }
}

/// What the configuration blocks say that matters here.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub schemas: Vec<String>,
    pub emulates_relations: bool,
    /// The datasource has `url`, as in Prisma 6.
    pub has_url: bool,
    pub previews: Vec<String>,
}

impl Settings {
    pub(super) fn read(files: &[(String, String)]) -> Self {
        let mut settings = Self::default();
        for (_, text) in files {
            let parse = nicol_schema::parse(text);
            for block in &parse.ast(FileId(0)) {
                match block {
                    Block::Config(config) if config.is_datasource => {
                        settings.schemas = property(config, "schemas").map(strings).unwrap_or_default();
                        settings.emulates_relations = ["relationMode", "referentialIntegrity"]
                            .iter()
                            .any(|key| property(config, key).and_then(text_of).as_deref() == Some("prisma"));
                        settings.has_url = property(config, "url").is_some();
                    }
                    Block::Config(config) => {
                        settings.previews.extend(property(config, "previewFeatures").map(strings).unwrap_or_default());
                    }
                    _ => {}
                }
            }
        }
        settings
    }

    pub(super) fn has_preview(&self, name: &str) -> bool {
        self.previews.iter().any(|p| p == name)
    }
}

pub(super) fn property<'a, 'b>(config: &'b Config<'a>, key: &str) -> Option<&'b Expr<'a>> {
    config.properties.iter().find(|p| p.name.text == key).and_then(|p| p.value.as_ref())
}

fn strings(expression: &Expr<'_>) -> Vec<String> {
    match &expression.kind {
        ExprKind::Array(elements) => elements.iter().filter_map(text_of).collect(),
        _ => text_of(expression).into_iter().collect(),
    }
}
