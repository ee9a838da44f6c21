//! Stage 5: which relation fields belong together, and which of two ends holds the foreign key.

use nicol_model::Arity;
use smallvec::SmallVec;

use super::draft::{Between, Draft, FieldRef, Relation, RelationField, RelationShape};
use crate::hash::HashMap;
use crate::ir::IndexKind;

/// Fills `draft.relations`, in the order of their first relation field.
pub(super) fn infer(draft: &mut Draft<'_>) {
    let mut by_ends: HashMap<Between<'_>, SmallVec<[usize; 2]>> = HashMap::default();
    for (model, facts) in draft.models.iter().enumerate() {
        for (field, facts) in facts.fields.iter().enumerate() {
            if let Some(relation) = &facts.relation {
                by_ends.entry((model, relation.target, relation.name)).or_default().push(field);
            }
        }
    }
    draft.relation_fields = by_ends;
    let mut relations = Vec::new();
    for model in 0..draft.shape.models.len() {
        for field in 0..draft.shape.models[model].types.len() {
            let at = FieldRef { model, field };
            if let Some(relation) = draft.relation_field(at) {
                relations.extend(relation_at(draft, at, relation));
            }
        }
    }
    draft.relations = relations;
}

/// The other end: the first field there that points back under the same name.
fn opposite(draft: &Draft<'_>, at: FieldRef, relation: &RelationField<'_>) -> Option<FieldRef> {
    let there = draft.alike(relation.target, at.model, relation.name);
    there.iter().map(|field| FieldRef { model: relation.target, field: *field }).find(|other| *other != at)
}

/// The relation, if this field is the end that brings it up: each relation is met from both ends.
fn relation_at<'a>(draft: &Draft<'a>, at: FieldRef, relation: &RelationField<'a>) -> Option<Relation<'a>> {
    let arity = draft.field(at).arity;
    let back = opposite(draft, at, relation);
    let from_here = |shape| Relation {
        name: relation.name,
        shape,
        forward_model: at.model,
        forward: Some(at.field),
        back_model: relation.target,
        back: back.map(|b| b.field),
    };
    let Some(other) = back else {
        return Some(match arity {
            Arity::List => Relation {
                name: relation.name,
                shape: RelationShape::OneToMany,
                forward_model: relation.target,
                forward: None,
                back_model: at.model,
                back: Some(at.field),
            },
            _ if is_unique(draft, at.model, relation) => from_here(RelationShape::OneToOne),
            _ => from_here(RelationShape::OneToMany),
        });
    };
    let there = draft.relation_field(other);
    let has_fields = |r: &RelationField<'_>| r.fields.is_some();
    let (here_has_fields, there_has_fields) = (has_fields(relation), there.is_some_and(has_fields));
    match (arity, draft.field(other).arity) {
        (Arity::List, Arity::List) => {
            if !sorts_first(draft, at, other) {
                return None;
            }
            let is_embedded = here_has_fields || there_has_fields;
            let shape = if is_embedded { RelationShape::EmbeddedManyToMany } else { RelationShape::ImplicitManyToMany };
            Some(from_here(shape))
        }
        (Arity::List, _) | (Arity::Optional, Arity::Required) => None,
        (_, Arity::List) => Some(from_here(RelationShape::OneToMany)),
        (Arity::Required, Arity::Optional) => Some(from_here(RelationShape::OneToOne)),
        // Required on both sides is an error later on; which side counts as forward does not matter.
        (Arity::Required, Arity::Required) => sorts_first(draft, at, other).then(|| from_here(RelationShape::OneToOne)),
        (Arity::Optional, Arity::Optional) => {
            let is_forward = here_has_fields || (!there_has_fields && sorts_first(draft, at, other));
            is_forward.then(|| from_here(RelationShape::OneToOne))
        }
    }
}

/// By model names; in self relations by field names.
fn sorts_first(draft: &Draft<'_>, one: FieldRef, other: FieldRef) -> bool {
    let key = |at: FieldRef| (draft.decl(at.model).name.text, draft.field(at).name.text);
    if one.model == other.model { key(one) <= key(other) } else { key(one).0 <= key(other).0 }
}

/// Whether the foreign key of a lone end is exactly a unique.
fn is_unique(draft: &Draft<'_>, model: usize, relation: &RelationField<'_>) -> bool {
    let Some(fields) = &relation.fields else { return false };
    draft.models[model]
        .indexes
        .iter()
        .any(|index| index.kind == IndexKind::Unique && index.columns().eq(fields.iter().copied()))
}
