//! Nested writes.

use nicol_query::request::RelationWriteKind;

use super::{Many, One, Opt, Rel};
use crate::typed::piece::Records;
use crate::typed::record::piece_of;
use crate::typed::{Change, Changes, Filter, IntoFilter, New, News, Piece, Select, Unique};

impl<P, A> Rel<P, A> {
    /// A nested write; `items` writes its items, each after [`item`](nicol_query::request::Request::item).
    fn nested(self, kind: RelationWriteKind, items: impl FnOnce(&mut Piece)) -> Change<P> {
        Change::build(|piece| {
            piece.0.write_relation(kind, self.field());
            items(piece);
            piece.0.close();
        })
    }

    fn uniques<M>(self, kind: RelationWriteKind, uniques: impl IntoIterator<Item = Unique<M>>) -> Change<P> {
        self.nested(kind, |piece| {
            for unique in uniques {
                where_item(piece, &unique.filter.piece);
            }
        })
    }

    fn new_or_connected<M>(self, unique: &Unique<M>, new: impl New<Model = M>) -> Change<P> {
        self.nested(RelationWriteKind::ConnectOrCreate, |piece| {
            where_item(piece, &unique.filter.piece);
            piece.append(&piece_of(new));
        })
    }

    fn changed<M>(self, filter: Option<Filter<M>>, changes: impl Changes<M>) -> Change<P> {
        self.nested(RelationWriteKind::Update, |piece| {
            item_if(piece, filter.as_ref());
            changes.write(piece);
        })
    }

    fn upserted<M>(self, filter: Option<Filter<M>>, new: impl New<Model = M>, changes: impl Changes<M>) -> Change<P> {
        self.nested(RelationWriteKind::Upsert, |piece| {
            item_if(piece, filter.as_ref());
            piece.append(&piece_of(new));
            piece.0.update_data();
            changes.write(piece);
        })
    }

    fn created(self, new: impl New) -> Change<P> {
        self.nested(RelationWriteKind::Create, |piece| new.write_each(piece))
    }
}

fn where_item(piece: &mut Piece, filter: &Piece) {
    piece.0.item();
    piece.append(filter);
    piece.0.filter();
}

fn item_if<M>(piece: &mut Piece, filter: Option<&Filter<M>>) {
    match filter {
        None => {
            piece.0.item();
        }
        Some(filter) => where_item(piece, &filter.piece),
    }
}

/// Writes of a to-many relation. Where a list may be given, one of its kind may be, too.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let new = |stars| review::New { stars, member: parent(), book: connect(book::id().eq("b1")) };
/// let five = || review::id().eq(5);
/// for change in [
///     member::reviews().create(new(4)),
///     member::reviews().create_many([new(3), new(5)]),
///     member::reviews().create_many_skip_duplicates([new(3), new(5)]),
///     member::reviews().connect(five()),
///     member::reviews().connect_or_create(five(), new(1)),
///     member::reviews().update(five(), review::stars().set(2)),
///     member::reviews().upsert(five(), new(2), review::stars().set(2)),
///     member::reviews().update_many(review::stars().lt(3), review::text().set("weak")),
///     member::reviews().delete([five()]),
///     member::reviews().delete_many(review::stars().lt(2)),
/// ] {
///     db.member().update(member::id().eq(1)).with(change).await?;
/// }
/// let genres = [book::genres().set([genre::name().eq("crime")]), book::genres().disconnect([genre::id().eq(3)])];
/// db.book().update(book::id().eq("b1")).with(genres).await?;
/// # Ok(())
/// # }
/// ```
impl<P, S: Select> Rel<P, Many<S>> {
    /// Creates related records: one, or a list.
    pub fn create<Count>(self, news: impl News<S::Model, Count>) -> Change<P> {
        self.nested(RelationWriteKind::Create, |piece| news.write_each(piece))
    }

    /// Creates related records in one statement; they create no others and connect by what their foreign keys reference.
    /// Of one-to-many relations only.
    pub fn create_many<Count>(self, news: impl News<S::Model, Count>) -> Change<P> {
        self.rows(news, false)
    }

