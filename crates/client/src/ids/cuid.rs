//! The first form of cuid: `c`, the time, a counter, who made it, and randomness, each in base 36
//! (the format is described at github.com/paralleldrive/cuid).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::random;

const BLOCK: u32 = 36 * 36 * 36 * 36;

/// Appends a cuid of a time in milliseconds.
pub(super) fn cuid(milliseconds: i64, out: &mut Vec<u8>) {
    static COUNTER: AtomicU32 = AtomicU32::new(0);

    out.push(b'c');
    base36(u64::try_from(milliseconds).unwrap_or_default(), 8, out);
    base36(u64::from(COUNTER.fetch_add(1, Ordering::Relaxed) % BLOCK), 4, out);
    out.extend_from_slice(fingerprint());
    base36(u64::from(u32::from_be_bytes(random()) % BLOCK), 4, out);
    base36(u64::from(u32::from_be_bytes(random()) % BLOCK), 4, out);
}

/// Four digits that tell processes apart: two of the process's number, two of something random of its own.
fn fingerprint() -> &'static [u8] {
    static FINGERPRINT: OnceLock<Vec<u8>> = OnceLock::new();
    FINGERPRINT.get_or_init(|| {
        let mut out = Vec::with_capacity(4);
        base36(u64::from(std::process::id() % 1296), 2, &mut out);
        base36(u64::from(u32::from_be_bytes(random()) % 1296), 2, &mut out);
        out
    })
}

/// Appends the last `width` digits of a number, with zeros before it.
fn base36(mut number: u64, width: usize, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let start = out.len();
    out.resize(start + width, b'0');
    for digit in out[start..].iter_mut().rev() {
        *digit = DIGITS[(number % 36) as usize];
        number /= 36;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_stand_in_order() {
        let mut out = Vec::new();
        base36(35, 1, &mut out);
        base36(36, 3, &mut out);
        base36(36 * 36 * 36, 2, &mut out);
        assert_eq!(out, b"z01000");

        let make = |time| {
            let mut out = Vec::new();
            cuid(time, &mut out);
            String::from_utf8(out).unwrap()
        };
        let (first, second) = (make(1_700_000_000_000), make(1_700_000_000_001));
        assert!(first < second, "ids are in the order of time: {first} {second}");
        assert_eq!(first[13..17], second[13..17], "the fingerprint stays");
    }
}
