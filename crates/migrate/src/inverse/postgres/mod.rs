mod affected;
mod casts;
mod columns;
mod creates;
mod drops;
mod kept;
mod lines;
mod matching;
mod objects;
mod opening;
mod picture;
mod plan;
mod queries;
mod read;
mod renames;
mod rights;
mod settings;
mod types;
mod values;

use std::collections::BTreeMap;

pub(super) use picture::Picture;
pub(super) use read::Rows;

use super::notes::Note;
use super::{Extent, Purpose};

pub(super) fn queries(purpose: Purpose, extent: Extent<'_>) -> Vec<String> {
    let count = match purpose {
        Purpose::Planning => queries::QUERIES.len(),
        Purpose::Comparing => queries::FOR_COMPARING,
    };
    queries::QUERIES[..count].iter().map(|query| queries::sql(query, extent)).collect()
}

pub(super) fn picture(answers: Vec<Rows>) -> Picture {
    read::picture(answers)
}

pub(super) fn lines(picture: &Picture) -> BTreeMap<String, String> {
    lines::lines(picture)
}

pub(super) fn plan(now: &Picture, was: &Picture) -> (Vec<String>, Vec<Note>) {
    plan::plan(now, was)
}
