//! Which database a command connects to, and where that was said.
//!
//! Order (design of the project, section 7): `--url`, the schema's `url`, the configuration's `datasource.url`, the variable
//! `DATABASE_URL`. With `engine: "classic"` in the configuration, Prisma 6 takes the configuration's before the schema's,
//! and so do we.

use std::fmt;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::value::Text;
use nicol_driver::DatabaseUrl;
use nicol_schema::ir::StringOrEnv;

/// The variable that is taken when nothing names one.
pub(crate) const DEFAULT_VARIABLE: &str = "DATABASE_URL";

/// The URLs of the schema's datasource block.
#[derive(Debug, Clone, Default)]
pub(crate) struct SchemaUrls {
    pub(crate) url: Option<StringOrEnv>,
    pub(crate) direct_url: Option<StringOrEnv>,
    pub(crate) shadow_database_url: Option<StringOrEnv>,
    /// The folder of the file that holds the block.
    pub(crate) folder: PathBuf,
}

/// The URLs of a configuration file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ConfigUrls {
    pub(crate) url: Option<ConfigUrl>,
    pub(crate) direct_url: Option<ConfigUrl>,
    pub(crate) shadow_database_url: Option<ConfigUrl>,
    /// `engine: "classic"`.
    pub(crate) win_over_schema: bool,
}

/// A URL and the folder of the file that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigUrl {
    pub(crate) text: Text,
    pub(crate) folder: PathBuf,
}

/// What to connect to.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    /// For the application's own work.
    pub(crate) url: DatabaseUrl,
    /// For migrations, when the other one leads through a pooler.
    pub(crate) direct_url: Option<DatabaseUrl>,
    pub(crate) shadow_database_url: Option<DatabaseUrl>,
    /// Where `url` was said.
    pub(crate) origin: Origin,
    direct_origin: Option<Origin>,
    /// `url` as it was written, for who reads it himself.
    pub(crate) raw: RawUrl,
    /// What was odd in them.
    pub(crate) warnings: Vec<String>,
}

impl Connection {
    /// What migrations connect to.
    pub(crate) fn migration_url(&self) -> &DatabaseUrl {
        self.direct_url.as_ref().unwrap_or(&self.url)
    }

    /// Where that was said.
    pub(crate) fn migration_origin(&self) -> &Origin {
        self.direct_origin.as_ref().unwrap_or(&self.origin)
    }
}

/// A URL as it was written, and what a relative path in it counts from.
#[derive(Clone)]
pub(crate) struct RawUrl {
    pub(crate) text: String,
    pub(crate) folder: PathBuf,
}

/// The text may hold a password.
impl fmt::Debug for RawUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawUrl(…)")
    }
}

/// Where a URL was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag,
    /// A key of the schema's datasource block, and the variable that it names.
    Schema {
        key: &'static str,
        variable: Option<String>,
    },
    /// A key of the configuration, and the variable that it names.
    Config {
        key: &'static str,
        variable: Option<String>,
    },
    /// Nothing names one, so the usual variable.
    Variable,
}

/// Why there is no URL.
#[derive(Debug)]
pub(crate) enum UrlError {
    /// Said nowhere.
    Nowhere,
    /// The variable isn't set.
    Unset(Origin, Vec<String>),
    /// The value is empty.
    Empty(Origin),
    /// Not a URL that Nicol can use.
    Invalid(Origin, Box<nicol_driver::Error>),
}

impl Origin {
    /// The place alone, without its variable.
    pub(crate) fn place(&self) -> Self {
        match self {
            Self::Schema { key, .. } => Self::Schema { key, variable: None },
            Self::Config { key, .. } => Self::Config { key, variable: None },
            other => other.clone(),
        }
    }

