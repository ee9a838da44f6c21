//! Scripts that move what they drop to the schema `_nicol_keep`, on SQLite to a file beside the database, where the way back
//! finds it. They are plain SQL, so that Prisma's deploy runs them, too.

use std::collections::HashSet;

use nicol_catalog::names::with_suffix;
use nicol_catalog::script::{KEPT_FILE, Keeping, MAX_KEPT_NAME, keep_block};
use nicol_catalog::{
    ColumnType, Dependent, DependentKind, Dialect, Identity, OpaqueKind, QualifiedName, Table, TableId,
};

use super::postgres::{from_name, prefix, serial_name};
use super::quoting::{identifier, text};
use crate::Plan;
use crate::checks::{Danger, Message};
use crate::ids::{self, Pair};
use crate::reading;
use crate::steps::{Step, TableChange};

/// The schema for what was dropped; on SQLite the name of the file for it, while a script has it attached: Prisma would see it
/// in the database.
pub const KEEP: &str = nicol_catalog::script::KEPT;

/// What PostgreSQL cuts names to.
const MAX_BYTES: usize = 63;

/// The script of a plan, between the statements that open and close what it keeps things in.
pub(super) fn opened(plan: &Plan, script: String) -> String {
    if plan.to.dialect != Dialect::Sqlite || !script.contains(&identifier(KEEP)) {
        return script;
    }
    format!("-- KeepDropped\n{};\n\n{script}\n-- KeepDropped\n{};\n", attach(), detach())
}

/// Opens the file beside a SQLite database, whatever that is called.
pub(crate) fn attach() -> String {
    format!(
        "ATTACH (SELECT CASE file WHEN '' THEN ':memory:' ELSE file || '{KEPT_FILE}' END FROM pragma_database_list \
         WHERE name = 'main') AS {}",
        identifier(KEEP)
    )
}

pub(crate) fn detach() -> String {
    format!("DETACH {}", identifier(KEEP))
}

/// Writes the steps of a plan so that what they drop is kept.
pub(super) struct Keeper<'p> {
    plan: &'p Plan,
    /// Tells the migrations apart.
    stamp: &'p str,
    /// Names that were given, in small letters.
    taken: HashSet<String>,
}

impl<'p> Keeper<'p> {
    pub(super) fn new(plan: &'p Plan, stamp: &'p str) -> Self {
        Self { plan, stamp, taken: HashSet::new() }
    }

    /// A step's statements, and before them those that keep what they drop. A name that is there already is an error of the
    /// server: nothing that was kept is overwritten.
    pub(super) fn keeping(&mut self, step: &Step, statements: Vec<String>) -> Vec<String> {
        if self.plan.to.dialect == Dialect::Sqlite {
            return [self.kept_on_sqlite(step), statements].concat();
        }
        match step {
            Step::DropTable(id) => self.table(self.plan.found().table_at(*id)),
            Step::AlterTable(_) => {
                let mut kept = Vec::new();
                for (table, position) in kept_columns(self.plan, step) {
                    kept.extend(self.column(table, position));
                }
                kept.extend(statements);
                kept
            }
            _ => statements,
        }
    }

    /// What no other of this plan is called, however long it is.
    fn unique(&mut self, base: &str, most: Option<usize>) -> String {
        let mut suffix = format!("__{}", self.stamp);
        for number in 2_u32.. {
            let name = with_suffix(base.to_owned(), &suffix, most);
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
            suffix = format!("__{number}__{}", self.stamp);
        }
        unreachable!("there are more numbers than names")
    }

    /// The name with the schema of its table before it, if scripts name that; else it gets it where the script runs.
    fn unique_in(&mut self, table: &QualifiedName, name: &str) -> String {
        match named_schema(self.plan, table) {
            Some(schema) => self.unique(&format!("{schema}__{name}"), Some(MAX_BYTES)),
            None => self.unique(name, Some(MAX_KEPT_NAME)),
        }
    }

    /// Statements behind those that have put a table and its parts aside: what it was, and names that tell its schema.
    fn told(
        &self,
        table: &QualifiedName,
        kept: &str,
        column: Option<(&str, &[String])>,
        parts: Vec<Keeping>,
    ) -> String {
        if let Some(schema) = named_schema(self.plan, table) {
            let mut what = serde_json::json!({ "schema": schema, "name": kept, "table": table.name });
            if let Some((column, key)) = column {
                what["column"] = column.into();
                what["key"] = key.into();
            }
            return format!(
                "COMMENT ON TABLE {}.{} IS {}",
                identifier(KEEP),
                identifier(kept),
                text(&what.to_string())
            );
        }
        let mut fields = format!("'table', {}", text(&table.name));
        if let Some((column, key)) = column {
            let key: Vec<_> = key.iter().map(|column| text(column)).collect();
            fields.push_str(&format!(", 'column', {}, 'key', json_build_array({})", text(column), key.join(", ")));
        }
        let mut steps = vec![Keeping::Comment(kept.to_owned(), fields)];
        steps.extend(parts);
        keep_block(&steps)
    }

