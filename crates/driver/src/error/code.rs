use std::fmt;

/// Prisma's codes for what goes wrong on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// Wrong user or password.
    P1000,
    /// The server cannot be reached.
    P1001,
    /// The server was reached but did not answer in time.
    P1002,
    /// The database, or the file, does not exist.
    P1003,
    /// An operation took too long.
    P1008,
    /// The database exists already.
    P1009,
    /// The user may not do this.
    P1010,
    /// TLS could not be set up.
    P1011,
    /// The connection string is wrong.
    P1013,
    /// The server closed the connection.
    P1017,
    /// A value is too long for its column.
    P2000,
    /// A unique constraint failed.
    P2002,
    /// A foreign key constraint failed.
    P2003,
    /// A text is no value of the type.
    P2007,
    /// A raw statement failed.
    P2010,
    /// A required column is NULL.
    P2011,
    /// A value is out of range.
    P2020,
    /// A table is missing.
    P2021,
    /// A column is missing.
    P2022,
    /// The database holds a value that does not fit the schema's type.
    P2023,
    /// No connection of the pool came free in time.
    P2024,
    /// A transaction is closed, or used wrongly.
    P2028,
    /// A write conflict or a deadlock: try again.
    P2034,
    /// The server has too many connections.
    P2037,
    /// Any other error of the database.
    P2039,
}

impl Code {
    /// The code as text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P1000 => "P1000",
            Self::P1001 => "P1001",
            Self::P1002 => "P1002",
            Self::P1003 => "P1003",
            Self::P1008 => "P1008",
            Self::P1009 => "P1009",
            Self::P1010 => "P1010",
            Self::P1011 => "P1011",
            Self::P1013 => "P1013",
            Self::P1017 => "P1017",
            Self::P2000 => "P2000",
            Self::P2002 => "P2002",
            Self::P2003 => "P2003",
            Self::P2007 => "P2007",
            Self::P2010 => "P2010",
            Self::P2011 => "P2011",
            Self::P2020 => "P2020",
            Self::P2021 => "P2021",
            Self::P2022 => "P2022",
            Self::P2023 => "P2023",
            Self::P2024 => "P2024",
            Self::P2028 => "P2028",
            Self::P2034 => "P2034",
            Self::P2037 => "P2037",
            Self::P2039 => "P2039",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
