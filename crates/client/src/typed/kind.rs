//! What a query does: which arguments it has and what it returns.

use nicol_query::ast::Action;

use super::{Rows, Select};
use crate::error::{Error, Result};

/// What a query does.
pub trait Kind: 'static {
    /// What it returns, for parts of type `T`.
    type Of<T>;

    #[doc(hidden)]
    const ACTION: Action;

    #[doc(hidden)]
    fn collect<S: Select>(rows: &Rows) -> Result<Self::Of<S::Out>>;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $of:ty = $collect:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Kind for $name {
            type Of<T> = $of;

            const ACTION: Action = Action::$name;

            fn collect<S: Select>(rows: &Rows) -> Result<Self::Of<S::Out>> {
                let collect: fn(&Rows) -> Result<Self::Of<S::Out>> = $collect;
                collect(rows)
            }
        }
    )*};
}

fn one<S: Select>(rows: &Rows) -> Result<S::Out> {
    rows.first::<S>()?.ok_or_else(Error::torn)
}

kinds! {
    /// Reads the one record that a unique filter names.
    FindUnique: Option<T> = Rows::first::<S>;
    /// Reads the one record that a unique filter names; an error (P2025) if there is none.
    FindUniqueOrThrow: T = one::<S>;
    /// Reads the first record.
    FindFirst: Option<T> = Rows::first::<S>;
    /// Reads the first record; an error (P2025) if there is none.
    FindFirstOrThrow: T = one::<S>;
    /// Reads records.
    FindMany: Vec<T> = Rows::many::<S>;
    /// Creates a record.
    Create: T = one::<S>;
    /// Creates records; returns how many.
    CreateMany: u64 = |rows| Ok(rows.changed);
    /// Creates records and returns them.
    CreateManyAndReturn: Vec<T> = Rows::many::<S>;
    /// Changes a record; an error (P2025) if there is none.
    Update: T = one::<S>;
    /// Changes records; returns how many.
    UpdateMany: u64 = |rows| Ok(rows.changed);
    /// Changes records and returns them.
    UpdateManyAndReturn: Vec<T> = Rows::many::<S>;
    /// Changes a record, or creates it if there is none.
    Upsert: T = one::<S>;
    /// Deletes a record; an error (P2025) if there is none.
    Delete: T = one::<S>;
    /// Deletes records; returns how many.
    DeleteMany: u64 = |rows| Ok(rows.changed);
    /// Reads aggregates by groups.
    GroupBy: Vec<T> = Rows::many::<S>;
}

/// Reads aggregates.
#[derive(Debug)]
pub enum Aggregated {}

impl Kind for Aggregated {
    type Of<T> = T;

    const ACTION: Action = Action::Aggregate;

    fn collect<S: Select>(rows: &Rows) -> Result<S::Out> {
        one::<S>(rows)
    }
}

/// Counts records.
#[derive(Debug)]
pub enum Count {}

impl Kind for Count {
    type Of<T> = T;

    const ACTION: Action = Action::Aggregate;

    fn collect<S: Select>(rows: &Rows) -> Result<S::Out> {
        one::<S>(rows)
    }
}

macro_rules! have {
    ($($(#[$attribute:meta])* $name:ident: $($kind:ident),*;)*) => {$(
        $(#[$attribute])*
        pub trait $name: Kind {}
        $(impl $name for $kind {})*
    )*};
}

have! {
    /// Queries with a filter.
    #[diagnostic::on_unimplemented(message = "`{Self}` takes no filter", note = "a `find_unique`, `update`, `delete` or `upsert` is about the record that its unique filter names; more conditions go there: `todo::id().eq(1).and(..)`")]
    HasFilter: FindFirst, FindFirstOrThrow, FindMany, UpdateMany, UpdateManyAndReturn, DeleteMany, Aggregated, Count, GroupBy;
    /// Queries with an order and a page.
    #[diagnostic::on_unimplemented(message = "`{Self}` has no order and no page", note = "`order_by`, `take` and `skip` belong to `find_many`, `find_first`, `count`, `aggregate` and `group_by`")]
    HasArgs: FindFirst, FindFirstOrThrow, FindMany, Aggregated, Count, GroupBy;
    /// Queries that can start at a record.
    #[diagnostic::on_unimplemented(message = "`{Self}` starts at no record", note = "`cursor` belongs to `find_many`, `find_first`, `count` and `aggregate`")]
    HasCursor: FindFirst, FindFirstOrThrow, FindMany, Aggregated, Count;
    /// Queries that can leave out records with equal values.
    #[diagnostic::on_unimplemented(message = "`{Self}` leaves out no equal records", note = "`distinct` belongs to `find_many` and `find_first`; distinct values are counted by groups: `db.todo().group_by(todo::user_id(), count())`")]
    HasDistinct: FindFirst, FindFirstOrThrow, FindMany;
    /// Queries that write given values.
    #[diagnostic::on_unimplemented(message = "`{Self}` sets no fields", note = "`set` and `with` belong to `create`, `update` and `update_many`; in `upsert` they are its second and third argument")]
    HasData: Create, Update, UpdateMany, UpdateManyAndReturn;
    /// Queries that can stop after some records.
    #[diagnostic::on_unimplemented(message = "`{Self}` has no limit", note = "`limit` belongs to `update_many` and `delete_many`; reads have `take`")]
    HasLimit: UpdateMany, UpdateManyAndReturn, DeleteMany;
    /// Queries that return records.
    #[diagnostic::on_unimplemented(message = "`{Self}` returns no records", note = "`update_many().returning()` and `create_many(..).returning()` do")]
    Returns: FindUnique, FindUniqueOrThrow, FindFirst, FindFirstOrThrow, FindMany, Create, CreateManyAndReturn, Update, UpdateManyAndReturn, Upsert, Delete;
    /// Queries that can read relations in one statement or in several.
    #[diagnostic::on_unimplemented(message = "`{Self}` reads its relations in one way only", note = "`load_strategy` belongs to reads, `create`, `update`, `upsert` and `delete`")]
    HasLoadStrategy: FindUnique, FindUniqueOrThrow, FindFirst, FindFirstOrThrow, FindMany, Create, Update, Upsert, Delete;
    /// Queries that create many records.
    #[diagnostic::on_unimplemented(message = "`{Self}` has no duplicates to skip")]
    HasRows: CreateMany, CreateManyAndReturn;
}

/// Queries that return one record or none, and can be made to fail if there is none.
#[diagnostic::on_unimplemented(message = "`{Self}` never returns `None`")]
pub trait OrThrow: Kind {
    /// The query that fails.
    type Throwing: Kind;
}

impl OrThrow for FindUnique {
    type Throwing = FindUniqueOrThrow;
}

impl OrThrow for FindFirst {
    type Throwing = FindFirstOrThrow;
}

/// Queries that return a count and can be made to return records.
#[diagnostic::on_unimplemented(message = "`{Self}` can't return records")]
pub trait Returning: Kind {
    /// The query that returns records.
    type Records: Kind;
}

impl Returning for CreateMany {
    type Records = CreateManyAndReturn;
}

impl Returning for UpdateMany {
    type Records = UpdateManyAndReturn;
}
