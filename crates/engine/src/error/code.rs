//! What an error is to programs.

use super::Error;

impl Error {
    /// Prisma's code, where it has one for this.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::Database(e) => return Some(e.code().as_str()),
            Self::LockHeld { .. } => "P1002",
            Self::DatabaseNotEmpty => "P3005",
            Self::ShadowFailed { .. } | Self::ShadowFilled { .. } => "P3006",
            Self::AlreadyApplied { .. } => "P3008",
            Self::FailedMigrations { .. } => "P3009",
            Self::NameTooLong { .. } => "P3010",
            Self::NeverApplied { .. } => "P3011",
            Self::NotFailed { .. } => "P3012",
            Self::ShadowNotMade(_) | Self::NoShadow { .. } => "P3014",
            Self::MigrationFileMissing { .. } | Self::MigrationNotUtf8 { .. } => "P3015",
            Self::ResetFailed(_) => "P3016",
            Self::MigrationNotFound { .. } => "P3017",
            Self::ApplyFailed { .. } => "P3018",
            Self::ApplyUnknown { .. } => "P1017",
            Self::ProviderMismatch { .. } => "P3019",
            Self::PushedEnumValues { inner, .. }
            | Self::LockTimeout { inner, .. }
            | Self::ScriptFailed { inner, .. } => {
                return inner.code();
            }
            Self::Pull(e) => e.code(),
            _ => return None,
        })
    }

    /// Whether something is there already that was to be made.
    pub(crate) fn is_of_duplicates(&self) -> bool {
        let Self::Database(error) = self else { return false };
        matches!(error.sqlstate(), Some("42P06" | "42P07" | "42710" | "42723"))
    }

    /// Whether a migration makes what is there already, or lacks what it builds on.
    #[must_use]
    pub fn is_of_what_is_there(&self) -> bool {
        match self {
            Self::ShadowFailed { inner, .. } => inner.is_of_what_is_there(),
            // Classes of appendix A of PostgreSQL's manual: duplicates, and what is not defined.
            Self::Database(e) if e.sqlstate().is_some_and(|code| code.len() == 5) => e.sqlstate().is_some_and(|code| {
                matches!(code, "42701" | "42P07" | "42710" | "42723" | "42P06" | "42P01" | "42703")
            }),
            Self::Database(e) => {
                ["already exists", "duplicate column", "no such"].iter().any(|words| e.message().contains(words))
            }
            _ => false,
        }
    }

    /// Whether the database does not exist (P1003), which most commands mend by making it.
    #[must_use]
    pub fn is_missing_database(&self) -> bool {
        self.code() == Some("P1003")
    }
}
