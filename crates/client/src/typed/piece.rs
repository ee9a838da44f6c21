//! Parts of requests.

use std::fmt;

use nicol_model::FieldId;
use nicol_query::ast::Operator;
use nicol_query::request::{ColumnWriteKind, Modifiers, Request};

use crate::value::{Arg, Put, put_list};

/// A part of a request: numbers, and the values that they need. Parts join by appending.
#[derive(Clone, Default)]
pub struct Piece(pub(crate) Request, pub(crate) Records);

/// Whether there are records of a nested `create_many` in a part: only the client's data model can make rows of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Records {
    #[default]
    None,
    Some,
}

impl Piece {
    /// Appends a value; on null nothing is left behind.
    pub(crate) fn value<T>(&mut self, arg: impl Arg<T>) -> Put {
        self.with_length(|out| arg.put(out))
    }

    /// Appends a list of values; an empty one leaves nothing behind.
    pub(crate) fn list<T, E: Arg<T>>(&mut self, list: impl IntoIterator<Item = E>) -> Put {
        match self.with_length(|out| put_list(list, out)) {
            Put::EmptyList => Put::EmptyList,
            put => put,
        }
    }

    fn with_length(&mut self, put: impl FnOnce(&mut crate::value::Buffer) -> Put) -> Put {
        let params = &mut self.0.params;
        let start = params.len();
        params.extend_from_slice(&[0; 4]);
        let put = put(params);
        if put == Put::Null {
            params.truncate(start);
        } else {
            self.finish(start);
        }
        put
    }

    fn finish(&mut self, start: usize) {
        let len = u32::try_from(self.0.params.len() - start - 4).unwrap_or(u32::MAX);
        self.0.params[start..start + 4].copy_from_slice(&len.to_le_bytes());
    }

    /// A condition on a field; null becomes `IS NULL`.
    pub(crate) fn condition<T>(&mut self, field: u16, operator: Operator, with: Modifiers, arg: impl Arg<T>) {
        let field = FieldId(field);
        let start = self.0.params.len();
        match self.value(arg) {
            Put::Value => self.0.compare(field, operator, with),
            Put::Null => self.0.is_null(field, with.negated),
            Put::EmptyList => {
                self.0.params.truncate(start);
                self.0.compare_list::<i32>(field, operator, with, [])
            }
        };
    }

    /// A condition with a list.
    pub(crate) fn list_condition<T, E: Arg<T>>(
        &mut self,
        field: u16,
        operator: Operator,
        with: Modifiers,
        list: impl IntoIterator<Item = E>,
    ) {
        let field = FieldId(field);
        let start = self.0.params.len();
        if self.list(list) == Put::EmptyList {
            self.0.params.truncate(start);
            self.0.compare_list::<i32>(field, operator, with, []);
        } else {
            self.0.compare(field, operator, with);
        }
    }

    /// Writes a column.
    pub(crate) fn write<T>(&mut self, kind: ColumnWriteKind, field: u16, arg: impl Arg<T>) {
        let kind = if self.value(arg) == Put::Null { ColumnWriteKind::SetNull } else { kind };
        self.0.write_column(kind, FieldId(field));
    }

    /// Appends another part.
    pub(crate) fn append(&mut self, piece: &Self) {
        self.0.append(&piece.0);
        if piece.1 == Records::Some {
            self.1 = Records::Some;
        }
    }
}

/// The numbers mean nothing without the data model, and the values are nobody's to print: only how many there are.
impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.values().count() {
            1 => f.write_str("1 value"),
            count => write!(f, "{count} values"),
        }
    }
}

/// What a part for model `M` is printed as: `Filter<Member>(2 values)`.
pub(crate) fn debug_part<M>(f: &mut fmt::Formatter<'_>, what: &str, piece: &Piece) -> fmt::Result {
    let path = std::any::type_name::<M>();
    let model = path.rsplit("::").next().unwrap_or(path);
    write!(f, "{what}<{model}>({piece:?})")
}
