//! Rows that make a step fail: found in the data, and told only then. No consent helps.

use nicol_catalog::{
    Column, ColumnArity, ColumnType, Default, Dialect, ForeignKey, Index, PostgresType as Pg, QualifiedName, Table,
    TableId,
};

use super::Danger;
use super::messages::quoted;
use super::query::{Counts, DataQuery, Filter, count};
use super::values::{Source, Value, is_constant, keeps_rows, source, value, value_of_target};
use crate::Plan;
use crate::ids::{self, ForeignKeyId, Pair};
use crate::sql::{column_type_text, identifier, sqlite_default, text};
use crate::steps::{AlterEnum, ColumnPair, RedefineTable};

/// What is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Rows have equal values where a key or unique index comes.
    Duplicates {
        /// The columns.
        columns: Vec<String>,
    },
    /// Rows use values of an enum type that go.
    Used {
        /// The column.
        column: String,
        /// The values.
        values: Vec<String>,
    },
    /// Values don't fit into the new type.
    Misfits {
        /// The column.
        column: String,
        /// The type.
        ty: String,
    },
    /// Rows without a value get the default where a table is made anew, and then have what others have.
    Filled {
        /// The columns of the key.
        columns: Vec<String>,
    },
    /// SQLite adds no column with such a default to a table with rows.
    Default {
        /// The column.
        column: String,
        /// Its default.
        value: String,
    },
    /// Rows refer to none, where a foreign key comes.
    Orphans {
        /// The columns.
        columns: Vec<String>,
        /// The table that they should refer to.
        target: String,
    },
}

/// What to say of it, if there is something.
pub(super) fn message(obstacle: &Obstacle, query: &DataQuery, counts: &Counts) -> Option<String> {
    let found = counts.get(query).filter(|found| *found > 0)?;
    let table = &query.table.name;
    let named = counts.named(query).map_or_else(String::new, |rows| format!(": {rows}"));
    let rows = count(found, "row");
    let have = |one: &'static str, many: &'static str| if found == 1 { one } else { many };
    Some(match obstacle {
        Obstacle::Duplicates { columns } if matches!(&query.filter, Filter::Duplicates(found) if found.is_empty()) => {
            format!(
                "A key on {} can't be added to the table `{table}`: all rows get the same value there.",
                quoted(columns)
            )
        }
        Obstacle::Duplicates { columns } => format!(
            "A key on {} can't be added to the table `{table}`: {} {} in several rows: {}.",
            quoted(columns),
            count(found, "value"),
            have("stands", "stand"),
            counts.named_duplicates(query).unwrap_or_else(|| "look for them before".to_owned())
        ),
        Obstacle::Used { column, values } => format!(
            "{rows} of the table `{table}` still {} {} in `{column}`{named}.",
            have("has", "have"),
            quoted(values)
        ),
        Obstacle::Misfits { column, ty } => {
            format!(
                "{rows} of the table `{table}` {} a `{column}` that does not fit into `{ty}`{named}.",
                have("has", "have")
            )
        }
        Obstacle::Filled { columns } => format!(
            "{rows} of the table `{table}` would get a default that another row has too, under a key on {}{named}.",
            quoted(columns)
        ),
        Obstacle::Default { column, value } => format!(
            "The column `{column}` can't be added to the table `{table}`, because it has rows: SQLite takes no default like \
             `{value}` then. Make it required, or add it without a default first, and the default in another migration."
        ),
        Obstacle::Orphans { columns, target } => format!(
            "{rows} of the table `{table}` {} by {} to no row of `{target}`{named}.",
            have("refers", "refer"),
            quoted(columns)
        ),
    })
}

fn of(table: &Table, obstacle: Obstacle, filter: Filter) -> Danger {
    Danger::Obstacle { obstacle, query: DataQuery { table: table.name.clone(), filter } }
}

/// A key or unique index that comes over columns of a table that is there. New columns have their default in every row.
pub(super) fn unique(plan: &Plan, tables: Pair<TableId>, columns: &[String]) -> Option<Danger> {
    let mut found = Vec::new();
    for name in columns {
        match source(plan, tables.from, name) {
            Source::Kept(column) => found.push(column),
            Source::New if is_constant(plan.to.table_at(tables.to).column(name)?) => {}
            Source::New | Source::Cast(_) => return None,
        }
    }
    let obstacle = Obstacle::Duplicates { columns: columns.to_vec() };
    (!columns.is_empty()).then(|| of(plan.from.table_at(tables.from), obstacle, Filter::Duplicates(found)))
}

/// Whether an index that comes back is over a column that is made anew, with a default that nobody can foretell.
pub(super) fn may_repeat(plan: &Plan, tables: Pair<TableId>, index: &Index) -> bool {
    let wanted = plan.to.table_at(tables.to);
    let is_unknown = |column: &Column| match &column.default {
        Some(Default::Expression(expression)) => !is_constant(column) && !expression.source.contains("uuid"),
        _ => false,
    };
    let is_open = |name: &str| {
        matches!(source(plan, tables.from, name), Source::New) && wanted.column(name).is_some_and(is_unknown)
    };
    index.columns.iter().filter_map(|c| c.target.column()).any(is_open)
}

