//! Generator and datasource blocks as Prisma's `get_config` prints them, with what its command line resolves.

use nicol_schema::ir::{self, ConfigValue, StringOrEnv};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

/// A value of a block that may stand in a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvValue {
    /// Written in the block.
    Written(String),
    /// `env("NAME")`: the variable's name. Its value is never said.
    Variable(String),
    /// Found out by the command line: absolute, and without a variable.
    Resolved(String),
}

/// An element of `binaryTargets`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BinaryTarget {
    pub value: EnvValue,
    /// Whether it was written as `native`, or not at all.
    pub is_native: bool,
}

/// A generator block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generator {
    pub name: String,
    pub provider: EnvValue,
    pub output: Option<EnvValue>,
    /// Every key that is no common one.
    pub config: Vec<(String, ConfigValue)>,
    pub binary_targets: Vec<BinaryTarget>,
    pub preview_features: Vec<String>,
    /// The file of the block, absolute.
    pub source_file_path: String,
    /// Whether the block says where the output goes. Only said once the output is known.
    pub is_custom_output: bool,
}

/// The datasource block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datasource {
    pub name: String,
    /// As written.
    pub provider: String,
    /// The canonical name.
    pub active_provider: &'static str,
    pub url: Option<EnvValue>,
    pub direct_url: Option<EnvValue>,
    pub schemas: Vec<String>,
    /// The text of its `///` comments.
    pub documentation: Option<String>,
    /// The file of the block, absolute.
    pub source_file_path: String,
}

impl EnvValue {
    /// The value of a block, as written.
    #[must_use]
    pub fn of(value: &StringOrEnv) -> Self {
        match value {
            StringOrEnv::Literal(text) => Self::Written(text.clone()),
            StringOrEnv::Env(name) => Self::Variable(name.clone()),
        }
    }
}

impl Generator {
    /// A block as written, but for its binary targets.
    #[must_use]
    pub fn of(block: &ir::Generator, binary_targets: Vec<BinaryTarget>, source_file_path: String) -> Self {
        Self {
            name: block.name.clone(),
            provider: EnvValue::of(&block.provider),
            output: block.output.as_ref().map(EnvValue::of),
            config: block.config.clone(),
            binary_targets,
            preview_features: block.preview_features.clone(),
            source_file_path,
            is_custom_output: false,
        }
    }

    /// Sets a key that is no common one.
    pub fn set_config(&mut self, key: &str, value: &str) {
        let value = ConfigValue::Text(value.to_owned());
        match self.config.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.config.push((key.to_owned(), value)),
        }
    }
}

impl Datasource {
    /// A block as written.
    #[must_use]
    pub fn of(block: &ir::Datasource, source_file_path: String) -> Self {
        Self {
            name: block.name.clone(),
            provider: block.provider_text.clone(),
            active_provider: block.provider.name(),
            url: block.url.as_ref().map(EnvValue::of),
            direct_url: block.direct_url.as_ref().map(EnvValue::of),
            schemas: block.schemas.clone(),
            documentation: block.documentation.clone(),
            source_file_path,
        }
    }
}

impl Serialize for EnvValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        match self {
            Self::Written(value) => {
                map.serialize_entry("fromEnvVar", &None::<&str>)?;
                map.serialize_entry("value", value)?;
            }
            Self::Variable(name) => {
                map.serialize_entry("fromEnvVar", name)?;
                map.serialize_entry("value", &None::<&str>)?;
            }
            // The other way round, as in the object that Prisma's command line puts there.
            Self::Resolved(value) => {
                map.serialize_entry("value", value)?;
                map.serialize_entry("fromEnvVar", &None::<&str>)?;
            }
        }
        map.end()
    }
}

impl Serialize for BinaryTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, value) = match &self.value {
            EnvValue::Variable(name) => (Some(name), None),
            EnvValue::Written(value) | EnvValue::Resolved(value) => (None, Some(value)),
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("fromEnvVar", &name)?;
        map.serialize_entry("value", &value)?;
        if self.is_native {
            map.serialize_entry("native", &true)?;
        }
        map.end()
    }
}

impl Serialize for Generator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Generator", 8)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("provider", &self.provider)?;
        out.serialize_field("output", &self.output)?;
        out.serialize_field("config", &Config(&self.config))?;
        out.serialize_field("binaryTargets", &self.binary_targets)?;
        out.serialize_field("previewFeatures", &self.preview_features)?;
        out.serialize_field("sourceFilePath", &self.source_file_path)?;
        if self.is_custom_output {
            out.serialize_field("isCustomOutput", &true)?;
        }
        out.end()
    }
}

/// Free keys: texts and lists.
struct Config<'a>(&'a [(String, ConfigValue)]);

impl Serialize for Config<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            map.serialize_entry(key, &Value(value))?;
        }
        map.end()
    }
}

struct Value<'a>(&'a ConfigValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            ConfigValue::Text(text) => serializer.serialize_str(text),
            ConfigValue::List(list) => serializer.collect_seq(list.iter().map(Value)),
        }
    }
}

impl Serialize for Datasource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Datasource", 7)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("provider", &self.provider)?;
        out.serialize_field("activeProvider", self.active_provider)?;
        if let Some(url) = &self.url {
            out.serialize_field("url", url)?;
        }
        if let Some(url) = &self.direct_url {
            out.serialize_field("directUrl", url)?;
        }
        out.serialize_field("schemas", &self.schemas)?;
        if let Some(documentation) = &self.documentation {
            out.serialize_field("documentation", documentation)?;
        }
        out.serialize_field("sourceFilePath", &self.source_file_path)?;
        out.end()
    }
}
