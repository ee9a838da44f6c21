//! Rows of nested createMany that a client wrote record by record.

use nicol_model::{DataModel, FieldId, FieldKind, ModelId};

use super::token::{op, values_of};
use super::write::RelationWriteKind;
use super::{Request, RowSet};

/// The records of one nested createMany, while they are read.
struct Open {
    /// How many frames are open in it.
    depth: usize,
    model: Option<ModelId>,
    records: Vec<Request>,
}

/// Makes rows of the items in nested createMany: clients that build requests from pieces write each record as one
/// ([`Request::item`] and its writes), because what its links are as columns is known to the data model only. `rows` gets
/// the model and its records.
///
/// # Errors
/// Those of `rows`.
pub fn nested_rows<E>(
    model: &DataModel,
    request: &Request,
    mut rows: impl FnMut(ModelId, Vec<Request>) -> Result<RowSet, E>,
) -> Result<Request, E> {
    let mut out = Request::default();
    let mut values = request.values();
    let mut frames: Vec<Option<ModelId>> = Vec::new();
    let mut open: Option<Open> = None;
    for &token in &request.shape {
        let operation = token >> 24;
        let at_top = open.as_ref().is_some_and(|open| open.depth == frames.len());
        match operation {
            op::ACTION => frames.push(Some(ModelId(low(token)))),
            op::READ | op::WRITE_RELATION => {
                frames.push(frames.last().copied().flatten().and_then(|from| target(model, from, FieldId(low(token)))));
            }
            op::ITEM if at_top => {
                open.iter_mut().for_each(|open| open.records.push(Request::default()));
                continue;
            }
            op::CLOSE => {
                if at_top
                    && let Some(Open { model: Some(model), records, .. }) = open.take()
                    && !records.is_empty()
                {
                    rows(model, records)?.write(&mut out);
                }
                frames.pop();
            }
            _ => {}
        }
        let to = match &mut open {
            Some(open) if !(at_top && operation == op::SKIP_DUPLICATES) => open.records.last_mut().unwrap_or(&mut out),
            _ => &mut out,
        };
        to.shape.push(token);
        for value in values.by_ref().take(values_of(token)) {
            to.raw_value(value);
        }
        let is_rows = operation == op::WRITE_RELATION && token >> 16 & 0xff == RelationWriteKind::CreateMany as u32;
        if is_rows && open.is_none() {
            open = Some(Open { depth: frames.len(), model: frames.last().copied().flatten(), records: Vec::new() });
        }
    }
    Ok(out)
}

fn low(token: u32) -> u16 {
    u16::try_from(token & 0xffff).unwrap_or_default()
}

/// The model that a relation leads to.
fn target(model: &DataModel, from: ModelId, field: FieldId) -> Option<ModelId> {
    match model.models.get(from.index())?.fields.get(field.index())?.kind {
        FieldKind::Relation(relation, side) => Some(model.relation(relation).model(side.opposite())),
        _ => None,
    }
}
