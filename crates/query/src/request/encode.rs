//! Tree → request.

use super::Request;
use super::token::{condition, op, order};
use super::write::{ColumnWriteKind, RelationWriteKind};
use crate::ast::{
    Aggregate, Args, ColumnWrite, Data, Filter, Operand, Operation, OrderBy, OrderKey, Param, RelationWrite, RowGroup,
    ScalarFilter, Selected, Selection, Write,
};

/// Writes an operation, and the values of its parameters: `values[n]` is that of parameter `n`, in whatever order the
/// tree names them. Reading the shape numbers them anew, in its own order.
#[must_use]
pub fn encode(operation: &Operation, values: &[impl AsRef<[u8]>]) -> Request {
    encode_in_order(operation, values).0
}

/// The same, and which of the parameters the values are, in their order.
pub(crate) fn encode_in_order(operation: &Operation, values: &[impl AsRef<[u8]>]) -> (Request, Vec<Param>) {
    let mut walk = Walk { out: Request::new(operation.action, operation.model), params: Vec::new() };
    walk.operation(operation);
    let Walk { mut out, params } = walk;
    for param in &params {
        out.raw_value(values.get(usize::from(param.0)).map_or(&[], AsRef::as_ref));
    }
    (out, params)
}

struct Walk {
    out: Request,
    /// The parameters in the order of the shape.
    params: Vec<Param>,
}

impl Walk {
    fn operation(&mut self, operation: &Operation) {
        self.args(&operation.args);
        if let Some(limit) = operation.limit {
            self.out.raw(op::LIMIT, 0);
            self.params.push(limit);
        }
        if let Some(strategy) = operation.load {
            self.out.load_strategy(strategy);
        }
        if operation.is_gathered {
            self.out.gather();
        }
        if operation.skip_duplicates {
            self.out.skip_duplicates();
        }
        if let Some(create) = &operation.data {
            self.out.create_data();
            self.data(create);
        }
        if let Some(update) = &operation.update {
            self.out.update_data();
            self.data(update);
        }
        self.rows(&operation.rows);
        for field in &operation.by {
            self.out.by(*field);
        }
        if let Some(having) = &operation.having {
            self.filter(having);
            self.out.having();
        }
        for aggregate in &operation.aggregates {
            match aggregate {
                Aggregate::CountAll => self.out.count_all(),
                Aggregate::Of(function, field) => self.out.aggregate(*function, *field),
            };
        }
        self.selection(&operation.selection);
    }

    fn args(&mut self, args: &Args) {
        if let Some(filter) = &args.filter {
            self.filter(filter);
            self.out.filter();
        }
        for order in &args.order_by {
            self.order_by(order);
        }
        if let Some(cursor) = &args.cursor {
            self.filter(cursor);
            self.out.cursor();
        }
        if let Some(take) = args.take {
            self.out.raw(op::TAKE, u32::from(take.from_end));
            self.params.push(take.count);
        }
        if let Some(skip) = args.skip {
            self.out.raw(op::SKIP, 0);
            self.params.push(skip);
        }
        for field in &args.distinct {
            self.out.distinct(*field);
        }
    }

