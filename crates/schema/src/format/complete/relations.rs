//! Finds the relations of a schema that may lack parts, and pairs their fields.

use nicol_model::Arity;
use smallvec::SmallVec;

use crate::ast::{self, Attribute, Block, Expr, ExprKind, TypeRef};
use crate::hash::HashMap;

/// A model or view with where it stands.
pub(super) struct Model<'a> {
    pub(super) file: usize,
    /// The fields by their names, each with the model that it refers to; `None` if it can be a column.
    fields: HashMap<&'a str, (&'a ast::Field<'a>, Option<usize>)>,
    pub(super) ast: &'a ast::Model<'a>,
    pub(super) is_ignored: bool,
}

/// A field whose type is a model.
pub(super) struct RelationField<'a> {
    pub(super) model: usize,
    pub(super) target: usize,
    pub(super) field: &'a ast::Field<'a>,
    pub(super) attribute: Option<&'a Attribute<'a>>,
    /// As it is written between the quotes.
    pub(super) name: Option<&'a str>,
    /// The names of `fields`, if the argument is there.
    pub(super) fields: Option<Vec<&'a str>>,
    pub(super) references: Option<Vec<&'a str>>,
}

/// A relation with a foreign key. At least one side is there.
pub(super) struct Relation {
    /// The side that holds the foreign key: a position in [`Schema::relation_fields`].
    pub(super) forward: Option<usize>,
    pub(super) back: Option<usize>,
    pub(super) is_one_to_one: bool,
}

/// A model, another one, and the name of relations between them.
type Between<'a> = (usize, usize, Option<&'a str>);

/// What relations are made of.
pub(super) struct Schema<'a> {
    pub(super) models: Vec<Model<'a>>,
    pub(super) relation_fields: Vec<RelationField<'a>>,
    /// The relation fields from a model to another one with a relation's name, in order.
    between: HashMap<Between<'a>, SmallVec<[usize; 2]>>,
}

const SCALARS: [&str; 9] = ["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"];

