//! MySQL.

use nicol_model::{Provider, RelationMode, ScalarType};

use super::{
    ALL_ACTIONS, ArgumentShape, BOTH_MODES, Capabilities, Connector, EMULATED, NOTHING, NameScope, NativeTypeRule,
};
use crate::ir::IndexAlgorithm;

pub(super) static CONNECTOR: Connector = Connector {
    provider: Some(Provider::Mysql),
    name: "MySQL",
    max_identifier_length: Some(64),
    native_types: NATIVE_TYPES,
    native_type_range: range,
    index_types: &[IndexAlgorithm::BTree],
    native_actions: ALL_ACTIONS,
    emulated_actions: EMULATED,
    name_scopes: &[NameScope::SchemaForeignKeys, NameScope::TableIndexes],
    default_relation_mode: RelationMode::ForeignKeys,
    relation_modes: BOTH_MODES,
    can: Capabilities {
        autoincrement: true,
        autoincrement_on_non_id: true,
        compound_ids: true,
        enums: true,
        json: true,
        decimal: true,
        named_foreign_keys: true,
        index_length: true,
        fulltext_index: true,
        fulltext_index_twice: true,
        implicit_many_to_many: true,
        references_in_any_order: true,
        shard_keys: true,
        ..NOTHING
    },
};

const NATIVE_TYPES: &[NativeTypeRule] = {
    use ArgumentShape::{None, Number, OptionalNumber, OptionalPair};
    use ScalarType::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String};
    &[
        NativeTypeRule::new("Int", &[Int], None),
        NativeTypeRule::new("UnsignedInt", &[Int], None),
        NativeTypeRule::new("SmallInt", &[Int], None),
        NativeTypeRule::new("UnsignedSmallInt", &[Int], None),
        NativeTypeRule::new("TinyInt", &[Boolean, Int], None),
        NativeTypeRule::new("UnsignedTinyInt", &[Boolean, Int], None),
        NativeTypeRule::new("MediumInt", &[Int], None),
        NativeTypeRule::new("UnsignedMediumInt", &[Int], None),
        NativeTypeRule::new("BigInt", &[BigInt], None),
        NativeTypeRule::new("Decimal", &[Decimal], OptionalPair),
        NativeTypeRule::new("UnsignedBigInt", &[BigInt], None),
        NativeTypeRule::new("Float", &[Float], None),
        NativeTypeRule::new("Double", &[Float], None),
        NativeTypeRule::new("Bit", &[Boolean, Bytes], Number),
        NativeTypeRule::new("Char", &[String], Number),
        NativeTypeRule::new("VarChar", &[String], Number),
        NativeTypeRule::new("Binary", &[Bytes], Number),
        NativeTypeRule::new("VarBinary", &[Bytes], Number),
        NativeTypeRule::new("TinyBlob", &[Bytes], None),
        NativeTypeRule::new("Blob", &[Bytes], None),
        NativeTypeRule::new("MediumBlob", &[Bytes], None),
        NativeTypeRule::new("LongBlob", &[Bytes], None),
        NativeTypeRule::new("TinyText", &[String], None),
        NativeTypeRule::new("Text", &[String], None),
        NativeTypeRule::new("MediumText", &[String], None),
        NativeTypeRule::new("LongText", &[String], None),
        NativeTypeRule::new("Date", &[DateTime], None),
        NativeTypeRule::new("Time", &[DateTime], OptionalNumber),
        NativeTypeRule::new("DateTime", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Timestamp", &[DateTime], OptionalNumber),
        NativeTypeRule::new("Year", &[Int], None),
        NativeTypeRule::new("Json", &[Json], None),
    ]
};

fn range(name: &str, scalar: ScalarType, args: &[u32]) -> Option<&'static str> {
    match (name, args) {
        ("Decimal", [precision, scale]) if scale > precision => Some("the scale must not be larger than the precision"),
        ("Decimal", [precision, _]) if *precision > 65 => Some("the precision must be 1 to 65"),
        ("Decimal", [_, scale]) if *scale > 30 => Some("the scale must be 0 to 30"),
        ("Bit", [length]) if !(1..=64).contains(length) => Some("the length must be 1 to 64"),
        ("Char", [length]) if *length > 255 => Some("the length must be 0 to 255"),
        ("VarChar", [length]) if *length > 65_535 => Some("the length must be 0 to 65535"),
        ("Bit", [length]) if *length > 1 && scalar == ScalarType::Boolean => Some("only `Bit(1)` can hold a Boolean"),
        _ => None,
    }
}