    /// SQLite: copies of what a step drops.
    fn kept_on_sqlite(&mut self, step: &Step) -> Vec<String> {
        if let Step::DropTable(id) = step {
            let table = self.plan.found().table_at(*id);
            let columns: Vec<_> = table.columns.iter().map(|c| c.name.clone()).collect();
            return copied(&self.unique(&table.name.name, None), &columns, table);
        }
        let mut statements = Vec::new();
        for (table, position) in kept_columns(self.plan, step) {
            let (Some(key), column) = (&table.primary_key, &table.columns[position]) else { continue };
            let columns: Vec<_> = key.columns.iter().chain([&column.name]).cloned().collect();
            let name = self.unique(&format!("{}__{}", table.name.name, column.name), None);
            let (on, index) = (identifier(&name), identifier(&format!("{name}_key")));
            statements.extend(copied(&name, &columns, table));
            statements.push(format!("CREATE INDEX {}.{index} ON {on} ({})", identifier(KEEP), listed(&key.columns)));
        }
        statements
    }

    /// The table itself moves, without its foreign keys and enum types, which others may drop. Its indexes and sequences move
    /// along, and get names of their own there.
    fn table(&mut self, table: &Table) -> Vec<String> {
        let (plan, from) = (self.plan, self.plan.found());
        let (name, kept) = (from_name(plan, &table.name), self.unique_in(&table.name, &table.name.name));
        let prefix = prefix(plan, &table.name);
        let mut parts = vec![Keeping::Away("TABLE", kept.clone())];
        let dropped: HashSet<_> = plan
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::DropForeignKey(id) if from.table_at(id.table).name == table.name => {
                    ids::foreign_key(from, *id).name.clone()
                }
                _ => None,
            })
            .collect();
        let keys = table.foreign_keys.iter().filter_map(|key| key.name.as_ref()).filter(|key| !dropped.contains(*key));
        let mut statements: Vec<_> =
            keys.map(|key| format!("ALTER TABLE {name} DROP CONSTRAINT {}", identifier(key))).collect();
        let in_the_way = in_the_way(plan, table);
        statements.extend(in_the_way.iter().map(|(kind, part)| match kind {
            DependentKind::Index => format!("DROP INDEX {prefix}{}", identifier(part)),
            DependentKind::Policy => format!("DROP POLICY {} ON {name}", identifier(part)),
            DependentKind::Trigger => format!("DROP TRIGGER {} ON {name}", identifier(part)),
            _ => format!("ALTER TABLE {name} DROP CONSTRAINT {}", identifier(part)),
        }));
        for column in table.columns.iter().filter(|c| matches!(c.ty, ColumnType::Enum(_))) {
            let (column, list) = (identifier(&column.name), if is_list(column) { "[]" } else { "" });
            statements.push(format!(
                "ALTER TABLE {name} ALTER COLUMN {column} DROP DEFAULT, ALTER COLUMN {column} SET DATA TYPE TEXT{list} \
                 USING ({column}::TEXT{list})"
            ));
        }
        statements.push(format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(KEEP)));
        let names = table.primary_key.iter().filter_map(|key| key.name.as_ref());
        let is_there = |index: &&String| {
            !in_the_way.contains(&(DependentKind::Index, index.as_str())) && !is_gone(plan, table, index)
        };
        for index in names.chain(table.indexes.iter().map(|index| &index.name).filter(is_there)) {
            let part = self.unique_in(&table.name, index);
            statements.push(format!("ALTER INDEX {prefix}{} RENAME TO {}", identifier(index), identifier(&part)));
            parts.push(Keeping::Away("INDEX", part));
        }
        for column in &table.columns {
            let default = serial_name(&table.name.name, &column.name);
            let counts = match &column.identity {
                Some(Identity::Auto) => true,
                Some(Identity::Sequence(sequence)) => {
                    *sequence == QualifiedName::new(table.name.namespace.clone(), default.clone())
                }
                _ => false,
            };
            if counts {
                let part = self.unique_in(&table.name, &default);
                statements.push(format!(
                    "ALTER SEQUENCE {prefix}{} RENAME TO {}",
                    identifier(&default),
                    identifier(&part)
                ));
                parts.push(Keeping::Away("SEQUENCE", part));
            }
        }
        statements.push(format!("ALTER TABLE {name} RENAME TO {}", identifier(&kept)));
        statements.push(format!("ALTER TABLE {prefix}{} SET SCHEMA {}", identifier(&kept), identifier(KEEP)));
        statements.push(self.told(&table.name, &kept, None, parts));
        statements
    }

    /// A copy of the column beside the primary key.
    fn column(&mut self, table: &Table, position: usize) -> Vec<String> {
        let column = &table.columns[position];
        let Some(key) = &table.primary_key else { return Vec::new() };
        let kept = self.unique_in(&table.name, &format!("{}__{}", table.name.name, column.name));
        let place = format!("{}.{}", identifier(KEEP), identifier(&kept));
        let keys = listed(&key.columns);
        let name = identifier(&column.name);
        let value = match column.ty {
            ColumnType::Enum(_) if is_list(column) => format!("{name}::TEXT[] AS {name}"),
            ColumnType::Enum(_) => format!("{name}::TEXT AS {name}"),
            _ => name,
        };
        let told = self.told(
            &table.name,
            &kept,
            Some((&column.name, &key.columns)),
            vec![Keeping::Away("TABLE", kept.clone())],
        );
        vec![
            format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(KEEP)),
            format!("CREATE TABLE {place} AS SELECT {keys}, {value} FROM {}", from_name(self.plan, &table.name)),
            format!("ALTER TABLE {place} ADD PRIMARY KEY ({keys})"),
            told,
        ]
    }
}

