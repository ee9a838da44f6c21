//! What two databases must have in common, for one script to stand in the place of others.

use nicol_catalog::names::quoted;
use nicol_catalog::{Catalog, Dialect};
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::inverse::{Extent, Picture, Purpose, differences};
use nicol_migrate::{introspect, summary};

use super::positions::{Position, differs, positions};
use super::rows::{AllRows, Rows};
use crate::database;
use crate::down::picture_of;
use crate::error::Result;
use crate::history::literal;
use crate::target::Target;

/// Everything that is known of a database: as plans see it, as its server tells it, and its rows.
pub(crate) struct Evidence {
    pub(crate) catalog: Catalog,
    pub(crate) picture: Picture,
    /// The rows of each table that has any, and from which numbers sequences go on.
    pub(crate) rows: AllRows,
    /// Statements that make these rows.
    pub(crate) inserts: Vec<String>,
    /// Statements that let sequences go on from where they stand.
    pub(crate) positions: Vec<String>,
    /// The schemas that were looked at, where the rest belongs to others.
    pub(crate) schemas: Vec<String>,
}

impl Evidence {
    /// Of a shadow database in which migrations were run: of these schemas, or of all there is without any. What it was given before
    /// is not theirs.
    pub(crate) async fn of(
        target: &Target,
        connection: &Connection,
        given: &Given,
        schemas: &[String],
    ) -> Result<Self> {
        let catalog = introspect::catalog(&database::record(connection, &target.scope()).await?)?;
        let inserts = given.without(inserts(connection, &catalog).await?);
        let picture = picture_of(connection, Purpose::Planning, extent(schemas)).await?;
        let mut rows = rows(connection).await?;
        let mut positions = positions(connection).await?;
        rows.extend(counted(&positions));
        rows.retain(|table, found| given.rows.get(table) != Some(found));
        positions.retain(|one| rows.contains_key(&one.what));
        let positions = positions.into_iter().flat_map(|one| one.statements).collect();
        Ok(Self { catalog, picture, rows, inserts, positions, schemas: schemas.to_vec() })
    }

    /// The same of a database in use: its rows are not looked at, and no schemas but those that the project is about.
    pub(crate) async fn of_live(target: &Target, connection: &Connection) -> Result<Self> {
        let catalog = introspect::catalog(&database::record(connection, &target.scope()).await?)?;
        let mut schemas = target.namespaces.clone();
        if schemas.is_empty() {
            schemas.extend(connection.current_schema().await?);
        }
        let picture = picture_of(connection, Purpose::Planning, extent(&schemas)).await?;
        let (rows, inserts, positions) = (AllRows::new(), Vec::new(), Vec::new());
        Ok(Self { catalog, picture, rows, inserts, positions, schemas })
    }

    /// What another database lacks of it, or has besides.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let mut found: Vec<String> =
            differences(&self.picture, &other.picture).iter().map(ToString::to_string).collect();
        let plan =
            diff(&self.catalog, &other.catalog, &DiffOptions { partial_indexes: true, ..DiffOptions::default() });
        if found.is_empty() && !plan.is_empty() {
            found.push(summary::summary(&plan).trim().to_owned());
        }
        let tables: std::collections::BTreeSet<&String> = self.rows.keys().chain(other.rows.keys()).collect();
        for table in tables {
            match (self.rows.get(table), other.rows.get(table)) {
                (one, other) if one != other && differs(table).is_some() => found.extend(differs(table)),
                (Some(_), None) => found.push(format!("the rows of {table} are missing")),
                (None, Some(_)) => found.push(format!("{table} has rows")),
                (one, other) if one != other => found.push(format!("the rows of {table} are others")),
                _ => {}
            }
        }
        found
    }
}

/// What was put aside is none of what migrations make.
fn extent(schemas: &[String]) -> Extent<'_> {
    if schemas.is_empty() { Extent::WithoutKept } else { Extent::Schemas(schemas) }
}

/// The rows that a shadow database has before its first migration (`initShadowDb`).
#[derive(Default)]
pub(crate) struct Given {
    rows: AllRows,
    inserts: Vec<String>,
}

impl Given {
    pub(crate) async fn of(target: &Target, connection: &Connection) -> Result<Self> {
        if target.init_shadow.is_none() {
            return Ok(Self::default());
        }
        let inserts = inserts(connection, &Catalog::empty(target.dialect())).await?;
        let mut rows = rows(connection).await?;
        rows.extend(counted(&positions(connection).await?));
        Ok(Self { rows, inserts })
    }

