//! MongoDB.

use nicol_model::{Provider, RelationMode, ScalarType};

use super::{ArgumentShape, Capabilities, Connector, EMULATED, NOTHING, NameScope, NativeTypeRule, no_range};
use crate::ir::IndexAlgorithm;

pub(super) static CONNECTOR: Connector = Connector {
    provider: Some(Provider::Mongodb),
    name: "MongoDB",
    max_identifier_length: Some(127),
    native_types: NATIVE_TYPES,
    native_type_range: no_range,
    index_types: &[IndexAlgorithm::BTree],
    native_actions: &[],
    emulated_actions: EMULATED,
    name_scopes: &[NameScope::TableIndexes],
    default_relation_mode: RelationMode::Prisma,
    relation_modes: &[RelationMode::Prisma],
    can: Capabilities {
        auto_function: true,
        composite_types: true,
        enums: true,
        json: true,
        json_lists: true,
        scalar_lists: true,
        fulltext_index: true,
        fulltext_sort: true,
        embedded_many_to_many: true,
        references_in_any_order: true,
        suggests_relation_indexes: false,
        ..NOTHING
    },
};

const NATIVE_TYPES: &[NativeTypeRule] = {
    use ArgumentShape::None;
    use ScalarType::{BigInt, Boolean, Bytes, DateTime, Float, Int, Json, String};
    &[
        NativeTypeRule::new("String", &[String], None),
        NativeTypeRule::new("Double", &[Float], None),
        NativeTypeRule::new("BinData", &[Bytes], None),
        NativeTypeRule::new("ObjectId", &[String, Bytes], None),
        NativeTypeRule::new("Bool", &[Boolean], None),
        NativeTypeRule::new("Date", &[DateTime], None),
        NativeTypeRule::new("Int", &[Int], None),
        NativeTypeRule::new("Timestamp", &[DateTime], None),
        NativeTypeRule::new("Long", &[Int, BigInt], None),
        NativeTypeRule::new("Json", &[Json], None),
    ]
};
