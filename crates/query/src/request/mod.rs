//! A request as clients build it: a flat *shape* of numbers and a buffer of values.
//!
//! The shape is a small stack program, so that a client can join pieces by appending them (a filter is a value
//! that can be built at run time), and it never holds a value, so it is the key of the plan cache as it is.
//! [`decode`] turns it into the tree of [`crate::ast`], [`encode`] a tree into it.
//!
//! Each number is `operation << 24 | argument`. What the numbers do:
//!
//! - **Filters** are postfix, on a stack: `EQUALS field` pushes, `AND 2` pops two and pushes one, `IS field` wraps
//!   the top, `WHERE` pops it into the open frame (several are joined by AND).
//! - **Frames**: `ACTION` opens the operation's, `READ field` that of related records in the selection,
//!   `WRITE_RELATION kind, field` that of a nested write; `CLOSE` closes the last two. Everything else goes to the
//!   innermost open frame, in any order, apart from what has to stand in the order of the request: selected
//!   things, writes, and the order of `orderBy`.
//! - **Rows to write**: column writes go to the current item of the frame. `ITEM` starts the next one (in nested
//!   writes always, even before the first; at the top it is not needed). `UPDATE_DATA` sends the writes that follow
//!   to the `update` of an upsert, `CREATE_DATA` back to its `create`.
//! - Values are numbered in the order in which the numbers of the shape that need one stand.

mod decode;
mod encode;
mod nested;
mod rows;
mod token;
mod write;

use smallvec::SmallVec;

pub use decode::{DecodeError, decode};
pub use encode::encode;
pub(crate) use encode::encode_in_order;
pub use nested::nested_rows;
pub use rows::{Cells, RowSet};
pub use write::{ColumnWriteKind, Modifiers, RelationWriteKind, Values};

/// A request, or a piece of one. The methods append to it, one for each kind of number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Each number is `operation << 24 | argument`.
    pub shape: SmallVec<[u32; 16]>,
    /// For each value, in the order of the shape: its length as `u32`, little-endian, then its binary form.
    pub params: SmallVec<[u8; 40]>,
}
