//! Data of creates and updates.

use nicol_model::{Arity, DefaultFunction, DefaultValue, Field, FieldId, FieldKind, Model, ModelId, ScalarType};
use serde_json::{Map, Value, json};

use super::{Generator, Side, name_of};

/// Whether a column is part of a key.
fn is_key(model: &Model, id: FieldId) -> bool {
    model.uniques.iter().any(|u| u.fields.contains(&id))
}

fn counts(field: &Field) -> bool {
    matches!(field.default, Some(DefaultValue::Function(DefaultFunction::Autoincrement)))
}

impl<'m> Generator<'m> {
    /// The columns of a model that are no foreign keys, or are one that is not `but`'s.
    fn columns(&self, model: ModelId) -> impl Iterator<Item = (FieldId, &'m Field)> + use<'m> {
        (0..).map(FieldId).zip(&self.model.model(model).fields).filter(|(_, f)| f.is_column())
    }

    /// The relation of which this relation field is the other side.
    fn is_other_side(side: &Side<'_>, from: Option<&Side<'_>>) -> bool {
        from.is_some_and(|f| std::ptr::eq(f.relation, side.relation) && !std::ptr::eq(f.field, side.field))
    }

    fn own_columns(&mut self, model: ModelId, into: &mut Map<String, Value>) {
        let m = self.model.model(model);
        for (id, field) in self.columns(model) {
            if field.is_foreign_key {
                continue;
            }
            if is_key(m, id) {
                let value = self.fresh(field);
                into.insert(field.name.clone(), value);
                continue;
            }
            let is_made = field.is_updated_at || matches!(field.default, Some(DefaultValue::Function(_)));
            let is_needed = is_made || (field.arity == Arity::Required && field.default.is_none());
            if is_needed || self.chance.of(0.5) {
                let value = self.content(field);
                into.insert(field.name.clone(), value);
            }
        }
    }

    /// Foreign keys of records that are there; `None` if there is none to refer to.
    fn foreign_keys(&mut self, model: ModelId, from: Option<&Side<'m>>, into: &mut Map<String, Value>) -> Option<()> {
        let m = self.model.model(model);
        for side in self.sides(model).iter().filter(|s| s.holds_key && !Self::is_other_side(s, from)) {
            let is_required = side.relation.fields.iter().any(|f| m.field(*f).arity == Arity::Required);
            if !is_required && self.chance.of(0.3) {
                continue;
            }
            let Some(parent) = self.any_row(side.target) else {
                if is_required {
                    return None;
                }
                continue;
            };
            let target = self.model.model(side.target);
            for (own, theirs) in side.relation.fields.iter().zip(&side.relation.references) {
                // A column of two relations keeps what the first one said.
                into.entry(name_of(m, *own)).or_insert_with(|| parent[&target.field(*theirs).name].clone());
            }
        }
        // What is part of a key but stands in no relation that was left.
        Some(())
    }

    /// A new record by its columns.
    pub(super) fn new_columns(&mut self, model: ModelId, from: Option<&Side<'m>>) -> Option<Value> {
        let mut data = Map::new();
        self.own_columns(model, &mut data);
        self.foreign_keys(model, from, &mut data)?;
        Some(data.into())
    }

    /// A new record with what is nested in it.
    pub(super) fn new_record(&mut self, model: ModelId, depth: usize, from: Option<&Side<'m>>) -> Option<Value> {
        let is_checked = self.chance.of(0.6);
        self.new_record_as(model, depth, from, is_checked)
    }

    /// The same in the checked or the unchecked form.
    fn new_record_as(
        &mut self,
        model: ModelId,
        depth: usize,
        from: Option<&Side<'m>>,
        is_checked: bool,
    ) -> Option<Value> {
        let is_checked = is_checked && !self.model.model(model).fields.iter().any(counts);
        let mut data = Map::new();
        self.own_columns(model, &mut data);
        let sides = self.sides(model);
        if is_checked {
            for side in sides.iter().filter(|s| s.holds_key && !Self::is_other_side(s, from)) {
                let is_required = side.field.arity == Arity::Required;
                if !is_required && self.chance.of(0.4) {
                    continue;
                }
                match self.one_in_new(side, depth) {
                    Some(write) => drop(data.insert(side.field.name.clone(), write)),
                    None if is_required => return None,
                    None => {}
                }
            }
        } else {
            self.foreign_keys(model, from, &mut data)?;
        }
        if depth > 0 {
            for side in sides.iter().filter(|s| !s.holds_key && !Self::is_other_side(s, from)) {
                if self.chance.of(0.25) {
                    let write =
                        if side.is_list() { self.many_in_new(side, depth) } else { self.one_in_new(side, depth) };
                    if let Some(write) = write {
                        data.insert(side.field.name.clone(), write);
                    }
                }
            }
        }
        Some(data.into())
    }

    fn one_in_new(&mut self, side: &Side<'m>, depth: usize) -> Option<Value> {
        match self.chance.below(4) {
            0 if depth > 0 => Some(json!({"create": self.new_record(side.target, depth - 1, Some(side))?})),
            1 if depth > 0 => Some(json!({"connectOrCreate": self.connect_or_create(side, depth)?})),
            _ => {
                let row = self.any_row(side.target)?;
                Some(json!({"connect": self.selector(side.target, &row)}))
            }
        }
    }

    fn connect_or_create(&mut self, side: &Side<'m>, depth: usize) -> Option<Value> {
        let create = self.new_record(side.target, depth - 1, Some(side))?;
        let selector = match self.any_row(side.target) {
            Some(row) if self.chance.of(0.5) => self.selector(side.target, &row),
            _ => self.missing_selector(side.target)?,
        };
        Some(json!({"where": selector, "create": create}))
    }

    fn many_in_new(&mut self, side: &Side<'m>, depth: usize) -> Option<Value> {
        let mut writes = Map::new();
        for _ in 0..=self.chance.below(2) {
            match self.chance.below(4) {
                0 => {
                    // A list is all of one form.
                    let is_checked = self.chance.of(0.6);
                    let list: Option<Vec<_>> = (0..=self.chance.below(2))
                        .map(|_| self.new_record_as(side.target, depth - 1, Some(side), is_checked))
                        .collect();
                    writes.insert("create".to_owned(), list?.into());
                }
                1 if !side.is_many_to_many() => {
                    let list: Option<Vec<_>> =
                        (0..=self.chance.below(2)).map(|_| self.new_columns(side.target, Some(side))).collect();
                    writes.insert("createMany".to_owned(), json!({"data": list?}));
                }
                2 => drop(writes.insert("connectOrCreate".to_owned(), self.connect_or_create(side, depth)?)),
                _ => drop(writes.insert("connect".to_owned(), self.some_selectors(side.target)?)),
            }
        }
        Some(writes.into())
    }

    fn some_selectors(&mut self, model: ModelId) -> Option<Value> {
        let mut list: Vec<Value> = Vec::new();
        for _ in 0..=self.chance.below(2) {
            let row = self.any_row(model)?;
            list.push(self.selector(model, &row));
        }
        Some(list.into())
    }

    /// Changes of a record; without a row, of columns only.
    pub(super) fn changes(
        &mut self,
        model: ModelId,
        depth: usize,
        row: Option<&Value>,
        from: Option<&Side<'m>>,
    ) -> Option<Value> {
        let m = self.model.model(model);
        let mut data = Map::new();
        let columns: Vec<_> = self.columns(model).filter(|(_, f)| !f.is_foreign_key).collect();
        for _ in 0..=self.chance.below(3) {
            let (id, field) = *self.chance.pick(&columns)?;
            if is_key(m, id) {
                // The key itself changes, of one record.
                if row.is_some() && !counts(field) && self.chance.of(0.3) {
                    let value = self.fresh(field);
                    data.insert(field.name.clone(), value);
                }
                continue;
            }
            let value = self.change(field);
            data.insert(field.name.clone(), value);
        }
        for (_, field) in columns.iter().filter(|(_, f)| f.is_updated_at) {
            if !data.contains_key(&field.name) {
                let value = self.literal(field);
                data.insert(field.name.clone(), value);
            }
        }
        let sides = self.sides(model);
        if row.is_some() && self.chance.of(0.2) {
            // Columns of a foreign key.
            let optional: Vec<_> = sides.iter().filter(|s| s.holds_key && !Self::is_other_side(s, from)).collect();
            if let Some(side) = self.chance.pick(&optional)
                && let Some(parent) = self.any_row(side.target)
            {
                let target = self.model.model(side.target);
                for (own, theirs) in side.relation.fields.iter().zip(&side.relation.references) {
                    data.insert(name_of(m, *own), parent[&target.field(*theirs).name].clone());
                }
            }
            return Some(data.into());
        }
        if depth > 0 {
            for side in sides.iter().filter(|s| !Self::is_other_side(s, from)) {
                if self.chance.of(0.3)
                    && let Some(write) = self.related_changes(side, depth, row)
                {
                    data.insert(side.field.name.clone(), write);
                }
            }
        }
        Some(data.into())
    }

    fn change(&mut self, field: &Field) -> Value {
        let is_list = field.arity == Arity::List;
        if is_list && self.chance.of(0.5) {
            return json!({"push": self.literal(field)});
        }
        let content = self.content(field);
        let is_number = matches!(
            field.kind,
            FieldKind::Scalar(ScalarType::Int | ScalarType::Float | ScalarType::Decimal | ScalarType::BigInt)
        );
        let is_money = field.native_type.as_ref().is_some_and(|t| t.name == "Money" || t.name == "Oid");
        if is_number && !is_list && !content.is_null() && !is_money && self.chance.of(0.4) {
            let operation = ["increment", "decrement", "multiply"][self.chance.below(3)];
            return json!({operation: content});
        }
        // The published client stores the text of what `set` gives to a list of bytes: COMPAT.md.
        let is_odd = matches!(field.kind, FieldKind::Scalar(ScalarType::Json | ScalarType::Bytes));
        if !is_odd && self.chance.of(0.2) {
            return json!({"set": content});
        }
        content
    }

    /// The rows that a row is related to, as far as keys tell.
    fn partners(&self, side: &Side<'m>, row: &Value) -> Vec<Value> {
        let rows = self.rows.get(self.name(side.target)).map_or(&[][..], Vec::as_slice);
        let target = self.model.model(side.target);
        let is_one = |other: &&Value| {
            if side.is_many_to_many() {
                let known = row[&side.field.name].as_array().map_or(&[][..], Vec::as_slice);
                return known
                    .iter()
                    .any(|k| k.as_object().is_some_and(|k| k.iter().all(|(name, value)| other[name] == *value)));
            }
            let relation = side.relation;
            let (holder, referred) = if side.holds_key { (row, *other) } else { (*other, row) };
            let forward = self.model.model(relation.forward_model);
            let back = self.model.model(relation.back_model);
            relation.fields.iter().zip(&relation.references).all(|(own, theirs)| {
                let value = &holder[&forward.field(*own).name];
                !value.is_null() && *value == referred[&back.field(*theirs).name]
            })
        };
        let _ = target;
        rows.iter().filter(is_one).cloned().collect()
    }

    fn related_changes(&mut self, side: &Side<'m>, depth: usize, row: Option<&Value>) -> Option<Value> {
        let partners = row.map(|row| self.partners(side, row)).unwrap_or_default();
        let mut partner = self.chance.pick(&partners).cloned();
        if partner.is_none() && self.chance.of(0.1) {
            partner = self.any_row(side.target); // One that is related to another record, or to none.
        }
        if !side.is_list() {
            let is_optional = side.field.arity == Arity::Optional;
            return match (self.chance.below(5), partner) {
                (0, Some(row)) => {
                    Some(json!({"update": self.changes(side.target, depth - 1, Some(&row), Some(side))?}))
                }
                (1, row) => {
                    let create = self.new_record(side.target, depth - 1, Some(side))?;
                    let update = self.changes(side.target, depth - 1, row.as_ref(), Some(side))?;
                    Some(json!({"upsert": {"create": create, "update": update}}))
                }
                (2, Some(_)) if is_optional && self.key_is_optional(side) => Some(json!({"disconnect": true})),
                (3, Some(_)) if is_optional => Some(json!({"delete": true})),
                _ => self.one_in_new(side, depth),
            };
        }
        let mut writes = Map::new();
        for _ in 0..=self.chance.below(2) {
            let (name, write) = match (self.chance.below(9), &partner) {
                (0, Some(row)) => {
                    let data = self.changes(side.target, depth - 1, Some(row), Some(side))?;
                    ("update", json!({"where": self.selector(side.target, row), "data": data}))
                }
                (1, row) => {
                    let create = self.new_record(side.target, depth - 1, Some(side))?;
                    let update = self.changes(side.target, depth - 1, row.as_ref(), Some(side))?;
                    let selector = match row {
                        Some(row) => self.selector(side.target, row),
                        None => self.missing_selector(side.target)?,
                    };
                    ("upsert", json!({"where": selector, "create": create, "update": update}))
                }
                (2, Some(row)) if self.key_is_optional(side) => ("disconnect", self.selector(side.target, row)),
                (3, Some(row)) => ("delete", self.selector(side.target, row)),
                (4, _) if self.key_is_optional(side) => {
                    let list = if self.chance.of(0.3) { json!([]) } else { self.some_selectors(side.target)? };
                    ("set", list)
                }
                (5, _) => {
                    let filter = self.scalar_filter(side.target);
                    let data = self.changes(side.target, 0, None, Some(side))?;
                    ("updateMany", json!({"where": filter, "data": data}))
                }
                (6, _) => ("deleteMany", self.scalar_filter(side.target)),
                _ => {
                    for (name, write) in self.many_in_new(side, depth)?.as_object()? {
                        writes.entry(name.clone()).or_insert_with(|| write.clone());
                    }
                    continue;
                }
            };
            writes.entry(name).or_insert(write);
        }
        if writes.is_empty() { None } else { Some(writes.into()) }
    }

    fn key_is_optional(&self, side: &Side<'m>) -> bool {
        let holder = self.model.model(side.relation.forward_model);
        side.is_many_to_many() || side.relation.fields.iter().all(|f| holder.field(*f).arity != Arity::Required)
    }
}
