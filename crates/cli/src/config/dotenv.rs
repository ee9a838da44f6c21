//! `.env` files, as Node's `dotenv` 17 reads them, with the `${NAME}` expansion of Prisma 6.
//!
//! The crate `dotenvy` follows the shell instead: it expands a bare `$word` (which damages passwords),
//! treats backslashes in unquoted values as escapes, and refuses a whole file for an unquoted space.
//! The rules here, from dotenv's documentation and behaviour:
//! - a line is `NAME=value` or `NAME: value`, optionally after `export`; others are passed over;
//! - quotes are `'`, `"` or a backtick, may span lines, and keep what they hold; only `"` turns `\n` and `\r` into
//!   line ends;
//! - an unquoted value ends at `#` or the end of the line and is trimmed;
//! - a name that comes twice has its last value.

/// The variables of a file, in order; a name may come twice.
pub(crate) fn parse(text: &str) -> Vec<(String, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after_line) = rest.split_once('\n').unwrap_or((rest, ""));
        match assignment(line) {
            Some((name, value_start)) => {
                let (value, after) = value(&rest[value_start..]);
                found.push((name.to_owned(), value));
                rest = after;
            }
            None => rest = after_line,
        }
    }
    found
}

/// The name that a line assigns to, and where its value starts.
fn assignment(line: &str) -> Option<(&str, usize)> {
    let mut start = line.len() - line.trim_start().len();
    if let Some(after) = line[start..].strip_prefix("export")
        && after.starts_with(char::is_whitespace)
    {
        start = line.len() - after.trim_start().len();
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let name_end = line[start..].find(|c| !is_name(c)).map_or(line.len(), |i| start + i);
    if name_end == start {
        return None;
    }
    let name = &line[start..name_end];
    let after = &line[name_end..];
    if let Some(value) = after.trim_start().strip_prefix('=') {
        return Some((name, line.len() - value.len()));
    }
    let value = after.strip_prefix(':')?;
    value.starts_with(char::is_whitespace).then(|| (name, line.len() - value.len()))
}

/// The value at the start of `text`, and what follows its line.
fn value(text: &str) -> (String, &str) {
    let first_line_end = text.find('\n').unwrap_or(text.len());
    let trimmed = text[..first_line_end].trim_start();
    if let Some(quote) = trimmed.chars().next().filter(|c| is_quote(*c)) {
        let inner_start = first_line_end - trimmed.len() + 1;
        if let Some(close) = closing_quote(&text[inner_start..], quote) {
            let (inner, after) = text[inner_start..].split_at(close);
            return (unquoted(inner, quote), after.split_once('\n').map_or("", |(_, next)| next));
        }
    }
    let line = text[..first_line_end].split('#').next().unwrap_or_default().trim();
    let value = match line.chars().next() {
        Some(quote) if is_quote(quote) && line.len() > 1 && line.ends_with(quote) => {
            unquoted(&line[1..line.len() - 1], quote)
        }
        _ => line.to_owned(),
    };
    (value, text.get(first_line_end + 1..).unwrap_or_default())
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '`')
}

fn unquoted(inner: &str, quote: char) -> String {
    if quote == '"' { inner.replace("\\n", "\n").replace("\\r", "\r") } else { inner.to_owned() }
}

/// Where the quote closes: only a comment may follow on its line. A quote behind a backslash closes only when no later
/// one does (`"C:\dir\"`).
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut escaped = Vec::new();
    for (at, _) in text.match_indices(quote) {
        escaped.push(at);
        if !text[..at].ends_with('\\') {
            break;
        }
    }
    escaped.into_iter().rev().find(|at| {
        let line = text[at + 1..].split('\n').next().unwrap_or_default().trim_start();
        line.is_empty() || line.starts_with('#')
    })
}

/// Puts the values of variables in the place of `${NAME}`. `\${NAME}` stays `${NAME}`, an unknown name is empty, and a
/// name that leads back to itself is empty too. A bare `$NAME` is text.
pub(crate) fn expand(value: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    expand_within(value, lookup, &mut Vec::new())
}

