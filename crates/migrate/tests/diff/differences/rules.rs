//! Statements and clauses that only one side has, or has otherwise: what they are about is taken out of both.

use nicol_catalog::{Column, ColumnArity, ColumnType, Default, Dialect, Index, PostgresType, QualifiedName, Table};
use nicol_migrate::Plan;
use nicol_migrate::ids;
use nicol_migrate::steps::{ColumnPair, Step, TableChange};

use super::script::{Script, Statement};
use super::{quoted, tables};

type Scripts = (Script, Script);

/// Takes something out of both.
type Rule = fn(&Plan, &Scripts) -> Scripts;

/// Why, and what is taken out.
pub(super) const RULES: [(&str, Rule); 15] = [
    ("versions of extensions", extensions),
    ("casts that must be written", casts),
    ("defaults of columns that count no more", kept_defaults),
    ("types of columns that count", widened),
    ("lists that count", counting_lists),
    ("casts of money", money),
    ("lists of an enum that become single values", enum_lists),
    ("constants of times", times),
    ("columns of enum types that lose values", retyped),
    ("keys to what goes for a while", foreign_keys),
    ("primary keys that change and are renamed", renamed_keys),
    ("renamed indexes that are made anew", recreated_indexes),
    ("schemas in which nothing stood", namespaces),
    ("several indexes of one definition", twins),
    ("keys of SQLite that may be NULL", nullable_keys),
];

fn both(scripts: &Scripts, without: impl Fn(&Script) -> Script) -> Scripts {
    (without(&scripts.0), without(&scripts.1))
}

/// Both, without the clauses about these columns of these tables, and without the indexes over them, which come back with
/// columns that are made anew.
fn without_columns(scripts: &Scripts, columns: &[(&Table, &Column)]) -> Scripts {
    let over = |(table, column): &(&Table, &Column)| -> Vec<String> {
        let has = |i: &&Index| i.columns.iter().any(|c| c.target.column() == Some(column.name.as_str()));
        table.indexes.iter().filter(has).map(|i| quoted(&i.name)).collect()
    };
    let indexes: Vec<_> = columns.iter().flat_map(over).collect();
    both(scripts, |script| {
        script
            .without(|s| is_about_index(s, &indexes))
            .without_clauses(|head, clause| columns.iter().any(|(t, c)| is_about(head, clause, t, c)))
    })
}

fn is_about(head: &str, clause: &str, table: &Table, column: &Column) -> bool {
    let name = quoted(&column.name);
    is_change_of(head, &table.name)
        && ["ALTER COLUMN ", "DROP COLUMN ", "ADD COLUMN     "]
            .iter()
            .filter_map(|verb| clause.strip_prefix(verb)?.strip_prefix(&name))
            .any(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether an `ALTER TABLE` is about this table.
fn is_change_of(head: &str, table: &QualifiedName) -> bool {
    let Some(written) = head.strip_prefix("ALTER TABLE ") else { return false };
    let name = quoted(&table.name);
    written == name || written.strip_suffix(&name).is_some_and(|schema| schema.ends_with("\"."))
}

/// The columns that change, with what is there and what is wanted.
fn changes(plan: &Plan) -> impl Iterator<Item = (&Table, &Column, &Column, ColumnPair, bool)> {
    plan.steps.iter().flat_map(move |step| {
        let Step::AlterTable(alter) = step else { return Vec::new() };
        let (from, to) = (plan.from.table_at(alter.tables.from), plan.to.table_at(alter.tables.to));
        let changes = alter.changes.iter().filter_map(|change| match change {
            TableChange::AlterColumn(pair) => Some((*pair, false)),
            TableChange::RecreateColumn(pair) => Some((*pair, true)),
            _ => None,
        });
        changes
            .map(|(pair, anew)| (to, &from.columns[pair.columns.from], &to.columns[pair.columns.to], pair, anew))
            .collect()
    })
}

fn chosen(plan: &Plan, is_chosen: impl Fn(&Column, &Column, ColumnPair, bool) -> bool) -> Vec<(&Table, &Column)> {
    let changes = changes(plan).filter(|(_, ours, theirs, pair, anew)| is_chosen(ours, theirs, *pair, *anew));
    changes.map(|(table, _, theirs, ..)| (table, theirs)).collect()
}

/// The engine drops and makes, we update.
fn extensions(plan: &Plan, scripts: &Scripts) -> Scripts {
    let updated: Vec<String> = plan
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::AlterExtension(pair) => Some(quoted(&plan.to.extensions[pair.to].name)),
            _ => None,
        })
        .collect();
    both(scripts, |script| {
        script.without(|statement| {
            let verbs = ["DROP EXTENSION ", "CREATE EXTENSION IF NOT EXISTS ", "ALTER EXTENSION "];
            let name = verbs.iter().find_map(|verb| statement.head.strip_prefix(verb));
            name.is_some_and(|name| updated.iter().any(|updated| name.starts_with(updated)))
        })
    })
}

