//! `@id`, `@unique`, `@@id`, `@@unique` and `@@index`.

use nicol_catalog::{
    Capabilities, ColumnArity, ColumnType, Index, IndexAlgorithm, IndexColumn, IndexTarget, PostgresType, SortOrder,
    Table, names as defaults,
};

use super::context::{Context, ModelNames};
use super::previous::{PreviousAttribute, PreviousModel};
use super::values::string;
use super::warnings::{Warning, WarningKind};

/// An attribute of a block, and what it is found again by.
#[derive(Debug)]
pub(super) struct BlockAttribute {
    pub kind: &'static str,
    pub columns: Vec<String>,
    pub text: String,
}

/// The attributes that say keys and indexes.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// `@id` and `@unique` by column.
    pub on_fields: Vec<(String, String)>,
    pub on_block: Vec<BlockAttribute>,
}

pub(super) fn keys(context: &Context<'_>, model: &ModelNames<'_>, warnings: &mut Vec<Warning>) -> Keys {
    let mut keys = Keys::default();
    let limit = Capabilities::of(context.catalog.dialect).max_identifier_bytes;
    let table = &model.table.name.name;
    if let Some(key) = &model.table.primary_key {
        let default = defaults::primary_key(table, limit);
        let map = key.name.as_ref().filter(|name| **name != default).map(|name| format!("map: {}", string(name)));
        if let [column] = key.columns.as_slice() {
            keys.on_fields.push((column.clone(), with_args("@id", map.into_iter().collect())));
        } else {
            let fields: Vec<&str> = key.columns.iter().map(|c| field(model, c)).collect();
            let name = old_name(model.previous, "id", &key.columns);
            if name.is_some() {
                warnings.push(Warning { kind: WarningKind::CustomIdName, object: model.name.clone() });
            }
            let args = [Some(format!("[{}]", fields.join(", "))), name.map(|n| format!("name: {}", string(&n))), map];
            let text = with_args("@@id", args.into_iter().flatten().collect());
            keys.on_block.push(BlockAttribute { kind: "id", columns: key.columns.clone(), text });
        }
    }
    let (mut uniques, mut plain): (Vec<BlockAttribute>, Vec<BlockAttribute>) = (Vec::new(), Vec::new());
    for index in &model.table.indexes {
        if !is_written(context, model, index, warnings) {
            continue;
        }
        let columns: Vec<String> = index.columns.iter().filter_map(|c| c.target.column()).map(str::to_owned).collect();
        let default = match index.is_unique {
            true => defaults::unique(table, &columns, limit),
            false => defaults::index(table, &columns, limit),
        };
        let map = (index.name != default).then(|| format!("map: {}", string(&index.name)));
        let predicate = index.predicate.as_ref().map(|p| format!("where: raw({})", string(&p.source)));
        let on_field = |(column, text): &(String, String)| {
            columns.len() == 1 && *column == columns[0] && text.starts_with("@unique")
        };
        if index.is_unique && columns.len() == 1 && !keys.on_fields.iter().any(on_field) {
            let sort = sort(&index.columns[0]).map(str::to_owned);
            let args = [map, sort, predicate].into_iter().flatten().collect();
            keys.on_fields.push((columns[0].clone(), with_args("@unique", args)));
            continue;
        }
        let kind = if index.is_unique { "unique" } else { "index" };
        let name = index.is_unique.then(|| old_name(model.previous, kind, &columns)).flatten();
        let fields: Vec<String> = index.columns.iter().map(|c| index_field(model, index, c)).collect();
        let args = [
            Some(format!("[{}]", fields.join(", "))),
            name.map(|n| format!("name: {}", string(&n))),
            map,
            method(&index.algorithm).map(|m| format!("type: {m}")),
            predicate,
        ];
        let text =
            with_args(if index.is_unique { "@@unique" } else { "@@index" }, args.into_iter().flatten().collect());
        let list = if index.is_unique { &mut uniques } else { &mut plain };
        list.push(BlockAttribute { kind, columns, text });
    }
    // What was there before keeps its order; the rest follows by name.
    let mut places = Places::new(model.previous);
    for list in [&mut uniques, &mut plain] {
        let mut placed: Vec<(usize, BlockAttribute)> = list.drain(..).map(|a| (places.take(&a), a)).collect();
        placed.sort_by_key(|(place, _)| *place);
        list.extend(placed.into_iter().map(|(_, attribute)| attribute));
    }
    keys.on_block.append(&mut uniques);
    keys.on_block.append(&mut plain);
    keys
}

