//! The forms of texts that stand for other values.

/// Any JSON value.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
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
    fn decimals() {
        for right in ["1", "-1.50", "+.5", "5.", "1e5", "1E-5", "1_000.5"] {
            assert!(is_decimal(right), "{right}");
        }
        for wrong in ["", ".", "-", "x", "1.2.3", "1e", "e5", "_1", "1 "] {
            assert!(!is_decimal(wrong), "{wrong}");
        }
    }
}
