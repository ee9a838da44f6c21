//! What a database surely has when a script was run: tables and columns that it makes, and that nothing takes away.

use nicol_catalog::Dialect;
use nicol_catalog::script::{KEPT, Word, statements, words};

/// A table, or a column of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// As the script writes it; without it, where the connection makes things.
    pub schema: Option<String>,
    pub table: String,
    pub column: Option<String>,
    /// Only where there is such a table (`ALTER TABLE IF EXISTS`).
    pub needs_table: bool,
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let schema = self.schema.iter().map(|schema| format!("{schema}.")).collect::<String>();
        match &self.column {
            Some(column) => write!(f, "the column {schema}{}.{column}", self.table),
            None => write!(f, "the table {schema}{}", self.table),
        }
    }
}

/// What a script makes, unless it or one of those behind it may have taken it away or moved it. In every doubt nothing: where
/// scripts undo what they did, or say where names lead.
#[must_use]
pub fn made(dialect: Dialect, script: &str, later: &[&str]) -> Vec<Made> {
    let mut found: Vec<Made> = Vec::new();
    let mut temporary = Vec::new();
    for statement in statements(dialect, script) {
        let all: Vec<Word<'_>> = words(dialect, statement.text).collect();
        if all.iter().any(|word| word.is("ROLLBACK") || word.is("search_path") || word.is("set_config")) {
            return Vec::new();
        }
        let reader = Reader { dialect, all: &all };
        temporary.extend(reader.temporary());
        found.extend(reader.table().into_iter().chain(reader.columns()));
    }
    found.retain(|one| one.schema.is_some() || !temporary.contains(&one.table));
    for text in std::iter::once(&script).chain(later) {
        for statement in statements(dialect, text) {
            let all: Vec<Word<'_>> = words(dialect, statement.text).collect();
            let names = named_by(&all, statement.text);
            let is_of_schemas = all.iter().any(|word| word.is("SCHEMA"));
            found.retain(|one| {
                let schema = one.schema.as_deref().filter(|_| is_of_schemas);
                !std::iter::once(one.table.as_str()).chain(one.column.as_deref()).chain(schema).any(&names)
            });
        }
    }
    found
}

/// What a statement names that may drop or move something; whatever case it is in. Blocks and functions have it in their text.
pub(super) fn named_by(all: &[Word<'_>], text: &str) -> impl Fn(&str) -> bool + use<> {
    let is_text = ["DO", "CALL", "EXECUTE"].iter().any(|word| all.first().is_some_and(|first| first.is(word)));
    let takes_away = ["DROP", "RENAME", "SCHEMA"].iter().any(|keyword| all.iter().any(|word| word.is(keyword)));
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let text = if is_text { text.to_lowercase() } else { String::new() };
    let mut words: Vec<String> = text.split(|c| !is_letter(c)).map(str::to_owned).collect();
    if takes_away {
        words.extend(all.iter().filter_map(|word| Some(word.unquoted()?.to_lowercase())));
    }
    move |name| {
        let name = name.to_lowercase();
        words.contains(&name) || !name.chars().all(is_letter) && text.contains(&name)
    }
}

/// Reads the words of one statement.
pub(super) struct Reader<'s, 't> {
    pub(super) dialect: Dialect,
    pub(super) all: &'s [Word<'t>],
}

impl Reader<'_, '_> {
    fn is(&self, at: usize, keyword: &str) -> bool {
        self.all.get(at).is_some_and(|word| word.is(keyword))
    }

    /// `CREATE TABLE name`.
    fn table(&self) -> Option<Made> {
        let (schema, table, _) = self.name(2).filter(|_| self.is(0, "CREATE") && self.is(1, "TABLE"))?;
        self.is_ours(schema.as_deref()).then_some(Made { schema, table, column: None, needs_table: false })
    }

    /// `CREATE [LOCAL | GLOBAL] TEMP[ORARY] TABLE name`: it hides others of its name.
    fn temporary(&self) -> Option<String> {
        let at = if self.is(1, "LOCAL") || self.is(1, "GLOBAL") { 2 } else { 1 };
        let is_temporary = self.is(0, "CREATE") && (self.is(at, "TEMP") || self.is(at, "TEMPORARY"));
        let (_, table, _) = self.name(at + 2).filter(|_| is_temporary && self.is(at + 1, "TABLE"))?;
        Some(table)
    }

