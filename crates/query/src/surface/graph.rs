//! Every type that can be reached, in the order in which Prisma lists them: breadth first from `Query` and `Mutation`.

use std::collections::HashSet;
use std::hash::Hash;

use super::{Container, EnumType, FieldRef, InputType, OutputKind, OutputType, Surface, TypeKind};

/// All types of a surface.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    pub inputs: Vec<GraphInput>,
    pub outputs: Vec<OutputType>,
    pub enums: Vec<EnumType>,
    pub field_refs: Vec<FieldRef>,
}

/// An input type in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraphInput {
    pub ty: InputType,
    /// Whose data it describes. Prisma says of a type that several models share that it belongs to the first one that
    /// leads to it.
    pub owner: Option<Container>,
}

/// A list without duplicates.
struct Found<T> {
    seen: HashSet<T>,
}

impl<T: Eq + Hash + Copy> Found<T> {
    fn is_new(&mut self, item: T) -> bool {
        self.seen.insert(item)
    }
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { seen: HashSet::new() }
    }
}

enum Item {
    Input(GraphInput),
    Output(OutputType),
}

#[derive(Default)]
struct Walk {
    graph: Graph,
    inputs: Found<InputType>,
    outputs: Found<OutputType>,
    enums: Found<EnumType>,
    field_refs: Found<FieldRef>,
    queue: std::collections::VecDeque<Item>,
}

impl Walk {
    fn output(&mut self, output: OutputType) {
        if self.outputs.is_new(output) {
            self.graph.outputs.push(output);
            self.queue.push_back(Item::Output(output));
        }
    }

    fn enumeration(&mut self, ty: EnumType) {
        if self.enums.is_new(ty) {
            self.graph.enums.push(ty);
        }
    }

    /// A type that a field takes; `referrer` is whose field it is.
    fn kind(&mut self, surface: &Surface<'_>, kind: TypeKind, referrer: Option<Container>) {
        match kind {
            TypeKind::Scalar(_) | TypeKind::Null => {}
            TypeKind::Input(ty) => {
                if self.inputs.is_new(ty) {
                    let owner = match ty {
                        InputType::ListFilter(_)
                        | InputType::FieldUpdate { .. }
                        | InputType::ObjectEquality(_)
                        | InputType::CompositeCreate(_) => referrer,
                        ty => surface.container(ty),
                    };
                    let input = GraphInput { ty, owner };
                    self.graph.inputs.push(input);
                    self.queue.push_back(Item::Input(input));
                }
            }
            TypeKind::Enum(ty) => self.enumeration(ty),
            TypeKind::FieldRef(reference) => {
                if self.field_refs.is_new(reference) {
                    self.graph.field_refs.push(reference);
                }
            }
        }
    }
}

impl Surface<'_> {
    /// Every type that can be reached.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let mut walk = Walk::default();
        if !self.features.isolation_levels.is_empty() {
            walk.enumeration(EnumType::TransactionIsolationLevel);
        }
        walk.output(OutputType::Query);
        walk.output(OutputType::Mutation);
        let mut fields = Vec::new();
        while let Some(item) = walk.queue.pop_front() {
            match item {
                Item::Input(GraphInput { ty, .. }) => {
                    fields.clear();
                    self.fields_into(ty, &mut fields);
                    let referrer = self.container(ty);
                    for ty in fields.iter().flat_map(|field| &field.types) {
                        walk.kind(self, ty.kind, referrer);
                    }
                }
                Item::Output(output) => {
                    for field in self.output_fields(output) {
                        fields.clear();
                        self.arguments_into(field.arguments, &mut fields);
                        for ty in fields.iter().flat_map(|field| &field.types) {
                            walk.kind(self, ty.kind, None);
                        }
                        match field.kind {
                            OutputKind::Scalar(_) => {}
                            OutputKind::Enum(ty) => walk.enumeration(ty),
                            OutputKind::Object(output) => walk.output(output),
                        }
                    }
                }
            }
        }
        walk.graph
    }
}
