//! The text of a statement as a part of another one.

use std::fmt::Write as _;

use crate::sql::{Seam, replace_params};

/// What stands where a parameter stood.
pub(super) enum Woven {
    /// The parameter with this number.
    Param(usize),
    Text(String),
}

/// The text with further conditions and other values. `None` if there is no place for the conditions.
pub(super) fn weave(sql: &str, seam: Option<&Seam>, guards: &[String], values: &[Woven]) -> Option<String> {
    let mut out = String::with_capacity(sql.len() + 64);
    if guards.is_empty() {
        replace(sql, values, &mut out)?;
        return Some(out);
    }
    let guards = guards.join(" AND ");
    match seam? {
        Seam::Conditions(range) => {
            replace(sql.get(..range.start)?, values, &mut out)?;
            match sql.get(range.clone())?.strip_prefix(" WHERE ") {
                None => {
                    let _ = write!(out, " WHERE {guards}");
                }
                Some(conditions) => {
                    let _ = write!(out, " WHERE {guards} AND (");
                    replace(conditions, values, &mut out)?;
                    out.push(')');
                }
            }
            replace(sql.get(range.end..)?, values, &mut out)?;
        }
        Seam::Values(range) => {
            replace(sql.get(..range.start)?, values, &mut out)?;
            let row = sql.get(range.clone())?.strip_prefix(" VALUES (")?.strip_suffix(')')?;
            out.push_str(" SELECT ");
            replace(row, values, &mut out)?;
            let _ = write!(out, " WHERE {guards}");
            replace(sql.get(range.end..)?, values, &mut out)?;
        }
    }
    Some(out)
}

/// Writes text with other values for its parameters. `None` if one of them has none.
fn replace(sql: &str, values: &[Woven], out: &mut String) -> Option<()> {
    let mut is_whole = true;
    replace_params(sql, out, |index, out, _| match values.get(index) {
        Some(Woven::Param(number)) => {
            let _ = write!(out, "${number}");
        }
        Some(Woven::Text(text)) => out.push_str(text),
        None => is_whole = false,
    });
    is_whole.then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_replaced_but_not_in_names() {
        let values = [Woven::Param(7), Woven::Text("(SELECT 1)".to_owned())];
        let sql = "UPDATE \"a $1 \"\" $2\" SET x = $1 WHERE 'it''s $1' = $2";
        let woven = weave(sql, None, &[], &values).unwrap();
        assert_eq!(woven, "UPDATE \"a $1 \"\" $2\" SET x = $7 WHERE 'it''s $1' = (SELECT 1)");
        assert_eq!(weave("SELECT $3", None, &[], &values), None);
    }

    #[test]
    fn conditions_are_added_before_what_follows() {
        let guards = ["g".to_owned(), "h".to_owned()];
        let sql = "DELETE FROM t WHERE a OR b RETURNING 1";
        let seam = Seam::Conditions(13..26);
        assert_eq!(
            weave(sql, Some(&seam), &guards, &[]).unwrap(),
            "DELETE FROM t WHERE g AND h AND (a OR b) RETURNING 1"
        );
        let sql = "INSERT INTO t (a) VALUES (1) RETURNING 1";
        let seam = Seam::Values(17..28);
        assert_eq!(
            weave(sql, Some(&seam), &guards, &[]).unwrap(),
            "INSERT INTO t (a) SELECT 1 WHERE g AND h RETURNING 1"
        );
        assert_eq!(weave("INSERT INTO t DEFAULT VALUES", None, &guards, &[]), None);
    }
}
