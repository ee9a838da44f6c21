//! Questions. Each has a flag that answers it; without a terminal a command names the flag and ends.

use inquire::error::InquireError;
use inquire::{Confirm, Text};

use crate::config::environment::Environment;
use crate::error::{CommandError, ErrorKind};
use crate::interaction::can_ask;

/// Asks for consent. `flag` is what gives it without a question; "no" ends the command with 130, as in Prisma.
pub(crate) fn consent(environment: &Environment, question: &str, flag: &str) -> Result<(), CommandError> {
    if !can_ask(environment) {
        return Err(CommandError::new(ErrorKind::Usage, "consent is needed, and there is no terminal to ask for it")
            .code("consent-needed")
            .hint(format!("look at what is said above; if it is wanted, give {flag}")));
    }
    match Confirm::new(question).with_default(false).prompt() {
        Ok(true) => Ok(()),
        Ok(false) => Err(CommandError::cancelled("Cancelled: nothing was changed.")),
        Err(error) => Err(failed(&error)),
    }
}

/// Asks for a line of text; an empty answer takes `default`.
pub(crate) fn text(question: &str, default: &str) -> Result<String, CommandError> {
    Text::new(question).with_default(default).prompt().map_err(|error| failed(&error))
}

fn failed(error: &InquireError) -> CommandError {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => CommandError::cancelled("Cancelled."),
        other => CommandError::new(ErrorKind::Io, format!("the question could not be asked: {other}")),
    }
}
