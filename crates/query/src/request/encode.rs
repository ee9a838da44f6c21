//! Tree → request.

use super::Request;
use super::token::{condition, op, order};
use super::write::{ColumnWriteKind, RelationWriteKind};
use crate::ast::{
    Aggregate, Args, ColumnWrite, Data, Filter, Operand, Operation, OrderBy, OrderKey, RelationWrite, RowGroup,
    ScalarFilter, Selected, Selection, Write,
};

/// Writes an operation, and its values in the order of their numbers.
///
/// The numbers of the parameters in the tree must be those that [`super::decode`] gives: ascending in the order in
/// which this function walks the tree (arguments, data, selection).
#[must_use]
pub fn encode<'v>(operation: &Operation, values: impl IntoIterator<Item = &'v [u8]>) -> Request {
    let mut out = Request::new(operation.action, operation.model);
    args(&mut out, &operation.args);
    if operation.limit.is_some() {
        out.raw(op::LIMIT, 0);
    }
    if operation.skip_duplicates {
        out.skip_duplicates();
    }
    if let Some(create) = &operation.data {
        out.create_data();
        data(&mut out, create);
    }
    if let Some(update) = &operation.update {
        out.update_data();
        data(&mut out, update);
    }
    rows(&mut out, &operation.rows);
    for field in &operation.by {
        out.by(*field);
    }
    if let Some(having) = &operation.having {
        filter(&mut out, having);
        out.having();
    }
    for aggregate in &operation.aggregates {
        match aggregate {
            Aggregate::CountAll => out.count_all(),
            Aggregate::Of(function, field) => out.aggregate(*function, *field),
        };
    }
    selection(&mut out, &operation.selection);
    for value in values {
        out.raw_value(value);
    }
    out
}

fn args(out: &mut Request, args: &Args) {
    if let Some(f) = &args.filter {
        filter(out, f);
        out.filter();
    }
    for order in &args.order_by {
        order_by(out, order);
    }
    if let Some(cursor) = &args.cursor {
        filter(out, cursor);
        out.cursor();
    }
    if let Some(take) = args.take {
        out.raw(op::TAKE, u32::from(take.from_end));
    }
    if args.skip.is_some() {
        out.raw(op::SKIP, 0);
    }
    for field in &args.distinct {
        out.distinct(*field);
    }
}

fn order_by(out: &mut Request, by: &OrderBy) {
    let (key, field) = match &by.key {
        OrderKey::Field(field) => (0, *field),
        OrderKey::Count(field) => (order::COUNT, *field),
        OrderKey::Relevance(fields, _) => match fields.first() {
            Some(first) => (order::RELEVANCE, *first),
            None => return,
        },
        OrderKey::Aggregate(function, field) => (1 + *function as u32, *field),
    };
    out.raw_order(key, field, by.descending, by.nulls);
    if let OrderKey::Relevance(fields, _) = &by.key {
        for field in fields.iter().skip(1) {
            out.relevance_field(*field);
        }
    }
    for relation in by.path.iter().rev() {
        out.order_via(*relation);
    }
}

fn filter(out: &mut Request, f: &Filter) {
    match f {
        Filter::And(list) => {
            list.iter().for_each(|f| filter(out, f));
            out.and(count(list));
        }
        Filter::Or(list) => {
            list.iter().for_each(|f| filter(out, f));
            out.or(count(list));
        }
        Filter::Not(inner) => {
            filter(out, inner);
            out.negate();
        }
        Filter::Scalar(scalar) => scalar_filter(out, scalar),
        Filter::Relation { field, quantifier, filter: inner } => {
            filter(out, inner);
            out.related(*field, *quantifier);
        }
        Filter::RelationIsNull(field) => {
            out.relation_is_null(*field);
        }
        Filter::Having { function, filter: inner } => {
            scalar_filter(out, inner);
            out.of_aggregate(*function);
        }
    }
}

