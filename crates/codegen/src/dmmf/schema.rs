//! `schema`: the types of all arguments and answers, from the surface.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use nicol_query::surface::{
    Arguments, Constraints, EnumType, FieldRef, Graph, GraphInput, InputField, InputType, OutputField, OutputKind,
    OutputName, OutputType, RefTarget, Surface, TypeKind, TypeRef,
};

use super::json::{Json, push_string};

pub(super) fn write(surface: &Surface<'_>, tells_parameters: bool, out: &mut Json<'_>) -> fmt::Result {
    let graph = surface.graph();
    let types = Types { surface, text: String::new(), inputs: HashMap::new() };
    Writer { surface, tells_parameters, types, fields: Vec::new(), arguments: HashMap::new(), kept: String::new() }
        .schema(&graph, out)
}

/// Types and where to find them, as text without `isList`.
struct Types<'s, 'm> {
    surface: &'s Surface<'m>,
    text: String,
    inputs: HashMap<TypeKind, Range<usize>>,
}

impl Types<'_, '_> {
    fn of(&mut self, kind: TypeKind) -> &str {
        let Self { surface, text, inputs } = self;
        let range = inputs.entry(kind).or_insert_with(|| {
            let start = text.len();
            text.push_str("{\"type\":\"");
            surface.push_type_name(kind, text);
            text.push_str(match kind {
                TypeKind::Scalar(_) | TypeKind::Null => "\",\"location\":\"scalar\",\"isList\":",
                TypeKind::Input(_) => "\",\"namespace\":\"prisma\",\"location\":\"inputObjectTypes\",\"isList\":",
                TypeKind::Enum(EnumType::Declared(_)) => {
                    "\",\"namespace\":\"model\",\"location\":\"enumTypes\",\"isList\":"
                }
                TypeKind::Enum(_) => "\",\"namespace\":\"prisma\",\"location\":\"enumTypes\",\"isList\":",
                TypeKind::FieldRef(_) => "\",\"namespace\":\"prisma\",\"location\":\"fieldRefTypes\",\"isList\":",
            });
            start..text.len()
        });
        &text[range.clone()]
    }
}

struct Writer<'s, 'm> {
    surface: &'s Surface<'m>,
    /// Whether arguments say if they can be parameters, as in Prisma 7.
    tells_parameters: bool,
    types: Types<'s, 'm>,
    /// Kept for its memory.
    fields: Vec<InputField<'m>>,
    /// Lists of arguments that were written, in `kept`.
    arguments: HashMap<Arguments, Range<usize>>,
    kept: String,
}

