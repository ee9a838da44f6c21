//! What may be the same under another name: that is asked, or told with the flag that says so.

use nicol_catalog::{Catalog, ColumnArity, EnumId, TableId};

use super::spelling::{self, spelled};
use super::unmatched::{Sides, Unmatched, ends, is_join, unmatched};
use super::{Renames, apply, similar};
use crate::diff::{self, DiffOptions};
use crate::ids::{self, ColumnId, Pair, ValueId};
use crate::steps::TypeChange;

/// Something that goes while something like it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Candidate {
    /// A table.
    Table(Pair<TableId>),
    /// A column of a table that stays or is renamed.
    Column(Pair<ColumnId>),
    /// An enum type.
    Enum(Pair<EnumId>),
    /// A value of an enum type that stays or is renamed.
    Value(Pair<ValueId>),
}

/// How much alike two things have to be.
const LEAST: usize = 50;
/// The same for enum types: one value in common among two is something.
const LEAST_ENUMS: usize = 35;
/// How much alike the names have to be where there is a choice.
const LEAST_NAMES: usize = 30;
/// What columns of one type have in common.
const SAME_TYPE: usize = 20;

/// What may be a rename, the likeliest first, in view of what was `decided`. Tables and enum types come first: whether
/// columns and values are the same can only be said of those that are. Each thing is named once,
/// what was `refused` not again.
#[must_use]
pub fn candidates(
    from: &Catalog,
    to: &Catalog,
    options: &DiffOptions,
    decided: &Renames,
    refused: &[Candidate],
) -> Vec<Candidate> {
    // What follows by itself is no question.
    let decided = &super::follow::join_tables(from, to, options, decided).renames;
    let left = unmatched(from, to, options, decided);
    let from = &apply::renamed(from, to, decided);
    let mut found = tables(from, to, &left, refused);
    found.extend(enums(from, to, &left, refused));
    if found.is_empty() {
        for (pair, sides) in &left.columns {
            found.extend(columns(from, to, *pair, sides, refused));
        }
        for (pair, sides) in &left.values {
            found.extend(values(from, to, *pair, sides, refused));
        }
    }
    found
}

/// What may be a rename of one of several things, none of them likelier than the others, where there is no candidate (any
/// more): for each column or value that goes, all that it may be now, the likeliest first.
#[must_use]
pub fn choices(
    from: &Catalog,
    to: &Catalog,
    options: &DiffOptions,
    decided: &Renames,
    refused: &[Candidate],
) -> Vec<Vec<Candidate>> {
    let decided = &super::follow::join_tables(from, to, options, decided).renames;
    let left = unmatched(from, to, options, decided);
    let from = &apply::renamed(from, to, decided);
    let mut all = Vec::new();
    for (tables, sides) in &left.columns {
        // Of the same type: another one is a likely thing only where the names are alike.
        let score = |pair| {
            let alike = alike(from, to, *tables, pair).filter(|score| *score >= SAME_TYPE)?;
            Some(alike + column_names(from, to, pair))
        };
        all.extend(chosen(sides, score, Candidate::Column, refused));
    }
    for (pair, sides) in &left.values {
        let (ours, theirs) = (&from.enumeration(pair.from).values, &to.enumeration(pair.to).values);
        let score = |pair: Pair<ValueId>| Some(similar::names(&ours[pair.from.position], &theirs[pair.to.position]));
        all.extend(chosen(sides, score, Candidate::Value, refused));
    }
    all
}

/// All that goes with all that it may be.
fn chosen<T: Copy>(
    sides: &Sides<T>,
    score: impl Fn(Pair<T>) -> Option<usize>,
    candidate: impl Fn(Pair<T>) -> Candidate,
    refused: &[Candidate],
) -> Vec<Vec<Candidate>> {
    let of = |gone: &T| {
        let pairs = sides.new.iter().map(|new| Pair::new(*gone, *new));
        let mut scored: Vec<_> = pairs.filter_map(|pair| Some((score(pair)?, candidate(pair)))).collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, one)| one).filter(|one| !refused.contains(one)).collect::<Vec<_>>()
    };
    sides.gone.iter().map(of).filter(|choices| !choices.is_empty()).collect()
}