    /// As [`create_many`](Rel::create_many); leaves out rows that would break a unique constraint.
    pub fn create_many_skip_duplicates<Count>(self, news: impl News<S::Model, Count>) -> Change<P> {
        self.rows(news, true)
    }

    fn rows<Count>(self, news: impl News<S::Model, Count>, skip_duplicates: bool) -> Change<P> {
        let mut change = self.nested(RelationWriteKind::CreateMany, |piece| {
            if skip_duplicates {
                piece.0.skip_duplicates();
            }
            news.write_each(piece);
        });
        change.piece.1 = Records::Some;
        change
    }

    /// Makes these records related ones. (One-to-many: takes them from the records that they belong to.)
    pub fn connect(self, uniques: impl IntoIterator<Item = Unique<S::Model>>) -> Change<P> {
        self.uniques(RelationWriteKind::Connect, uniques)
    }

    /// Makes this record a related one; creates it if it does not exist.
    pub fn connect_or_create(self, unique: Unique<S::Model>, new: impl New<Model = S::Model>) -> Change<P> {
        self.new_or_connected(&unique, new)
    }

    /// Makes these the related records, and no others.
    pub fn set(self, uniques: impl IntoIterator<Item = Unique<S::Model>>) -> Change<P> {
        self.uniques(RelationWriteKind::Set, uniques)
    }

    /// Makes these no longer related ones.
    pub fn disconnect(self, uniques: impl IntoIterator<Item = Unique<S::Model>>) -> Change<P> {
        self.uniques(RelationWriteKind::Disconnect, uniques)
    }

    /// Deletes these related records.
    pub fn delete(self, uniques: impl IntoIterator<Item = Unique<S::Model>>) -> Change<P> {
        self.uniques(RelationWriteKind::Delete, uniques)
    }

    /// Changes one related record.
    pub fn update(self, unique: Unique<S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.nested(RelationWriteKind::Update, |piece| {
            where_item(piece, &unique.filter.piece);
            changes.write(piece);
        })
    }

    /// Changes one related record; creates it if there is none.
    pub fn upsert(
        self,
        unique: Unique<S::Model>,
        new: impl New<Model = S::Model>,
        changes: impl Changes<S::Model>,
    ) -> Change<P> {
        self.nested(RelationWriteKind::Upsert, |piece| {
            where_item(piece, &unique.filter.piece);
            piece.append(&piece_of(new));
            piece.0.update_data();
            changes.write(piece);
        })
    }

    /// Changes all related records that match.
    pub fn update_many(self, filter: impl IntoFilter<S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.nested(RelationWriteKind::UpdateMany, |piece| {
            where_item(piece, &filter.into_filter().piece);
            changes.write(piece);
        })
    }

    /// Deletes all related records that match.
    pub fn delete_many(self, filter: impl IntoFilter<S::Model>) -> Change<P> {
        self.nested(RelationWriteKind::DeleteMany, |piece| where_item(piece, &filter.into_filter().piece))
    }
}

/// Writes of a required to-one relation.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let ada = || member::New { email: "ada@example.org", name: "Ada" };
/// let weak = || member::points().lt(5);
/// for change in [
///     card::member().create(ada()),
///     card::member().connect(member::id().eq(1)),
///     card::member().connect_or_create(member::id().eq(1), ada()),
///     card::member().update(member::points().increment(1)),
///     card::member().update_where(weak(), member::points().increment(1)),
///     card::member().upsert(ada(), member::points().increment(1)),
///     card::member().upsert_where(weak(), ada(), member::points().increment(1)),
/// ] {
///     db.card().update(card::number().eq("A-1")).with(change).await?;
/// }
/// # Ok(())
/// # }
/// ```
impl<P, S: Select> Rel<P, One<S>> {
    /// Creates the related record.
    pub fn create(self, new: impl New<Model = S::Model>) -> Change<P> {
        self.created(new)
    }

    /// Makes this the related record.
    pub fn connect(self, unique: Unique<S::Model>) -> Change<P> {
        self.uniques(RelationWriteKind::Connect, [unique])
    }

    /// Makes this the related record; creates it if it does not exist.
    pub fn connect_or_create(self, unique: Unique<S::Model>, new: impl New<Model = S::Model>) -> Change<P> {
        self.new_or_connected(&unique, new)
    }

