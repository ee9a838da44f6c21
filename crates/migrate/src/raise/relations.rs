//! Relation fields: from foreign keys and join tables, named as Prisma names them, or as the schema did before.

use std::collections::{HashMap, HashSet};

use nicol_catalog::{ColumnArity, ForeignKey, ForeignKeyAction, Table, names as defaults};

use super::context::{Context, old_field};
use super::names;
use super::previous::{PreviousField, PreviousModel};
use super::warnings::{Warning, WarningKind};
use super::{RaiseError, joins::JoinTable};
use crate::sayable;

/// A relation field to be written.
#[derive(Debug)]
pub(super) struct RelationField<'a> {
    pub name: String,
    /// The model it is of.
    pub target: usize,
    pub arity: Arity,
    /// Written into `@relation`.
    pub relation: Option<String>,
    /// Set on the side of the foreign key.
    pub forward: Option<Forward>,
    /// The field that it was.
    pub previous: Option<&'a PreviousField>,
    /// The pair of tables, by place; the key under which ambiguity is known.
    pair: (usize, usize),
}

/// How many records a relation field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arity {
    Required,
    Optional,
    List,
}

/// What `@relation` says on the side of the foreign key.
#[derive(Debug)]
pub(super) struct Forward {
    pub fields: Vec<String>,
    pub references: Vec<String>,
    /// Written where they are not what the language takes without.
    pub on_delete: Option<ForeignKeyAction>,
    pub on_update: Option<ForeignKeyAction>,
    pub map: Option<String>,
}

/// The relation fields of every model, in the order in which they are written.
pub(super) fn fields<'a>(
    context: &Context<'a>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Vec<RelationField<'a>>>, RaiseError> {
    let links = links(context, warnings)?;
    let mut ambiguous = ambiguous_pairs(context, &links);
    loop {
        let mut fields = named(context, &links, &ambiguous);
        // Prisma writes two fields of one name where a column, or another relation, has the name already.
        let clashing = clashes(context, &fields);
        let before = ambiguous.len();
        ambiguous.extend(clashing);
        if ambiguous.len() == before {
            number(context, &mut fields);
            return Ok(fields);
        }
    }
}

/// A foreign key or a join table between two models.
enum Link<'a> {
    Key { from: usize, to: usize, key: &'a ForeignKey },
    Join { a: usize, b: usize, table: &'a JoinTable<'a> },
}

impl Link<'_> {
    fn pair(&self) -> (usize, usize) {
        let (x, y) = match self {
            Self::Key { from, to, .. } => (*from, *to),
            Self::Join { a, b, .. } => (*a, *b),
        };
        (x.min(y), x.max(y))
    }
}

fn links<'a, 'c>(context: &'c Context<'a>, warnings: &mut Vec<Warning>) -> Result<Vec<Link<'c>>, RaiseError> {
    let mut links = Vec::new();
    for (from, model) in context.models.iter().enumerate() {
        let mut seen: HashSet<(&[String], usize)> = HashSet::new();
        for key in &model.table.foreign_keys {
            let mut warn = |kind: WarningKind| {
                let name = key.name.clone().unwrap_or_else(|| key.columns.join(", "));
                warnings.push(Warning { kind, object: format!("{}: {name}", model.name) });
            };
            let Some(to) = context.model_of(&key.referenced_table) else {
                refuse_foreign_schema(context, model.table, key)?;
                warn(WarningKind::ForeignKey);
                continue;
            };
            if !sayable::is_relation(context.catalog, model.table, key) {
                warn(WarningKind::ForeignKey);
            } else if seen.insert((&key.columns, to)) {
                links.push(Link::Key { from, to, key });
            } else {
                warn(WarningKind::SecondForeignKey);
            }
        }
    }
    for table in &context.joins {
        if let (Some(a), Some(b)) = (context.model_of(table.a), context.model_of(table.b)) {
            links.push(Link::Join { a, b, table });
        }
    }
    Ok(links)
}

