//! PostgreSQL's binary `numeric`: digits to the base of 10,000, after `numeric_send` in `numeric.c`.

use crate::text::Misfit;
use crate::text::decimal;

const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const MINUS_INFINITY: u16 = 0xF000;

/// Binary to text. `None` if the bytes are no numeric.
pub(super) fn to_text(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight, sign, scale) = (words.next()?, words.next()?.cast_signed(), words.next()?, words.next()?);
    match sign {
        NAN => out.extend_from_slice(b"NaN"),
        INFINITY => out.extend_from_slice(b"Infinity"),
        MINUS_INFINITY => out.extend_from_slice(b"-Infinity"),
        POSITIVE | NEGATIVE => {
            if sign == NEGATIVE {
                out.push(b'-');
            }
            let digits = words.take(usize::from(count));
            write_digits(digits, i32::from(weight), usize::from(scale), out);
        }
        _ => return None,
    }
    Some(())
}

fn write_digits(digits: impl Iterator<Item = u16>, weight: i32, scale: usize, out: &mut Vec<u8>) {
    let mut digits = digits;
    let group = |value: u16| -> [u8; 4] {
        let digit = |v: u16| b'0' + u8::try_from(v % 10).unwrap_or(0);
        [digit(value / 1000), digit(value / 100), digit(value / 10), digit(value)]
    };
    if weight < 0 {
        out.push(b'0');
    }
    for at in 0..=weight {
        let text = group(digits.next().unwrap_or(0));
        // Leading zeros of the first group are not written, but a single 0 is.
        let skip = if at == 0 { text.iter().take(3).take_while(|d| **d == b'0').count() } else { 0 };
        out.extend_from_slice(&text[skip..]);
    }
    if scale > 0 {
        out.push(b'.');
        let start = out.len();
        for _ in 0..(-1 - weight).max(0) {
            out.extend_from_slice(b"0000");
        }
        while out.len() - start < scale {
            out.extend_from_slice(&group(digits.next().unwrap_or(0)));
        }
        out.truncate(start + scale);
    }
}

/// Text to binary.
pub(super) fn from_text(text: &str, out: &mut Vec<u8>) -> Result<(), Misfit> {
    let plain = decimal::plain(text).ok_or_else(|| Misfit::not_a(text, "numeric"))?;
    let header = |out: &mut Vec<u8>, count: u16, weight: i16, sign: u16, scale: u16| {
        out.extend_from_slice(&count.to_be_bytes());
        out.extend_from_slice(&weight.to_be_bytes());
        out.extend_from_slice(&sign.to_be_bytes());
        out.extend_from_slice(&scale.to_be_bytes());
    };
    let (sign, digits) = match plain.as_str() {
        "NaN" => {
            header(out, 0, 0, NAN, 0);
            return Ok(());
        }
        "Infinity" => {
            header(out, 0, 0, INFINITY, 0);
            return Ok(());
        }
        "-Infinity" => {
            header(out, 0, 0, MINUS_INFINITY, 0);
            return Ok(());
        }
        plain => plain.strip_prefix('-').map_or((POSITIVE, plain), |rest| (NEGATIVE, rest)),
    };
    let out_of_range = |_| Misfit::out_of_range(text, "numeric");
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let scale = u16::try_from(fraction.len()).map_err(out_of_range)?;
    // Groups of four digits to both sides of the point.
    let mut padded = "0".repeat((4 - whole.len() % 4) % 4) + whole;
    let mut weight = i32::try_from(padded.len() / 4).map_err(out_of_range)? - 1;
    padded.push_str(fraction);
    padded.push_str(&"0".repeat((4 - fraction.len() % 4) % 4));
    let groups: Vec<u16> = padded
        .as_bytes()
        .chunks_exact(4)
        .map(|g| g.iter().fold(0, |value, digit| value * 10 + u16::from(digit - b'0')))
        .collect();
    let leading = groups.iter().take_while(|g| **g == 0).count();
    let trailing = groups.iter().rev().take_while(|g| **g == 0).count();
    let groups = groups.get(leading..groups.len() - trailing).unwrap_or(&[]);
    weight = if groups.is_empty() { 0 } else { weight - i32::try_from(leading).map_err(out_of_range)? };
    let count = u16::try_from(groups.len()).map_err(out_of_range)?;
    let weight = i16::try_from(weight).map_err(out_of_range)?;
    header(out, count, weight, if groups.is_empty() { POSITIVE } else { sign }, scale);
    for group in groups {
        out.extend_from_slice(&group.to_be_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_the_same() {
        for text in [
            "0",
            "0.00",
            "1",
            "-1",
            "12.50",
            "0.0001",
            "0.00001",
            "9999",
            "10000",
            "100000000",
            "-123456789.987654321",
            "1000000000000000000000000000000000000000",
            "0.0000000000000000000000000000001",
            "NaN",
            "Infinity",
            "-Infinity",
            "10000.0000",
            "5000000.5",
        ] {
            let mut binary = Vec::new();
            from_text(text, &mut binary).unwrap();
            let mut back = Vec::new();
            to_text(&binary, &mut back).unwrap();
            assert_eq!(String::from_utf8(back).unwrap(), text);
        }
    }
}
