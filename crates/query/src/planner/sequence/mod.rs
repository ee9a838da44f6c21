//! In which order the parts of a nested write are done: Prisma's (`query_graph/mod.rs` and `query_graph_builder/write` of
//! prisma-engines; tested by `cases/query/order_of_writes`).
//!
//! What is nested in a record is done after it, in the order of the request, but:
//!
//! - A new record that needs others first (its foreign key refers to a record that is created, connected or either; a
//!   relation of one to one is connected) is put off until all that stands beside it is done. Of several that are put off
//!   the last one in the request comes first. What such a record needs is done right before it, from the last relation to
//!   the first.
//! - What is put off in a record that another one needs comes after that other one, unless that is the record of the request.
//! - Behind a `connectOrCreate` or `upsert` whose new record needs others comes what would be put off next. That is an
//!   accident: edges are removed from Prisma's graph, and the last one takes their place.
//!
//! Since the accidents decide who gets a unique value that two parts of a request claim, the graph is built here as well,
//! if anything is put off; only the numbers of its nodes leave this module.

mod build;
mod graph;

use std::collections::HashMap;
use std::ops::Range;

use build::Build;

use super::data::Parent;
use super::{Planner, Rel, Result};
use crate::ast::{Data, Operation, RelationWrite};

/// When the records and the parts of nested writes of a request are done. The keys are places in the request's tree.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    records: HashMap<*const Data, u32>,
    parts: HashMap<(*const RelationWrite, usize), u32>,
    rooms: HashMap<*const RelationWrite, u32>,
}

/// A part of a nested write.
#[derive(Debug, Clone)]
pub(super) struct Part<'d, 'm> {
    pub(super) rel: Rel<'m>,
    pub(super) write: &'d RelationWrite,
    /// Which elements of the write's list; of writes that are one statement all.
    items: Range<usize>,
    pub(super) room: Room,
    rank: u32,
}

/// How a part has to do with the record that was related before (one to one).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// It goes, and then the part is done.
    Make,
    /// It goes, and the rest is another part.
    Only,
    /// It has gone.
    Made,
}

/// Parts of nested writes, and the row that each starts from.
pub(super) type Parts<'d, 'm> = Vec<(Parent, Part<'d, 'm>)>;

impl Sequence {
    pub(super) fn of(schema: &nicol_model::DataModel, operation: &Operation) -> Result<Self> {
        let Build { graph, records, parts, rooms, .. } = Build::of(schema, operation)?;
        if !graph.is_turned() {
            return Ok(Self::default());
        }
        let visits = graph.visits();
        let rank = |node: usize| visits.get(node).copied().flatten().unwrap_or(u32::MAX);
        Ok(Self {
            records: records.into_iter().map(|(data, node)| (data, rank(node))).collect(),
            parts: parts.into_iter().map(|(part, node)| (part, rank(node))).collect(),
            rooms: rooms.into_iter().map(|(write, node)| (write, rank(node))).collect(),
        })
    }

    /// When a record is written, if not everything is done in the order of the request.
    pub(super) fn record(&self, data: &Data) -> Option<u32> {
        self.records.get(&std::ptr::from_ref(data)).copied()
    }

    fn part(&self, write: &RelationWrite, item: usize) -> u32 {
        self.parts.get(&(std::ptr::from_ref(write), item)).copied().unwrap_or_default()
    }

    /// The parts of nested writes, in their order.
    pub(super) fn parts<'d, 'm>(&self, writes: &[(Rel<'m>, &'d RelationWrite)]) -> Vec<Part<'d, 'm>> {
        let mut parts = Vec::with_capacity(writes.len());
        for &(rel, write) in writes {
            let whole = Part { rel, write, items: 0..usize::MAX, room: Room::Make, rank: self.part(write, 0) };
            let count = match write {
                _ if self.records.is_empty() => None,
                RelationWrite::Create(list) => Some(list.len()),
                RelationWrite::ConnectOrCreate(list) => Some(list.len()),
                RelationWrite::Upsert(list) => Some(list.len()),
                RelationWrite::Update(list) => Some(list.len()),
                _ => None,
            };
            let Some(count) = count else {
                parts.push(whole);
                continue;
            };
            let room = self.rooms.get(&std::ptr::from_ref(write));
            parts.extend(room.map(|rank| Part { items: 0..0, room: Room::Only, rank: *rank, ..whole.clone() }));
            let room = if room.is_some() { Room::Made } else { Room::Make };
            let item = |item| Part { items: item..item + 1, room, rank: self.part(write, item), ..whole.clone() };
            parts.extend((0..count).map(item));
        }
        parts.sort_by_key(|part| part.rank);
        // What stays together is one statement, where it can be.
        parts.dedup_by(|next, part| {
            let is_next = std::ptr::eq(part.write, next.write) && part.items.end == next.items.start;
            if is_next {
                part.items.end = next.items.end;
                part.room = if part.room == Room::Only { Room::Make } else { part.room };
            }
            is_next
        });
        parts
    }
}

impl Part<'_, '_> {
    /// The elements of the write's list that belong to the part.
    pub(super) fn of<'l, T>(&self, list: &'l [T]) -> &'l [T] {
        list.get(self.items.start..self.items.end.min(list.len())).unwrap_or_default()
    }
}

impl<'m> Planner<'m> {
    /// Plans parts of nested writes, those of several rows in their common order. What comes after the record that waits for
    /// these rows is left.
    pub(super) fn in_sequence<'d>(&mut self, mut parts: Parts<'d, 'm>, waiting: Option<u32>) -> Result<Parts<'d, 'm>> {
        parts.sort_by_key(|(_, part)| part.rank);
        let first_left = parts.partition_point(|(_, part)| waiting.is_none_or(|rank| part.rank < rank));
        let left = parts.split_off(first_left);
        for (parent, part) in parts {
            self.nested_write(&part, &parent)?;
        }
        Ok(left)
    }
}