    /// `ALTER TABLE name ADD [COLUMN] column …, ADD …`.
    fn columns(&self) -> Vec<Made> {
        let is_alter = self.is(0, "ALTER") && self.is(1, "TABLE");
        let Some((schema, table, mut at)) = self.name(2).filter(|_| is_alter) else { return Vec::new() };
        if !self.is_ours(schema.as_deref()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        while at < self.all.len() {
            let column = if self.is(at + 1, "COLUMN") { at + 2 } else { at + 1 };
            let is_other = ["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"];
            if self.is(at, "ADD")
                && !is_other.iter().any(|keyword| self.is(column, keyword))
                && let Some((None, name, _)) = self.name(column)
            {
                let (schema, table, needs_table) = (schema.clone(), table.clone(), self.is(2, "IF"));
                found.push(Made { schema, table, column: Some(name), needs_table });
            }
            at = self.behind_comma(at);
        }
        found
    }

    /// The place behind the next comma that stands in no parentheses.
    fn behind_comma(&self, from: usize) -> usize {
        let mut depth = 0_i32;
        for (at, word) in self.all.iter().enumerate().skip(from) {
            match () {
                () if word.is_sign("(") => depth += 1,
                () if word.is_sign(")") => depth -= 1,
                () if depth == 0 && word.is_sign(",") => return at + 1,
                () => {}
            }
        }
        self.all.len()
    }

    /// Schema and name at this place, behind `IF [NOT] EXISTS` and `ONLY`, and the place after them.
    pub(super) fn name(&self, mut at: usize) -> Option<(Option<String>, String, usize)> {
        while ["IF", "NOT", "EXISTS", "ONLY"].iter().any(|keyword| self.is(at, keyword)) {
            at += 1;
        }
        let first = self.folded(at)?;
        if !self.all.get(at + 1).is_some_and(|word| word.is_sign(".")) {
            return Some((None, first, at + 1));
        }
        let second = self.folded(at + 2)?;
        // A database before it, too: then these are others.
        let is_third = self.all.get(at + 3).is_some_and(|word| word.is_sign("."));
        (!is_third).then_some((Some(first), second, at + 3))
    }

    /// As the database calls it.
    fn folded(&self, at: usize) -> Option<String> {
        let word = self.all.get(at)?;
        // `U&"…"` has escapes in it.
        if self.all.get(at + 1).is_some_and(|next| next.is_sign("&")) {
            return None;
        }
        let name = word.unquoted()?;
        let is_bare = self.dialect != Dialect::Sqlite && !word.is_quoted();
        // The server folds no other letters where they have more than one byte.
        Some(if is_bare { name.to_ascii_lowercase() } else { name })
    }

    /// Temporary tables are gone, and what was kept may be thrown away at any time.
    pub(super) fn is_ours(&self, schema: Option<&str>) -> bool {
        let is_other =
            |schema: &str| schema == KEPT || schema.starts_with("pg_") || schema.eq_ignore_ascii_case("temp");
        match (self.dialect, schema) {
            (_, None) => true,
            (Dialect::Sqlite, Some(schema)) => schema.eq_ignore_ascii_case("main"),
            (_, Some(schema)) => !is_other(schema),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dialect: Dialect, script: &str, later: &[&str]) -> Vec<String> {
        made(dialect, script, later).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn tables_and_columns() {
        let script = "CREATE TABLE \"User\" (id int, b numeric(10, 2));\nCREATE TEMP TABLE t (a int);\n\
            ALTER TABLE ONLY Shop.Things ADD a numeric(10,2), ADD COLUMN IF NOT EXISTS \"B\" int, ADD CONSTRAINT c CHECK (a > 0);\n\
            CREATE TABLE IF NOT EXISTS _nicol_keep.k (a int); ALTER TABLE t ADD b int; \
            CREATE TABLE ÄRZTE (a int); CREATE TABLE U&\"Q1\\0030\" (a int); CREATE TABLE db.public.q (a int);";
        let expected = ["the table User", "the column shop.things.a", "the column shop.things.B", "the table Ärzte"];
        assert_eq!(of(Dialect::Postgres, script, &[]), expected);
        assert_eq!(
            of(Dialect::Sqlite, "CREATE TABLE Main.[a b] (x); CREATE TABLE temp.c (x)", &[]),
            ["the table Main.a b"]
        );
    }

    #[test]
    fn what_may_have_gone_is_no_evidence() {
        let script = "CREATE TABLE a (x int); CREATE TABLE s.b (x int); ALTER TABLE c ADD d int;";
        let all = ["the table a", "the table s.b", "the column c.d"];
        let of = |later: &str| of(Dialect::Postgres, script, &[later]);
        assert_eq!(of("INSERT INTO a VALUES (1); ALTER TABLE a ADD y int"), all);
        assert_eq!(of("DROP TABLE \"A\""), all[1..], "case is no proof");
        assert_eq!(of("ALTER TABLE c RENAME COLUMN d TO e"), all[..2]);
        assert_eq!(of("DROP SCHEMA s CASCADE"), ["the table a", "the column c.d"]);
        assert_eq!(of("DO $$ BEGIN EXECUTE 'DROP TABLE s.b'; END $$"), ["the table a", "the column c.d"]);
        assert_eq!(made(Dialect::Postgres, "BEGIN; CREATE TABLE a (x int); ROLLBACK;", &[]), []);
        assert_eq!(made(Dialect::Postgres, "SET search_path = s; CREATE TABLE a (x int);", &[]), []);
        let anew =
            "CREATE TABLE new_t (a); INSERT INTO new_t SELECT a FROM t; DROP TABLE t; ALTER TABLE new_t RENAME TO t;";
        assert_eq!(made(Dialect::Sqlite, anew, &[]), []);
    }
}
