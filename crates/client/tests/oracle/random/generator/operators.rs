//! Every operator of every column: not at random, the surface says which there are.

use std::collections::BTreeMap;

use nicol_model::{Arity, Field, FieldKind, ModelId, ScalarType};
use nicol_query::surface::{Container, EnumType, InputField, InputType, RefTarget, Surface, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use super::super::contents::{Contents, key};
use super::{Generator, name_of};

/// How many values each operator is tried with, of each form that it takes.
const VALUES: usize = 2;

/// The requests, and how many there are of each operator of each type of column.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) requests: Vec<Value>,
    pub(crate) counts: BTreeMap<String, BTreeMap<String, usize>>,
}

/// A column whose operators are tried.
#[derive(Clone, Copy)]
struct Subject<'m> {
    model: ModelId,
    field: &'m Field,
    is_sqlite: bool,
}

impl<'m> Generator<'m> {
    /// Reads by every operator of every column, with values that rows have and others: at most so many for each operator
    /// of each type.
    pub(crate) fn operators(&mut self, rows: &Contents, is_sqlite: bool, most: usize) -> Table {
        self.rows.clone_from(rows);
        let model = self.model;
        let surface = Surface::new(model);
        let mut table = Table::default();
        for (id, m) in surface.models() {
            for input in surface.fields(InputType::Where(Container::Model(id))) {
                let field = m.find_field(input.name).map(|f| m.field(f)).filter(|f| f.is_column());
                let Some(field) = field else { continue };
                let subject = Subject { model: id, field, is_sqlite };
                let mut conditions = Vec::new();
                for ty in &input.types {
                    match ty.kind {
                        TypeKind::Input(filter) => {
                            self.filter_operators(&surface, subject, filter, true, &mut conditions)
                        }
                        _ => self.operands(subject, "equals", *ty).into_iter().for_each(|v| {
                            conditions.push(("shorthand".to_owned(), v));
                        }),
                    }
                }
                let order: Vec<Value> = key(m).iter().map(|f| json!({name_of(m, *f): "asc"})).collect();
                let select: Map<_, _> = key(m).iter().map(|f| (name_of(m, *f), Value::Bool(true))).collect();
                let ty = type_name(model, field);
                for (operator, condition) in conditions {
                    let count = table.counts.entry(ty.clone()).or_default().entry(operator).or_default();
                    if *count == most {
                        continue;
                    }
                    *count += 1;
                    table.requests.push(json!({"id": 0, "model": m.name, "action": "findMany",
                        "args": {"where": {field.name.clone(): condition}, "orderBy": order, "select": select}}));
                }
            }
        }
        table
    }

    /// Objects with each operator of a filter.
    fn filter_operators(
        &mut self,
        surface: &Surface<'m>,
        subject: Subject<'m>,
        filter: InputType,
        is_top: bool,
        out: &mut Vec<(String, Value)>,
    ) {
        let inputs: Vec<InputField<'m>> = surface.fields(filter);
        let has_mode = inputs.iter().any(|input| input.name == "mode");
        let has_path = inputs.iter().any(|input| input.name == "path");
        for input in &inputs {
            if matches!(input.name, "mode" | "path") {
                continue;
            }
            let mut values = Vec::new();
            for ty in &input.types {
                match ty.kind {
                    TypeKind::Input(inner) if is_top => {
                        let mut nested = Vec::new();
                        self.filter_operators(surface, subject, inner, false, &mut nested);
                        for (operator, value) in nested {
                            out.push((format!("{}.{operator}", input.name), json!({input.name: value})));
                        }
                    }
                    TypeKind::Input(_) => {}
                    _ => values.extend(self.operands(subject, input.name, *ty)),
                }
            }
            for value in values {
                if has_mode {
                    out.push((
                        format!("{} insensitive", input.name),
                        json!({input.name: value, "mode": "insensitive"}),
                    ));
                }
                if has_path {
                    let path = if subject.is_sqlite { json!("$.a") } else { json!(["a"]) };
                    out.push((format!("path {}", input.name), json!({input.name: value, "path": path})));
                }
                out.push((input.name.to_owned(), json!({input.name: value})));
            }
        }
    }

    /// Values of a type for an operator.
    fn operands(&mut self, subject: Subject<'m>, operator: &str, ty: TypeRef) -> Vec<Value> {
        let field = subject.field;
        let m = self.model.model(subject.model);
        match ty.kind {
            TypeKind::Null => vec![Value::Null],
            TypeKind::Enum(EnumType::JsonNullValueFilter) => {
                ["DbNull", "JsonNull", "AnyNull"].map(|v| json!({"$type": "Null", "value": v})).into()
            }
            TypeKind::FieldRef(reference) => {
                let is_list = reference.is_list || matches!(operator, "in" | "notIn");
                let wanted = |other: &&Field| {
                    let is_of_type = match reference.target {
                        RefTarget::Scalar(kind) => other.kind == FieldKind::Scalar(kind),
                        RefTarget::Enum(_) => other.kind == field.kind,
                    };
                    let is_alike = other.kind != field.kind || native(other) == native(field);
                    is_of_type && is_alike && (other.arity == Arity::List) == is_list && other.name != field.name
                };
                let other = m.fields.iter().find(wanted);
                other.map(|o| json!({"$type": "FieldRef", "model": m.name, "field": o.name})).into_iter().collect()
            }
            TypeKind::Scalar(ScalarType::Boolean) if operator == "isEmpty" => vec![json!(true), json!(false)],
            TypeKind::Scalar(kind) if field.kind != FieldKind::Scalar(kind) && kind != ScalarType::Json => {
                // Parts of a JSON value are looked for by text.
                ["x", "a", ""].map(Value::from).into()
            }
            TypeKind::Scalar(_) | TypeKind::Enum(_) => {
                let mut values = Vec::new();
                for round in 0..VALUES {
                    // Each client has set its own time.
                    let is_own = !field.is_updated_at;
                    let known = (round == 0 && is_own).then(|| self.any_row(subject.model)).flatten();
                    let known = known.map(|row| row[&field.name].clone()).filter(|v| !v.is_null() && !v.is_array());
                    let one = known.unwrap_or_else(|| self.literal(field));
                    values.push(if ty.is_list { json!([one, self.literal(field)]) } else { one });
                }
                if ty.is_list {
                    values.push(json!([]));
                }
                values
            }
            TypeKind::Input(_) => Vec::new(),
        }
    }
}

fn native(field: &Field) -> Option<&str> {
    field.native_type.as_ref().map(|native| native.name.as_str())
}

fn type_name(model: &nicol_model::DataModel, field: &Field) -> String {
    let kind = match field.kind {
        FieldKind::Scalar(scalar) => scalar.to_string(),
        FieldKind::Enum(id) => format!("enum {}", model.enumeration(id).name),
        FieldKind::Relation(..) | FieldKind::Composite(_) => String::new(),
    };
    let native = field.native_type.as_ref().map_or(String::new(), |t| format!(" @db.{}", t.name));
    let arity = match field.arity {
        Arity::List => "[]",
        Arity::Optional => "?",
        Arity::Required => "",
    };
    format!("{kind}{arity}{native}")
}