    /// Changes the related record.
    pub fn update(self, changes: impl Changes<S::Model>) -> Change<P> {
        self.changed(None, changes)
    }

    /// Changes the related record if it matches; P2025 if it does not.
    pub fn update_where(self, filter: impl IntoFilter<S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.changed(Some(filter.into_filter()), changes)
    }

    /// Changes the related record; creates it if there is none.
    pub fn upsert(self, new: impl New<Model = S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.upserted(None, new, changes)
    }

    /// Changes the related record if it matches; creates one if it does not, or if there is none.
    pub fn upsert_where(
        self,
        filter: impl IntoFilter<S::Model>,
        new: impl New<Model = S::Model>,
        changes: impl Changes<S::Model>,
    ) -> Change<P> {
        self.upserted(Some(filter.into_filter()), new, changes)
    }
}

/// Writes of an optional to-one relation.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let ada = || member::New { email: "ada@example.org", name: "Ada" };
/// let weak = || member::points().lt(5);
/// for change in [
///     member::sponsor().create(ada()),
///     member::sponsor().connect(member::id().eq(1)),
///     member::sponsor().connect_or_create(member::id().eq(1), ada()),
///     member::sponsor().update(member::points().increment(1)),
///     member::sponsor().update_where(weak(), member::points().increment(1)),
///     member::sponsor().upsert(ada(), member::points().increment(1)),
///     member::sponsor().upsert_where(weak(), ada(), member::points().increment(1)),
///     member::sponsor().disconnect(),
///     member::sponsor().disconnect_where(weak()),
///     member::sponsor().delete(),
///     member::sponsor().delete_where(weak()),
/// ] {
///     db.member().update(member::id().eq(2)).with(change).await?;
/// }
/// # Ok(())
/// # }
/// ```
impl<P, S: Select> Rel<P, Opt<S>> {
    /// Creates the related record.
    pub fn create(self, new: impl New<Model = S::Model>) -> Change<P> {
        self.created(new)
    }

    /// Makes this the related record.
    pub fn connect(self, unique: Unique<S::Model>) -> Change<P> {
        self.uniques(RelationWriteKind::Connect, [unique])
    }

    /// Makes this the related record; creates it if it does not exist.
    pub fn connect_or_create(self, unique: Unique<S::Model>, new: impl New<Model = S::Model>) -> Change<P> {
        self.new_or_connected(&unique, new)
    }

    /// Changes the related record.
    pub fn update(self, changes: impl Changes<S::Model>) -> Change<P> {
        self.changed(None, changes)
    }

    /// Changes the related record if it matches; P2025 if it does not.
    pub fn update_where(self, filter: impl IntoFilter<S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.changed(Some(filter.into_filter()), changes)
    }

    /// Changes the related record; creates it if there is none.
    pub fn upsert(self, new: impl New<Model = S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.upserted(None, new, changes)
    }

    /// Changes the related record if it matches; creates one if it does not, or if there is none.
    pub fn upsert_where(
        self,
        filter: impl IntoFilter<S::Model>,
        new: impl New<Model = S::Model>,
        changes: impl Changes<S::Model>,
    ) -> Change<P> {
        self.upserted(Some(filter.into_filter()), new, changes)
    }

    /// Ends the relation.
    pub fn disconnect(self) -> Change<P> {
        self.all(RelationWriteKind::Disconnect)
    }

    /// Ends the relation if the related record matches.
    pub fn disconnect_where(self, filter: impl IntoFilter<S::Model>) -> Change<P> {
        self.nested(RelationWriteKind::Disconnect, |piece| where_item(piece, &filter.into_filter().piece))
    }

    /// Deletes the related record.
    pub fn delete(self) -> Change<P> {
        self.all(RelationWriteKind::Delete)
    }

    /// Deletes the related record if it matches; P2025 if it does not.
    pub fn delete_where(self, filter: impl IntoFilter<S::Model>) -> Change<P> {
        self.nested(RelationWriteKind::Delete, |piece| where_item(piece, &filter.into_filter().piece))
    }

    fn all(self, kind: RelationWriteKind) -> Change<P> {
        self.nested(kind, |piece| {
            piece.0.item();
            piece.0.and(0);
            piece.0.filter();
        })
    }
}
