//! Damage to what the schema says: attributes, arguments, types, blocks.

use std::ops::Range;

use nicol_schema::parse;
use nicol_schema::syntax::{SyntaxKind, SyntaxNode};

use super::Kind;
use super::tokens::with;
use super::vocabulary::{ARGUMENT_VALUES, ARGUMENTS, KEYWORDS};
use crate::random::Random;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "attribute dropped",
        change: |t, r| dropped(t, r, &[SyntaxKind::Attribute, SyntaxKind::BlockAttribute]),
    },
    Kind { name: "attribute doubled", change: attribute_doubled },
    Kind { name: "attribute moved", change: attribute_moved },
    Kind { name: "attribute renamed", change: attribute_renamed },
    Kind { name: "arguments dropped", change: |t, r| dropped(t, r, &[SyntaxKind::ArgList]) },
    Kind { name: "argument dropped", change: argument_dropped },
    Kind { name: "argument changed", change: argument_changed },
    Kind { name: "argument added", change: argument_added },
    Kind { name: "argument moved", change: argument_moved },
    Kind { name: "type moved", change: type_moved },
    Kind { name: "field dropped", change: |t, r| dropped(t, r, &[SyntaxKind::Field, SyntaxKind::EnumValue]) },
    Kind { name: "block dropped", change: |t, r| dropped(t, r, BLOCKS) },
    Kind { name: "block doubled", change: block_doubled },
    Kind { name: "block changed", change: block_changed },
];

const BLOCKS: &[SyntaxKind] = &[
    SyntaxKind::Model,
    SyntaxKind::View,
    SyntaxKind::CompositeType,
    SyntaxKind::Enum,
    SyntaxKind::Datasource,
    SyntaxKind::Generator,
];

fn range(node: &SyntaxNode) -> Range<usize> {
    node.text_range().into()
}

fn all(text: &str, kinds: &[SyntaxKind]) -> Vec<SyntaxNode> {
    parse(text).syntax().descendants().filter(|n| kinds.contains(&n.kind())).collect()
}

fn one(text: &str, random: &mut Random, kinds: &[SyntaxKind]) -> Option<SyntaxNode> {
    let mut found = all(text, kinds);
    (!found.is_empty()).then(|| found.swap_remove(random.below(found.len())))
}

fn dropped(text: &str, random: &mut Random, kinds: &[SyntaxKind]) -> Option<String> {
    Some(with(text, range(&one(text, random, kinds)?), ""))
}

fn attribute_doubled(text: &str, random: &mut Random) -> Option<String> {
    let node = one(text, random, &[SyntaxKind::Attribute, SyntaxKind::BlockAttribute])?;
    let between = if node.kind() == SyntaxKind::Attribute { " " } else { "\n  " };
    let written = text[range(&node)].trim_end().to_owned();
    Some(with(text, range(&node), &format!("{written}{between}{}", &text[range(&node)])))
}

/// An attribute of one field stands on another one too.
fn attribute_moved(text: &str, random: &mut Random) -> Option<String> {
    let block = random.once_in(4);
    if block {
        let attribute = one(text, random, &[SyntaxKind::BlockAttribute])?;
        let place = one(text, random, BLOCKS)?;
        let at = range(&place).end - 1;
        return Some(with(text, at..at, &format!("  {}\n", text[range(&attribute)].trim_end())));
    }
    let attribute = one(text, random, &[SyntaxKind::Attribute])?;
    let name = one(text, random, &[SyntaxKind::TypeRef])?;
    let at = range(&name).end;
    Some(with(text, at..at, &format!(" {}", &text[range(&attribute)])))
}

fn attribute_renamed(text: &str, random: &mut Random) -> Option<String> {
    let node = one(text, random, &[SyntaxKind::Attribute, SyntaxKind::BlockAttribute])?;
    let path = node.children().find(|n| n.kind() == SyntaxKind::Path)?;
    let new = random.pick(&[
        "id",
        "unique",
        "default",
        "map",
        "index",
        "relation",
        "updatedAt",
        "ignore",
        "schema",
        "fulltext",
        "db.Text",
        "db.VarChar",
        "db.Uuid",
        "db",
        "uniqe",
        "Id",
        "db.text",
        "nope",
        "shardKey",
    ]);
    Some(with(text, range(&path), new))
}

/// The arguments of one list with their places.
fn arguments(text: &str, random: &mut Random) -> Option<(Range<usize>, Vec<String>)> {
    let list = one(text, random, &[SyntaxKind::ArgList, SyntaxKind::Array])?;
    let whole = range(&list);
    let items = list.children().map(|n| text[range(&n)].to_owned()).collect();
    Some((whole.start + 1..whole.end - 1, items))
}

fn argument_dropped(text: &str, random: &mut Random) -> Option<String> {
    let (place, mut items) = arguments(text, random)?;
    if items.is_empty() {
        return None;
    }
    items.remove(random.below(items.len()));
    Some(with(text, place, &items.join(", ")))
}

fn argument_changed(text: &str, random: &mut Random) -> Option<String> {
    let node = one(text, random, &[SyntaxKind::Arg, SyntaxKind::ConfigProperty, SyntaxKind::Array])?;
    let value = node.last_child()?;
    Some(with(text, range(&value), random.pick(ARGUMENT_VALUES)))
}

fn argument_added(text: &str, random: &mut Random) -> Option<String> {
    let (place, mut items) = arguments(text, random)?;
    items.insert(random.below(items.len() + 1), random.pick(ARGUMENTS).to_owned());
    Some(with(text, place, &items.join(", ")))
}

/// An argument of one attribute stands in another one too.
fn argument_moved(text: &str, random: &mut Random) -> Option<String> {
    let moved = text[range(&one(text, random, &[SyntaxKind::Arg])?)].to_owned();
    let (place, mut items) = arguments(text, random)?;
    let at = random.below(items.len() + 1);
    if at < items.len() && random.once_in(2) {
        items[at] = moved;
    } else {
        items.insert(at, moved);
    }
    Some(with(text, place, &items.join(", ")))
}

fn type_moved(text: &str, random: &mut Random) -> Option<String> {
    let kinds = [SyntaxKind::TypeRef];
    let (from, to) = (one(text, random, &kinds)?, one(text, random, &kinds)?);
    Some(with(text, range(&to), &text[range(&from)]))
}

fn block_doubled(text: &str, random: &mut Random) -> Option<String> {
    let block = one(text, random, BLOCKS)?;
    Some(format!("{text}\n{}\n", &text[range(&block)]))
}

fn block_changed(text: &str, random: &mut Random) -> Option<String> {
    let block = one(text, random, BLOCKS)?;
    let keyword = block.first_token()?;
    Some(with(text, keyword.text_range().into(), random.pick(KEYWORDS)))
}
