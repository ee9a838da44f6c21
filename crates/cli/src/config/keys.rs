//! The keys of a configuration: which there are, what they hold, and what an unknown one was probably meant to be.

use super::value::{NotStatic, Text, Value};

/// What one source (a config file, package.json, `nicol.toml`) says; paths are as written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Settings {
    pub(crate) schema: Option<Text>,
    pub(crate) url: Option<Text>,
    pub(crate) direct_url: Option<Text>,
    pub(crate) shadow_database_url: Option<Text>,
    pub(crate) migrations_path: Option<Text>,
    pub(crate) seed: Option<Text>,
    pub(crate) init_shadow_db: Option<Text>,
    pub(crate) lock_timeout: Option<Text>,
    pub(crate) statement_timeout: Option<Text>,
    pub(crate) retries: Option<Text>,
    pub(crate) lock_wait: Option<Text>,
    pub(crate) external_tables: Vec<String>,
    pub(crate) external_enums: Vec<String>,
    pub(crate) views_path: Option<Text>,
    pub(crate) typed_sql_path: Option<Text>,
    /// When new migrations keep what they drop.
    pub(crate) keep_dropped: Option<Text>,
    /// When commands make a backup by themselves; where to; PostgreSQL's programs.
    pub(crate) backup_before: Option<Text>,
    pub(crate) backup_path: Option<Text>,
    pub(crate) backup_programs: Option<Text>,
    /// Prisma 6: `classic` makes the config's URLs win over the schema's.
    pub(crate) engine: Option<Text>,
}

/// Why settings can't be taken from a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyError {
    /// A key that counts can only be known by running the file.
    NotStatic { key: String, why: NotStatic },
    /// A value of the wrong kind.
    WrongType { key: String, wanted: &'static str, found: &'static str },
    /// Texts that may not be empty.
    Empty { key: String },
}

/// An unknown key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownKey {
    pub(crate) key: String,
    /// What to do instead, as an instruction.
    pub(crate) help: Option<String>,
    /// It says what the schema says with effect, so that nothing goes wrong by it.
    pub(crate) is_leftover: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Text(fn(&mut Settings) -> &mut Option<Text>),
    /// A whole number; as a text, too: variables have no other.
    Number(fn(&mut Settings) -> &mut Option<Text>),
    Texts(fn(&mut Settings) -> &mut Vec<String>),
    Flag,
    /// Known to Prisma, of no use here.
    Ignored,
}

/// Every key of Prisma 6.19 and 7.10, and ours.
const KEYS: [(&str, Kind); 30] = [
    ("schema", Kind::Text(|s| &mut s.schema)),
    ("datasource.url", Kind::Text(|s| &mut s.url)),
    ("datasource.directUrl", Kind::Text(|s| &mut s.direct_url)),
    ("datasource.shadowDatabaseUrl", Kind::Text(|s| &mut s.shadow_database_url)),
    ("migrations.path", Kind::Text(|s| &mut s.migrations_path)),
    ("migrations.seed", Kind::Text(|s| &mut s.seed)),
    ("migrations.initShadowDb", Kind::Text(|s| &mut s.init_shadow_db)),
    ("migrations.lockTimeout", Kind::Text(|s| &mut s.lock_timeout)),
    ("migrations.statementTimeout", Kind::Text(|s| &mut s.statement_timeout)),
    ("migrations.retries", Kind::Number(|s| &mut s.retries)),
    ("migrations.lockWait", Kind::Text(|s| &mut s.lock_wait)),
    ("migrations.keepDropped", Kind::Text(|s| &mut s.keep_dropped)),
    ("tables.external", Kind::Texts(|s| &mut s.external_tables)),
    ("enums.external", Kind::Texts(|s| &mut s.external_enums)),
    ("views.path", Kind::Text(|s| &mut s.views_path)),
    ("typedSql.path", Kind::Text(|s| &mut s.typed_sql_path)),
    ("backup.before", Kind::Text(|s| &mut s.backup_before)),
    ("backup.path", Kind::Text(|s| &mut s.backup_path)),
    ("backup.programs", Kind::Text(|s| &mut s.backup_programs)),
    ("engine", Kind::Text(|s| &mut s.engine)),
    ("experimental.externalTables", Kind::Flag),
    ("experimental.extensions", Kind::Flag),
    ("experimental.adapter", Kind::Flag),
    ("experimental.studio", Kind::Flag),
    ("earlyAccess", Kind::Flag),
    ("extensions", Kind::Ignored),
    ("adapter", Kind::Ignored),
    ("studio", Kind::Ignored),
    ("loadedFromFile", Kind::Ignored),
    ("$schema", Kind::Ignored),
];