impl<'m> Writer<'_, 'm> {
    fn schema(mut self, graph: &Graph, out: &mut Json<'_>) -> fmt::Result {
        out.raw("{\"inputObjectTypes\":{")?;
        if !graph.inputs.is_empty() {
            out.raw("\"prisma\":")?;
            out.list(&graph.inputs, |out, input| self.input(input, out))?;
        }
        out.raw("},\"outputObjectTypes\":{\"prisma\":")?;
        let (models, others): (Vec<OutputType>, Vec<OutputType>) =
            graph.outputs.iter().partition(|output| is_of_model(**output));
        out.list(others, |out, output| self.output(output, out))?;
        if !models.is_empty() {
            out.raw(",\"model\":")?;
            out.list(models, |out, output| self.output(output, out))?;
        }
        out.raw("},\"enumTypes\":{")?;
        let (declared, others): (Vec<EnumType>, Vec<EnumType>) =
            graph.enums.iter().partition(|ty| matches!(ty, EnumType::Declared(_)));
        let mut separator = "";
        for (namespace, enums) in [("\"prisma\":", others), ("\"model\":", declared)] {
            if !enums.is_empty() {
                out.raw(separator)?;
                out.raw(namespace)?;
                out.list(enums, |out, ty| self.enumeration(ty, out))?;
                separator = ",";
            }
        }
        out.raw("},\"fieldRefTypes\":{")?;
        if !graph.field_refs.is_empty() {
            out.raw("\"prisma\":")?;
            out.list(&graph.field_refs, |out, reference| self.field_ref(*reference, out))?;
        }
        out.raw("}}")
    }

    fn input(&mut self, input: &GraphInput, out: &mut Json<'_>) -> fmt::Result {
        let GraphInput { ty, owner } = *input;
        let mut text = String::from("{\"name\":\"");
        self.surface.push_input_name(ty, &mut text);
        text.push('"');
        if let Some(owner) = owner {
            let name = self.surface.container_name(owner);
            text.push_str(",\"meta\":{");
            if is_condition(ty) {
                text.push_str("\"source\":\"");
                text.push_str(name);
                text.push_str("\",");
            }
            text.push_str("\"grouping\":\"");
            text.push_str(name);
            text.push_str("\"}");
        }
        let Constraints { at_most, at_least } = self.surface.constraints(ty);
        let number = |number: Option<u8>| number.map_or_else(|| "null".to_owned(), |n| n.to_string());
        text.push_str(",\"constraints\":{\"maxNumFields\":");
        text.push_str(&number(at_most));
        text.push_str(",\"minNumFields\":");
        text.push_str(&number(at_least));
        if let InputType::WhereUnique(model) = ty {
            text.push_str(",\"fields\":[");
            for (at, unique) in self.surface.unique_names(model).enumerate() {
                if at > 0 {
                    text.push(',');
                }
                push_string(unique.listed_name, &mut text);
            }
            text.push(']');
        }
        text.push_str("},\"fields\":[");
        out.raw(&text)?;
        text.clear();
        let mut fields = std::mem::take(&mut self.fields);
        fields.clear();
        self.surface.fields_into(ty, &mut fields);
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            self.field(field, false, &mut text);
            out.raw(&text)?;
            text.clear();
        }
        self.fields = fields;
        out.raw("]}")
    }

    /// An argument or a field of an input type.
    fn field(&mut self, field: &InputField<'m>, needs_order: bool, text: &mut String) {
        const FLAGS: [&str; 4] = [
            "\",\"isRequired\":false,\"isNullable\":false,\"inputTypes\":[",
            "\",\"isRequired\":false,\"isNullable\":true,\"inputTypes\":[",
            "\",\"isRequired\":true,\"isNullable\":false,\"inputTypes\":[",
            "\",\"isRequired\":true,\"isNullable\":true,\"inputTypes\":[",
        ];
        text.push_str("{\"name\":\"");
        text.push_str(field.name);
        text.push_str(FLAGS[usize::from(field.is_required) * 2 + usize::from(field.is_nullable)]);
        for (at, ty) in field.types.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            self.type_ref(*ty, text);
        }
        text.push_str(match (self.tells_parameters, field.is_parameterizable) {
            (false, _) => "]",
            (true, false) => "],\"isParameterizable\":false",
            (true, true) => "],\"isParameterizable\":true",
        });
        if needs_order {
            text.push_str(",\"requiresOtherFields\":[\"orderBy\"]");
        }
        text.push('}');
    }

    fn type_ref(&mut self, ty: TypeRef, text: &mut String) {
        text.push_str(self.types.of(ty.kind));
        text.push_str(if ty.is_list { "true}" } else { "false}" });
    }

    fn output(&mut self, output: OutputType, out: &mut Json<'_>) -> fmt::Result {
        let mut name = String::new();
        self.surface.push_output_name(output, &mut name);
        out.raw("{\"name\":\"")?;
        out.raw(&name)?;
        out.raw("\",\"fields\":")?;
        out.list(self.surface.output_fields(output), |out, field| self.output_field(&field, out))?;
        out.raw("}")
    }

    fn output_field(&mut self, field: &OutputField<'m>, out: &mut Json<'_>) -> fmt::Result {
        out.raw("{\"name\":\"")?;
        match field.name {
            OutputName::Plain(name) => out.raw(name)?,
            OutputName::Operation(operation, model) => {
                let (before, after) = operation.around();
                for part in [before, &self.surface.model.model(model).name, after] {
                    out.raw(part)?;
                }
            }
        }
        out.raw("\",\"args\":[")?;
        self.argument_list(field.arguments, out)?;
        out.raw("],\"isNullable\":")?;
        out.boolean(field.is_nullable)?;
        out.raw(",\"outputType\":")?;
        let mut text = String::new();
        match field.kind {
            OutputKind::Scalar(scalar) => text.push_str(self.types.of(TypeKind::Scalar(scalar))),
            OutputKind::Enum(ty) => text.push_str(self.types.of(TypeKind::Enum(ty))),
            OutputKind::Object(output) => {
                text.push_str("{\"type\":\"");
                self.surface.push_output_name(output, &mut text);
                text.push_str("\",\"namespace\":\"");
                text.push_str(if is_of_model(output) { "model" } else { "prisma" });
                text.push_str("\",\"location\":\"outputObjectTypes\",\"isList\":");
            }
        }
        text.push_str(if field.is_list { "true}}" } else { "false}}" });
        out.raw(&text)
    }

    /// Arguments, kept because those of related records repeat.
    fn argument_list(&mut self, arguments: Arguments, out: &mut Json<'_>) -> fmt::Result {
        if let Some(range) = self.arguments.get(&arguments) {
            return out.raw(&self.kept[range.clone()]);
        }
        let mut text = String::new();
        let mut fields = std::mem::take(&mut self.fields);
        fields.clear();
        self.surface.arguments_into(arguments, &mut fields);
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            self.field(field, self.surface.needs_order(arguments, field.name), &mut text);
        }
        self.fields = fields;
        if matches!(arguments, Arguments::Related(_) | Arguments::Where(_)) {
            let start = self.kept.len();
            self.kept.push_str(&text);
            self.arguments.insert(arguments, start..self.kept.len());
        }
        out.raw(&text)
    }

    fn enumeration(&self, ty: EnumType, out: &mut Json<'_>) -> fmt::Result {
        let mut name = String::new();
        self.surface.push_enum_name(ty, &mut name);
        out.raw("{\"name\":\"")?;
        out.raw(&name)?;
        out.raw("\",\"values\":")?;
        out.strings(self.surface.words(ty))?;
        out.raw("}")
    }

    fn field_ref(&mut self, reference: FieldRef, out: &mut Json<'_>) -> fmt::Result {
        let mut text = String::from("{\"name\":\"");
        self.surface.push_field_ref_name(reference, &mut text);
        text.push_str("\",\"allowTypes\":[");
        let kind = match reference.target {
            RefTarget::Scalar(scalar) => TypeKind::Scalar(scalar),
            RefTarget::Enum(ty) => TypeKind::Enum(ty),
        };
        self.type_ref(TypeRef { kind, is_list: reference.is_list }, &mut text);
        text.push_str("],\"fields\":[");
        for (at, field) in Surface::reference_fields().iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            self.field(field, false, &mut text);
        }
        text.push_str("]}");
        out.raw(&text)
    }
}

/// Whether an input type is a condition on records: DMMF names the model that it filters.
const fn is_condition(ty: InputType) -> bool {
    matches!(ty, InputType::Where(_) | InputType::WhereUnique(_) | InputType::ScalarWhere(_) | InputType::Having(_))
}

/// Whether an output type stands among those of models.
const fn is_of_model(output: OutputType) -> bool {
    matches!(output, OutputType::Record(_) | OutputType::CreateManyAndReturn(_) | OutputType::UpdateManyAndReturn(_))
}
