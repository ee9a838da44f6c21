//! Conditions: postfix, on a stack.

use nicol_model::FieldId;

use super::Request;
use crate::ast::{AggregateFunction, Operator, Quantifier};
use crate::request::token::{condition, op};
use crate::value::Encode;

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

impl Request {
    #[inline]
    pub(super) fn condition(&mut self, field: FieldId, operator: Operator, flags: u32, operand: u32) -> &mut Self {
        self.token(op::CONDITION + operator as u32, u32::from(field.0) | flags | operand << condition::OPERAND)
    }

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

    /// A condition on what stands at a path in JSON, compared with another column of the record; the path stands on top of
    /// the values.
    #[inline]
    pub fn compare_field_at_path(
        &mut self,
        field: FieldId,
        operator: Operator,
        with: Modifiers,
        other: FieldId,
    ) -> &mut Self {
        self.token(op::FIELD_OPERAND, u32::from(other.0));
        self.condition(field, operator, with.flags() | condition::JSON_PATH, condition::FIELD)
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
}