/// `USING`, and the default that goes before and comes after.
fn casts(plan: &Plan, scripts: &Scripts) -> Scripts {
    let written: Vec<_> = scripts
        .1
        .statements()
        .flat_map(|s| s.clauses.iter().map(move |clause| (s, clause)))
        .filter(|(_, clause)| clause.contains(" SET DATA TYPE ") && clause.contains(" USING "))
        .collect();
    let columns: Vec<_> = chosen(plan, |_, _, pair, anew| !anew && pair.change.ty.is_some())
        .into_iter()
        .filter(|(t, c)| written.iter().any(|(s, clause)| is_about(&s.head, clause, t, c)))
        .collect();
    both(scripts, |script| {
        script.without_clauses(|head, clause| {
            columns.iter().filter(|(t, c)| is_about(head, clause, t, c)).any(|(_, c)| {
                // A list may be NULL.
                let is_list = c.arity == ColumnArity::List;
                let verbs = [" SET DATA TYPE ", " SET DEFAULT ", " DROP DEFAULT"];
                verbs.iter().any(|verb| clause.contains(verb)) || is_list && clause.ends_with(" DROP NOT NULL")
            })
        })
    })
}

/// A default that comes takes the sequence's place, and is not dropped.
fn kept_defaults(plan: &Plan, scripts: &Scripts) -> Scripts {
    let columns = chosen(plan, |ours, theirs, pair, _| {
        pair.change.identity && ours.counts() && !theirs.counts() && theirs.default.is_some()
    });
    let goes = |head: &str, clause: &str| {
        clause.ends_with(" DROP DEFAULT") && columns.iter().any(|(t, c)| is_about(head, clause, t, c))
    };
    (scripts.0.without_clauses(goes), scripts.1.clone())
}

/// The sequence is widened, and the key stays.
fn widened(plan: &Plan, scripts: &Scripts) -> Scripts {
    let columns = chosen(plan, |ours, theirs, pair, _| pair.change.ty.is_some() && ours.counts() && theirs.counts());
    let is_key = |head: &str, clause: &str| {
        columns.iter().any(|(table, column)| {
            let key = table.primary_key.as_ref().filter(|key| key.columns.contains(&column.name));
            let names = plan.from.tables.iter().chain([*table]).filter(|t| t.name == table.name);
            let names = names.filter_map(|t| t.primary_key.as_ref()?.name.as_deref()).map(quoted);
            is_change_of(head, &table.name)
                && key.is_some()
                && names.into_iter().any(|name| {
                    clause == format!("DROP CONSTRAINT {name}")
                        || clause.starts_with(&format!("ADD CONSTRAINT {name} PRIMARY KEY "))
                })
        })
    };
    both(scripts, |script| {
        let script = script.without(|s| {
            let sequence = s.head.strip_prefix("ALTER SEQUENCE ").and_then(|rest| rest.split_once(" AS "));
            sequence.is_some_and(|(name, _)| columns.iter().any(|(_, c)| name.ends_with(&format!("{}_seq\"", c.name))))
        });
        script.without_clauses(is_key)
    })
}