impl<'a> Schema<'a> {
    /// Resolves the names. `None` if something is declared twice or does not exist: then nothing can be completed.
    pub(super) fn resolve(files: &'a [Vec<Block<'a>>], texts: &[(&'a str, &'a str)]) -> Option<Self> {
        // Names of types: a model's position, or `None` for enums and composite types.
        let mut types: HashMap<&str, Option<usize>> = SCALARS.iter().map(|name| (*name, None)).collect();
        let mut models: Vec<Model<'_>> = Vec::new();
        for (file, blocks) in files.iter().enumerate() {
            for block in blocks {
                let (name, ty) = match block {
                    Block::Model(model) => {
                        let is_ignored = model.attributes.iter().any(|a| a.path.text == "ignore");
                        models.push(Model { file, fields: HashMap::default(), ast: model, is_ignored });
                        (model.name.text, Some(models.len() - 1))
                    }
                    Block::Enum(block) => (block.name.text, None),
                    Block::Composite(block) => (block.name.text, None),
                    Block::Config(_) => continue,
                };
                if types.insert(name, ty).is_some() {
                    return None;
                }
            }
        }
        let mut relation_fields = Vec::new();
        for (position, model) in models.iter_mut().enumerate() {
            for field in &model.ast.fields {
                let target = match &field.ty {
                    TypeRef::Named(name) => *types.get(name.text)?,
                    TypeRef::Unsupported(_) => None,
                };
                if model.fields.insert(field.name.text, (field, target)).is_some() {
                    return None;
                }
                if let Some(target) = target {
                    relation_fields.push(RelationField::new(position, target, field, texts[model.file].1));
                }
            }
        }
        let mut between: HashMap<_, SmallVec<[usize; 2]>> = HashMap::default();
        for (position, field) in relation_fields.iter().enumerate() {
            let RelationField { model, target, name, .. } = field;
            between.entry((*model, *target, *name)).or_default().push(position);
        }
        let schema = Self { models, relation_fields, between };
        schema.references_exist().then_some(schema)
    }

    /// Whether all names in `fields` and `references` are names of fields that can be columns.
    fn references_exist(&self) -> bool {
        let exist = |model: usize, names: &Option<Vec<&str>>| {
            names.iter().flatten().all(|name| self.column(model, name).is_some())
        };
        self.relation_fields.iter().all(|f| exist(f.model, &f.fields) && exist(f.target, &f.references))
    }

    /// The field of this name, if it is no relation.
    pub(super) fn column(&self, model: usize, name: &str) -> Option<&'a ast::Field<'a>> {
        let (field, target) = self.models[model].fields.get(name)?;
        target.is_none().then_some(*field)
    }

    /// The relation fields from a model to another one with a relation's name, in order.
    fn between(&self, model: usize, target: usize, name: Option<&'a str>) -> &[usize] {
        self.between.get(&(model, target, name)).map_or(&[], SmallVec::as_slice)
    }

    /// The relations with a foreign key, in the order of their first fields. Ambiguous ones are left out.
    pub(super) fn relations(&self) -> Vec<Relation> {
        (0..self.relation_fields.len()).filter_map(|position| self.relation(position)).collect()
    }

    /// The relation that is told of at this field; the other field of a pair gives `None`.
    fn relation(&self, position: usize) -> Option<Relation> {
        let field = &self.relation_fields[position];
        if self.is_ambiguous(field.model, field.target, field.name)
            || self.is_ambiguous(field.target, field.model, field.name)
        {
            return None;
        }
        let other = self.between(field.target, field.model, field.name).iter().find(|other| **other != position);
        let forward_only = |is_one_to_one| Relation { forward: Some(position), back: None, is_one_to_one };
        let Some(&other_position) = other else {
            return Some(if field.field.arity == Arity::List {
                Relation { forward: None, back: Some(position), is_one_to_one: false }
            } else {
                forward_only(self.is_unique(field))
            });
        };
        let other = &self.relation_fields[other_position];
        let is_told_here = match (field.field.arity, other.field.arity) {
            // Many to many has no foreign key; one to many is told at the side that has it.
            (Arity::List, _) => false,
            (_, Arity::List) => true,
            // One to one: the side with `fields`, else the required side, else the model first by name.
            _ if field.fields.is_some() != other.fields.is_some() => field.fields.is_some(),
            (a, b) if a != b => a == Arity::Required,
            _ => (self.model_name(field), field.field.name.text) < (self.model_name(other), other.field.name.text),
        };
        is_told_here.then(|| Relation {
            forward: Some(position),
            back: Some(other_position),
            is_one_to_one: other.field.arity != Arity::List,
        })
    }

    /// Whether several relations could be meant by fields of `model` to `target` with this name.
    fn is_ambiguous(&self, model: usize, target: usize, name: Option<&'a str>) -> bool {
        self.between(model, target, name).len() > if model == target { 2 } else { 1 }
    }

    fn model_name(&self, field: &RelationField<'_>) -> &'a str {
        self.models[field.model].ast.name.text
    }

    /// Whether the foreign key is unique by itself. As for the published formatter, an id does not count.
    fn is_unique(&self, field: &RelationField<'_>) -> bool {
        let Some(fields) = &field.fields else { return false };
        self.criteria(field.model, "unique").iter().any(|criterion| criterion == fields)
    }

    /// The fields of the ids or uniques of a model.
    fn criteria(&self, model: usize, kind: &str) -> Vec<Vec<&'a str>> {
        let model = self.models[model].ast;
        let on_fields = model.fields.iter().filter(|f| f.attributes.iter().any(|a| a.path.text == kind));
        let on_model = model.attributes.iter().filter(|a| a.path.text == kind);
        let on_model = on_model.filter_map(|attribute| argument(attribute, "fields").and_then(names));
        on_fields.map(|field| vec![field.name.text]).chain(on_model).collect()
    }

    /// The criteria that always identify a row, ids first: no optional fields, no lists, no unsupported types.
    pub(super) fn strict_criteria(&self, model: usize) -> impl Iterator<Item = Vec<&'a str>> {
        let is_strict = move |name: &&str| {
            self.column(model, name)
                .is_some_and(|field| field.arity == Arity::Required && matches!(field.ty, TypeRef::Named(_)))
        };
        let criteria = self.criteria(model, "id").into_iter().chain(self.criteria(model, "unique"));
        criteria.filter(move |fields| fields.iter().all(is_strict))
    }
}

impl<'a> RelationField<'a> {
    fn new(model: usize, target: usize, field: &'a ast::Field<'a>, text: &'a str) -> Self {
        let attribute = field.attribute("relation");
        let argument = |name| attribute.and_then(|attribute| argument(attribute, name));
        let name = argument("name").and_then(|value| match value.kind {
            ExprKind::String(_) => text.get(value.span.start as usize + 1..value.span.end as usize - 1),
            _ => None,
        });
        Self {
            model,
            target,
            field,
            attribute,
            name: name.filter(|name| !name.is_empty()),
            fields: argument("fields").and_then(names),
            references: argument("references").and_then(names),
        }
    }

    /// Whether the foreign key is told in full.
    pub(super) fn has_key(&self) -> bool {
        self.fields.is_some() && self.references.is_some()
    }
}

/// The value of an argument. One without a name is the attribute's main argument: the name of `@relation`, the fields of the others.
fn argument<'a>(attribute: &'a Attribute<'a>, name: &str) -> Option<&'a Expr<'a>> {
    let main = if attribute.path.text == "relation" { "name" } else { "fields" };
    let is_wanted = |arg: &&ast::Arg<'_>| arg.name.map_or(name == main, |n| n.text == name);
    attribute.args.items.iter().find(is_wanted).map(|arg| &arg.value)
}

/// The names in a list of fields. A single one may stand without brackets; arguments such as `sort` are left out.
fn names<'a>(value: &'a Expr<'a>) -> Option<Vec<&'a str>> {
    match &value.kind {
        ExprKind::Array(elements) => elements.iter().map(field_name).collect(),
        _ => field_name(value).map(|name| vec![name]),
    }
}

fn field_name<'a>(value: &Expr<'a>) -> Option<&'a str> {
    match value.kind {
        ExprKind::Constant(name) | ExprKind::Call(name, _) => Some(name),
        _ => None,
    }
}
