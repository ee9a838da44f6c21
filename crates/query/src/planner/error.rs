//! Why a request can't be planned.

use crate::request::DecodeError;

/// A request that can't be planned. Requests that were checked against the surface, or built by a generated client of the
/// same schema, fail only with `MissingValue`, `Unsupported` and `Invalid`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("the request names a model that the schema does not have: generate the client anew")]
    UnknownModel,
    #[error("the request names a field that its model does not have: generate the client anew")]
    UnknownField,
    #[error("the field `{field}` is a relation, and the request uses it as a column")]
    NotAColumn { field: String },
    #[error("the field `{field}` is a column, and the request uses it as a relation")]
    NotARelation { field: String },
    #[error("the model `{model}` has no id and no unique fields to tell its records apart: give an order")]
    NoKey { model: String },
    /// P2012.
    #[error("`{model}.{field}` is required and has no default: give it a value{}", or_connect(model, relation.as_deref()))]
    MissingValue {
        model: String,
        field: String,
        /// The relation whose foreign key it is in.
        relation: Option<String>,
    },
    /// P2026.
    #[error("{what} is not possible on {database}")]
    Unsupported { what: &'static str, database: &'static str },
    /// P2019, with these details.
    #[error("{details}")]
    Invalid { details: String },
    /// P2014: known without looking at the data.
    #[error("the change would violate the required relation `{relation}` between `{model_a}` and `{model_b}`")]
    RelationViolation { relation: String, model_a: String, model_b: String },
    #[error("the request's shape lacks a part that its action needs: {part}")]
    Missing { part: &'static str },
}

impl PlanError {
    /// Prisma's code; P2029 if there are more values than a statement takes; none for shapes that no client of this schema builds.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::MissingValue { .. } => Some("P2012"),
            Self::RelationViolation { .. } => Some("P2014"),
            Self::Invalid { .. } | Self::Decode(DecodeError::TooDeep | DecodeError::Negative { .. }) => Some("P2019"),
            Self::Decode(DecodeError::TooManyValues) => Some("P2029"),
            Self::Unsupported { .. } => Some("P2026"),
            _ => None,
        }
    }
}

fn or_connect(model: &str, relation: Option<&str>) -> String {
    relation.map_or_else(String::new, |relation| format!(", or connect `{model}.{relation}`"))
}