    /// In a word: the variable, the flag, the file.
    pub(crate) fn short(&self) -> &str {
        match self {
            Self::Flag => "--url",
            Self::Schema { variable: Some(name), .. } | Self::Config { variable: Some(name), .. } => name,
            Self::Schema { .. } => "from the schema",
            Self::Config { .. } => "from the configuration",
            Self::Variable => DEFAULT_VARIABLE,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--url"),
            Self::Schema { key, variable: None } => write!(f, "`{key}` of the schema's datasource"),
            Self::Schema { key, variable: Some(name) } => {
                write!(f, "`{key}` of the schema's datasource, env(\"{name}\")")
            }
            Self::Config { key, variable: None } => write!(f, "`datasource.{key}` of the configuration"),
            Self::Config { key, variable: Some(name) } => {
                write!(f, "`datasource.{key}` of the configuration, the variable {name}")
            }
            Self::Variable => write!(f, "the variable {DEFAULT_VARIABLE}"),
        }
    }
}

/// Decides what to connect to.
pub(crate) fn resolve(
    flag: Option<&str>,
    working_directory: &Path,
    schema: &SchemaUrls,
    config: &ConfigUrls,
    environment: &Environment,
) -> Result<Connection, UrlError> {
    let named = |key| pick(key, schema, config, environment).transpose();
    let at_hand = |value: &str, origin| {
        Found { value: value.to_owned(), folder: working_directory.to_path_buf(), origin }.not_empty()
    };
    let (main, direct) = match flag {
        Some(flag) => (at_hand(flag, Origin::Flag)?, None),
        None => match (named("url")?, environment.get(DEFAULT_VARIABLE)) {
            (Some(main), _) => (main, named("directUrl")?),
            (None, Some(value)) => (at_hand(value, Origin::Variable)?, named("directUrl")?),
            (None, None) => return Err(UrlError::Nowhere),
        },
    };
    let shadow = named("shadowDatabaseUrl")?;

    let mut warnings = Vec::new();
    let mut read = |found: &Found| {
        let url = found.read()?;
        for warning in url.warnings() {
            let text = format!("{}: {warning}", found.origin);
            if !warnings.contains(&text) {
                warnings.push(text);
            }
        }
        Ok(url)
    };
    let url = read(&main)?;
    let direct_url = direct.as_ref().map(&mut read).transpose()?;
    let shadow_database_url = shadow.as_ref().map(&mut read).transpose()?;
    let Found { value: text, folder, origin } = main;
    let direct_origin = direct.map(|found| found.origin);
    Ok(Connection {
        url,
        direct_url,
        shadow_database_url,
        origin,
        direct_origin,
        raw: RawUrl { text, folder },
        warnings,
    })
}

struct Found {
    value: String,
    folder: PathBuf,
    origin: Origin,
}

impl Found {
    fn not_empty(self) -> Result<Self, UrlError> {
        if self.value.trim().is_empty() { Err(UrlError::Empty(self.origin)) } else { Ok(self) }
    }

    fn read(&self) -> Result<DatabaseUrl, UrlError> {
        DatabaseUrl::parse(&self.value, Some(&self.folder))
            .map_err(|e| UrlError::Invalid(self.origin.clone(), Box::new(e)))
    }
}

/// The value of one of the three keys; `None` when neither place has it.
fn pick(
    key: &'static str,
    schema: &SchemaUrls,
    config: &ConfigUrls,
    environment: &Environment,
) -> Option<Result<Found, UrlError>> {
    let (in_schema, in_config) = match key {
        "directUrl" => (&schema.direct_url, &config.direct_url),
        "shadowDatabaseUrl" => (&schema.shadow_database_url, &config.shadow_database_url),
        _ => (&schema.url, &config.url),
    };
    let from_schema = in_schema.as_ref().map(|value| from_schema(key, value, &schema.folder, environment));
    let from_config = in_config.as_ref().map(|url| from_config(key, url));
    let (first, second) = if config.win_over_schema { (from_config, from_schema) } else { (from_schema, from_config) };
    match (first, second) {
        // The first place wins unless only the second one has a value.
        (Some(Err(_)), Some(Ok(found))) => Some(Ok(found)),
        (first, second) => first.or(second),
    }
}

