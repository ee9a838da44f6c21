//! Recognises single tokens at a place of the text.
//!
//! What a character means depends on where it stands (`-` in a name or before a number, `/*` in a
//! line that cannot be read), so there is no list of tokens: the parser asks for what it expects.
//! Every function takes the rest of the text and gives the length of the token in bytes, 0 if there is none.

mod escape;

pub(crate) use escape::{Escape, unescape};

/// TAB and every space separator (category Zs). A line's end is not whitespace.
pub(crate) const fn is_whitespace(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The length of the longest prefix whose characters all satisfy `test`.
fn prefix(text: &str, test: impl Fn(char) -> bool) -> usize {
    text.find(|c| !test(c)).unwrap_or(text.len())
}

/// How many bytes from the start satisfy `test`.
fn run(bytes: &[u8], test: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|b| !test(*b)).unwrap_or(bytes.len())
}

pub(crate) fn whitespace(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ascii = run(bytes, |b| matches!(b, b' ' | b'\t'));
    match bytes.get(ascii) {
        Some(0x80..) => ascii + prefix(&text[ascii..], is_whitespace),
        _ => ascii,
    }
}

/// LF, CRLF or a lone CR.
pub(crate) fn newline(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// Everything up to the line's end.
pub(crate) fn line(text: &str) -> usize {
    text.bytes().position(|b| b == b'\n' || b == b'\r').unwrap_or(text.len())
}

/// What a name may start with: a letter or an ASCII digit. The published parser takes the category L; this
/// takes combining vowels of Indic scripts too, without which words cannot be written.
fn is_letter_or_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphabetic() && !c.is_numeric() }
}

/// The ASCII characters of names.
const IN_NAME: [bool; 256] = {
    let mut in_name = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        in_name[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        byte += 1;
    }
    in_name
};

/// Whether a name starts here.
pub(crate) fn starts_ident(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(0x80..) => text.chars().next().is_some_and(is_letter_or_digit),
        Some(byte) => byte.is_ascii_alphanumeric(),
        None => false,
    }
}

/// A letter or digit, then letters, digits, `_` and `-`.
pub(crate) fn ident(text: &str) -> usize {
    let bytes = text.as_bytes();
    if !starts_ident(text) {
        return 0;
    }
    let ascii = run(bytes, |b| IN_NAME[usize::from(b)]);
    match bytes.get(ascii) {
        Some(0x80..) => ascii + prefix(&text[ascii..], |c| is_letter_or_digit(c) || c == '_' || c == '-'),
        _ => ascii,
    }
}

/// Names joined by dots. The published parser takes several dots in a row, and one at the end.
pub(crate) fn path(text: &str) -> usize {
    let mut length = ident(text);
    if length == 0 {
        return 0;
    }
    while text.as_bytes().get(length) == Some(&b'.') {
        length += 1;
        length += ident(&text[length..]);
    }
    length
}

/// Optional `-`, digits, optionally `.` and digits.
pub(crate) fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(sign);
    if whole == 0 {
        return 0;
    }
    let end = sign + whole;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if fraction > 0 {
            return end + 1 + fraction;
        }
    }
    end
}

/// A string with both its quotes, on one line, without raw control characters. Escapes are not checked.
pub(crate) fn string(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        return 0;
    }
    let mut i = 1;
    while let Some(b) = bytes.get(i) {
        match b {
            b'"' => return i + 1,
            // The escaped character is looked at only so that `\"` does not end the string.
            b'\\' if matches!(bytes.get(i + 1), Some(b'"' | b'\\')) => i += 2,
            0..0x20 => return 0,
            _ => i += 1,
        }
    }
    0
}

/// The two forms of comments that end with the line.
pub(crate) fn line_comment(text: &str) -> usize {
    if text.starts_with("//") { line(text) } else { 0 }
}

/// `/* … */`, possibly over several lines; does not nest. Without an end there is no comment.
pub(crate) fn block_comment(text: &str) -> usize {
    if !text.starts_with("/*") {
        return 0;
    }
    text[2..].find("*/").map_or(0, |end| end + 4)
}
