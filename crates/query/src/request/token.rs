//! The numbers of a shape.

use super::write::ColumnWriteKind;

/// Operations of a shape (the upper 8 bits). The numbers are an interface within one build only.
pub(super) mod op {
    /// Action << 16 | model.
    pub(in super::super) const ACTION: u32 = 1;
    pub(in super::super) const CLOSE: u32 = 2;

    pub(in super::super) const AND: u32 = 8;
    pub(in super::super) const OR: u32 = 9;
    pub(in super::super) const NOT: u32 = 10;
    /// Quantifier << 16 | field.
    pub(in super::super) const RELATION: u32 = 11;
    pub(in super::super) const RELATION_IS_NULL: u32 = 12;
    /// Turns the condition on top into one on an aggregate.
    pub(in super::super) const HAVING_AGGREGATE: u32 = 13;
    /// The column that the condition that follows compares with.
    pub(in super::super) const FIELD_OPERAND: u32 = 14;

    pub(in super::super) const WHERE: u32 = 16;
    pub(in super::super) const CURSOR: u32 = 17;
    pub(in super::super) const TAKE: u32 = 18;
    pub(in super::super) const SKIP: u32 = 19;
    pub(in super::super) const DISTINCT: u32 = 20;
    pub(in super::super) const LIMIT: u32 = 21;
    pub(in super::super) const SKIP_DUPLICATES: u32 = 22;
    /// Order flags | field.
    pub(in super::super) const ORDER: u32 = 23;
    /// Puts a relation before the path of the order that stands last.
    pub(in super::super) const ORDER_VIA: u32 = 24;
    /// A further field of the `_relevance` that stands last.
    pub(in super::super) const RELEVANCE_FIELD: u32 = 25;

    /// The strategy.
    pub(in super::super) const LOAD: u32 = 26;

    /// Several look-ups at once: each value is a list of them.
    pub(in super::super) const GATHER: u32 = 27;

    pub(in super::super) const SELECT_ALL: u32 = 32;
    pub(in super::super) const OMIT: u32 = 33;
    pub(in super::super) const SELECT: u32 = 34;
    pub(in super::super) const READ: u32 = 35;
    pub(in super::super) const SELECT_COUNT: u32 = 36;
    pub(in super::super) const SELECT_COUNT_WHERE: u32 = 37;

    pub(in super::super) const AGGREGATE_COUNT_ALL: u32 = 40;
    /// Function << 16 | field.
    pub(in super::super) const AGGREGATE: u32 = 41;
    pub(in super::super) const BY: u32 = 42;
    pub(in super::super) const HAVING: u32 = 43;

    pub(in super::super) const ITEM: u32 = 48;
    pub(in super::super) const CREATE_DATA: u32 = 49;
    pub(in super::super) const UPDATE_DATA: u32 = 50;
    /// Kind << 16 | field.
    pub(in super::super) const WRITE_COLUMN: u32 = 51;
    /// Kind << 16 | field.
    pub(in super::super) const WRITE_RELATION: u32 = 52;
    pub(in super::super) const ROWS: u32 = 53;
    pub(in super::super) const ROWS_COLUMN: u32 = 54;

    /// `CONDITION + operator`: condition flags | field.
    pub(in super::super) const CONDITION: u32 = 64;
}

/// Flags of a condition, beside its field.
pub(super) mod condition {
    pub(in super::super) const INSENSITIVE: u32 = 1 << 16;
    pub(in super::super) const NEGATED: u32 = 1 << 17;
    /// A value before the operand's: the path.
    pub(in super::super) const JSON_PATH: u32 = 1 << 18;
    /// The operand's kind: three bits.
    pub(in super::super) const OPERAND: u32 = 19;

    pub(in super::super) const PARAM: u32 = 0;
    pub(in super::super) const NULL: u32 = 1;
    pub(in super::super) const EMPTY_LIST: u32 = 2;
    pub(in super::super) const FIELD: u32 = 3;
    pub(in super::super) const JSON_NULL: u32 = 4;
    pub(in super::super) const ANY_NULL: u32 = 5;
    pub(in super::super) const TRUE: u32 = 6;
    pub(in super::super) const FALSE: u32 = 7;
}

/// Flags of an order, beside its field.
pub(super) mod order {
    pub(in super::super) const DESCENDING: u32 = 1 << 16;
    pub(in super::super) const NULLS_FIRST: u32 = 1 << 17;
    pub(in super::super) const NULLS_LAST: u32 = 1 << 18;
    /// The key's kind: three bits. 0 is a field, 1 to 5 an aggregate function of it.
    pub(in super::super) const KEY: u32 = 19;
    pub(in super::super) const COUNT: u32 = 6;
    pub(in super::super) const RELEVANCE: u32 = 7;
}

/// How many values belong to a number. The reader of shapes takes no others ([`super::decode()`]), so that who copies parts
/// of requests by this table and who reads them agree.
pub(super) fn values_of(token: u32) -> usize {
    match token >> 24 {
        op::TAKE | op::SKIP | op::LIMIT | op::ROWS | op::ROWS_COLUMN => 1,
        op::ORDER => usize::from(token >> order::KEY & 7 == order::RELEVANCE),
        op::WRITE_COLUMN => {
            let kind = ColumnWriteKind::ALL.get((token >> 16 & 0xff) as usize);
            usize::from(kind.is_some_and(|kind| kind.has_value()))
        }
        operation if operation >= op::CONDITION => {
            let has_path = token & condition::JSON_PATH != 0;
            usize::from(has_path) + usize::from(token >> condition::OPERAND & 7 == condition::PARAM)
        }
        _ => 0,
    }
}

/// A number of a shape.
#[inline]
pub(super) const fn token(operation: u32, argument: u32) -> u32 {
    operation << 24 | argument & 0x00ff_ffff
}
