use nicol_catalog::Extension;

use super::identifier;

pub(super) fn create(extension: &Extension) -> String {
    let mut sql = format!("CREATE EXTENSION IF NOT EXISTS {}", identifier(&extension.name));
    if extension.schema.is_some() || extension.version.is_some() {
        sql.push_str(" WITH");
    }
    if let Some(schema) = &extension.schema {
        sql.push_str(&format!(" SCHEMA {}", identifier(schema)));
    }
    if let Some(version) = &extension.version {
        sql.push_str(&format!(" VERSION {}", identifier(version)));
    }
    sql
}

pub(super) fn alter(from: &Extension, to: &Extension) -> Vec<String> {
    let name = identifier(&to.name);
    let mut statements = Vec::new();
    if let Some(version) = &to.version
        && from.version.as_ref() != Some(version)
    {
        statements.push(format!("ALTER EXTENSION {name} UPDATE TO {}", identifier(version)));
    }
    if let Some(schema) = &to.schema
        && from.schema.as_ref() != Some(schema)
    {
        statements.push(format!("ALTER EXTENSION {name} SET SCHEMA {}", identifier(schema)));
    }
    statements
}
