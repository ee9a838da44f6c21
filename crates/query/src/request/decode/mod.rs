//! Shape → tree. Every number is checked; a shape can come from anywhere.

mod frame;

use nicol_model::{FieldId, ModelId};

use frame::{Frame, Item, Kind, nested_write};

use super::token::{condition, op, order, values_of};
use super::write::{ColumnWriteKind, RelationWriteKind};
use crate::ast::{
    Action, Aggregate, AggregateFunction, ColumnWrite, Filter, LoadStrategy, NestedRead, Nulls, Operand, Operation,
    Operator, OrderBy, OrderKey, Param, Quantifier, RowGroup, ScalarFilter, Selected, Take, Write,
};

/// How deep frames and filters may nest: trees are walked by recursion.
pub(super) const MAX_DEPTH: usize = 128;

/// Why a shape is none. Clients build shapes by the methods of [`super::Request`], so this is a defect of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("number {at} of the request's shape is unknown or stands in the wrong place")]
    Misplaced { at: usize },
    #[error("number {at} of the request's shape takes a filter, and there is none")]
    NoFilter { at: usize },
    #[error("the request's shape ends before its parts are closed, or holds filters that nothing uses")]
    Incomplete,
    #[error("the request nests deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// Its value says how much, the shape only that it is none that counts.
    #[error("`{argument}` is a number from 0 on, and the request has a negative one")]
    Negative { argument: &'static str },
    #[error("the request has more than 65535 values")]
    TooManyValues,
}

/// Reads a shape.
///
/// # Errors
/// If the numbers are no request.
pub fn decode(shape: &[u32]) -> Result<Operation, DecodeError> {
    let (&first, rest) = shape.split_first().ok_or(DecodeError::Incomplete)?;
    if first >> 24 != op::ACTION {
        return Err(DecodeError::Misplaced { at: 0 });
    }
    let action = Action::ALL.get((first >> 16 & 0xff) as usize).ok_or(DecodeError::Misplaced { at: 0 })?;
    let mut decoder = Decoder {
        frames: vec![Frame::new(Kind::Operation, 0)],
        filters: Vec::new(),
        next_param: 0,
        values: 0,
        field_operand: None,
    };
    for (index, &token) in rest.iter().enumerate() {
        decoder.values = values_of(token);
        decoder.token(index + 1, token)?;
        if decoder.values > 0 {
            return Err(DecodeError::Misplaced { at: index + 1 });
        }
    }
    decoder.finish(*action, ModelId(low(first)))
}

/// The lower 16 bits.
fn low(token: u32) -> u16 {
    u16::try_from(token & 0xffff).unwrap_or_default()
}

struct Decoder {
    frames: Vec<Frame>,
    filters: Vec<(Filter, usize)>,
    next_param: u32,
    /// Those of the number at hand that nobody has taken yet.
    values: usize,
    field_operand: Option<FieldId>,
}

impl Decoder {
    fn param(&mut self) -> Result<Param, DecodeError> {
        self.values = self.values.checked_sub(1).ok_or(DecodeError::Incomplete)?;
        let param = u16::try_from(self.next_param).map_err(|_| DecodeError::TooManyValues)?;
        self.next_param += 1;
        Ok(Param(param))
    }

    /// A number from 0 on; the token says whether it is one.
    fn count(&mut self, token: u32, argument: &'static str) -> Result<Param, DecodeError> {
        if token & 1 == 1 { Err(DecodeError::Negative { argument }) } else { self.param() }
    }

    fn push(&mut self, filter: Filter, depth: usize) -> Result<(), DecodeError> {
        if depth > MAX_DEPTH {
            return Err(DecodeError::TooDeep);
        }
        self.filters.push((filter, depth));
        Ok(())
    }

    fn pop(&mut self, at: usize) -> Result<(Filter, usize), DecodeError> {
        let floor = self.frames.last().map_or(0, |f| f.floor);
        if self.filters.len() <= floor {
            return Err(DecodeError::NoFilter { at });
        }
        self.filters.pop().ok_or(DecodeError::NoFilter { at })
    }

