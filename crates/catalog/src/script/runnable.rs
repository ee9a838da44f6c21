//! What files of scripts hold besides SQL.

use std::borrow::Cow;

use super::scanner::{BYTE_ORDER_MARK, Scanner, Token};
use super::{Inside, statements};
use crate::Dialect;

/// The commands to psql that `pg_dump` puts around a dump: they keep psql from taking other such commands.
const AROUND_DUMPS: [&str; 2] = ["restrict", "unrestrict"];

/// The script as a database takes it: without a byte order mark, and without the lines of a dump that are for psql.
/// There are blanks instead, so that every character stays where it is.
#[must_use]
pub fn runnable(dialect: Dialect, script: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(script);
    if script.starts_with(BYTE_ORDER_MARK) {
        out.to_mut().replace_range(..BYTE_ORDER_MARK.len_utf8(), " ");
    }
    if dialect != Dialect::Sqlite && AROUND_DUMPS.iter().any(|word| script.contains(&format!("\\{word} "))) {
        let blanked = without_lines_for_psql(dialect, &out);
        out = Cow::Owned(blanked);
    }
    out
}

fn without_lines_for_psql(dialect: Dialect, script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut copied = 0;
    let mut scanner = Scanner::new(dialect, script);
    let mut inside = Inside::new(dialect);
    let mut is_start = true;
    while let Some((token, range)) = scanner.next() {
        if token == Token::Comment {
            continue;
        }
        let line = script[range.start..].lines().next().unwrap_or_default();
        let is_command = |rest: &str| rest.split_whitespace().next().is_some_and(|word| AROUND_DUMPS.contains(&word));
        if is_start && line.strip_prefix('\\').is_some_and(is_command) {
            out.push_str(&script[copied..range.start]);
            out.extend(std::iter::repeat_n(' ', line.chars().count()));
            copied = range.start + line.len();
            scanner.go_to(copied);
            continue;
        }
        is_start = inside.ends_at(token, &script[range]);
        if is_start {
            inside = Inside::new(dialect);
        }
    }
    out.push_str(&script[copied..]);
    out
}

/// What only psql can run, as it stands in the script: a command to psql (`\connect`), or rows behind
/// `COPY … FROM stdin`, as in dumps with data.
#[must_use]
pub fn for_psql(script: &str) -> Option<&str> {
    let has_stdin = || script.as_bytes().windows(5).any(|at| at.eq_ignore_ascii_case(b"stdin"));
    if !script.contains('\\') && !has_stdin() {
        return None;
    }
    let found = statements(Dialect::Postgres, script);
    let found = found.iter().find(|s| s.text.starts_with('\\') || copies_from_stdin(s.text))?;
    found.text.lines().next()
}

fn copies_from_stdin(statement: &str) -> bool {
    let mut scanner = Scanner::new(Dialect::Postgres, statement);
    let mut words = std::iter::from_fn(|| scanner.next())
        .filter(|(token, _)| *token == Token::Word)
        .map(|(_, range)| statement[range].to_ascii_uppercase());
    if words.next().is_none_or(|first| first != "COPY") {
        return false;
    }
    let rest: Vec<String> = words.collect();
    rest.windows(2).any(|pair| pair == ["FROM", "STDIN"])
}

#[cfg(test)]
mod tests {
    use super::super::is_blank;
    use super::*;

    const DUMP: &str = "--\n\\restrict aB3\n\nSELECT 1;\n  \\unrestrict aB3\r\n-- end\n";

    #[test]
    fn lines_for_psql_become_blanks() {
        let sent = runnable(Dialect::Postgres, DUMP);
        assert_eq!(sent, "--\n             \n\nSELECT 1;\n                 \r\n-- end\n");
        assert_eq!(runnable(Dialect::Sqlite, DUMP), DUMP);
    }

    #[test]
    fn what_only_looks_like_a_line_for_psql_stays() {
        for script in [
            "SELECT '\n\\restrict x\n';",
            "SELECT $$\n\\restrict x\n$$;",
            "/*\n\\restrict x\n*/ SELECT 1",
            "SELECT 1\n\\restrict x\n;",
            "\\connect restrict \\restrict x",
        ] {
            assert_eq!(runnable(Dialect::Postgres, script), script);
        }
    }

    #[test]
    fn a_byte_order_mark_becomes_a_blank() {
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            assert_eq!(runnable(dialect, "\u{feff}SELECT 1"), " SELECT 1");
            assert!(is_blank(dialect, &runnable(dialect, "\u{feff}-- nothing")));
            assert!(matches!(runnable(dialect, "SELECT '\u{feff}'"), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn what_only_psql_can_run_is_found() {
        assert_eq!(
            for_psql("SELECT 1;\nCOPY public.\"T\" (a, \"from\") FROM stdin;\n1\t\\N\n\\.\n"),
            Some("COPY public.\"T\" (a, \"from\") FROM stdin")
        );
        assert_eq!(for_psql("copy t from STDIN WITH (FORMAT csv)"), Some("copy t from STDIN WITH (FORMAT csv)"));
        assert_eq!(for_psql("-- first\n\\connect other\nSELECT 1;"), Some("\\connect other"));
        for script in ["COPY t FROM '/stdin'", "COPY t TO stdout", "SELECT 'COPY t FROM stdin', E'\\n', '\\x00'"] {
            assert_eq!(for_psql(script), None, "{script}");
        }
    }
}
