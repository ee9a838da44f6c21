//! How things are called by people and in texts of SQL.

use nicol_catalog::names::quoted;
use nicol_catalog::{Catalog, EnumId, QualifiedName, TableId};
use nicol_schema::ir::{FieldKind, Schema};

use super::Candidate;
use crate::ids::{self, Pair};

/// Names of the schema language for what the database calls otherwise.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    /// Model, its table.
    tables: Vec<(String, String)>,
    /// Table, field, its column.
    columns: Vec<(String, String, String)>,
    /// Enum, its type.
    enums: Vec<(String, String)>,
    /// Type, value, its label.
    values: Vec<(String, String, String)>,
}

impl Aliases {
    /// Those of a schema.
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        let mut aliases = Self::default();
        for model in &schema.models {
            aliases.tables.push((model.name.clone(), model.database_name.clone()));
            let plain = model.fields.iter().filter(|f| !matches!(f.kind, FieldKind::Relation(_)));
            aliases
                .columns
                .extend(plain.map(|f| (model.database_name.clone(), f.name.clone(), f.database_name.clone())));
        }
        for e in &schema.enums {
            aliases.enums.push((e.name.clone(), e.database_name.clone()));
            let values = e.values.iter();
            aliases.values.extend(values.map(|v| (e.database_name.clone(), v.name.clone(), v.database_name.clone())));
        }
        aliases
    }

    fn of_one(list: &[(String, String)], name: &str) -> Vec<String> {
        list.iter().filter(|(_, found)| found == name).map(|(alias, _)| alias.clone()).collect()
    }

    fn of_part(list: &[(String, String, String)], whole: &str, name: &str) -> Vec<String> {
        list.iter().filter(|(of, _, found)| of == whole && found == name).map(|(_, alias, _)| alias.clone()).collect()
    }

    /// All that a table may be called: its name, with its schema too, and the model's.
    pub(super) fn table(&self, catalog: &Catalog, name: &QualifiedName) -> Vec<String> {
        spellings(catalog, name, Self::of_one(&self.tables, &name.name))
    }

    /// All that an enum type may be called.
    pub(super) fn enumeration(&self, catalog: &Catalog, name: &QualifiedName) -> Vec<String> {
        spellings(catalog, name, Self::of_one(&self.enums, &name.name))
    }

    /// All that a column may be called.
    pub(super) fn column(&self, table: &str, name: &str) -> Vec<String> {
        let mut all = vec![name.to_owned()];
        all.extend(Self::of_part(&self.columns, table, name));
        all
    }

    /// All that a value may be called.
    pub(super) fn value(&self, enumeration: &str, name: &str) -> Vec<String> {
        let mut all = vec![name.to_owned()];
        all.extend(Self::of_part(&self.values, enumeration, name));
        all
    }
}

fn spellings(catalog: &Catalog, name: &QualifiedName, aliases: Vec<String>) -> Vec<String> {
    let mut all = vec![name.name.clone()];
    all.extend(aliases);
    if let Some(namespace) = catalog.namespace_of(name) {
        let qualified: Vec<_> = all.iter().map(|plain| format!("{namespace}.{plain}")).collect();
        all.extend(qualified);
    }
    all
}

/// `Old:New`, `Old.column:new`, with schemas where they differ or a name needs one.
pub(super) fn spelled(from: &Catalog, to: &Catalog, candidate: Candidate) -> String {
    let table = |id| shortest_table(from, &from.table_at(id).name);
    let enumeration = |id| shortest_enum(from, &from.enumeration(id).name);
    match candidate {
        Candidate::Table(pair) => tables(from, to, pair).join(":"),
        Candidate::Enum(pair) => enums(from, to, pair).join(":"),
        Candidate::Column(pair) => format!(
            "{}.{}:{}",
            table(pair.from.table),
            ids::column(from, pair.from).name,
            ids::column(to, pair.to).name
        ),
        Candidate::Value(pair) => format!(
            "{}.{}:{}",
            enumeration(pair.from.enumeration),
            from.enumeration(pair.from.enumeration).values[pair.from.position],
            to.enumeration(pair.to.enumeration).values[pair.to.position]
        ),
    }
}

