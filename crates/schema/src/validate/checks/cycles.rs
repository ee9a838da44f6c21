//! Cycles and crossing paths of cascading actions.
//!
//! Both are found for all relations at once, in time that grows with their number and not with that of the paths.

use std::collections::{BTreeSet, VecDeque};

use crate::hash::HashMap;

use nicol_diagnostics::Diagnostic;
use nicol_model::{ReferentialAction, RelationMode};

use super::Subject;
use super::relations::{on_delete, on_update};
use crate::validate::attributes::list;
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, Relation};

const CODE: &str = "cascading-cycle";

/// Longer circles are not shown step by step, nor looked for.
const STEPS_SHOWN: usize = 50;

/// Where actions cascade without end, and where they meet.
pub(super) struct Circles {
    /// `None` where circles don't matter.
    loops: Option<Loops>,
    /// For each relation the first models that actions reach through it and through another one of the same model.
    crossings: HashMap<FieldRef, BTreeSet<usize>>,
    cascades: Cascades,
}

/// The relations that actions cascade along: for each model the models that they reach, and by which field.
struct Cascades(Vec<Vec<(usize, FieldRef)>>);

struct Loops {
    /// For each model a number that models share that reach each other.
    circle: Vec<usize>,
    /// For each model a self relation that cascades and is reached from it.
    self_relation: Vec<Option<FieldRef>>,
}

impl Circles {
    pub(super) fn find(subject: &Subject<'_, '_>) -> Self {
        let detects = subject.connector.can.detects_reference_cycles;
        // Where the client emulates the actions, a cycle would run for ever whatever the database.
        let matters = detects || (subject.config.datasource.is_some() && subject.mode == RelationMode::Prisma);
        let crosses = detects && subject.mode == RelationMode::ForeignKeys;
        let mut cascades = Cascades(vec![Vec::new(); subject.draft.models.len()]);
        if matters || crosses {
            for relation in &subject.draft.relations {
                if let Some(field) = complete(relation).filter(|_| cascades_by(subject, relation)) {
                    cascades.0[relation.forward_model].push((relation.back_model, field));
                }
            }
        }
        let loops = matters.then(|| cascades.loops());
        let crossings = if crosses { cascades.crossings() } else { HashMap::default() };
        Self { loops, crossings, cascades }
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
    if let Some(loops) = &circles.loops
        && cascades_by(subject, relation)
    {
        let (from, to) = (relation.forward_model, relation.back_model);
        if from == to {
            report(cx, subject, relation, field, "the actions of this self relation cascade in a circle".to_owned());
        } else if loops.circle[from] == loops.circle[to] {
            let message = match circles.cascades.path(to, from) {
                None => "the actions cascade in a circle of many models".to_owned(),
                Some(path) => {
                    let steps: Vec<String> = [field].iter().chain(&path).map(|at| named(subject, *at)).collect();
                    format!("the actions cascade in a circle: {}", steps.join(" → "))
                }
            };
            report(cx, subject, relation, field, message);
        } else if let Some(at) = loops.self_relation[to] {
            let message =
                format!("the actions cascade to the self relation {}, where they go in a circle", named(subject, at));
            report(cx, subject, relation, field, message);
        }
    }
    if let Some(crossing) = circles.crossings.get(&field) {
        let names: BTreeSet<&str> = crossing.iter().map(|model| subject.draft.decl(*model).name.text).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let message = format!("the actions cascade to {} on more than one path", list(&names));
        let help = "write `onDelete: NoAction, onUpdate: NoAction` in one of the relations on the way";
        cx.push(Diagnostic::error("cascading-paths", subject.draft.field(field).span, message).with_help(help));
    }
}

/// `Model.field`.
fn named(subject: &Subject<'_, '_>, at: FieldRef) -> String {
    format!("{}.{}", subject.draft.decl(at.model).name.text, subject.draft.field(at).name.text)
}

/// The forward field of a relation that has both ends.
fn complete(relation: &Relation<'_>) -> Option<FieldRef> {
    let field = relation.forward.filter(|_| relation.shape.has_foreign_key() && relation.back.is_some())?;
    Some(FieldRef { model: relation.forward_model, field })
}

fn modifies(action: ReferentialAction) -> bool {
    !matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict)
}

fn cascades_by(subject: &Subject<'_, '_>, relation: &Relation<'_>) -> bool {
    let (draft, connector, mode) = (subject.draft, subject.connector, subject.mode);
    modifies(on_update(draft, relation)) || modifies(on_delete(draft, connector, mode, relation))
}

