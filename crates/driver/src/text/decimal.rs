//! Decimal numbers as text.

/// A number's canonical text: digits with at most one point, no exponent, no `+`, no leading zeros; the scale is kept.
/// `None` if the text is no number, or would have more digits than PostgreSQL's `numeric` can hold.
pub(crate) fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest.eq_ignore_ascii_case("nan") {
        return (text.len() == 3).then(|| "NaN".to_owned());
    }
    if rest.eq_ignore_ascii_case("infinity") || rest.eq_ignore_ascii_case("inf") {
        return Some(if negative { "-Infinity" } else { "Infinity" }.to_owned());
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i64>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Where the point goes, counted from the start of `digits`.
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let count = i64::try_from(digits.len()).ok()?;
    if point > 131_072 || count - point > 16_383 {
        return None;
    }
    let (whole, fraction) = if point <= 0 {
        (String::new(), "0".repeat(usize::try_from(-point).ok()?) + &digits)
    } else if point >= count {
        (digits.clone() + &"0".repeat(usize::try_from(point - count).ok()?), String::new())
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).ok()?);
        (whole.to_owned(), fraction.to_owned())
    };
    let whole = whole.trim_start_matches('0');
    let is_zero = whole.is_empty() && fraction.bytes().all(|b| b == b'0');
    let mut out = String::with_capacity(whole.len() + fraction.len() + 3);
    if negative && !is_zero {
        out.push('-');
    }
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(&fraction);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn numbers_in_every_spelling() {
        for (text, want) in [
            ("0", "0"),
            ("-0", "0"),
            ("+1.50", "1.50"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1000"),
            ("1.25E-3", "0.00125"),
            ("-12.5e1", "-125"),
            ("12345678901234567890123456789012345.678", "12345678901234567890123456789012345.678"),
            ("nan", "NaN"),
            ("-inf", "-Infinity"),
        ] {
            assert_eq!(plain(text).as_deref(), Some(want), "{text}");
        }
        for text in ["", "-", ".", "1.2.3", "1e", "abc", "-nan", "0x10", "1_000", "1e999999999999"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
