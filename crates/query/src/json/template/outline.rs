//! What JavaScript's walk over a call's arguments meets, told from the same arguments in JSON.

use serde_json::Value as Json;

use super::origin::place;
use crate::json::value::tag;

/// The most values of a call that has a template.
const MOST: usize = 2000;

/// What a value is; the letters are those of `packages/nicol/src/native/pack.ts`.
pub(super) mod letter {
    pub(crate) const OBJECT: u8 = b'o';
    pub(crate) const LIST: u8 = b'l';
    pub(crate) const ROWS: u8 = b'r';
    /// After what an object, a list or rows hold.
    pub(crate) const END: u8 = b'e';
    pub(crate) const NULL: u8 = b'0';
    pub(crate) const BOOLEAN: u8 = b'b';
    pub(crate) const NUMBER: u8 = b'n';
    pub(crate) const STRING: u8 = b's';
    pub(crate) const DATE: u8 = b'd';
    pub(crate) const BIG: u8 = b'i';
    pub(crate) const DECIMAL: u8 = b'm';
    pub(crate) const BYTES: u8 = b'y';
    /// Anything, as text of JSON.
    pub(crate) const JSON: u8 = b'j';
}

/// What JavaScript does with a value: the letters are the same there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is packed, and not part of what names the template.
    Packed,
    /// It is part of what names the template, and not packed.
    Named,
    /// It is packed as text of JSON.
    Json,
}

impl Mode {
    const fn of(letter: Option<&u8>) -> Self {
        match letter {
            Some(b'=') => Self::Named,
            Some(b'j') => Self::Json,
            _ => Self::Packed,
        }
    }
}

/// A value that is packed, or could be.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) place: usize,
    /// Its number among all values, containers too.
    pub(super) number: usize,
    /// The number of what comes after it and all that it holds.
    pub(super) end: usize,
    pub(super) mode: Mode,
    pub(super) form: Form,
}

#[derive(Debug)]
pub(super) enum Form {
    One(u8),
    List(u8),
    /// The letter of each column.
    Rows(Vec<u8>),
    /// An object or a list of objects: no more than its place.
    Container,
}

/// The arguments of a call hold something that isn't packed.
#[derive(Debug)]
pub(super) struct NotPacked;

pub(super) struct Outline<'m> {
    modes: &'m [u8],
    /// A letter for each value.
    pub(super) letters: String,
    pub(super) leaves: Vec<Leaf>,
    pub(super) values: usize,
}

impl<'m> Outline<'m> {
    /// That of a call's arguments; `modes` has a letter for each value, or is shorter.
    pub(super) fn of(arguments: Option<&Json>, modes: &'m str) -> Result<Self, NotPacked> {
        let mut outline = Self { modes: modes.as_bytes(), letters: String::new(), leaves: Vec::new(), values: 0 };
        if let Some(arguments) = arguments {
            outline.value(arguments, false)?;
        }
        Ok(outline)
    }

    fn add(&mut self, letter: u8) {
        self.letters.push(char::from(letter));
    }

    fn value(&mut self, value: &Json, may_be_rows: bool) -> Result<(), NotPacked> {
        let number = self.values;
        self.values += 1;
        if self.values > MOST {
            return Err(NotPacked);
        }
        let mode = Mode::of(self.modes.get(number));
        let leaf = |form| Leaf { place: place(value), number, end: number + 1, mode, form };
        if let Some(letters) = fixed(value) {
            letters.bytes().for_each(|letter| self.add(letter));
            return Ok(());
        }
        if mode == Mode::Json {
            self.add(letter::JSON);
            self.leaves.push(leaf(Form::One(letter::JSON)));
            return Ok(());
        }
        if let Some(letter) = scalar(value) {
            self.add(letter);
            self.leaves.push(leaf(Form::One(letter)));
            return Ok(());
        }
        let own = self.leaves.len();
        match value {
            Json::Array(elements) => {
                if let Some(letter) = of_one_kind(elements) {
                    self.add(letter.to_ascii_uppercase());
                    self.leaves.push(leaf(Form::List(letter)));
                    return Ok(());
                }
                if may_be_rows && let Some(columns) = rows(value) {
                    self.add(letter::ROWS);
                    columns.iter().for_each(|letter| self.add(*letter));
                    self.add(letter::END);
                    self.leaves.push(leaf(Form::Rows(columns)));
                    return Ok(());
                }
                self.leaves.push(leaf(Form::Container));
                self.add(letter::LIST);
                elements.iter().try_for_each(|element| self.value(element, false))?;
            }
            Json::Object(object) if !object.contains_key("$type") => {
                self.leaves.push(leaf(Form::Container));
                self.add(letter::OBJECT);
                object.iter().try_for_each(|(key, value)| self.value(value, key == "data"))?;
            }
            _ => return Err(NotPacked),
        }
        self.add(letter::END);
        self.leaves[own].end = self.values;
        Ok(())
    }
}

/// The letters of a value that has nothing to be packed.
fn fixed(value: &Json) -> Option<&'static str> {
    if value.is_null() {
        return Some("0");
    }
    let (name, inner) = tag(value)?;
    match (name, inner.as_str()) {
        ("Undefined", _) => Some("u"),
        ("Skip", _) => Some("k"),
        ("Null", Some("DbNull")) => Some("D"),
        ("Null", Some("JsonNull")) => Some("J"),
        ("Null", Some("AnyNull")) => Some("A"),
        ("FieldRef", _) => Some("f"),
        _ => None,
    }
}

/// The letter of a value that is packed as what it is.
fn scalar(value: &Json) -> Option<u8> {
    Some(match value {
        Json::Bool(_) => letter::BOOLEAN,
        Json::Number(_) => letter::NUMBER,
        Json::String(_) => letter::STRING,
        Json::Object(_) => match tag(value)?.0 {
            "DateTime" => letter::DATE,
            "BigInt" => letter::BIG,
            "Decimal" => letter::DECIMAL,
            "Bytes" => letter::BYTES,
            _ => return None,
        },
        _ => return None,
    })
}

/// The letter of all elements, if they have one.
fn of_one_kind(elements: &[Json]) -> Option<u8> {
    let first = scalar(elements.first()?)?;
    elements.iter().all(|element| scalar(element) == Some(first)).then_some(first)
}

/// The letters of the columns of rows, if they are such: all with the same keys, of one kind or null in each column.
fn rows(value: &Json) -> Option<Vec<u8>> {
    let keys = alike(value)?;
    let rows = value.as_array()?;
    let mut columns = vec![letter::NULL; keys.count()];
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row.as_object()?.values()) {
            let letter = if cell.is_null() { letter::NULL } else { scalar(cell)? };
            match (*column, letter) {
                (_, letter::NULL) => {}
                (letter::NULL, letter) => *column = letter,
                (known, letter) if known == letter => {}
                _ => return None,
            }
        }
    }
    Some(columns)
}

/// The keys of objects in a list, if all have the same, and any.
pub(in crate::json) fn alike(value: &Json) -> Option<impl ExactSizeIterator<Item = &String>> {
    let elements = value.as_array()?;
    let first = elements.first()?.as_object().filter(|object| !object.is_empty() && !object.contains_key("$type"))?;
    let is_alike = |element: &Json| element.as_object().is_some_and(|object| object.keys().eq(first.keys()));
    elements.iter().all(is_alike).then(|| first.keys())
}
