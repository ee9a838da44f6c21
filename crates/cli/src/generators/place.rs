//! What generated code says about places: where its database is, and the way from one folder to another.

use std::path::{Component, Path, PathBuf};

use nicol_driver::DatabaseUrl;
use nicol_schema::ir::StringOrEnv;

use super::Job;
use crate::config::paths::normalise;
use crate::config::urls::DEFAULT_VARIABLE;

/// Where a URL stands.
pub(super) enum Url {
    /// In this environment variable.
    Variable(String),
    /// In the schema or the configuration, as a text that holds no password.
    Literal(String),
}

/// Where the client finds its database, and what a relative SQLite path counts from: as for commands, but by name. A text
/// that holds a password is left to the usual variable.
pub(super) fn url(job: &Job<'_>) -> (Url, PathBuf) {
    let variable = |name: &str| Url::Variable(name.to_owned());
    if let Some(datasource) = &job.loaded.schema.datasource
        && let Some(url) = &datasource.url
    {
        let folder = job.folder_of_file(datasource.file);
        return match url {
            StringOrEnv::Env(name) => (variable(name), folder),
            StringOrEnv::Literal(text) => (literal(text), folder),
        };
    }
    if let Some(url) = &job.project.configuration.urls.url {
        let source = match (url.text.variables.first(), &url.text.value) {
            (Some(name), _) => variable(name),
            (None, Some(text)) => literal(text),
            (None, None) => variable(DEFAULT_VARIABLE),
        };
        return (source, url.folder.clone());
    }
    (variable(DEFAULT_VARIABLE), job.project.working_directory.clone())
}

fn literal(text: &str) -> Url {
    let may_be_told = match DatabaseUrl::parse(text, None) {
        Ok(DatabaseUrl::Sqlite(_)) => true,
        // Parameters may hold other passwords, such as that of a certificate.
        Ok(DatabaseUrl::Postgres(url)) => !url.has_password() && !text.to_ascii_lowercase().contains("password"),
        Err(_) => false,
    };
    if may_be_told { Url::Literal(text.to_owned()) } else { Url::Variable(DEFAULT_VARIABLE.to_owned()) }
}

/// A formatted schema as generated code may hold it: a URL with a password is the usual variable there.
pub(super) fn without_passwords(schema: &str) -> String {
    let is_url = |key: &str| matches!(key.trim(), "url" | "directUrl" | "shadowDatabaseUrl");
    let mut out = String::with_capacity(schema.len());
    for line in schema.split_inclusive('\n') {
        let written = line.split_once('=').filter(|(key, _)| is_url(key));
        let text = written.and_then(|(_, value)| quoted(value.trim_start().strip_prefix('"')?));
        match (written, text) {
            (Some((key, _)), Some((text, rest))) if matches!(literal(text), Url::Variable(_)) => {
                out.push_str(&format!("{key}= env(\"{DEFAULT_VARIABLE}\"){rest}"));
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// A text up to the quotation mark that ends it, and what follows that.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let mut is_escaped = false;
    let end = text.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    Some((&text[..end], &text[end + 1..]))
}

/// The way from one folder to another, both absolute, with `/` between its parts.
pub(super) fn relative(from: &Path, to: &Path) -> String {
    let (from, to) = (normalise(from), normalise(to));
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| "..".to_owned());
    let down = to[common..].iter().map(|c| c.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Url, literal, relative, without_passwords};

    #[test]
    fn ways_between_folders() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/app", "/app/prisma"), "prisma");
        assert_eq!(way("/app/crates/db", "/app/prisma"), "../../prisma");
        assert_eq!(way("/app", "/app/."), ".");
    }

    #[test]
    fn passwords_stay_out_of_generated_code() {
        let is_told = |text: &str| matches!(literal(text), Url::Literal(told) if told == text);
        assert!(is_told("file:./dev.db"));
        assert!(is_told("postgresql://ann@localhost/app?host=/run/postgresql"));
        assert!(!is_told("postgresql://ann:s3cret@localhost/app"));
        assert!(!is_told("postgresql://ann@localhost/app?sslidentity=a.p12&sslpassword=s3cret"));
        assert!(!is_told("mysql://root@localhost/app"));
    }

    #[test]
    fn passwords_stay_out_of_the_text_of_the_schema() {
        let schema = "datasource db {\n  provider  = \"postgresql\"\n  url       = \"postgresql://a:pw@h/d\" // \"x\n  \
                      directUrl = \"postgresql://a@h/d\"\n}\n\nmodel A {\n  url String @default(\"=\")\n}\n";
        let told = without_passwords(schema);
        assert!(!told.contains("pw"), "{told}");
        assert!(told.contains("  url       = env(\"DATABASE_URL\") // \"x\n"), "{told}");
        assert!(
            told.contains("  directUrl = \"postgresql://a@h/d\"\n}\n\nmodel A {\n  url String @default(\"=\")\n}\n")
        );
    }
}