/// The unique indexes that a table made anew has, and had not.
pub(super) fn new_uniques(plan: &Plan, tables: Pair<TableId>) -> Vec<Danger> {
    let (found, wanted) = (plan.found().table_at(tables.from), plan.to.table_at(tables.to));
    let names = |index: &nicol_catalog::Index| -> Option<Vec<String>> {
        let is_plain = index.is_unique && index.predicate.is_none();
        let columns = index.columns.iter().map(|c| c.target.column().map(str::to_owned));
        is_plain.then(|| columns.collect::<Option<Vec<_>>>()).flatten()
    };
    let keys = |table: &Table| -> Vec<Vec<String>> {
        let primary = table.primary_key.as_ref().map(|key| key.columns.clone());
        table.indexes.iter().filter_map(names).chain(primary).collect()
    };
    let had = keys(found);
    keys(wanted).iter().filter(|key| !had.contains(key)).filter_map(|key| unique(plan, tables, key)).collect()
}

/// Keys of a table made anew over columns whose NULLs become the default.
pub(super) fn filled(plan: &Plan, redefined: &RedefineTable) -> Vec<Danger> {
    let from = plan.from.table_at(redefined.tables.from);
    let to = plan.to.table_at(redefined.tables.to);
    let own = identifier(&from.name.name);
    // Of a wanted column: the one that is there, and what stands for NULL in it.
    let source = |name: &str| -> Option<(String, Option<String>)> {
        let pair = redefined.columns.iter().find(|pair| to.columns[pair.columns.to].name == name)?;
        let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
        let is_filled = ours.arity == ColumnArity::Nullable && theirs.arity == ColumnArity::Required;
        Some((identifier(&ours.name), sqlite_default(theirs).filter(|_| is_filled)))
    };
    let uniques = to.indexes.iter().filter(|index| index.is_unique && index.predicate.is_none());
    uniques
        .filter_map(|index| {
            let columns: Vec<String> =
                index.columns.iter().map(|c| c.target.column().map(str::to_owned)).collect::<Option<_>>()?;
            let sources: Vec<_> = columns.iter().map(|name| source(name)).collect::<Option<_>>()?;
            let nulls: Vec<_> = sources
                .iter()
                .filter(|(_, value)| value.is_some())
                .map(|(c, _)| format!("{own}.{c} IS NULL"))
                .collect();
            let same = sources.iter().map(|(column, value)| match value {
                Some(value) => format!("coalesce(other.{column}, {value}) = coalesce({own}.{column}, {value})"),
                None => format!("other.{column} = {own}.{column}"),
            });
            let filter = format!(
                "({}) AND EXISTS (SELECT 1 FROM {own} AS other WHERE other.rowid <> {own}.rowid AND {})",
                nulls.join(" OR "),
                same.collect::<Vec<_>>().join(" AND ")
            );
            (!nulls.is_empty()).then(|| of(from, Obstacle::Filled { columns }, Filter::Where(filter)))
        })
        .collect()
}

/// A column that SQLite adds in place, with a default that is no constant.
pub(super) fn added(plan: &Plan, from: &Table, column: &Column) -> Option<Danger> {
    let value = sqlite_default(column).filter(|_| plan.to.dialect == Dialect::Sqlite)?;
    let is_constant = !value.starts_with('(') && !value.to_ascii_uppercase().starts_with("CURRENT_");
    let obstacle = Obstacle::Default { column: column.name.clone(), value };
    (!is_constant).then(|| of(from, obstacle, Filter::Any))
}

/// Columns of an enum type that loses values.
pub(super) fn used(plan: &Plan, alter: &AlterEnum) -> Vec<Danger> {
    let values: Vec<_> = alter.dropped.iter().map(|value| text(value)).collect();
    let stays = alter.uses.iter().filter(|column| column.to.is_some());
    stays
        .map(|column| {
            let (table, found) = (plan.from.table_at(column.from.table), ids::column(&plan.from, column.from));
            let name = identifier(&found.name);
            let filter = match found.arity {
                ColumnArity::List => format!("{name}::text[] && ARRAY[{}]", values.join(", ")),
                _ => format!("{name}::text IN ({})", values.join(", ")),
            };
            let obstacle = Obstacle::Used { column: found.name.clone(), values: alter.dropped.clone() };
            of(table, obstacle, Filter::Where(filter))
        })
        .collect()
}

