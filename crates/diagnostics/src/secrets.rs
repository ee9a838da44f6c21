//! Passwords of connection URLs, which no text of ours shows.

use std::borrow::Cow;
use std::ops::Range;

/// Parameters of connection URLs that are secrets.
const SECRET_PARAMETERS: &[&str] = &["password=", "api_key=", "sslpassword="];

/// The text with `*` for every byte of a secret: the password of a URL (`scheme://user:password@`), and parameters such
/// as `password=` and `api_key=` behind a URL. Offsets stay as they are.
///
/// A URL goes on to the next quote, blank or end of line, and its password up to the last `@`: one with characters that
/// should have been encoded is masked too.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut secrets: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find("://") {
        let start = from + found + 3;
        let length = text[start..].find(|c: char| c.is_whitespace() || "\"'`".contains(c));
        let end = length.map_or(text.len(), |length| start + length);
        secrets.extend(password(&text[start..end]).map(|range| start + range.start..start + range.end));
        secrets.extend(parameters(&text[start..end]).map(|range| start + range.start..start + range.end));
        from = end;
    }
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for range in secrets {
        let stars = "*".repeat(range.len());
        out.replace_range(range, &stars);
    }
    Cow::Owned(out)
}

fn password(url: &str) -> Option<Range<usize>> {
    let end = url.rfind('@')?;
    let start = url[..end].find(':')? + 1;
    Some(start..end)
}

fn parameters(url: &str) -> impl Iterator<Item = Range<usize>> {
    SECRET_PARAMETERS.iter().filter_map(|name| {
        let at = url
            .match_indices(name)
            .find(|(at, _)| matches!(url.as_bytes().get(at.wrapping_sub(1)), Some(b'?' | b'&' | b';')))?;
        let start = at.0 + name.len();
        let length = url[start..].find(['&', ';']).unwrap_or(url.len() - start);
        Some(start..start + length)
    })
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn secrets_are_masked_and_offsets_stay() {
        for (text, expected) in [
            ("url = \"postgresql://u:s3cret@h/d\"", "url = \"postgresql://u:******@h/d\""),
            ("url = \"postgresql://u:s3@c/r?e#t@h/d", "url = \"postgresql://u:**********@h/d"),
            ("a://u:é@h b://v:x@h", "a://u:**@h b://v:*@h"),
            ("prisma://x/?api_key=abc&y=1", "prisma://x/?api_key=***&y=1"),
            ("p://u@h/d?sslpassword=ab&password=c", "p://u@h/d?sslpassword=**&password=*"),
            ("sqlserver://h:1;password=abc;user=a", "sqlserver://h:1;password=***;user=a"),
            ("file:./dev.db", "file:./dev.db"),
            ("see https://a.example/@b", "see https://a.example/@b"),
        ] {
            let shown = masked(text);
            assert_eq!(shown, expected);
            assert_eq!(shown.len(), text.len());
        }
    }
}
