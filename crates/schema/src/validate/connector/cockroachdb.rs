//! CockroachDB.

use nicol_model::{Provider, RelationMode, ScalarType};

use super::postgresql::{FAMILY, range};
use super::{ALL_ACTIONS, ArgumentShape, BOTH_MODES, Capabilities, Connector, EMULATED, NameScope, NativeTypeRule};
use crate::ir::IndexAlgorithm;

pub(super) static CONNECTOR: Connector = Connector {
    provider: Some(Provider::Cockroachdb),
    name: "CockroachDB",
    max_identifier_length: Some(63),
    native_types: NATIVE_TYPES,
    native_type_range: range,
    index_types: &[IndexAlgorithm::BTree, IndexAlgorithm::Gin],
    native_actions: ALL_ACTIONS,
    emulated_actions: EMULATED,
    name_scopes: &[NameScope::TableAll],
    default_relation_mode: RelationMode::ForeignKeys,
    relation_modes: BOTH_MODES,
    can: Capabilities { sequence_function: true, ..FAMILY },
};

const NATIVE_TYPES: &[NativeTypeRule] = {
    use ArgumentShape::{None, OptionalNumber, OptionalPair};
    use ScalarType::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String};
    &[
        NativeTypeRule::new("Bit", &[String], OptionalNumber),
        NativeTypeRule::new("Bool", &[Boolean], None),
        NativeTypeRule::new("Bytes", &[Bytes], None),
        NativeTypeRule::new("Char", &[String], OptionalNumber),
        NativeTypeRule::new("Date", &[DateTime], None),
        NativeTypeRule::new("Decimal", &[Decimal], OptionalPair),
        NativeTypeRule::new("Float4", &[Float], None),
        NativeTypeRule::new("Float8", &[Float], None),
        NativeTypeRule::new("Inet", &[String], None),
        NativeTypeRule::new("Int2", &[Int], None),
        NativeTypeRule::new("Int4", &[Int], None),
        NativeTypeRule::new("Int8", &[BigInt], None),
        NativeTypeRule::new("JsonB", &[Json], None),
        NativeTypeRule::new("Oid", &[Int], None),
        NativeTypeRule::new("CatalogSingleChar", &[String], None),
        NativeTypeRule::new("String", &[String], OptionalNumber),
        NativeTypeRule::new("Time", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Timestamp", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Timestamptz", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Timetz", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Uuid", &[String], None),
        NativeTypeRule::new("VarBit", &[String], OptionalNumber),
    ]
};
