//! What a record holds: the payload that all results are made from.

use nicol_query::surface::{FieldRef, OutputKind, RefTarget};

use super::super::types::{EXT_ARGS, output_name};
use super::super::writer::Writer;
use super::{Subject, around};

impl Subject<'_, '_> {
    pub(super) fn payload(&self, w: &mut Writer) {
        let Self { name, client, .. } = self;
        w.gap();
        w.block(&["export type $", name, "Payload", EXT_ARGS, " ="], |w| {
            w.line(&["name: \"", name, "\""]);
            if self.has_relations() {
                w.block(&["objects:"], |w| {
                    for (field, target) in self.relations() {
                        w.line(&[
                            output_name(field),
                            ": Prisma.$",
                            client.name(target),
                            "Payload<ExtArgs>",
                            around(field),
                        ]);
                    }
                });
            } else {
                w.line(&["objects: {}"]);
            }
            w.block_with(
                &["scalars: runtime.Types.Extensions.GetPayloadResult<{"],
                |w| {
                    for field in self.columns() {
                        let documentation = self.field(output_name(field)).and_then(|f| f.documentation.as_deref());
                        w.doc(documentation, &[]);
                        client.output_field(field, w);
                    }
                },
                &["}, ExtArgs[\"result\"][\"", &self.property, "\"]>"],
            );
            w.line(&["composites: {}"]);
        });
        w.gap();
        w.line(&[
            "export type ",
            name,
            "GetPayload<S extends boolean | null | undefined | ",
            name,
            "DefaultArgs> = runtime.Types.Result.GetResult<Prisma.$",
            name,
            "Payload, S>",
        ]);
        w.gap();
        w.block(&["export interface ", name, "FieldRefs"], |w| {
            for column in self.columns() {
                let target = match column.kind {
                    OutputKind::Scalar(scalar) => RefTarget::Scalar(scalar),
                    OutputKind::Enum(ty) => RefTarget::Enum(ty),
                    OutputKind::Object(_) => continue,
                };
                w.begin(&["readonly ", output_name(column), ": Prisma.FieldRef<\"", name, "\", '"]);
                client.surface.push_ref_target(FieldRef { target, is_list: column.is_list }, w.text());
                w.end(&["'>"]);
            }
        });
    }
}