fn from_schema(
    key: &'static str,
    value: &StringOrEnv,
    folder: &Path,
    environment: &Environment,
) -> Result<Found, UrlError> {
    let (value, variable) = match value {
        StringOrEnv::Literal(text) => (Some(text.as_str()), None),
        StringOrEnv::Env(name) => (environment.get(name), Some(name.clone())),
    };
    let names = variable.clone().into_iter().collect();
    let origin = Origin::Schema { key, variable };
    match value {
        Some(value) => Found { value: value.to_owned(), folder: folder.to_path_buf(), origin }.not_empty(),
        None => Err(UrlError::Unset(origin, names)),
    }
}

fn from_config(key: &'static str, url: &ConfigUrl) -> Result<Found, UrlError> {
    let origin = Origin::Config { key, variable: url.text.variable_name().map(str::to_owned) };
    match &url.text.value {
        Some(value) => Found { value: value.clone(), folder: url.folder.clone(), origin }.not_empty(),
        None => Err(UrlError::Unset(origin, url.text.variables.clone())),
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{ConfigUrl, ConfigUrls, Connection, Origin, SchemaUrls, StringOrEnv, UrlError, resolve};
    use crate::config::environment::Environment;
    use crate::config::value::Text;

    fn environment() -> Environment {
        Environment::new(
            [
                ("DATABASE_URL", "postgresql://u@default:5432/db"),
                ("MAIN", "postgresql://u@main:5432/db"),
                ("FILE", "file:./dev.db"),
                ("EMPTY", " "),
            ]
            .map(|(k, v)| (k.to_owned(), v.to_owned())),
        )
    }

    fn env(name: &str) -> Option<StringOrEnv> {
        Some(StringOrEnv::Env(name.to_owned()))
    }

    fn literal(url: &str) -> Option<StringOrEnv> {
        Some(StringOrEnv::Literal(url.to_owned()))
    }

    fn schema(url: Option<StringOrEnv>) -> SchemaUrls {
        SchemaUrls { url, folder: PathBuf::from("/app/prisma"), ..SchemaUrls::default() }
    }

    fn config_url(text: Text) -> Option<ConfigUrl> {
        Some(ConfigUrl { text, folder: PathBuf::from("/app/config") })
    }

    fn config(text: Text) -> ConfigUrls {
        ConfigUrls { url: config_url(text), ..ConfigUrls::default() }
    }

    fn run(flag: Option<&str>, schema: &SchemaUrls, config: &ConfigUrls) -> Result<Connection, UrlError> {
        resolve(flag, Path::new("/app"), schema, config, &environment())
    }

    fn url(flag: Option<&str>, schema: &SchemaUrls, config: &ConfigUrls) -> String {
        run(flag, schema, config).expect("a URL").url.to_string()
    }

    #[test]
    fn the_flag_then_the_schema_then_the_configuration_then_the_variable() {
        let in_config = config(Text::literal("postgresql://u@config:5432/db"));
        let in_schema = schema(env("MAIN"));
        let none = ConfigUrls::default();
        assert_eq!(url(Some("postgresql://u@flag:5432/db"), &in_schema, &in_config), "postgresql://u@flag:5432/db");
        assert_eq!(url(None, &in_schema, &in_config), "postgresql://u@main:5432/db");
        assert_eq!(
            url(None, &schema(literal("postgresql://u@schema:5432/db")), &in_config),
            "postgresql://u@schema:5432/db"
        );
        assert_eq!(url(None, &schema(None), &in_config), "postgresql://u@config:5432/db");
        assert_eq!(url(None, &schema(None), &none), "postgresql://u@default:5432/db");
        let classic = ConfigUrls { win_over_schema: true, ..in_config };
        assert_eq!(url(None, &in_schema, &classic), "postgresql://u@config:5432/db");
    }

    #[test]
    fn the_origin_knows_the_variable() {
        let origin = |schema: &SchemaUrls, config: &ConfigUrls| run(None, schema, config).expect("a URL").origin;
        let none = ConfigUrls::default();
        let variable = Some("MAIN".to_owned());
        assert_eq!(origin(&schema(env("MAIN")), &none), Origin::Schema { key: "url", variable: variable.clone() });
        let text = Text::variable("MAIN", Some("postgresql://u@x:5432/y".into()));
        assert_eq!(origin(&schema(None), &config(text)), Origin::Config { key: "url", variable });
        assert_eq!(origin(&schema(None), &none), Origin::Variable);
    }

    #[test]
    fn a_missing_variable_is_named() {
        let none = ConfigUrls::default();
        let unset = run(None, &schema(env("NOT")), &none);
        assert!(matches!(unset, Err(UrlError::Unset(Origin::Schema { key: "url", .. }, names)) if names == ["NOT"]));
        let unset = run(None, &schema(None), &config(Text::variable("NOT", None)));
        assert!(matches!(unset, Err(UrlError::Unset(Origin::Config { .. }, names)) if names == ["NOT"]));
        assert!(matches!(run(None, &schema(env("EMPTY")), &none), Err(UrlError::Empty(Origin::Schema { .. }))));
        assert_eq!(
            url(None, &schema(env("NOT")), &config(Text::literal("postgresql://u@config:5432/db"))),
            "postgresql://u@config:5432/db"
        );
        let nothing = resolve(None, Path::new("/"), &schema(None), &none, &Environment::default());
        assert!(matches!(nothing, Err(UrlError::Nowhere)));
    }

    #[test]
    fn sqlite_paths_count_from_where_the_url_stands() {
        let none = ConfigUrls::default();
        assert_eq!(url(None, &schema(literal("file:./dev.db")), &none), "file:/app/prisma/dev.db");
        assert_eq!(url(None, &schema(env("FILE")), &none), "file:/app/prisma/dev.db");
        assert_eq!(url(None, &schema(None), &config(Text::literal("file:dev.db"))), "file:/app/config/dev.db");
        assert_eq!(url(Some("file:dev.db"), &schema(None), &none), "file:/app/dev.db");
    }

    #[test]
    fn migrations_take_the_direct_url_but_not_beside_the_flag() {
        let mut schema = schema(env("MAIN"));
        schema.direct_url = literal("postgresql://u@direct:5432/db");
        let none = ConfigUrls::default();
        let connection = run(None, &schema, &none).expect("a URL");
        assert_eq!(connection.migration_url().to_string(), "postgresql://u@direct:5432/db");
        let connection = run(Some("postgresql://u@flag:5432/db"), &schema, &none).expect("a URL");
        assert_eq!(connection.migration_url().to_string(), "postgresql://u@flag:5432/db");
    }

    #[test]
    fn a_second_question_mark_is_repaired_and_told() {
        let none = ConfigUrls::default();
        let connection =
            run(None, &schema(literal("postgresql://u@h:5432/d?sslmode=disable?connection_limit=10")), &none)
                .expect("a URL");
        assert_eq!(connection.url.to_string(), "postgresql://u@h:5432/d?connection_limit=10&sslmode=disable");
        assert_eq!(connection.warnings.len(), 1, "{:?}", connection.warnings);
        assert!(connection.warnings[0].starts_with("`url` of the schema's datasource: "), "{}", connection.warnings[0]);
    }

    #[test]
    fn a_broken_url_is_told_with_its_place_and_without_its_password() {
        let broken = run(None, &schema(literal("mysql://ann:s3cret@h/d")), &ConfigUrls::default());
        let Err(UrlError::Invalid(Origin::Schema { key: "url", .. }, error)) = broken else { panic!("{broken:?}") };
        assert!(!format!("{error:?} {error}").contains("s3cret"));
    }
}
