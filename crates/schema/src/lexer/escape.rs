//! The escapes of string literals.

use std::borrow::Cow;
use std::ops::Range;

/// An escape that cannot be read; the range is within the text between the quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Escape {
    Unknown(Range<usize>),
    InvalidUnicode(Range<usize>),
}

/// The value of a literal, given the text between its quotes, and what could not be read (that is left out of the value).
pub(crate) fn unescape(text: &str) -> (Cow<'_, str>, Vec<Escape>) {
    let Some(first) = text.find('\\') else { return (Cow::Borrowed(text), Vec::new()) };
    let mut value = String::with_capacity(text.len());
    value.push_str(&text[..first]);
    let mut errors = Vec::new();
    let mut at = first;
    while let Some(c) = text[at..].chars().next() {
        if c != '\\' {
            value.push(c);
            at += c.len_utf8();
            continue;
        }
        let escaped = text[at + 1..].chars().next();
        let simple = match escaped {
            Some(c @ ('"' | '\\' | '/')) => Some(c),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            _ => None,
        };
        if let Some(c) = simple {
            value.push(c);
            at += 2;
        } else if escaped == Some('u') {
            let (result, length) = unicode(&text[at..]);
            match result {
                Some(c) => value.push(c),
                None => errors.push(Escape::InvalidUnicode(at..at + length)),
            }
            at += length;
        } else {
            let length = 1 + escaped.map_or(0, char::len_utf8);
            errors.push(Escape::Unknown(at..at + length));
            at += length;
        }
    }
    (Cow::Owned(value), errors)
}

/// Reads `\uXXXX`, or a surrogate pair of two of them, at the start of `text`: the character and the length read.
fn unicode(text: &str) -> (Option<char>, usize) {
    let Some(high) = code_unit(text) else {
        // As much as belongs to the failed escape: `\u` and the hexadecimal digits after it.
        let digits = text[2..].bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
        return (None, 2 + digits);
    };
    if let Some(c) = char::from_u32(u32::from(high)) {
        return (Some(c), 6);
    }
    let pair = code_unit(&text[6..]).and_then(|low| char::decode_utf16([high, low]).next()?.ok());
    match pair {
        Some(c) => (Some(c), 12),
        None => (None, 6),
    }
}

/// The value of `\uXXXX` at the start of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_escape() {
        let (value, errors) = unescape(r#"a\"\\\/\b\f\n\r\t\u0041\uD83D\uDE00é"#);
        assert_eq!(value, "a\"\\/\u{8}\u{c}\n\r\tA😀é");
        assert!(errors.is_empty());
    }

    #[test]
    fn reports_what_it_cannot_read() {
        let (value, errors) = unescape(r"x\qé\ud800y\u{41}\u12");
        assert_eq!(value, "xéy{41}");
        assert_eq!(
            errors,
            [
                Escape::Unknown(1..3),
                Escape::InvalidUnicode(5..11),
                Escape::InvalidUnicode(12..14),
                Escape::InvalidUnicode(18..22),
            ]
        );
    }

    #[test]
    fn a_backslash_before_a_wide_character_is_one_escape() {
        assert_eq!(unescape(r"\é").1, [Escape::Unknown(0..3)]);
    }
}
