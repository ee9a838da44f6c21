//! Building requests: one method for each kind of number.

use nicol_model::{FieldId, ModelId};

use super::Request;
use super::token::{condition, op, order, token};
use crate::ast::{Action, AggregateFunction, Nulls, Operator, Quantifier};
use crate::value::{Encode, ListWriter};

/// Kinds of nested writes, see [`crate::ast::RelationWrite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RelationWriteKind {
    Create,
    /// Holds [`Request::rows`].
    CreateMany,
    /// Each item: a unique filter in `where`.
    Connect,
    /// Each item: `where` and column writes.
    ConnectOrCreate,
    Set,
    Disconnect,
    Delete,
    /// Each item: `where` if it is a list, and column writes.
    Update,
    /// Each item: `where`, writes, [`Request::update_data`], writes.
    Upsert,
    UpdateMany,
    DeleteMany,
}

impl RelationWriteKind {
    /// In the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Create,
        Self::CreateMany,
        Self::Connect,
        Self::ConnectOrCreate,
        Self::Set,
        Self::Disconnect,
        Self::Delete,
        Self::Update,
        Self::Upsert,
        Self::UpdateMany,
        Self::DeleteMany,
    ];
}

/// What distinguishes conditions on a column beside operator and operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modifiers {
    pub insensitive: bool,
    pub negated: bool,
}

impl Modifiers {
    const fn flags(self) -> u32 {
        (if self.insensitive { condition::INSENSITIVE } else { 0 })
            | (if self.negated { condition::NEGATED } else { 0 })
    }
}

/// The values of a request, in order.
#[derive(Debug, Clone)]
pub struct Values<'r> {
    rest: &'r [u8],
}

impl<'r> Iterator for Values<'r> {
    type Item = &'r [u8];

    #[inline]
    fn next(&mut self) -> Option<&'r [u8]> {
        let (len, rest) = self.rest.split_first_chunk::<4>()?;
        let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        self.rest = rest;
        Some(value)
    }
}

impl Request {
    /// An operation.
    #[inline]
    #[must_use]
    pub fn new(action: Action, model: ModelId) -> Self {
        let mut request = Self::default();
        request.shape.push(token(op::ACTION, (action as u32) << 16 | u32::from(model.0)));
        request
    }

    /// The model that the operation is about; `None` for pieces.
    #[must_use]
    pub fn model(&self) -> Option<ModelId> {
        let &first = self.shape.first()?;
        (first >> 24 == op::ACTION).then(|| ModelId(u16::try_from(first & 0xffff).unwrap_or_default()))
    }

    /// Appends a piece.
    #[inline]
    pub fn append(&mut self, piece: &Self) -> &mut Self {
        self.shape.extend_from_slice(&piece.shape);
        self.params.extend_from_slice(&piece.params);
        self
    }