/// A key into a schema that was not looked at can't be written, and leaving it out would drop it.
fn refuse_foreign_schema(context: &Context<'_>, table: &Table, key: &ForeignKey) -> Result<(), RaiseError> {
    let target = &key.referenced_table;
    match &target.namespace {
        Some(schema) if !context.catalog.namespaces.contains(schema) => Err(RaiseError::ForeignSchema {
            table: table.name.name.clone(),
            constraint: key.name.clone().unwrap_or_default(),
            referenced: target.name.clone(),
            schema: schema.clone(),
        }),
        _ => Ok(()),
    }
}

/// Whether the columns, in this order, name one row at most, as far as the schema says.
fn is_unique(context: &Context<'_>, table: &Table, columns: &[String]) -> bool {
    table.primary_key.as_ref().is_some_and(|k| k.columns == columns)
        || context.uniques(table).any(|found| found.iter().eq(columns.iter()))
}

/// Pairs of tables with more than one relation, or one whose field would be called like a column of its key.
fn ambiguous_pairs(context: &Context<'_>, links: &[Link<'_>]) -> HashSet<(usize, usize)> {
    let mut counts: HashMap<(usize, usize), usize> = HashMap::new();
    let mut ambiguous = HashSet::new();
    for link in links {
        *counts.entry(link.pair()).or_default() += 1;
        if let Link::Key { to, key, .. } = link
            && key.columns.iter().any(|c| *c == context.models[*to].base)
        {
            ambiguous.insert(link.pair());
        }
    }
    ambiguous.extend(counts.into_iter().filter(|(_, count)| *count > 1).map(|(pair, _)| pair));
    ambiguous
}

fn named<'a>(
    context: &Context<'a>,
    links: &[Link<'_>],
    ambiguous: &HashSet<(usize, usize)>,
) -> Vec<Vec<RelationField<'a>>> {
    let mut fields: Vec<Vec<RelationField<'a>>> = context.models.iter().map(|_| Vec::new()).collect();
    for link in links {
        let is_ambiguous = ambiguous.contains(&link.pair());
        let [(one, first), (two, second)] = match link {
            Link::Key { from, to, key } => key_fields(context, *from, *to, key, is_ambiguous),
            Link::Join { a, b, table } => join_fields(context, *a, *b, table, is_ambiguous),
        };
        fields[one].push(first);
        fields[two].push(second);
    }
    fields
}

type OwnedField<'a> = (usize, RelationField<'a>);

fn key_fields<'a>(
    context: &Context<'a>,
    from: usize,
    to: usize,
    key: &ForeignKey,
    is_ambiguous: bool,
) -> [OwnedField<'a>; 2] {
    let (model, target) = (&context.models[from], &context.models[to]);
    let is_self = from == to;
    let prefix = if is_self { "other_" } else { "" };
    let (mut relation, mut forward_name, mut back_name) =
        (None, target.base.clone(), format!("{prefix}{}", model.base));
    if is_ambiguous {
        let columns: Vec<String> = key.columns.iter().map(|c| names::sanitise_or(c, "field_")).collect();
        let name = format!("{}_{}To{}", model.base, columns.join("_"), target.base);
        forward_name = format!("{}_{name}", target.base);
        back_name = format!("{prefix}{}_{name}", model.base);
        relation = Some(name);
    } else if is_self {
        relation = Some(format!("{}To{}", model.base, target.base));
    }
    let old = old_relation(model.previous, target.previous, &key.columns);
    if let Some((forward, back)) = old {
        relation.clone_from(&forward.relation);
        forward_name.clone_from(&forward.name);
        back_name.clone_from(&back.name);
    }
    let (old_forward, old_back) = old.unzip();
    // A list may be NULL as a whole.
    let nullable = |c: &String| model.table.column(c).is_some_and(|c| c.arity != ColumnArity::Required);
    let is_optional = key.columns.iter().any(nullable);
    let default_delete = match is_optional && key.columns.iter().all(nullable) {
        true => ForeignKeyAction::SetNull,
        false => ForeignKeyAction::Restrict,
    };
    let limit = nicol_catalog::Capabilities::of(context.catalog.dialect).max_identifier_bytes;
    let default_name = defaults::foreign_key(&model.table.name.name, &key.columns, limit);
    let forward = Forward {
        fields: key.columns.iter().map(|c| field_name(context, from, c)).collect(),
        references: key.referenced_columns.iter().map(|c| field_name(context, to, c)).collect(),
        on_delete: (key.on_delete != default_delete).then_some(key.on_delete),
        on_update: (key.on_update != ForeignKeyAction::Cascade).then_some(key.on_update),
        map: key.name.clone().filter(|name| *name != default_name),
    };
    let pair = (from.min(to), from.max(to));
    let is_one_to_one = is_unique(context, model.table, &key.columns);
    let ours = RelationField {
        name: forward_name,
        target: to,
        arity: if is_optional { Arity::Optional } else { Arity::Required },
        relation: relation.clone(),
        forward: Some(forward),
        previous: old_forward,
        pair,
    };
    let theirs = RelationField {
        name: back_name,
        target: from,
        arity: if is_one_to_one { Arity::Optional } else { Arity::List },
        relation,
        forward: None,
        previous: old_back,
        pair,
    };
    [(from, ours), (to, theirs)]
}

