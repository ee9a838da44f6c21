//! Cycles and crossing paths of cascading actions.

use std::collections::BTreeSet;

use crate::hash::{HashMap, HashSet};

use nicol_diagnostics::Diagnostic;
use nicol_model::{ReferentialAction, RelationMode};

use super::Subject;
use super::relations::{on_delete, on_update};
use crate::validate::attributes::list;
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, Relation};

const CODE: &str = "cascading-cycle";

/// Where actions cascade without end.
pub(super) struct Circles {
    /// For each model whether cascading relations lead from it into a circle; `None` where circles don't matter.
    leads_into_one: Option<Vec<bool>>,
}

impl Circles {
    pub(super) fn find(subject: &Subject<'_, '_>) -> Self {
        // Where the client emulates the actions, a cycle would run for ever whatever the database.
        let matters = subject.connector.can.detects_reference_cycles
            || (subject.config.datasource.is_some() && subject.mode == RelationMode::Prisma);
        if !matters {
            return Self { leads_into_one: None };
        }
        let relations = subject.draft.relations.iter().filter(|r| complete(r).is_some() && cascades(subject, r));
        let ways = relations.map(|relation| (relation.forward_model, relation.back_model));
        Self { leads_into_one: Some(lead_into_circles(subject.draft.models.len(), ways)) }
    }
}

/// For each of `count` things whether the ways, each from one to another, lead from it into a circle.
pub(super) fn lead_into_circles(count: usize, ways: impl Iterator<Item = (usize, usize)>) -> Vec<bool> {
    // What leads nowhere is taken out again and again, until that is left which leads into circles.
    let (mut ways_out, mut ways_in) = (vec![0_usize; count], vec![Vec::new(); count]);
    for (from, to) in ways {
        ways_out[from] += 1;
        ways_in[to].push(from);
    }
    let mut ends: Vec<usize> = (0..count).filter(|at| ways_out[*at] == 0).collect();
    while let Some(end) = ends.pop() {
        for &at in &ways_in[end] {
            ways_out[at] -= 1;
            if ways_out[at] == 0 {
                ends.push(at);
            }
        }
    }
    ways_out.into_iter().map(|ways| ways > 0).collect()
}

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, circles: &Circles, relation: &Relation<'_>) {
    let Some(field) = complete(relation) else { return };
    let detects = subject.connector.can.detects_reference_cycles;
    if circles.leads_into_one.as_ref().is_some_and(|leads| leads[relation.back_model]) {
        cycle(cx, subject, relation, field);
    }
    if detects && subject.mode == RelationMode::ForeignKeys {
        crossing_paths(cx, subject, relation, field);
    }
}

/// The forward field of a relation that has both ends.
fn complete(relation: &Relation<'_>) -> Option<FieldRef> {
    let field = relation.forward.filter(|_| relation.shape.has_foreign_key() && relation.back.is_some())?;
    Some(FieldRef { model: relation.forward_model, field })
}

fn modifies(action: ReferentialAction) -> bool {
    !matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict)
}

fn cascades(subject: &Subject<'_, '_>, relation: &Relation<'_>) -> bool {
    let (draft, connector, mode) = (subject.draft, subject.connector, subject.mode);
    modifies(on_update(draft, relation)) || modifies(on_delete(draft, connector, mode, relation))
}

/// Relations whose foreign key lies in the model.
fn relations_from<'c, 'a>(
    subject: &Subject<'c, 'a>,
    model: usize,
) -> impl Iterator<Item = (&'c Relation<'a>, FieldRef)> + use<'c, 'a> {
    let draft = subject.draft;
    let relations = subject.relations_from[model].clone();
    relations.into_iter().map(|at| &draft.relations[at]).filter_map(|r| Some((r, complete(r)?)))
}

fn cycle(cx: &mut Context, subject: &Subject<'_, '_>, start: &Relation<'_>, field: FieldRef) {
    let parent = start.forward_model;
    let mut visited = HashSet::default();
    let mut next = vec![(start, field, vec![field])];
    while let Some((relation, at, path)) = next.pop() {
        visited.insert(at);
        if !cascades(subject, relation) {
            continue;
        }
        let target = relation.back_model;
        if relation.forward_model == target {
            let message = "the actions of this self relation cascade in a circle".to_owned();
            report(cx, subject, start, field, message);
            return;
        }
        if target == parent {
            let steps: Vec<String> = path
                .iter()
                .map(|at| format!("{}.{}", subject.draft.decl(at.model).name.text, subject.draft.field(*at).name.text))
                .collect();
            report(cx, subject, start, field, format!("the actions cascade in a circle: {}", steps.join(" → ")));
            return;
        }
        for (relation, at) in relations_from(subject, target) {
            if !visited.contains(&at) {
                let mut path = path.clone();
                path.push(at);
                next.push((relation, at, path));
            }
        }
    }
}

fn report(cx: &mut Context, subject: &Subject<'_, '_>, relation: &Relation<'_>, field: FieldRef, message: String) {
    let draft = subject.draft;
    let (delete, update) = (on_delete(draft, subject.connector, subject.mode, relation), on_update(draft, relation));
    let still = if subject.connector.actions(subject.mode).contains(&ReferentialAction::NoAction) {
        "NoAction"
    } else {
        "Restrict"
    };
    let help = format!(
        "write `onDelete: {still}, onUpdate: {still}` in one relation of the circle; here they are {} and {}",
        delete.name(),
        update.name()
    );
    cx.push(Diagnostic::error(CODE, draft.field(field).span, message).with_help(help));
}

/// Models that a deletion or update reaches from the model through this relation and through another one.
fn crossing_paths(cx: &mut Context, subject: &Subject<'_, '_>, relation: &Relation<'_>, field: FieldRef) {
    if !cascades(subject, relation) {
        return;
    }
    let parent = relation.forward_model;
    if relations_from(subject, parent).filter(|(r, _)| cascades(subject, r)).count() < 2 {
        return;
    }
    let mut reached: HashMap<FieldRef, BTreeSet<usize>> = HashMap::default();
    for (first, start) in relations_from(subject, parent).filter(|(r, _)| cascades(subject, r)) {
        let found = reached.entry(start).or_default();
        let mut visited = HashSet::from_iter([start]);
        let mut next = vec![first];
        while let Some(relation) = next.pop() {
            let target = relation.back_model;
            // Circles are reported elsewhere.
            if relation.forward_model == target || target == parent {
                continue;
            }
            found.insert(target);
            for (relation, at) in relations_from(subject, target).filter(|(r, _)| cascades(subject, r)) {
                if visited.insert(at) {
                    next.push(relation);
                }
            }
        }
    }
    let Some(here) = reached.remove(&field) else { return };
    let crossing: BTreeSet<&str> = reached
        .values()
        .flat_map(|other| here.intersection(other))
        .map(|model| subject.draft.decl(*model).name.text)
        .collect();
    if !crossing.is_empty() {
        let names: Vec<&str> = crossing.into_iter().collect();
        let message = format!("the actions cascade to {} on more than one path", list(&names));
        let help = "write `onDelete: NoAction, onUpdate: NoAction` in one of the relations on the way";
        cx.push(Diagnostic::error("cascading-paths", subject.draft.field(field).span, message).with_help(help));
    }
}
