//! `Bytes` is `Vec<u8>`: like a list to the compiler, unlike one to the database. So it has implementations of its own.

use nicol_query::value::{ListReader, ListWriter};

use super::{Arg, Buffer, CanBeNull, Cell, CellError, Column, List, ManyValues, OneValue, Put, Single};

impl Cell for Vec<u8> {
    fn decode(cell: Option<&[u8]>) -> Result<Self, CellError> {
        cell.map(<[u8]>::to_vec).ok_or(CellError::Null)
    }

    fn absent() -> Self {
        Self::new()
    }
}

impl Cell for Option<Vec<u8>> {
    fn decode(cell: Option<&[u8]>) -> Result<Self, CellError> {
        Ok(cell.map(<[u8]>::to_vec))
    }

    fn absent() -> Self {
        None
    }
}

impl Cell for Vec<Vec<u8>> {
    fn decode(cell: Option<&[u8]>) -> Result<Self, CellError> {
        cell.map_or_else(|| Ok(Self::new()), |bytes| ListReader::new(bytes).map(Vec::<u8>::decode).collect())
    }

    fn absent() -> Self {
        Self::new()
    }
}

impl Column for Vec<u8> {
    type Base = Self;
    type Shape = OneValue;
}
impl Column for Option<Vec<u8>> {
    type Base = Vec<u8>;
    type Shape = OneValue;
}
impl Column for Vec<Vec<u8>> {
    type Base = Vec<u8>;
    type Shape = ManyValues;
}

impl Single for Vec<u8> {}
impl Single for Option<Vec<u8>> {}
impl List for Vec<Vec<u8>> {}
impl CanBeNull for Vec<Vec<u8>> {}

macro_rules! bytes {
    ($($arg:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Arg<Vec<u8>> for $arg {
            fn put(self, out: &mut Buffer) -> Put {
                out.extend_from_slice(self.as_ref());
                Put::Value
            }
        }
        #[diagnostic::do_not_recommend]
        impl Arg<Option<Vec<u8>>> for $arg {
            fn put(self, out: &mut Buffer) -> Put {
                Arg::<Vec<u8>>::put(self, out)
            }
        }
        #[diagnostic::do_not_recommend]
        impl Arg<Option<Vec<u8>>> for Option<$arg> {
            fn put(self, out: &mut Buffer) -> Put {
                self.map_or(Put::Null, |value| Arg::<Vec<u8>>::put(value, out))
            }
        }
        #[diagnostic::do_not_recommend]
        impl Arg<Vec<Vec<u8>>> for Vec<$arg> {
            fn put(self, out: &mut Buffer) -> Put {
                let mut list = Vec::new();
                let mut writer = ListWriter::new(&mut list);
                let is_empty = self.is_empty();
                self.iter().for_each(|value| writer.push(Some(value.as_ref())));
                out.extend_from_slice(&list);
                if is_empty { Put::EmptyList } else { Put::Value }
            }
        }
    )*};
}
bytes!(Vec<u8>, &Vec<u8>, &[u8]);
