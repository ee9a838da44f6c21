use nicol_catalog::{Column, ColumnArity, Identity, Table};

use super::columns::{column_type, default, definition};
use super::indexes::constraint_name;
use super::names::Names;
use super::{casts, sequences};
use crate::sql::quoting::{identifier, list};
use crate::steps::{AlterTable, ColumnPair, TableChange};

/// One `ALTER TABLE` with all its clauses, and the statements about sequences that must stand around it.
pub(super) fn table(names: &Names<'_>, alter: &AlterTable) -> Vec<String> {
    let from = names.plan.from.table_at(alter.tables.from);
    let to = names.plan.to.table_at(alter.tables.to);
    let mut parts = Parts::default();
    for change in &alter.changes {
        parts.add(names, from, to, change);
    }
    let mut statements = parts.before;
    let table = names.to(&to.name);
    if !parts.clauses.is_empty() {
        statements.push(format!("ALTER TABLE {table} {}", parts.clauses.join(",\n")));
    }
    // A constraint can't be renamed together with other changes.
    statements.extend(parts.alone.into_iter().map(|clause| format!("ALTER TABLE {table} {clause}")));
    statements.extend(parts.after);
    statements
}

#[derive(Default)]
struct Parts {
    before: Vec<String>,
    alone: Vec<String>,
    clauses: Vec<String>,
    after: Vec<String>,
}

impl Parts {
    fn add(&mut self, names: &Names<'_>, from: &Table, to: &Table, change: &TableChange) {
        let key_name = |table: &Table| constraint_name(table.primary_key.as_ref().and_then(|k| k.name.as_deref()));
        match change {
            TableChange::DropPrimaryKey => self.clauses.push(format!("DROP CONSTRAINT {}", key_name(from))),
            TableChange::RenamePrimaryKey => {
                self.alone.push(format!("RENAME CONSTRAINT {} TO {}", key_name(from), key_name(to)));
            }
            TableChange::DropColumn(i) => self.drop_column(&from.columns[*i]),
            TableChange::AddColumn(i) => self.add_column(names, &to.columns[*i]),
            TableChange::AlterColumn(pair) => self.alter_column(names, from, to, pair),
            TableChange::RecreateColumn(pair) => {
                self.drop_column(&from.columns[pair.columns.from]);
                self.add_column(names, &to.columns[pair.columns.to]);
            }
            TableChange::AddPrimaryKey => {
                if let Some(key) = &to.primary_key {
                    let columns = list(&key.columns, ", ");
                    self.clauses.push(format!("ADD CONSTRAINT {} PRIMARY KEY ({columns})", key_name(to)));
                }
            }
        }
    }

    fn drop_column(&mut self, column: &Column) {
        self.clauses.push(format!("DROP COLUMN {}", identifier(&column.name)));
    }

    /// Five blanks, as Prisma's scripts have them.
    fn add_column(&mut self, names: &Names<'_>, column: &Column) {
        self.clauses.push(format!("ADD COLUMN     {}", definition(names, column)));
    }

    fn alter_column(&mut self, names: &Names<'_>, from: &Table, to: &Table, pair: &ColumnPair) {
        let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
        let name = identifier(&theirs.name);
        let mut clause = |text: String| self.clauses.push(format!("ALTER COLUMN {name} {text}"));
        let using = pair.change.ty.and_then(|_| casts::using(names, ours, theirs));
        let is_list = theirs.arity == ColumnArity::List;
        if pair.change.arity && !is_list {
            let verb = if theirs.arity == ColumnArity::Required { "SET" } else { "DROP" };
            clause(format!("{verb} NOT NULL"));
        }
        if pair.change.arity && is_list && ours.arity == ColumnArity::Required {
            clause("DROP NOT NULL".to_owned());
        }
        // The default that is there may not be castable; it goes before the type changes.
        if using.is_some() && ours.default.is_some() {
            clause("DROP DEFAULT".to_owned());
        }
        if pair.change.default {
            match default(names, theirs) {
                Some(value) => clause(format!("SET DEFAULT {value}")),
                None if using.is_none() && !(pair.change.identity && theirs.counts()) => {
                    clause("DROP DEFAULT".to_owned())
                }
                None => {}
            }
        } else if let (Some(_), Some(value)) = (&using, default(names, theirs)) {
            clause(format!("SET DEFAULT {value}"));
        }
        if pair.change.identity {
            self.identity(names, from, to, pair);
        }
        if pair.change.ty.is_some() {
            let using = using.map_or_else(String::new, |expression| format!(" USING {expression}"));
            self.clauses.push(format!("ALTER COLUMN {name} SET DATA TYPE {}{using}", column_type(names, theirs)));
            self.widen_sequence(names, from, ours, theirs);
        }
    }

    fn identity(&mut self, names: &Names<'_>, from: &Table, to: &Table, pair: &ColumnPair) {
        let (ours, theirs) = (&from.columns[pair.columns.from], &to.columns[pair.columns.to]);
        let name = identifier(&theirs.name);
        if theirs.counts() {
            let sequence = sequences::created(names, to, theirs);
            self.before.push(format!("CREATE SEQUENCE {sequence}"));
            let literal = sequence.replace('\'', "''");
            self.clauses.push(format!("ALTER COLUMN {name} SET DEFAULT nextval('{literal}')"));
            self.after.push(format!("ALTER SEQUENCE {sequence} OWNED BY {}.{name}", names.to(&to.name)));
            return;
        }
        match ours.identity {
            Some(Identity::AlwaysIdentity | Identity::ByDefaultIdentity) => {
                self.clauses.push(format!("ALTER COLUMN {name} DROP IDENTITY"));
            }
            _ => {
                // A default that comes takes its place already.
                if default(names, theirs).is_none() {
                    self.clauses.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
                }
                // With a change of type Prisma keeps a sequence that it has found, which the column still owns.
                if let Some(sequence) = sequences::existing(from, ours)
                    && (pair.change.ty.is_none() || ours.identity == Some(Identity::Auto))
                    && !is_shared(names, &sequence, from, ours)
                    && !is_left(names, ours)
                {
                    self.after.push(format!("DROP SEQUENCE {}", names.from(&sequence)));
                }
            }
        }
    }

    /// The sequence of a `SERIAL` column stops at the column's old limit unless it is widened with it.
    fn widen_sequence(&mut self, names: &Names<'_>, from: &Table, ours: &Column, theirs: &Column) {
        if !(ours.counts() && theirs.counts()) {
            return;
        }
        if let Some(sequence) = sequences::existing(from, ours) {
            let ty = column_type(names, theirs);
            self.after.push(format!("ALTER SEQUENCE {} AS {ty}", names.from(&sequence)));
        }
    }
}

/// Between two schemas Prisma does not know the sequence's name, and leaves it to its column if any column counts
/// afterwards. If none does its statement has no name, and can't run.
fn is_left(names: &Names<'_>, column: &Column) -> bool {
    let to = &names.plan.to;
    column.identity == Some(Identity::Auto)
        && to.default_namespace.is_some()
        && to.tables.iter().any(|table| table.columns.iter().any(Column::counts))
}

/// Whether another column takes its values from the sequence, too.
fn is_shared(names: &Names<'_>, sequence: &nicol_catalog::QualifiedName, table: &Table, column: &Column) -> bool {
    names.plan.from.tables.iter().any(|other| {
        other.columns.iter().any(|c| {
            let is_same = other.name == table.name && c.name == column.name;
            !is_same && sequences::existing(other, c).as_ref() == Some(sequence)
        })
    })
}