    /// So many filters, and how deep they are. If the first is as deep as may be, and a list of the same kind, the others
    /// are put into that: a chain may have any length.
    fn pop_chain(
        &mut self,
        at: usize,
        count: u32,
        list_in: impl FnOnce(Filter) -> Result<Vec<Filter>, Filter>,
    ) -> Result<(Vec<Filter>, usize), DecodeError> {
        let floor = self.frames.last().map_or(0, |f| f.floor);
        let start = self.filters.len().checked_sub(count as usize).filter(|s| *s >= floor);
        let mut popped = self.filters.split_off(start.ok_or(DecodeError::NoFilter { at })?).into_iter();
        let Some((first, depth)) = popped.next() else { return Ok((Vec::new(), 0)) };
        let first = if depth < MAX_DEPTH { Err(first) } else { list_in(first) };
        let (mut list, mut depth) = match first {
            Ok(list) => (list, depth.saturating_sub(1)),
            Err(other) => (vec![other], depth),
        };
        for (filter, own) in popped {
            list.push(filter);
            depth = depth.max(own);
        }
        Ok((list, depth))
    }

    fn frame(&mut self) -> Result<&mut Frame, DecodeError> {
        self.frames.last_mut().ok_or(DecodeError::Incomplete)
    }

    /// The innermost frame, if `allowed`.
    fn frame_if(&mut self, at: usize, allowed: impl FnOnce(&Frame) -> bool) -> Result<&mut Frame, DecodeError> {
        let frame = self.frame()?;
        if allowed(frame) { Ok(frame) } else { Err(DecodeError::Misplaced { at }) }
    }

