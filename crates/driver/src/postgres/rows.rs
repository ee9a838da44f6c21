//! Rows of a result into a [`Set`].

use std::pin::pin;

use futures_util::TryStreamExt;
use nicol_query::set::Set;
use nicol_query::value::CellType;
use tokio_postgres::{Column, Row, RowStream};

use super::Failure;
use super::decode::Incoming;
use super::error::map_misfit;
use super::statement::Reader;
use super::wire::Wire;
use crate::raw::{RawColumn, RawRows};
use crate::{Code, Error, Outcome};

/// What is known of the columns before the rows come.
pub(super) enum Columns<'a> {
    /// Their converters.
    Known(Reader),
    /// What they shall become.
    Asked(&'a [CellType]),
}

pub(super) async fn collect(stream: RowStream, columns: Columns<'_>) -> Result<Outcome, Failure> {
    let mut stream = pin!(stream);
    let (mut reader, asked) = match columns {
        Columns::Known(reader) => (Some(reader), &[][..]),
        Columns::Asked(asked) => (None, asked),
    };
    let width = reader.as_ref().map_or(asked.len(), |r| r.decoders().len());
    let mut set = Set::new(width);
    // A row that cannot be read does not end the stream: the connection must be free of it before it is used again.
    let mut failed = None;
    while let Some(row) = stream.try_next().await? {
        if width == 0 || failed.is_some() {
            continue;
        }
        let reader = match &mut reader {
            Some(reader) => reader,
            none => match Reader::for_columns(row.columns(), asked) {
                Ok(made) => none.insert(made),
                Err(e) => {
                    failed = Some(e);
                    continue;
                }
            },
        };
        failed = read(&row, reader, &mut set).err();
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(Outcome { rows: set, affected: stream.rows_affected().unwrap_or(0) }),
    }
}

/// Rows whose columns nobody knows before the first comes.
pub(super) async fn collect_raw(stream: RowStream) -> Result<RawRows, Failure> {
    let mut stream = pin!(stream);
    let mut result = RawRows::default();
    let mut reader: Option<Reader> = None;
    let mut failed = None;
    while let Some(row) = stream.try_next().await? {
        if failed.is_some() {
            continue;
        }
        if reader.is_none() {
            let made = raw_columns(row.columns()).and_then(|columns| {
                let cells: Vec<_> = columns.iter().map(RawColumn::cell).collect();
                Ok((columns, Reader::for_columns(row.columns(), &cells)?, Set::new(cells.len())))
            });
            match made {
                Ok((columns, made, rows)) => {
                    result.columns = columns;
                    result.rows = rows;
                    reader = Some(made);
                }
                Err(e) => failed = Some(e),
            }
        }
        if let Some(reader) = &reader {
            failed = read(&row, reader, &mut result.rows).err();
        }
    }
    result.affected = stream.rows_affected().unwrap_or(0);
    failed.map_or(Ok(result), |e| Err(e.into()))
}

fn read(row: &Row, reader: &Reader, set: &mut Set) -> Result<(), Error> {
    if u32::try_from(set.bytes.len()).is_err() {
        return Err(Error::new(Code::P2039, "A result is larger than 4 GiB. Ask for fewer rows at a time (`take`)."));
    }
    if set.cells.is_empty() {
        // Most results have one row, or rows of like size: the first one's is a good guess.
        set.cells.reserve(set.width);
        set.bytes.reserve(row.raw_size_bytes());
    }
    for (at, decoder) in reader.decoders().iter().enumerate() {
        let raw = row.try_get::<_, Option<Incoming<'_>>>(at).map_err(|e| Error::new(Code::P2023, e.to_string()))?;
        let mut result = Ok(());
        set.push_with(|out| match raw {
            None => false,
            Some(Incoming(bytes)) => {
                result = decoder.decode(bytes, out);
                true
            }
        });
        result.map_err(|misfit| map_misfit(&misfit).with_column(row.columns().get(at).map(|c| c.name().to_owned())))?;
    }
    Ok(())
}

/// Names and types of columns that nobody asked for by type.
pub(super) fn raw_columns(columns: &[Column]) -> Result<Vec<RawColumn>, Error> {
    columns
        .iter()
        .map(|column| match Wire::of(column.type_()).raw(column.type_()) {
            Some((kind, is_list)) => Ok(RawColumn { name: column.name().to_owned(), kind, is_list }),
            None => Err(Error::new(
                Code::P2010,
                format!(
                    "The column `{}` has the type `{}`, which cannot be read. Cast it to another one, for example `::text`.",
                    column.name(),
                    column.type_().name()
                ),
            )),
        })
        .collect()
}
