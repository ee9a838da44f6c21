//! All rows of both databases.

use std::collections::BTreeMap;

use nicol_model::{Arity, DataModel, FieldId, FieldKind, Model, ModelId};
use nicol_testkit::libtest_mimic::Failed;
use serde_json::{Map, Value, json};

use crate::compare::Comparison;
use crate::sides::Sides;

/// The rows by model.
pub(crate) type Contents = BTreeMap<String, Vec<Value>>;

/// The first difference between the rows of both databases.
pub(crate) fn difference(sides: &mut Sides, comparison: &mut Comparison) -> Result<Option<String>, Failed> {
    for request in requests(&sides.model.clone()) {
        let (ours, theirs) = sides.ask(&request)?;
        if let Some(difference) = comparison.difference(&request, &ours, &theirs) {
            return Ok(Some(format!("{}: {difference}", request["model"])));
        }
    }
    Ok(None)
}

/// The rows of our database.
pub(crate) fn of_ours(sides: &mut Sides) -> Result<Contents, Failed> {
    let mut found = Contents::new();
    for request in requests(&sides.model.clone()) {
        let mut answer = sides.ask_ours(&request)?;
        if let (Some(model), Value::Array(rows)) = (request["model"].as_str(), answer["ok"].take()) {
            found.insert(model.to_owned(), rows);
        }
    }
    Ok(found)
}

/// A request for all rows of each model, with the keys of what a join table relates.
fn requests(model: &DataModel) -> Vec<Value> {
    let mut requests = Vec::new();
    for (id, m) in tables(model) {
        let mut include = Map::new();
        for field in &m.fields {
            let FieldKind::Relation(relation, side) = field.kind else { continue };
            let relation = model.relation(relation);
            if relation.join_table.is_none() || relation.field(side.opposite()).is_none() {
                continue;
            }
            let target = model.model(relation.model(side.opposite()));
            let select: Map<_, _> =
                key(target).iter().map(|f| (target.field(*f).name.clone(), Value::Bool(true))).collect();
            include.insert(field.name.clone(), json!({"select": select, "orderBy": order(target)}));
        }
        let mut args = json!({"orderBy": order(model.model(id))});
        if !include.is_empty() {
            args["include"] = Value::Object(include);
        }
        requests.push(json!({"id": 0, "model": m.name, "action": "findMany", "args": args}));
    }
    requests
}

/// Requests that empty all tables: those first that refer to others.
pub(crate) fn emptying(model: &DataModel) -> Vec<Value> {
    let mut done: Vec<ModelId> = Vec::new();
    let all: Vec<ModelId> = tables(model).map(|(id, _)| id).collect();
    let refers = |from: ModelId, to: ModelId| {
        model
            .relations
            .iter()
            .any(|r| !r.fields.is_empty() && r.forward_model == from && r.back_model == to && from != to)
    };
    while done.len() < all.len() {
        let free = |id: &&ModelId| !done.contains(id) && all.iter().all(|o| done.contains(o) || !refers(*o, **id));
        // A ring is broken anywhere.
        let Some(next) = all.iter().find(free).or_else(|| all.iter().find(|id| !done.contains(id))) else { break };
        done.push(*next);
    }
    let request = |id: &ModelId| json!({"id": 0, "model": model.model(*id).name, "action": "deleteMany", "args": {}});
    done.iter().map(request).collect()
}

/// Requests after which no record of the model that is to be emptied refers to another one of it, where that is optional.
pub(crate) fn untying(model: &DataModel, emptying: &Value) -> Vec<Value> {
    let Some(id) = emptying["model"].as_str().and_then(|name| model.find_model(name)) else { return Vec::new() };
    let m = model.model(id);
    let to_itself = model.relations.iter().filter(|r| r.forward_model == id && r.back_model == id);
    let keys = to_itself.flat_map(|r| &r.fields).filter(|f| m.field(**f).arity == Arity::Optional);
    let data: Map<_, _> = keys.map(|f| (m.field(*f).name.clone(), Value::Null)).collect();
    if data.is_empty() {
        return Vec::new();
    }
    vec![json!({"id": 0, "model": m.name, "action": "updateMany", "args": {"data": data}})]
}

/// The models whose records can be told apart.
pub(crate) fn tables(model: &DataModel) -> impl Iterator<Item = (ModelId, &Model)> {
    (0..).map(ModelId).zip(&model.models).filter(|(_, m)| !m.is_view && !key(m).is_empty())
}

/// The fields that tell records apart for sure.
pub(crate) fn key(model: &Model) -> &[FieldId] {
    let is_sure = |fields: &[FieldId]| fields.iter().all(|f| model.field(*f).arity == Arity::Required);
    match model.uniques.iter().find(|u| is_sure(&u.fields)) {
        _ if !model.primary_key.is_empty() => &model.primary_key,
        Some(unique) => &unique.fields,
        None => &[],
    }
}

fn order(model: &Model) -> Value {
    key(model).iter().map(|f| json!({model.field(*f).name.clone(): "asc"})).collect()
}
