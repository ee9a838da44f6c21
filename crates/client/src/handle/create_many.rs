//! Rows of `create_many`: their links become the columns of foreign keys.

use nicol_model::{DataModel, FieldId, FieldKind, ModelId, RelationSide};
use nicol_query::ast::{
    Action, ColumnWrite, Data, Filter, Operand, Operator, Param, RelationWrite, ScalarFilter, Write,
};
use nicol_query::request::{ColumnWriteKind, Request, RowSet, decode, nested_rows};

use super::Handle;
use crate::error::{Error, Result};
use crate::typed::{Piece, Records};

impl Handle {
    /// The rows of these records.
    pub(crate) fn row_set(&self, model: u16, pieces: impl Iterator<Item = Piece>) -> Result<RowSet> {
        let mut rows = RowSet::new();
        let mut template: Option<Template> = None;
        for piece in pieces {
            if rows.push(&piece.0).is_ok() {
                continue;
            }
            // Rows of one call are mostly alike: what is to be done with a shape is found out once.
            if template.as_ref().is_none_or(|t| t.shape != piece.0.shape.as_slice()) {
                template = Some(Template::new(self.data_model(), ModelId(model), &piece.0)?);
            }
            if let Some(template) = &template {
                rows.push(&template.flat(&piece.0)).map_err(|_| not_a_row())?;
            }
        }
        nicol_query::rows::fill(self.data_model(), ModelId(model), &mut rows);
        Ok(rows)
    }

    /// The request with the records of nested `create_many` as rows.
    pub(crate) fn with_rows(&self, request: &Request) -> Result<Request> {
        nested_rows(self.data_model(), request, |ModelId(model), records| {
            self.row_set(model, records.into_iter().map(|record| Piece(record, Records::None)))
        })
    }
}

/// What rows of one shape set: columns, and which value of the piece they are set to.
struct Template {
    shape: Vec<u32>,
    columns: Vec<(FieldId, Option<Param>)>,
}

impl Template {
    fn new(model: &DataModel, id: ModelId, piece: &Request) -> Result<Self> {
        let mut request = Request::new(Action::Create, id);
        request.append(piece);
        let operation = decode(&request.shape).map_err(|_| not_a_row())?;
        let mut columns = Vec::new();
        for write in operation.data.as_ref().map(|Data { writes }| writes.as_slice()).unwrap_or_default() {
            match write {
                Write::Column { field, value: ColumnWrite::Set(param) } => columns.push((*field, Some(*param))),
                Write::Column { field, value: ColumnWrite::SetNull } => columns.push((*field, None)),
                Write::Relation { field, write: RelationWrite::Connect(filters) } => {
                    let [filter] = filters.as_slice() else { return Err(not_a_row()) };
                    connect(model, id, *field, filter, &mut columns)?;
                }
                _ => return Err(not_a_row()),
            }
        }
        Ok(Self { shape: piece.shape.to_vec(), columns })
    }

    fn flat(&self, piece: &Request) -> Request {
        let values: Vec<&[u8]> = piece.values().collect();
        let mut row = Request::default();
        for (field, param) in &self.columns {
            match param.and_then(|param| values.get(usize::from(param.0))) {
                Some(value) => {
                    row.raw_value(value);
                    row.write_column(ColumnWriteKind::Set, *field);
                }
                None => {
                    row.set_null(*field);
                }
            }
        }
        row
    }
}

/// The columns of the foreign key, if the filter is about exactly the columns that it references.
fn connect(
    model: &DataModel,
    id: ModelId,
    field: FieldId,
    filter: &Filter,
    columns: &mut Vec<(FieldId, Option<Param>)>,
) -> Result<()> {
    let field = model.model(id).field(field);
    let FieldKind::Relation(relation, RelationSide::Forward) = field.kind else { return Err(not_a_row()) };
    let relation = model.relation(relation);
    let mut equal = Vec::new();
    if !equalities(filter, &mut equal) || equal.len() != relation.references.len() {
        return Err(other_unique(&field.name));
    }
    for (column, referenced) in relation.fields.iter().zip(&relation.references) {
        let (_, param) =
            equal.iter().find(|(field, _)| field == referenced).ok_or_else(|| other_unique(&field.name))?;
        columns.push((*column, Some(*param)));
    }
    Ok(())
}

fn equalities(filter: &Filter, out: &mut Vec<(FieldId, Param)>) -> bool {
    match filter {
        Filter::And(all) => all.iter().all(|filter| equalities(filter, out)),
        Filter::Scalar(ScalarFilter {
            field,
            operator: Operator::Equals,
            operand: Operand::Param(param),
            insensitive: false,
            negated: false,
            json_path: None,
        }) => {
            out.push((*field, *param));
            true
        }
        _ => false,
    }
}

#[cold]
fn not_a_row() -> Error {
    Error::invalid(
        "A row of `create_many` may only set columns and connect to records that exist. Create related records with \
         `create`, one call for each record.",
    )
}

#[cold]
fn other_unique(field: &str) -> Error {
    Error::invalid(format!(
        "A row of `create_many` connects `{field}` by something else than what its foreign key references. Look up the \
         record first and connect by that."
    ))
}