fn scalar_filter(out: &mut Request, scalar: &ScalarFilter) {
    let mut flags = 0;
    if scalar.insensitive {
        flags |= condition::INSENSITIVE;
    }
    if scalar.negated {
        flags |= condition::NEGATED;
    }
    if scalar.json_path.is_some() {
        flags |= condition::JSON_PATH;
    }
    let operand = match scalar.operand {
        Operand::Param(_) => condition::PARAM,
        Operand::Null => condition::NULL,
        Operand::EmptyList => condition::EMPTY_LIST,
        Operand::Field(other) => {
            out.raw(op::FIELD_OPERAND, u32::from(other.0));
            condition::FIELD
        }
        Operand::JsonNull => condition::JSON_NULL,
        Operand::AnyNull => condition::ANY_NULL,
        Operand::Boolean(true) => condition::TRUE,
        Operand::Boolean(false) => condition::FALSE,
    };
    out.raw_condition(scalar.field, scalar.operator, flags, operand);
}

fn selection(out: &mut Request, selection: &Selection) {
    for item in &selection.items {
        match item {
            Selected::Columns { omit } => {
                out.select_all();
                for field in omit {
                    out.omit(*field);
                }
            }
            Selected::Column(field) => {
                out.select(*field);
            }
            Selected::Relation(read) => {
                out.read(read.field);
                args(out, &read.args);
                self::selection(out, &read.selection);
                out.close();
            }
            Selected::Count { field, filter: None } => {
                out.select_count(*field);
            }
            Selected::Count { field, filter: Some(f) } => {
                filter(out, f);
                out.select_count_where(*field);
            }
        }
    }
}

fn data(out: &mut Request, data: &Data) {
    for write in &data.writes {
        match write {
            Write::Column { field, value } => {
                let kind = match value {
                    ColumnWrite::Set(_) => ColumnWriteKind::Set,
                    ColumnWrite::SetNull => ColumnWriteKind::SetNull,
                    ColumnWrite::SetJsonNull => ColumnWriteKind::SetJsonNull,
                    ColumnWrite::Increment(_) => ColumnWriteKind::Increment,
                    ColumnWrite::Decrement(_) => ColumnWriteKind::Decrement,
                    ColumnWrite::Multiply(_) => ColumnWriteKind::Multiply,
                    ColumnWrite::Divide(_) => ColumnWriteKind::Divide,
                    ColumnWrite::Push(_) => ColumnWriteKind::Push,
                };
                out.write_column(kind, *field);
            }
            Write::Relation { field, write } => {
                out.write_relation(kind_of(write), *field);
                relation_write(out, write);
                out.close();
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

fn relation_write(out: &mut Request, write: &RelationWrite) {
    let item = |out: &mut Request, f: Option<&Filter>, d: Option<&Data>| {
        out.item();
        if let Some(f) = f {
            filter(out, f);
            out.filter();
        }
        if let Some(d) = d {
            data(out, d);
        }
    };
    match write {
        RelationWrite::Create(list) => list.iter().for_each(|d| item(out, None, Some(d))),
        RelationWrite::CreateMany { rows: groups, skip_duplicates } => {
            if *skip_duplicates {
                out.skip_duplicates();
            }
            rows(out, groups);
        }
        RelationWrite::Connect(list)
        | RelationWrite::Set(list)
        | RelationWrite::Disconnect(list)
        | RelationWrite::Delete(list)
        | RelationWrite::DeleteMany(list) => list.iter().for_each(|f| item(out, Some(f), None)),
        RelationWrite::ConnectOrCreate(list) | RelationWrite::UpdateMany(list) => {
            list.iter().for_each(|(f, d)| item(out, Some(f), Some(d)));
        }
        RelationWrite::Update(list) => list.iter().for_each(|(f, d)| item(out, f.as_ref(), Some(d))),
        RelationWrite::Upsert(list) => {
            for upsert in list {
                item(out, upsert.filter.as_ref(), Some(&upsert.create));
                out.update_data();
                data(out, &upsert.update);
            }
        }
    }
}

fn rows(out: &mut Request, groups: &[RowGroup]) {
    for group in groups {
        out.raw(op::ROWS, 0);
        for (field, _) in &group.columns {
            out.rows_column(*field);
        }
    }
}

fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
