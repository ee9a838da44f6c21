//! PostgreSQL.

use nicol_model::{Provider, RelationMode, ScalarType};

use super::{
    ALL_ACTIONS, ArgumentShape, BOTH_MODES, Capabilities, Connector, EMULATED_WITHOUT_NO_ACTION, NOTHING, NameScope,
    NativeTypeRule,
};
use crate::ir::IndexAlgorithm;

/// What PostgreSQL and CockroachDB share.
pub(super) const FAMILY: Capabilities = Capabilities {
    autoincrement: true,
    autoincrement_on_non_id: true,
    autoincrement_twice: true,
    autoincrement_without_index: true,
    compound_ids: true,
    enums: true,
    json: true,
    decimal: true,
    scalar_lists: true,
    multi_schema: true,
    named_primary_keys: true,
    named_foreign_keys: true,
    partial_indexes: true,
    implicit_many_to_many: true,
    references_in_any_order: true,
    ..NOTHING
};

pub(super) static CONNECTOR: Connector = Connector {
    provider: Some(Provider::Postgresql),
    name: "PostgreSQL",
    max_identifier_length: Some(63),
    native_types: NATIVE_TYPES,
    native_type_range: range,
    index_types: &[
        IndexAlgorithm::BTree,
        IndexAlgorithm::Hash,
        IndexAlgorithm::Gist,
        IndexAlgorithm::Gin,
        IndexAlgorithm::SpGist,
        IndexAlgorithm::Brin,
    ],
    native_actions: ALL_ACTIONS,
    emulated_actions: EMULATED_WITHOUT_NO_ACTION,
    name_scopes: &[NameScope::SchemaKeysAndIndexes, NameScope::TableAll],
    default_relation_mode: RelationMode::ForeignKeys,
    relation_modes: BOTH_MODES,
    can: Capabilities { json_lists: true, extensions: true, set_null_on_required: true, ..FAMILY },
};

const NATIVE_TYPES: &[NativeTypeRule] = {
    use ArgumentShape::{None, OptionalNumber, OptionalPair};
    use ScalarType::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String};
    &[
        NativeTypeRule::new("SmallInt", &[Int], None),
        NativeTypeRule::new("Integer", &[Int], None),
        NativeTypeRule::new("BigInt", &[BigInt], None),
        NativeTypeRule::new("Decimal", &[Decimal], OptionalPair),
        NativeTypeRule::new("Money", &[Decimal], None),
        NativeTypeRule::new("Inet", &[String], None),
        NativeTypeRule::new("Oid", &[Int], None),
        NativeTypeRule::new("Citext", &[String], None),
        NativeTypeRule::new("Real", &[Float], None),
        NativeTypeRule::new("DoublePrecision", &[Float], None),
        NativeTypeRule::new("VarChar", &[String], OptionalNumber),
        NativeTypeRule::new("Char", &[String], OptionalNumber),
        NativeTypeRule::new("Text", &[String], None),
        NativeTypeRule::new("ByteA", &[Bytes], None),
        NativeTypeRule::new("Timestamp", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Timestamptz", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Date", &[DateTime], None),
        NativeTypeRule::new("Time", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Timetz", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Boolean", &[Boolean], None),
        NativeTypeRule::new("Bit", &[String], OptionalNumber),
        NativeTypeRule::new("VarBit", &[String], OptionalNumber),
        NativeTypeRule::new("Uuid", &[String], None),
        NativeTypeRule::new("Xml", &[String], None),
        NativeTypeRule::new("Json", &[Json], None),
        NativeTypeRule::new("JsonB", &[Json], None),
    ]
};

/// Also CockroachDB's ranges.
pub(super) fn range(name: &str, _: ScalarType, args: &[u32]) -> Option<&'static str> {
    match (name, args) {
        ("Decimal", [precision, scale]) if scale > precision => Some("the scale must not be larger than the precision"),
        ("Decimal", [precision, _]) if !(1..=1000).contains(precision) => Some("the precision must be 1 to 1000"),
        ("Bit" | "VarBit", [0]) => Some("the length must be 1 or more"),
        ("Timestamp" | "Timestamptz" | "Time" | "Timetz", [precision]) if *precision > 6 => {
            Some("the precision must be 0 to 6")
        }
        _ => None,
    }
}
