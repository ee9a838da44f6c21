//! What Prisma's client offers on a database.

use nicol_model::{DataModel, Provider};

/// What a client can ask for, by database and preview features (checked against DMMF of Prisma 6.19 and 7.10).
///
/// These are facts about Prisma's client. What the database itself can do stands in `nicol_catalog::Capabilities`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    /// Lists of scalars, and references to them.
    pub scalar_lists: bool,
    /// `push` to lists of enums.
    pub enum_list_push: bool,
    /// `mode` of filters on strings.
    pub insensitive: bool,
    /// Filters that look into Json.
    pub json: Option<JsonFilters>,
    /// `DbNull` and `JsonNull` are told apart.
    pub json_null: bool,
    /// `nulls` of `orderBy`.
    pub nulls_order: bool,
    /// `isSet`, `unset`.
    pub undefined: bool,
    /// `createMany`.
    pub create_many: bool,
    /// `createManyAndReturn`, `updateManyAndReturn`.
    pub returning: bool,
    /// `skipDuplicates`.
    pub skip_duplicates: bool,
    /// Whether `createMany` may set columns that the database counts up.
    pub writable_autoincrement: bool,
    /// Whether ids can be updated.
    pub updatable_ids: bool,
    /// `search` and `_relevance`.
    pub search: bool,
    /// `relationLoadStrategy`.
    pub load_strategy: bool,
    /// Whether the related record that a key here points at can be tested before it is disconnected.
    pub filtered_disconnect: bool,
    /// Strings stored as UUID have filters of their own.
    pub uuid_filters: bool,
    /// Raw queries in SQL, or commands of MongoDB.
    pub raw: Option<Raw>,
    /// The levels of isolation.
    pub isolation_levels: &'static [&'static str],
}

/// How filters look into Json.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonFilters {
    /// `path` is a list of keys; otherwise it is one text.
    pub path_is_list: bool,
    /// `array_contains`.
    pub array_contains: bool,
    /// `lt`, `lte`, `gt`, `gte`.
    pub order: bool,
    /// Whether these compare with other columns.
    pub order_by_reference: bool,
}

/// The language of raw queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raw {
    Sql,
    MongoDb,
}

const NOTHING: Features = Features {
    scalar_lists: false,
    enum_list_push: true,
    insensitive: false,
    json: None,
    json_null: false,
    nulls_order: false,
    undefined: false,
    create_many: false,
    returning: false,
    skip_duplicates: false,
    writable_autoincrement: true,
    updatable_ids: false,
    search: false,
    load_strategy: false,
    filtered_disconnect: false,
    uuid_filters: false,
    raw: None,
    isolation_levels: &[],
};

const SQL: Features = Features {
    nulls_order: true,
    create_many: true,
    updatable_ids: true,
    filtered_disconnect: true,
    raw: Some(Raw::Sql),
    ..NOTHING
};

const JSON: JsonFilters =
    JsonFilters { path_is_list: false, array_contains: false, order: false, order_by_reference: false };

impl Features {
    /// What a client of a data model can ask for.
    #[must_use]
    pub fn of(model: &DataModel) -> Self {
        Self::on(Some(model.provider), &model.preview_features)
    }

    /// What a client of a database can ask for; `None` for a schema without a datasource.
    #[must_use]
    pub fn on(provider: Option<Provider>, preview_features: &[String]) -> Self {
        let preview = |name: &str| preview_features.iter().any(|f| f == name);
        match provider {
            None => NOTHING,
            Some(Provider::Postgresql) => Self {
                scalar_lists: true,
                insensitive: true,
                json: Some(JsonFilters {
                    path_is_list: true,
                    array_contains: true,
                    order: true,
                    order_by_reference: true,
                }),
                json_null: true,
                returning: true,
                skip_duplicates: true,
                search: preview("fullTextSearchPostgres"),
                load_strategy: preview("relationJoins"),
                uuid_filters: true,
                isolation_levels: &["ReadUncommitted", "ReadCommitted", "RepeatableRead", "Serializable"],
                ..SQL
            },
            Some(Provider::Cockroachdb) => Self {
                scalar_lists: true,
                enum_list_push: false,
                insensitive: true,
                json: Some(JsonFilters { path_is_list: true, array_contains: true, ..JSON }),
                json_null: true,
                returning: true,
                skip_duplicates: true,
                load_strategy: preview("relationJoins"),
                uuid_filters: true,
                isolation_levels: &["ReadCommitted", "Serializable"],
                ..SQL
            },
            Some(Provider::Sqlite) => {
                Self { json: Some(JSON), json_null: true, returning: true, isolation_levels: &["Serializable"], ..SQL }
            }
            Some(Provider::Mysql) => Self {
                json: Some(JsonFilters { array_contains: true, order: true, ..JSON }),
                json_null: true,
                skip_duplicates: true,
                search: true,
                load_strategy: preview("relationJoins"),
                isolation_levels: &["ReadUncommitted", "ReadCommitted", "RepeatableRead", "Serializable"],
                ..SQL
            },
            Some(Provider::Sqlserver) => Self {
                writable_autoincrement: false,
                isolation_levels: &["ReadUncommitted", "ReadCommitted", "RepeatableRead", "Serializable", "Snapshot"],
                ..SQL
            },
            Some(Provider::Mongodb) => Self {
                scalar_lists: true,
                insensitive: true,
                undefined: true,
                create_many: true,
                raw: Some(Raw::MongoDb),
                ..NOTHING
            },
        }
    }
}
