//! The other record of a required relation: `connect(user::id().eq(7))`.

use std::fmt;
use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::request::RelationWriteKind;

use super::piece::debug_part;
use super::record::piece_of;
use super::{New, Piece, Unique};

/// The record of model `M` that a new record belongs to.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let borrower: Link<db::Member> = connect(member::id().eq(1));
/// db.loan().create(loan::New { days: 14, member: borrower, book: connect(book::id().eq("b1")) }).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a link does nothing until it is part of a record to create"]
pub struct Link<M> {
    kind: Kind,
    piece: Piece,
    _model: PhantomData<fn() -> M>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Connect,
    Create,
    ConnectOrCreate,
    Parent,
}

/// A record that exists.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let card = card::New { number: "A-1", member: connect(member::id().eq(1)) };
/// db.card().create(card).await?;
/// # Ok(())
/// # }
/// ```
pub fn connect<M>(unique: Unique<M>) -> Link<M> {
    Link::new(Kind::Connect, unique.filter.piece)
}

/// A record that is created too.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let owner = create(member::New { email: "ada@example.org", name: "Ada" });
/// db.card().create(card::New { number: "A-1", member: owner }).await?;
/// # Ok(())
/// # }
/// ```
pub fn create<N: New>(new: N) -> Link<N::Model> {
    Link::new(Kind::Create, piece_of(new))
}

/// A record that is created if it does not exist.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let ada = member::New { email: "ada@example.org", name: "Ada" };
/// let owner = connect_or_create(member::email().eq("ada@example.org"), ada);
/// db.card().create(card::New { number: "A-1", member: owner }).await?;
/// # Ok(())
/// # }
/// ```
pub fn connect_or_create<M>(unique: Unique<M>, new: impl New<Model = M>) -> Link<M> {
    let mut piece = unique.filter.piece;
    piece.0.filter();
    piece.append(&piece_of(new));
    Link::new(Kind::ConnectOrCreate, piece)
}

/// The record whose key the columns of the foreign key hold, which are set one by one:
/// `.set(todo::user_id(), 7)`. Nothing is looked up; the database checks the key.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let card = card::New { number: "A-1", member: by_key() };
/// db.card().create(card).set(card::member_id(), 1).await?;
/// # Ok(())
/// # }
/// ```
pub fn by_key<M>() -> Link<M> {
    Link::new(Kind::Parent, Piece::default())
}

/// The record around this one, in a nested create.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let card = card::New { number: "A-1", member: parent() };
/// let ada = member::New { email: "ada@example.org", name: "Ada" };
/// db.member().create(ada).with(member::card().create(card)).await?;
/// # Ok(())
/// # }
/// ```
pub fn parent<M>() -> Link<M> {
    Link::new(Kind::Parent, Piece::default())
}

impl<M> Link<M> {
    const fn new(kind: Kind, piece: Piece) -> Self {
        Self { kind, piece, _model: PhantomData }
    }

    /// Appends the nested write of a relation. The record around says who the parent is, so that needs nothing here; where
    /// there is no record around, the planner misses the required relation and says so.
    pub(crate) fn write(self, field: u16, out: &mut Piece) {
        let kind = match self.kind {
            Kind::Connect => RelationWriteKind::Connect,
            Kind::Create => RelationWriteKind::Create,
            Kind::ConnectOrCreate => RelationWriteKind::ConnectOrCreate,
            Kind::Parent => return,
        };
        out.0.write_relation(kind, FieldId(field));
        out.0.item();
        out.append(&self.piece);
        if self.kind == Kind::Connect {
            out.0.filter();
        }
        out.0.close();
    }
}

impl<M> Clone for Link<M> {
    fn clone(&self) -> Self {
        Self::new(self.kind, self.piece.clone())
    }
}

impl<M> fmt::Debug for Link<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_part::<M>(f, &format!("{:?}", self.kind), &self.piece)
    }
}
