//! `select`, `include` and `omit`.

use nicol_query::surface::{OutputField, OutputKind, OutputType, RootOperation};

use super::super::names::capitalised;
use super::super::types::{EXT_ARGS, output_name};
use super::super::writer::Writer;
use super::Subject;

impl<'m> Subject<'_, 'm> {
    pub(super) fn selections(&self, w: &mut Writer) {
        let Self { name, id, client, .. } = self;
        if self.has_counts() {
            self.counts(w);
        }
        self.select("Select", &self.fields, w);
        let many = [
            (RootOperation::CreateManyAndReturn, "CreateManyAndReturn", OutputType::CreateManyAndReturn(*id)),
            (RootOperation::UpdateManyAndReturn, "UpdateManyAndReturn", OutputType::UpdateManyAndReturn(*id)),
        ]
        .map(|(operation, suffix, output)| {
            let fields = if self.has(operation) { client.surface.output_fields(output) } else { Vec::new() };
            (suffix, fields)
        });
        for (suffix, fields) in many.iter().filter(|(_, fields)| !fields.is_empty()) {
            self.select(&["Select", suffix].concat(), fields, w);
        }
        w.gap();
        w.block(&["export type ", name, "SelectScalar ="], |w| {
            self.columns().for_each(|field| w.line(&[output_name(field), "?: boolean", client.skip()]));
        });
        w.gap();
        let columns: Vec<String> = self.columns().map(|field| format!("\"{}\"", output_name(field))).collect();
        let skip = if client.is_strict { ", runtime.Types.Skip" } else { "" };
        let columns = if columns.is_empty() { "never".to_owned() } else { columns.join(" | ") };
        w.begin(&["export type ", name, "Omit", EXT_ARGS, " = runtime.Types.Extensions.GetOmit<", &columns]);
        w.end(&[", ExtArgs[\"result\"][\"", &self.property, "\"]", skip, ">"]);
        if self.has_relations() {
            self.include("Include", &self.fields, w);
            for (suffix, fields) in many.iter().filter(|(_, fields)| !fields.is_empty()) {
                self.include(&["Include", suffix].concat(), fields, w);
            }
        }
    }

    fn select(&self, suffix: &str, fields: &[OutputField<'m>], w: &mut Writer) {
        w.gap();
        w.block_with(
            &["export type ", self.name, suffix, EXT_ARGS, " = runtime.Types.Extensions.GetSelect<{"],
            |w| fields.iter().for_each(|field| self.selected(field, w)),
            &["}, ExtArgs[\"result\"][\"", &self.property, "\"]>"],
        );
    }

    fn include(&self, suffix: &str, fields: &[OutputField<'m>], w: &mut Writer) {
        w.gap();
        w.block(&["export type ", self.name, suffix, EXT_ARGS, " ="], |w| {
            let objects = fields.iter().filter(|field| matches!(field.kind, OutputKind::Object(_)));
            objects.for_each(|field| self.selected(field, w));
        });
    }

    /// A field in a selection.
    fn selected(&self, field: &OutputField<'m>, w: &mut Writer) {
        let name = output_name(field);
        w.begin(&[name, "?: boolean"]);
        match field.kind {
            OutputKind::Object(OutputType::Record(target)) => {
                let target = self.client.surface.container_name(target);
                w.add(&[" | ", &self.relation_args(field, name, target)]);
            }
            OutputKind::Object(_) => w.add(&[" | Prisma.", &self.capitalised, "CountOutputTypeDefaultArgs<ExtArgs>"]),
            OutputKind::Scalar(_) | OutputKind::Enum(_) => {}
        }
        w.end(&[self.client.skip()]);
    }

    /// How many related records there are.
    fn counts(&self, w: &mut Writer) {
        let Self { client, .. } = self;
        let output = OutputType::Count(self.id);
        let name = client.output_type(output);
        let fields = client.surface.output_fields(output);
        w.gap();
        w.block(&["export type ", &name, " ="], |w| {
            fields.iter().for_each(|field| client.output_field(field, w));
        });
        w.gap();
        w.block(&["export type ", &name, "Select", EXT_ARGS, " ="], |w| {
            for field in &fields {
                let field = output_name(field);
                let count = capitalised(field);
                w.line(&[field, "?: boolean | ", &name, "Count", &count, "Args"]);
            }
        });
        w.gap();
        w.block(&["export type ", &name, "DefaultArgs", EXT_ARGS, " ="], |w| {
            w.line(&["select?: Prisma.", &name, "Select<ExtArgs> | null"]);
        });
        for field in &fields {
            let count = capitalised(output_name(field));
            w.gap();
            w.block(&["export type ", &name, "Count", &count, "Args", EXT_ARGS, " ="], |w| {
                self.given(field.arguments, w);
            });
        }
    }
}
