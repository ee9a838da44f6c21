//! What a migration stands behind: a fingerprint of all scripts before it, in their order.

use super::squash::{Replaced, replaced};
use super::{checksum, checksums};

/// The scripts before a place in the history. Names and line endings don't count, and a migration that stands in the place of
/// others counts as they do: a history that was squashed, or whose migrations were only given other time stamps, is the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind(String);

impl Behind {
    /// Goes on behind this script.
    pub fn pass(&mut self, script: &str) {
        let instead_of = replaced(script);
        let own = [Replaced { name: String::new(), checksums: checksums(script), instead_of: Vec::new() }];
        self.pass_all(if instead_of.is_empty() { &own } else { &instead_of });
    }

    fn pass_all(&mut self, scripts: &[Replaced]) {
        for script in scripts {
            if script.instead_of.is_empty() {
                // The first one is that of line endings of LF.
                let sum = script.checksums.first().map_or("", String::as_str);
                self.0 = checksum(&format!("{} {sum}", self.0));
            } else {
                self.pass_all(&script.instead_of);
            }
        }
    }

    /// Lower-case hexadecimal digits; empty behind nothing.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::squash::header;
    use super::*;

    fn behind(scripts: &[&str]) -> Behind {
        let mut behind = Behind::default();
        scripts.iter().for_each(|script| behind.pass(script));
        behind
    }

    fn squash(parts: &[(&str, &[Replaced])]) -> String {
        let one = |(script, instead_of): &(&str, &[Replaced])| Replaced {
            name: "1_a".into(),
            checksums: checksums(script),
            instead_of: instead_of.to_vec(),
        };
        header(&parts.iter().map(one).collect::<Vec<_>>())
    }

    #[test]
    fn order_and_content_count() {
        let (a, b) = ("CREATE TABLE a ();\n", "CREATE TABLE b ();\n");
        assert_ne!(behind(&[a, b]), behind(&[b, a]));
        assert_ne!(behind(&[a]), behind(&[a, b]));
        assert_eq!(behind(&["CREATE TABLE a ();\r\n", b]), behind(&[a, b]));
    }

    #[test]
    fn a_squash_counts_as_what_it_replaces() {
        let (a, b, c) = ("SELECT 1;\n", "SELECT 2;\n", "SELECT 3;\n");
        let first = squash(&[(a, &[]), (b, &[])]);
        assert_eq!(behind(&[&first, c]), behind(&[a, b, c]));
        let second = squash(&[(&first, &replaced(&first)), (c, &[])]);
        assert_eq!(behind(&[&second]), behind(&[a, b, c]));
    }
}
