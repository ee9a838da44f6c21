//! Where our scripts are meant to be others than the engine's. Each is a line of COMPAT.md, "Migrations".

use nicol_catalog::{Column, ColumnType, Default, Dialect, Index, PostgresType, QualifiedName, Table, TableId};
use nicol_migrate::Plan;
use nicol_migrate::ids::{self, Pair};
use nicol_migrate::steps::{ColumnPair, Step, TableChange};

/// Leaves out the comment about servers that we don't support, which the engine puts before several new enum values.
pub(crate) fn without_comments(script: &str) -> String {
    let mut kept = String::new();
    let mut lines = script.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        kept.push_str(line);
        if line == "-- AlterEnum\n" && lines.peek().is_some_and(|next| next.starts_with("--")) {
            while lines.next_if(|next| next.starts_with("--") || next.trim().is_empty()).is_some() {}
        }
    }
    kept
}

/// JSON and bytes of SQLite defaults, as the engine writes them: JSON without quotes (which is no SQL), bytes as a text
/// of their digits.
pub(crate) fn with_raw_defaults(script: &str) -> String {
    let mut text = script.replace(" X'", " '");
    for open in ['{', '['] {
        let start = format!("'{open}");
        while let Some(at) = text.find(&start) {
            let mut end = at + 1;
            while let Some(next) = text[end..].find('\'') {
                end += next;
                if text[end + 1..].starts_with('\'') {
                    end += 2;
                } else {
                    break;
                }
            }
            let raw = text[at + 1..end].replace("''", "'");
            text.replace_range(at..=end, &raw);
        }
    }
    text
}

/// Whether the engine's script can't run or is wrong in a way that COMPAT.md lists.
pub(crate) fn known(plan: &Plan, theirs: &str, ours: &str) -> Option<&'static str> {
    const MARKS: [(&str, &str); 4] = [
        ("DROP SEQUENCE \"\"", "sequences of columns that count no more"),
        ("SET DATA TYPE SERIAL", "types of columns that count"),
        ("SET DATA TYPE BIGSERIAL", "types of columns that count"),
        ("SET DATA TYPE SMALLSERIAL", "types of columns that count"),
    ];
    if let Some((_, reason)) = MARKS.iter().find(|(mark, _)| theirs.contains(mark)) {
        return Some(reason);
    }
    let casts = |script: &str| script.lines().any(|l| l.contains("SET DATA TYPE") && l.contains(" USING "));
    if casts(ours) && !casts(theirs) {
        return Some("casts that must be written");
    }
    let is_sqlite = plan.to.dialect == Dialect::Sqlite;
    if is_sqlite && with_raw_defaults(ours) == theirs {
        return Some("JSON and bytes as defaults");
    }
    if is_sqlite && without_parentheses(&with_raw_defaults(ours)) == without_parentheses(theirs) {
        return Some("expressions as defaults");
    }
    // Several of these may meet.
    if plain(ours) == plain(theirs) {
        return Some("quotes in names, sequences of columns that count no more, lists of what counts");
    }
    if theirs.contains("DROP EXTENSION") && ours.contains("UPDATE TO") {
        return Some("versions of extensions");
    }
    if [&plan.from, &plan.to].iter().any(|c| c.tables.iter().any(has_twins)) {
        return Some("several indexes of one definition");
    }
    if let Some(reason) = plan.steps.iter().find_map(|step| known_step(plan, step)) {
        return Some(reason);
    }
    if without_retyping(ours) == without_retyping(theirs) {
        return Some("columns of enum types that lose values");
    }
    None
}

/// Steps that the engine leaves out or writes so that they fail.
fn known_step(plan: &Plan, step: &Step) -> Option<&'static str> {
    let columns = |tables: Pair<TableId>, columns: Pair<usize>| {
        (&plan.from.table_at(tables.from).columns[columns.from], &plan.to.table_at(tables.to).columns[columns.to])
    };
    let has_time = |(a, b): (&Column, &Column)| {
        [a, b].iter().any(|c| matches!(c.default, Some(Default::DateTime(_))))
            && a.default.is_some()
            && b.default.is_some()
    };
    match step {
        Step::DropForeignKey(id) if moves_away(plan, &ids::foreign_key(&plan.from, *id).referenced_table) => {
            Some("keys to tables that go and come back in another schema")
        }
        Step::CreateIndex(create) if create.is_recreated => Some("renamed indexes of columns that are made anew"),
        Step::AlterTable(alter) => alter.changes.iter().find_map(|change| match change {
            TableChange::AlterColumn(pair) if pair.change.default && has_time(columns(alter.tables, pair.columns)) => {
                Some("constants of times")
            }
            TableChange::RecreateColumn(pair) => match columns(alter.tables, pair.columns) {
                (Column { ty: ColumnType::Postgres(PostgresType::Money), .. }, _) => Some("casts of money"),
                (Column { ty: ColumnType::Enum(_), .. }, Column { ty: ColumnType::Enum(_), .. }) => {
                    Some("lists of an enum that become single values")
                }
                _ => None,
            },
            TableChange::AddPrimaryKey => {
                let name = |t: &Table| t.primary_key.as_ref().and_then(|k| k.name.clone());
                let (a, b) = (plan.from.table_at(alter.tables.from), plan.to.table_at(alter.tables.to));
                (name(a).is_some() && name(a) != name(b)).then_some("primary keys that change and are renamed")
            }
            _ => None,
        }),
        Step::RedefineTables(tables) => tables.iter().find_map(|table| {
            let differs = |c: &ColumnPair| c.change.default && has_time(columns(table.tables, c.columns));
            table.columns.iter().any(differs).then_some("constants of times")
        }),
        _ => None,
    }
}

/// Whether the table goes, and one of its name comes in another schema.
fn moves_away(plan: &Plan, name: &QualifiedName) -> bool {
    let goes = |step: &Step| matches!(step, Step::DropTable(id) if plan.from.table_at(*id).name == *name);
    let comes = |step: &Step| matches!(step, Step::CreateTable(id) if plan.to.table_at(*id).name.name == name.name);
    plan.steps.iter().any(goes) && plan.steps.iter().any(comes)
}

/// Without quotes, without sequences that go, and without counting lists.
fn plain(script: &str) -> String {
    let kept = script.split_inclusive('\n').filter(|line| !line.starts_with("DROP SEQUENCE "));
    let plain = kept.map(|line| {
        let line = if line.contains("_seq") { line.to_lowercase() } else { line.to_owned() };
        let line = line.replace("BIGSERIAL[]", "BIGINT[]").replace("SMALLSERIAL[]", "SMALLINT[]");
        line.replace("SERIAL[]", "INTEGER[]").replace(['"', '\''], "")
    });
    plain.collect()
}

/// Without any parentheses: of a script that has them around defaults, too.
fn without_parentheses(script: &str) -> String {
    script.replace(['(', ')'], "")
}

fn without_retyping(script: &str) -> String {
    let is_retyping =
        |line: &str| line.starts_with("ALTER TABLE ") && (line.contains("_new\"") || line.contains(" TYPE TEXT"));
    script.split_inclusive('\n').filter(|line| !is_retyping(line)).collect()
}

fn has_twins(table: &Table) -> bool {
    let same = |a: &Index, b: &Index| {
        let columns = |i: &Index| -> Vec<_> { i.columns.iter().map(|c| c.target.clone()).collect() };
        a.is_unique == b.is_unique && columns(a) == columns(b)
    };
    table.indexes.iter().enumerate().any(|(i, a)| table.indexes[i + 1..].iter().any(|b| same(a, b)))
}
