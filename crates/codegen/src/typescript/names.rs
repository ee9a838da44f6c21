//! Names that Prisma makes of the schema's.

/// The client's property for a model: its name with the first letter in lower case.
pub(super) fn property(model: &str) -> String {
    let mut letters = model.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A name with its first letter in upper case.
pub(super) fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
