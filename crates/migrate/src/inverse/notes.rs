/// What a person has to know before a way back is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub kind: NoteKind,
    pub text: String,
    /// A statement that answers with one number, on the database as it is before the way back. Zero: it does not matter
    /// here.
    pub count: Option<String>,
    /// A statement that answers with the first of the rows that are counted, by what they are known by.
    pub which: Option<String>,
}

/// So many rows are named.
const NAMED: usize = 5;

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteKind {
    /// The way back throws data away.
    Loses,
    /// The way back is refused, if there are such rows.
    Refuses,
    /// What the migration has thrown away does not come back, or is only known to who wrote it.
    Empty,
    /// A part that is left to a person.
    Manual,
}

impl NoteKind {
    /// The word before the statement that counts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Loses => "loses",
            Self::Refuses => "refuses",
            Self::Empty => "empty",
            Self::Manual => "by hand",
        }
    }

    pub(super) const ALL: [Self; 4] = [Self::Loses, Self::Refuses, Self::Empty, Self::Manual];
}

/// What stands in other rows, where the kept values of a column are found by the key.
pub(super) const NEW_ROWS: &str = "rows that have come since get its default, or nothing, but one with the key of a row that was there gets its value.";

impl Note {
    pub(crate) fn loses(text: impl Into<String>, count: impl Into<String>) -> Self {
        Self { kind: NoteKind::Loses, text: text.into(), count: Some(count.into()), which: None }
    }

    pub(crate) fn refuses(text: impl Into<String>, count: impl Into<String>) -> Self {
        Self { kind: NoteKind::Refuses, text: text.into(), count: Some(count.into()), which: None }
    }

    /// Names rows: `columns` of `from`, which is all that follows the word FROM.
    pub(crate) fn naming(self, columns: &[String], from: &str) -> Self {
        let order: Vec<_> = (1..=columns.len()).map(|n| n.to_string()).collect();
        let which = format!("SELECT {} FROM {from} ORDER BY {} LIMIT {NAMED}", columns.join(", "), order.join(", "));
        Self { which: (!columns.is_empty()).then_some(which), ..self }
    }

    pub(crate) fn empty(text: impl Into<String>) -> Self {
        Self { kind: NoteKind::Empty, text: text.into(), count: None, which: None }
    }

    /// Data that the way back doesn't know of.
    #[must_use]
    pub fn unknown(text: impl Into<String>) -> Self {
        Self::empty(text)
    }

    /// A part that is left to a person.
    #[must_use]
    pub fn manual(text: impl Into<String>) -> Self {
        Self { kind: NoteKind::Manual, text: text.into(), count: None, which: None }
    }
}
