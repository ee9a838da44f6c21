//! Applications that use other database crates beside Nicol. `libsqlite3-sys` may stand only once in a graph of
//! dependencies, so Nicol takes a range of `rusqlite`, and cargo chooses the one whose `libsqlite3-sys` the others have.
