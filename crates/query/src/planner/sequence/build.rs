//! A request as Prisma's graph: which nodes and edges each nested write becomes, in the order in which Prisma makes them.
//! Nodes that stand at the end of a chain and decide nothing are left out.

use std::collections::HashMap;

use nicol_model::{DataModel, ModelId};

use super::graph::{Graph, Node};
use crate::ast::{Action, Data, NestedUpsert, Operation, RelationWrite, Write};
use crate::planner::{Rel, Result};

/// The graph, and which node stands for what.
pub(super) struct Build<'a> {
    schema: &'a DataModel,
    pub(super) graph: Graph,
    /// The nodes that write records.
    pub(super) records: HashMap<*const Data, Node>,
    /// The first node of each part of a nested write.
    pub(super) parts: HashMap<(*const RelationWrite, usize), Node>,
    /// The nodes that make room for a record of a relation of one to one.
    pub(super) rooms: HashMap<*const RelationWrite, Node>,
}

impl<'a> Build<'a> {
    pub(super) fn of(schema: &'a DataModel, operation: &Operation) -> Result<Self> {
        let (records, parts, rooms) = Default::default();
        let mut build = Self { schema, graph: Graph::default(), records, parts, rooms };
        match operation.action {
            Action::Create | Action::Update => {
                if let Some(data) = &operation.data {
                    let record = build.record(operation.model, data, operation.action == Action::Create)?;
                    build.read_back(record);
                }
            }
            Action::Upsert => {
                if let (Some(create), Some(update)) = (&operation.data, &operation.update) {
                    build.upsert(operation.model, create, update)?;
                }
            }
            _ => {}
        }
        Ok(build)
    }

    fn read_back(&mut self, record: Node) {
        let read = self.graph.step();
        self.graph.order(record, read);
        self.graph.result(read);
    }

    fn upsert(&mut self, model: ModelId, create: &Data, update: &Data) -> Result<()> {
        let found = self.graph.step();
        let created = self.record(model, create, true)?;
        let updated = self.record(model, update, false)?;
        let choice = self.graph.choice();
        self.graph.order(found, choice);
        self.graph.branch(choice, updated);
        self.graph.branch(choice, created);
        self.graph.order(found, updated);
        self.read_back(updated);
        self.read_back(created);
        Ok(())
    }

    /// A record that is written, and what is nested in it.
    fn record(&mut self, model: ModelId, data: &Data, is_new: bool) -> Result<Node> {
        let node = self.graph.step();
        self.nested_in(model, data, node, is_new)?;
        Ok(node)
    }

    fn nested_in(&mut self, model: ModelId, data: &Data, node: Node, is_new: bool) -> Result<()> {
        self.records.insert(data, node);
        for write in &data.writes {
            if let Write::Relation { field, write } = write {
                self.nested(Rel::of(self.schema, model, *field)?, write, node, is_new)?;
            }
        }
        Ok(())
    }

    /// A node after `parent` that is a part of a nested write.
    fn after(&mut self, parent: Node, write: &RelationWrite, item: usize) -> Node {
        let node = self.graph.step();
        self.graph.order(parent, node);
        self.parts.insert((write, item), node);
        node
    }

    /// A node after `parent` that has to come before it.
    fn needed(&mut self, parent: Node, node: Node) {
        self.graph.needs(parent, node);
        self.graph.order(parent, node);
    }

