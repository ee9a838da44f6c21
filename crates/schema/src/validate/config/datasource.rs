//! `datasource`.

use nicol_diagnostics::Fix;
use nicol_model::{Flavour, Provider, RelationMode};

use super::extensions;
use super::{Datasource, has_all_values, string_or_env};
use crate::ast::{Config, ExprKind};
use crate::ir::{self, StringOrEnv};
use crate::suggest::{Near, near};
use crate::validate::connector::Connector;
use crate::validate::context::Context;

const PROVIDERS: [&str; 6] = ["postgresql", "sqlite", "mysql", "sqlserver", "mongodb", "cockroachdb"];

const KEYS: [&str; 7] = ["provider", "url", "directUrl", "shadowDatabaseUrl", "relationMode", "schemas", "extensions"];

/// `None` if the block is of no use, which has been reported then.
pub(super) fn read<'a>(cx: &mut Context, config: &'a Config<'a>) -> Option<Datasource<'a>> {
    if !has_all_values(cx, config) {
        return None;
    }
    let (provider_text, provider) = provider(cx, config)?;
    let connector = Connector::of(Some(provider));
    let relation_mode = relation_mode(cx, config, connector).unwrap_or(connector.default_relation_mode);
    let extensions = if connector.can.extensions { extensions::read(cx, config) } else { None };
    let urls = if cx.flavour == Flavour::Six { urls(cx, config)? } else { moved_urls(cx, config) };
    if let Some(property) = config.property("previewFeatures") {
        let message = "preview features stand in generators, not in the datasource";
        cx.error("preview-features-in-datasource", property.span, message, "move `previewFeatures` to the generator");
    }
    let schemas = schemas(cx, config, connector);
    unknown_keys(cx, config, connector);
    let ir = ir::Datasource {
        name: config.name.text.to_owned(),
        provider_text: provider_text.to_owned(),
        provider,
        url: urls.url,
        direct_url: urls.direct,
        shadow_database_url: urls.shadow,
        relation_mode,
        schemas: schemas.unwrap_or_default(),
        extensions: extensions.unwrap_or_default(),
        documentation: config.documentation.clone(),
        file: config.span.file.0 as usize,
        span: config.span,
    };
    let span_of = |key| config.property(key).map(|p| p.span);
    // Prisma points at the value of `schemas` and at the whole of `extensions`.
    let schemas =
        config.property("schemas").and_then(|p| p.value.as_ref()).map(|v| v.span).filter(|_| !ir.schemas.is_empty());
    let extensions = span_of("extensions").filter(|_| connector.can.extensions);
    Some(Datasource { ir, schemas, extensions, decl: config })
}

fn provider<'a>(cx: &mut Context, config: &'a Config<'a>) -> Option<(&'a str, Provider)> {
    let help =
        format!("write `provider = \"postgresql\"`, or one of {}", crate::validate::attributes::list(&PROVIDERS));
    let Some(value) = config.property("provider").and_then(|p| p.value.as_ref()) else {
        let message = format!("the datasource `{}` has no `provider`", config.name.text);
        cx.error("missing-provider", config.span, message, help);
        return None;
    };
    let text = match &value.kind {
        ExprKind::Call("env", _) => {
            let message = "`provider` can't come from the environment";
            cx.error("invalid-provider", config.span, message, help);
            return None;
        }
        ExprKind::String(text) if text.is_empty() => {
            cx.error("invalid-provider", value.span, "`provider` is an empty string", help);
            return None;
        }
        ExprKind::String(text) => text.as_ref(),
        _ => {
            let message = format!("`provider` must be a string, not {}", value.describe());
            cx.error("invalid-provider", value.span, message, help);
            return None;
        }
    };
    let provider = Provider::from_name(text);
    if provider.is_none() {
        let near = other_name(text).map(|name| Near { name, is_sure: true }).or_else(|| near(text, PROVIDERS));
        let help = near.map_or(help, |near| format!("did you mean `{}`?", near.name));
        cx.error("unknown-provider", value.span, format!("unknown provider `{text}`"), help);
        if let Some(near) = near {
            cx.fix(Fix::replace(value.span, format!("\"{}\"", near.name)).sure(near.is_sure));
        }
    }
    Some((text, provider?))
}

/// What databases are called elsewhere.
fn other_name(text: &str) -> Option<&'static str> {
    Some(match text.to_ascii_lowercase().as_str() {
        "pg" | "postgre" | "psql" => "postgresql",
        "sqlite3" | "file" | "libsql" => "sqlite",
        "mariadb" | "mysql2" => "mysql",
        "mssql" | "sql-server" => "sqlserver",
        "mongo" => "mongodb",
        "cockroach" | "crdb" => "cockroachdb",
        _ => return None,
    })
}

