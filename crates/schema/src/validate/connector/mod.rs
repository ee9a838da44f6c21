//! What each database allows in schemas, as data. The rules ask these flags and lists and never the provider.

mod cockroachdb;
mod mongodb;
mod mysql;
mod native_type;
mod postgresql;
mod sqlite;
mod sqlserver;

pub(crate) use native_type::{ArgumentShape, NativeTypeProblem, NativeTypeRule};

use nicol_model::{Provider, ReferentialAction, RelationMode, ScalarType};

use crate::ir::IndexAlgorithm;

/// A database as the rules see it.
pub(crate) struct Connector {
    /// None for schemas without a datasource, which tools may read.
    pub(crate) provider: Option<Provider>,
    /// What messages call it.
    pub(crate) name: &'static str,
    /// In bytes, for names of keys and indexes.
    pub(crate) max_identifier_length: Option<usize>,
    pub(crate) native_types: &'static [NativeTypeRule],
    /// Says what is wrong with the numbers of a native type's arguments.
    pub(crate) native_type_range: fn(&str, ScalarType, &[u32]) -> Option<&'static str>,
    pub(crate) index_types: &'static [IndexAlgorithm],
    /// Allowed where the database keeps foreign keys.
    pub(crate) native_actions: &'static [ReferentialAction],
    /// Allowed where the client emulates them.
    pub(crate) emulated_actions: &'static [ReferentialAction],
    /// Where names of keys and indexes must differ.
    pub(crate) name_scopes: &'static [NameScope],
    pub(crate) default_relation_mode: RelationMode,
    pub(crate) relation_modes: &'static [RelationMode],
    pub(crate) can: Capabilities,
}

/// What a database can do, as far as schemas ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capabilities {
    pub(crate) autoincrement: bool,
    pub(crate) autoincrement_on_non_id: bool,
    pub(crate) autoincrement_twice: bool,
    pub(crate) autoincrement_without_index: bool,
    /// MongoDB's `auto()`.
    pub(crate) auto_function: bool,
    /// CockroachDB's `sequence()`.
    pub(crate) sequence_function: bool,
    pub(crate) composite_types: bool,
    pub(crate) compound_ids: bool,
    pub(crate) enums: bool,
    pub(crate) json: bool,
    pub(crate) json_lists: bool,
    pub(crate) decimal: bool,
    pub(crate) scalar_lists: bool,
    pub(crate) multi_schema: bool,
    pub(crate) extensions: bool,
    pub(crate) named_primary_keys: bool,
    pub(crate) named_foreign_keys: bool,
    pub(crate) named_defaults: bool,
    pub(crate) index_length: bool,
    pub(crate) primary_key_sort: bool,
    pub(crate) clustering: bool,
    pub(crate) fulltext_index: bool,
    pub(crate) fulltext_sort: bool,
    pub(crate) fulltext_index_twice: bool,
    pub(crate) partial_indexes: bool,
    pub(crate) implicit_many_to_many: bool,
    pub(crate) embedded_many_to_many: bool,
    pub(crate) references_in_any_order: bool,
    /// The database refuses cycles of cascading actions.
    pub(crate) detects_reference_cycles: bool,
    /// `SetNull` over required columns is accepted by the database and fails only when it strikes.
    pub(crate) set_null_on_required: bool,
    pub(crate) shard_keys: bool,
    /// Missing indexes under emulated relations are worth a warning.
    pub(crate) suggests_relation_indexes: bool,
}

/// A space in which names of keys and indexes must differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum NameScope {
    /// Uniques and indexes of a database schema.
    SchemaIndexes,
    /// Foreign keys of a database schema.
    SchemaForeignKeys,
    /// Primary keys, uniques and indexes of a database schema.
    SchemaKeysAndIndexes,
    /// Primary keys, foreign keys and defaults of a database schema.
    SchemaConstraints,
    /// Uniques and indexes of a table.
    TableIndexes,
    /// Primary key, uniques and indexes of a table.
    TableKeysAndIndexes,
    /// All of a table but defaults.
    TableAll,
}