    /// Each of them counts once.
    fn without(&self, inserts: Vec<String>) -> Vec<String> {
        let mut given: Vec<&String> = self.inserts.iter().collect();
        let is_new = |insert: &String| match given.iter().position(|one| *one == insert) {
            Some(at) => {
                given.swap_remove(at);
                false
            }
            None => true,
        };
        let mut left = inserts;
        left.retain(is_new);
        left
    }
}

/// The rows of each table that has any.
async fn rows(connection: &Connection) -> Result<AllRows> {
    let mut found = AllRows::new();
    for table in tables(connection).await? {
        let answer = connection.query_text(&format!("SELECT * FROM {}", table.sql())).await?;
        if !answer.rows.is_empty() {
            found.insert(table.sql(), Rows::new(&answer.columns, &answer.rows));
        }
    }
    Ok(found)
}

/// Where counters stand, as the rows of tables are compared.
fn counted(positions: &[Position]) -> impl Iterator<Item = (String, Rows)> {
    positions.iter().map(|one| (one.what.clone(), Rows::new(&["next".to_owned()], &[vec![Some(one.state.clone())]])))
}

/// Statements that put the rows of all tables into empty ones, tables that others refer to first.
async fn inserts(connection: &Connection, catalog: &Catalog) -> Result<Vec<String>> {
    let is_sqlite = connection.dialect() == Dialect::Sqlite;
    let mut tables = tables(connection).await?;
    let order = by_reference(catalog);
    tables.sort_by_key(|table| order.iter().position(|name| *name == table.name).unwrap_or(usize::MAX));
    let here = connection.current_schema().await?;
    let mut statements = Vec::new();
    for table in tables {
        let columns = connection.query_text(&table.columns_sql(is_sqlite)).await?;
        let columns: Vec<String> = columns.rows.into_iter().flatten().flatten().map(|name| quoted(&name)).collect();
        let shown = match is_sqlite {
            true => columns.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join(", "),
            false => columns.join(", "),
        };
        let rows = connection.query_text(&format!("SELECT {shown} FROM {}", table.sql())).await?.rows;
        let name = match here.as_deref() == Some(table.schema.as_str()) {
            true => quoted(&table.name),
            false => table.sql(),
        };
        let overriding = if is_sqlite { "" } else { " OVERRIDING SYSTEM VALUE" };
        for row in rows {
            let value = |cell: Option<String>| match cell {
                None => "NULL".to_owned(),
                Some(text) if is_sqlite => text,
                Some(text) => literal(Dialect::Postgres, &text),
            };
            let values: Vec<String> = row.into_iter().map(value).collect();
            statements.push(format!(
                "INSERT INTO {name} ({}){overriding} VALUES ({})",
                columns.join(", "),
                values.join(", ")
            ));
        }
    }
    Ok(statements)
}

/// Names of tables, each behind those that it refers to, as far as that can be.
fn by_reference(catalog: &Catalog) -> Vec<&str> {
    let mut order: Vec<&str> = Vec::new();
    let mut rest: Vec<_> = catalog.tables.iter().collect();
    while !rest.is_empty() {
        let is_free = |table: &&&nicol_catalog::Table| {
            let open = |name: &str| rest.iter().any(|other| other.name.name == name && other.name != table.name);
            !table.foreign_keys.iter().any(|key| open(&key.referenced_table.name))
        };
        let next = rest.iter().position(|table| is_free(&table)).unwrap_or(0);
        order.push(&rest.remove(next).name.name);
    }
    order
}

struct Named {
    schema: String,
    name: String,
}

impl Named {
    fn sql(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }

    /// Columns that can be given: not those that are worked out.
    fn columns_sql(&self, is_sqlite: bool) -> String {
        match is_sqlite {
            true => format!(
                "SELECT name FROM pragma_table_xinfo({}) WHERE hidden = 0",
                literal(Dialect::Sqlite, &self.name)
            ),
            false => format!(
                "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = {}::pg_catalog.regclass AND attnum > 0 \
                 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                literal(Dialect::Postgres, &self.sql())
            ),
        }
    }
}

async fn tables(connection: &Connection) -> Result<Vec<Named>> {
    // Not virtual tables, nor those in which they keep what they know.
    const SQLITE: &str = "SELECT schema, name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '_prisma_migrations' ORDER BY name";
    const POSTGRES: &str = "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c \
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' \
        AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '_nicol_keep') AND c.relname <> '_prisma_migrations' \
        AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1, 2";
    let sql = if connection.dialect() == Dialect::Sqlite { SQLITE } else { POSTGRES };
    let rows = connection.query_text(sql).await?.rows.into_iter();
    Ok(rows
        .filter_map(|row| match <[Option<String>; 2]>::try_from(row).ok()? {
            [Some(schema), Some(name)] => Some(Named { schema, name }),
            _ => None,
        })
        .collect())
}
