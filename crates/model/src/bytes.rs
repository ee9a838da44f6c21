//! The byte form of a [`DataModel`](crate::DataModel): versioned, little-endian, checked when read.
