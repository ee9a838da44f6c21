//! Operations of our own making. The oracle's generator keeps to what succeeds for sure; this one writes what that leaves
//! out: changed keys, columns of foreign keys, NULLs, several nested operations at once, records that exist elsewhere.
//!
//! It looks at the rows that there are, so that most requests find what they are about. Keys, times and other defaults are
//! given and lists are ordered to the last, so that two right clients give the same answers.

mod chance;
mod data;
mod operators;
mod reads;
mod values;

use chance::Chance;
use nicol_model::{DataModel, Field, FieldId, FieldKind, Model, ModelId, Relation};
use serde_json::{Map, Value, json};

use super::contents::{self, Contents, key};

/// Makes up requests.
pub(crate) struct Generator<'m> {
    model: &'m DataModel,
    chance: Chance,
    /// Parents first.
    tables: Vec<ModelId>,
    /// The last fresh value.
    counter: u32,
    rows: Contents,
}

/// One side of a relation.
#[derive(Clone, Copy)]
struct Side<'m> {
    field: &'m Field,
    relation: &'m Relation,
    target: ModelId,
    /// Whether the foreign key stands on this side.
    holds_key: bool,
}

impl Side<'_> {
    fn is_list(&self) -> bool {
        self.field.arity == nicol_model::Arity::List
    }

    fn is_many_to_many(&self) -> bool {
        self.relation.join_table.is_some()
    }
}

impl<'m> Generator<'m> {
    pub(crate) fn new(model: &'m DataModel, seed: u32) -> Self {
        let names: Vec<Value> = contents::emptying(model).into_iter().rev().map(|mut r| r["model"].take()).collect();
        let tables = names.iter().filter_map(|n| model.find_model(n.as_str()?)).collect();
        Self { model, chance: Chance::new(seed), tables, counter: 100, rows: Contents::new() }
    }

    /// A request, given the rows that there are and how many requests the episode had; `None` where nothing fits.
    pub(crate) fn request(&mut self, rows: &Contents, position: usize) -> Option<Value> {
        self.rows.clone_from(rows);
        let mut request = if position < 24 {
            // Something to work on: parents before those that refer to them.
            let model = self.tables[position * self.tables.len() / 24];
            self.create(model)?
        } else {
            let model = *self.chance.pick(&self.tables)?;
            self.operation(model)?
        };
        request["id"] = 0.into();
        Some(request)
    }

    fn operation(&mut self, model: ModelId) -> Option<Value> {
        match self.chance.below(20) {
            0..4 => Some(self.find_many(model)),
            4 => Some(self.count(model)),
            5 => Some(self.group_by(model)),
            6..9 => self.create(model),
            9 => self.create_many(model),
            10..15 => self.update(model),
            15 => self.update_many(model),
            16 | 17 => self.upsert(model),
            18 => self.delete(model),
            _ => self.delete_many(model),
        }
    }

    fn create(&mut self, model: ModelId) -> Option<Value> {
        let data = self.new_record(model, 2, None)?;
        Some(self.with_selection(model, "create", json!({"data": data})))
    }

    fn create_many(&mut self, model: ModelId) -> Option<Value> {
        let rows: Option<Vec<Value>> = (0..=self.chance.below(3)).map(|_| self.new_columns(model, None)).collect();
        Some(json!({"model": self.name(model), "action": "createMany", "args": {"data": rows?}}))
    }

    fn update(&mut self, model: ModelId) -> Option<Value> {
        let row = self.any_row(model)?;
        let selector = self.selector(model, &row);
        let data = self.changes(model, 2, Some(&row), None)?;
        Some(self.with_selection(model, "update", json!({"where": selector, "data": data})))
    }

    fn update_many(&mut self, model: ModelId) -> Option<Value> {
        let filter = self.filter(model, 1);
        let data = self.changes(model, 0, None, None)?;
        Some(json!({"model": self.name(model), "action": "updateMany", "args": {"where": filter, "data": data}}))
    }

    fn upsert(&mut self, model: ModelId) -> Option<Value> {
        let row = if self.chance.of(0.5) { self.any_row(model) } else { None };
        let create = self.new_record(model, 1, None)?;
        let selector = match &row {
            Some(row) => self.selector(model, row),
            None => self.missing_selector(model)?,
        };
        let update = self.changes(model, 1, row.as_ref(), None)?;
        Some(self.with_selection(model, "upsert", json!({"where": selector, "create": create, "update": update})))
    }

    fn delete(&mut self, model: ModelId) -> Option<Value> {
        let row = self.any_row(model)?;
        let selector = self.selector(model, &row);
        Some(self.with_selection(model, "delete", json!({"where": selector})))
    }

    fn delete_many(&mut self, model: ModelId) -> Option<Value> {
        let row = self.any_row(model)?;
        let m = self.model.model(model);
        let filter: Map<_, _> = key(m).iter().map(|f| (name_of(m, *f), row[&m.field(*f).name].clone())).collect();
        Some(json!({"model": m.name, "action": "deleteMany", "args": {"where": filter}}))
    }

    fn with_selection(&mut self, model: ModelId, action: &str, mut args: Value) -> Value {
        let chosen = self.selection(model, 1);
        if let (Some(args), Value::Object(chosen)) = (args.as_object_mut(), chosen) {
            args.extend(chosen);
        }
        json!({"model": self.name(model), "action": action, "args": args})
    }

    fn name(&self, model: ModelId) -> &'m str {
        &self.model.model(model).name
    }

    fn any_row(&mut self, model: ModelId) -> Option<Value> {
        let rows = self.rows.get(self.name(model))?;
        self.chance.pick(rows).cloned()
    }

    /// A unique key of a row, as `where`.
    fn selector(&mut self, model: ModelId, row: &Value) -> Value {
        let m = self.model.model(model);
        let is_known = |fields: &[FieldId]| fields.iter().all(|f| !row[&m.field(*f).name].is_null());
        let known: Vec<_> = m.uniques.iter().filter(|u| is_known(&u.fields)).collect();
        let Some(unique) = self.chance.pick(&known) else { return json!({}) };
        let values: Map<_, _> =
            unique.fields.iter().map(|f| (name_of(m, *f), row[&m.field(*f).name].clone())).collect();
        if unique.fields.len() == 1 { values.into() } else { json!({unique.name.clone(): values}) }
    }

    /// A key that no row has.
    fn missing_selector(&mut self, model: ModelId) -> Option<Value> {
        let m = self.model.model(model);
        let unique = self.chance.pick(&m.uniques)?;
        let values: Map<_, _> = unique.fields.iter().map(|f| (name_of(m, *f), self.fresh(m.field(*f)))).collect();
        Some(if unique.fields.len() == 1 { values.into() } else { json!({unique.name.clone(): values}) })
    }

    /// The relations of a model that have a field on both sides.
    fn sides(&self, model: ModelId) -> Vec<Side<'m>> {
        let of = |field: &'m Field| {
            let FieldKind::Relation(id, side) = field.kind else { return None };
            let relation = self.model.relation(id);
            relation.field(side.opposite())?;
            let holds_key = side == nicol_model::RelationSide::Forward && relation.join_table.is_none();
            Some(Side { field, relation, target: relation.model(side.opposite()), holds_key })
        };
        self.model.model(model).fields.iter().filter_map(of).collect()
    }
}

fn name_of(model: &Model, field: FieldId) -> String {
    model.field(field).name.clone()
}
