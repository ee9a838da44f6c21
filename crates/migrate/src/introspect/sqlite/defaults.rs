//! Defaults as `pragma_table_xinfo` gives them: the text of the statement, without its outer parentheses.

use nicol_catalog::{ColumnType, Default, Expression, SqliteType};

use super::super::sql_text::{Brackets, Token, TokenKind, tokens};
use crate::introspect::numbers;

/// Reads a column's default; `None` when it is NULL.
pub(super) fn parse(text: &str, ty: &ColumnType) -> Option<Default> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("null") {
        return None;
    }
    Some(literal(text, ty).unwrap_or_else(|| Default::Expression(expression(text))))
}

/// The expression as it stands behind `DEFAULT`: all but literals, signed numbers and keywords need parentheses there.
fn expression(text: &str) -> Expression {
    let all = tokens(text, Brackets::Quote);
    let is_simple = match all.as_slice() {
        [token] => is_literal(token) || matches!(token.kind, TokenKind::Word(_) | TokenKind::Quoted(_)),
        [sign, number] => (sign.is_symbol('-') || sign.is_symbol('+')) && matches!(number.kind, TokenKind::Number(_)),
        _ => false,
    };
    let source = if is_simple { text.to_owned() } else { format!("({text})") };
    Expression { normalised: source.to_lowercase(), source }
}

fn is_literal(token: &Token) -> bool {
    matches!(token.kind, TokenKind::String(_) | TokenKind::Prefixed(..) | TokenKind::Number(_))
}

fn literal(text: &str, ty: &ColumnType) -> Option<Default> {
    let ColumnType::Sqlite(ty) = ty else { return None };
    let mut all = tokens(text, Brackets::Quote);
    if matches!(ty, SqliteType::Real | SqliteType::Decimal) && all.first().is_some_and(|t| t.is_symbol('+')) {
        all.remove(0);
    }
    let is_negative = all.first().is_some_and(|t| t.is_symbol('-'));
    let [token] = all.get(usize::from(is_negative)..)? else { return now(&all, *ty) };
    let string = match &token.kind {
        // SQLite takes a double-quoted word for a string where no column can be meant.
        TokenKind::String(value) | TokenKind::Quoted(value) if !is_negative => Some(value.as_str()),
        _ => None,
    };
    let number = match &token.kind {
        TokenKind::Number(digits) if is_negative => Some(format!("-{digits}")),
        TokenKind::Number(digits) => Some(digits.clone()),
        _ => string.map(str::to_owned),
    };
    match ty {
        SqliteType::Integer | SqliteType::BigInt => number?.parse::<i64>().ok().map(|n| Default::Number(n.to_string())),
        SqliteType::Real | SqliteType::Decimal => numbers::plain(&number?).map(Default::Number),
        SqliteType::Boolean => {
            let is_true = token.is_word("true") || number.as_deref() == Some("1");
            let is_false = token.is_word("false") || number.as_deref() == Some("0");
            (is_true || is_false).then_some(Default::Boolean(is_true))
        }
        // A number in a text column is stored as its digits.
        SqliteType::Text => number.map(Default::Text),
        // Prisma writes a list as it is, which SQLite takes for a name in brackets.
        SqliteType::JsonB if text.starts_with('[') => is_json(text).then(|| Default::Json(text.to_owned())),
        SqliteType::JsonB => number.filter(|text| is_json(text)).map(Default::Json),
        SqliteType::Blob => match &token.kind {
            TokenKind::Prefixed('x', digits) => numbers::hex(digits).map(Default::Bytes),
            _ => None,
        },
        SqliteType::DateTime => match &token.kind {
            TokenKind::String(text) => Some(Default::DateTime(text.clone())),
            _ => now(&all, *ty),
        },
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// `CURRENT_TIMESTAMP` and `datetime('now')`, which are the same.
fn now(all: &[Token], ty: SqliteType) -> Option<Default> {
    let is_now = match all {
        [word] => word.is_word("current_timestamp"),
        [function, open, argument, close] => {
            function.is_word("datetime")
                && open.is_symbol('(')
                && matches!(&argument.kind, TokenKind::String(s) if s == "now")
                && close.is_symbol(')')
        }
        _ => false,
    };
    (is_now && ty == SqliteType::DateTime).then_some(Default::Now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, ty: SqliteType) -> Option<Default> {
        parse(text, &ColumnType::Sqlite(ty))
    }

    fn source(text: &str, ty: SqliteType) -> Option<String> {
        match read(text, ty)? {
            Default::Expression(e) => Some(e.source),
            _ => None,
        }
    }

    #[test]
    fn literals() {
        let text = |value: &str| Some(Default::Text(value.to_owned()));
        let number = |digits: &str| Some(Default::Number(digits.to_owned()));
        assert_eq!(read("'it''s'", SqliteType::Text), text("it's"));
        assert_eq!(read("\"a\"\"b\"", SqliteType::Text), text("a\"b"));
        assert_eq!(read("1.50", SqliteType::Text), text("1.50"));
        assert_eq!(read("'5'", SqliteType::Integer), number("5"));
        assert_eq!(read("-9999999999", SqliteType::BigInt), number("-9999999999"));
        assert_eq!(read("1e3", SqliteType::Real), number("1000"));
        assert_eq!(read("1.50", SqliteType::Decimal), number("1.50"));
        assert_eq!(read("FALSE", SqliteType::Boolean), Some(Default::Boolean(false)));
        assert_eq!(read("'1'", SqliteType::Boolean), Some(Default::Boolean(true)));
        assert_eq!(read("'{}'", SqliteType::JsonB), Some(Default::Json("{}".to_owned())));
        assert_eq!(read("1", SqliteType::JsonB), Some(Default::Json("1".to_owned())));
        assert_eq!(read("[1, 2]", SqliteType::JsonB), Some(Default::Json("[1, 2]".to_owned())));
        assert_eq!(source("'no JSON'", SqliteType::JsonB).as_deref(), Some("'no JSON'"));
        assert_eq!(read("+1.5", SqliteType::Decimal), number("1.5"));
        assert_eq!(read("X'6869'", SqliteType::Blob), Some(Default::Bytes(b"hi".to_vec())));
        assert_eq!(read("NULL", SqliteType::Text), None);
    }

    #[test]
    fn time() {
        assert_eq!(read("current_timestamp", SqliteType::DateTime), Some(Default::Now));
        assert_eq!(read("datetime('now')", SqliteType::DateTime), Some(Default::Now));
        let constant = Default::DateTime("2020-01-01".to_owned());
        assert_eq!(read("'2020-01-01'", SqliteType::DateTime), Some(constant));
        assert_eq!(source("CURRENT_TIMESTAMP", SqliteType::Text).as_deref(), Some("CURRENT_TIMESTAMP"));
    }

    #[test]
    fn expressions_get_back_the_parentheses_that_sqlite_demands() {
        assert_eq!(source("lower('X')", SqliteType::Text).as_deref(), Some("(lower('X'))"));
        assert_eq!(source("1+2", SqliteType::Integer).as_deref(), Some("(1+2)"));
        assert_eq!(source("+5", SqliteType::Integer).as_deref(), Some("+5"));
        assert_eq!(source("0x10", SqliteType::Integer).as_deref(), Some("0x10"));
        assert_eq!(source("'true'", SqliteType::Boolean).as_deref(), Some("'true'"));
        assert_eq!(source("'6869'", SqliteType::Blob).as_deref(), Some("'6869'"));
    }
}
