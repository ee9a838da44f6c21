//! What is renamed, as it was given or answered.

use nicol_catalog::Catalog;
use nicol_engine::dev::Dev;
use nicol_migrate::renames::{self, Aliases, Candidate, Renames};

use super::dev::NOT_WRITTEN;
use crate::context::Database;
use crate::error::{CommandError, ErrorKind};
use crate::{interaction, output, prompt};

/// What is decided.
#[derive(Default)]
pub(super) struct Decided {
    pub(super) renames: Renames,
    /// The same, as `--rename` takes it.
    pub(super) flags: Vec<String>,
    /// What could be given too, and would keep data.
    pub(super) suggested: Vec<String>,
}

/// Takes what was given; a terminal is asked about the rest, elsewhere it is told.
pub(super) async fn decided(
    dev: &mut Dev<'_>,
    database: &Database,
    wanted: &Catalog,
    given: &[String],
) -> Result<Decided, CommandError> {
    let (made, options) = (dev.made().await?, database.diff_options());
    let aliases = Aliases::of(&database.loaded.schema);
    let said = renames::resolve(&made, wanted, &options, &aliases, given)
        .map_err(|error| CommandError::new(ErrorKind::Usage, error.to_string()).code("rename"))?;
    let mut decided = Decided { renames: said, flags: given.to_vec(), suggested: Vec::new() };
    if !interaction::can_ask(&database.project.environment) {
        decided.suggested = renames::hints(&made, wanted, &options, &decided.renames);
        if !decided.suggested.is_empty() {
            let flags: Vec<_> = decided.suggested.iter().map(|flag| format!("--rename {}", quoted(flag))).collect();
            output::hint(format_args!(
                "what is dropped here may only have another name now; if so, keep its data with {}",
                flags.join(" ")
            ));
        }
        return Ok(decided);
    }
    let mut refused: Vec<Candidate> = Vec::new();
    loop {
        let found = renames::candidates(&made, wanted, &options, &decided.renames, &refused);
        let Some(candidate) = found.first().copied() else { return Ok(decided) };
        let (question, help) =
            (candidate.question(&made, wanted), "no: it is dropped, with its data, and the other is made anew");
        if prompt::yes(&question, help, NOT_WRITTEN).await? {
            decided.flags.push(candidate.flag(&made, wanted));
            decided.renames = decided.renames.with(candidate);
        } else {
            refused.push(candidate);
        }
    }
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || "_.:-".contains(c));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
