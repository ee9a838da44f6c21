//! Which statements can't be parts of one: those that would see something else than one after the other.

use nicol_model::{FieldId, ModelId};

use super::{Apart, Result, Way, Weaver};
use crate::sql::{Outline, Seam, Table, Verb};

/// What a part changes.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) part: usize,
    pub(super) verb: Verb,
    pub(super) target: Table,
    /// All tables whose rows may be others afterwards: its own, and those that foreign keys pass the change on to.
    pub(super) tables: Vec<Table>,
    /// The columns that it gives values of the request to.
    pub(super) given: Vec<FieldId>,
    pub(super) ways: Vec<Way>,
    /// It is one new row, or none.
    pub(super) is_single: bool,
    pub(super) keys: Keys,
    /// The tables that were looked at to tell whether its ways are taken.
    pub(super) looked_at: Vec<Table>,
    /// Nothing is changed before it on its ways.
    pub(super) is_first: bool,
}

/// What a change has to do with foreign keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keys {
    /// Nothing.
    None,
    /// It writes some, all of them keys of rows that were found or made.
    Found,
    /// It may violate one: it writes values that nobody has looked at, or takes away what others refer to.
    Any,
}

impl Weaver<'_, '_> {
    /// What a statement changes, if it changes anything.
    pub(super) fn change(&self, outline: &Outline) -> Option<Change> {
        let target = outline.target()?;
        let mut tables = vec![target];
        match outline.verb {
            Verb::Unknown | Verb::Select | Verb::Insert => {}
            Verb::Delete => self.passed_on(&mut tables, |_| true),
            // What is passed on may be passed on further; which columns that changes is not looked at.
            Verb::Update => self.passed_on(&mut tables, |fields| fields.iter().any(|f| outline.written.contains(f))),
        }
        let is_first = !self.changes.iter().enumerate().any(|(i, earlier)| self.has_happened(i, earlier));
        Some(Change {
            part: 0,
            is_single: outline.verb == Verb::Insert && matches!(outline.seam, Some(Seam::Values(_))),
            keys: if tables.len() > 1 { Keys::Any } else { self.keys_written(outline) },
            looked_at: if self.ways.is_empty() { Vec::new() } else { self.looked_at.clone() },
            is_first,
            verb: outline.verb,
            target,
            tables,
            given: outline.given.clone(),
            ways: self.ways.clone(),
        })
    }

    /// Whether an earlier change may have changed something if the steps at hand run.
    pub(super) fn has_happened(&self, index: usize, earlier: &Change) -> bool {
        !self.void.contains(&index) && !self.excludes(&earlier.ways)
    }

    /// Foreign keys that a statement writes. What is no value of the request is a key that a part brings, or NULL; but a
    /// default, be it ours or the database's, is a value that nobody has looked at, and so is what a column that is written
    /// makes together with one that stays as it is.
    fn keys_written(&self, outline: &Outline) -> Keys {
        let Some(Table::Model(id)) = outline.target() else { return Keys::Found };
        let Ok(model) = self.planner.model(id) else { return Keys::Any };
        let is_new = outline.verb == Verb::Insert;
        let is_written = |field: &FieldId| outline.written.contains(field);
        let is_unknown =
            |field: &FieldId| outline.given.contains(field) || (is_new && model.field(*field).default.is_some());
        let own = self.planner.schema.relations.iter().filter(|relation| relation.forward_model == id);
        let of_key = |fields: &[FieldId]| match () {
            () if fields.iter().any(is_unknown) => Keys::Any,
            () if !fields.iter().any(is_written) => Keys::None,
            () if is_new || fields.iter().all(is_written) => Keys::Found,
            () => Keys::Any,
        };
        own.map(|relation| of_key(&relation.fields)).max().unwrap_or(Keys::None)
    }

    /// Adds the tables with foreign keys to what has changed: whatever the schema says that they do then, the database
    /// may do something else, and at another time.
    fn passed_on(&self, tables: &mut Vec<Table>, of_first: impl Fn(&[FieldId]) -> bool) {
        let mut at = 0;
        while let Some(Table::Model(model)) = tables.get(at).copied() {
            for (index, relation) in (0..).zip(&self.planner.schema.relations) {
                let further = if relation.join_table.is_some() {
                    let is_key = |model: ModelId| at > 0 || self.planner.key(model).is_ok_and(&of_first);
                    let is_joined = relation.forward_model == model || relation.back_model == model;
                    (is_joined && is_key(model)).then_some(Table::Join(nicol_model::RelationId(index)))
                } else {
                    let refers = relation.back_model == model && (at > 0 || of_first(&relation.references));
                    refers.then_some(Table::Model(relation.forward_model))
                };
                if let Some(further) = further
                    && !tables.contains(&further)
                {
                    // Join tables are at the end of the way: they are looked at last.
                    let place = tables.iter().position(|t| matches!(t, Table::Join(_)));
                    match (further, place) {
                        (Table::Model(_), Some(place)) if place > at => tables.insert(place, further),
                        _ => tables.push(further),
                    }
                }
            }
            at += 1;
        }
    }

    /// Whether a statement may follow what was taken in so far; the parts that have to come before it, as it writes the
    /// same table.
    pub(super) fn conflicts(&self, outline: &Outline, change: Option<&Change>) -> Result<Vec<usize>> {
        let mut after = Vec::new();
        for (index, earlier) in self.changes.iter().enumerate() {
            if !self.has_happened(index, earlier) {
                continue;
            }
            if outline.reads().iter().any(|table| earlier.tables.contains(table)) {
                return Err(Apart);
            }
            let Some(change) = change else { continue };
            if change.tables.iter().any(|table| *table != change.target && earlier.tables.contains(table)) {
                return Err(Apart);
            }
            if earlier.tables.contains(&change.target) {
                // New rows don't get in each other's way, and pairs can be made anew. Keys are checked against the rows
                // that there are, not against those that the statement sees.
                let is_pair = matches!(change.target, Table::Join(_));
                let fits = earlier.target == change.target
                    && change.verb == Verb::Insert
                    && (earlier.verb == Verb::Insert || (earlier.verb == Verb::Delete && is_pair));
                if !fits {
                    return Err(Apart);
                }
                after.push(earlier.part);
            }
            if self.waits_for(earlier, change, outline) {
                return Err(Apart);
            }
        }
        Ok(after)
    }

    /// Whether an earlier part may refer to rows that only a later one brings: foreign keys are checked at the end of the
    /// statement, where that is no fault any more.
    fn waits_for(&self, earlier: &Change, change: &Change, outline: &Outline) -> bool {
        let (Table::Model(from), Table::Model(to)) = (earlier.target, change.target) else { return false };
        self.planner.schema.relations.iter().any(|relation| {
            let brings = match change.verb {
                Verb::Insert => true,
                Verb::Update => relation.references.iter().any(|f| outline.written.contains(f)),
                Verb::Unknown | Verb::Select | Verb::Delete => false,
            };
            brings
                && relation.forward_model == from
                && relation.back_model == to
                && relation.fields.iter().any(|f| earlier.given.contains(f))
        })
    }

    /// Whether these ways are never taken together with those at hand.
    fn excludes(&self, ways: &[Way]) -> bool {
        ways.iter().any(|way| self.ways.iter().any(|own| own.branch == way.branch && own.has_rows != way.has_rows))
    }
}
