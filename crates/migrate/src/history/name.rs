/// What a folder's name may have, in bytes (P3010).
pub const MAX_NAME_BYTES: usize = 200;

/// The name of a new migration's folder: a UTC time stamp `YYYYMMDDHHMMSS`, an underscore, the slug of the name.
#[must_use]
pub fn folder_name(timestamp: &str, name: &str) -> String {
    format!("{timestamp}_{}", slug(name))
}

/// A name as folders have it: lower-case words joined by underscores, at most 200 characters. `addUserTable` and
/// `Add user-table!` both become `add_user_table`.
#[must_use]
pub fn slug(name: &str) -> String {
    let chars: Vec<char> = name.chars().flat_map(plain).collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(i + 1);
        let starts_word = c.is_ascii_uppercase()
            && before.is_some_and(|b| {
                b.is_ascii_lowercase()
                    || b.is_ascii_digit()
                    || (b.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if (!c.is_ascii_alphanumeric() || starts_word) && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        }
    }
    out.truncate(MAX_NAME_BYTES);
    out.trim_end_matches('_').to_owned()
}

/// A letter without its accents; what has no plain form stays as it is, and becomes a separator.
fn plain(c: char) -> impl Iterator<Item = char> {
    let text = match c {
        'à'..='å' => "a",
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' => "A",
        'Ä' => "Ae",
        'æ' => "ae",
        'ç' => "c",
        'è'..='ë' => "e",
        'È'..='Ë' => "E",
        'ì'..='ï' => "i",
        'ñ' => "n",
        'ò'..='õ' | 'ø' => "o",
        'ö' => "oe",
        'Ö' => "Oe",
        'ù'..='û' => "u",
        'ü' => "ue",
        'Ü' => "Ue",
        'ý' | 'ÿ' => "y",
        'ß' => "ss",
        _ => "",
    };
    // A German ä is written ae, as ö and ü are.
    let text = if c == 'ä' { "ae" } else { text };
    let unchanged = text.is_empty().then_some(c);
    text.chars().chain(unchanged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(slug("addUserTable"), "add_user_table");
        assert_eq!(slug("  Add user-table! "), "add_user_table");
        assert_eq!(slug("HTTPServer v2"), "http_server_v2");
        assert_eq!(slug("größe_ändern"), "groesse_aendern");
        assert_eq!(slug("../../etc/passwd"), "etc_passwd");
        assert_eq!(slug("日本"), "");
        assert_eq!(folder_name("20260101120000", "Init"), "20260101120000_init");
        assert_eq!(slug(&"x".repeat(300)).len(), 200);
    }
}
