//! Defaults as `pg_get_expr` prints them: literals with casts, arrays, the current time. All else stays an expression.

use nicol_catalog::{ColumnArity, ColumnType, Default, EnumType, Expression, PostgresType};

use super::super::sql_text::{Brackets, Token, TokenKind, tokens};
use crate::introspect::numbers;

/// Reads a column's default; `None` when it is NULL.
pub(super) fn parse(text: &str, ty: &ColumnType, arity: ColumnArity, enums: &[EnumType]) -> Option<Default> {
    let all = tokens(text, Brackets::Subscript);
    let mut parser = Parser { tokens: &all, at: 0 };
    let value = parser.value().filter(|_| parser.is_at_end());
    if value == Some(Value::Null) {
        return None;
    }
    let known = value.and_then(|value| match arity {
        ColumnArity::List => list(value, ty, enums),
        ColumnArity::Required | ColumnArity::Nullable => scalar(value, ty, enums),
    });
    Some(known.unwrap_or_else(|| {
        Default::Expression(Expression { source: text.to_owned(), normalised: text.to_lowercase() })
    }))
}

/// The text of an expression that is a string literal under casts (`'2020-01-01'::date`).
pub(crate) fn constant_text(expression: &str) -> Option<String> {
    let all = tokens(expression, Brackets::Subscript);
    let mut parser = Parser { tokens: &all, at: 0 };
    match parser.value().filter(|_| parser.is_at_end())? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// A literal, freed of its casts.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    String(String),
    Bits(String),
    Number(String),
    Boolean(bool),
    Null,
    Now,
    Array(Vec<Value>),
}

fn scalar(value: Value, ty: &ColumnType, enums: &[EnumType]) -> Option<Default> {
    let ty = match ty {
        ColumnType::Postgres(ty) => ty,
        ColumnType::Enum(id) => {
            let Value::String(label) = value else { return None };
            let known = enums.get(id.0 as usize)?.values.contains(&label);
            return known.then_some(Default::EnumValue(label));
        }
        ColumnType::Sqlite(_) | ColumnType::Unsupported(_) => return None,
    };
    match ty {
        PostgresType::SmallInt | PostgresType::Integer | PostgresType::BigInt | PostgresType::Oid => match value {
            Value::Number(n) | Value::String(n) => n.parse::<i64>().ok().map(|n| Default::Number(n.to_string())),
            _ => None,
        },
        PostgresType::Decimal(_) | PostgresType::Money | PostgresType::Real | PostgresType::DoublePrecision => {
            match value {
                Value::Number(n) | Value::String(n) => numbers::plain(&n).map(Default::Number),
                _ => None,
            }
        }
        PostgresType::Boolean => match value {
            Value::Boolean(b) => Some(Default::Boolean(b)),
            Value::String(word) => boolean(&word).map(Default::Boolean),
            _ => None,
        },
        PostgresType::Text
        | PostgresType::VarChar(_)
        | PostgresType::Char(_)
        | PostgresType::Citext
        | PostgresType::Inet
        | PostgresType::Uuid
        | PostgresType::Xml => match value {
            Value::String(text) => Some(Default::Text(text)),
            _ => None,
        },
        PostgresType::Bit(_) | PostgresType::VarBit(_) => match value {
            Value::String(text) | Value::Bits(text) => Some(Default::Text(text)),
            _ => None,
        },
        PostgresType::Json | PostgresType::JsonB => match value {
            Value::String(text) => Some(Default::Json(text)),
            _ => None,
        },
        PostgresType::ByteA => match value {
            Value::String(text) => numbers::hex(text.strip_prefix("\\x")?).map(Default::Bytes),
            _ => None,
        },
        PostgresType::Timestamp(_)
        | PostgresType::Timestamptz(_)
        | PostgresType::Date
        | PostgresType::Time(_)
        | PostgresType::Timetz(_) => match value {
            Value::Now => Some(Default::Now),
            Value::String(text) => Some(Default::DateTime(text)),
            _ => None,
        },
    }
}

fn list(value: Value, ty: &ColumnType, enums: &[EnumType]) -> Option<Default> {
    let elements = match value {
        Value::Array(elements) => elements,
        Value::String(text) => array_literal(&text)?.into_iter().map(Value::String).collect(),
        _ => return None,
    };
    elements.into_iter().map(|e| scalar(e, ty, enums)).collect::<Option<_>>().map(Default::List)
}

