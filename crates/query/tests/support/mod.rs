//! What the tests of this crate share.
#![allow(dead_code)]

pub(crate) mod arbitrary;
pub(crate) mod plan_text;
pub(crate) mod schema;
