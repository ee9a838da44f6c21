//! Datasource and generator blocks.

mod datasource;
mod extensions;
mod generator;
mod preview;

pub(super) use preview::PreviewFeatures;

use nicol_diagnostics::Span;
use nicol_model::{Flavour, Provider, RelationMode};

use super::context::Context;
use crate::ast::{Block, Config, Expr, ExprKind};
use crate::ir::{self, StringOrEnv};

/// What the configuration blocks say.
pub(super) struct Configuration<'a> {
    pub(super) datasource: Option<Datasource<'a>>,
    /// All usable datasource blocks; more than one is an error.
    pub(super) datasources: Vec<ir::Datasource>,
    pub(super) generators: Vec<ir::Generator>,
    pub(super) features: PreviewFeatures,
}

/// The datasource with the places that later checks point at.
pub(super) struct Datasource<'a> {
    pub(super) ir: ir::Datasource,
    pub(super) schemas: Option<Span>,
    pub(super) extensions: Option<Span>,
    pub(super) decl: &'a Config<'a>,
}

/// Prisma 6 demands `url` in the datasource, Prisma 7 refuses it: so it tells whose schema this is.
pub(super) fn flavour(tops: &[Block<'_>]) -> Flavour {
    let mut datasources = tops.iter().filter_map(|top| match top {
        Block::Config(config) if config.is_datasource => Some(config),
        _ => None,
    });
    let has_url = datasources.next().is_some_and(|config| config.property("url").is_some());
    if has_url { Flavour::Six } else { Flavour::Seven }
}

/// Reads all configuration blocks.
pub(super) fn read<'a>(cx: &mut Context, tops: &'a [Block<'a>]) -> Configuration<'a> {
    let blocks = |is_datasource| {
        tops.iter().filter_map(move |top| match top {
            Block::Config(config) if config.is_datasource == is_datasource => Some(config),
            _ => None,
        })
    };
    let mut found: Vec<Datasource<'a>> = blocks(true).filter_map(|config| datasource::read(cx, config)).collect();
    if found.len() > 1 {
        for config in blocks(true) {
            let message = format!("the datasource `{}` is one of several", config.name.text);
            cx.error("several-datasources", config.span, message, "keep one: a schema has one database");
        }
    }
    let datasources = found.iter().map(|found| found.ir.clone()).collect();
    let datasource = if found.is_empty() { None } else { Some(found.swap_remove(0)) };
    let provider = datasource.as_ref().map(|d| d.ir.provider);
    let mut features = PreviewFeatures::default();
    let generators = blocks(false).filter_map(|config| generator::read(cx, config, provider, &mut features)).collect();
    Configuration { datasource, datasources, generators, features }
}

impl Configuration<'_> {
    pub(super) fn provider(&self) -> Option<Provider> {
        self.datasource.as_ref().map(|d| d.ir.provider)
    }

    pub(super) fn relation_mode(&self) -> RelationMode {
        self.datasource.as_ref().map_or(RelationMode::ForeignKeys, |d| d.ir.relation_mode)
    }
}

/// Properties without a value: the block is of no use then.
fn has_all_values(cx: &mut Context, config: &Config<'_>) -> bool {
    let mut complete = true;
    for property in config.properties.iter().filter(|p| p.value.is_none()) {
        let message = format!("`{}` has no value", property.name.text);
        cx.error("missing-value", config.span, message, format!("write `{} = …`, or remove it", property.name.text));
        complete = false;
    }
    complete
}

/// A string or `env("NAME")`.
fn string_or_env(cx: &mut Context, expr: &Expr<'_>) -> Option<StringOrEnv> {
    match &expr.kind {
        ExprKind::String(text) => return Some(StringOrEnv::Literal(text.clone().into_owned())),
        ExprKind::Call("env", args) => {
            for name in args.items.iter().filter(|arg| arg.name.is_some()) {
                let message = "the argument of `env` has no name";
                cx.warn("unknown-argument", name.span, message, "write `env(\"NAME\")`");
            }
            if let [arg] = args.items.as_slice()
                && args.empty().is_empty()
                && args.trailing_comma().is_none()
            {
                return cx.string(&arg.value).map(|name| StringOrEnv::Env(name.to_owned()));
            }
            cx.error("wrong-value-kind", expr.span, "`env` takes one argument", "write `env(\"NAME\")`");
            return None;
        }
        _ => {}
    }
    cx.string(expr);
    None
}
