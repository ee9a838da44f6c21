//! Preview features.

use std::collections::BTreeSet;

use nicol_diagnostics::Fix;
use nicol_model::{Flavour, Provider};

use crate::ast::Expr;
use crate::suggest::near;
use crate::validate::attributes::list;
use crate::validate::context::Context;

/// The features that are on: canonical names.
#[derive(Debug, Default)]
pub(in crate::validate) struct PreviewFeatures {
    on: BTreeSet<&'static str>,
}

impl PreviewFeatures {
    pub(in crate::validate) fn has(&self, name: &str) -> bool {
        self.on.contains(name)
    }

    /// Canonical names, sorted.
    pub(in crate::validate) fn names(&self) -> Vec<String> {
        self.on.iter().map(|name| (*name).to_owned()).collect()
    }
}

/// Features that mean something in both versions.
const ACTIVE: &[&str] = &[
    "nativeDistinct",
    "postgresqlExtensions",
    "relationJoins",
    "schemaEngineDriverAdapters",
    "shardKeys",
    "strictUndefinedChecks",
    "views",
];

/// Accepted, but not offered.
const HIDDEN: &[&str] = &["reactNative", "typedSql"];

/// What they switched on is there without them.
const STABILISED: &[&str] = &[
    "aggregateApi",
    "atomicNumberOperations",
    "clientExtensions",
    "cockroachdb",
    "connectOrCreate",
    "createMany",
    "dataProxy",
    "deno",
    "distinct",
    "driverAdapters",
    "extendedIndexes",
    "extendedWhereUnique",
    "fieldReference",
    "filterJson",
    "filteredRelationCount",
    "fullTextIndex",
    "fullTextSearch",
    "groupBy",
    "improvedQueryRaw",
    "interactiveTransactions",
    "jsonProtocol",
    "microsoftSqlServer",
    "middlewares",
    "mongoDb",
    "multiSchema",
    "nApi",
    "namedConstraints",
    "nativeTypes",
    "omitApi",
    "orderByAggregateGroup",
    "orderByNulls",
    "orderByRelation",
    "prismaSchemaFolder",
    "queryCompiler",
    "referentialActions",
    "referentialIntegrity",
    "selectRelationCount",
    "tracing",
    "transactionApi",
    "uncheckedScalarInputs",
];

fn offered(flavour: Flavour, provider: Option<Provider>) -> Vec<&'static str> {
    let mut names = ACTIVE.to_vec();
    if flavour == Flavour::Seven {
        names.extend(["partialIndexes", "typedSql"]);
    }
    if provider == Some(Provider::Postgresql) {
        names.push("fullTextSearchPostgres");
    }
    names.sort_unstable();
    names
}

/// Notes the features of one generator and gives their canonical names, sorted. Names are compared without regard to case, as in Prisma.
pub(super) fn read(
    cx: &mut Context,
    names: &[&str],
    written: &Expr<'_>,
    provider: Option<Provider>,
    features: &mut PreviewFeatures,
) -> Vec<String> {
    let mut found = PreviewFeatures::default();
    let offered = offered(cx.flavour, provider);
    let span = written.span;
    let find = |list: &[&'static str], name: &str| list.iter().copied().find(|n| n.eq_ignore_ascii_case(name));
    // Prisma points at the whole list, so the fixes write it anew. An empty name stands for no element.
    let with = |position: usize, name: &str| {
        let others = names.iter().enumerate().map(|(at, other)| if at == position { name } else { other });
        let items: Vec<String> = others.filter(|name| !name.is_empty()).map(|name| format!("\"{name}\"")).collect();
        Fix::replace(span, format!("[{}]", items.join(", ")))
    };
    for (position, name) in names.iter().enumerate() {
        if provider == Some(Provider::Postgresql) && name.eq_ignore_ascii_case("fullTextSearch") {
            let message = "the preview feature `fullTextSearch` is called `fullTextSearchPostgres` for PostgreSQL";
            cx.warn("renamed-preview-feature", span, message, "rename it");
            cx.fix(with(position, "fullTextSearchPostgres"));
            found.on.insert("fullTextSearchPostgres");
        } else if let Some(known) = find(STABILISED, name) {
            let message = format!("the preview feature `{name}` is always on");
            cx.warn("stable-preview-feature", span, message, "remove it from `previewFeatures`");
            cx.fix(with(position, ""));
            found.on.insert(known);
        } else if cx.flavour == Flavour::Six && name.eq_ignore_ascii_case("metrics") {
            let message = "the preview feature `metrics` goes away in Prisma 7";
            cx.warn("deprecated-preview-feature", span, message, "remove it from `previewFeatures`");
            // As long as it is there it does something.
            cx.fix(with(position, "").sure(false));
            found.on.insert("metrics");
        } else if let Some(known) = find(&offered, name).or_else(|| find(HIDDEN, name)) {
            found.on.insert(known);
        } else {
            let near = near(name, offered.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{}`?", near.name),
                None => format!("write one of {}", list(&offered)),
            };
            cx.error("unknown-preview-feature", span, format!("unknown preview feature `{name}`"), help);
            if let Some(near) = near {
                cx.fix(with(position, near.name).sure(near.is_sure));
            }
        }
    }
    let names = found.names();
    features.on.extend(found.on);
    names
}
