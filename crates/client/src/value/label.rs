//! Labels of enums that the schema does not have.

use std::collections::HashSet;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use super::CellError;

/// How many different labels are kept: SQLite does not bound what stands in a column of an enum.
const LIMIT: usize = 4096;

/// A value of an enum that the schema, when the client was generated, did not have. It is kept once for the whole
/// program, so it is `Copy`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let label = Label::read(b"patron").expect("a short text");
/// assert_eq!(label.as_str(), "patron");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(&'static str);

impl Label {
    /// No label.
    pub(crate) const NONE: Self = Self("");

    /// A label of the database.
    ///
    /// # Errors
    /// It is no text, or there were too many different ones.
    pub fn read(bytes: &[u8]) -> Result<Self, CellError> {
        static KNOWN: RwLock<Option<HashSet<&'static str>>> = RwLock::new(None);

        const NAME: &str = "known value of the enum";
        let text = std::str::from_utf8(bytes).map_err(|_| CellError::Malformed(NAME))?;
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(label) = known.as_ref().and_then(|known| known.get(text)) {
            return Ok(Self(label));
        }
        drop(known);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if let Some(label) = known.get(text) {
            return Ok(Self(label));
        }
        if known.len() >= LIMIT {
            return Err(CellError::Malformed(NAME));
        }
        let label: &'static str = Box::leak(text.into());
        known.insert(label);
        Ok(Self(label))
    }

    /// Its text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_one_label() {
        let (a, b) = (Label::read(b"NEW").unwrap(), Label::read(b"NEW").unwrap());
        assert!(a == b && std::ptr::eq(a.as_str(), b.as_str()));
        assert_eq!(Label::read(&[0xff]), Err(CellError::Malformed("known value of the enum")));
    }
}
