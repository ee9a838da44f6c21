//! Values of enums that a script uses in the transaction in which it adds them, where the server is sure to refuse that.
//! `split` takes every text for a use, since to cut once too often does no harm; who refuses a script has to be certain.

use super::postgres::Demand;
use super::split::{added_value, created_type, folded, last_of_name};
use super::{Word, statements, words};
use crate::Dialect::Postgres;

/// A new value that is used too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The enum, without its schema.
    pub of: String,
    pub value: String,
    /// The statement that uses it, in bytes of the script.
    pub offset: usize,
    /// It is one only if this column has that type; as the script writes table and column.
    pub column: Option<(String, String)>,
}

/// The uses of a script, in order.
#[must_use]
pub fn uses(script: &str) -> Vec<Use> {
    let mut found = Vec::new();
    let (mut created, mut added) = (Vec::new(), Vec::new());
    for statement in statements(Postgres, script) {
        let all: Vec<Word<'_>> = words(Postgres, statement.text).collect();
        match Demand::of(statement.text) {
            Demand::Controls if !all[0].is("SAVEPOINT") && !all[0].is("RELEASE") => added.clear(),
            Demand::Outside(_) => added.clear(),
            _ => {}
        }
        created.extend(created_type(statement.text));
        if let Some(new) = added_value(statement.text) {
            added.extend(Some(new).filter(|(of, _)| !created.contains(of)));
            continue;
        }
        for at in 0..all.len() {
            let Some(value) = all[at].text_literal() else { continue };
            for (of, _) in added.iter().filter(|(_, new)| *new == value) {
                let column = match place(&all, at, of) {
                    Place::Certain => None,
                    Place::Column(table, column) => Some((table, column)),
                    Place::Unknown => continue,
                };
                found.push(Use { of: of.clone(), value: value.clone(), offset: statement.offset, column });
            }
        }
    }
    found
}

/// What a text stands for.
enum Place {
    /// A value of the enum.
    Certain,
    /// What this column of this table is.
    Column(String, String),
    Unknown,
}

fn place(all: &[Word<'_>], at: usize, of: &str) -> Place {
    let is = |place: usize, keyword: &str| all.get(place).is_some_and(|word| word.is(keyword));
    let sign = |place: usize, sign: &str| all.get(place).is_some_and(|word| word.is_sign(sign));
    if sign(at + 1, ":") && sign(at + 2, ":") {
        let mut behind = all[at + 3..].iter().copied();
        return match last_of_name(&mut behind) {
            Some((name, next)) if name == of && !next.is_some_and(|word| word.is_sign("[")) => Place::Certain,
            _ => Place::Unknown,
        };
    }
    let Some(before) = at.checked_sub(1) else { return Place::Unknown };
    let table = |from: usize| {
        let mut from = from;
        while ["ONLY", "IF", "EXISTS"].iter().any(|word| is(from, word)) {
            from += 1;
        }
        let dotted = sign(from + 1, ".");
        let text = |at: usize| all.get(at).filter(|word| word.unquoted().is_some()).map(|word| word.text());
        match dotted {
            true => Some(format!("{}.{}", text(from)?, text(from + 2)?)),
            false => text(from).map(str::to_owned),
        }
    };
    if is(before, "DEFAULT") {
        if is(0, "ALTER") && is(1, "TABLE") && at >= 4 && is(at - 2, "SET") {
            let column = all[at - 3].unquoted().map(|_| all[at - 3].text().to_owned());
            return match (table(2), column) {
                (Some(table), Some(column)) if is(at - 4, "COLUMN") || is(at - 4, "ALTER") => {
                    Place::Column(table, column)
                }
                _ => Place::Unknown,
            };
        }
        let is_definition = is(0, "CREATE") && is(1, "TABLE") || is(0, "ALTER") && is(1, "TABLE");
        // `name type [NOT NULL] DEFAULT`: the type stands right before.
        let end = if is(at.saturating_sub(2), "NULL") && is(at.saturating_sub(3), "NOT") { at - 3 } else { before };
        let is_type = end >= 2 && all[end - 1].unquoted().is_some() && folded(all[end - 1]).as_deref() == Some(of);
        return if is_definition && is_type { Place::Certain } else { Place::Unknown };
    }
    if sign(before, "=") && at >= 2 {
        let column = all[at - 2].unquoted().map(|_| all[at - 2].text().to_owned());
        let table = match () {
            () if is(0, "UPDATE") => table(1),
            () if is(0, "DELETE") && is(1, "FROM") => table(2),
            () => None,
        };
        let is_plain = !sign(at.wrapping_sub(3), ".") && !sign(at.wrapping_sub(3), ">");
        if let (Some(table), Some(column), true) = (table, column, is_plain) {
            return Place::Column(table, column);
        }
    }
    Place::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(script: &str) -> Vec<String> {
        let told = |u: Use| {
            let column = u.column.map(|(table, column)| format!(" if {table}.{column}")).unwrap_or_default();
            format!("{} of {} at {}{column}", u.value, u.of, u.offset)
        };
        uses(script).into_iter().map(told).collect()
    }

    #[test]
    fn what_the_server_is_sure_to_refuse_is_found() {
        for (rest, wanted) in [
            ("SELECT 'sad'::\"Mood\";", "sad of Mood at 35"),
            ("SELECT 'sad'::s.\"Mood\";", "sad of Mood at 35"),
            ("ALTER TABLE t ADD COLUMN m \"Mood\" NOT NULL DEFAULT 'sad';", "sad of Mood at 35"),
            ("CREATE TABLE t (a int, m s.\"Mood\" DEFAULT 'sad', c int);", "sad of Mood at 35"),
            ("ALTER TABLE ONLY s.\"T\" ALTER COLUMN \"m\" SET DEFAULT 'sad';", "sad of Mood at 35 if s.\"T\".\"m\""),
            ("ALTER TABLE t ALTER m SET DEFAULT 'sad';", "sad of Mood at 35 if t.m"),
            ("UPDATE \"T\" SET a = 1, \"m\" = 'sad' WHERE true;", "sad of Mood at 35 if \"T\".\"m\""),
            ("DELETE FROM t WHERE m = 'sad';", "sad of Mood at 35 if t.m"),
        ] {
            assert_eq!(told(&format!("ALTER TYPE \"Mood\" ADD VALUE 'sad'; {rest}")), [wanted], "{rest}");
        }
    }

    #[test]
    fn what_may_be_right_is_not_found() {
        for rest in [
            "SELECT 'sad';",
            "SELECT 'sad'::text;",
            "SELECT 'sad'::\"Mood\"[];",
            "ALTER TABLE t ADD COLUMN m TEXT DEFAULT 'sad';",
            "ALTER TABLE t ADD COLUMN \"Mood\" TEXT DEFAULT 'sad';",
            "COMMENT ON TYPE \"Mood\" IS 'sad';",
            "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT 'sad'::\"Mood\" $$;",
            "UPDATE t SET a.m = 'sad';",
            "COMMIT; SELECT 'sad'::\"Mood\";",
            "SELECT 'glad'::\"Mood\"; ALTER TYPE \"Mood\" ADD VALUE 'glad';",
        ] {
            assert_eq!(told(&format!("ALTER TYPE \"Mood\" ADD VALUE 'sad'; {rest}")), [""; 0], "{rest}");
        }
        assert_eq!(told("CREATE TYPE m AS ENUM ('a'); ALTER TYPE M ADD VALUE 'b'; SELECT 'b'::m;"), [""; 0]);
    }
}