    /// The values, in order.
    #[must_use]
    pub fn values(&self) -> Values<'_> {
        Values { rest: &self.params }
    }

    /// Appends a value whose bytes are at hand.
    #[inline]
    pub fn raw_value(&mut self, bytes: &[u8]) {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.params.extend_from_slice(&len.to_le_bytes());
        self.params.extend_from_slice(bytes);
    }

    /// Appends a value.
    #[inline]
    pub fn value<V: Encode + ?Sized>(&mut self, value: &V) {
        let start = self.params.len();
        self.params.extend_from_slice(&[0; 4]);
        value.encode(&mut self.params);
        self.finish_value(start);
    }

    /// Appends a list; says how many elements it has.
    #[inline]
    pub fn list<V: Encode>(&mut self, values: impl IntoIterator<Item = V>) -> u32 {
        let start = self.params.len();
        self.params.extend_from_slice(&[0; 4]);
        let mut list = ListWriter::new(&mut self.params);
        for value in values {
            list.push_value(&value);
        }
        let count = list.count();
        self.finish_value(start);
        count
    }

    fn finish_value(&mut self, start: usize) {
        let len = u32::try_from(self.params.len() - start - 4).unwrap_or(u32::MAX);
        self.params[start..start + 4].copy_from_slice(&len.to_le_bytes());
    }

    #[inline]
    fn token(&mut self, operation: u32, argument: u32) -> &mut Self {
        self.shape.push(token(operation, argument));
        self
    }

    #[inline]
    fn condition(&mut self, field: FieldId, operator: Operator, flags: u32, operand: u32) -> &mut Self {
        self.token(op::CONDITION + operator as u32, u32::from(field.0) | flags | operand << condition::OPERAND)
    }

    // Conditions: each pushes one filter.

    /// A condition with a value: append that first or next, as the only value.
    #[inline]
    pub fn compare(&mut self, field: FieldId, operator: Operator, with: Modifiers) -> &mut Self {
        self.condition(field, operator, with.flags(), condition::PARAM)
    }

    /// A condition with a value.
    #[inline]
    pub fn compare_value<V: Encode + ?Sized>(&mut self, field: FieldId, operator: Operator, value: &V) -> &mut Self {
        self.value(value);
        self.compare(field, operator, Modifiers::default())
    }

    /// A condition with a list of values (`In`, `NotIn`, `HasEvery`, `HasSome`, `Equals` of a list column). An empty
    /// list is part of the shape.
    #[inline]
    pub fn compare_list<V: Encode>(
        &mut self,
        field: FieldId,
        operator: Operator,
        with: Modifiers,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        let start = self.params.len();
        if self.list(values) == 0 {
            self.params.truncate(start);
            return self.condition(field, operator, with.flags(), condition::EMPTY_LIST);
        }
        self.compare(field, operator, with)
    }

    /// A condition on what stands at a path in a JSON column: append the path first, then the value.
    #[inline]
    pub fn compare_at_path(&mut self, field: FieldId, operator: Operator, with: Modifiers) -> &mut Self {
        self.condition(field, operator, with.flags() | condition::JSON_PATH, condition::PARAM)
    }

    /// `IS NULL`, or `IS NOT NULL` if negated.
    #[inline]
    pub fn is_null(&mut self, field: FieldId, negated: bool) -> &mut Self {
        self.condition(field, Operator::Equals, Modifiers { negated, insensitive: false }.flags(), condition::NULL)
    }

    /// A condition with another column of the record.
    #[inline]
    pub fn compare_field(&mut self, field: FieldId, operator: Operator, with: Modifiers, other: FieldId) -> &mut Self {
        self.token(op::FIELD_OPERAND, u32::from(other.0));
        self.condition(field, operator, with.flags(), condition::FIELD)
    }

    /// `isEmpty`.
    #[inline]
    pub fn is_empty(&mut self, field: FieldId, wanted: bool) -> &mut Self {
        let operand = if wanted { condition::TRUE } else { condition::FALSE };
        self.condition(field, Operator::IsEmpty, 0, operand)
    }

    /// Pops `count` filters, pushes one that is true if all are.
    #[inline]
    pub fn and(&mut self, count: u32) -> &mut Self {
        self.token(op::AND, count)
    }

    /// Pops `count` filters, pushes one that is true if one is.
    #[inline]
    pub fn or(&mut self, count: u32) -> &mut Self {
        self.token(op::OR, count)
    }

    /// Negates the filter on top.
    #[inline]
    pub fn negate(&mut self) -> &mut Self {
        self.token(op::NOT, 0)
    }

    /// Makes the filter on top, which is about related records, one about the record that has them.
    #[inline]
    pub fn related(&mut self, field: FieldId, quantifier: Quantifier) -> &mut Self {
        self.token(op::RELATION, (quantifier as u32) << 16 | u32::from(field.0))
    }

    /// Pushes: the to-one relation is missing.
    #[inline]
    pub fn relation_is_null(&mut self, field: FieldId) -> &mut Self {
        self.token(op::RELATION_IS_NULL, u32::from(field.0))
    }

    /// In `having`: turns the condition on top into one on an aggregate of its field.
    #[inline]
    pub fn of_aggregate(&mut self, function: AggregateFunction) -> &mut Self {
        self.token(op::HAVING_AGGREGATE, function as u32)
    }

    // Arguments.

    /// Pops the filter on top into the frame.
    #[inline]
    pub fn filter(&mut self) -> &mut Self {
        self.token(op::WHERE, 0)
    }

    /// Pops the filter on top as `cursor`.
    #[inline]
    pub fn cursor(&mut self) -> &mut Self {
        self.token(op::CURSOR, 0)
    }

    /// `take`; negative counts from the end.
    #[inline]
    pub fn take(&mut self, count: i64) -> &mut Self {
        self.value(&i64::try_from(count.unsigned_abs()).unwrap_or(i64::MAX));
        self.token(op::TAKE, u32::from(count < 0))
    }

    /// `skip`.
    #[inline]
    pub fn skip(&mut self, count: i64) -> &mut Self {
        self.value(&count);
        self.token(op::SKIP, 0)
    }

    /// `limit`.
    #[inline]
    pub fn limit(&mut self, count: i64) -> &mut Self {
        self.value(&count);
        self.token(op::LIMIT, 0)
    }

    /// A field of `distinct`.
    #[inline]
    pub fn distinct(&mut self, field: FieldId) -> &mut Self {
        self.token(op::DISTINCT, u32::from(field.0))
    }

    /// `skipDuplicates`.
    #[inline]
    pub fn skip_duplicates(&mut self) -> &mut Self {
        self.token(op::SKIP_DUPLICATES, 0)
    }

    #[inline]
    fn order(&mut self, key: u32, field: FieldId, descending: bool, nulls: Option<Nulls>) -> &mut Self {
        let nulls = match nulls {
            None => 0,
            Some(Nulls::First) => order::NULLS_FIRST,
            Some(Nulls::Last) => order::NULLS_LAST,
        };
        let descending = if descending { order::DESCENDING } else { 0 };
        self.token(op::ORDER, key << order::KEY | nulls | descending | u32::from(field.0))
    }

    /// Orders by a field.
    #[inline]
    pub fn order_by(&mut self, field: FieldId, descending: bool, nulls: Option<Nulls>) -> &mut Self {
        self.order(0, field, descending, nulls)
    }

    /// Orders by the number of related records.
    #[inline]
    pub fn order_by_count(&mut self, field: FieldId, descending: bool) -> &mut Self {
        self.order(order::COUNT, field, descending, None)
    }

    /// In groupBy: orders by an aggregate.
    #[inline]
    pub fn order_by_aggregate(&mut self, function: AggregateFunction, field: FieldId, descending: bool) -> &mut Self {
        self.order(1 + function as u32, field, descending, None)
    }

    /// Orders by how well fields match a search; the other fields follow by [`Self::relevance_field`].
    #[inline]
    pub fn order_by_relevance(&mut self, field: FieldId, search: &str, descending: bool) -> &mut Self {
        self.value(search);
        self.order(order::RELEVANCE, field, descending, None)
    }

    /// A further field of the relevance that was written last.
    #[inline]
    pub fn relevance_field(&mut self, field: FieldId) -> &mut Self {
        self.token(op::RELEVANCE_FIELD, u32::from(field.0))
    }

    /// Makes the order written last, of the related record, one of the record that has it.
    #[inline]
    pub fn order_via(&mut self, relation: FieldId) -> &mut Self {
        self.token(op::ORDER_VIA, u32::from(relation.0))
    }

    // Selection.

    /// All columns.
    #[inline]
    pub fn select_all(&mut self) -> &mut Self {
        self.token(op::SELECT_ALL, 0)
    }

    /// Leaves a column out of [`Self::select_all`], which stands before.
    #[inline]
    pub fn omit(&mut self, field: FieldId) -> &mut Self {
        self.token(op::OMIT, u32::from(field.0))
    }

    /// A column.
    #[inline]
    pub fn select(&mut self, field: FieldId) -> &mut Self {
        self.token(op::SELECT, u32::from(field.0))
    }

    /// Opens the frame of related records; [`Self::close`] ends it.
    #[inline]
    pub fn read(&mut self, relation: FieldId) -> &mut Self {
        self.token(op::READ, u32::from(relation.0))
    }

    /// `_count` of a relation.
    #[inline]
    pub fn select_count(&mut self, relation: FieldId) -> &mut Self {
        self.token(op::SELECT_COUNT, u32::from(relation.0))
    }

    /// `_count` of the related records that match the filter on top, which is popped.
    #[inline]
    pub fn select_count_where(&mut self, relation: FieldId) -> &mut Self {
        self.token(op::SELECT_COUNT_WHERE, u32::from(relation.0))
    }

    /// Closes the innermost frame.
    #[inline]
    pub fn close(&mut self) -> &mut Self {
        self.token(op::CLOSE, 0)
    }

    // Aggregates.

    /// `_count: true`, `_count: { _all: true }`.
    #[inline]
    pub fn count_all(&mut self) -> &mut Self {
        self.token(op::AGGREGATE_COUNT_ALL, 0)
    }

    /// An aggregate of a field.
    #[inline]
    pub fn aggregate(&mut self, function: AggregateFunction, field: FieldId) -> &mut Self {
        self.token(op::AGGREGATE, (function as u32) << 16 | u32::from(field.0))
    }

    /// A field of groupBy's `by`.
    #[inline]
    pub fn by(&mut self, field: FieldId) -> &mut Self {
        self.token(op::BY, u32::from(field.0))
    }

    /// Pops the filter on top as `having`.
    #[inline]
    pub fn having(&mut self) -> &mut Self {
        self.token(op::HAVING, 0)
    }

    // Writes.

    /// Starts the next item of a nested write.
    #[inline]
    pub fn item(&mut self) -> &mut Self {
        self.token(op::ITEM, 0)
    }

    /// Sends the writes that follow to `create`.
    #[inline]
    pub fn create_data(&mut self) -> &mut Self {
        self.token(op::CREATE_DATA, 0)
    }

    /// Sends the writes that follow to `update`.
    #[inline]
    pub fn update_data(&mut self) -> &mut Self {
        self.token(op::UPDATE_DATA, 0)
    }

    #[inline]
    fn write(&mut self, kind: ColumnWriteKind, field: FieldId) -> &mut Self {
        self.token(op::WRITE_COLUMN, (kind as u32) << 16 | u32::from(field.0))
    }

    /// Writes a column with a value that was or will be appended as the only one.
    #[inline]
    pub fn write_column(&mut self, kind: ColumnWriteKind, field: FieldId) -> &mut Self {
        self.write(kind, field)
    }

    /// Sets a column.
    #[inline]
    pub fn set<V: Encode + ?Sized>(&mut self, field: FieldId, value: &V) -> &mut Self {
        self.value(value);
        self.write(ColumnWriteKind::Set, field)
    }

    /// Sets a list column.
    #[inline]
    pub fn set_list<V: Encode>(&mut self, field: FieldId, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.list(values);
        self.write(ColumnWriteKind::Set, field)
    }

    /// Sets a column to NULL.
    #[inline]
    pub fn set_null(&mut self, field: FieldId) -> &mut Self {
        self.write(ColumnWriteKind::SetNull, field)
    }

    /// Opens a nested write; [`Self::close`] ends it.
    #[inline]
    pub fn write_relation(&mut self, kind: RelationWriteKind, field: FieldId) -> &mut Self {
        self.token(op::WRITE_RELATION, (kind as u32) << 16 | u32::from(field.0))
    }

    /// Starts a group of rows of createMany, with their places among all rows.
    #[inline]
    pub fn rows(&mut self, positions: impl IntoIterator<Item = i32>) -> &mut Self {
        self.list(positions);
        self.token(op::ROWS, 0)
    }

    /// A column of the group; its list of values was or will be appended.
    #[inline]
    pub fn rows_column(&mut self, field: FieldId) -> &mut Self {
        self.token(op::ROWS_COLUMN, u32::from(field.0))
    }

    pub(super) fn raw_condition(&mut self, field: FieldId, operator: Operator, flags: u32, operand: u32) {
        self.condition(field, operator, flags, operand);
    }

    pub(super) fn raw_order(&mut self, key: u32, field: FieldId, descending: bool, nulls: Option<Nulls>) {
        self.order(key, field, descending, nulls);
    }

    pub(super) fn raw(&mut self, operation: u32, argument: u32) {
        self.token(operation, argument);
    }
}

/// What happens to a column, see [`crate::ast::ColumnWrite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ColumnWriteKind {
    Set,
    SetNull,
    SetJsonNull,
    Increment,
    Decrement,
    Multiply,
    Divide,
    Push,
}

impl ColumnWriteKind {
    /// In the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Set,
        Self::SetNull,
        Self::SetJsonNull,
        Self::Increment,
        Self::Decrement,
        Self::Multiply,
        Self::Divide,
        Self::Push,
    ];

    /// Whether a value belongs to it.
    #[must_use]
    pub const fn has_value(self) -> bool {
        !matches!(self, Self::SetNull | Self::SetJsonNull)
    }
}
