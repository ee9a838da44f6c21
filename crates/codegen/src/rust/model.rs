//! A model's module: its row, the record to create, its fields and relations as functions.

use nicol_model::{Arity, Field, FieldId, FieldKind, Model, ModelId, RelationId, RelationSide};

use super::Options;
use super::scope::{ModelNames, Scope};
use super::types::{borrowed, column};
use super::writer::Writer;

/// Everything that the parts of a module look at.
struct Context<'s, 'm> {
    id: ModelId,
    scope: &'s Scope<'m>,
    model: &'m Model,
    names: &'s ModelNames,
    options: &'s Options,
}

pub(super) fn module(scope: &Scope<'_>, index: usize, options: &Options) -> String {
    let id = ModelId(u16::try_from(index).unwrap_or(u16::MAX));
    let context = Context { id, scope, model: scope.model.model(id), names: &scope.models[index], options };
    let mut w = Writer::with_capacity(context.model.fields.len() * 700 + 1000);
    row(&mut w, &context, index);
    by_table(&mut w, &context);
    new(&mut w, &context);
    functions(&mut w, &context);
    compound_uniques(&mut w, &context);
    hidden_modules(&mut w, &context);
    w.finish()
}

impl Context<'_, '_> {
    /// The columns of the record, with their numbers and names.
    fn columns(&self) -> impl Iterator<Item = (usize, &Field, String)> {
        self.fields().filter(|(id, field, _)| field.is_column() && self.omitted().all(|omitted| omitted != *id))
    }

    /// The numbers of the columns that the record leaves out.
    fn omitted(&self) -> impl Iterator<Item = usize> {
        self.options.omit.of(self.id).map(FieldId::index)
    }

    fn fields(&self) -> impl Iterator<Item = (usize, &Field, String)> {
        self.model.fields.iter().enumerate().map(|(id, field)| (id, field, self.names.fields[id].text()))
    }

    fn column(&self, field: &Field) -> String {
        column(self.scope, field, "super")
    }

    fn row(&self) -> String {
        self.names.row.text()
    }

    /// The model that a relation leads to.
    fn target(&self, relation: RelationId, side: RelationSide) -> &ModelNames {
        &self.scope.models[self.scope.model.relation(relation).model(side.opposite()).index()]
    }

    /// `One<User>`.
    fn relation(&self, field: &Field, relation: RelationId, side: RelationSide, root: &str) -> String {
        let arity = match field.arity {
            Arity::Required => "One",
            Arity::Optional => "Opt",
            Arity::List => "Many",
        };
        format!("::nicol::{arity}<{root}::{}>", self.target(relation, side).row.text())
    }

    fn is_unique(&self, id: usize) -> bool {
        self.model.uniques.iter().any(|unique| matches!(unique.fields.as_slice(), [field] if field.index() == id))
    }

    fn field_type(&self, id: usize, field: &Field, row: &str, root: &str) -> String {
        let kind = if self.is_unique(id) { "Key" } else { "Field" };
        format!("::nicol::{kind}<{row}, {}>", column(self.scope, field, root))
    }

    /// Whether a record can't be created without the field.
    fn is_required(&self, id: usize, field: &Field) -> bool {
        let has_value = |field: &Field| field.default.is_some() || field.is_updated_at;
        match field.kind {
            _ if field.arity != Arity::Required => false,
            FieldKind::Relation(relation, RelationSide::Forward) => {
                let columns = &self.scope.model.relation(relation).fields;
                columns.iter().any(|column| !has_value(self.model.field(*column)))
            }
            FieldKind::Relation(..) | FieldKind::Composite(_) => false,
            FieldKind::Scalar(_) | FieldKind::Enum(_) => !has_value(field) && !self.is_linked(id),
        }
    }

    /// Whether the column belongs to a required relation: then that stands for it.
    fn is_linked(&self, id: usize) -> bool {
        self.model.fields.iter().any(|field| match field.kind {
            FieldKind::Relation(relation, RelationSide::Forward) if field.arity == Arity::Required => {
                self.scope.model.relation(relation).fields.iter().any(|column| column.index() == id)
            }
            _ => false,
        })
    }
}

