//! The data model against the `datamodel` part of the published DMMF.

use nicol_diagnostics::{SourceFile, Sources};
use nicol_model::bytes::{from_bytes, to_bytes};
use nicol_model::{
    Arity, DataModel, DefaultFunction, DefaultValue, Field, FieldId, FieldKind, Literal, Model, RelationSide,
    ScalarType,
};
use nicol_schema::lower::data_model;
use nicol_testkit::oracle::Oracle;
use nicol_testkit::{cases, corpus};
use serde_json::{Map, Value, json};

/// What both forms know of a schema, in one form.
fn ours(data: &DataModel) -> Value {
    // DMMF has the views behind the models.
    let (views, models): (Vec<&Model>, Vec<&Model>) = data.models.iter().partition(|m| m.is_view);
    let models = models.into_iter().chain(views).map(|m| model(data, m)).collect::<Vec<_>>();
    let enums = data.enums.iter().map(|e| {
        let mapped = |name: &str, database: &str| (name != database).then(|| database.to_owned());
        let values = e.values.iter().map(|v| json!([v.name, mapped(&v.name, &v.database_name)])).collect::<Vec<_>>();
        json!({ "name": e.name, "dbName": mapped(&e.name, &e.database_name), "values": values })
    });
    json!({ "models": models, "enums": enums.collect::<Vec<_>>() })
}

fn model(data: &DataModel, model: &Model) -> Value {
    let fields: Vec<Value> = model.fields.iter().map(|f| field(data, model, f)).collect();
    let names = |ids: &[FieldId]| ids.iter().map(|id| model.field(*id).name.clone()).collect::<Vec<_>>();
    // Single-field uniques show at their fields.
    let compounds = |is_id: bool| {
        let found = model.uniques.iter().filter(move |u| u.is_primary_key == is_id && u.fields.len() > 1);
        found.map(|u| json!([u.name, names(&u.fields)])).collect::<Vec<_>>()
    };
    json!({
        "name": model.name,
        "dbName": (model.database_name != model.name).then_some(&model.database_name),
        "schema": model.namespace,
        "documentation": model.documentation,
        "ids": compounds(true),
        "uniques": compounds(false),
        "fields": fields,
    })
}

fn field(data: &DataModel, model: &Model, field: &Field) -> Value {
    let id = model.find_field(&field.name).unwrap();
    let is_alone_in = |is_id: bool| model.uniques.iter().any(|u| u.is_primary_key == is_id && u.fields == [id]);
    let (kind, ty) = match field.kind {
        FieldKind::Scalar(scalar) => ("scalar", scalar.name().to_owned()),
        FieldKind::Enum(id) => ("enum", data.enumeration(id).name.clone()),
        FieldKind::Composite(id) => ("object", data.composite(id).name.clone()),
        FieldKind::Relation(id, side) => ("object", data.model(data.relation(id).model(side.opposite())).name.clone()),
    };
    let mut shown = json!({
        "name": field.name,
        "dbName": (field.database_name != field.name).then_some(&field.database_name),
        "kind": kind,
        "type": ty,
        "isList": field.arity == Arity::List,
        "isRequired": field.arity != Arity::Optional,
        "isId": is_alone_in(true),
        "isUnique": is_alone_in(false) && !is_alone_in(true),
        "isUpdatedAt": field.is_updated_at,
        "nativeType": field.native_type.as_ref().map(|n| json!([n.name, n.args])),
        "default": field.default.as_ref().map(|d| default(field.kind, d)),
        "documentation": field.documentation,
    });
    if let FieldKind::Relation(id, side) = field.kind {
        let relation = data.relation(id);
        let forward = side == RelationSide::Forward;
        let names = |model: &Model, ids: &[FieldId]| {
            ids.iter().filter(|_| forward).map(|id| model.field(*id).name.clone()).collect::<Vec<_>>()
        };
        shown["relation"] = json!([
            relation.name,
            names(data.model(relation.forward_model), &relation.fields),
            names(data.model(relation.back_model), &relation.references),
        ]);
    }
    shown
}

fn default(kind: FieldKind, value: &DefaultValue) -> Value {
    match value {
        DefaultValue::Literal(value) => literal(kind, value),
        DefaultValue::List(values) => values.iter().map(|v| literal(kind, v)).collect(),
        DefaultValue::Function(function) => {
            let (name, args) = match function {
                DefaultFunction::Autoincrement => ("autoincrement", json!([])),
                DefaultFunction::Now => ("now", json!([])),
                DefaultFunction::Cuid(n) => ("cuid", json!([n])),
                DefaultFunction::Uuid(n) => ("uuid", json!([n])),
                DefaultFunction::Nanoid(length) => ("nanoid", length.iter().map(|n| json!(n)).collect()),
                DefaultFunction::Ulid => ("ulid", json!([])),
                DefaultFunction::Dbgenerated(expression) => ("dbgenerated", expression.iter().cloned().collect()),
                DefaultFunction::Sequence => ("sequence", json!([])),
                DefaultFunction::Auto => ("auto", json!([])),
            };
            json!({ "name": name, "args": args })
        }
    }
}

