//! Nested writes.

use nicol_query::request::RelationWriteKind;

use super::{Many, One, Opt, Rel};
use crate::typed::record::piece_of;
use crate::typed::{Change, Changes, IntoFilter, New, Piece, Select, Unique};

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

    fn changed<M>(self, changes: impl Changes<M>) -> Change<P> {
        self.nested(RelationWriteKind::Update, |piece| {
            piece.0.item();
            changes.write(piece);
        })
    }

    fn upserted<M>(self, new: impl New<Model = M>, changes: impl Changes<M>) -> Change<P> {
        self.nested(RelationWriteKind::Upsert, |piece| {
            piece.0.item();
            piece.append(&piece_of(new));
            piece.0.update_data();
            changes.write(piece);
        })
    }

    fn created(self, new: impl New) -> Change<P> {
        self.nested(RelationWriteKind::Create, |piece| {
            piece.0.item();
            piece.append(&piece_of(new));
        })
    }
}

fn where_item(piece: &mut Piece, filter: &Piece) {
    piece.0.item();
    piece.append(filter);
    piece.0.filter();
}

/// Writes of a to-many relation.
impl<P, S: Select> Rel<P, Many<S>> {
    /// Creates related records.
    pub fn create<N: New<Model = S::Model>>(self, news: impl IntoIterator<Item = N>) -> Change<P> {
        self.nested(RelationWriteKind::Create, |piece| {
            for new in news {
                piece.0.item();
                piece.append(&piece_of(new));
            }
        })
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
        self.changed(changes)
    }

    /// Changes the related record; creates it if there is none.
    pub fn upsert(self, new: impl New<Model = S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.upserted(new, changes)
    }
}

/// Writes of an optional to-one relation.
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
        self.changed(changes)
    }

    /// Changes the related record; creates it if there is none.
    pub fn upsert(self, new: impl New<Model = S::Model>, changes: impl Changes<S::Model>) -> Change<P> {
        self.upserted(new, changes)
    }

    /// Ends the relation.
    pub fn disconnect(self) -> Change<P> {
        self.all(RelationWriteKind::Disconnect)
    }

    /// Deletes the related record.
    pub fn delete(self) -> Change<P> {
        self.all(RelationWriteKind::Delete)
    }

    fn all(self, kind: RelationWriteKind) -> Change<P> {
        self.nested(kind, |piece| {
            piece.0.item();
            piece.0.and(0);
            piece.0.filter();
        })
    }
}