    fn open(&mut self, kind: Kind) -> Result<(), DecodeError> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(DecodeError::TooDeep);
        }
        self.frames.push(Frame::new(kind, self.filters.len()));
        Ok(())
    }

    fn token(&mut self, at: usize, token: u32) -> Result<(), DecodeError> {
        let misplaced = DecodeError::Misplaced { at };
        let (operation, field) = (token >> 24, FieldId(low(token)));
        if self.field_operand.is_some() && operation < op::CONDITION {
            return Err(misplaced);
        }
        match operation {
            op::CLOSE => self.close(at)?,
            op::AND => {
                let (list, depth) = self.pop_chain(at, token & 0x00ff_ffff, |filter| match filter {
                    Filter::And(list) => Ok(list),
                    other => Err(other),
                })?;
                self.push(Filter::And(list), depth + 1)?;
            }
            op::OR => {
                let (list, depth) = self.pop_chain(at, token & 0x00ff_ffff, |filter| match filter {
                    Filter::Or(list) => Ok(list),
                    other => Err(other),
                })?;
                self.push(Filter::Or(list), depth + 1)?;
            }
            op::NOT => {
                let (inner, depth) = self.pop(at)?;
                self.push(Filter::Not(Box::new(inner)), depth + 1)?;
            }
            op::RELATION => {
                const QUANTIFIERS: [Quantifier; 5] =
                    [Quantifier::Some, Quantifier::Every, Quantifier::None, Quantifier::Is, Quantifier::IsNot];
                let quantifier = *QUANTIFIERS.get((token >> 16 & 0xff) as usize).ok_or(misplaced)?;
                let (inner, depth) = self.pop(at)?;
                self.push(Filter::Relation { field, quantifier, filter: Box::new(inner) }, depth + 1)?;
            }
            op::RELATION_IS_NULL => self.push(Filter::RelationIsNull(field), 1)?,
            op::HAVING_AGGREGATE => {
                let function = function(token & 0xff).ok_or(misplaced)?;
                match self.pop(at)? {
                    (Filter::Scalar(filter), depth) => self.push(Filter::Having { function, filter }, depth)?,
                    _ => return Err(misplaced),
                }
            }
            op::FIELD_OPERAND => self.field_operand = Some(field),
            op::WHERE => {
                let (filter, _) = self.pop(at)?;
                let frame = self.frame()?;
                let target = match frame.kind {
                    Kind::Operation | Kind::Read(_) => &mut frame.args.filter,
                    Kind::Write(..) => &mut frame.items.last_mut().ok_or(misplaced)?.filter,
                };
                *target = Some(match target.take() {
                    None => filter,
                    Some(before) => Filter::And(vec![before, filter]),
                });
            }
            op::CURSOR => {
                let (filter, _) = self.pop(at)?;
                self.frame_if(at, Frame::reads)?.args.cursor = Some(filter);
            }
            op::TAKE => {
                let take = Take { count: self.param()?, from_end: token & 1 == 1 };
                self.frame_if(at, Frame::reads)?.args.take = Some(take);
            }
            op::SKIP => {
                let param = self.count(token, "skip")?;
                self.frame_if(at, Frame::reads)?.args.skip = Some(param);
            }
            op::DISTINCT => self.frame_if(at, Frame::reads)?.args.distinct.push(field),
            op::LIMIT => {
                let param = self.count(token, "limit")?;
                self.frame_if(at, Frame::is_operation)?.limit = Some(param);
            }
            op::SKIP_DUPLICATES => self.frame_if(at, |f| !matches!(f.kind, Kind::Read(_)))?.skip_duplicates = true,
            op::LOAD => {
                let strategy = match token & 0x00ff_ffff {
                    0 => LoadStrategy::Join,
                    1 => LoadStrategy::Query,
                    _ => return Err(misplaced),
                };
                self.frame_if(at, Frame::is_operation)?.load = Some(strategy);
            }
            op::GATHER => self.frame_if(at, Frame::is_operation)?.is_gathered = true,
            op::ORDER => {
                let key = match token >> order::KEY & 7 {
                    0 => OrderKey::Field(field),
                    order::COUNT => OrderKey::Count(field),
                    order::RELEVANCE => OrderKey::Relevance(vec![field], self.param()?),
                    n => OrderKey::Aggregate(function(n - 1).ok_or(misplaced)?, field),
                };
                let nulls = match (token & order::NULLS_FIRST, token & order::NULLS_LAST) {
                    (0, 0) => None,
                    (_, 0) => Some(Nulls::First),
                    _ => Some(Nulls::Last),
                };
                let descending = token & order::DESCENDING != 0;
                let frame = self.frame_if(at, Frame::reads)?;
                frame.args.order_by.push(OrderBy { path: Vec::new(), key, descending, nulls });
            }
            op::ORDER_VIA => {
                let last = self.frame()?.args.order_by.last_mut().ok_or(misplaced)?;
                if last.path.len() >= MAX_DEPTH {
                    return Err(DecodeError::TooDeep);
                }
                last.path.insert(0, field);
            }
            op::RELEVANCE_FIELD => match self.frame()?.args.order_by.last_mut().map(|o| &mut o.key) {
                Some(OrderKey::Relevance(fields, _)) => fields.push(field),
                _ => return Err(misplaced),
            },
            op::SELECT_ALL => self.select(at, Selected::Columns { omit: Vec::new() })?,
            op::OMIT => match self.frame()?.selection.items.last_mut() {
                Some(Selected::Columns { omit }) => omit.push(field),
                _ => return Err(misplaced),
            },
            op::SELECT => self.select(at, Selected::Column(field))?,
            op::READ => {
                self.frame_if(at, Frame::reads)?;
                self.open(Kind::Read(field))?;
            }
            op::SELECT_COUNT => self.select(at, Selected::Count { field, filter: None })?,
            op::SELECT_COUNT_WHERE => {
                let (filter, _) = self.pop(at)?;
                self.select(at, Selected::Count { field, filter: Some(filter) })?;
            }
            op::AGGREGATE_COUNT_ALL => self.frame_if(at, Frame::is_operation)?.aggregates.push(Aggregate::CountAll),
            op::AGGREGATE => {
                let function = function(token >> 16 & 0xff).ok_or(misplaced)?;
                self.frame_if(at, Frame::is_operation)?.aggregates.push(Aggregate::Of(function, field));
            }
            op::BY => self.frame_if(at, Frame::is_operation)?.by.push(field),
            op::HAVING => {
                let (filter, _) = self.pop(at)?;
                self.frame_if(at, Frame::is_operation)?.having = Some(filter);
            }
            op::ITEM => self.frame_if(at, |f| matches!(f.kind, Kind::Write(..)))?.items.push(Item::default()),
            op::CREATE_DATA | op::UPDATE_DATA => {
                let frame = self.frame()?;
                frame.data().ok_or(misplaced)?;
                let item = frame.items.last_mut().ok_or(misplaced)?;
                item.updating = operation == op::UPDATE_DATA;
                if item.updating {
                    item.update.get_or_insert_default();
                }
            }
            op::WRITE_COLUMN => {
                let kind = *ColumnWriteKind::ALL.get((token >> 16 & 0xff) as usize).ok_or(misplaced)?;
                let value = match kind {
                    ColumnWriteKind::Set => ColumnWrite::Set(self.param()?),
                    ColumnWriteKind::SetNull => ColumnWrite::SetNull,
                    ColumnWriteKind::SetJsonNull => ColumnWrite::SetJsonNull,
                    ColumnWriteKind::Increment => ColumnWrite::Increment(self.param()?),
                    ColumnWriteKind::Decrement => ColumnWrite::Decrement(self.param()?),
                    ColumnWriteKind::Multiply => ColumnWrite::Multiply(self.param()?),
                    ColumnWriteKind::Divide => ColumnWrite::Divide(self.param()?),
                    ColumnWriteKind::Push => ColumnWrite::Push(self.param()?),
                };
                self.frame()?.data().ok_or(misplaced)?.writes.push(Write::Column { field, value });
            }
            op::WRITE_RELATION => {
                let kind = *RelationWriteKind::ALL.get((token >> 16 & 0xff) as usize).ok_or(misplaced)?;
                self.frame()?.data().ok_or(misplaced)?;
                self.open(Kind::Write(kind, field))?;
            }
            op::ROWS => {
                let positions = self.param()?;
                let frame = self.frame_if(at, |f| !matches!(f.kind, Kind::Read(_)))?;
                frame.rows.push(RowGroup { positions, columns: Vec::new() });
            }
            op::ROWS_COLUMN => {
                let param = self.param()?;
                self.frame()?.rows.last_mut().ok_or(misplaced)?.columns.push((field, param));
            }
            _ => self.condition(at, token)?,
        }
        Ok(())
    }

    fn condition(&mut self, at: usize, token: u32) -> Result<(), DecodeError> {
        let misplaced = DecodeError::Misplaced { at };
        let operator = (token >> 24).checked_sub(op::CONDITION).and_then(|n| Operator::ALL.get(n as usize));
        let json_path = if token & condition::JSON_PATH == 0 { None } else { Some(self.param()?) };
        let operand = match token >> condition::OPERAND & 7 {
            condition::PARAM => Operand::Param(self.param()?),
            condition::NULL => Operand::Null,
            condition::EMPTY_LIST => Operand::EmptyList,
            condition::FIELD => Operand::Field(self.field_operand.take().ok_or(misplaced)?),
            condition::JSON_NULL => Operand::JsonNull,
            condition::ANY_NULL => Operand::AnyNull,
            condition::TRUE => Operand::Boolean(true),
            _ => Operand::Boolean(false),
        };
        if self.field_operand.is_some() {
            return Err(misplaced);
        }
        let filter = ScalarFilter {
            field: FieldId(low(token)),
            operator: *operator.ok_or(misplaced)?,
            operand,
            insensitive: token & condition::INSENSITIVE != 0,
            negated: token & condition::NEGATED != 0,
            json_path,
        };
        self.push(Filter::Scalar(filter), 1)
    }

    fn select(&mut self, at: usize, item: Selected) -> Result<(), DecodeError> {
        self.frame_if(at, Frame::reads)?.selection.items.push(item);
        Ok(())
    }

    fn close(&mut self, at: usize) -> Result<(), DecodeError> {
        let misplaced = DecodeError::Misplaced { at };
        if self.frames.len() < 2 {
            return Err(misplaced);
        }
        let frame = self.frames.pop().ok_or(misplaced)?;
        if self.filters.len() != frame.floor {
            return Err(DecodeError::Incomplete);
        }
        match frame.kind {
            Kind::Operation => return Err(misplaced),
            Kind::Read(field) => {
                let read = NestedRead { field, args: frame.args, selection: frame.selection };
                self.select(at, Selected::Relation(read))?;
            }
            Kind::Write(kind, field) => {
                let write = nested_write(kind, frame).ok_or(misplaced)?;
                self.frame()?.data().ok_or(misplaced)?.writes.push(Write::Relation { field, write });
            }
        }
        Ok(())
    }

    fn finish(mut self, action: Action, model: ModelId) -> Result<Operation, DecodeError> {
        if self.frames.len() != 1 || !self.filters.is_empty() || self.field_operand.is_some() {
            return Err(DecodeError::Incomplete);
        }
        let frame = self.frames.pop().ok_or(DecodeError::Incomplete)?;
        frame.operation(action, model).ok_or(DecodeError::Incomplete)
    }
}

fn function(number: u32) -> Option<AggregateFunction> {
    AggregateFunction::ALL.get(number as usize).copied()
}
