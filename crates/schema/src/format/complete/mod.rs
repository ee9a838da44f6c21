//! Adds what relations lack: the opposite field, the scalar fields of the foreign key, `fields` and
//! `references`. Runs before the layout and only edits the text.
//!
//! Nothing is added to a schema that cannot be read in whole, in which a name is not known, or to
//! relations that are ambiguous.

pub(crate) mod names;
mod relations;

use std::collections::HashSet;

use names::{camel_case, capitalized, plural, uncapitalized};
use relations::{Relation, Schema};

use nicol_diagnostics::FileId;
use nicol_model::Arity;

use crate::ast::{self, TypeRef};
use crate::parse::Parse;

/// Text to insert, or to put in place of what stands there.
struct Edit {
    file: usize,
    start: usize,
    end: usize,
    text: String,
}

/// The files with what they lack; `None` if they lack nothing.
pub(super) fn complete(files: &[(&str, &str)], parses: &[Parse<'_>]) -> Option<Vec<String>> {
    if parses.iter().any(Parse::has_errors) {
        return None;
    }
    let blocks: Vec<_> = (0..).map(FileId).zip(parses).map(|(file, parse)| parse.ast(file)).collect();
    let schema = Schema::resolve(&blocks, files)?;
    let has_key = |forward: Option<usize>| forward.is_some_and(|at| schema.relation_fields[at].has_key());
    let relations = schema.relations();
    let is_whole = |relation: &Relation| relation.back.is_some() && has_key(relation.forward);
    if relations.iter().all(is_whole) {
        return None;
    }
    let mut completion = Completion::new(&schema, files);
    for relation in &relations {
        completion.relation(relation);
    }
    completion.apply()
}

struct Completion<'s, 'a> {
    schema: &'s Schema<'a>,
    files: &'s [(&'s str, &'s str)],
    edits: Vec<Edit>,
    /// The lines to add to each model.
    lines: Vec<Vec<String>>,
    /// The names of the fields of each model, with those that were added.
    names: Vec<HashSet<String>>,
    /// The columns of foreign keys of each model.
    keys: Vec<HashSet<String>>,
}

impl<'s, 'a> Completion<'s, 'a> {
    fn new(schema: &'s Schema<'a>, files: &'s [(&'s str, &'s str)]) -> Self {
        let names = schema.models.iter().map(|m| m.ast.fields.iter().map(|f| f.name.text.to_owned()).collect());
        let mut keys = vec![HashSet::new(); schema.models.len()];
        for field in &schema.relation_fields {
            keys[field.model].extend(field.fields.iter().flatten().map(|&name| name.to_owned()));
        }
        let lines = vec![Vec::new(); schema.models.len()];
        Self { schema, files, edits: Vec::new(), lines, names: names.collect(), keys }
    }

    fn relation(&mut self, relation: &Relation) {
        match (relation.forward, relation.back) {
            (Some(forward), Some(back)) => self.pair(forward, back, relation.is_one_to_one),
            (Some(forward), None) => {
                let name = self.back_field(forward, relation.is_one_to_one);
                let arguments = self.arguments(forward, false);
                self.amend(forward, name, arguments);
            }
            (None, Some(back)) => self.forward_field(back),
            (None, None) => {}
        }
    }

    /// Completes the foreign key of a relation with both fields.
    fn pair(&mut self, forward: usize, back: usize, is_one_to_one: bool) {
        let arguments = self.arguments(forward, is_one_to_one);
        if arguments.is_empty() {
            return;
        }
        let name = self.new_name(forward);
        if name.is_some() {
            self.amend(back, name.clone(), Vec::new());
        }
        self.amend(forward, name, arguments);
    }

    /// The name for a relation of a model to itself that has none: without it its two fields cannot be told
    /// from those of other relations.
    fn new_name(&self, position: usize) -> Option<String> {
        let field = &self.schema.relation_fields[position];
        let name = self.schema.models[field.model].ast.name.text;
        (field.model == field.target && field.name.is_none()).then(|| format!("{name}To{name}"))
    }

    /// Adds the field opposite to one that holds the foreign key. Gives the name that the relation needs, if it has none.
    fn back_field(&mut self, forward: usize, is_one_to_one: bool) -> Option<String> {
        let field = &self.schema.relation_fields[forward];
        let from = &self.schema.models[field.model];
        let base = camel_case(from.ast.name.text);
        let (mark, base) = if is_one_to_one { ("?", base) } else { ("[]", plural(&base)) };
        let name = self.free_name(field.target, &base, field.field.name.text);
        let new_name = self.new_name(forward);
        let attribute = relation_attribute(field.name.or(new_name.as_deref()), None);
        let ignore = if from.is_ignored { " @ignore" } else { "" };
        self.lines[field.target].push(format!("{name} {}{mark}{attribute}{ignore}", from.ast.name.text));
        new_name
    }

    /// Adds the field with the foreign key opposite to a list.
    fn forward_field(&mut self, back: usize) {
        let field = &self.schema.relation_fields[back];
        let (from, to) = (&self.schema.models[field.target], &self.schema.models[field.model]);
        let Some(references) = self.schema.strict_criteria(field.model).next() else { return };
        let base = camel_case(to.ast.name.text);
        let name = self.free_name(field.target, &base, field.field.name.text);
        let Some(columns) = self.columns(field.target, field.model, &name, &references, "?") else { return };
        let new_name = self.new_name(back);
        let arguments = key_arguments(&columns.names, &references);
        let attribute = relation_attribute(field.name.or(new_name.as_deref()), Some(&arguments));
        let ignore = if to.is_ignored && !from.is_ignored { " @ignore" } else { "" };
        let line = format!("{name} {}?{attribute}{ignore}", to.ast.name.text);
        self.lines[field.target].push(line);
        self.lines[field.target].extend(columns.lines);
        if let Some(new_name) = new_name {
            self.amend(back, Some(new_name), Vec::new());
        }
    }

    /// The arguments that the field with the foreign key lacks; adds the columns that they need.
    fn arguments(&mut self, forward: usize, must_be_unique: bool) -> Vec<String> {
        let field = &self.schema.relation_fields[forward];
        let mut arguments = Vec::new();
        let references = field.references.clone().or_else(|| {
            let mut criteria = self.schema.strict_criteria(field.target);
            let count = field.fields.as_ref().map(Vec::len);
            criteria.find(|criterion| count.is_none_or(|count| criterion.len() == count))
        });
        let Some(references) = references else { return arguments };
        if field.fields.is_none() {
            let mark = if field.field.arity == Arity::Optional { "?" } else { "" };
            let (model, target, own) = (field.model, field.target, field.field.name.text);
            let Some(columns) = self.columns(model, target, own, &references, mark) else { return arguments };
            arguments.push(format!("fields: [{}]", columns.names.join(", ")));
            self.lines[model].extend(unique(columns, must_be_unique));
        }
        if field.references.is_none() {
            arguments.push(format!("references: [{}]", references.join(", ")));
        }
        arguments
    }

    /// Adds arguments to a field's `@relation`, or the attribute itself.
    fn amend(&mut self, position: usize, name: Option<String>, arguments: Vec<String>) {
        if name.is_none() && arguments.is_empty() {
            return;
        }
        let field = &self.schema.relation_fields[position];
        let file = self.schema.models[field.model].file;
        let text = self.files[file].1;
        let mut all: Vec<String> = name.map(|name| format!("\"{name}\"")).into_iter().collect();
        let (start, end, lead) = match field.attribute {
            Some(attribute) => {
                // All that stands in the parentheses stays, whether it is whole or not.
                let written = &text[attribute.path.span.end as usize..attribute.span.end as usize];
                let inside =
                    written.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
                let inside = inside.trim().trim_end_matches(',');
                all.extend((!inside.is_empty()).then(|| inside.to_owned()));
                (attribute.path.span.end, attribute.span.end, "")
            }
            None => {
                let after_type = field.field.type_span.end;
                (after_type, after_type, " @relation")
            }
        };
        all.extend(arguments);
        let text = format!("{lead}({})", all.join(", "));
        self.edits.push(Edit { file, start: start as usize, end: end as usize, text });
    }

    /// The columns of a foreign key: fields that are there and fit, or lines to add. `None` if one cannot be a column.
    fn columns(&mut self, model: usize, target: usize, own: &str, references: &[&str], mark: &str) -> Option<Columns> {
        let mut columns = Columns { names: Vec::new(), lines: Vec::new() };
        let target_name = uncapitalized(self.schema.models[target].ast.name.text);
        for reference in references {
            let referenced = self.schema.column(target, reference)?;
            let TypeRef::Named(ast::Ident { text: ty, .. }) = referenced.ty else { return None };
            let expected = format!("{target_name}{}", capitalized(reference));
            let by_field = format!("{own}{}", capitalized(reference));
            let is_fit = |name: &String| {
                !self.keys[model].contains(name) && self.schema.column(model, name).is_some_and(|f| is_scalar(f, ty))
            };
            let existing = [&expected, &by_field].into_iter().find(|name| is_fit(name)).cloned();
            let name = match existing {
                Some(existing) => existing,
                None => {
                    let name = self.free_name_of(model, [expected, by_field]);
                    let native = referenced.attributes.iter().filter(|a| a.path.text.contains('.'));
                    let file = self.schema.models[target].file;
                    let native: String = native.map(|a| format!(" {}", &self.files[file].1[a.span.range()])).collect();
                    columns.lines.push(format!("{name} {ty}{mark}{native}"));
                    name
                }
            };
            self.keys[model].insert(name.clone());
            columns.names.push(name);
        }
        Some(columns)
    }

    /// A name for a relation field: the usual one, or one that tells which field is opposite.
    fn free_name(&mut self, model: usize, usual: &str, opposite: &str) -> String {
        self.free_name_of(model, [usual.to_owned(), format!("{opposite}{}", capitalized(usual))])
    }

    /// The first of the names that is free, else the last with a number.
    fn free_name_of(&mut self, model: usize, [usual, other]: [String; 2]) -> String {
        let names = &mut self.names[model];
        let numbered = (2..).map(|n| format!("{other}{n}"));
        let free = [usual, other.clone()].into_iter().chain(numbered).find(|name| !names.contains(name));
        let name = free.unwrap_or(other);
        names.insert(name.clone());
        name
    }

    fn apply(mut self) -> Option<Vec<String>> {
        for (model, lines) in self.schema.models.iter().zip(&self.lines) {
            if !lines.is_empty() {
                let text = self.files[model.file].1;
                // The closing brace is the last character of the block.
                let brace = model.ast.span.end as usize - 1;
                let line = text[..brace].rfind(['\n', '\r']).map_or(0, |at| at + 1);
                let lead = if text[line..brace].trim().is_empty() { "" } else { "\n" };
                let text = format!("{lead}{}\n", lines.join("\n"));
                self.edits.push(Edit { file: model.file, start: brace, end: brace, text });
            }
        }
        if self.edits.is_empty() {
            return None;
        }
        self.edits.sort_by_key(|edit| std::cmp::Reverse(edit.start));
        let mut texts: Vec<String> = self.files.iter().map(|(_, text)| (*text).to_owned()).collect();
        for edit in self.edits {
            texts[edit.file].replace_range(edit.start..edit.end, &edit.text);
        }
        Some(texts)
    }
}

/// The columns of a foreign key, and the lines that declare those that are new.
struct Columns {
    names: Vec<String>,
    lines: Vec<String>,
}

/// The lines of the columns, unique if the relation is one to one. Columns that were there stay as they are.
fn unique(columns: Columns, must_be_unique: bool) -> Vec<String> {
    let Columns { names, mut lines } = columns;
    if must_be_unique && !lines.is_empty() {
        match (names.len(), lines.as_mut_slice()) {
            (1, [line]) => line.push_str(" @unique"),
            _ => lines.push(format!("@@unique([{}])", names.join(", "))),
        }
    }
    lines
}

fn key_arguments(columns: &[String], references: &[&str]) -> String {
    format!("fields: [{}], references: [{}]", columns.join(", "), references.join(", "))
}

/// ` @relation(…)`, or nothing if it would hold nothing.
fn relation_attribute(name: Option<&str>, arguments: Option<&str>) -> String {
    let name = name.map(|name| format!("\"{name}\""));
    let parts: Vec<&str> = name.as_deref().into_iter().chain(arguments).collect();
    if parts.is_empty() { String::new() } else { format!(" @relation({})", parts.join(", ")) }
}

/// Whether the field is a single value of the type.
fn is_scalar(field: &ast::Field<'_>, ty: &str) -> bool {
    field.arity != Arity::List && matches!(field.ty, TypeRef::Named(name) if name.text == ty)
}