fn row(w: &mut Writer, c: &Context<'_, '_>, index: usize) {
    let row = c.row();
    let what = if c.model.is_view { "view" } else { "model" };
    w.doc(c.model.documentation.as_deref(), format_args!("A record of the {what} `{}`.", c.model.name));
    if c.options.deserialize {
        w.line("#[derive(Clone, ::nicol::__private::serde::Deserialize)]");
        w.line("#[serde(crate = \"::nicol::__private::serde\")]");
    } else {
        w.line("#[derive(Clone)]");
    }
    w.block(format!("pub struct {row}"), |w| {
        for (_, field, name) in c.columns() {
            if let Some(text) = &field.documentation {
                w.doc(Some(text), "");
            }
            if c.options.deserialize && name != field.name {
                w.line(format!("#[serde(rename = {:?})]", field.name));
            }
            w.line(format!("pub {name}: {},", c.column(field)));
        }
    });
    w.gap();
    w.block(format!("impl ::nicol::Model for {row}"), |w| {
        w.line(format!("const ID: ::core::primitive::u16 = {index};"));
        w.line(format!("const NAME: &'static ::core::primitive::str = {:?};", c.model.name));
        let columns: Vec<[String; 2]> = c
            .columns()
            .map(|(_, field, name)| [format!("{:?}", field.name), format!("{:?}", name.trim_start_matches("r#"))])
            .collect();
        w.table("const COLUMNS: ::nicol::__private::Columns", &columns);
        let omitted: Vec<String> = c.omitted().map(|id| id.to_string()).collect();
        if !omitted.is_empty() {
            if omitted.len() > 10 {
                w.line("#[rustfmt::skip]");
            }
            w.line(format!("const OMITTED: &'static [::core::primitive::u16] = &[{}];", omitted.join(", ")));
        }
        w.gap();
        w.line("#[inline]");
        let params = ["c: &mut ::nicol::__private::Cursor<'_>".to_owned()];
        w.function("fn decode", &params, "Self", |w| {
            let cells: Vec<String> = c.columns().map(|(_, _, name)| format!("{name}: c.column()")).collect();
            match cells.as_slice() {
                // rustfmt leaves only very short literals on one line.
                [cell] if cell.len() <= 18 => w.line(format!("Self {{ {cell} }}")),
                _ => w.block("Self", |w| cells.iter().for_each(|cell| w.line(format!("{cell},")))),
            }
        });
        w.gap();
        w.line("#[inline]");
        let params = ["&self".to_owned(), "place: ::core::primitive::usize".to_owned()];
        w.function("fn cell", &params, "&dyn ::nicol::__private::Show", |w| {
            w.block("match place", |w| {
                let last = c.columns().count().saturating_sub(1);
                for (place, (_, _, name)) in c.columns().enumerate() {
                    let pattern = if place == last { "_".to_owned() } else { place.to_string() };
                    w.line(format!("{pattern} => &self.{name},"));
                }
            });
        });
    });
}

/// What a derive would do, by the table of columns: a derive's function for each trait has a part for each column.
fn by_table(w: &mut Writer, c: &Context<'_, '_>) {
    let row = c.row();
    w.implementation(
        &format!("::core::fmt::Debug for {row}"),
        "fn fmt",
        &["&self", "f: &mut ::core::fmt::Formatter<'_>"],
        "::core::fmt::Result",
        &format!("::nicol::__private::debug_row(self, {:?}, f)", row.trim_start_matches("r#")),
    );
    w.implementation(
        &format!("::core::cmp::PartialEq for {row}"),
        "fn eq",
        &["&self", "other: &Self"],
        "::core::primitive::bool",
        "::nicol::__private::same_row(self, other)",
    );
    w.implementation(
        &format!("::nicol::__private::Serialize for {row}"),
        "fn serialize<S: ::nicol::__private::Serializer>",
        &["&self", "s: S"],
        "::core::result::Result<S::Ok, S::Error>",
        "::nicol::__private::serialize_row(self, s)",
    );
}