fn relation_mode(cx: &mut Context, config: &Config<'_>, connector: &Connector) -> Option<RelationMode> {
    let old = config.property("referentialIntegrity");
    if let Some(property) = old {
        let message = "`referentialIntegrity` is the old name of `relationMode`";
        cx.warn("deprecated-property", property.span, message, "rename it to `relationMode`");
        if config.property("relationMode").is_none() {
            cx.fix(Fix::replace(property.name.span, "relationMode"));
        }
    }
    let property = match (config.property("relationMode"), old) {
        (Some(_), Some(old)) => {
            let message = "`referentialIntegrity` and `relationMode` are the same property";
            cx.error("duplicate-property", old.span, message, "remove `referentialIntegrity`");
            return None;
        }
        (property, old) => property.or(old)?,
    };
    let value = property.value.as_ref()?;
    let text = cx.string(value)?;
    let mode = match text {
        "foreignKeys" => RelationMode::ForeignKeys,
        "prisma" => RelationMode::Prisma,
        _ => {
            let message = format!("unknown relation mode `{text}`");
            cx.error("invalid-relation-mode", config.span, message, "write \"foreignKeys\" or \"prisma\"");
            if let Some(near) = near(text, ["foreignKeys", "prisma"]) {
                cx.fix(Fix::replace(value.span, format!("\"{}\"", near.name)).sure(near.is_sure));
            }
            return None;
        }
    };
    if !connector.relation_modes.contains(&mode) {
        let message = format!("{} has no relation mode `{text}`", connector.name);
        cx.error("invalid-relation-mode", value.span, message, "write \"prisma\"");
    }
    Some(mode)
}

#[derive(Default)]
struct Urls {
    url: Option<StringOrEnv>,
    direct: Option<StringOrEnv>,
    shadow: Option<StringOrEnv>,
}

/// Prisma 6: `url` is there, or this would not be flavour 6; `None` if it is of the wrong kind.
fn urls(cx: &mut Context, config: &Config<'_>) -> Option<Urls> {
    let value = |key| config.property(key).and_then(|p| p.value.as_ref());
    let Some(url_value) = value("url") else {
        let message = format!("the datasource `{}` has no `url`", config.name.text);
        cx.error("missing-url", config.span, message, "write `url = env(\"DATABASE_URL\")`");
        return None;
    };
    let url = string_or_env(cx, url_value)?;
    let shadow = value("shadowDatabaseUrl").and_then(|v| string_or_env(cx, v));
    // An empty shadow URL counts as none.
    let shadow = shadow.filter(|s| *s != StringOrEnv::Literal(String::new()));
    let direct = value("directUrl").and_then(|v| string_or_env(cx, v));
    if let Some(shadow) = &shadow {
        let help = "give the shadow database a URL of its own: it is emptied again and again";
        if let (Some(direct), Some(value)) = (&direct, value("directUrl"))
            && direct == shadow
        {
            let message = "`shadowDatabaseUrl` and `directUrl` are the same database";
            cx.error("shadow-is-main-database", value.span, message, help);
        }
        if *shadow == url {
            let message = "`shadowDatabaseUrl` and `url` are the same database";
            cx.error("shadow-is-main-database", url_value.span, message, help);
        }
    }
    Some(Urls { url: Some(url), direct, shadow })
}

/// Prisma 7 has the URLs in its configuration file.
fn moved_urls(cx: &mut Context, config: &Config<'_>) -> Urls {
    // `url` stands here only where an earlier datasource has none.
    for key in ["url", "directUrl", "shadowDatabaseUrl"] {
        if let Some(property) = config.property(key) {
            let message = format!("a datasource without `url` can't have `{key}`");
            let help = format!("add `url`, or set `{key}` in `prisma.config.ts`");
            cx.error("url-in-config-file", property.span, message, help);
        }
    }
    Urls::default()
}

/// `schemas`, sorted.
fn schemas(cx: &mut Context, config: &Config<'_>, connector: &Connector) -> Option<Vec<String>> {
    let value = config.property("schemas")?.value.as_ref()?;
    if !connector.can.multi_schema {
        let message = format!("{} has no `schemas`", connector.name);
        cx.error("schemas-property", value.span, message, "remove it");
        return None;
    }
    let mut names = cx.list(value, |cx, item| cx.string(item).map(|text| (text, item.span)))?;
    if names.is_empty() {
        cx.error("empty-schemas", value.span, "`schemas` names no schema", "name a schema, or remove `schemas`");
        return None;
    }
    names.sort_by_key(|(name, _)| *name);
    for pair in names.windows(2) {
        if pair[0].0 == pair[1].0 {
            let message = format!("the schema `{}` is named twice", pair[0].0);
            cx.error("duplicate-schema", pair[0].1, message, "name every schema once");
        }
    }
    Some(names.into_iter().map(|(name, _)| name.to_owned()).collect())
}

fn unknown_keys(cx: &mut Context, config: &Config<'_>, connector: &Connector) {
    for property in &config.properties {
        let key = property.name.text;
        let is_last = config.property(key).is_some_and(|p| std::ptr::eq(p, property));
        let is_known = match key {
            "extensions" => connector.can.extensions,
            "referentialIntegrity" | "previewFeatures" => true,
            _ => KEYS.contains(&key),
        };
        if is_last && !is_known {
            let otherwise = || match key {
                "extensions" => format!("{} has no extensions; remove it", connector.name),
                _ => "remove it".to_owned(),
            };
            // One that stands there already can't have been meant.
            let near = near(key, KEYS).filter(|near| config.property(near.name).is_none());
            let message = format!("unknown property `{key}` of a datasource");
            cx.unknown(
                "unknown-property",
                property.span,
                message,
                (near, str::to_owned),
                otherwise,
                property.name.span,
            );
        }
    }
}
