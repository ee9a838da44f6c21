//! Text of literals → the binary form of values.

use jiff::Timestamp;
use nicol_model::ScalarType;

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
        ScalarType::Bytes => base64_decode(text)?,
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
    let has_time =
        text.len() > 10 && matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) || text.starts_with(['+', '-']);
    if !has_time {
        return None;
    }
    let time: Timestamp = text.parse().ok()?;
    Some(time.as_microsecond())
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Reads base64, standard or URL-safe, padded or not.
#[must_use]
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(out)
}

/// Appends bytes as padded base64.
pub fn base64_encode(bytes: &[u8], out: &mut String) {
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4usize {
            if place <= chunk.len() {
                let index = (bits >> (18 - 6 * place) & 63) as usize;
                out.push(char::from(ALPHABET[index]));
            } else {
                out.push('=');
            }
        }
    }
}