/// A list has no sequence.
fn counting_lists(plan: &Plan, scripts: &Scripts) -> Scripts {
    let counts = |c: &Column| c.identity.is_some() || matches!(c.default, Some(Default::Expression(_)) | None);
    let columns =
        chosen(plan, |_, theirs, pair, _| theirs.arity == ColumnArity::List && pair.change.any() && counts(theirs));
    let names: Vec<_> = columns.iter().map(|(t, c)| format!("{}_{}_seq", t.name.name, c.name).to_lowercase()).collect();
    // Only those for which the engine makes one.
    let made = |name: &String| scripts.0.statements().any(|s| s.head == format!("CREATE SEQUENCE {name}"));
    both(scripts, |script| {
        let script = script.without(|s| {
            names.iter().filter(|name| made(name)).any(|name| {
                s.head == format!("CREATE SEQUENCE {name}")
                    || s.head.starts_with(&format!("ALTER SEQUENCE {name} OWNED"))
            })
        });
        script.without_clauses(|head, clause| {
            columns.iter().zip(&names).filter(|(_, name)| made(name)).any(|((t, c), _)| {
                (clause.contains(" SET DEFAULT ") || clause.contains(" DROP DEFAULT")) && is_about(head, clause, t, c)
            })
        })
    })
}

fn money(plan: &Plan, scripts: &Scripts) -> Scripts {
    let is_money = |c: &Column| matches!(c.ty, ColumnType::Postgres(PostgresType::Money));
    without_columns(scripts, &chosen(plan, |ours, _, _, anew| anew && is_money(ours)))
}

fn enum_lists(plan: &Plan, scripts: &Scripts) -> Scripts {
    let is_enum = |c: &Column| matches!(c.ty, ColumnType::Enum(_));
    let columns = chosen(plan, |ours, theirs, _, anew| {
        anew && is_enum(ours) && is_enum(theirs) && ours.arity == ColumnArity::List
    });
    without_columns(scripts, &columns)
}

/// A default that changes from or to a constant time.
fn times(plan: &Plan, scripts: &Scripts) -> Scripts {
    let is_time = |ours: &Column, theirs: &Column, pair: ColumnPair| {
        let is_constant = |c: &Column| matches!(c.default, Some(Default::DateTime(_)));
        pair.change.default
            && (is_constant(ours) || is_constant(theirs))
            && ours.default.is_some()
            && theirs.default.is_some()
    };
    let columns = chosen(plan, |ours, theirs, pair, anew| !anew && is_time(ours, theirs, pair));
    let defaults = both(scripts, |script| {
        script.without_clauses(|head, clause| {
            (clause.contains(" SET DEFAULT ") || clause.contains(" DROP DEFAULT"))
                && columns.iter().any(|(t, c)| is_about(head, clause, t, c))
        })
    });
    let redefined: Vec<_> = plan
        .steps
        .iter()
        .flat_map(|step| if let Step::RedefineTables(tables) = step { tables.as_slice() } else { &[] })
        .filter(|table| {
            let (from, to) = (plan.from.table_at(table.tables.from), plan.to.table_at(table.tables.to));
            table
                .columns
                .iter()
                .any(|pair| is_time(&from.columns[pair.columns.from], &to.columns[pair.columns.to], *pair))
        })
        .map(|table| plan.to.table_at(table.tables.to))
        .collect();
    if redefined.is_empty() { defaults } else { both(&defaults, |script| without_redefined(script, &redefined)) }
}