/// Where the attributes of a model stood.
struct Places<'a> {
    old: &'a [PreviousAttribute],
    is_taken: Vec<bool>,
}

impl<'a> Places<'a> {
    fn new(previous: Option<&'a PreviousModel>) -> Self {
        let old = previous.map(|p| p.attributes.as_slice()).unwrap_or_default();
        Self { old, is_taken: vec![false; old.len()] }
    }

    /// The place of the attribute that said this; the end, if there was none.
    fn take(&mut self, new: &BlockAttribute) -> usize {
        let is_it = |place: &usize| {
            let old = &self.old[*place];
            !self.is_taken[*place] && old.kind == new.kind && old.columns == new.columns
        };
        let found = (0..self.old.len()).find(is_it);
        if let Some(place) = found {
            self.is_taken[place] = true;
        }
        found.unwrap_or(usize::MAX)
    }
}

/// `@x` or `@x(a, b)`.
pub(super) fn with_args(attribute: &str, args: Vec<String>) -> String {
    if args.is_empty() { attribute.to_owned() } else { format!("{attribute}({})", args.join(", ")) }
}

/// `name:` of the attribute that was over these columns.
fn old_name(previous: Option<&PreviousModel>, kind: &str, columns: &[String]) -> Option<String> {
    previous?.attributes.iter().find(|a| a.kind == kind && a.columns == columns)?.name.clone()
}

fn field<'a>(model: &'a ModelNames<'_>, column: &'a str) -> &'a str {
    let place = model.table.columns.iter().position(|c| c.name == column);
    place.and_then(|place| model.fields.get(place)).map_or(column, String::as_str)
}

/// Whether the language can say the index; warns of what it can't.
fn is_written(context: &Context<'_>, model: &ModelNames<'_>, index: &Index, warnings: &mut Vec<Warning>) -> bool {
    let mut warn = |kind| warnings.push(Warning { kind, object: format!("{}: {}", model.name, index.name) });
    if index.columns.iter().any(|c| matches!(c.target, IndexTarget::Expression(_))) {
        warn(WarningKind::ExpressionIndex);
        return false;
    }
    if index.predicate.is_some() && !context.has_partial_indexes() {
        warn(WarningKind::PartialIndex);
        return false;
    }
    // Only plain indexes have a method in the language. An extension's is not said, and the diff takes that for the same.
    let is_plain = index.algorithm == IndexAlgorithm::BTree;
    if matches!(index.algorithm, IndexAlgorithm::Other(_)) || (index.is_unique && !is_plain) {
        warn(WarningKind::IndexMethod);
        return !index.is_unique;
    }
    if !index.include.is_empty() {
        warn(WarningKind::IncludedColumns);
    }
    if index.nulls_not_distinct {
        warn(WarningKind::NullsNotDistinct);
    }
    if index.columns.iter().any(|c| c.nulls.is_some()) {
        warn(WarningKind::NullsOrder);
    }
    if is_plain && index.columns.iter().any(|c| c.operator_class.is_some()) {
        warn(WarningKind::OperatorClass);
    }
    true
}

fn sort(column: &IndexColumn) -> Option<&'static str> {
    (column.order == Some(SortOrder::Desc)).then_some("sort: Desc")
}

fn index_field(model: &ModelNames<'_>, index: &Index, column: &IndexColumn) -> String {
    let Some(name) = column.target.column() else { return String::new() };
    let class = column.operator_class.as_ref().filter(|_| {
        !matches!(index.algorithm, IndexAlgorithm::BTree | IndexAlgorithm::Hash | IndexAlgorithm::Other(_))
    });
    let class = class.map(|class| format!("ops: {}", operator_class(model.table, name, &index.algorithm, class)));
    let args: Vec<String> = sort(column).map(str::to_owned).into_iter().chain(class).collect();
    with_args(field(model, name), args)
}

