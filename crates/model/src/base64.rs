//! Base64 (RFC 4648, section 4): how schemas and requests write `Bytes`.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes of a text. As strict as Prisma: the standard alphabet, padded, no bits left over; else `None`.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let padding = text.iter().rev().take(2).take_while(|byte| **byte == b'=').count();
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for group in text[..text.len() - padding].chunks(4) {
        let mut bits = 0;
        for byte in group {
            bits = bits << 6 | sextet(*byte)?;
        }
        let bytes = group.len() * 6 / 8;
        let left_over = group.len() * 6 % 8;
        if bits & ((1 << left_over) - 1) != 0 {
            return None;
        }
        out.extend_from_slice(&(bits >> left_over).to_be_bytes()[4 - bytes..]);
    }
    Some(out)
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// Appends bytes, padded.
pub fn encode(bytes: &[u8], out: &mut String) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_padded_and_complete() {
        for (text, bytes) in
            [("", &b""[..]), ("aGk=", b"hi"), ("aGkh", b"hi!"), ("aA==", b"h"), ("+/+/", b"\xfb\xff\xbf")]
        {
            assert_eq!(decode(text).as_deref(), Some(bytes), "{text}");
        }
        for text in ["a", "aGk", "aA", "aGl=", "aB==", "A===", "====", "aG k", "aGk=aGk=", "-_-_", "QUJD=", "é==="] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn there_and_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            let mut text = String::new();
            encode(&bytes[..length], &mut text);
            assert_eq!(decode(&text).as_deref(), Some(&bytes[..length]), "{text}");
        }
    }
}
