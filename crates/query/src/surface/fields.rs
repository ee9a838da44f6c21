//! The fields of each input type (reference: client.md sections 1 to 3).

use nicol_catalog::Capabilities;
use nicol_model::{Arity, DefaultFunction, DefaultValue, Field, FieldId, FieldKind, ModelId, ScalarType};

use super::{InputField, InputType, Surface};
use crate::ast::{Action, AggregateFunction};

const fn optional(name: &str) -> InputField<'_> {
    InputField { name, required: false }
}

const fn required(name: &str) -> InputField<'_> {
    InputField { name, required: true }
}

fn optionals<'n>(names: &[&'n str]) -> Vec<InputField<'n>> {
    names.iter().map(|n| optional(n)).collect()
}

impl<'m> Surface<'m> {
    /// The fields of an input type, in the order in which Prisma lists them.
    #[must_use]
    pub fn fields(&self, input: InputType) -> Vec<InputField<'m>> {
        let can = self.capabilities();
        match input {
            InputType::Args(action, _) => arguments(action, can),
            InputType::ReadArgs(model, field) => {
                let field = self.model.model(model).field(field);
                match field.arity {
                    Arity::List => optionals(&["where", "orderBy", "cursor", "take", "skip", "distinct"]),
                    Arity::Optional => optionals(&["where"]),
                    Arity::Required => Vec::new(),
                }
            }
            InputType::CountArgs(..) => optionals(&["where"]),
            InputType::Where(model) => {
                let mut out = optionals(&["AND", "OR", "NOT"]);
                out.extend(self.model_fields(model, |_, f| f.is_column()));
                out.extend(self.model_fields(model, |_, f| !f.is_column()));
                out
            }
            InputType::WhereUnique(model) => {
                let mut out: Vec<InputField<'m>> =
                    self.model.model(model).uniques.iter().map(|u| optional(u.name.as_str())).collect();
                for field in self.fields(InputType::Where(model)) {
                    if !out.iter().any(|f| f.name == field.name) {
                        out.push(field);
                    }
                }
                out
            }
            InputType::ScalarWhere(model) | InputType::Having(model) => {
                let mut out = optionals(&["AND", "OR", "NOT"]);
                out.extend(self.model_fields(model, |_, f| f.is_column()));
                out
            }
            InputType::CompoundUnique(model, criterion) => {
                let model = self.model.model(model);
                let criterion = model.uniques.get(usize::from(criterion));
                criterion.map_or_else(Vec::new, |c| {
                    c.fields.iter().map(|f| required(model.field(*f).name.as_str())).collect()
                })
            }
            InputType::Filter(model, field) => self.operators(model, field),
            InputType::HavingFilter(model, field) => {
                let mut out = self.operators(model, field);
                let field = self.model.model(model).field(field);
                out.push(optional("_count"));
                if is_numeric(field) {
                    out.extend(optionals(&["_avg", "_sum"]));
                }
                if field.arity != Arity::List {
                    out.extend(optionals(&["_min", "_max"]));
                }
                out
            }
            InputType::AggregateFilter(model, field, function) => match function {
                AggregateFunction::Min | AggregateFunction::Max => self.operators(model, field),
                _ => optionals(&["equals", "in", "notIn", "lt", "lte", "gt", "gte", "not"]),
            },
            InputType::ListRelationFilter(..) => optionals(&["every", "some", "none"]),
            InputType::OneRelationFilter(..) => optionals(&["is", "isNot"]),
            InputType::OrderBy(model) => {
                let mut out: Vec<InputField<'m>> = self.model_fields(model, |_, f| f.is_column()).collect();
                out.extend(self.model_fields(model, |_, f| !f.is_column()));
                if can.array_parameters && self.has_search() {
                    out.push(optional("_relevance"));
                }
                out
            }
            InputType::GroupOrderBy(model) => {
                let mut out: Vec<InputField<'m>> = self.model_fields(model, |_, f| f.is_column()).collect();
                out.extend(optionals(&["_count", "_avg", "_max", "_min", "_sum"]));
                out
            }
            InputType::SortOrder => vec![required("sort"), optional("nulls")],
            InputType::CountOrder => vec![optional("_count")],
            InputType::AggregateOrder(model, function) => {
                self.model_fields(model, move |_, f| offers(f, function)).collect()
            }
            InputType::Relevance(_) => vec![required("fields"), required("sort"), required("search")],
            InputType::Create(model, without) => self.data(model, without, true, true),
            InputType::Update(model, without) => self.data(model, without, false, true),
            InputType::CreateMany(model, without) => self.data(model, without, true, false),
            InputType::UpdateMany(model, without) => self.data(model, without, false, false),
            InputType::CreateNested(model, field) => self.create_operations(model, field),
            InputType::UpdateNested(model, field) => self.update_operations(model, field),
            InputType::ConnectOrCreate(..) => vec![required("where"), required("create")],
            InputType::CreateManyEnvelope(..) => {
                let mut out = vec![required("data")];
                if can.skip_duplicates {
                    out.push(optional("skipDuplicates"));
                }
                out
            }
            InputType::NestedUpdate(model, field) => match self.model.model(model).field(field).arity {
                Arity::List => vec![required("where"), required("data")],
                _ => vec![optional("where"), required("data")],
            },
            InputType::NestedUpdateMany(..) => vec![required("where"), required("data")],
            InputType::NestedUpsert(model, field) => match self.model.model(model).field(field).arity {
                Arity::List => vec![required("where"), required("update"), required("create")],
                _ => vec![required("update"), required("create"), optional("where")],
            },
            InputType::FieldUpdate(model, field) => {
                let field = self.model.model(model).field(field);
                let mut out = vec![optional("set")];
                if field.arity == Arity::List {
                    out.push(optional("push"));
                } else if is_numeric(field) {
                    out.extend(optionals(&["increment", "decrement", "multiply", "divide"]));
                }
                out
            }
            InputType::ListCreate(..) => vec![required("set")],
        }
    }

    fn has_search(&self) -> bool {
        self.preview("fullTextSearchPostgres") || self.preview("fullTextSearch")
    }

    fn model_fields(
        &self,
        model: ModelId,
        wanted: impl Fn(FieldId, &Field) -> bool,
    ) -> impl Iterator<Item = InputField<'m>> {
        let fields = &self.model.model(model).fields;
        let ids = (0..fields.len()).filter_map(|i| u16::try_from(i).ok()).map(FieldId);
        ids.zip(fields).filter(move |(id, f)| wanted(*id, f)).map(|(_, f)| optional(f.name.as_str()))
    }

    /// The operators of a field.
    fn operators(&self, model: ModelId, field: FieldId) -> Vec<InputField<'m>> {
        let field = self.model.model(model).field(field);
        let can = self.capabilities();
        if field.arity == Arity::List {
            return optionals(&["equals", "has", "hasEvery", "hasSome", "isEmpty"]);
        }
        let mut out = vec![optional("equals")];
        let ordered = ["in", "notIn", "lt", "lte", "gt", "gte"];
        let native = field.native_type.as_ref().map(|n| n.name.as_str());
        match field.kind {
            FieldKind::Scalar(ScalarType::String) => {
                out.extend(optionals(&ordered));
                if native != Some("Uuid") {
                    out.extend(optionals(&["contains", "startsWith", "endsWith"]));
                }
                if can.array_parameters && self.has_search() {
                    out.push(optional("search"));
                }
                if can.insensitive_like {
                    out.push(optional("mode"));
                }
            }
            FieldKind::Scalar(ScalarType::Boolean) => {}
            FieldKind::Scalar(ScalarType::Bytes) | FieldKind::Enum(_) => out.extend(optionals(&["in", "notIn"])),
            FieldKind::Scalar(ScalarType::Json) => {
                out.extend(optionals(&["path", "mode", "string_contains", "string_starts_with", "string_ends_with"]));
                out.extend(optionals(&["array_starts_with", "array_ends_with"]));
                if can.array_parameters {
                    out.push(optional("array_contains"));
                    out.extend(optionals(&["lt", "lte", "gt", "gte"]));
                }
            }
            _ => out.extend(optionals(&ordered)),
        }
        out.push(optional("not"));
        out
    }

    /// The fields of data. A relation that the place of the data decides is left out, with its foreign key.
    fn data(&self, model: ModelId, without: Option<FieldId>, create: bool, relations: bool) -> Vec<InputField<'m>> {
        let model = self.model.model(model);
        let decided = without.map_or(&[][..], |f| self.key_fields(model.field(f)));
        let mut out = Vec::with_capacity(model.fields.len());
        for (id, field) in (0u16..).map(FieldId).zip(&model.fields) {
            if Some(id) == without || decided.contains(&id) || (!field.is_column() && !relations) {
                continue;
            }
            out.push(InputField {
                name: &field.name,
                required: create && self.is_required(model, id, field, relations),
            });
        }
        out
    }

    /// Whether a new record needs the field. Columns of a foreign key can be decided by their relation.
    fn is_required(&self, model: &nicol_model::Model, id: FieldId, field: &Field, relations: bool) -> bool {
        field.is_column()
            && field.arity == Arity::Required
            && field.default.is_none()
            && !field.is_updated_at
            && !(relations && self.is_key_column(model, id))
    }

    fn create_operations(&self, model: ModelId, field: FieldId) -> Vec<InputField<'m>> {
        let field = self.model.model(model).field(field);
        let mut out = optionals(&["create", "connectOrCreate"]);
        if field.arity == Arity::List && !self.is_many_to_many(field) {
            out.push(optional("createMany"));
        }
        out.push(optional("connect"));
        out
    }

    fn update_operations(&self, model: ModelId, id: FieldId) -> Vec<InputField<'m>> {
        let field = self.model.model(model).field(id);
        let many_to_many = self.is_many_to_many(field);
        if field.arity == Arity::List {
            let mut out = optionals(&["create", "connectOrCreate", "upsert"]);
            if !many_to_many {
                out.push(optional("createMany"));
            }
            out.extend(optionals(&["set", "disconnect", "delete", "connect", "update", "updateMany", "deleteMany"]));
            return out;
        }
        let mut out = optionals(&["create", "connectOrCreate", "upsert"]);
        // The side without the foreign key offers them always: whether the key may be missing is found when planning.
        if field.arity == Arity::Optional {
            out.extend(optionals(&["disconnect", "delete"]));
        }
        out.extend(optionals(&["connect", "update"]));
        out
    }

    fn is_many_to_many(&self, field: &Field) -> bool {
        match field.kind {
            FieldKind::Relation(relation, _) => self.model.relation(relation).join_table.is_some(),
            _ => false,
        }
    }
}

