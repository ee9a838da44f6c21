//! A request as clients build it: a flat *shape* of numbers and a buffer of values.
//!
//! The shape is a small stack program, so that a client can join pieces by appending them (a filter is a value
//! that can be built at run time), and it never holds a value, so it is the key of the plan cache as it is.
//! [`decode`](Request) turns it into the tree of [`crate::ast`].

use smallvec::SmallVec;

/// A request, or a piece of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Each number is `operation << 24 | argument`.
    pub shape: SmallVec<[u32; 16]>,
    /// For each value, in the order of the shape: its length as `u32`, little-endian, then its binary form.
    pub params: SmallVec<[u8; 40]>,
}
