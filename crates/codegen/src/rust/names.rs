//! Names of the schema as names of Rust.

/// `createdAt` as `created_at`, `userID` as `user_id`, and `self`, which can't be raw, as `self_`: here, so that a field that
/// is called so already gets another name than this one.
pub(super) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        if c.is_ascii_uppercase() {
            let after_word = i > 0 && (chars[i - 1].is_ascii_lowercase() || chars[i - 1].is_ascii_digit());
            let before_word =
                i > 0 && chars[i - 1].is_ascii_uppercase() && chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
            if after_word || before_word {
                out.push('_');
            }
        }
        out.push(c.to_ascii_lowercase());
    }
    if is_never_raw(&out) {
        out.push('_');
    }
    out
}

/// `user_profile` as `UserProfile`, `HOME` as `Home`; what is in that form already stays.
pub(super) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let shouts = !word.chars().any(|c| c.is_ascii_lowercase());
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        // `HTTPServer` is left alone, `HTTP` is not.
        out.extend(chars.map(|c| if shouts { c.to_ascii_lowercase() } else { c }));
    }
    out
}

/// An identifier, with `r#` where it is a keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ident {
    name: String,
}

impl Ident {
    pub(super) fn new(name: impl Into<String>) -> Self {
        let mut name = name.into();
        if is_never_raw(&name) {
            name.push('_');
        }
        Self { name }
    }

    /// As written in code.
    pub(super) fn text(&self) -> String {
        if is_keyword(&self.name) { format!("r#{}", self.name) } else { self.name.clone() }
    }

    /// Without `r#`: files, and texts around it.
    pub(super) fn file(&self) -> &str {
        &self.name
    }
}

/// The keywords that can't be written with `r#`.
fn is_never_raw(name: &str) -> bool {
    matches!(name, "self" | "Self" | "super" | "crate")
}

/// The keywords of all editions, also those that are only reserved.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case() {
        for (name, wanted) in [
            ("createdAt", "created_at"),
            ("userID", "user_id"),
            ("HTTPServer", "http_server"),
            ("CREATED_AT", "created_at"),
            ("a1B2", "a1_b2"),
            ("x", "x"),
            ("user_id", "user_id"),
            ("Todo", "todo"),
            ("OAuth2Token", "o_auth2_token"),
            ("Self", "self_"),
        ] {
            assert_eq!(snake(name), wanted, "{name}");
        }
    }

    #[test]
    fn camel_case() {
        for (name, wanted) in [
            ("users", "Users"),
            ("user_profile", "UserProfile"),
            ("HOME", "Home"),
            ("IN_PROGRESS", "InProgress"),
            ("HTTPServer", "HTTPServer"),
            ("Todo", "Todo"),
            ("userProfile", "UserProfile"),
            ("x", "X"),
            ("v2_beta", "V2Beta"),
        ] {
            assert_eq!(camel(name), wanted, "{name}");
        }
    }

    #[test]
    fn keywords() {
        assert_eq!(Ident::new("type").text(), "r#type");
        assert_eq!(Ident::new("gen").text(), "r#gen");
        assert_eq!(Ident::new("self").text(), "self_");
        assert_eq!(Ident::new("Self").text(), "Self_");
        assert_eq!(Ident::new("union").text(), "union");
    }
}