/// The flags that would rename instead of dropping and making.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// All of them go together.
    pub likely: Vec<String>,
    /// Of each of these one: what goes, in words, and the flags.
    pub choices: Vec<(String, Vec<String>)>,
}

/// The flags that would keep data.
#[must_use]
pub fn hints(from: &Catalog, to: &Catalog, options: &DiffOptions, decided: &Renames) -> Hints {
    let mut renames = decided.clone();
    let mut likely = Vec::new();
    loop {
        let found = candidates(from, to, options, &renames, &[]);
        if found.is_empty() {
            break;
        }
        for candidate in found {
            likely.push(spelled(from, to, candidate));
            renames = renames.with(candidate);
        }
    }
    let flags = |choices: Vec<Candidate>| {
        let what = choices.first()?.sides(from, to).0;
        Some((what, choices.into_iter().map(|one| spelled(from, to, one)).collect()))
    };
    Hints { likely, choices: choices(from, to, options, &renames, &[]).into_iter().filter_map(flags).collect() }
}

impl Candidate {
    /// The rename as `--rename` takes it.
    #[must_use]
    pub fn flag(self, from: &Catalog, to: &Catalog) -> String {
        spelled(from, to, self)
    }

    /// What is there, in words, and what it may be called now.
    #[must_use]
    pub fn sides(self, from: &Catalog, to: &Catalog) -> (String, String) {
        match self {
            Self::Table(pair) => {
                let [old, new] = spelling::tables(from, to, pair);
                (format!("the table `{old}`"), new)
            }
            Self::Enum(pair) => {
                let [old, new] = spelling::enums(from, to, pair);
                (format!("the enum `{old}`"), new)
            }
            Self::Column(pair) => {
                let (table, column) = (&from.table_at(pair.from.table).name.name, ids::column(from, pair.from));
                (format!("the column `{}` of `{table}`", column.name), ids::column(to, pair.to).name.clone())
            }
            Self::Value(pair) => {
                let (ours, theirs) = (from.enumeration(pair.from.enumeration), to.enumeration(pair.to.enumeration));
                let old = format!("the value `{}` of the enum `{}`", ours.values[pair.from.position], ours.name.name);
                (old, theirs.values[pair.to.position].clone())
            }
        }
    }

    /// The question whether it is one.
    #[must_use]
    pub fn question(self, from: &Catalog, to: &Catalog) -> String {
        let (old, new) = self.sides(from, to);
        format!("Is {old} renamed to `{new}`?")
    }
}

/// Pairs off what is alike, the most alike first.
fn paired<T: Copy + PartialEq>(
    sides: &Sides<T>,
    score: impl Fn(T, T) -> Option<usize>,
    candidate: impl Fn(Pair<T>) -> Candidate,
    refused: &[Candidate],
) -> Vec<Candidate> {
    let mut all: Vec<(usize, Pair<T>)> = Vec::new();
    for &gone in &sides.gone {
        let pairs = sides.new.iter().map(|&new| Pair::new(gone, new));
        let open = pairs.filter(|pair| !refused.contains(&candidate(*pair)));
        all.extend(open.filter_map(|pair| Some((score(pair.from, pair.to)?, pair))));
    }
    all.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let mut pairs: Vec<Pair<T>> = Vec::new();
    for (_, pair) in all {
        if pairs.iter().all(|taken| taken.from != pair.from && taken.to != pair.to) {
            pairs.push(pair);
        }
    }
    pairs.into_iter().map(candidate).collect()
}

fn tables(from: &Catalog, to: &Catalog, left: &Unmatched, refused: &[Candidate]) -> Vec<Candidate> {
    let score = |ours: TableId, theirs: TableId| {
        let (a, b) = (from.table_at(ours), to.table_at(theirs));
        if is_join(from, ours) || is_join(to, theirs) {
            // All of them look alike: only those between the same tables are.
            let name = |catalog: &Catalog, id: TableId| catalog.table_at(id).name.name.clone();
            let between = |catalog: &Catalog, id| ends(catalog, id).map(|e| e.map(|end| name(catalog, end)));
            let ends = between(from, ours);
            return (ends.is_some() && ends == between(to, theirs))
                .then_some(similar::names(&a.name.name, &b.name.name));
        }
        Some(similar::tables(a, b)).filter(|score| *score >= LEAST)
    };
    paired(&left.tables, score, Candidate::Table, refused)
}

