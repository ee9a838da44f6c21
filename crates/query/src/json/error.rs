//! What is wrong with a request in JSON.

use std::fmt;

/// A request that does not fit the surface. Prisma shows these as `PrismaClientValidationError`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct InputError {
    pub kind: InputErrorKind,
    /// From the arguments to the place, outermost first: names and indexes.
    pub path: Vec<String>,
    /// What happened, to what, and what to do.
    pub message: String,
    /// What could stand there, or beside a name that is wrong.
    pub expected: Vec<Expected>,
}

/// A key that an object could have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub name: String,
    /// The names of the types that it takes.
    pub types: Vec<String>,
    pub is_required: bool,
}

impl InputError {
    pub(super) fn with_expected(self, expected: Vec<Expected>) -> Self {
        Self { expected, ..self }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path.join("."))?;
        }
        f.write_str(&self.message)
    }
}

/// Kinds of errors; the names are Prisma's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputErrorKind {
    /// The request is no request: an unknown model or action, or not JSON.
    Request,
    MutuallyExclusiveFields,
    IncludeOnScalar,
    SelectionSetOnScalar,
    EmptySelection,
    UnknownSelectionField,
    UnknownArgument,
    UnknownInputField,
    RequiredArgumentMissing,
    InvalidArgumentType,
    InvalidArgumentValue,
    ValueTooLarge,
    SomeFieldsMissing,
    TooManyFieldsGiven,
    InvalidSelectionValue,
    /// P2019: right in form, but not to be done.
    InputError,
    /// P2014: known without looking at the data.
    RelationViolation,
}

/// Where in a request something stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    Name(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub(super) const fn name(&'a self, name: &'a str) -> Self {
        Path::Name(self, name)
    }

    pub(super) const fn index(&'a self, index: usize) -> Self {
        Path::Index(self, index)
    }

    fn collect(&self) -> Vec<String> {
        match self {
            Path::Root => Vec::new(),
            Path::Name(outer, name) => {
                let mut path = outer.collect();
                path.push((*name).to_owned());
                path
            }
            Path::Index(outer, index) => {
                let mut path = outer.collect();
                path.push(index.to_string());
                path
            }
        }
    }

    pub(super) fn error(&self, kind: InputErrorKind, message: impl Into<String>) -> InputError {
        InputError { kind, path: self.collect(), message: message.into(), expected: Vec::new() }
    }
}