fn new(w: &mut Writer, c: &Context<'_, '_>) {
    let required: Vec<_> = c.fields().filter(|(id, field, _)| c.is_required(*id, field)).collect();
    let name = c.names.new.text();
    let types: Vec<String> = required
        .iter()
        .map(|(_, field, _)| match field.kind {
            FieldKind::Relation(relation, side) => {
                format!("::nicol::Link<super::{}>", c.target(relation, side).row.text())
            }
            _ => borrowed(c.scope, field, "super"),
        })
        .collect();
    let lifetime = if types.iter().any(|t| t.starts_with("&'a ")) { "<'a>" } else { "" };
    let anonymous = if lifetime.is_empty() { "" } else { "<'_>" };

    w.gap();
    w.doc(None, format_args!("A new record of `{}`: what is required. All else by `set` and `with`.", c.model.name));
    if required.is_empty() {
        w.line(format!("pub struct {name} {{}}"));
    } else {
        w.block(format!("pub struct {name}{lifetime}"), |w| {
            for ((_, _, name), kind) in required.iter().zip(&types) {
                w.line(format!("pub {name}: {kind},"));
            }
        });
    }
    w.gap();
    w.block(format!("impl ::nicol::New for {name}{anonymous}"), |w| {
        w.line(format!("type Model = {};", c.row()));
        w.gap();
        w.line("#[inline]");
        if required.is_empty() {
            w.line("fn write(self, _: &mut ::nicol::__private::Record) {}");
            return;
        }
        w.block("fn write(self, out: &mut ::nicol::__private::Record)", |w| {
            for (id, field, name) in &required {
                match field.kind {
                    FieldKind::Relation(..) => w.call("out.link", &[id.to_string(), format!("self.{name}")], ";"),
                    _ => {
                        let head = format!("out.set::<{}>", c.column(field));
                        w.call(&head, &[id.to_string(), format!("self.{name}")], ";");
                    }
                }
            }
        });
    });
}

fn functions(w: &mut Writer, c: &Context<'_, '_>) {
    let row = c.row();
    for (id, field, name) in c.fields() {
        w.gap();
        match field.kind {
            FieldKind::Relation(relation, side) => {
                let target = &c.scope.model.model(c.scope.model.relation(relation).model(side.opposite())).name;
                let what = format_args!("The relation `{}` to `{target}`.", field.name);
                w.doc(field.documentation.as_deref(), what);
                w.line("#[inline]");
                let kind = format!("::nicol::Rel<{row}, {}>", c.relation(field, relation, side, "super"));
                w.function(&format!("pub fn {name}"), &[], &kind, |w| w.line(format!("::nicol::Rel::new({id})")));
            }
            _ => {
                w.doc(field.documentation.as_deref(), format_args!("The field `{}`.", field.name));
                w.line("#[inline]");
                let kind = c.field_type(id, field, &row, "super");
                w.function(&format!("pub fn {name}"), &[], &kind, |w| {
                    w.line(format!("::nicol::Field::new({id})"));
                });
            }
        }
    }
}

fn compound_uniques(w: &mut Writer, c: &Context<'_, '_>) {
    let row = c.row();
    for (unique, name) in c.model.uniques.iter().zip(&c.names.uniques) {
        let Some(name) = name else { continue };
        let fields: Vec<(&FieldId, &Field, String)> =
            unique.fields.iter().map(|id| (id, c.model.field(*id), c.names.fields[id.index()].text())).collect();
        let params: Vec<String> =
            fields.iter().map(|(_, field, name)| format!("{name}: impl ::nicol::Arg<{}>", c.column(field))).collect();
        w.gap();
        let list = fields.iter().map(|(_, field, _)| format!("`{}`", field.name)).collect::<Vec<_>>().join(" and ");
        w.doc(None, format_args!("The record with these values of {list}."));
        w.line("#[inline]");
        w.function(&format!("pub fn {}", name.text()), &params, &format!("::nicol::Unique<{row}>"), |w| {
            w.line("::nicol::__private::Compound::new()");
            for (id, field, name) in &fields {
                w.line(format!("    .eq::<{}>({}, {name})", c.column(field), id.index()));
            }
            w.line("    .unique()");
        });
    }
}

/// What `shape!` looks into: a type for each name, and a module for each relation.
fn hidden_modules(w: &mut Writer, c: &Context<'_, '_>) {
    let row = format!("super::{}", c.row());
    w.gap();
    w.line("#[doc(hidden)]");
    w.block("pub mod __t", |w| {
        for (id, field, name) in c.fields() {
            let kind = match field.kind {
                FieldKind::Relation(relation, side) => {
                    format!("::nicol::Rel<{row}, {}>", c.relation(field, relation, side, "super::super"))
                }
                _ => c.field_type(id, field, &row, "super::super"),
            };
            w.assignment(&format!("pub type {name}"), &kind);
        }
    });
    w.gap();
    w.line("#[doc(hidden)]");
    w.block("pub mod __m", |w| {
        let mut uses: Vec<(String, String)> = c
            .fields()
            .filter_map(|(_, field, name)| match field.kind {
                FieldKind::Relation(relation, side) => Some((c.target(relation, side).module.text(), name)),
                _ => None,
            })
            .collect();
        uses.sort_unstable();
        for (module, name) in uses {
            let alias = if module == name { String::new() } else { format!(" as {name}") };
            w.line(format!("pub use super::super::{module}{alias};"));
        }
        w.line(format!("pub type __Model = {row};"));
    });
}
