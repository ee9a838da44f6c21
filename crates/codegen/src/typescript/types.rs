//! Types of the surface in the words of TypeScript.

use nicol_model::ScalarType;
use nicol_query::surface::{
    EnumType, InputField, InputType, OutputField, OutputKind, OutputName, OutputType, TypeKind, TypeRef,
};

use super::Client;
use super::writer::Writer;

/// The parameter of types that extensions of the client can change.
pub(super) const EXT_ARGS: &str =
    "<ExtArgs extends runtime.Types.Extensions.InternalArgs = runtime.Types.Extensions.DefaultArgs>";

/// What the columns of a filter may be compared with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Compared<'a> {
    /// Columns of this model.
    With(&'a str),
    /// Those of the model that the type is made for.
    WithParameter,
}

impl Compared<'_> {
    fn write(self, w: &mut Writer) {
        match self {
            Self::With(model) => w.add(&["<\"", model, "\">"]),
            Self::WithParameter => w.add(&["<$PrismaModel>"]),
        }
    }
}

/// Whether a type compares columns with others: those of which model is its parameter.
pub(super) const fn compares(input: InputType) -> bool {
    matches!(input, InputType::Filter(_) | InputType::ListFilter(_))
}

/// What a value of a scalar may be given as, one after the other.
const fn given(scalar: ScalarType) -> &'static [&'static str] {
    match scalar {
        ScalarType::String => &["string"],
        ScalarType::Boolean => &["boolean"],
        ScalarType::Int | ScalarType::Float => &["number"],
        ScalarType::BigInt => &["bigint", "number"],
        ScalarType::Decimal => &["runtime.Decimal", "runtime.DecimalJsLike", "number", "string"],
        ScalarType::DateTime => &["Date", "string"],
        ScalarType::Json => &["runtime.InputJsonValue"],
        ScalarType::Bytes => &["runtime.Bytes"],
    }
}

/// What a value of a scalar is in results.
const fn returned(scalar: ScalarType) -> &'static str {
    match scalar {
        ScalarType::String => "string",
        ScalarType::Boolean => "boolean",
        ScalarType::Int | ScalarType::Float => "number",
        ScalarType::BigInt => "bigint",
        ScalarType::Decimal => "runtime.Decimal",
        ScalarType::DateTime => "Date",
        ScalarType::Json => "runtime.JsonValue",
        ScalarType::Bytes => "runtime.Bytes",
    }
}

impl Client<'_> {
    /// `| runtime.Types.Skip`, where fields can be left out by a value.
    pub(super) const fn skip(&self) -> &'static str {
        if self.is_strict { " | runtime.Types.Skip" } else { "" }
    }

    /// A field of an input type, or an argument.
    pub(super) fn input_field(&self, field: &InputField<'_>, compared: Compared<'_>, w: &mut Writer) {
        w.begin(&[field.name, if field.is_required { ": " } else { "?: " }]);
        self.alternatives(&field.types, compared, w);
        w.end(&[if field.is_required { "" } else { self.skip() }]);
    }

    /// The types that a place takes: objects first, of which only one can be meant.
    pub(super) fn alternatives(&self, types: &[TypeRef], compared: Compared<'_>, w: &mut Writer) {
        let is_object = |ty: &&TypeRef| matches!(ty.kind, TypeKind::Input(_)) && !ty.is_list;
        let objects: Vec<&TypeRef> = types.iter().filter(is_object).collect();
        for _ in 1..objects.len() {
            w.add(&["Prisma.XOR<"]);
        }
        for (at, object) in objects.iter().enumerate() {
            if at > 0 {
                w.add(&[", "]);
            }
            self.type_ref(**object, compared, w);
            if at > 0 {
                w.add(&[">"]);
            }
        }
        let mut is_first = objects.is_empty();
        for ty in types.iter().filter(|ty| !is_object(ty)) {
            w.add(&[if is_first { "" } else { " | " }]);
            self.type_ref(*ty, compared, w);
            is_first = false;
        }
        if is_first {
            w.add(&["never"]);
        }
    }

    fn type_ref(&self, ty: TypeRef, compared: Compared<'_>, w: &mut Writer) {
        let list = if ty.is_list { "[]" } else { "" };
        match ty.kind {
            TypeKind::Null => w.add(&["null"]),
            TypeKind::Scalar(scalar) => {
                for (at, name) in given(scalar).iter().enumerate() {
                    w.add(&[if at > 0 { " | " } else { "" }, name, list]);
                }
            }
            TypeKind::Enum(ty) => {
                self.enumeration(ty, w);
                w.add(&[list]);
            }
            TypeKind::Input(input) => {
                w.add(&["Prisma."]);
                self.surface.push_input_name(input, w.text());
                if compares(input) {
                    compared.write(w);
                }
                w.add(&[list]);
            }
            TypeKind::FieldRef(reference) => {
                w.add(&["Prisma."]);
                self.surface.push_field_ref_name(reference, w.text());
                compared.write(w);
            }
        }
    }

    fn enumeration(&self, ty: EnumType, w: &mut Writer) {
        w.add(&[if matches!(ty, EnumType::Declared(_)) { "$Enums." } else { "Prisma." }]);
        self.surface.push_enum_name(ty, w.text());
    }

    /// A column of a record, or a part of an aggregate, in a result.
    pub(super) fn output_field(&self, field: &OutputField<'_>, w: &mut Writer) {
        w.begin(&[output_name(field), ": "]);
        match field.kind {
            OutputKind::Scalar(scalar) => w.add(&[returned(scalar)]),
            OutputKind::Enum(ty) => self.enumeration(ty, w),
            OutputKind::Object(output) => {
                w.add(&["Prisma."]);
                self.surface.push_output_name(output, w.text());
            }
        }
        w.end(&[match (field.is_list, field.is_nullable) {
            (true, _) => "[]",
            (false, true) => " | null",
            (false, false) => "",
        }]);
    }

    /// The name of an output type.
    pub(super) fn output_type(&self, output: OutputType) -> String {
        let mut name = String::new();
        self.surface.push_output_name(output, &mut name);
        name
    }
}

/// The name of a field that is no operation.
pub(super) const fn output_name<'m>(field: &OutputField<'m>) -> &'m str {
    match field.name {
        OutputName::Plain(name) => name,
        OutputName::Operation(..) => "",
    }
}