const fn method(algorithm: &IndexAlgorithm) -> Option<&'static str> {
    match algorithm {
        IndexAlgorithm::Hash => Some("Hash"),
        IndexAlgorithm::Gist => Some("Gist"),
        IndexAlgorithm::Gin => Some("Gin"),
        IndexAlgorithm::SpGist => Some("SpGist"),
        IndexAlgorithm::Brin => Some("Brin"),
        IndexAlgorithm::BTree | IndexAlgorithm::Other(_) => None,
    }
}

/// The language's constant for an operator class, or `raw("…")`.
///
/// Source: the classes that the schema language lists for each method (schema-language reference, 2.3).
fn operator_class(table: &Table, column: &str, algorithm: &IndexAlgorithm, class: &str) -> String {
    let found = table.column(column);
    let is_list = found.is_some_and(|c| c.arity == ColumnArity::List);
    let is_known_type = found.is_some_and(|c| {
        let citext = ColumnType::Postgres(PostgresType::Citext);
        c.ty != citext && !matches!(c.ty, ColumnType::Unsupported(_) | ColumnType::Enum(_))
    });
    let is_constant = is_known_type
        && match algorithm {
            IndexAlgorithm::Gin => {
                matches!(class, "jsonb_ops" | "jsonb_path_ops") && !is_list || class == "array_ops" && is_list
            }
            IndexAlgorithm::Gist => class == "inet_ops",
            IndexAlgorithm::SpGist => matches!(class, "inet_ops" | "text_ops"),
            IndexAlgorithm::Brin => !is_list && is_brin_class(class),
            IndexAlgorithm::BTree | IndexAlgorithm::Hash | IndexAlgorithm::Other(_) => false,
        };
    if is_constant { camel_case(class) } else { format!("raw({})", string(class)) }
}

fn is_brin_class(class: &str) -> bool {
    const WITH_MULTI: [&str; 13] = [
        "date",
        "float4",
        "float8",
        "inet",
        "int2",
        "int4",
        "int8",
        "numeric",
        "oid",
        "timestamp",
        "timestamptz",
        "time",
        "timetz",
    ];
    let Some(stem) = class.strip_suffix("_ops") else { return false };
    let family = |suffix: &str| stem.strip_suffix(suffix);
    if let Some(ty) = family("_minmax_multi") {
        return WITH_MULTI.contains(&ty) || ty == "uuid";
    }
    if let Some(ty) = family("_minmax") {
        return WITH_MULTI.contains(&ty) || ["bit", "varbit", "bpchar", "text", "bytea", "uuid"].contains(&ty);
    }
    if let Some(ty) = family("_bloom") {
        return WITH_MULTI.contains(&ty) || ["bpchar", "text", "bytea", "uuid"].contains(&ty);
    }
    class == "inet_inclusion_ops"
}

/// `jsonb_path_ops` is `JsonbPathOps`, `int4_minmax_multi_ops` is `Int4MinMaxMultiOps`.
fn camel_case(class: &str) -> String {
    class
        .split('_')
        .map(|word| match word {
            "minmax" => "MinMax".to_owned(),
            "timestamptz" => "TimestampTz".to_owned(),
            "timetz" => "TimeTz".to_owned(),
            "varbit" => "VarBit".to_owned(),
            word => {
                let mut chars = word.chars();
                chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_of_operator_classes() {
        for (class, constant) in [
            ("jsonb_path_ops", "JsonbPathOps"),
            ("int4_minmax_multi_ops", "Int4MinMaxMultiOps"),
            ("timestamptz_bloom_ops", "TimestampTzBloomOps"),
            ("varbit_minmax_ops", "VarBitMinMaxOps"),
        ] {
            assert_eq!(camel_case(class), constant);
        }
        assert!(is_brin_class("bpchar_bloom_ops") && !is_brin_class("bit_bloom_ops") && !is_brin_class("gin_trgm_ops"));
    }
}