/// Whether a script of [`super::render_keeping`] keeps what a check warns of.
#[must_use]
pub fn keeps(plan: &Plan, warning: &Message) -> bool {
    match &warning.danger {
        Danger::DropTable(_) => true,
        // One that is made anew stays, without its values: whoever reads it has lost them.
        Danger::DropColumn(place) => {
            let columns = plan.steps.get(warning.step).map(|step| kept_columns(plan, step)).unwrap_or_default();
            columns.iter().any(|(table, at)| place.column.as_ref() == Some(&table.columns[*at].name))
        }
        _ => false,
    }
}

/// A table of the file gets what a query of columns gives.
fn copied(name: &str, columns: &[String], table: &Table) -> Vec<String> {
    let place = format!("{}.{}", identifier(KEEP), identifier(name));
    vec![format!("CREATE TABLE {place} AS SELECT {} FROM {}", listed(columns), identifier(&table.name.name))]
}

/// Whether the values of a column can be kept: its rows are found again by their key.
fn is_kept(table: &Table, wanted: &Table, position: usize) -> bool {
    let column = &table.columns[position];
    table.primary_key.as_ref().is_some_and(|key| {
        !key.columns.contains(&column.name) && key.columns.iter().all(|c| wanted.column(c).is_some())
    })
}

/// The columns that a step drops and whose values are kept.
fn kept_columns<'p>(plan: &'p Plan, step: &Step) -> Vec<(&'p Table, usize)> {
    let from = plan.found();
    let mut columns = Vec::new();
    let mut add = |tables: Pair<TableId>, position: usize| {
        let (table, wanted) = (from.table_at(tables.from), plan.to.table_at(tables.to));
        if is_kept(table, wanted, position) {
            columns.push((table, position));
        }
    };
    match step {
        Step::AlterTable(alter) => {
            for change in &alter.changes {
                match change {
                    TableChange::DropColumn(position) => add(alter.tables, *position),
                    TableChange::RecreateColumn(pair) => add(alter.tables, pair.columns.from),
                    _ => {}
                }
            }
        }
        Step::RedefineTables(redefined) => {
            for one in redefined {
                let stays = |at: usize| one.columns.iter().any(|pair| pair.columns.from == at);
                let count = from.table_at(one.tables.from).columns.len();
                (0..count).filter(|at| !stays(*at)).for_each(|at| add(one.tables, at));
            }
        }
        _ => {}
    }
    columns
}

/// What no column of an enum can become text under. The way back makes it anew.
fn in_the_way<'p>(plan: &'p Plan, table: &'p Table) -> Vec<(DependentKind, &'p str)> {
    let mut found = Vec::new();
    for column in &table.columns {
        let ColumnType::Enum(id) = column.ty else { continue };
        let readers = reading::of_enum(plan, table, &column.name, id).map(|(reader, _)| reader);
        // A policy may read other tables than its own.
        let is_policy_or_trigger = |d: &&Dependent| {
            let is_own = match d.kind {
                DependentKind::Policy => plan.from.opaque.iter().any(|o| {
                    o.kind == OpaqueKind::Policy && o.name.name == d.name && o.table.as_ref() == Some(&table.name)
                }),
                kind => kind == DependentKind::Trigger,
            };
            is_own && d.table == table.name && d.column == column.name
        };
        for reader in readers.chain(plan.from.dependents.iter().filter(is_policy_or_trigger)) {
            let one = (reader.kind, reader.name.as_str());
            if !found.contains(&one) && !is_gone(plan, table, &reader.name) {
                found.push(one);
            }
        }
    }
    found
}

/// Whether a type that is made anew has dropped it already.
fn is_gone(plan: &Plan, table: &Table, name: &str) -> bool {
    plan.steps.iter().any(|step| match step {
        Step::AlterEnum(alter) => alter.makes_way(plan, table, name),
        _ => false,
    })
}

fn listed(columns: &[String]) -> String {
    columns.iter().map(|c| identifier(c)).collect::<Vec<_>>().join(", ")
}

fn is_list(column: &nicol_catalog::Column) -> bool {
    column.arity == nicol_catalog::ColumnArity::List
}

/// The schema of a table that is there, if scripts name it.
fn named_schema<'p>(plan: &'p Plan, table: &'p QualifiedName) -> Option<&'p str> {
    if prefix(plan, table).is_empty() { None } else { plan.found().namespace_of(table) }
}