/// Without the statements that make these tables anew.
fn without_redefined(script: &Script, tables: &[&Table]) -> Script {
    let script = script.without(|s| {
        tables.iter().any(|table| {
            let (name, new) = (quoted(&table.name.name), quoted(&format!("new_{}", table.name.name)));
            s.head.starts_with(&format!("CREATE TABLE {new} "))
                || s.head.starts_with(&format!("INSERT INTO {new} "))
                || s.head == format!("DROP TABLE {name}")
                || s.head == format!("ALTER TABLE {new}")
                || table.indexes.iter().any(|i| {
                    ["", "UNIQUE "]
                        .iter()
                        .any(|u| s.head.starts_with(&format!("CREATE {u}INDEX {} ON {name}(", quoted(&i.name))))
                })
        })
    });
    let is_left = script.statements().any(|s| s.head.starts_with("CREATE TABLE \"new_"));
    if is_left { script } else { script.without(|s| s.head.starts_with("PRAGMA ")) }
}

/// Columns that go, come, or get another type while the enum is made anew.
fn retyped(plan: &Plan, scripts: &Scripts) -> Scripts {
    let uses = plan.steps.iter().flat_map(|step| match step {
        Step::AlterEnum(alter) if !alter.dropped.is_empty() => alter.uses.as_slice(),
        _ => &[],
    });
    let stay: Vec<_> = uses
        .filter(|u| u.to.is_some())
        .map(|u| (plan.from.table_at(u.from.table), ids::column(&plan.from, u.from)))
        .collect();
    both(scripts, |script| {
        script.without_clauses(|head, clause| {
            let is_retyping = clause.contains("_new\"") || clause.contains(" TYPE TEXT");
            is_retyping && clause.contains(" USING (") && !stay.iter().any(|(t, c)| is_about(head, clause, t, c))
        })
    })
}

/// Keys that go and come back because what they refer to does: a table in another schema, a primary key, a unique index.
fn foreign_keys(plan: &Plan, scripts: &Scripts) -> Scripts {
    let name = |key: &nicol_catalog::ForeignKey| quoted(key.name.as_deref().unwrap_or_default());
    let mut gone = Vec::new();
    let mut back = Vec::new();
    for step in &plan.steps {
        match step {
            Step::DropForeignKey(id) => gone.push(name(ids::foreign_key(&plan.from, *id))),
            Step::AddForeignKey(id) => back.push(name(ids::foreign_key(&plan.to, *id))),
            _ => {}
        }
    }
    let is_key = |statement: &Statement| {
        let [clause] = statement.clauses.as_slice() else { return false };
        gone.iter().filter(|name| back.contains(name)).any(|name| {
            *clause == format!("DROP CONSTRAINT {name}")
                || clause.starts_with(&format!("ADD CONSTRAINT {name} FOREIGN KEY "))
        })
    };
    // Only those that the engine leaves where they are.
    let theirs: Vec<_> = scripts.0.statements().filter(|s| is_key(s)).cloned().collect();
    (scripts.0.clone(), scripts.1.without(|s| is_key(s) && !theirs.contains(s)))
}

fn renamed_keys(plan: &Plan, scripts: &Scripts) -> Scripts {
    let mut keys = Vec::new();
    for step in &plan.steps {
        let Step::AlterTable(alter) = step else { continue };
        let tables = [plan.from.table_at(alter.tables.from), plan.to.table_at(alter.tables.to)];
        let names = tables.map(|t| t.primary_key.as_ref().and_then(|k| k.name.as_deref()));
        if names[0].is_some() && names[0] != names[1] && alter.changes.contains(&TableChange::AddPrimaryKey) {
            keys.push((&tables[1].name, names));
        }
    }
    both(scripts, |script| {
        script.without_clauses(|head, clause| {
            keys.iter().any(|(table, names)| {
                let is_named =
                    names.iter().flatten().any(|name| clause.contains(&format!("CONSTRAINT {}", quoted(name))));
                is_change_of(head, table) && is_named
            })
        })
    })
}

