use sha2::{Digest, Sha256};

/// The checksum of a script: SHA-256 of its bytes, in lower-case hexadecimal digits.
#[must_use]
pub fn checksum(script: &str) -> String {
    Sha256::digest(script).iter().map(|b| format!("{b:02x}")).collect()
}

/// Whether a script has this checksum, as it stands or with its line endings changed to LF or CRLF: version control
/// may rewrite those.
#[must_use]
pub fn matches_checksum(script: &str, sum: &str) -> bool {
    checksum(script) == sum || checksums(script).iter().any(|one| one == sum)
}

/// The checksums of a script with line endings of LF and of CRLF: one if it has no line endings.
#[must_use]
pub fn checksums(script: &str) -> Vec<String> {
    let unix = script.replace("\r\n", "\n");
    let mut sums = vec![checksum(&unix), checksum(&unix.replace('\n', "\r\n"))];
    sums.dedup();
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_do_not_count() {
        let sum = checksum("SELECT 1;\nSELECT 2;\n");
        assert_eq!(checksum(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(matches_checksum("SELECT 1;\r\nSELECT 2;\r\n", &sum));
        assert!(matches_checksum("SELECT 1;\nSELECT 2;\n", &checksum("SELECT 1;\r\nSELECT 2;\r\n")));
        assert!(!matches_checksum("SELECT 1;\nSELECT 3;\n", &sum));
    }
}
