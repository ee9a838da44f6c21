//! What can go wrong with a statement, before it is known what that means to the caller.

use super::connect::Target;
use super::error;
use super::line::Lost;
use super::message::Complaint;
use crate::text::Misfit;
use crate::{Error, Judge, Judgment};

/// An error on the way up.
#[derive(Debug)]
pub(crate) enum Failure {
    Server(Box<Complaint>),
    Lost(String),
    Ours(Error),
}

impl Failure {
    /// The server no longer knows the statement, or its result types have changed (a migration ran): it must be
    /// prepared anew. Told by the names of the server's functions, which have no language.
    pub(super) fn is_stale(&self) -> bool {
        let Some(complaint) = self.of_the_statement() else { return false };
        match complaint.server.code.as_str() {
            "26000" => true,
            "0A000" => complaint.routine == "RevalidateCachedQuery",
            "XX000" => complaint.server.message.starts_with("cache lookup failed for type"),
            _ => false,
        }
    }

    /// Whether a transaction goes on after this error of an attempt.
    pub(super) fn goes_on(&self, judge: Judge<'_>) -> bool {
        matches!(self, Self::Server(complaint) if judge(&complaint.server) != Judgment::Fails)
    }

    /// The server does not know a statement that it had prepared.
    pub(super) fn is_lost_statement(&self) -> bool {
        self.of_the_statement().is_some_and(|complaint| complaint.server.code == "26000")
    }

    /// What the server says when it reads a statement's text: a table or column is missing, types don't fit. (Class 42 of
    /// PostgreSQL's appendix "Error Codes", without missing rights.)
    pub(super) fn is_analysis(&self) -> bool {
        self.of_the_statement().is_some_and(|c| c.server.code.starts_with("42") && c.server.code != "42501")
    }

    /// What the server says of the statement itself. An error in the body of a function, a procedure or a DO block has a
    /// context: what ran before it there may have been committed, so nothing of it may run again.
    fn of_the_statement(&self) -> Option<&Complaint> {
        match self {
            Self::Server(complaint) if complaint.server.context.is_none() => Some(complaint),
            _ => None,
        }
    }

    /// The server may only be read: it is not the one that was meant, if that has moved (a failover).
    pub(super) fn is_read_only(&self) -> bool {
        matches!(self, Self::Server(complaint) if complaint.server.code == "25006")
    }

    /// The transaction has failed before: the server runs nothing more in it.
    pub(super) fn is_ignored(&self) -> bool {
        matches!(self, Self::Server(complaint) if complaint.server.code == "25P02")
    }

    /// Several statements in one text cannot be prepared. (42601 is any syntax error; a broken text fails again in the
    /// same way.)
    pub(super) fn is_several_statements(&self) -> bool {
        matches!(self, Self::Server(complaint) if complaint.routine == "exec_parse_message")
    }

    pub(crate) fn into_error(self, target: &Target) -> Error {
        match self {
            Self::Ours(error) => error,
            Self::Lost(cause) => error::closed(target, &cause),
            Self::Server(complaint) => error::map_server(complaint.server, target),
        }
    }
}

impl From<Lost> for Failure {
    fn from(Lost(cause): Lost) -> Self {
        Self::Lost(cause)
    }
}

impl From<Complaint> for Failure {
    fn from(complaint: Complaint) -> Self {
        Self::Server(Box::new(complaint))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<Misfit> for Failure {
    fn from(misfit: Misfit) -> Self {
        Self::Ours(error::map_misfit(&misfit))
    }
}