impl Settings {
    /// Takes what is known from a value and reports what isn't.
    pub(crate) fn from_value(value: &Value) -> Result<(Self, Vec<UnknownKey>), KeyError> {
        let mut settings = Self::default();
        let mut unknown = Vec::new();
        match value {
            Value::Object(entries) => settings.take("", entries, &mut unknown)?,
            Value::Undefined | Value::Null => {}
            other => return Err(wrong_type("the default export", "an object", other)),
        }
        Ok((settings, unknown))
    }

    fn take(
        &mut self,
        prefix: &str,
        entries: &[(String, Value)],
        unknown: &mut Vec<UnknownKey>,
    ) -> Result<(), KeyError> {
        for (name, value) in entries {
            let key = format!("{prefix}{name}");
            if matches!(value, Value::Undefined) {
                continue;
            }
            if let Some((_, kind)) = KEYS.iter().find(|(known, _)| *known == key) {
                self.put(&key, *kind, value)?;
            } else if is_section(&key) {
                match value {
                    Value::Object(entries) => self.take(&format!("{key}."), entries, unknown)?,
                    other => return Err(wrong_type(&key, "an object", other)),
                }
            } else {
                let is_leftover = belongs_into_schema(prefix, name);
                unknown.push(UnknownKey { help: help(prefix, name), key, is_leftover });
            }
        }
        Ok(())
    }

    fn put(&mut self, key: &str, kind: Kind, value: &Value) -> Result<(), KeyError> {
        match (kind, value) {
            (Kind::Ignored, _) => {}
            (Kind::Number(field), Value::Number(number)) => *field(self) = Some(Text::literal(number.to_string())),
            (Kind::Number(field), Value::Text(text)) => *field(self) = Some(text.clone()),
            (Kind::Number(_), other) => return Err(wrong_type(key, "a number", other)),
            (Kind::Text(field), Value::Text(text)) => {
                // An empty URL may come from an unset variable: that is told when the URL is needed.
                if text.value.as_deref() == Some("") && text.variables.is_empty() && !key.starts_with("datasource.") {
                    return Err(KeyError::Empty { key: key.to_owned() });
                }
                *field(self) = Some(text.clone());
            }
            (Kind::Text(_), other) => return Err(wrong_type(key, "a string", other)),
            (Kind::Texts(field), Value::List(list)) => {
                for element in list {
                    match element {
                        Value::Text(Text { value: Some(text), .. }) => field(self).push(text.clone()),
                        other => return Err(wrong_type(key, "a list of strings", other)),
                    }
                }
            }
            (Kind::Texts(_), other) => return Err(wrong_type(key, "a list of strings", other)),
            (Kind::Flag, Value::Bool(_)) => {}
            (Kind::Flag, other) => return Err(wrong_type(key, "true or false", other)),
        }
        Ok(())
    }
}

