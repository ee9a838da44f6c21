//! The forms of texts that stand for other values.

/// Any JSON value.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// Base64 with the standard alphabet, padded, and with no bits left over.
pub(super) fn is_base64(text: &str) -> bool {
    let bytes = text.as_bytes();
    let padding = bytes.iter().rev().take_while(|b| **b == b'=').count();
    let (digits, _) = bytes.split_at(bytes.len() - padding);
    let sextet = |b: &u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let last = digits.last().and_then(sextet).unwrap_or(0);
    let leftover = match padding {
        0 => 0,
        1 => last & 0b11,
        2 => last & 0b1111,
        _ => return false,
    };
    bytes.len().is_multiple_of(4) && leftover == 0 && digits.iter().all(|b| sextet(b).is_some())
}

/// `2020-01-31T12:00:00.5+02:00`. As chrono reads it: `T` may be `t` or a space, `Z` may be `z`.
pub(super) fn is_rfc3339(text: &str) -> bool {
    parse_rfc3339(text.as_bytes()).is_some()
}

fn parse_rfc3339(text: &[u8]) -> Option<()> {
    let (date_time, rest) = text.split_at_checked(19)?;
    let number = |from: usize, to: usize| {
        date_time[from..to].iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| date_time[*at] != *mark) || !matches!(date_time[10], b'T' | b't' | b' ') {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // A leap second is a second 60.
    if day == 0 || day > days(year, month)? || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            &fraction[digits..]
        }
        _ => rest,
    };
    offset(rest)
}

fn offset(text: &[u8]) -> Option<()> {
    let digits = match text {
        [b'Z' | b'z'] => return Some(()),
        [b'+' | b'-', digits @ ..] => digits,
        // The minus sign of Unicode.
        [0xe2, 0x88, 0x92, digits @ ..] => digits,
        _ => return None,
    };
    let &[h1, h2, b':', m1, m2] = digits else { return None };
    let pair = |a: u8, b: u8| (a.is_ascii_digit() && b.is_ascii_digit()).then(|| (a - b'0') * 10 + (b - b'0'));
    (pair(h1, h2)? < 24 && pair(m1, m2)? < 60).then_some(())
}

fn days(year: u32, month: u32) -> Option<u32> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => return None,
    })
}

/// A decimal number, possibly with an exponent. As the `bigdecimal` crate reads it: digits may be grouped with `_`,
/// and either side of the point may be empty, but not both.
pub(super) fn is_decimal(text: &str) -> bool {
    let (base, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    if exponent.is_some_and(|e| e.parse::<i64>().is_err()) {
        return false;
    }
    let digits: String = base.replacen('.', "", 1);
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(&digits);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64() {
        for right in ["", "aGk=", "aGkh", "aA==", "+/+/"] {
            assert!(is_base64(right), "{right}");
        }
        for wrong in ["a", "aGk", "aGl=", "aB==", "a===", "====", "aG k", "aGk=aGk=", "-_-_"] {
            assert!(!is_base64(wrong), "{wrong}");
        }
    }

    #[test]
    fn rfc3339() {
        for right in [
            "2020-01-31T12:00:00Z",
            "2020-02-29t23:59:60.123456789+23:59",
            "2000-02-29 00:00:00-00:00",
            "0000-01-01T00:00:00z",
        ] {
            assert!(is_rfc3339(right), "{right}");
        }
        for wrong in [
            "2020-01-31",
            "2020-01-31T12:00:00",
            "2020-01-31T12:00Z",
            "2021-02-29T12:00:00Z",
            "2020-13-01T12:00:00Z",
            "2020-01-31T24:00:00Z",
            "2020-01-31T12:00:00+0200",
            "2020-01-31T12:00:00.Z",
            "2020-01-31T12:00:00Z ",
            "2020-01-31T12:00:00+24:00",
            "2020-01-00T12:00:00Z",
            "",
        ] {
            assert!(!is_rfc3339(wrong), "{wrong}");
        }
    }

    #[test]
    fn decimals() {
        for right in ["1", "-1.50", "+.5", "5.", "1e5", "1E-5", "1_000.5"] {
            assert!(is_decimal(right), "{right}");
        }
        for wrong in ["", ".", "-", "x", "1.2.3", "1e", "e5", "_1", "1 "] {
            assert!(!is_decimal(wrong), "{wrong}");
        }
    }
}
