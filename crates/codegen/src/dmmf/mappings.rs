//! `mappings`: which operations there are on each model, and their names.

use std::fmt;

use nicol_query::surface::{Raw, RootOperation, Surface};

use super::json::Json;

/// In alphabetical order.
const OPERATIONS: [RootOperation; 18] = [
    RootOperation::Aggregate,
    RootOperation::AggregateRaw,
    RootOperation::CreateMany,
    RootOperation::CreateManyAndReturn,
    RootOperation::CreateOne,
    RootOperation::DeleteMany,
    RootOperation::DeleteOne,
    RootOperation::FindFirst,
    RootOperation::FindFirstOrThrow,
    RootOperation::FindMany,
    RootOperation::FindRaw,
    RootOperation::FindUnique,
    RootOperation::FindUniqueOrThrow,
    RootOperation::GroupBy,
    RootOperation::UpdateMany,
    RootOperation::UpdateManyAndReturn,
    RootOperation::UpdateOne,
    RootOperation::UpsertOne,
];

pub(super) fn write(surface: &Surface<'_>, out: &mut Json<'_>) -> fmt::Result {
    out.raw("{\"modelOperations\":")?;
    out.list(surface.models(), |out, (id, model)| {
        out.raw("{\"model\":")?;
        out.string(&model.name)?;
        for operation in OPERATIONS.into_iter().filter(|operation| surface.has_operation(id, *operation)) {
            out.raw(",")?;
            out.string(operation.name())?;
            let (before, after) = operation.around();
            for part in [":\"", before, &model.name, after, "\""] {
                out.raw(part)?;
            }
        }
        out.raw("}")
    })?;
    out.raw(",\"otherOperations\":{\"read\":[],\"write\":")?;
    let writes: &[&str] = match surface.features.raw {
        Some(Raw::Sql) => &["executeRaw", "queryRaw"],
        Some(Raw::MongoDb) => &["runCommandRaw"],
        None => &[],
    };
    out.strings(writes.iter().copied())?;
    out.raw("}}")
}