/// Old and new name of a table.
pub(super) fn tables(from: &Catalog, to: &Catalog, pair: Pair<TableId>) -> [String; 2] {
    let (old, new) = (&from.table_at(pair.from).name, &to.table_at(pair.to).name);
    moved(from, to, old, new).unwrap_or_else(|| [shortest_table(from, old), shortest_table(to, new)])
}

/// The same of an enum type.
pub(super) fn enums(from: &Catalog, to: &Catalog, pair: Pair<EnumId>) -> [String; 2] {
    let (old, new) = (&from.enumeration(pair.from).name, &to.enumeration(pair.to).name);
    moved(from, to, old, new).unwrap_or_else(|| [shortest_enum(from, old), shortest_enum(to, new)])
}

/// Both with their schemas, if these are two.
fn moved(from: &Catalog, to: &Catalog, old: &QualifiedName, new: &QualifiedName) -> Option<[String; 2]> {
    let (ours, theirs) = (from.namespace_of(old)?, to.namespace_of(new)?);
    (ours != theirs).then(|| [format!("{ours}.{}", old.name), format!("{theirs}.{}", new.name)])
}

/// A table's name, with its schema if another table is called so.
pub(super) fn shortest_table(catalog: &Catalog, name: &QualifiedName) -> String {
    shortest(catalog, name, catalog.tables.iter().map(|t| &t.name))
}

/// The same for enum types.
pub(super) fn shortest_enum(catalog: &Catalog, name: &QualifiedName) -> String {
    shortest(catalog, name, catalog.enums.iter().map(|e| &e.name))
}

/// The name alone, if no other is called so.
fn shortest<'a>(catalog: &'a Catalog, name: &'a QualifiedName, all: impl Iterator<Item = &'a QualifiedName>) -> String {
    let is_shared = all.filter(|other| other.name == name.name).count() > 1;
    match catalog.namespace_of(name) {
        Some(namespace) if is_shared => format!("{namespace}.{}", name.name),
        _ => name.name.clone(),
    }
}

/// A text of SQL with a name in place of another: as a word of its own, with or without quotes, but not in a literal.
pub(super) fn with_identifier(sql: &str, found: &str, wanted: &str) -> String {
    let chars: Vec<char> = sql.chars().collect();
    let mut text = String::with_capacity(sql.len());
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        if matches!(c, '\'' | '"' | '`') {
            at += 1;
            while at < chars.len() && (chars[at] != c || chars.get(at + 1) == Some(&c)) {
                at += if chars[at] == c { 2 } else { 1 };
            }
            at = (at + 1).min(chars.len());
            let token: String = chars[start..at].iter().collect();
            let is_name = c != '\'' && token == quoted(found).replace('"', &c.to_string());
            text.push_str(&if is_name { quoted(wanted) } else { token });
        } else if c.is_alphanumeric() || c == '_' {
            while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                at += 1;
            }
            let token: String = chars[start..at].iter().collect();
            text.push_str(&if token.eq_ignore_ascii_case(found) { quoted(wanted) } else { token });
        } else {
            text.push(c);
            at += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_identifier;

    #[test]
    fn names_are_replaced_and_literals_are_not() {
        let of = |sql| with_identifier(sql, "name", "fullName");
        assert_eq!(of("\"name\" = 'name' AND name2 > name"), "\"fullName\" = 'name' AND name2 > \"fullName\"");
        assert_eq!(of("lower(NEW.name) = 'it''s name'"), "lower(NEW.\"fullName\") = 'it''s name'");
        assert_eq!(with_identifier("a = \"odd\"\"one\"", "odd\"one", "b"), "a = \"b\"");
    }
}
