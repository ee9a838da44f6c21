//! Connection URLs: a type that never shows its password, and the repairs that URLs get.

use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A connection URL. `Display` and `Debug` hide what is secret; [`DatabaseUrl::expose`] gives the whole.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DatabaseUrl(String);

impl DatabaseUrl {
    /// As it was given, blanks around it cut off.
    pub(crate) fn new(url: impl AsRef<str>) -> Self {
        Self(url.as_ref().trim().to_owned())
    }

    /// With its password: for connecting only, never for a message.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What stands before the first `:`.
    pub(crate) fn scheme(&self) -> Option<&str> {
        self.0.split_once(':').map(|(scheme, _)| scheme)
    }

    /// A second `?` is meant as `&` (code that appends `?connection_limit=10` to a URL that has a query). The flag tells
    /// whether there was one.
    pub(crate) fn with_one_query(&self) -> (Self, bool) {
        let query_from = self.authority_end();
        let Some(question) = self.0[query_from..].find('?').map(|i| query_from + i) else {
            return (self.clone(), false);
        };
        let (head, query) = self.0.split_at(question + 1);
        if query.contains('?') {
            return (Self(format!("{head}{}", query.replace('?', "&"))), true);
        }
        (self.clone(), false)
    }

    /// Makes the path of a SQLite URL absolute: a relative one counts from `base`.
    pub(crate) fn resolved_from(&self, base: &Path) -> Self {
        let Some(rest) = self.0.strip_prefix("file:") else { return self.clone() };
        let (path, query) = rest.find('?').map_or((rest, ""), |i| rest.split_at(i));
        if path.is_empty() || path == ":memory:" || path.starts_with("//") || Path::new(path).is_absolute() {
            return self.clone();
        }
        Self(format!("file:{}{query}", normalise(&base.join(path)).display()))
    }

    /// Whether both lead to the same database, as far as their texts tell.
    pub(crate) fn is_same_database(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }

    /// Scheme, host, port and database; and the schema, which makes two of one database on PostgreSQL.
    fn identity(&self) -> String {
        let Ok(url) = url::Url::parse(&self.0) else { return self.0.clone() };
        let scheme = if url.scheme() == "postgres" { "postgresql" } else { url.scheme() };
        if scheme == "file" {
            return self.0.split('?').next().unwrap_or_default().to_owned();
        }
        let parameter = |name: &str| url.query_pairs().find(|(k, _)| k == name).map(|(_, v)| v.into_owned());
        format!(
            "{scheme}://{}:{}{}?schema={}&host={}",
            url.host_str().unwrap_or_default().to_ascii_lowercase(),
            url.port().unwrap_or(5432),
            url.path(),
            parameter("schema").unwrap_or_else(|| "public".to_owned()),
            parameter("host").unwrap_or_default(),
        )
    }

    /// Where user, password, host and port end. A password may hold `/` or `?` by mistake: then the last `@` counts.
    fn authority_end(&self) -> usize {
        let Some(start) = self.0.find("://").map(|i| i + 3) else { return 0 };
        let end = self.0[start..].find(['/', '?', '#']).map_or(self.0.len(), |i| start + i);
        if self.0[start..end].contains('@') {
            return end;
        }
        self.0[start..].rfind('@').map_or(end, |i| start + i)
    }

    fn redacted(&self) -> String {
        let Some(start) = self.0.find("://").map(|i| i + 3) else {
            return if self.0.starts_with("file:") { hide_parameters(&self.0) } else { "(not a URL)".to_owned() };
        };
        let (scheme, rest) = self.0.split_at(start);
        let Some(at) = rest.rfind('@') else { return format!("{scheme}{}", hide_parameters(rest)) };
        let (user, host) = rest.split_at(at);
        let user = user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:***"));
        format!("{scheme}{user}{}", hide_parameters(host))
    }
}

/// Parameters whose values are secret.
const SECRETS: [&str; 7] = ["password", "pwd", "pgpassword", "sslpassword", "api_key", "apikey", "token"];