    fn order_by(&mut self, by: &OrderBy) {
        let (key, field) = match &by.key {
            OrderKey::Field(field) => (0, *field),
            OrderKey::Count(field) => (order::COUNT, *field),
            OrderKey::Relevance(fields, search) => match fields.first() {
                Some(first) => {
                    self.params.push(*search);
                    (order::RELEVANCE, *first)
                }
                None => return,
            },
            OrderKey::Aggregate(function, field) => (1 + *function as u32, *field),
        };
        self.out.raw_order(key, field, by.descending, by.nulls);
        if let OrderKey::Relevance(fields, _) = &by.key {
            for field in fields.iter().skip(1) {
                self.out.relevance_field(*field);
            }
        }
        for relation in by.path.iter().rev() {
            self.out.order_via(*relation);
        }
    }

    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::And(list) => {
                list.iter().for_each(|f| self.filter(f));
                self.out.and(count(list));
            }
            Filter::Or(list) => {
                list.iter().for_each(|f| self.filter(f));
                self.out.or(count(list));
            }
            Filter::Not(inner) => {
                self.filter(inner);
                self.out.negate();
            }
            Filter::Scalar(scalar) => self.scalar_filter(scalar),
            Filter::Relation { field, quantifier, filter: inner } => {
                self.filter(inner);
                self.out.related(*field, *quantifier);
            }
            Filter::RelationIsNull(field) => {
                self.out.relation_is_null(*field);
            }
            Filter::Having { function, filter: inner } => {
                self.scalar_filter(inner);
                self.out.of_aggregate(*function);
            }
        }
    }

    fn scalar_filter(&mut self, scalar: &ScalarFilter) {
        let mut flags = 0;
        if scalar.insensitive {
            flags |= condition::INSENSITIVE;
        }
        if scalar.negated {
            flags |= condition::NEGATED;
        }
        if let Some(path) = scalar.json_path {
            flags |= condition::JSON_PATH;
            self.params.push(path);
        }
        let operand = match scalar.operand {
            Operand::Param(param) => {
                self.params.push(param);
                condition::PARAM
            }
            Operand::Null => condition::NULL,
            Operand::EmptyList => condition::EMPTY_LIST,
            Operand::Field(other) => {
                self.out.raw(op::FIELD_OPERAND, u32::from(other.0));
                condition::FIELD
            }
            Operand::JsonNull => condition::JSON_NULL,
            Operand::AnyNull => condition::ANY_NULL,
            Operand::Boolean(true) => condition::TRUE,
            Operand::Boolean(false) => condition::FALSE,
        };
        self.out.raw_condition(scalar.field, scalar.operator, flags, operand);
    }

    fn selection(&mut self, selection: &Selection) {
        for item in &selection.items {
            match item {
                Selected::Columns { omit } => {
                    self.out.select_all();
                    for field in omit {
                        self.out.omit(*field);
                    }
                }
                Selected::Column(field) => {
                    self.out.select(*field);
                }
                Selected::Relation(read) => {
                    self.out.read(read.field);
                    self.args(&read.args);
                    self.selection(&read.selection);
                    self.out.close();
                }
                Selected::Count { field, filter: None } => {
                    self.out.select_count(*field);
                }
                Selected::Count { field, filter: Some(filter) } => {
                    self.filter(filter);
                    self.out.select_count_where(*field);
                }
            }
        }
    }

    fn data(&mut self, data: &Data) {
        for write in &data.writes {
            match write {
                Write::Column { field, value } => {
                    let (kind, param) = match *value {
                        ColumnWrite::Set(p) => (ColumnWriteKind::Set, Some(p)),
                        ColumnWrite::SetNull => (ColumnWriteKind::SetNull, None),
                        ColumnWrite::SetJsonNull => (ColumnWriteKind::SetJsonNull, None),
                        ColumnWrite::Increment(p) => (ColumnWriteKind::Increment, Some(p)),
                        ColumnWrite::Decrement(p) => (ColumnWriteKind::Decrement, Some(p)),
                        ColumnWrite::Multiply(p) => (ColumnWriteKind::Multiply, Some(p)),
                        ColumnWrite::Divide(p) => (ColumnWriteKind::Divide, Some(p)),
                        ColumnWrite::Push(p) => (ColumnWriteKind::Push, Some(p)),
                    };
                    self.params.extend(param);
                    self.out.write_column(kind, *field);
                }
                Write::Relation { field, write } => {
                    self.out.write_relation(kind_of(write), *field);
                    self.relation_write(write);
                    self.out.close();
                }
            }
        }
    }

    fn item(&mut self, filter: Option<&Filter>, data: Option<&Data>) {
        self.out.item();
        if let Some(filter) = filter {
            self.filter(filter);
            self.out.filter();
        }
        if let Some(data) = data {
            self.data(data);
        }
    }

    fn relation_write(&mut self, write: &RelationWrite) {
        match write {
            RelationWrite::Create(list) => list.iter().for_each(|d| self.item(None, Some(d))),
            RelationWrite::CreateMany { rows, skip_duplicates } => {
                if *skip_duplicates {
                    self.out.skip_duplicates();
                }
                self.rows(rows);
            }
            RelationWrite::Connect(list)
            | RelationWrite::Set(list)
            | RelationWrite::Disconnect(list)
            | RelationWrite::Delete(list)
            | RelationWrite::DeleteMany(list) => list.iter().for_each(|f| self.item(Some(f), None)),
            RelationWrite::ConnectOrCreate(list) | RelationWrite::UpdateMany(list) => {
                list.iter().for_each(|(f, d)| self.item(Some(f), Some(d)));
            }
            RelationWrite::Update(list) => list.iter().for_each(|(f, d)| self.item(f.as_ref(), Some(d))),
            RelationWrite::Upsert(list) => {
                for upsert in list {
                    self.item(upsert.filter.as_ref(), Some(&upsert.create));
                    self.out.update_data();
                    self.data(&upsert.update);
                }
            }
        }
    }

    fn rows(&mut self, groups: &[RowGroup]) {
        for group in groups {
            self.out.raw(op::ROWS, 0);
            self.params.push(group.positions);
            for (field, values) in &group.columns {
                self.out.rows_column(*field);
                self.params.push(*values);
            }
        }
    }
}

const fn kind_of(write: &RelationWrite) -> RelationWriteKind {
    match write {
        RelationWrite::Create(_) => RelationWriteKind::Create,
        RelationWrite::CreateMany { .. } => RelationWriteKind::CreateMany,
        RelationWrite::Connect(_) => RelationWriteKind::Connect,
        RelationWrite::ConnectOrCreate(_) => RelationWriteKind::ConnectOrCreate,
        RelationWrite::Set(_) => RelationWriteKind::Set,
        RelationWrite::Disconnect(_) => RelationWriteKind::Disconnect,
        RelationWrite::Delete(_) => RelationWriteKind::Delete,
        RelationWrite::Update(_) => RelationWriteKind::Update,
        RelationWrite::Upsert(_) => RelationWriteKind::Upsert,
        RelationWrite::UpdateMany(_) => RelationWriteKind::UpdateMany,
        RelationWrite::DeleteMany(_) => RelationWriteKind::DeleteMany,
    }
}

fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
