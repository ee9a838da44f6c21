use nicol_engine::findings;
use nicol_migrate::checks::enum_texts;

use crate::context::{self, Database};
use crate::error::CommandError;
use crate::output;

/// Tells of rows that clients can't read as the enums of the schema. All else is done, whatever becomes of this.
pub(in crate::commands) fn unreadable(database: &Database) -> Result<Vec<String>, CommandError> {
    let columns = enum_texts(&database.loaded.schema);
    context::block_on(async {
        let found = findings::unreadable(&database.target.url, &columns).await;
        let messages = found.unwrap_or_else(|error| {
            output::warning(format_args!("it was not looked whether the rows fit the enums of the schema: {error}"));
            Vec::new()
        });
        messages.iter().for_each(output::warning);
        Ok(messages)
    })
}