fn boolean(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "t" | "true" | "yes" | "on" | "1" => Some(true),
        "f" | "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// The elements of `{a,"b c"}`; `None` for what a list field can't hold: NULLs and further dimensions.
pub(crate) fn array_literal(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    if inner.trim().is_empty() {
        return Some(Vec::new());
    }
    let mut elements = Vec::new();
    let mut chars = inner.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let mut element = String::new();
        if chars.next_if_eq(&'"').is_some() {
            loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => element.push(chars.next()?),
                    c => element.push(c),
                }
            }
            while chars.next_if(|c| c.is_whitespace()).is_some() {}
        } else {
            while let Some(c) = chars.next_if(|c| *c != ',') {
                match c {
                    '{' | '}' | '"' => return None,
                    '\\' => element.push(chars.next()?),
                    c => element.push(c),
                }
            }
            element.truncate(element.trim_end().len());
            if element.is_empty() || element.eq_ignore_ascii_case("null") {
                return None;
            }
        }
        elements.push(element);
        match chars.next() {
            Some(',') => {}
            Some(_) => return None,
            None => return Some(elements),
        }
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn is_at_end(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn eat_symbol(&mut self, symbol: char) -> bool {
        let is_there = self.peek().is_some_and(|t| t.is_symbol(symbol));
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let is_there = self.peek().is_some_and(|t| t.is_word(word));
        self.at += usize::from(is_there);
        is_there
    }

    /// A literal and its casts.
    fn value(&mut self) -> Option<Value> {
        let value = self.primary()?;
        while self.peek().is_some_and(|t| t.kind == TokenKind::Cast) {
            self.at += 1;
            let length = self.type_name()?;
            // A cast that cuts the text, or the time to a date, makes another value.
            match &value {
                Value::Now => return None,
                Value::String(text) if length.is_some_and(|n| text.chars().count() > n) => return None,
                _ => {}
            }
        }
        Some(value)
    }

    fn primary(&mut self) -> Option<Value> {
        if self.eat_symbol('(') {
            let value = self.value()?;
            return self.eat_symbol(')').then_some(value);
        }
        if self.eat_symbol('-') {
            return match self.primary()? {
                Value::Number(n) if !n.starts_with('-') => Some(Value::Number(format!("-{n}"))),
                _ => None,
            };
        }
        if self.eat_word("array") {
            return self.array();
        }
        if self.eat_word("now") {
            return (self.eat_symbol('(') && self.eat_symbol(')')).then_some(Value::Now);
        }
        for (word, value) in [
            ("true", Value::Boolean(true)),
            ("false", Value::Boolean(false)),
            ("null", Value::Null),
            ("current_timestamp", Value::Now),
        ] {
            if self.eat_word(word) {
                return Some(value);
            }
        }
        let value = match &self.peek()?.kind {
            TokenKind::String(text) => Value::String(text.clone()),
            TokenKind::Prefixed('b', bits) => Value::Bits(bits.clone()),
            TokenKind::Number(digits) => Value::Number(digits.clone()),
            _ => return None,
        };
        self.at += 1;
        Some(value)
    }

    fn array(&mut self) -> Option<Value> {
        if !self.eat_symbol('[') {
            return None;
        }
        let mut elements = Vec::new();
        if !self.eat_symbol(']') {
            loop {
                elements.push(self.value()?);
                if self.eat_symbol(']') {
                    break;
                }
                if !self.eat_symbol(',') {
                    return None;
                }
            }
        }
        Some(Value::Array(elements))
    }

    /// Reads over a type's name. The outer `Option` is whether there is one, the inner one its first argument.
    #[allow(clippy::option_option, reason = "both absences mean something")]
    fn type_name(&mut self) -> Option<Option<usize>> {
        self.peek()?.name()?;
        self.at += 1;
        while self.eat_symbol('.') {
            self.peek()?.name()?;
            self.at += 1;
        }
        let mut length = None;
        loop {
            if ["varying", "precision", "with", "without", "time", "zone"].iter().any(|w| self.eat_word(w)) {
                continue;
            }
            if self.eat_symbol('(') {
                while let Some(token) = self.peek().filter(|t| !t.is_symbol(')')) {
                    if let (None, TokenKind::Number(n)) = (length, &token.kind) {
                        length = n.parse().ok();
                    }
                    self.at += 1;
                }
                if !self.eat_symbol(')') {
                    return None;
                }
                continue;
            }
            if self.eat_symbol('[') {
                if !self.eat_symbol(']') {
                    return None;
                }
                continue;
            }
            return Some(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nicol_catalog::{EnumId, QualifiedName};

    fn read(text: &str, ty: PostgresType) -> Option<Default> {
        parse(text, &ColumnType::Postgres(ty), ColumnArity::Required, &[])
    }

    fn read_list(text: &str, ty: PostgresType) -> Option<Default> {
        parse(text, &ColumnType::Postgres(ty), ColumnArity::List, &[])
    }

    fn expression(text: &str) -> Option<Default> {
        Some(Default::Expression(Expression { source: text.to_owned(), normalised: text.to_lowercase() }))
    }

    fn number(digits: &str) -> Option<Default> {
        Some(Default::Number(digits.to_owned()))
    }

    fn text(value: &str) -> Option<Default> {
        Some(Default::Text(value.to_owned()))
    }

    #[test]
    fn literals_under_their_casts() {
        assert_eq!(read("'it''s'::text", PostgresType::Text), text("it's"));
        assert_eq!(read("'abc'::character varying(10)", PostgresType::VarChar(Some(10))), text("abc"));
        assert_eq!(read("B'101'::\"bit\"", PostgresType::Bit(Some(3))), text("101"));
        assert_eq!(read("5", PostgresType::Integer), number("5"));
        assert_eq!(read("'-5'::integer", PostgresType::Integer), number("-5"));
        assert_eq!(read("(- (5))", PostgresType::Integer), number("-5"));
        assert_eq!(
            read("'15000000000'::bigint::double precision", PostgresType::DoublePrecision),
            number("15000000000")
        );
        assert_eq!(read("'1e+20'::double precision", PostgresType::DoublePrecision), number("100000000000000000000"));
        assert_eq!(read("1.50", PostgresType::Decimal(None)), number("1.50"));
        assert_eq!(read("true", PostgresType::Boolean), Some(Default::Boolean(true)));
        assert_eq!(read("'{\"a\": 1}'::jsonb", PostgresType::JsonB), Some(Default::Json("{\"a\": 1}".to_owned())));
        assert_eq!(read("'\\x6869'::bytea", PostgresType::ByteA), Some(Default::Bytes(b"hi".to_vec())));
    }

    #[test]
    fn time() {
        assert_eq!(read("now()", PostgresType::Timestamp(Some(3))), Some(Default::Now));
        assert_eq!(read("CURRENT_TIMESTAMP", PostgresType::Timestamptz(None)), Some(Default::Now));
        for other in ["CURRENT_TIMESTAMP(3)", "(now())::date", "timezone('utc'::text, now())"] {
            assert_eq!(read(other, PostgresType::Date), expression(other));
        }
        assert_eq!(read("now()", PostgresType::Text), expression("now()"));
        assert_eq!(
            read("'2020-01-01 00:00:00'::timestamp without time zone", PostgresType::Timestamp(Some(3))),
            Some(Default::DateTime("2020-01-01 00:00:00".to_owned()))
        );
    }

    #[test]
    fn what_is_not_a_literal_of_the_type_stays_an_expression() {
        for (source, ty) in [
            ("'NaN'::double precision", PostgresType::DoublePrecision),
            ("'$12.50'::money", PostgresType::Money),
            ("(+ 5)", PostgresType::Integer),
            ("1.5", PostgresType::Integer),
            ("1", PostgresType::Text),
            ("('a'::text || 'b'::text)", PostgresType::Text),
            ("'abc'::character varying(2)", PostgresType::Text),
            ("gen_random_uuid()", PostgresType::Uuid),
        ] {
            assert_eq!(read(source, ty), expression(source), "{source}");
        }
    }

    #[test]
    fn no_default() {
        assert_eq!(read("NULL::text", PostgresType::Text), None);
        assert_eq!(read("NULL", PostgresType::Integer), None);
    }

    #[test]
    fn lists() {
        let list = |items: &[&str]| Some(Default::List(items.iter().map(|i| Default::Text((*i).to_owned())).collect()));
        assert_eq!(read_list("'{}'::text[]", PostgresType::Text), list(&[]));
        assert_eq!(read_list("ARRAY[]::text[]", PostgresType::Text), list(&[]));
        assert_eq!(read_list("'{\"a b\",\"c\\\"d\",e}'::text[]", PostgresType::Text), list(&["a b", "c\"d", "e"]));
        assert_eq!(read_list("ARRAY['x'::text, 'y,z'::text]", PostgresType::Text), list(&["x", "y,z"]));
        assert_eq!(read_list("(ARRAY['x'::character varying])::text[]", PostgresType::Text), list(&["x"]));
        assert_eq!(
            read_list(
                "ARRAY[(1.5)::double precision, ('-2'::integer)::double precision]",
                PostgresType::DoublePrecision
            ),
            Some(Default::List(vec![Default::Number("1.5".to_owned()), Default::Number("-2".to_owned())]))
        );
        for odd in ["'{a,NULL}'::text[]", "'{{a},{b}}'::text[]", "ARRAY[NULL::text]"] {
            assert_eq!(read_list(odd, PostgresType::Text), expression(odd), "{odd}");
        }
    }

    #[test]
    fn enum_labels() {
        let enums = [EnumType { name: QualifiedName::bare("mood"), values: vec!["so so".to_owned()] }];
        let read = |text: &str| parse(text, &ColumnType::Enum(EnumId(0)), ColumnArity::Nullable, &enums);
        assert_eq!(read("'so so'::mood"), Some(Default::EnumValue("so so".to_owned())));
        assert_eq!(read("'so so'::s.\"Mo od\""), Some(Default::EnumValue("so so".to_owned())));
        assert_eq!(read("'gone'::mood"), expression("'gone'::mood"));
    }
}
