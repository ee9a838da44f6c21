//! Digits and hexadecimal text.

/// A finite decimal number without exponent and plus sign, as the schema language writes numbers.
pub(super) fn plain(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    // The largest exponents of PostgreSQL's numbers stay far below this.
    if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) || exponent.abs() > 20_000
    {
        return None;
    }
    if exponent == 0 {
        let whole = if whole.is_empty() { "0" } else { whole };
        return Some(if mantissa.contains('.') && !fraction.is_empty() {
            format!("{sign}{whole}.{fraction}")
        } else {
            format!("{sign}{whole}")
        });
    }
    let all = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let shifted = if point <= 0 {
        format!("0.{}{all}", "0".repeat(usize::try_from(-point).ok()?))
    } else {
        let point = usize::try_from(point).ok()?;
        if point >= all.len() {
            format!("{all}{}", "0".repeat(point - all.len()))
        } else {
            format!("{}.{}", &all[..point], &all[point..])
        }
    };
    let (whole, fraction) = shifted.split_once('.').unwrap_or((&shifted, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// The bytes of hexadecimal text.
pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_written_out() {
        for (from, to) in [
            ("1.50", "1.50"),
            ("-5", "-5"),
            (".5", "0.5"),
            ("1e3", "1000"),
            ("1.5e10", "15000000000"),
            ("-1.25e-3", "-0.00125"),
            ("1.25e1", "12.5"),
            ("5.", "5"),
        ] {
            assert_eq!(plain(from).as_deref(), Some(to), "{from}");
        }
        for bad in ["", "NaN", "Infinity", "1e999999999", "$1", "-", "1.2.3", "+5"] {
            assert_eq!(plain(bad), None, "{bad}");
        }
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(hex("6869"), Some(b"hi".to_vec()));
        assert_eq!(hex(""), Some(Vec::new()));
        assert_eq!(hex("686"), None);
        assert_eq!(hex("zz"), None);
    }
}