impl Cascades {
    /// The same, against their direction.
    fn reversed(&self) -> Vec<Vec<usize>> {
        let mut ways_in = vec![Vec::new(); self.0.len()];
        for (from, targets) in self.0.iter().enumerate() {
            for (to, _) in targets {
                ways_in[*to].push(from);
            }
        }
        ways_in
    }

    /// Kosaraju: models in the order in which searches leave them; searched backwards in the opposite order, each
    /// search finds the models of one circle.
    fn loops(&self) -> Loops {
        let count = self.0.len();
        let mut left = Vec::with_capacity(count);
        let mut is_seen = vec![false; count];
        for start in 0..count {
            if std::mem::replace(&mut is_seen[start], true) {
                continue;
            }
            let mut stack = vec![(start, 0)];
            while let Some((model, next)) = stack.last_mut() {
                let Some((to, _)) = self.0[*model].get(*next) else {
                    left.push(*model);
                    stack.pop();
                    continue;
                };
                *next += 1;
                if !std::mem::replace(&mut is_seen[*to], true) {
                    stack.push((*to, 0));
                }
            }
        }
        let ways_in = self.reversed();
        let mut circle = vec![usize::MAX; count];
        for &start in left.iter().rev() {
            let mut stack = vec![start];
            while let Some(model) = stack.pop() {
                if circle[model] == usize::MAX {
                    circle[model] = start;
                    stack.extend(ways_in[model].iter().filter(|from| circle[**from] == usize::MAX));
                }
            }
        }
        let mut self_relation = vec![None; count];
        let own = |model: usize| self.0[model].iter().find(|(to, _)| *to == model).map(|(_, field)| *field);
        let mut stack: Vec<(usize, FieldRef)> = (0..count).filter_map(|model| Some((model, own(model)?))).collect();
        while let Some((model, field)) = stack.pop() {
            if self_relation[model].is_none() {
                self_relation[model] = Some(field);
                stack.extend(ways_in[model].iter().map(|from| (*from, field)));
            }
        }
        Loops { circle, self_relation }
    }

    /// The fields on a shortest way, unless that takes a long search.
    fn path(&self, from: usize, to: usize) -> Option<Vec<FieldRef>> {
        let mut came_by: HashMap<usize, FieldRef> = HashMap::default();
        let mut next = VecDeque::from([from]);
        while let Some(model) = next.pop_front() {
            for (target, field) in &self.0[model] {
                if *target == from || came_by.contains_key(target) {
                    continue;
                }
                came_by.insert(*target, *field);
                if *target == to {
                    let mut path = Vec::new();
                    let mut at = to;
                    while at != from {
                        let field = *came_by.get(&at)?;
                        path.push(field);
                        at = field.model;
                    }
                    path.reverse();
                    return Some(path);
                }
                if came_by.len() > STEPS_SHOWN {
                    return None;
                }
                next.push_back(*target);
            }
        }
        None
    }

    /// From each model all its relations are followed side by side. Where the ways of two of them meet, both cross; the
    /// way of a third isn't followed any further there, and none is once all of them cross.
    fn crossings(&self) -> HashMap<FieldRef, BTreeSet<usize>> {
        let mut crossings: HashMap<FieldRef, BTreeSet<usize>> = HashMap::default();
        // By which relations of the parent a model is reached: at most two of them, by their places.
        let mut reached: Vec<[Option<usize>; 2]> = vec![[None; 2]; self.0.len()];
        for (parent, relations) in self.0.iter().enumerate().filter(|(_, relations)| relations.len() > 1) {
            let mut touched = Vec::new();
            let mut is_crossing = vec![false; relations.len()];
            let mut left = relations.len();
            let mut next: VecDeque<(usize, usize, usize)> =
                relations.iter().enumerate().map(|(way, (to, _))| (parent, *to, way)).collect();
            while let Some((from, to, way)) = next.pop_front().filter(|_| left > 0) {
                // Circles are reported elsewhere.
                if from == to || to == parent || reached[to].contains(&Some(way)) {
                    continue;
                }
                for other in reached[to].into_iter().flatten() {
                    for way in [way, other] {
                        crossings.entry(relations[way].1).or_default().insert(to);
                        if !std::mem::replace(&mut is_crossing[way], true) {
                            left -= 1;
                        }
                    }
                }
                let [first, second] = &mut reached[to];
                match (&first, &second) {
                    (None, _) => {
                        *first = Some(way);
                        touched.push(to);
                    }
                    (_, None) => *second = Some(way),
                    _ => continue,
                }
                next.extend(self.0[to].iter().map(|(target, _)| (to, *target, way)));
            }
            for model in touched {
                reached[model] = [None; 2];
            }
        }
        crossings
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