fn expand_within(value: &str, lookup: &dyn Fn(&str) -> Option<String>, open: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find("${") {
        let (before, from) = rest.split_at(start);
        let Some((name, after)) = from[2..].split_once('}').filter(|(name, _)| is_variable_name(name)) else {
            out.push_str(before);
            out.push_str("${");
            rest = &from[2..];
            continue;
        };
        if let Some(before) = before.strip_suffix('\\') {
            out.push_str(before);
            out.push_str(&from[..name.len() + 3]);
        } else {
            out.push_str(before);
            if !open.iter().any(|n| n == name)
                && let Some(found) = lookup(name)
            {
                open.push(name.to_owned());
                out.push_str(&expand_within(&found, lookup, open));
                open.pop();
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn is_variable_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::{expand, parse};

    fn one(text: &str) -> String {
        let mut found = parse(text);
        assert_eq!(found.len(), 1, "{text:?} gave {found:?}");
        found.remove(0).1
    }

    #[test]
    fn unquoted_values_are_trimmed_and_end_at_a_comment() {
        assert_eq!(one("A=b"), "b");
        assert_eq!(one("A =  b c  "), "b c");
        assert_eq!(one("A=b # note"), "b");
        assert_eq!(one("A=b#note"), "b");
        assert_eq!(one("A="), "");
        assert_eq!(one("A=\n"), "");
        assert_eq!(one("  export A=b"), "b");
        assert_eq!(one("A: b"), "b");
        assert_eq!(one("\u{feff}A=b"), "b");
    }

    #[test]
    fn a_password_keeps_its_dollar_and_its_backslash() {
        assert_eq!(one("A=postgresql://u:p$ss\\w@h/db?x=1&y=2"), "postgresql://u:p$ss\\w@h/db?x=1&y=2");
    }

    #[test]
    fn quotes_keep_what_they_hold() {
        assert_eq!(one("A=\"b # c\" # note"), "b # c");
        assert_eq!(one("A='b \"c\" '"), "b \"c\" ");
        assert_eq!(one("A=`b 'c'`"), "b 'c'");
        assert_eq!(one("A=\"b\\nc\\rd\""), "b\nc\rd");
        assert_eq!(one("A='b\\nc'"), "b\\nc");
        assert_eq!(one("A=\"b\\\"c\""), "b\\\"c");
        assert_eq!(one("A=\"open"), "\"open");
        assert_eq!(one("A=\"C:\\dir\\\""), "C:\\dir\\");
        assert_eq!(one("A='it's'"), "it's");
        assert_eq!(one("A=\"a\" \"b\""), "a\" \"b");
        assert_eq!(one("A=`x`y"), "`x`y");
    }

    #[test]
    fn quoted_values_may_span_lines() {
        let found = parse("A=\"one\ntwo\"\r\nB='x\ry'\nC=z");
        assert_eq!(
            found,
            [("A".into(), "one\ntwo".into()), ("B".into(), "x\ny".into()), ("C".into(), "z".into())]
                as [(String, String); 3]
        );
    }

    #[test]
    fn other_lines_are_passed_over() {
        assert_eq!(parse("# A=1\n\nnot an assignment\n=x\nA=2"), [("A".to_owned(), "2".to_owned())]);
    }

    #[test]
    fn braces_expand_and_a_bare_dollar_does_not() {
        let lookup = |name: &str| match name {
            "USER" => Some("ann".to_owned()),
            "HOST" => Some("${USER}.example".to_owned()),
            "LOOP" => Some("${LOOP}".to_owned()),
            _ => None,
        };
        assert_eq!(expand("${USER}@${HOST}", &lookup), "ann@ann.example");
        assert_eq!(expand("$USER \\${USER} ${} ${no name}", &lookup), "$USER ${USER} ${} ${no name}");
        assert_eq!(expand("a${MISSING}b${LOOP}c", &lookup), "abc");
        assert_eq!(expand("${USER", &lookup), "${USER");
    }
}
