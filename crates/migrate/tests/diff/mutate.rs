//! Random changes of a schema.

use super::generate::{Arity, Database, Random, Schema, can_be_indexed, tidy};

impl Schema {
    /// Changes one to five things.
    pub(crate) fn mutated(&self, random: &mut Random) -> Self {
        let mut schema = self.clone();
        for _ in 0..1 + random.below(5) {
            schema.mutate(random);
        }
        schema
    }

    fn mutate(&mut self, random: &mut Random) {
        let at = random.below(self.models.len());
        match random.below(24) {
            0 | 1 => self.add_field(random, at),
            2 => self.drop_field(random, at),
            3..=6 => self.change_type(random, at),
            7 | 8 => self.change_arity(random, at),
            9 | 10 => self.change_default(random, at),
            11 => self.add_index(random, at),
            12 => {
                let indexes = &mut self.models[at].indexes;
                if !indexes.is_empty() {
                    indexes.remove(random.below(indexes.len()));
                }
            }
            13 => {
                let map = self.fresh("renamed_");
                let indexes = &mut self.models[at].indexes;
                if !indexes.is_empty() {
                    let chosen = random.below(indexes.len());
                    indexes[chosen].map = Some(map);
                }
            }
            14 => self.toggle_unique(random, at),
            15 => self.add_relation(random),
            16 => self.change_relation(random, at),
            17 => self.change_enum(random),
            18 => self.add_enum(random),
            19 => self.add_model(random),
            20 if self.models.len() > 1 => {
                self.models.remove(at);
            }
            21 => self.change_id(random, at),
            22 => self.add_many(random),
            23 if !self.many.is_empty() => {
                self.many.pop();
            }
            _ => {
                let map = self.fresh("mapped_");
                let fields = self.models[at].fields.len();
                self.models[at].fields[random.below(fields)].map = Some(map);
            }
        }
    }

    /// A field that is no part of the id.
    fn plain_field(&self, random: &mut Random, at: usize) -> Option<usize> {
        let model = &self.models[at];
        let plain: Vec<_> = (0..model.fields.len()).filter(|i| !model.id.contains(&model.fields[*i].name)).collect();
        (!plain.is_empty()).then(|| *random.pick(&plain))
    }

    fn drop_field(&mut self, random: &mut Random, at: usize) {
        if let Some(i) = self.plain_field(random, at) {
            let field = self.models[at].fields.remove(i);
            self.models[at].indexes.retain(|index| index.fields.iter().all(|(name, _)| *name != field.name));
        }
    }

    fn change_type(&mut self, random: &mut Random, at: usize) {
        let (ty, native, default) = self.random_type(random);
        if let Some(i) = self.plain_field(random, at) {
            let field = &mut self.models[at].fields[i];
            field.ty = ty;
            field.native = native;
            field.default = default;
            tidy(field);
            self.drop_impossible_indexes(at);
        }
    }

    fn change_arity(&mut self, random: &mut Random, at: usize) {
        let lists = self.database == Database::Postgresql;
        if let Some(i) = self.plain_field(random, at) {
            let field = &mut self.models[at].fields[i];
            field.arity = match (field.arity, random.below(5)) {
                (Arity::Required | Arity::Optional, 0) if lists => Arity::List,
                (Arity::Required, _) => Arity::Optional,
                (Arity::Optional | Arity::List, _) => Arity::Required,
            };
            tidy(field);
            self.drop_impossible_indexes(at);
        }
    }

    fn drop_impossible_indexes(&mut self, at: usize) {
        let model = &mut self.models[at];
        let bad: Vec<_> = model.fields.iter().filter(|f| !can_be_indexed(f)).map(|f| f.name.clone()).collect();
        model.indexes.retain(|index| index.fields.iter().all(|(name, _)| !bad.contains(name)));
    }

    fn change_default(&mut self, random: &mut Random, at: usize) {
        let Some(i) = self.plain_field(random, at) else { return };
        for _ in 0..20 {
            let (ty, _, default) = self.random_type(random);
            let field = &mut self.models[at].fields[i];
            if field.ty == ty {
                field.default = default;
                tidy(field);
                return;
            }
        }
        self.models[at].fields[i].default = None;
    }

    fn toggle_unique(&mut self, random: &mut Random, at: usize) {
        if let Some(i) = self.plain_field(random, at) {
            let name = self.models[at].fields[i].name.clone();
            let is_taken =
                self.models[at].indexes.iter().any(|x| x.is_unique && x.fields.len() == 1 && x.fields[0].0 == name);
            let field = &mut self.models[at].fields[i];
            if can_be_indexed(field) && !is_taken {
                field.is_unique = !field.is_unique;
            }
        }
    }

    fn change_relation(&mut self, random: &mut Random, at: usize) {
        let relations = &mut self.models[at].relations;
        if relations.is_empty() {
            return;
        }
        let i = random.below(relations.len());
        match random.below(5) {
            0 => {
                relations.remove(i);
            }
            1 => {
                relations[i].is_optional = !relations[i].is_optional;
                if !relations[i].is_optional && relations[i].on_delete == Some("SetNull") {
                    relations[i].on_delete = None;
                }
            }
            2 => relations[i].on_delete = Some("Cascade"),
            3 => relations[i].is_one_to_one = !relations[i].is_one_to_one,
            _ if self.database == Database::Postgresql => {
                self.counter += 1;
                let name = format!("fk_named_{}", self.counter);
                self.models[at].relations[i].map = Some(name);
            }
            _ => {}
        }
    }

    fn change_enum(&mut self, random: &mut Random) {
        if self.enums.is_empty() {
            return;
        }
        let i = random.below(self.enums.len());
        if random.chance(60) || self.enums[i].values.len() < 2 {
            let value = self.fresh("N");
            self.enums[i].values.push(value);
            return;
        }
        let gone = self.enums[i].values.pop().unwrap_or_default();
        let (name, first) = (self.enums[i].name.clone(), self.enums[i].values[0].clone());
        for field in self.models.iter_mut().flat_map(|m| &mut m.fields).filter(|f| f.ty == name) {
            if let Some(default) = &mut field.default
                && default.trim_matches(['[', ']']) == gone
            {
                *default = default.replace(&gone, &first);
            }
        }
    }

    fn change_id(&mut self, random: &mut Random, at: usize) {
        let name = self.fresh("pk_");
        let model = &mut self.models[at];
        let id = model.id[0].clone();
        match random.below(4) {
            0 if model.id.len() == 1 => model.id_map = Some(name),
            1 => {
                if let Some(field) = model.fields.iter_mut().find(|f| f.name == id) {
                    "BigInt".clone_into(&mut field.ty);
                    field.native = None;
                    field.default = None;
                }
            }
            2 => {
                if let Some(field) = model.fields.iter_mut().find(|f| f.name == id) {
                    "String".clone_into(&mut field.ty);
                    field.native = None;
                    field.default = None;
                }
            }
            _ => {
                if let Some(field) = model.fields.iter_mut().find(|f| f.name == id && f.ty == "Int")
                    && model.id.len() == 1
                {
                    field.default = match field.default {
                        None => Some("autoincrement()".to_owned()),
                        Some(_) => None,
                    };
                }
            }
        }
    }
}
