//! What a query returns: columns, relations, structs, a stream.

use nicol_query::ast::LoadStrategy;

use super::{Query, State};
use crate::handle::RowStream;
use crate::typed::kind::{FindMany, HasLoadStrategy, Kind, OrThrow, Returning, Returns};
use crate::typed::{Include, Model, Nested, Pick, Push, Select, Shape};

/// What is returned.
impl<'c, K: Kind, S: Select> Query<'c, K, S> {
    /// Reads a relation too: each record becomes a tuple with one more element.
    pub fn include<R, S2>(mut self, relation: R) -> Query<'c, K, S2>
    where
        K: Returns,
        R: Include<S::Model>,
        S: Push<R, To = S2>,
        S2: Select,
    {
        self.select_columns();
        relation.write(&mut self.top);
        self.cast()
    }

    /// Reads these fields and relations, in place of all columns.
    pub fn select<S2: Pick<S::Model>>(mut self, selection: S2) -> Query<'c, K, S2>
    where
        K: Returns,
        S: Model,
    {
        self.selected = true;
        selection.write(&mut self.top);
        self.cast()
    }

    /// Reads each record as a struct made by [`shape!`](crate::shape).
    pub fn shape<T: Shape<Model = S::Model>>(mut self) -> Query<'c, K, Nested<T>>
    where
        K: Returns,
        S: Model,
    {
        self.selected = true;
        T::write(&mut self.top);
        self.cast()
    }

    /// How included records are read: all in one statement (where the database can do that: PostgreSQL), or by a statement
    /// for each relation. Without it, they are joined where the schema has the preview feature `relationJoins`.
    pub fn load_strategy(mut self, strategy: LoadStrategy) -> Self
    where
        K: HasLoadStrategy,
    {
        self.top.0.load_strategy(strategy);
        self
    }

    /// An error (P2025) in place of `None`.
    pub fn or_throw(self) -> Query<'c, K::Throwing, S>
    where
        K: OrThrow,
        S::Model: Model,
    {
        self.with_action(<S::Model as Model>::ID)
    }

    /// Returns the records in place of their count.
    pub fn returning(self) -> Query<'c, K::Records, S>
    where
        K: Returning,
        S: Model,
    {
        self.with_action(S::ID)
    }
}

impl<S: Select> Query<'_, FindMany, S> {
    /// The records one after the other, in memory that does not grow with their number: they are read some at a time,
    /// as they are asked for. Related records are read for each part.
    ///
    /// The stream holds a connection until it has ended or is dropped, so make `connection_limit` larger than the number
    /// of streams that are open at once. All it reads is of one moment: that of its first statement. Inside of `transact`
    /// it reads in the transaction, whose other queries may run in between. (On SQLite it is not defined whether it sees
    /// what these write to the rows that it has still to read: don't add to a table while it is streamed there.)
    ///
    /// Dropped before its end it gives the connection back, and the server stops working for it. After an error it has
    /// ended. (What has to be there before the first record can be given out is held in memory: all records with a negative
    /// `take`; one key for each record with `distinct` where the database can't do it.)
    ///
    /// ```no_run
    /// # use nicol_client::typed::{FindMany, Query, Select};
    /// # async fn example<S: Select>(members: Query<'_, FindMany, S>) -> nicol_client::Result<()> {
    /// // let members = db.member().find_many().filter(..).include(..);
    /// let mut stream = members.stream();
    /// while let Some(member) = stream.try_next().await? {
    ///     # drop(member);
    ///     // one at a time
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(mut self) -> RowStream<S::Out> {
        if let State::Failed(error) = self.state {
            return RowStream::failed(error);
        }
        self.select_columns();
        // Of a statement that brings records with all that belongs to them, nothing could be read in parts.
        self.top.0.load_strategy(LoadStrategy::Query);
        let request = self.request();
        RowStream::records::<S>(self.handle.clone(), request)
    }
}
