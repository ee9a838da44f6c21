//! The layouts of results, by number: JavaScript makes a decoder for each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are numbered. Applications have hundreds; one that makes ever new selections gets JSON from here on, and its
/// memory stays flat.
const MOST: usize = 4096;

#[derive(Default)]
struct Shapes {
    numbers: HashMap<Arc<str>, u32>,
    descriptions: Vec<Arc<str>>,
}

/// Those of all clients of the process.
static SHAPES: Mutex<Option<Shapes>> = Mutex::new(None);

/// The number of a description.
pub(crate) fn number(description: String) -> Option<u32> {
    let mut shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
    let shapes = shapes.get_or_insert_default();
    if let Some(number) = shapes.numbers.get(description.as_str()) {
        return Some(*number);
    }
    if shapes.descriptions.len() >= MOST {
        return None;
    }
    let number = u32::try_from(shapes.descriptions.len()).ok()?;
    let description: Arc<str> = description.into();
    shapes.descriptions.push(Arc::clone(&description));
    shapes.numbers.insert(description, number);
    Some(number)
}

/// The description with this number.
pub(crate) fn description(number: u32) -> Option<String> {
    let shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
    let found = shapes.as_ref()?.descriptions.get(usize::try_from(number).ok()?)?;
    Some(found.to_string())
}
