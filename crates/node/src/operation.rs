//! What TypeScript can ask for.

/// An operation of a client. The numbers are those of `Operation` in TypeScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Opens a connection.
    Connect,
    Disconnect,
    /// A request of a model, or a raw statement: `{action: "$queryRawUnsafe" | "$executeRawUnsafe", args: [sql, …]}`.
    Run,
    /// Several look-ups, each with its own result: a list of requests.
    RunAll,
    /// Requests as one transaction: `{requests, options}`.
    Batch,
    /// The options of a transaction; brings its number.
    Begin,
    Commit,
    Rollback,
    /// `{timeout}` in milliseconds.
    Health,
    /// Fails as a defect of ours would, for a test.
    #[cfg(debug_assertions)]
    Panic,
}

impl Operation {
    /// Whether something else follows it, so that its end need not wait for a turn of the event loop.
    pub(crate) const fn is_short(self) -> bool {
        matches!(self, Self::Begin)
    }

    pub(crate) const fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Connect,
            1 => Self::Disconnect,
            2 => Self::Run,
            3 => Self::RunAll,
            4 => Self::Batch,
            5 => Self::Begin,
            6 => Self::Commit,
            7 => Self::Rollback,
            8 => Self::Health,
            #[cfg(debug_assertions)]
            255 => Self::Panic,
            _ => return None,
        })
    }
}