/// Values that PostgreSQL refuses to cast.
pub(super) fn misfits(plan: &Plan, from: &Table, to: &Table, pair: &ColumnPair) -> Option<Danger> {
    let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
    let (ColumnType::Postgres(before), ColumnType::Postgres(after)) = (&ours.ty, &theirs.ty) else { return None };
    if ours.arity == ColumnArity::List || plan.to.dialect != Dialect::Postgres {
        return None;
    }
    let name = identifier(&ours.name);
    let is_number = matches!(
        before,
        Pg::SmallInt | Pg::Integer | Pg::BigInt | Pg::Decimal(_) | Pg::Real | Pg::DoublePrecision | Pg::Money
    );
    let whole = |least: i64, most: i64| format!("round({name}::numeric) NOT BETWEEN {least} AND {most}");
    let filter = match after {
        Pg::VarChar(Some(length)) | Pg::Char(Some(length)) => format!("length(rtrim({name}::text)) > {length}"),
        Pg::Char(None) => format!("length(rtrim({name}::text)) > 1"),
        Pg::SmallInt if is_number => whole(i16::MIN.into(), i16::MAX.into()),
        Pg::Integer if is_number => whole(i32::MIN.into(), i32::MAX.into()),
        Pg::BigInt if is_number => whole(i64::MIN, i64::MAX),
        Pg::Decimal(Some((precision, scale))) if is_number && precision >= scale => {
            format!("abs(round({name}::numeric, {scale})) >= 10::numeric ^ {}", precision - scale)
        }
        _ => return None,
    };
    let ty = column_type_text(plan, &plan.to, theirs);
    Some(of(from, Obstacle::Misfits { column: ours.name.clone(), ty }, Filter::Where(filter)))
}

/// The same of the foreign keys that a table made anew has, and had not: SQLite looks at no row for them.
pub(super) fn new_keys(plan: &Plan, tables: Pair<TableId>) -> Vec<Danger> {
    let (found, wanted) = (plan.found().table_at(tables.from), plan.to.table_at(tables.to));
    let is_there = |key: &ForeignKey| {
        found.foreign_keys.iter().any(|had| {
            had.columns == key.columns
                && had.referenced_table.name == key.referenced_table.name
                && had.referenced_columns == key.referenced_columns
        })
    };
    let new = wanted.foreign_keys.iter().enumerate().filter(|(_, key)| !is_there(key));
    new.filter_map(|(position, _)| orphans(plan, ForeignKeyId { table: tables.to, position })).collect()
}

/// Rows that a foreign key has no target for. Both tables are there.
pub(super) fn orphans(plan: &Plan, id: ForeignKeyId) -> Option<Danger> {
    let (wanted, key) = (plan.to.table_at(id.table), ids::foreign_key(&plan.to, id));
    let found = |name: &QualifiedName| {
        let is_it = |table: &Table| {
            table.name.name == name.name && plan.found().namespace_of(&table.name) == plan.to.namespace_of(name)
        };
        ids::tables(plan.found()).find(|(_, table)| is_it(table)).map(|(id, _)| id)
    };
    let (table, target) = (found(&wanted.name)?, found(&key.referenced_table)?);
    if !keeps_rows(plan, table) {
        return None;
    }
    let wanted_target = plan.to.tables.iter().find(|table| table.name == key.referenced_table)?;
    let written = |table: TableId| match &plan.from.table_at(table).name {
        QualifiedName { namespace: Some(namespace), name } => format!("{}.{}", identifier(namespace), identifier(name)),
        QualifiedName { name, .. } => identifier(name),
    };
    let mut conditions = Vec::new();
    let mut pairs = Vec::new();
    let mut columns = Vec::new();
    for (name, referenced) in key.columns.iter().zip(&key.referenced_columns) {
        let value = match value(plan, table, wanted.column(name)?, &written(table)) {
            Value::Of(column, sql) => {
                conditions.push(format!("{sql} IS NOT NULL"));
                columns.push(column);
                sql
            }
            Value::Constant(sql) => {
                columns.push(name.clone());
                sql
            }
            // Without a value there is nothing to refer to.
            Value::Counted | Value::OfItsOwn | Value::Null | Value::Unknown => return None,
        };
        pairs.push(match value_of_target(plan, target, wanted_target.column(referenced)?) {
            _ if !keeps_rows(plan, target) => "FALSE".to_owned(),
            Value::Of(_, sql) | Value::Constant(sql) => format!("{sql} = {value}"),
            Value::Counted => format!("{value} BETWEEN 1 AND (SELECT COUNT(*) FROM {})", written(target)),
            Value::Null | Value::OfItsOwn => "FALSE".to_owned(),
            Value::Unknown => return None,
        });
    }
    let has_none = format!("NOT EXISTS (SELECT 1 FROM {} AS target WHERE {})", written(target), pairs.join(" AND "));
    conditions.push(has_none);
    let obstacle = Obstacle::Orphans { columns, target: plan.from.table_at(target).name.name.clone() };
    Some(of(plan.from.table_at(table), obstacle, Filter::Where(conditions.join(" AND "))))
}

/// The table of a place, for its key.
pub(super) fn key_of(plan: &Plan, query: &DataQuery) -> Vec<String> {
    let table = plan.from.tables.iter().find(|table| table.name == query.table);
    table.and_then(|table| table.primary_key.as_ref()).map(|key| key.columns.clone()).unwrap_or_default()
}