impl Connector {
    /// The connector of a provider, or the one that stands in where there is no datasource.
    pub(crate) fn of(provider: Option<Provider>) -> &'static Self {
        match provider {
            None => &NO_DATASOURCE,
            Some(Provider::Postgresql) => &postgresql::CONNECTOR,
            Some(Provider::Cockroachdb) => &cockroachdb::CONNECTOR,
            Some(Provider::Sqlite) => &sqlite::CONNECTOR,
            Some(Provider::Mysql) => &mysql::CONNECTOR,
            Some(Provider::Sqlserver) => &sqlserver::CONNECTOR,
            Some(Provider::Mongodb) => &mongodb::CONNECTOR,
        }
    }

    pub(crate) fn native_type(&self, name: &str) -> Option<&'static NativeTypeRule> {
        self.native_types.iter().find(|rule| rule.name == name)
    }

    pub(crate) fn actions(&self, mode: RelationMode) -> &'static [ReferentialAction] {
        match mode {
            RelationMode::ForeignKeys => self.native_actions,
            RelationMode::Prisma => self.emulated_actions,
        }
    }

    pub(crate) fn is(&self, provider: Provider) -> bool {
        self.provider == Some(provider)
    }
}

/// All referential actions, in the order of messages.
const ALL_ACTIONS: &[ReferentialAction] = &[
    ReferentialAction::Cascade,
    ReferentialAction::Restrict,
    ReferentialAction::NoAction,
    ReferentialAction::SetNull,
    ReferentialAction::SetDefault,
];

/// What the client emulates where `NoAction` is an alias of `Restrict`.
const EMULATED: &[ReferentialAction] =
    &[ReferentialAction::Cascade, ReferentialAction::Restrict, ReferentialAction::NoAction, ReferentialAction::SetNull];

/// What the client emulates for PostgreSQL and SQLite, whose own `NoAction` is something else.
const EMULATED_WITHOUT_NO_ACTION: &[ReferentialAction] =
    &[ReferentialAction::Cascade, ReferentialAction::Restrict, ReferentialAction::SetNull];

const BOTH_MODES: &[RelationMode] = &[RelationMode::ForeignKeys, RelationMode::Prisma];

const NOTHING: Capabilities = Capabilities {
    autoincrement: false,
    autoincrement_on_non_id: false,
    autoincrement_twice: false,
    autoincrement_without_index: false,
    auto_function: false,
    sequence_function: false,
    composite_types: false,
    compound_ids: false,
    enums: false,
    json: false,
    json_lists: false,
    decimal: false,
    scalar_lists: false,
    multi_schema: false,
    extensions: false,
    named_primary_keys: false,
    named_foreign_keys: false,
    named_defaults: false,
    index_length: false,
    primary_key_sort: false,
    clustering: false,
    fulltext_index: false,
    fulltext_sort: false,
    fulltext_index_twice: false,
    partial_indexes: false,
    implicit_many_to_many: false,
    embedded_many_to_many: false,
    references_in_any_order: false,
    detects_reference_cycles: false,
    set_null_on_required: false,
    shard_keys: false,
    suggests_relation_indexes: true,
};

fn no_range(_: &str, _: ScalarType, _: &[u32]) -> Option<&'static str> {
    None
}

/// Without a datasource only what every database has is allowed.
static NO_DATASOURCE: Connector = Connector {
    provider: None,
    name: "a schema without datasource",
    max_identifier_length: None,
    native_types: &[],
    native_type_range: no_range,
    index_types: &[IndexAlgorithm::BTree],
    native_actions: ALL_ACTIONS,
    emulated_actions: EMULATED,
    name_scopes: &[],
    default_relation_mode: RelationMode::ForeignKeys,
    relation_modes: BOTH_MODES,
    can: Capabilities {
        autoincrement: true,
        compound_ids: true,
        enums: true,
        json: true,
        implicit_many_to_many: true,
        ..NOTHING
    },
};