fn join_fields<'a>(
    context: &Context<'a>,
    a: usize,
    b: usize,
    table: &JoinTable<'_>,
    is_ambiguous: bool,
) -> [OwnedField<'a>; 2] {
    let (first, second) = (&context.models[a], &context.models[b]);
    let name = table.relation_name();
    let is_default = a != b && name == format!("{}To{}", first.name, second.name);
    let relation = (!is_default || is_ambiguous).then(|| name.to_owned());
    let suffix = names::sanitise(name);
    let (mut in_a, mut in_b) = if a == b {
        let middle = if is_ambiguous { format!("{suffix}_") } else { String::new() };
        (format!("{}_{middle}A", first.base), format!("{}_{middle}B", first.base))
    } else if is_ambiguous {
        (format!("{}_{suffix}", second.base), format!("{}_{suffix}", first.base))
    } else {
        (second.base.clone(), first.base.clone())
    };
    let old = old_join(first.previous, second.previous, name);
    let mut written = relation;
    if let Some((x, y)) = old {
        written.clone_from(&x.relation);
        in_a.clone_from(&x.name);
        in_b.clone_from(&y.name);
    }
    let (old_a, old_b) = old.unzip();
    let field = |name, target, previous| RelationField {
        name,
        target,
        arity: Arity::List,
        relation: written.clone(),
        forward: None,
        previous,
        pair: (a.min(b), a.max(b)),
    };
    [(a, field(in_a, b, old_a)), (b, field(in_b, a, old_b))]
}

/// The two fields that stood for a foreign key.
fn old_relation<'a>(
    model: Option<&'a PreviousModel>,
    target: Option<&'a PreviousModel>,
    columns: &[String],
) -> Option<(&'a PreviousField, &'a PreviousField)> {
    let (model, target) = (model?, target?);
    let forward =
        model.fields.iter().find(|f| f.is_relation && f.type_name == target.name && f.relation_columns == columns)?;
    let back = target.fields.iter().find(|f| {
        f.is_relation
            && f.type_name == model.name
            && f.relation == forward.relation
            && f.relation_columns.is_empty()
            && !std::ptr::eq(*f, forward)
    })?;
    Some((forward, back))
}

/// The two fields that stood for a join table. In a self relation the first by name is column `A`.
fn old_join<'a>(
    first: Option<&'a PreviousModel>,
    second: Option<&'a PreviousModel>,
    name: &str,
) -> Option<(&'a PreviousField, &'a PreviousField)> {
    let (first, second) = (first?, second?);
    let default = format!("{}To{}", first.name, second.name);
    let of = |model: &'a PreviousModel, target: &str| {
        let mut found: Vec<&'a PreviousField> = model
            .fields
            .iter()
            .filter(|f| {
                f.is_relation
                    && f.is_list
                    && f.type_name == target
                    && f.relation.as_ref().unwrap_or(&default) == name
                    && !is_back_of_key(target, model, f, first, second)
            })
            .collect();
        found.sort_by(|x, y| x.name.cmp(&y.name));
        found
    };
    if std::ptr::eq(first, second) {
        let found = of(first, &first.name);
        return Some((*found.first()?, *found.get(1)?));
    }
    Some((*of(first, &second.name).first()?, *of(second, &first.name).first()?))
}

