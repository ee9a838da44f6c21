//! Hash tables for names: the texts are the user's own, so that a quick hash will do.

use std::hash::{BuildHasherDefault, Hasher};

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<NameHasher>>;
pub(crate) type HashSet<T> = std::collections::HashSet<T, BuildHasherDefault<NameHasher>>;

/// Mixes eight bytes at a time by a multiplication, whose upper half goes into the lower one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameHasher(u64);

/// An odd number without pattern: the fraction of π.
const FACTOR: u64 = 0x243f_6a88_85a3_08d3;

impl NameHasher {
    fn mix(&mut self, word: u64) {
        let (low, high) = (self.0 ^ word).carrying_mul(FACTOR, 0);
        self.0 = low ^ high;
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.mix(n.into());
    }

    fn write_u32(&mut self, n: u32) {
        self.mix(n.into());
    }

    fn write_u64(&mut self, n: u64) {
        self.mix(n);
    }

    fn write_usize(&mut self, n: usize) {
        self.mix(n as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, BuildHasherDefault};

    use super::NameHasher;

    #[test]
    fn names_spread() {
        let hash = BuildHasherDefault::<NameHasher>::default();
        let names: Vec<String> = (0..4096).map(|n| format!("model{n}")).collect();
        let mut low: Vec<u64> = names.iter().map(|name| hash.hash_one(name.as_str()) % 4096).collect();
        let mut high: Vec<u64> = names.iter().map(|name| hash.hash_one(name.as_str()) >> 57).collect();
        low.sort_unstable();
        low.dedup();
        high.sort_unstable();
        high.dedup();
        // At random about 63 % of the places would be taken.
        assert!(low.len() > 2300, "{}", low.len());
        assert_eq!(high.len(), 128);
    }
}
