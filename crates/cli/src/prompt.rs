//! Questions. Each has a flag that answers it; without a terminal a command names the flag and ends.

use inquire::error::InquireError;
use inquire::{Confirm, Select, Text};

use crate::config::environment::Environment;
use crate::error::{CommandError, ErrorKind};
use crate::interaction::{can_ask, why_not};
use crate::progress;

/// Asks for consent. `flag` is what gives it without a question; "no" ends the command with 130, as in Prisma, and
/// says what did not happen then.
pub(crate) async fn consent(
    environment: &Environment,
    question: &str,
    flag: &str,
    not_done: &'static str,
) -> Result<(), CommandError> {
    if !can_ask(environment) {
        let text = format!("consent is needed, and {}", why_not(environment));
        return Err(CommandError::new(ErrorKind::Usage, text)
            .code("consent-needed")
            .hint(format!("look at what is said above; if it is wanted, give {flag}")));
    }
    let question = question.to_owned();
    match ask(move || Confirm::new(&question).with_default(false).prompt(), not_done).await? {
        true => Ok(()),
        false => Err(cancelled(not_done)),
    }
}

/// Asks a question whose answer is yes unless it is no. Only where [`can_ask`] says that somebody is there.
pub(crate) async fn yes(question: &str, help: &str, not_done: &'static str) -> Result<bool, CommandError> {
    let (question, help) = (question.to_owned(), help.to_owned());
    ask(move || Confirm::new(&question).with_default(true).with_help_message(&help).prompt(), not_done).await
}

/// Asks which of several it is, by its place. The first one is taken by who only confirms.
pub(crate) async fn choice(
    question: &str,
    options: Vec<String>,
    not_done: &'static str,
) -> Result<usize, CommandError> {
    let question = question.to_owned();
    ask(move || Select::new(&question, options).raw_prompt().map(|chosen| chosen.index), not_done).await
}

/// Asks for a line of text; an empty answer takes `default`.
pub(crate) async fn text(question: &str, default: &str, not_done: &'static str) -> Result<String, CommandError> {
    let (question, default) = (question.to_owned(), default.to_owned());
    ask(move || Text::new(&question).with_default(&default).prompt(), not_done).await
}

/// Asks on a thread of its own, so that a signal is heard while nobody answers. A question that is given up leaves the
/// terminal as it was before.
async fn ask<T: Send + 'static>(
    question: impl FnOnce() -> Result<T, InquireError> + Send + 'static,
    not_done: &str,
) -> Result<T, CommandError> {
    let _pause = progress::pause();
    let _terminal = terminal::Kept::now();
    match tokio::task::spawn_blocking(question).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(InquireError::OperationCanceled | InquireError::OperationInterrupted)) => Err(cancelled(not_done)),
        Ok(Err(error)) => Err(failed(&error.to_string())),
        Err(error) => Err(failed(&error.to_string())),
    }
}

fn cancelled(not_done: &str) -> CommandError {
    CommandError::cancelled(&format!("Cancelled: {not_done}."))
}

fn failed(why: &str) -> CommandError {
    CommandError::new(ErrorKind::Io, format!("the question could not be asked: {why}"))
}

#[cfg(unix)]
mod terminal {
    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The terminal's settings, which come back when this is dropped.
    pub(super) struct Kept(Option<Termios>);

    impl Kept {
        pub(super) fn now() -> Self {
            Self(tcgetattr(std::io::stdin()).ok())
        }
    }

    impl Drop for Kept {
        fn drop(&mut self) {
            if let Some(settings) = &self.0 {
                let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, settings);
                // The cursor is shown again, and pasted text comes without brackets.
                let _ = std::io::Write::write_all(&mut std::io::stderr(), b"\x1b[?25h\x1b[?2004l");
            }
        }
    }
}

#[cfg(not(unix))]
mod terminal {
    pub(super) struct Kept;

    impl Kept {
        pub(super) fn now() -> Self {
            Self
        }
    }
}
