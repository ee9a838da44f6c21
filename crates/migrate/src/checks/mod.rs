//! What a plan may lose, and where it will fail: found from the steps, judged by the data.
//!
//! A *warning* asks for consent, an *unexecutable* step can't run on the rows that are there, whoever consents. Which
//! step gets which is Prisma's rule (its destructive-change checks); the wording is ours. Without a database the
//! *pure* message stands for both.

mod columns;
mod enum_texts;
mod find;
mod messages;
mod obstacles;
mod query;
mod unsaid;
mod values;

use nicol_catalog::QualifiedName;

pub use enum_texts::{EnumText, enum_texts};
pub use find::checks;
pub use obstacles::Obstacle;
pub use query::{Counts, DataQuery, Filter, named};

/// Whether consent is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Data may be lost, or the step may fail: consent is asked.
    Warning,
    /// The step can't run on the rows that are there.
    Unexecutable,
}

/// A thing to look at before a step runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Position of the step in [`crate::Plan::steps`].
    pub step: usize,
    /// What may go wrong.
    pub danger: Danger,
}

/// What may go wrong, to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Danger {
    /// A table goes, with its rows.
    DropTable(Place),
    /// A column goes, with its values.
    DropColumn(Place),
    /// Values are cast to a type that some may not fit.
    RiskyCast {
        /// The column.
        column: Place,
        /// The types, as SQL writes them.
        from_type: String,
        /// What it becomes.
        to_type: String,
    },
    /// A column goes and comes back empty, because there is no cast.
    RecreateColumn(Place),
    /// The same, and the new column is required: rows that are there would have no value.
    RecreateRequiredColumn(Place),
    /// An optional column becomes required.
    MakeRequired(Place),
    /// A required column without a default comes.
    AddRequiredColumn(Place),
    /// The same, but the schema has a default that only the client makes (`uuid()`, …).
    AddRequiredColumnMadeByClient(Place),
    /// A primary key goes or changes.
    DropPrimaryKey(Place),
    /// A unique index comes to a table that is there.
    AddUnique {
        /// The table.
        table: Place,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A table is made anew without what no schema can say: constraints, collations, options.
    LoseUnsaid {
        /// The table.
        table: Place,
        /// What is lost, as SQL names it.
        what: Vec<String>,
    },
    /// What the schema has no words for goes with a column: checks, indexes of expressions, statistics.
    LoseWithColumn {
        /// The table.
        table: Place,
        /// What is lost, as SQL names it.
        what: Vec<String>,
    },
    /// The database refuses the change, because views, policies and the like read the column or table.
    Refused {
        /// What changes.
        of: Place,
        /// What keeps it, by kind and name.
        by: Vec<String>,
    },
    /// Rows that are there make the step fail. Told only if a look at the data finds some.
    Obstacle {
        /// What they are.
        obstacle: Obstacle,
        /// Which rows.
        query: DataQuery,
    },
    /// Values of an enum type go.
    DropEnumValues {
        /// The type.
        name: String,
        /// The values.
        values: Vec<String>,
    },
}

/// A table or a column of the database that is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The table, as it is there.
    pub table: QualifiedName,
    /// The column.
    pub column: Option<String>,
}

impl Place {
    fn column_name(&self) -> &str {
        self.column.as_deref().unwrap_or_default()
    }
}

/// A message about a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Position of the step.
    pub step: usize,
    /// What may go wrong, as data.
    pub danger: Danger,
    /// What happens, to what.
    pub text: String,
}

/// What the checks of a plan say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// For which consent is needed.
    pub warnings: Vec<Message>,
    /// Which can't run, consent or not.
    pub unexecutable: Vec<Message>,
}

impl Verdict {
    /// The texts for a script's comment: warnings, then what can't run.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.warnings.iter().chain(&self.unexecutable).map(|m| m.text.clone()).collect()
    }
}

/// Judges checks; without counts by their pure messages.
#[must_use]
pub fn verdict(checks: &[Check], counts: Option<&Counts>) -> Verdict {
    let mut verdict = Verdict::default();
    for check in checks {
        let text = match counts {
            None => check.has_pure_message().then(|| check.pure_message()),
            Some(counts) => check.message(counts),
        };
        if let Some(text) = text {
            // What can't be counted may go well: the database refuses it if it does not.
            let is_unknown = counts.is_some_and(|counts| check.failure(counts).is_some());
            let list = match check.severity() {
                Severity::Unexecutable if !is_unknown => &mut verdict.unexecutable,
                Severity::Warning | Severity::Unexecutable => &mut verdict.warnings,
            };
            list.push(Message { step: check.step, danger: check.danger.clone(), text });
        }
    }
    verdict
}

/// The distinct counts that checks need.
#[must_use]
pub fn queries(checks: &[Check]) -> Vec<DataQuery> {
    let mut all: Vec<DataQuery> = Vec::new();
    for query in checks.iter().flat_map(Check::queries) {
        if !all.contains(&query) {
            all.push(query);
        }
    }
    all
}

impl Check {
    /// Whether consent is enough.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self.danger {
            Danger::DropTable(_)
            | Danger::DropColumn(_)
            | Danger::RiskyCast { .. }
            | Danger::RecreateColumn(_)
            | Danger::DropPrimaryKey(_)
            | Danger::AddUnique { .. }
            | Danger::LoseUnsaid { .. }
            | Danger::LoseWithColumn { .. }
            | Danger::DropEnumValues { .. } => Severity::Warning,
            Danger::RecreateRequiredColumn(_)
            | Danger::Refused { .. }
            | Danger::Obstacle { .. }
            | Danger::MakeRequired(_)
            | Danger::AddRequiredColumn(_)
            | Danger::AddRequiredColumnMadeByClient(_) => Severity::Unexecutable,
        }
    }

    /// What must be counted to judge it by the data.
    #[must_use]
    pub fn queries(&self) -> Vec<DataQuery> {
        match &self.danger {
            Danger::DropTable(place)
            | Danger::RecreateRequiredColumn(place)
            | Danger::AddRequiredColumn(place)
            | Danger::AddRequiredColumnMadeByClient(place) => vec![query::all(place)],
            Danger::DropPrimaryKey(place) => vec![query::any(place)],
            Danger::DropColumn(place) | Danger::RecreateColumn(place) | Danger::RiskyCast { column: place, .. } => {
                vec![query::with_value(place)]
            }
            Danger::MakeRequired(place) => vec![query::without_value(place)],
            Danger::Obstacle { query, .. } => vec![query.clone()],
            Danger::AddUnique { .. }
            | Danger::LoseUnsaid { .. }
            | Danger::LoseWithColumn { .. }
            | Danger::Refused { .. }
            | Danger::DropEnumValues { .. } => Vec::new(),
        }
    }

    /// Why the rows that it asks for could not be counted.
    fn failure<'c>(&self, counts: &'c Counts) -> Option<&'c str> {
        self.queries().iter().find_map(|query| counts.failure(query))
    }

    /// Whether there is something to say without a look at the data.
    const fn has_pure_message(&self) -> bool {
        !matches!(self.danger, Danger::Obstacle { .. })
    }
}

/// The columns by which messages name rows of a query: those of its table's key.
#[must_use]
pub fn key_columns(plan: &crate::Plan, query: &DataQuery) -> Vec<String> {
    obstacles::key_of(plan, query)
}