fn literal(kind: FieldKind, value: &Literal) -> Value {
    match (kind, value) {
        // DMMF writes them anew, which is for its printer.
        (FieldKind::Scalar(ScalarType::DateTime), _) => json!("a moment"),
        (FieldKind::Scalar(ScalarType::BigInt), Literal::Number(digits)) => json!(digits),
        (_, Literal::Number(digits)) => json!(digits.parse::<f64>().unwrap()),
        (_, Literal::String(text) | Literal::Enum(text)) => json!(text),
        (_, Literal::Boolean(value)) => json!(value),
    }
}

/// DMMF in the same form.
fn theirs(dmmf: &Value) -> Value {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let data = &dmmf["datamodel"];
    let models = list(&data["models"]).iter().map(their_model).collect::<Vec<_>>();
    let enums = list(&data["enums"]).into_iter().map(|e| {
        let values = list(&e["values"]).iter().map(|v| json!([v["name"], other_name(v)])).collect::<Vec<_>>();
        json!({ "name": e["name"], "dbName": other_name(&e), "values": values })
    });
    json!({ "models": models, "enums": enums.collect::<Vec<_>>() })
}

/// The name in the database where it is another one; DMMF shows a written one always.
fn other_name(item: &Value) -> Value {
    if item["dbName"] == item["name"] { Value::Null } else { item["dbName"].clone() }
}

fn their_model(model: &Value) -> Value {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let joined =
        |fields: &Value| list(fields).iter().map(|f| f.as_str().unwrap().to_owned()).collect::<Vec<_>>().join("_");
    let named = |key: &Value| {
        let name = key["name"].as_str().map_or_else(|| joined(&key["fields"]), str::to_owned);
        (list(&key["fields"]).len() > 1).then(|| json!([name, key["fields"]]))
    };
    let single_id = list(&model["primaryKey"]["fields"]);
    let fields = list(&model["fields"]).into_iter().map(|f| {
        let mut field: Map<String, Value> = f.as_object().cloned().unwrap();
        let mut take = |key: &str| field.remove(key).unwrap_or(Value::Null);
        let relation = match take("relationName") {
            Value::Null => Value::Null,
            name => json!([name, take("relationFromFields"), take("relationToFields")]),
        };
        let default = match take("default") {
            // A number is a number, whichever way it is written.
            Value::Number(number) => json!(number.as_f64()),
            Value::Array(items) if items.iter().all(Value::is_number) => {
                items.iter().map(|n| json!(n.as_f64())).collect()
            }
            Value::String(_) | Value::Array(_) if f["type"] == "DateTime" => json!("a moment"),
            other => other,
        };
        let mut shown = json!({
            "name": f["name"], "dbName": other_name(&f), "kind": f["kind"], "type": f["type"], "isList": f["isList"],
            "isRequired": f["isRequired"], "isId": f["isId"], "isUnique": f["isUnique"],
            "isUpdatedAt": f["isUpdatedAt"], "nativeType": f["nativeType"], "default": default,
            "documentation": f["documentation"],
        });
        if !relation.is_null() {
            shown["relation"] = relation;
        }
        shown
    });
    json!({
        "name": model["name"],
        "dbName": other_name(model),
        "schema": model["schema"],
        "documentation": model["documentation"],
        "ids": if single_id.len() > 1 { named(&model["primaryKey"]).into_iter().collect() } else { Vec::new() },
        "uniques": list(&model["uniqueIndexes"]).iter().filter_map(named).collect::<Vec<_>>(),
        "fields": fields.collect::<Vec<_>>(),
    })
}

/// The first difference of two values, with its way.
fn difference(way: &str, ours: &Value, theirs: &Value) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys());
            keys.into_iter().find_map(|k| difference(&format!("{way}.{k}"), &ours[k], &theirs[k]))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => (0..a.len())
            .find_map(|i| difference(&format!("{way}[{}]", a[i].get("name").unwrap_or(&json!(i))), &a[i], &b[i])),
        _ => (ours != theirs).then(|| format!("{way}\nours:   {ours}\ntheirs: {theirs}")),
    }
}

#[test]
fn data_models_are_those_of_dmmf() {
    let Some(mut oracle) = Oracle::start() else { return };
    let own = cases::list("validate").into_iter();
    let own = own.filter_map(|case| Some((case.name.clone(), case.read_if_there("schema.prisma")?)));
    for (name, text) in own.chain(corpus::schemas().into_iter().map(|s| (s.name, s.text))) {
        let sources = Sources::new(vec![SourceFile::new("schema.prisma", text.clone())]);
        let Some(schema) = nicol_schema::load(&sources).schema else { continue };
        if !schema.composites.is_empty() {
            continue; // MongoDB's composite types are in no data model
        }
        let is_partial = |model: &nicol_schema::ir::Model| model.indexes.iter().any(|index| index.predicate.is_some());
        if schema.models.iter().any(is_partial) {
            continue; // DMMF hides partial uniques from `uniqueIndexes`, though records are found by them
        }
        let data = data_model(&schema);
        assert_eq!(from_bytes(&to_bytes(&data)).as_ref(), Ok(&data), "{name}");
        let dmmf = oracle.ask_schema("dmmf", &text).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let dmmf = match dmmf {
            Value::String(text) => serde_json::from_str(&text).unwrap(),
            other => other,
        };
        if let Some(difference) = difference(&name, &ours(&data), &theirs(&dmmf)) {
            panic!("{difference}");
        }
    }
}