/// The arguments of an action, without `select`, `include` and `omit`.
fn arguments(action: Action, can: Capabilities) -> Vec<InputField<'static>> {
    let list = ["where", "orderBy", "cursor", "take", "skip", "distinct"];
    match action {
        Action::FindUnique | Action::FindUniqueOrThrow | Action::Delete => vec![required("where")],
        Action::FindFirst | Action::FindFirstOrThrow | Action::FindMany => optionals(&list),
        Action::Create => vec![required("data")],
        Action::CreateMany | Action::CreateManyAndReturn => {
            let mut out = vec![required("data")];
            if can.skip_duplicates {
                out.push(optional("skipDuplicates"));
            }
            out
        }
        Action::Update => vec![required("data"), required("where")],
        Action::UpdateMany | Action::UpdateManyAndReturn => {
            vec![required("data"), optional("where"), optional("limit")]
        }
        Action::Upsert => vec![required("where"), required("create"), required("update")],
        Action::DeleteMany => optionals(&["where", "limit"]),
        Action::Aggregate => optionals(&list[..5]),
        Action::GroupBy => {
            vec![
                optional("where"),
                optional("orderBy"),
                required("by"),
                optional("having"),
                optional("take"),
                optional("skip"),
            ]
        }
    }
}

/// Whether sums and averages exist.
pub(crate) fn is_numeric(field: &Field) -> bool {
    use ScalarType::{BigInt, Decimal, Float, Int};
    matches!(field.kind, FieldKind::Scalar(Int | BigInt | Float | Decimal))
}

/// Whether a field has the aggregate.
pub(crate) fn offers(field: &Field, function: AggregateFunction) -> bool {
    match function {
        AggregateFunction::Count => field.is_column(),
        AggregateFunction::Sum | AggregateFunction::Avg => is_numeric(field) && field.arity != Arity::List,
        AggregateFunction::Min | AggregateFunction::Max => {
            field.is_column()
                && field.arity != Arity::List
                && !matches!(field.kind, FieldKind::Scalar(ScalarType::Json | ScalarType::Bytes))
        }
    }
}

/// Whether the database makes the column's value.
pub(crate) fn is_autoincrement(field: &Field) -> bool {
    matches!(field.default, Some(DefaultValue::Function(DefaultFunction::Autoincrement)))
}
