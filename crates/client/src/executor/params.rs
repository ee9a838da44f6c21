//! Where the parameters of statements come from.

use std::collections::HashSet;
use std::sync::OnceLock;

use nicol_driver::Param as Bound;
use nicol_query::ast::Param;
use nicol_query::plan::{ParamSource, Slot, Statement, Tuple};
use nicol_query::request::Request;
use nicol_query::set::Set;
use nicol_query::value::{ListReader, ListWriter, array_literals, read_big_int, sqlite_json_path};
use smallvec::SmallVec;

use super::keys::distinct;
use crate::error::{Error, Result};
use crate::ids;

/// The values of one request.
pub(crate) struct Input<'r> {
    params: &'r [u8],
    /// Where each value stands in `params`.
    places: SmallVec<[(u32, u32); 4]>,
    now: OnceLock<i64>,
}

/// The values of one statement that stand nowhere else: they are made for it, in the order of its parameters.
pub(super) type Made = SmallVec<[Vec<u8>; 1]>;

/// The distinct keys of a slot: rows that have them.
type Keys = SmallVec<[(Slot, Box<[u16]>, Vec<u32>); 1]>;

impl<'r> Input<'r> {
    pub(crate) fn new(request: &'r Request) -> Self {
        let mut places = SmallVec::new();
        let mut start = 0;
        for value in request.values() {
            let len = u32::try_from(value.len()).unwrap_or(u32::MAX);
            places.push((start + 4, len));
            start += 4 + len;
        }
        Self { params: &request.params, places, now: OnceLock::new() }
    }

    pub(super) fn value(&self, param: Param) -> Result<&'r [u8]> {
        let value = self.places.get(usize::from(param.0)).and_then(|&(start, len)| {
            let start = start as usize;
            self.params.get(start..start + len as usize)
        });
        value.ok_or_else(Error::torn)
    }

    /// The value of a number in a plan.
    pub(super) fn count(&self, param: Param) -> Result<usize> {
        let count = read_big_int(self.value(param)?).ok_or_else(Error::torn)?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    fn now(&self) -> i64 {
        *self.now.get_or_init(ids::now)
    }
}

/// The values that must be made for a statement. `None` if the statement's keys are all missing and
/// `skip_without_keys`: then there is nothing that it could find.
pub(super) fn make(
    statement: &Statement,
    input: &Input<'_>,
    sets: &[Set],
    skip_without_keys: bool,
) -> Result<Option<Made>> {
    let mut keys = Keys::new();
    let mut made = Made::new();
    for param in &statement.params {
        let value = match &param.source {
            ParamSource::Column { slot, column } if skip_without_keys => {
                let set = set(sets, *slot)?;
                if set.rows() == 0 || set.cell(0, usize::from(*column)).is_none() {
                    return Ok(None);
                }
                continue;
            }
            ParamSource::Request(_)
            | ParamSource::Element(_)
            | ParamSource::Column { .. }
            | ParamSource::Constant(_)
            | ParamSource::Null => continue,
            ParamSource::JsonPath(number) => sqlite_json_path(input.value(*number)?),
            ParamSource::ArrayLiterals { param, scalar } => array_literals(input.value(*param)?, *scalar),
            ParamSource::Keys { slot, columns, component } => {
                let set = set(sets, *slot)?;
                let known = keys.iter().position(|(s, c, _)| s == slot && **c == **columns);
                let known = known.unwrap_or_else(|| {
                    keys.push((*slot, columns.as_slice().into(), distinct(set, columns)));
                    keys.len() - 1
                });
                let rows = &keys[known].2;
                if rows.is_empty() && skip_without_keys {
                    return Ok(None);
                }
                let column = usize::from(*columns.get(usize::from(*component)).ok_or_else(Error::torn)?);
                let mut list = Vec::with_capacity(4 + rows.len() * 12);
                let mut writer = ListWriter::new(&mut list);
                rows.iter().for_each(|&row| writer.push(set.cell(row as usize, column)));
                list
            }
            ParamSource::Now => input.now().to_be_bytes().to_vec(),
            ParamSource::Made { function, like } => {
                let mut value = Vec::with_capacity(40);
                match like {
                    None => {
                        ids::make(function, input.now(), &mut value);
                    }
                    Some(like) => {
                        let count = ListReader::new(input.value(*like)?).remaining();
                        let mut writer = ListWriter::new(&mut value);
                        let mut one = Vec::with_capacity(40);
                        for _ in 0..count {
                            one.clear();
                            ids::make(function, input.now(), &mut one);
                            writer.push(Some(&one));
                        }
                    }
                }
                value
            }
            ParamSource::CountDistinct(tuples) => {
                i64::try_from(count_distinct(tuples, input)?).unwrap_or(i64::MAX).to_be_bytes().to_vec()
            }
            ParamSource::Sum(a, b) => {
                let number = |param: &Param| read_big_int(input.value(*param)?).ok_or_else(Error::torn);
                number(a)?.saturating_add(number(b)?).to_be_bytes().to_vec()
            }
        };
        made.push(value);
    }
    Ok(Some(made))
}

/// The values of a statement with their types, as the driver takes them; `element` is the row of an each-row step.
#[inline]
pub(super) fn bound<'v>(
    statement: &'v Statement,
    input: &Input<'v>,
    sets: &'v [Set],
    made: &'v Made,
    element: Option<usize>,
) -> Result<SmallVec<[Bound<'v>; 4]>> {
    let mut made = made.iter();
    let mut bound = SmallVec::new();
    for param in &statement.params {
        let value = match &param.source {
            ParamSource::Request(number) => Some(input.value(*number)?),
            ParamSource::Element(number) => {
                let mut list = ListReader::new(input.value(*number)?);
                list.nth(element.ok_or_else(Error::torn)?).ok_or_else(Error::torn)?
            }
            ParamSource::Column { slot, column } => {
                let set = set(sets, *slot)?;
                if set.rows() == 0 { None } else { set.cell(0, usize::from(*column)) }
            }
            ParamSource::Constant(bytes) => Some(bytes.as_slice()),
            ParamSource::Null => None,
            ParamSource::JsonPath(_)
            | ParamSource::ArrayLiterals { .. }
            | ParamSource::Keys { .. }
            | ParamSource::Now
            | ParamSource::Made { .. }
            | ParamSource::CountDistinct(_)
            | ParamSource::Sum(..) => Some(made.next().ok_or_else(Error::torn)?.as_slice()),
        };
        bound.push(Bound { cell: param.cell, value });
    }
    Ok(bound)
}

/// How many different ones there are among these.
pub(super) fn count_distinct(tuples: &[Tuple], input: &Input<'_>) -> Result<usize> {
    let mut distinct = HashSet::with_capacity(tuples.len());
    for tuple in tuples {
        let values = tuple.values.iter().map(|param| input.value(*param)).collect::<Result<Vec<_>>>()?;
        distinct.insert((tuple.form, values));
    }
    Ok(distinct.len())
}

pub(super) fn set(sets: &[Set], slot: Slot) -> Result<&Set> {
    sets.get(usize::from(slot.0)).ok_or_else(Error::torn)
}
