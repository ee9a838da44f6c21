//! Filters, orders, pages and selections.

use nicol_model::{Arity, Field, FieldKind, ModelId, ScalarType};
use serde_json::{Map, Value, json};

use super::super::contents::key;
use super::{Generator, Side, name_of};

fn is_sortable(field: &Field) -> bool {
    let is_odd = field.native_type.as_ref().is_some_and(|t| matches!(t.name.as_str(), "Xml" | "Json"));
    field.is_column() && field.arity != Arity::List && field.kind != FieldKind::Scalar(ScalarType::Json) && !is_odd
}

impl<'m> Generator<'m> {
    pub(super) fn find_many(&mut self, model: ModelId) -> Value {
        let mut args = self.list(model, 2);
        if let (Some(args), Value::Object(chosen)) = (args.as_object_mut(), self.selection(model, 2)) {
            args.extend(chosen);
        }
        let action = if args.get("take").is_none() && self.chance.of(0.2) { "findFirst" } else { "findMany" };
        json!({"model": self.name(model), "action": action, "args": args})
    }

    pub(super) fn count(&mut self, model: ModelId) -> Value {
        let filter = self.filter(model, 2);
        json!({"model": self.name(model), "action": "count", "args": {"where": filter}})
    }

    pub(super) fn group_by(&mut self, model: ModelId) -> Value {
        let fields: Vec<_> = self.model.model(model).fields.iter().filter(|f| is_sortable(f)).collect();
        let by = self.chance.pick(&fields).map_or_else(String::new, |f| f.name.clone());
        let filter = self.filter(model, 1);
        json!({"model": self.name(model), "action": "groupBy", "args": {
            "by": [by], "where": filter, "orderBy": [{by.clone(): "asc"}], "_count": {"_all": true, by: true}}})
    }

    /// `where`, `orderBy`, `cursor`, `take`, `skip`.
    fn list(&mut self, model: ModelId, depth: usize) -> Value {
        let mut args = Map::new();
        if self.chance.of(0.6) {
            args.insert("where".to_owned(), self.filter(model, depth));
        }
        let mut order: Vec<Value> = Vec::new();
        for _ in 0..self.chance.below(3) {
            order.extend(self.order(model));
        }
        let m = self.model.model(model);
        for field in key(m) {
            order.push(json!({name_of(m, *field): self.direction()}));
        }
        args.insert("orderBy".to_owned(), order.into());
        if self.chance.of(0.3) {
            let take = i64::try_from(self.chance.below(7)).unwrap_or(0) - 3;
            args.insert("take".to_owned(), take.into());
        }
        if self.chance.of(0.2) {
            args.insert("skip".to_owned(), self.chance.below(3).into());
        }
        if self.chance.of(0.15)
            && !args.contains_key("where")
            && let Some(row) = self.any_row(model)
        {
            args.insert("cursor".to_owned(), self.selector(model, &row));
        }
        args.into()
    }