fn is_section(key: &str) -> bool {
    KEYS.iter().any(|(known, _)| known.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
}

fn wrong_type(key: &str, wanted: &'static str, found: &Value) -> KeyError {
    match found {
        Value::Unknown(why) => KeyError::NotStatic { key: key.to_owned(), why: why.clone() },
        Value::Text(Text { value: None, .. }) => {
            KeyError::WrongType { key: key.to_owned(), wanted, found: "a variable that isn't set" }
        }
        other => KeyError::WrongType { key: key.to_owned(), wanted, found: other.kind() },
    }
}

fn belongs_into_schema(prefix: &str, name: &str) -> bool {
    (prefix, name) == ("datasource.", "provider") || (prefix.is_empty() && name.starts_with("generator"))
}

/// What an unknown key was probably meant to be.
fn help(prefix: &str, name: &str) -> Option<String> {
    if belongs_into_schema(prefix, name) {
        return Some(format!("`{name}` belongs into the schema; the one written there counts"));
    }
    // The right name in the wrong section: `seed` for `migrations.seed`.
    if let Some((known, _)) = KEYS.iter().find(|(known, _)| known.rsplit('.').next() == Some(name)) {
        return Some(format!("did you mean `{known}`?"));
    }
    let siblings = KEYS.iter().filter_map(|(known, _)| known.strip_prefix(prefix)?.split('.').next());
    let threshold = (name.chars().count() / 3).max(1);
    oxc_span::best_match(name, siblings, threshold).map(|near| format!("did you mean `{prefix}{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::{KeyError, Settings, UnknownKey};
    use crate::config::value::{NotStatic, Text, Value};
    use nicol_diagnostics::LineColumn;

    fn object(entries: Vec<(&str, Value)>) -> Value {
        Value::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
    }

    fn help(value: Value) -> Vec<(String, Option<String>)> {
        let (_, unknown) = Settings::from_value(&value).expect("settings");
        unknown.into_iter().map(|UnknownKey { key, help, .. }| (key, help)).collect()
    }

    #[test]
    fn known_keys_are_taken() {
        let url = Text::variable("DATABASE_URL", Some("postgres://h/d".into()));
        let (settings, unknown) = Settings::from_value(&object(vec![
            ("schema", Value::text("db/schema")),
            ("datasource", object(vec![("url", Value::Text(url.clone())), ("shadowDatabaseUrl", Value::Undefined)])),
            ("migrations", object(vec![("path", Value::text("m")), ("seed", Value::text("node seed.js"))])),
            ("tables", object(vec![("external", Value::List(vec![Value::text("public.x")]))])),
            ("experimental", object(vec![("externalTables", Value::Bool(true))])),
            (
                "studio",
                Value::Unknown(NotStatic { at: LineColumn { line: 1, column: 1 }, reason: "a function".into() }),
            ),
        ]))
        .expect("settings");
        assert_eq!(unknown, []);
        assert_eq!(settings.url, Some(url));
        assert_eq!(settings.seed, Some(Text::literal("node seed.js")));
        assert_eq!(settings.external_tables, ["public.x"]);
    }

    #[test]
    fn unknown_keys_name_the_nearest_known_one() {
        let found = help(object(vec![
            ("shema", Value::text("x")),
            ("seed", Value::text("x")),
            ("generator", object(vec![])),
            (
                "datasource",
                object(vec![("provider", Value::text("x")), ("uri", Value::text("x")), ("quark", Value::Null)]),
            ),
        ]));
        let wanted = [
            ("shema", Some("did you mean `schema`?")),
            ("seed", Some("did you mean `migrations.seed`?")),
            ("generator", Some("`generator` belongs into the schema; the one written there counts")),
            ("datasource.provider", Some("`provider` belongs into the schema; the one written there counts")),
            ("datasource.uri", Some("did you mean `datasource.url`?")),
            ("datasource.quark", None),
        ];
        assert_eq!(found, wanted.map(|(k, h)| (k.to_owned(), h.map(str::to_owned))));
    }

    #[test]
    fn wrong_kinds_are_errors_and_unknown_values_ask_for_a_run() {
        let wrong = Settings::from_value(&object(vec![("schema", Value::Number(1.0))]));
        assert!(matches!(wrong, Err(KeyError::WrongType { key, .. }) if key == "schema"));
        let wrong = Settings::from_value(&object(vec![("datasource", Value::text("x"))]));
        assert!(matches!(wrong, Err(KeyError::WrongType { key, .. }) if key == "datasource"));
        let empty = Settings::from_value(&object(vec![("migrations", object(vec![("seed", Value::text(""))]))]));
        assert!(matches!(empty, Err(KeyError::Empty { key }) if key == "migrations.seed"));
        let why = NotStatic { at: LineColumn { line: 2, column: 3 }, reason: "a function".into() };
        let unknown = Settings::from_value(&object(vec![("datasource", Value::Unknown(why.clone()))]));
        assert_eq!(unknown, Err(KeyError::NotStatic { key: "datasource".into(), why }));
    }
}