fn hide_parameters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(['?', '&', ';']) {
        let (body, end) = match part.char_indices().next_back() {
            Some((i, '?' | '&' | ';')) => part.split_at(i),
            _ => (part, ""),
        };
        match body.split_once('=') {
            Some((name, _)) if SECRETS.contains(&name.to_ascii_lowercase().as_str()) => {
                out.push_str(name);
                out.push_str("=***");
            }
            _ => out.push_str(body),
        }
        out.push_str(end);
    }
    out
}

/// Takes `.` and `..` out of a path, by its text alone.
pub(crate) fn normalise(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.redacted())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{DatabaseUrl, normalise};

    fn shown(url: &str) -> String {
        DatabaseUrl::new(url).to_string()
    }

    #[test]
    fn passwords_are_never_shown() {
        assert_eq!(shown("postgresql://ann:s3cret@db:5432/app?schema=a"), "postgresql://ann:***@db:5432/app?schema=a");
        assert_eq!(shown("postgres://ann:s3/c?r#e@t@db/app"), "postgres://ann:***@db/app");
        assert_eq!(shown("postgres://ann@db/app?password=s3cret&x=1"), "postgres://ann@db/app?password=***&x=1");
        assert_eq!(shown("postgres://db/app?sslpassword=s3cret"), "postgres://db/app?sslpassword=***");
        assert_eq!(shown("sqlserver://db;user=sa;password=s3cret;x=y"), "sqlserver://db;user=sa;password=***;x=y");
        assert_eq!(shown("prisma://x/?api_key=s3cret"), "prisma://x/?api_key=***");
        assert_eq!(shown("ann:s3cret@db"), "(not a URL)");
        assert_eq!(shown("file:./dev.db"), "file:./dev.db");
        assert_eq!(format!("{:?}", DatabaseUrl::new("postgres://a:s3cret@b")), "DatabaseUrl(postgres://a:***@b)");
    }

    #[test]
    fn a_second_question_mark_is_an_ampersand() {
        let (url, had) = DatabaseUrl::new("postgres://a:b@c/d?sslmode=disable?connection_limit=10").with_one_query();
        assert!(had);
        assert_eq!(url.expose(), "postgres://a:b@c/d?sslmode=disable&connection_limit=10");
        for fine in ["postgres://a:b@c/d?x=1&y=2", "postgres://a:p?ss@c/d?x=1", "file:./dev.db", "postgres://c/d"] {
            let (url, had) = DatabaseUrl::new(fine).with_one_query();
            assert!(!had, "{fine}");
            assert_eq!(url.expose(), fine);
        }
    }

    #[test]
    fn sqlite_paths_count_from_their_base() {
        let resolved = |url: &str| DatabaseUrl::new(url).resolved_from(Path::new("/app/prisma")).expose().to_owned();
        assert_eq!(resolved("file:./dev.db"), "file:/app/prisma/dev.db");
        assert_eq!(resolved("file:../data/dev.db?connection_limit=1"), "file:/app/data/dev.db?connection_limit=1");
        assert_eq!(resolved("file:dev.db"), "file:/app/prisma/dev.db");
        for fine in ["file:/data/dev.db", "file:///data/dev.db", "file::memory:", "postgres://a/b"] {
            assert_eq!(resolved(fine), fine);
        }
    }

    #[test]
    fn the_same_database_is_seen_through_spelling() {
        let same = |a: &str, b: &str| DatabaseUrl::new(a).is_same_database(&DatabaseUrl::new(b));
        assert!(same("postgres://a:x@Host/db", "postgresql://b:y@host:5432/db?schema=public"));
        assert!(!same("postgres://host/db", "postgres://host/db2"));
        assert!(!same("postgres://host/db", "postgres://host:5433/db"));
        assert!(!same("postgres://host/db", "postgres://host/db?schema=shadow"));
        assert!(same("file:/a/dev.db", "file:/a/dev.db?x=1"));
    }

    #[test]
    fn dots_leave_a_path() {
        assert_eq!(normalise(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normalise(Path::new("a/../..")), Path::new(".."));
        assert_eq!(normalise(Path::new("./a/..")), Path::new("."));
        assert_eq!(normalise(Path::new("/..")), Path::new("/"));
    }
}
