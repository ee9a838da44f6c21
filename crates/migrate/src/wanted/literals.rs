//! Literals of defaults in one spelling, so that they can be compared and printed.

/// A number without a plus sign, useless zeros in front, or an exponent. Zeros at the end stay: they are the scale.
pub(super) fn number(text: &str) -> String {
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'-') => ("-", &text[1..]),
        Some(b'+') => ("", &text[1..]),
        _ => ("", text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().unwrap_or(0)),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // More than this a database could not hold; the text is then left as it is.
    if exponent.unsigned_abs() > 2000 {
        return text.to_owned();
    }
    let (whole, fraction) = shifted(whole, fraction, exponent);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let is_zero = whole == "0" && fraction.bytes().all(|b| b == b'0');
    let sign = if is_zero { "" } else { sign };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Moves the decimal point `exponent` places to the right.
fn shifted(whole: &str, fraction: &str, exponent: i32) -> (String, String) {
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(0);
    if exponent >= 0 {
        let taken = places.min(fraction.len());
        let zeros = "0".repeat(places - taken);
        (format!("{whole}{}{zeros}", &fraction[..taken]), fraction[taken..].to_owned())
    } else {
        let padded = format!("{}{whole}", "0".repeat(places));
        let border = padded.len() - places;
        (padded[..border].to_owned(), format!("{}{fraction}", &padded[border..]))
    }
}

/// An RFC 3339 time as Prisma writes it into DDL: `2020-01-01 00:00:00.123 +00:00`.
pub(super) fn date_time(text: &str) -> Option<String> {
    let date = text.get(..10)?;
    let time = text.get(11..19)?;
    let mut rest = text.get(19..)?;
    let mut fraction = String::new();
    if let Some(after) = rest.strip_prefix('.') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        fraction = fraction_text(&after[..digits]);
        rest = &after[digits..];
    }
    let offset = if rest.eq_ignore_ascii_case("z") { "+00:00" } else { rest };
    let is_offset = offset.len() == 6 && offset.starts_with(['+', '-']);
    is_offset.then(|| format!("{date} {time}{fraction} {offset}"))
}

/// Three, six or nine digits, as many as are needed; none for a whole second.
fn fraction_text(digits: &str) -> String {
    let mut nanos: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
    while nanos.ends_with("000") {
        nanos.truncate(nanos.len() - 3);
    }
    if nanos.is_empty() { nanos } else { format!(".{nanos}") }
}

#[cfg(test)]
mod tests {
    use super::{date_time, number};

    #[test]
    fn numbers_have_one_spelling() {
        for (text, wanted) in [
            ("1", "1"),
            ("-1.10", "-1.10"),
            ("+007", "7"),
            ("-0", "0"),
            ("0.50", "0.50"),
            (".5", "0.5"),
            ("1e3", "1000"),
            ("1.25E1", "12.5"),
            ("12e-3", "0.012"),
        ] {
            assert_eq!(number(text), wanted, "{text}");
        }
    }

    #[test]
    fn times_are_written_with_their_offset() {
        for (text, wanted) in [
            ("2020-01-01T00:00:00Z", "2020-01-01 00:00:00 +00:00"),
            ("2020-01-01T00:00:00.120+02:00", "2020-01-01 00:00:00.120 +02:00"),
            ("2020-01-01t10:20:30.1234567z", "2020-01-01 10:20:30.123456700 +00:00"),
            ("2020-01-01T00:00:00.000-05:30", "2020-01-01 00:00:00 -05:30"),
        ] {
            assert_eq!(date_time(text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(date_time("2020-01-01"), None);
    }
}