/// Whether a list field is the other end of a foreign key, not of a join table.
fn is_back_of_key(
    target: &str,
    model: &PreviousModel,
    field: &PreviousField,
    first: &PreviousModel,
    second: &PreviousModel,
) -> bool {
    [first, second].into_iter().filter(|m| m.name == target).flat_map(|m| &m.fields).any(|f| {
        f.is_relation && f.type_name == model.name && f.relation == field.relation && !f.relation_columns.is_empty()
    })
}

fn field_name(context: &Context<'_>, model: usize, column: &str) -> String {
    let model = &context.models[model];
    let place = model.table.columns.iter().position(|c| c.name == column);
    place.and_then(|place| model.fields.get(place)).cloned().unwrap_or_else(|| column.to_owned())
}

/// Pairs whose fields have a name that a model has already. Fields that were there before keep their names.
fn clashes(context: &Context<'_>, fields: &[Vec<RelationField<'_>>]) -> HashSet<(usize, usize)> {
    let mut found = HashSet::new();
    for (model, list) in context.models.iter().zip(fields) {
        for (place, field) in list.iter().enumerate().filter(|(_, f)| f.previous.is_none()) {
            let is_taken = model.fields.contains(&field.name)
                || list.iter().enumerate().any(|(other, f)| other != place && f.name == field.name);
            if is_taken {
                found.insert(field.pair);
            }
        }
    }
    found
}

/// The last resort: numbers.
fn number(context: &Context<'_>, fields: &mut [Vec<RelationField<'_>>]) {
    for (model, list) in context.models.iter().zip(fields) {
        let mut taken: HashSet<String> = model.fields.iter().cloned().collect();
        taken.extend(list.iter().filter(|f| f.previous.is_some()).map(|f| f.name.clone()));
        for field in list.iter_mut().filter(|f| f.previous.is_none()) {
            field.name = names::free(std::mem::take(&mut field.name), &mut taken);
        }
    }
}

/// Relation fields that only the schema knows, because the database holds no foreign keys for them: with
/// `relationMode = "prisma"`, and to views. Those whose columns are gone go too.
pub(super) fn copied<'a>(
    context: &Context<'a>,
    model: &PreviousModel,
    table: &Table,
    written: &[RelationField<'_>],
) -> Vec<&'a PreviousField> {
    let is_there =
        |name: &str| context.models.iter().any(|m| m.name == name) || context.views.iter().any(|v| v.name == name);
    let is_view = |name: &str| context.views.iter().any(|v| v.name == name);
    let Some(old) = context.previous.models.iter().find(|m| std::ptr::eq(*m, model)) else { return Vec::new() };
    old.fields
        .iter()
        .filter(|f| f.is_relation && is_there(&f.type_name))
        .filter(|f| context.settings.emulates_relations || is_view(&f.type_name))
        .filter(|f| f.relation_columns.iter().all(|c| table.column(c).is_some()))
        .filter(|f| is_whole(context, old, f))
        .filter(|f| !written.iter().any(|w| w.name == f.name))
        .collect()
}

/// Whether the columns of the other side are still there, when that is the side with the key.
fn is_whole(context: &Context<'_>, model: &PreviousModel, field: &PreviousField) -> bool {
    let Some(target) = context.previous.models.iter().find(|m| m.name == field.type_name) else { return false };
    let opposite = target.fields.iter().find(|f| {
        f.is_relation && f.type_name == model.name && f.relation == field.relation && !std::ptr::eq(*f, field)
    });
    let Some(opposite) = opposite else { return false };
    opposite
        .relation_columns
        .iter()
        .all(|column| old_field(target, column).is_some_and(|_| has_column(context, target, column)))
}

fn has_column(context: &Context<'_>, model: &PreviousModel, column: &str) -> bool {
    let table = context.models.iter().find(|m| m.previous.is_some_and(|p| std::ptr::eq(p, model)));
    table.is_none_or(|m| m.table.column(column).is_some())
}
