//! Calls of one form, read once.
//!
//! JavaScript walks over the arguments of a call once: what names the form (keys, kinds of values, nulls, words like `asc`)
//! leads it to a *template*, the rest it packs as numbers and bytes. The template holds the request's shape, and of what
//! each of its values is made; so a call is bound to its values without reading it anew. A template is made of a call in
//! JSON, by reading it as any other and noting what its values were made of (`origin.rs`). Only what was read as a value, and
//! as nothing else, is packed. A value that can't be bound makes no request: the call is then read from JSON, which says why.

mod bind;
mod origin;
mod outline;

use std::collections::HashMap;

use nicol_catalog::Dialect;
use nicol_model::{DataModel, ModelId, ScalarType};
use serde_json::Value as Json;

use super::known::Known;
use super::omit::Omit;
use super::reader::{Form as AnswerForm, read_tracing};
use crate::ast::Action;
use crate::request::Request;
pub use bind::Packed;
pub(super) use origin::{How, Kind, Origin};
pub(super) use outline::alike;
use outline::{Form, Mode, Outline, letter};

/// What calls of one form have in common.
#[derive(Debug)]
pub struct Template {
    /// The request without its values.
    shape: Request,
    model: ModelId,
    action: Action,
    form: AnswerForm,
    /// What is packed, in its order.
    fields: Vec<Field>,
    /// The request's values.
    sources: Vec<Source>,
}

/// Something that is packed.
#[derive(Debug, PartialEq, Eq)]
enum Field {
    One(u8),
    List(u8),
    Rows(Vec<u8>),
}

/// What a value of the request is made of; numbers are those of what is packed, where rows count one and one for each column.
#[derive(Debug)]
enum Source {
    /// The same in all calls.
    Constant(Box<[u8]>),
    Made(usize, How),
}

/// What came of a call that was to give a template.
#[derive(Debug)]
pub enum Learned {
    Template(Template),
    /// JavaScript has to pack other values than it did: a letter for each that it will meet then.
    Modes(String),
    /// The call is wrong. Others of its form may not be.
    Later,
    /// Such calls can't have one.
    Never,
}

/// Makes a template of a call, `{model, action, args}`. `letters` tell what JavaScript has met, `modes` what it does with it.
pub fn learn(
    model: &DataModel,
    dialect: Dialect,
    omit: &Omit,
    known: &Known,
    request: &Json,
    (letters, modes): (&str, &str),
) -> Learned {
    let Ok((call, origins)) = read_tracing(model, dialect, omit, known, request) else { return Learned::Later };
    let Ok(outline) = Outline::of(request.get("args"), modes) else { return Learned::Never };
    if outline.letters != letters || call.form == AnswerForm::Protocol {
        return Learned::Never;
    }
    let made: HashMap<usize, How> = origins.iter().flatten().map(|origin| (origin.place, origin.how)).collect();
    match modes_for(&outline, &made) {
        Err(NoTemplate) => return Learned::Never,
        Ok(Some(modes)) => return Learned::Modes(modes),
        Ok(None) => {}
    }
    let (mut fields, mut numbers, mut next) = (Vec::new(), HashMap::new(), 0);
    for leaf in outline.leaves.into_iter().filter(|leaf| leaf.mode != Mode::Named) {
        let field = match leaf.form {
            Form::Container => continue,
            Form::One(letter) => Field::One(letter),
            Form::List(letter) => Field::List(letter),
            Form::Rows(columns) => Field::Rows(columns),
        };
        numbers.insert(leaf.place, next);
        next += match &field {
            Field::Rows(columns) => 1 + columns.len(),
            _ => 1,
        };
        fields.push(field);
    }
    let values = origins.into_iter().zip(call.request.values());
    let sources = values.map(|(origin, bytes)| match origin.and_then(|o| Some((numbers.get(&o.place)?, o.how))) {
        None => Source::Constant(bytes.into()),
        Some((number, how @ How::Column { key, .. })) => Source::Made(number + 1 + key, how),
        Some((number, how)) => Source::Made(*number, how),
    });
    let sources = sources.collect();
    let mut shape = call.request;
    shape.params.clear();
    Learned::Template(Template { shape, model: call.model, action: call.action, form: call.form, fields, sources })
}

struct NoTemplate;

/// Other modes, if values have to be packed in other ways: those of the next walk.
fn modes_for(outline: &Outline<'_>, made: &HashMap<usize, How>) -> Result<Option<String>, NoTemplate> {
    const JSON: How = How::One(Kind::Scalar(ScalarType::Json));
    let mut modes: Vec<Option<u8>> = vec![Some(b'-'); outline.values];
    let mut is_other = false;
    let mut inside = 0;
    for leaf in outline.leaves.iter().filter(|leaf| leaf.mode == Mode::Named) {
        modes[leaf.number] = Some(b'=');
    }
    for leaf in outline.leaves.iter().filter(|leaf| leaf.mode != Mode::Named) {
        if leaf.number < inside {
            continue;
        }
        match (made.get(&leaf.place), &leaf.form) {
            (Some(&JSON), _) => {
                is_other |= leaf.mode != Mode::Json;
                modes[leaf.number] = Some(b'j');
                // What is in it was met as if it were values of the call; the next time it isn't.
                modes[leaf.number + 1..leaf.end].fill(None);
                inside = leaf.end;
            }
            (None, Form::Container) => {}
            // It was looked at, and decides what the request is.
            (
                None,
                Form::One(letter::BOOLEAN | letter::NUMBER | letter::STRING)
                | Form::List(letter::BOOLEAN | letter::NUMBER | letter::STRING),
            ) => {
                is_other = true;
                modes[leaf.number] = Some(b'=');
            }
            (None, _) | (Some(_), Form::Container) => return Err(NoTemplate),
            (Some(_), _) => {}
        }
    }
    if is_other { Ok(String::from_utf8(modes.into_iter().flatten().collect()).ok()) } else { Ok(None) }
}
