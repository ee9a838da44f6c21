//! SQLite: no native types.

use nicol_model::{Provider, RelationMode};

use super::{
    ALL_ACTIONS, BOTH_MODES, Capabilities, Connector, EMULATED_WITHOUT_NO_ACTION, NOTHING, NameScope, no_range,
};
use crate::ir::IndexAlgorithm;

pub(super) static CONNECTOR: Connector = Connector {
    provider: Some(Provider::Sqlite),
    name: "SQLite",
    max_identifier_length: Some(10_000),
    native_types: &[],
    native_type_range: no_range,
    index_types: &[IndexAlgorithm::BTree],
    native_actions: ALL_ACTIONS,
    emulated_actions: EMULATED_WITHOUT_NO_ACTION,
    name_scopes: &[NameScope::SchemaIndexes],
    default_relation_mode: RelationMode::ForeignKeys,
    relation_modes: BOTH_MODES,
    can: Capabilities {
        autoincrement: true,
        compound_ids: true,
        enums: true,
        json: true,
        decimal: true,
        partial_indexes: true,
        implicit_many_to_many: true,
        references_in_any_order: true,
        ..NOTHING
    },
};