    fn nested(&mut self, rel: Rel<'a>, write: &RelationWrite, parent: Node, is_new: bool) -> Result<()> {
        match write {
            RelationWrite::Create(list) => return self.create(rel, write, list, parent, is_new),
            RelationWrite::Connect(list) if list.is_empty() => {}
            RelationWrite::Connect(_) if rel.is_one_to_one() => self.connect_one(rel, write, parent, is_new),
            RelationWrite::Connect(_) if rel.holds_key() => {
                let read = self.graph.step();
                self.needed(parent, read);
            }
            RelationWrite::ConnectOrCreate(list) => {
                for (item, (_, data)) in list.iter().enumerate() {
                    if rel.holds_key() {
                        self.refer_or_create(rel, data, parent, is_new)?;
                    } else {
                        let choice = self.graph.choice();
                        // One to one, the edge to what is looked for is there before those of the new record.
                        let read = rel.is_one_to_one().then(|| self.after(parent, write, item));
                        let created = self.record(rel.target_id, data, true)?;
                        let read = read.unwrap_or_else(|| self.after(parent, write, item));
                        self.graph.order(read, choice);
                        self.graph.branch(choice, created);
                        if rel.join_table().is_none() {
                            self.graph.order(parent, created);
                        }
                    }
                }
            }
            RelationWrite::Update(list) => {
                for (item, (_, data)) in list.iter().enumerate() {
                    let found = self.after(parent, write, item);
                    let updated = self.record(rel.target_id, data, false)?;
                    self.graph.order(found, updated);
                }
            }
            RelationWrite::Upsert(list) => {
                for (item, NestedUpsert { create, update, .. }) in list.iter().enumerate() {
                    let found = self.after(parent, write, item);
                    let choice = self.graph.choice();
                    let created = self.record(rel.target_id, create, true)?;
                    let updated = self.record(rel.target_id, update, false)?;
                    self.graph.order(found, choice);
                    self.graph.order(found, updated);
                    self.graph.branch(choice, updated);
                    self.graph.branch(choice, created);
                    if rel.join_table().is_none() && !rel.holds_key() {
                        self.graph.order(parent, created);
                    }
                }
            }
            _ => {
                self.after(parent, write, 0);
            }
        }
        Ok(())
    }

    fn create(&mut self, rel: Rel<'a>, write: &RelationWrite, list: &[Data], parent: Node, is_new: bool) -> Result<()> {
        let is_leaf = |data: &Data| data.writes.iter().all(|write| matches!(write, Write::Column { .. }));
        if list.len() > 1 && list.iter().all(is_leaf) {
            let node = self.after(parent, write, 0);
            self.parts.extend((1..list.len()).map(|item| ((std::ptr::from_ref(write), item), node)));
            return Ok(());
        }
        let records: Result<Vec<Node>> = list.iter().map(|data| self.record(rel.target_id, data, true)).collect();
        if rel.is_one_to_one() && !is_new {
            let room = self.graph.step();
            self.graph.order(parent, room);
            self.rooms.insert(write, room);
        }
        for (item, record) in records?.into_iter().enumerate() {
            if rel.holds_key() {
                self.needed(parent, record);
            } else {
                self.graph.order(parent, record);
                self.parts.insert((write, item), record);
            }
        }
        Ok(())
    }

    /// One to one: the record is read before the one that it is connected to is written, whoever holds the key.
    fn connect_one(&mut self, rel: Rel<'a>, write: &RelationWrite, parent: Node, is_new: bool) {
        let read = self.graph.step();
        self.graph.needs(parent, read);
        if is_new {
            self.graph.order(parent, read);
            if !rel.holds_key() {
                let linked = self.after(parent, write, 0);
                self.graph.order(read, linked);
            }
            return;
        }
        // What is connected already stays as it is.
        let difference = self.graph.step();
        self.graph.order(read, difference);
        let before = self.after(parent, write, 0);
        self.graph.order(before, difference);
        let choice = self.graph.choice();
        self.graph.order(difference, choice);
        let differs = self.graph.step();
        self.graph.branch(choice, differs);
        self.graph.order(parent, read);
        let linked = self.graph.step();
        self.graph.order(read, linked);
        self.graph.order(differs, linked);
        self.graph.order(parent, linked);
    }

    /// `connectOrCreate` of a record that `parent` refers to.
    fn refer_or_create(&mut self, rel: Rel<'a>, data: &Data, parent: Node, is_new: bool) -> Result<()> {
        let read = self.graph.step();
        self.needed(parent, read);
        let choice = self.graph.choice();
        let created = self.record(rel.target_id, data, true)?;
        let [found, made] = [self.graph.give_back(), self.graph.give_back()];
        self.graph.order(read, choice);
        self.graph.branch(choice, found);
        self.graph.branch(choice, created);
        self.graph.returned(read, found);
        self.graph.returned(created, made);
        self.graph.order(choice, parent);
        if rel.is_one_to_one() && !is_new {
            let linked = self.graph.step();
            self.graph.order(parent, linked);
            self.graph.order(choice, linked);
        }
        Ok(())
    }
}
