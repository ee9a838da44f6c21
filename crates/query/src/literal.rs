//! Text of literals → the binary form of values.

use nicol_model::{ScalarType, base64, calendar};

/// The binary form of a literal of a schema or request; `None` if it is none of its type.
#[must_use]
pub fn parse(scalar: ScalarType, text: &str) -> Option<Vec<u8>> {
    Some(match scalar {
        ScalarType::String => text.as_bytes().to_vec(),
        ScalarType::Json => {
            serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
            text.as_bytes().to_vec()
        }
        ScalarType::Boolean => vec![u8::from(text.parse::<bool>().ok()?)],
        ScalarType::Int => text.parse::<i32>().ok()?.to_be_bytes().to_vec(),
        ScalarType::BigInt => text.parse::<i64>().ok()?.to_be_bytes().to_vec(),
        ScalarType::Float => text.parse::<f64>().ok()?.to_be_bytes().to_vec(),
        ScalarType::Decimal => decimal(text)?.into_bytes(),
        ScalarType::DateTime => date_time(text)?.to_be_bytes().to_vec(),
        ScalarType::Bytes => base64::decode(text)?,
    })
}

/// The canonical digits of a decimal number: no exponent, no leading or trailing zeros.
#[must_use]
pub fn decimal(text: &str) -> Option<String> {
    let text = text.trim();
    match text.to_ascii_lowercase().as_str() {
        "nan" => return Some("NaN".to_owned()),
        "infinity" | "+infinity" => return Some("Infinity".to_owned()),
        "-infinity" => return Some("-Infinity".to_owned()),
        _ => {}
    }
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], rest[at + 1..].parse::<i32>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() == 0 || exponent.abs() > 20_000 {
        return None;
    }
    let mut digits = format!("{whole}{fraction}");
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Where the point stands, counted from the start of the digits.
    let mut point = i64::try_from(whole.len()).ok()? + i64::from(exponent);
    while point < 0 {
        digits.insert(0, '0');
        point += 1;
    }
    let point = usize::try_from(point).ok()?;
    while digits.len() < point {
        digits.push('0');
    }
    let (whole, fraction) = digits.split_at(point);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let zero = whole == "0" && fraction.is_empty();
    let sign = if negative && !zero { "-" } else { "" };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Microseconds since 1970 of an RFC 3339 time with zone (a space may stand for `T`). Digits below a millisecond are kept.
#[must_use]
pub fn date_time(text: &str) -> Option<i64> {
    calendar::parse_rfc3339(text)
}

/// The same of a `Date` of JavaScript as `toISOString` writes it: years of six digits have a sign.
#[must_use]
pub fn js_date(text: &str) -> Option<i64> {
    if !text.starts_with(['+', '-']) {
        return date_time(text);
    }
    let has_clock = text.as_bytes().get(13) == Some(&b'T') && text.ends_with(['Z', 'z']);
    calendar::parse(text).filter(|micros| has_clock && !calendar::is_infinite(*micros))
}
