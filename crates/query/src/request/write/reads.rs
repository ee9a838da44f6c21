//! What is asked of a list of records: where, order, page, selection, aggregates.

use nicol_model::FieldId;

use super::Request;
use crate::ast::{AggregateFunction, LoadStrategy, Nulls};
use crate::request::token::{op, order};

impl Request {
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

    /// `skip`; negative: [`DecodeError::Negative`](super::super::DecodeError::Negative).
    #[inline]
    pub fn skip(&mut self, count: i64) -> &mut Self {
        self.value(&count);
        self.token(op::SKIP, u32::from(count < 0))
    }

    /// `limit`; negative: [`DecodeError::Negative`](super::super::DecodeError::Negative).
    #[inline]
    pub fn limit(&mut self, count: i64) -> &mut Self {
        self.value(&count);
        self.token(op::LIMIT, u32::from(count < 0))
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

    /// `relationLoadStrategy`.
    #[inline]
    pub fn load_strategy(&mut self, strategy: LoadStrategy) -> &mut Self {
        self.token(op::LOAD, strategy as u32)
    }

    /// Several look-ups at once: each value is a list of them.
    pub fn gather(&mut self) -> &mut Self {
        self.token(op::GATHER, 0)
    }

    #[inline]
    pub(super) fn order(&mut self, key: u32, field: FieldId, descending: bool, nulls: Option<Nulls>) -> &mut Self {
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
}
