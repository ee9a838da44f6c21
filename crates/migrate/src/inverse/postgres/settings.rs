//! What tables and columns are told beside their shape: who is subject to policies, how rows are stored, sorted and counted.

use super::picture::{Oid, Picture, Relation};
use super::plan::Back;
use crate::sql::identifier;

impl Back<'_> {
    /// What tables are beside their columns.
    pub(super) fn change_tables(&mut self) {
        for was in self.was.relations.iter().filter(|r| r.is_table()) {
            let now = self.matched.relations.now(was.oid).and_then(|oid| self.now.relation(oid));
            let alter = format!("ALTER TABLE {}", self.was.shown(&was.name));
            let security = now.map_or((false, false), |n| (n.row_security, n.force_row_security));
            if security.0 != was.row_security {
                let verb = if was.row_security { "ENABLE" } else { "DISABLE" };
                self.run(format!("{alter} {verb} ROW LEVEL SECURITY"));
            }
            if security.1 != was.force_row_security {
                let verb = if was.force_row_security { "FORCE" } else { "NO FORCE" };
                self.run(format!("{alter} {verb} ROW LEVEL SECURITY"));
            }
            if let Some(now) = now {
                if now.unlogged != was.unlogged {
                    self.run(format!("{alter} SET {}", if was.unlogged { "UNLOGGED" } else { "LOGGED" }));
                }
                let names = |options: &Option<String>| -> Vec<String> {
                    let names = options.iter().flat_map(|o| o.split(", ")).filter_map(|o| o.split('=').next());
                    names.map(str::to_owned).collect()
                };
                let gone: Vec<_> =
                    names(&now.options).into_iter().filter(|n| !names(&was.options).contains(n)).collect();
                if !gone.is_empty() {
                    self.run(format!("{alter} RESET ({})", gone.join(", ")));
                }
                if let Some(options) = was.options.as_ref().filter(|o| now.options.as_ref() != Some(*o)) {
                    self.run(format!("{alter} SET ({options})"));
                }
            }
            let identity = now.map_or('d', |n| n.replica_identity);
            if identity != was.replica_identity || was.replica_identity == 'i' {
                let index = self.was.indexes.iter().find(|i| i.relation == was.oid && i.is_replica_identity);
                match (was.replica_identity, index) {
                    ('f', _) => self.run(format!("{alter} REPLICA IDENTITY FULL")),
                    ('n', _) => self.run(format!("{alter} REPLICA IDENTITY NOTHING")),
                    ('i', Some(index)) => {
                        self.run(format!("{alter} REPLICA IDENTITY USING INDEX {}", identifier(&index.name)));
                    }
                    _ => self.run(format!("{alter} REPLICA IDENTITY DEFAULT")),
                }
            }
            self.cluster(was, now, &alter);
            self.set_columns(was, now, &alter);
        }
    }

    fn cluster(&mut self, was: &Relation, now: Option<&Relation>, alter: &str) {
        let stays = |oid| !self.going.indexes.contains(&oid) && !self.going.constraints.contains(&oid);
        let now = now.and_then(|n| n.clustered).filter(|index| stays(owner_of(self.now, *index)));
        let now = now.and_then(|index| index_name(self.now, index));
        let was = was.clustered.and_then(|index| index_name(self.was, index));
        match &was {
            Some(name) if now != was => self.run(format!("{alter} CLUSTER ON {}", identifier(name))),
            None if now.is_some() => self.run(format!("{alter} SET WITHOUT CLUSTER")),
            _ => {}
        }
    }

    /// How values are stored and counted.
    fn set_columns(&mut self, was: &Relation, now: Option<&Relation>, alter: &str) {
        for column in &was.columns {
            let current =
                now.and_then(|n| n.column(self.matched.column_now(n.oid, column.number)?).map(|c| (n.oid, c)));
            let is_touched = current.is_some_and(|(table, c)| self.touched.contains(&(table, c.number)));
            let has: Vec<&str> =
                current.map_or("", |(_, c)| &c.settings).split(", ").filter(|s| !s.is_empty()).collect();
            let wanted: Vec<&str> = column.settings.split(", ").filter(|s| !s.is_empty()).collect();
            let key = |setting: &str| setting.split([' ', '=']).next().map(str::to_owned);
            let alter = format!("{alter} ALTER COLUMN {}", identifier(&column.name));
            for setting in has.iter().filter(|one| !wanted.iter().any(|other| key(other) == key(one))) {
                // Another type has its own storage.
                if !(is_touched && is_of_type(setting)) {
                    self.run(format!("{alter} {}", unset(setting)));
                }
            }
            for setting in wanted.iter().filter(|one| !has.contains(one) || is_touched && is_of_type(one)) {
                self.run(format!("{alter} {}", set(setting)));
            }
        }
    }
}

/// The constraint that an index belongs to, or itself.
fn owner_of(picture: &Picture, index: Oid) -> Oid {
    picture.constraints.iter().find(|k| k.index == index && k.kind != 'f').map_or(index, |k| k.oid)
}

pub(super) fn index_name(picture: &Picture, oid: Oid) -> Option<String> {
    let index = picture.indexes.iter().find(|i| i.oid == oid).map(|i| i.name.clone());
    index.or_else(|| picture.constraints.iter().find(|k| k.index == oid && k.kind != 'f').map(|k| k.name.clone()))
}

/// Whether it goes with the type of the column.
fn is_of_type(setting: &str) -> bool {
    setting.starts_with("storage ") || setting.starts_with("compression ")
}

fn set(setting: &str) -> String {
    match setting.split_once(' ') {
        Some(("storage", letters)) => format!("SET STORAGE {}", storage(letters.chars().next())),
        Some(("statistics", target)) => format!("SET STATISTICS {target}"),
        Some(("compression", method)) => format!("SET COMPRESSION {method}"),
        _ => format!("SET ({setting})"),
    }
}

fn unset(setting: &str) -> String {
    match setting.split_once(' ') {
        Some(("storage", letters)) => format!("SET STORAGE {}", storage(letters.chars().last())),
        Some(("statistics", _)) => "SET STATISTICS -1".to_owned(),
        Some(("compression", _)) => "SET COMPRESSION default".to_owned(),
        _ => format!("RESET ({})", setting.split('=').next().unwrap_or_default()),
    }
}

fn storage(letter: Option<char>) -> &'static str {
    match letter {
        Some('p') => "PLAIN",
        Some('e') => "EXTERNAL",
        Some('m') => "MAIN",
        _ => "EXTENDED",
    }
}
