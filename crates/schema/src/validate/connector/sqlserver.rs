//! SQL Server.

use nicol_model::{Provider, ReferentialAction, RelationMode, ScalarType};

use super::{ArgumentShape, BOTH_MODES, Capabilities, Connector, EMULATED, NOTHING, NameScope, NativeTypeRule};
use crate::ir::IndexAlgorithm;

pub(super) static CONNECTOR: Connector = Connector {
    provider: Some(Provider::Sqlserver),
    name: "SQL Server",
    max_identifier_length: Some(128),
    native_types: NATIVE_TYPES,
    native_type_range: range,
    index_types: &[IndexAlgorithm::BTree],
    native_actions: &[
        ReferentialAction::Cascade,
        ReferentialAction::NoAction,
        ReferentialAction::SetNull,
        ReferentialAction::SetDefault,
    ],
    emulated_actions: EMULATED,
    name_scopes: &[NameScope::SchemaConstraints, NameScope::TableKeysAndIndexes],
    default_relation_mode: RelationMode::ForeignKeys,
    relation_modes: BOTH_MODES,
    can: Capabilities {
        autoincrement: true,
        autoincrement_on_non_id: true,
        autoincrement_twice: true,
        autoincrement_without_index: true,
        compound_ids: true,
        decimal: true,
        multi_schema: true,
        named_primary_keys: true,
        named_foreign_keys: true,
        named_defaults: true,
        primary_key_sort: true,
        clustering: true,
        partial_indexes: true,
        implicit_many_to_many: true,
        detects_reference_cycles: true,
        ..NOTHING
    },
};

const NATIVE_TYPES: &[NativeTypeRule] = {
    use ArgumentShape::{None, OptionalNumber, OptionalNumberOrMax, OptionalPair};
    use ScalarType::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, String};
    &[
        NativeTypeRule::new("TinyInt", &[Int], None),
        NativeTypeRule::new("SmallInt", &[Int], None),
        NativeTypeRule::new("Int", &[Int], None),
        NativeTypeRule::new("BigInt", &[BigInt], None),
        NativeTypeRule::new("Decimal", &[Decimal], OptionalPair),
        NativeTypeRule::new("Money", &[Float], None),
        NativeTypeRule::new("SmallMoney", &[Float], None),
        NativeTypeRule::new("Bit", &[Boolean, Int], None),
        NativeTypeRule::new("Float", &[Float], OptionalNumber),
        NativeTypeRule::new("Real", &[Float], None),
        NativeTypeRule::new("Date", &[DateTime], None),
        NativeTypeRule::new("Time", &[DateTime], None),
        NativeTypeRule::new("DateTime", &[DateTime], None),
        NativeTypeRule::new("DateTime2", &[DateTime], None),
        NativeTypeRule::new("DateTimeOffset", &[DateTime], None),
        NativeTypeRule::new("SmallDateTime", &[DateTime], None),
        NativeTypeRule::new("Char", &[String], OptionalNumber),
        NativeTypeRule::new("NChar", &[String], OptionalNumber),
        NativeTypeRule::new("VarChar", &[String], OptionalNumberOrMax),
        NativeTypeRule::new("Text", &[String], None),
        NativeTypeRule::new("NVarChar", &[String], OptionalNumberOrMax),
        NativeTypeRule::new("NText", &[String], None),
        NativeTypeRule::new("Binary", &[Bytes], OptionalNumber),
        NativeTypeRule::new("VarBinary", &[Bytes], OptionalNumberOrMax),
        NativeTypeRule::new("Image", &[Bytes], None),
        NativeTypeRule::new("Xml", &[String], None),
        NativeTypeRule::new("UniqueIdentifier", &[String], None),
    ]
};

fn range(name: &str, _: ScalarType, args: &[u32]) -> Option<&'static str> {
    match (name, args) {
        ("Decimal", [precision, scale]) if scale > precision => Some("the scale must not be larger than the precision"),
        ("Decimal", [precision, _]) if !(1..=38).contains(precision) => Some("the precision must be 1 to 38"),
        ("Float", [bits]) if !(1..=53).contains(bits) => Some("the bits must be 1 to 53"),
        ("NVarChar", [length]) if *length > 4000 => Some("the length must be 1 to 4000, or `Max`"),
        ("VarChar" | "VarBinary", [length]) if *length > 8000 => Some("the length must be 1 to 8000, or `Max`"),
        ("NChar", [length]) if *length > 4000 => Some("the length must be 1 to 4000"),
        ("Char" | "Binary", [length]) if *length > 8000 => Some("the length must be 1 to 8000"),
        _ => None,
    }
}
