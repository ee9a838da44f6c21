//! Rows to write: columns and nested writes.

use nicol_model::FieldId;

use super::Request;
use crate::request::token::op;
use crate::value::Encode;

/// Kinds of nested writes, see [`crate::ast::RelationWrite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RelationWriteKind {
    Create,
    /// Holds [`Request::rows`].
    CreateMany,
    /// Each item: a unique filter in `where`.
    Connect,
    /// Each item: `where` and column writes.
    ConnectOrCreate,
    Set,
    Disconnect,
    Delete,
    /// Each item: `where` if it is a list, and column writes.
    Update,
    /// Each item: `where`, writes, [`Request::update_data`], writes.
    Upsert,
    UpdateMany,
    DeleteMany,
}

impl RelationWriteKind {
    /// In the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Create,
        Self::CreateMany,
        Self::Connect,
        Self::ConnectOrCreate,
        Self::Set,
        Self::Disconnect,
        Self::Delete,
        Self::Update,
        Self::Upsert,
        Self::UpdateMany,
        Self::DeleteMany,
    ];
}

/// What happens to a column, see [`crate::ast::ColumnWrite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ColumnWriteKind {
    Set,
    SetNull,
    SetJsonNull,
    Increment,
    Decrement,
    Multiply,
    Divide,
    Push,
}

impl ColumnWriteKind {
    /// In the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Set,
        Self::SetNull,
        Self::SetJsonNull,
        Self::Increment,
        Self::Decrement,
        Self::Multiply,
        Self::Divide,
        Self::Push,
    ];

    /// Whether a value belongs to it.
    #[must_use]
    pub const fn has_value(self) -> bool {
        !matches!(self, Self::SetNull | Self::SetJsonNull)
    }
}

impl Request {
    /// Starts the next item of a nested write.
    #[inline]
    pub fn item(&mut self) -> &mut Self {
        self.token(op::ITEM, 0)
    }

    /// Sends the writes that follow to `create`.
    #[inline]
    pub fn create_data(&mut self) -> &mut Self {
        self.token(op::CREATE_DATA, 0)
    }

    /// Sends the writes that follow to `update`.
    #[inline]
    pub fn update_data(&mut self) -> &mut Self {
        self.token(op::UPDATE_DATA, 0)
    }

    #[inline]
    fn write(&mut self, kind: ColumnWriteKind, field: FieldId) -> &mut Self {
        self.token(op::WRITE_COLUMN, (kind as u32) << 16 | u32::from(field.0))
    }

    /// Writes a column with a value that was or will be appended as the only one.
    #[inline]
    pub fn write_column(&mut self, kind: ColumnWriteKind, field: FieldId) -> &mut Self {
        self.write(kind, field)
    }

    /// Sets a column.
    #[inline]
    pub fn set<V: Encode + ?Sized>(&mut self, field: FieldId, value: &V) -> &mut Self {
        self.value(value);
        self.write(ColumnWriteKind::Set, field)
    }

    /// Sets a list column.
    #[inline]
    pub fn set_list<V: Encode>(&mut self, field: FieldId, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.list(values);
        self.write(ColumnWriteKind::Set, field)
    }

    /// Sets a column to NULL.
    #[inline]
    pub fn set_null(&mut self, field: FieldId) -> &mut Self {
        self.write(ColumnWriteKind::SetNull, field)
    }

    /// Opens a nested write; [`Self::close`] ends it.
    #[inline]
    pub fn write_relation(&mut self, kind: RelationWriteKind, field: FieldId) -> &mut Self {
        self.token(op::WRITE_RELATION, (kind as u32) << 16 | u32::from(field.0))
    }

    /// Starts a group of rows of createMany, with their places among all rows.
    #[inline]
    pub fn rows(&mut self, positions: impl IntoIterator<Item = i32>) -> &mut Self {
        self.list(positions);
        self.token(op::ROWS, 0)
    }

    /// A column of the group; its list of values was or will be appended.
    #[inline]
    pub fn rows_column(&mut self, field: FieldId) -> &mut Self {
        self.token(op::ROWS_COLUMN, u32::from(field.0))
    }
}