fn enums(from: &Catalog, to: &Catalog, left: &Unmatched, refused: &[Candidate]) -> Vec<Candidate> {
    let score = |ours: EnumId, theirs: EnumId| {
        let (a, b) = (from.enumeration(ours), to.enumeration(theirs));
        let score = (similar::values(&a.values, &b.values) * 7 + similar::names(&a.name.name, &b.name.name) * 3) / 10;
        Some(score).filter(|score| *score >= LEAST_ENUMS)
    };
    paired(&left.enums, score, Candidate::Enum, refused)
}

fn columns(
    from: &Catalog,
    to: &Catalog,
    pair: Pair<TableId>,
    sides: &Sides<ColumnId>,
    refused: &[Candidate],
) -> Vec<Candidate> {
    let alike = |gone: ColumnId, new: ColumnId| alike(from, to, pair, Pair::new(gone, new));
    let has_choice = |gone: ColumnId, new: ColumnId| {
        sides.gone.iter().any(|other| *other != gone && alike(*other, new).is_some())
            || sides.new.iter().any(|other| *other != new && alike(gone, *other).is_some())
    };
    let score = |gone: ColumnId, new: ColumnId| {
        let (alike, names) = (alike(gone, new)?, column_names(from, to, Pair::new(gone, new)));
        // Where there is no choice, it is asked whatever the names are.
        (names >= LEAST_NAMES || !has_choice(gone, new)).then_some(alike + names)
    };
    paired(sides, score, Candidate::Column, refused)
}

/// How much alike the names of two columns are.
fn column_names(from: &Catalog, to: &Catalog, pair: Pair<ColumnId>) -> usize {
    similar::names(&ids::column(from, pair.from).name, &ids::column(to, pair.to).name)
}

/// How much alike two columns are but for their names; `None` if they are two things.
fn alike(from: &Catalog, to: &Catalog, tables: Pair<TableId>, pair: Pair<ColumnId>) -> Option<usize> {
    let (ours, theirs) = (from.table_at(tables.from), to.table_at(tables.to));
    let (a, b) = (&ours.columns[pair.from.position], &theirs.columns[pair.to.position]);
    let is_list = |arity| arity == ColumnArity::List;
    let ty = match diff::type_change(from, a, to, b) {
        _ if is_list(a.arity) != is_list(b.arity) || a.counts() != b.counts() => return None,
        None => SAME_TYPE,
        Some(TypeChange::Safe) => 10,
        Some(TypeChange::Risky) if column_names(from, to, pair) >= LEAST => 0,
        Some(_) => return None,
    };
    let target = |key: Option<&nicol_catalog::ForeignKey>| key.map(|key| key.referenced_table.name.clone());
    let (key_a, key_b) = (target(similar::key_of(ours, a)), target(similar::key_of(theirs, b)));
    // What points at another table is something else.
    if key_a != key_b {
        return None;
    }
    Some(ty + usize::from(key_a.is_some()) * 40 + usize::from(a.arity == b.arity) * 5)
}

fn values(
    from: &Catalog,
    to: &Catalog,
    pair: Pair<EnumId>,
    sides: &Sides<ValueId>,
    refused: &[Candidate],
) -> Vec<Candidate> {
    let (ours, theirs) = (&from.enumeration(pair.from).values, &to.enumeration(pair.to).values);
    let is_alone = sides.gone.len() == 1 && sides.new.len() == 1;
    let score = |gone: ValueId, new: ValueId| {
        let names = similar::names(&ours[gone.position], &theirs[new.position]);
        (is_alone || names >= LEAST).then_some(names)
    };
    paired(sides, score, Candidate::Value, refused)
}