/// The engine takes a schema for granted that the old file lists.
fn namespaces(plan: &Plan, scripts: &Scripts) -> Scripts {
    let is_listed = |s: &Statement| {
        let name = s.head.strip_prefix("CREATE SCHEMA IF NOT EXISTS ");
        name.is_some_and(|name| plan.from.namespaces.iter().any(|listed| quoted(listed) == name))
    };
    (scripts.0.clone(), scripts.1.without(is_listed))
}

/// Indexes over columns that are made anew, and those that can't be renamed because of others.
fn recreated_indexes(plan: &Plan, scripts: &Scripts) -> Scripts {
    let mut names = Vec::new();
    for step in &plan.steps {
        if let Step::CreateIndex(create) = step
            && create.is_recreated
            && let Some(table) = create.table_from
        {
            let index = ids::index(&plan.to, create.index);
            let found = &plan.from.table_at(table).indexes;
            let renamed = found.iter().filter(|i| definition(i) == definition(index) && i.name != index.name);
            let renamed: Vec<_> = renamed.map(|i| quoted(&i.name)).collect();
            if !renamed.is_empty() || found.iter().all(|i| i.name != index.name) {
                names.push(quoted(&index.name));
                names.extend(renamed);
            }
        }
    }
    both(scripts, |script| script.without(|s| is_about_index(s, &names)))
}

fn is_about_index(statement: &Statement, names: &[String]) -> bool {
    let head = &statement.head;
    let verbs = ["CREATE INDEX ", "CREATE UNIQUE INDEX ", "DROP INDEX ", "ALTER INDEX "];
    let rest = verbs.iter().find_map(|verb| head.strip_prefix(verb));
    rest.is_some_and(|rest| {
        names.iter().any(|name| {
            let at = rest.find(name.as_str());
            at == Some(0) || at.is_some_and(|at| rest[..at].ends_with("\"."))
        })
    })
}

fn definition(index: &Index) -> (bool, Vec<String>) {
    (index.is_unique, index.columns.iter().map(|c| format!("{:?}", c.target)).collect())
}

fn twins(plan: &Plan, scripts: &Scripts) -> Scripts {
    let mut names = Vec::new();
    for table in tables(plan) {
        for (i, a) in table.indexes.iter().enumerate() {
            let others = table.indexes.iter().enumerate().filter(|(j, b)| i != *j && definition(a) == definition(b));
            names.extend(others.map(|(_, b)| quoted(&b.name)));
        }
    }
    // A twin's old or new name.
    for table in tables(plan) {
        let has = |index: &Index| names.contains(&quoted(&index.name));
        let of_twins: Vec<_> = tables(plan)
            .filter(|t| t.name == table.name)
            .flat_map(|t| t.indexes.iter().filter(|i| has(i)).map(definition))
            .collect();
        let more: Vec<_> =
            table.indexes.iter().filter(|i| of_twins.contains(&definition(i))).map(|i| quoted(&i.name)).collect();
        names.extend(more);
    }
    both(scripts, |script| script.without(|s| is_about_index(s, &names)))
}

/// Tables that are made anew for nothing else.
fn nullable_keys(plan: &Plan, scripts: &Scripts) -> Scripts {
    let may_be_null = |table: &&Table| {
        let key = table.primary_key.iter().flat_map(|key| &key.columns);
        plan.to.dialect == Dialect::Sqlite
            && key.filter_map(|name| table.column(name)).any(|column| column.arity == ColumnArity::Nullable)
    };
    let named: Vec<_> = tables(plan).filter(may_be_null).map(|table| table.name.name.clone()).collect();
    if named.is_empty() {
        return scripts.clone();
    }
    let is_of = |head: &str| {
        named.iter().any(|name| {
            let (own, new) = (quoted(name), quoted(&format!("new_{name}")));
            head.contains(&new) || head == format!("DROP TABLE {own}") || head.contains(&format!(" ON {own}("))
        })
    };
    both(scripts, |script| script.without(|s| is_of(&s.head) || s.head.starts_with("PRAGMA ")))
}
