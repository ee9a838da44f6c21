//! Configuration that is data: `nicol.toml` and package.json's `prisma` key.

use super::value::{Text, Value};

/// What a document has, as a value; the error is a sentence with the place.
pub(crate) fn read_toml(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Value, String> {
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string().trim_end().to_owned())?;
    Ok(from_toml(toml::Value::Table(table), variable))
}

/// The `prisma` key of a package.json, if there is one.
pub(crate) fn read_package_json(text: &str) -> Result<Option<Value>, String> {
    // Most package.json files have no such key and needn't be parsed.
    if !text.contains("\"prisma\"") {
        return Ok(None);
    }
    let document: serde_json::Value =
        serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|e| e.to_string())?;
    let Some(prisma) = document.get("prisma") else { return Ok(None) };
    // There the seed command stands at the top.
    let mut value = from_json(prisma);
    if let Value::Object(entries) = &mut value
        && let Some(at) = entries.iter().position(|(key, _)| key == "seed")
    {
        let seed = entries.remove(at);
        entries.push(("migrations".to_owned(), Value::Object(vec![seed])));
    }
    Ok(Some(value))
}

/// JSON as a value.
pub(crate) fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => Value::Number(n.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(s) => Value::text(s),
        serde_json::Value::Array(list) => Value::List(list.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => Value::Object(map.iter().map(|(k, v)| (k.clone(), from_json(v))).collect()),
    }
}

/// TOML as a value. `{ env = "NAME" }` is the value of a variable.
fn from_toml(value: toml::Value, variable: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        toml::Value::String(text) => Value::text(text),
        toml::Value::Boolean(b) => Value::Bool(b),
        #[expect(clippy::cast_precision_loss, reason = "no key holds a number that large")]
        toml::Value::Integer(n) => Value::Number(n as f64),
        toml::Value::Float(n) => Value::Number(n),
        toml::Value::Datetime(date) => Value::text(date.to_string()),
        toml::Value::Array(list) => Value::List(list.into_iter().map(|v| from_toml(v, variable)).collect()),
        toml::Value::Table(table) => {
            if table.len() == 1
                && let Some(toml::Value::String(name)) = table.get("env")
            {
                return Value::Text(Text::variable(name, variable(name)));
            }
            Value::Object(table.into_iter().map(|(k, v)| (k, from_toml(v, variable))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{read_package_json, read_toml};
    use crate::config::keys::Settings;
    use crate::config::value::Text;

    #[test]
    fn toml_has_the_keys_of_the_config_file() {
        let text = "schema = \"db/schema\"\n[datasource]\nurl = { env = \"DB\" }\n[migrations]\nseed = \"cargo run --bin seed\"\n";
        let value = read_toml(text, &|name| (name == "DB").then(|| "file:x.db".to_owned())).expect("TOML");
        let (settings, unknown) = Settings::from_value(&value).expect("settings");
        assert_eq!(unknown, []);
        assert_eq!(settings.schema, Some(Text::literal("db/schema")));
        assert_eq!(settings.url, Some(Text::variable("DB", Some("file:x.db".into()))));
        assert_eq!(settings.seed, Some(Text::literal("cargo run --bin seed")));
        assert!(read_toml("schema = ", &|_| None).is_err_and(|e| e.contains("line 1")));
    }

    #[test]
    fn package_json_has_schema_and_seed() {
        let text = r#"{"name": "x", "prisma": {"schema": "db/schema.prisma", "seed": "tsx seed.ts"}}"#;
        let value = read_package_json(text).expect("JSON").expect("the key");
        let (settings, unknown) = Settings::from_value(&value).expect("settings");
        assert_eq!(unknown, []);
        assert_eq!(settings.schema, Some(Text::literal("db/schema.prisma")));
        assert_eq!(settings.seed, Some(Text::literal("tsx seed.ts")));
        assert_eq!(read_package_json(r#"{"dependencies": {"prisma": "6"}}"#), Ok(None));
        assert!(read_package_json(r#"{"prisma": "#).is_err());
    }
}
