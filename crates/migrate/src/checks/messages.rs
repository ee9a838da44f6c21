//! What is said of a danger.

use super::query::{self, Counts, DataQuery, count};
use super::{Check, Danger, obstacles};

impl Check {
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
                "The column `{}` of the table `{}` is dropped and made anew, since the database does not cast its values to the new \
                 type by itself. The values in it are lost, unless the migration is edited: `ALTER COLUMN … TYPE … USING …`.",
                at.column_name(),
                at.table.name
            ),
            Danger::RecreateRequiredColumn(at) => format!(
                "The type of the required column `{}` of the table `{}` changes to one that the database does not cast its values to by \
                 itself. It is made anew without a default, which is impossible if the table has rows, unless the migration is \
                 edited: `ALTER COLUMN … TYPE … USING …`.",
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
        let pure = || match self.failure(counts) {
            Some(why) => Some(format!("{} It could not be counted: {why}.", self.pure_message())),
            None => Some(self.pure_message()),
        };
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
                    "The column `{}` of the table `{}` is dropped with its {values} and made anew, since the database does not cast them \
                     to the new type by itself. To keep them, write the migration with --create-only and edit it: `ALTER COLUMN … TYPE … \
                     USING …`.",
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

pub(super) fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}
