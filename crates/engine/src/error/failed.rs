//! Migrations that nobody has settled.

/// A migration that is recorded as started, and neither as finished nor as rolled back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedMigration {
    pub name: String,
    pub started_at: String,
    /// What the database said.
    pub logs: Option<String>,
    /// What is left of it and what to do about it, as far as script and database tell.
    pub advice: Option<String>,
}

impl std::fmt::Display for FailedMigration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "  `{}`, started at {}", self.name, self.started_at)?;
        match self.logs.as_deref().map(str::trim) {
            Some(logs) if !logs.is_empty() => write!(f, ", with:\n    {}", logs.replace('\n', "\n    "))?,
            _ => {}
        }
        match &self.advice {
            Some(advice) => write!(f, "\n    {advice}"),
            None => Ok(()),
        }
    }
}
