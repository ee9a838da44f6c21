//! Migrations that were taken back: they are pending again.

use nicol_engine::Folder;
use nicol_engine::dev::Dev;
use serde_json::json;

use crate::context::Database;
use crate::error::CommandError;
use crate::{backups, interaction, output, prompt};

/// What was taken back is applied again only if that is wanted, where rows that have come since may be lost by it.
pub(super) async fn consent(database: &Database, dev: &Dev<'_>, accepts: bool) -> Result<(), CommandError> {
    let mut again = dev.taken_back().await?;
    again.retain(|migration| backups::is_destructive(&database.target, migration));
    if again.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = again.iter().map(|migration| migration.name.as_str()).collect();
    let list: String = names.iter().map(|name| format!("\n  - {name}")).collect();
    output::warning(format_args!(
        "migrations that were taken back are pending, and may lose data when they are applied again:{list}"
    ));
    if accepts {
        return Ok(());
    }
    let hint = hint_to_remove(&dev.folder, &names);
    if interaction::can_ask(&database.project.environment) {
        output::hint(&hint);
    }
    let (question, not_done) = ("Apply them again?", "nothing was applied");
    let asked = prompt::consent(&database.project.environment, question, "--accept-data-loss", not_done).await;
    asked.map_err(|error| error.hint(hint).with("takenBack", json!(names)))
}

/// What keeps them from being applied again.
pub(super) fn hint_to_remove(folder: &Folder, names: &[&str]) -> String {
    let places =
        names.iter().filter_map(|name| folder.find(name)?.down_path().parent().map(|path| path.display().to_string()));
    let command = format!("`rm -r {}`", places.collect::<Vec<_>>().join(" "));
    match names {
        [_] => {
            format!("if it is not wanted any more, take its changes out of the schema and delete its folder: {command}")
        }
        _ => format!(
            "if they are not wanted any more, take their changes out of the schema and delete their folders: {command}"
        ),
    }
}