    fn direction(&mut self) -> &'static str {
        if self.chance.of(0.5) { "asc" } else { "desc" }
    }

    fn order(&mut self, model: ModelId) -> Option<Value> {
        let m = self.model.model(model);
        let sides = self.sides(model);
        if !sides.is_empty() && self.chance.of(0.3) {
            let side = *self.chance.pick(&sides)?;
            let direction = self.direction();
            if side.is_list() {
                return Some(json!({side.field.name.clone(): {"_count": direction}}));
            }
            let target = self.model.model(side.target);
            let fields: Vec<_> = target.fields.iter().filter(|f| is_sortable(f)).collect();
            return Some(json!({side.field.name.clone(): {self.chance.pick(&fields)?.name.clone(): direction}}));
        }
        let fields: Vec<_> = m.fields.iter().filter(|f| is_sortable(f)).collect();
        let field = *self.chance.pick(&fields)?;
        let direction = self.direction();
        if field.arity == Arity::Optional && self.chance.of(0.5) {
            let nulls = if self.chance.of(0.5) { "first" } else { "last" };
            return Some(json!({field.name.clone(): {"sort": direction, "nulls": nulls}}));
        }
        Some(json!({field.name.clone(): direction}))
    }

    pub(super) fn filter(&mut self, model: ModelId, depth: usize) -> Value {
        let sides = self.sides(model);
        match self.chance.below(10) {
            0 if depth > 0 => json!({"OR": [self.filter(model, depth - 1), self.filter(model, depth - 1)]}),
            1 if depth > 0 => json!({"NOT": self.filter(model, depth - 1)}),
            2..5 if depth > 0 && !sides.is_empty() => {
                let side = sides[self.chance.below(sides.len())];
                json!({side.field.name.clone(): self.relation_filter(&side, depth)})
            }
            _ => self.scalar_filter(model),
        }
    }

    fn relation_filter(&mut self, side: &Side<'m>, depth: usize) -> Value {
        let inner = if self.chance.of(0.2) { json!({}) } else { self.filter(side.target, depth - 1) };
        if side.is_list() {
            let quantifier = ["some", "every", "none"][self.chance.below(3)];
            return json!({quantifier: inner});
        }
        if side.field.arity == Arity::Optional && self.chance.of(0.25) {
            return Value::Null;
        }
        let word = ["is", "isNot"][self.chance.below(2)];
        json!({word: inner})
    }

    /// A condition on one column, mostly of a value that some row has.
    pub(super) fn scalar_filter(&mut self, model: ModelId) -> Value {
        let m = self.model.model(model);
        let is_plain = |f: &&Field| is_sortable(f) && f.native_type.as_ref().is_none_or(|t| t.name != "Money");
        let fields: Vec<_> = m.fields.iter().filter(is_plain).collect();
        let Some(field) = self.chance.pick(&fields).copied() else { return json!({}) };
        let value = match self.any_row(model) {
            // The clock gives each side another time.
            Some(row) if self.chance.of(0.8) && !is_of_clock(field) && !row[&field.name].is_null() => {
                row[&field.name].clone()
            }
            _ => self.literal(field),
        };
        let has_order =
            matches!(field.kind, FieldKind::Scalar(k) if !matches!(k, ScalarType::Boolean | ScalarType::Bytes));
        let condition = match self.chance.below(8) {
            0 if field.arity == Arity::Optional => Value::Null,
            1 if field.arity == Arity::Optional => json!({"not": null}),
            2 => json!({"not": value}),
            3 if has_order => json!({"lt": value}),
            4 if has_order => json!({"gte": value}),
            5 if field.kind != FieldKind::Scalar(ScalarType::Boolean) => json!({"in": [value, self.literal(field)]}),
            6 if field.kind != FieldKind::Scalar(ScalarType::Boolean) => json!({"notIn": [value]}),
            _ => value,
        };
        json!({field.name.clone(): condition})
    }

    /// `select`, `include`, `omit`, or nothing.
    pub(super) fn selection(&mut self, model: ModelId, depth: usize) -> Value {
        let m = self.model.model(model);
        let sides = self.sides(model);
        match self.chance.below(4) {
            0 | 1 if depth > 0 && !sides.is_empty() => {
                let mut include = Map::new();
                for _ in 0..=self.chance.below(2) {
                    let side = sides[self.chance.below(sides.len())];
                    let mut args = if side.is_list() { self.list(side.target, 1) } else { json!({}) };
                    if let (Some(args), Value::Object(chosen)) =
                        (args.as_object_mut(), self.selection(side.target, depth - 1))
                    {
                        args.extend(chosen);
                    }
                    include.insert(side.field.name.clone(), args);
                }
                let lists: Vec<_> = sides.iter().filter(|s| s.is_list()).copied().collect();
                if let Some(side) = self.chance.pick(&lists).copied()
                    && self.chance.of(0.3)
                {
                    let filter = self.filter(side.target, 1);
                    include
                        .insert("_count".to_owned(), json!({"select": {side.field.name.clone(): {"where": filter}}}));
                }
                json!({"include": include})
            }
            2 => {
                let columns: Vec<_> = m.fields.iter().filter(|f| f.is_column()).collect();
                let chosen: Map<_, _> = (0..=self.chance.below(3))
                    .filter_map(|_| Some((self.chance.pick(&columns)?.name.clone(), Value::Bool(true))))
                    .collect();
                json!({"select": chosen})
            }
            _ => json!({}),
        }
    }
}

/// Whether a column has the time at which a record was made or changed.
fn is_of_clock(field: &nicol_model::Field) -> bool {
    use nicol_model::{DefaultFunction, DefaultValue};
    field.is_updated_at || matches!(field.default, Some(DefaultValue::Function(DefaultFunction::Now)))
}
