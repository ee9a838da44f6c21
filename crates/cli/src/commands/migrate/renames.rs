//! What is renamed, as it was given or answered.

use nicol_catalog::Catalog;
use nicol_engine::dev::Dev;
use nicol_migrate::renames::{self, Aliases, Candidate, Hints, Renames};

use super::dev::NOT_WRITTEN;
use crate::context::Database;
use crate::error::{CommandError, ErrorKind};
use crate::{interaction, output, prompt};

/// So many flags are told of one thing, the likeliest.
const MOST_CHOICES: usize = 5;

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
        let Hints { likely, choices } = renames::hints(&made, wanted, &options, &decided.renames);
        let flags = |all: &[String]| all.iter().map(|flag| format!("--rename {}", quoted(flag))).collect::<Vec<_>>();
        if !likely.is_empty() {
            output::hint(format_args!(
                "what is dropped here may only have another name now; if so, keep its data with {}",
                flags(&likely).join(" ")
            ));
        }
        for (what, one_of) in &choices {
            let one_of = &one_of[..one_of.len().min(MOST_CHOICES)];
            output::hint(format_args!(
                "{what}, which is dropped here, may only have another name now; if so, keep its data with {}",
                flags(one_of).join(" or ")
            ));
        }
        decided.suggested = likely.into_iter().chain(choices.into_iter().flat_map(|(_, flags)| flags)).collect();
        return Ok(decided);
    }
    let mut refused: Vec<Candidate> = Vec::new();
    loop {
        let found = renames::candidates(&made, wanted, &options, &decided.renames, &refused);
        let Some(candidate) = found.first().copied() else {
            let choices = renames::choices(&made, wanted, &options, &decided.renames, &refused);
            let Some(choice) = choices.into_iter().next() else { return Ok(decided) };
            match chosen(&made, wanted, &choice).await? {
                Some(candidate) => {
                    decided.flags.push(candidate.flag(&made, wanted));
                    decided.renames = decided.renames.with(candidate);
                }
                None => refused.extend(choice),
            }
            continue;
        };
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

/// What a person takes of several that something may be now; none of them, if that is not asked for.
async fn chosen(made: &Catalog, wanted: &Catalog, choice: &[Candidate]) -> Result<Option<Candidate>, CommandError> {
    let Some(first) = choice.first() else { return Ok(None) };
    let question = format!("What is {} now?", first.sides(made, wanted).0);
    let renamed = |candidate: &Candidate| format!("renamed to `{}`", candidate.sides(made, wanted).1);
    let options = std::iter::once("dropped, with its data".to_owned()).chain(choice.iter().map(renamed)).collect();
    let place = prompt::choice(&question, options, NOT_WRITTEN).await?;
    Ok(place.checked_sub(1).and_then(|place| choice.get(place)).copied())
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || "_.:-".contains(c));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
