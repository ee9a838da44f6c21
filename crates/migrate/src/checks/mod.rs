//! What a plan may lose, and where it will fail: found from the steps, judged by the data.
//!
//! A *warning* asks for consent, an *unexecutable* step can't run on the rows that are there, whoever consents. Which
//! step gets which is Prisma's rule (its destructive-change checks); the wording is ours. Without a database the
//! *pure* message stands for both.

mod columns;
mod find;
mod obstacles;
mod query;
mod unsaid;

use nicol_catalog::QualifiedName;

pub use find::checks;
pub use obstacles::Obstacle;
pub use query::{Counts, DataQuery, Filter};

use query::count;

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
            let list = match check.severity() {
                Severity::Warning => &mut verdict.warnings,
                Severity::Unexecutable => &mut verdict.unexecutable,
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

    /// Whether there is something to say without a look at the data.
    const fn has_pure_message(&self) -> bool {
        !matches!(self.danger, Danger::Obstacle { .. })
    }

    /// The message that needs no database.
    #[must_use]
    pub fn pure_message(&self) -> String {
        match &self.danger {
            Danger::DropTable(at) => {
                format!("The table `{}` is dropped. If it has rows, they are lost.", at.table.name)
            }
            Danger::DropColumn(at) => format!(
                "The column `{}` of the table `{}` is dropped. The values in it are lost.",
                at.column_name(),
                at.table.name
            ),
            Danger::RiskyCast { column: at, from_type, to_type } => format!(
                "The column `{}` of the table `{}` changes from `{from_type}` to `{to_type}`. Values that don't fit \
                 make the step fail or lose precision.",
                at.column_name(),
                at.table.name
            ),
            Danger::RecreateColumn(at) => format!(
                "The column `{}` of the table `{}` is dropped and made anew, because its values can't be cast to the \
                 new type. The values in it are lost.",
                at.column_name(),
                at.table.name
            ),
            Danger::RecreateRequiredColumn(at) => format!(
                "The type of the required column `{}` of the table `{}` changes to one that its values can't be cast \
                 to. It is made anew without a default, which is impossible if the table has rows.",
                at.column_name(),
                at.table.name
            ),
            Danger::MakeRequired(at) => format!(
                "The column `{}` of the table `{}` becomes required. The step fails if it holds NULL values.",
                at.column_name(),
                at.table.name
            ),
            Danger::AddRequiredColumn(at) => format!(
                "The required column `{}` is added to the table `{}` without a default, which is impossible if the \
                 table has rows.",
                at.column_name(),
                at.table.name
            ),
            Danger::AddRequiredColumnMadeByClient(at) => format!(
                "The required column `{}` is added to the table `{}`. Its default is made by the client, not by the \
                 database, so this is impossible if the table has rows: add it as optional, fill it, then make it required.",
                at.column_name(),
                at.table.name
            ),
            Danger::DropPrimaryKey(at) => format!(
                "The primary key of the table `{}` changes. If the step fails half way, the table is left without one.",
                at.table.name
            ),
            Danger::AddUnique { table, columns } => format!(
                "A unique index on {} is added to the table `{}`. The step fails if rows have equal values there.",
                quoted(columns),
                table.table.name
            ),
            Danger::LoseUnsaid { table, what } => format!(
                "The table `{}` is made anew, and what the schema has no words for is lost: {}. Write it into the \
                 `CREATE TABLE` of a migration, or make it again afterwards.",
                table.table.name,
                quoted(what)
            ),
            Danger::LoseWithColumn { table, what } => format!(
                "Changes of the table `{}` take with them what the schema has no words for: {}. Make it again in a \
                 migration.",
                table.table.name,
                quoted(what)
            ),
            Danger::Refused { of, by } => {
                let what = match &of.column {
                    Some(column) => format!("column `{column}` of the table `{}`", of.table.name),
                    None => format!("table `{}`", of.table.name),
                };
                format!(
                    "The {what} can't be changed, because the database refuses it while {} {}. Drop that before, and \
                     make it again afterwards, in the migration.",
                    quoted(by),
                    if by.len() == 1 { "reads it" } else { "read it" }
                )
            }
            Danger::Obstacle { query, .. } => format!("Rows of the table `{}` are in the way.", query.table.name),
            Danger::DropEnumValues { name, values } => format!(
                "The {} {} of the enum `{name}` {}. The step fails if rows still use {}.",
                if values.len() == 1 { "value" } else { "values" },
                quoted(values),
                if values.len() == 1 { "is removed" } else { "are removed" },
                if values.len() == 1 { "it" } else { "them" },
            ),
        }
    }

    /// The message in view of the data; `None` if the data shows that nothing can go wrong.
    #[must_use]
    pub fn message(&self, counts: &Counts) -> Option<String> {
        // Which rows, as far as they have keys.
        let rows = |query: &DataQuery| counts.named(query).map_or_else(String::new, |rows| format!(" ({rows})"));
        let found = |query: DataQuery, what: &str| {
            counts.get(&query).map(|n| (n, format!("{}{}", count(n, what), rows(&query))))
        };
        // A count that is missing proves nothing.
        let pure = || Some(self.pure_message());
        match &self.danger {
            Danger::Obstacle { obstacle, query } => obstacles::message(obstacle, query, counts),
            Danger::DropTable(at) => match found(query::all(at), "row") {
                Some((0, _)) => None,
                Some((_, rows)) => Some(format!("The table `{}` is dropped, with its {rows}.", at.table.name)),
                None => pure(),
            },
            Danger::DropPrimaryKey(at) => pure().filter(|_| counts.get(&query::any(at)) != Some(0)),
            Danger::DropColumn(at) => match found(query::with_value(at), "non-null value") {
                Some((0, _)) => None,
                Some((_, values)) => Some(format!(
                    "The column `{}` of the table `{}` is dropped, with its {values}.",
                    at.column_name(),
                    at.table.name,
                )),
                None => pure(),
            },
            Danger::RiskyCast { column: at, from_type, to_type } => {
                match found(query::with_value(at), "non-null value") {
                    Some((0, _)) => None,
                    Some((_, values)) => Some(format!(
                        "The column `{}` of the table `{}` with its {values} changes from `{from_type}` to `{to_type}`. Values \
                     that don't fit make the step fail or lose precision.",
                        at.column_name(),
                        at.table.name,
                    )),
                    None => pure(),
                }
            }
            Danger::RecreateColumn(at) => match found(query::with_value(at), "non-null value") {
                Some((0, _)) => None,
                Some((_, values)) => Some(format!(
                    "The column `{}` of the table `{}` is dropped with its {values} and made anew, because they can't be \
                     cast to the new type.",
                    at.column_name(),
                    at.table.name,
                )),
                None => pure(),
            },
            Danger::MakeRequired(at) => match counts.get(&query::without_value(at)) {
                Some(0) => None,
                Some(n) => Some(format!(
                    "The column `{0}` of the table `{1}` becomes required, but {2} no `{0}`{3}. Fill them first.",
                    at.column_name(),
                    at.table.name,
                    if n == 1 { "1 row has".to_owned() } else { format!("{} have", count(n, "row")) },
                    counts.named(&query::without_value(at)).map_or_else(String::new, |rows| format!(": {rows}")),
                )),
                None => pure(),
            },
            Danger::RecreateRequiredColumn(at)
            | Danger::AddRequiredColumn(at)
            | Danger::AddRequiredColumnMadeByClient(at) => match found(query::all(at), "row") {
                Some((0, _)) => None,
                Some((_, rows)) => Some(format!("{} It has {rows}.", self.pure_message())),
                None => pure(),
            },
            Danger::AddUnique { .. }
            | Danger::LoseUnsaid { .. }
            | Danger::LoseWithColumn { .. }
            | Danger::Refused { .. }
            | Danger::DropEnumValues { .. } => pure(),
        }
    }
}

/// The columns by which messages name rows of a query: those of its table's key.
#[must_use]
pub fn key_columns(plan: &crate::Plan, query: &DataQuery) -> Vec<String> {
    obstacles::key_of(plan, query)
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}
