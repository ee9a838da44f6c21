/// What `@default(…)` holds.
#[derive(Debug, Clone, PartialEq)]
pub enum DefaultValue {
    /// A literal, of the field's type.
    Literal(Literal),
    /// A list of literals, for list fields.
    List(Vec<Literal>),
    /// A function.
    Function(DefaultFunction),
}

/// A literal of a default. Numbers keep the digits as written, so nothing is lost on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// Also of `DateTime` (RFC 3339), `Json` (JSON text) and `Bytes` (base64), as written in the schema.
    String(String),
    /// Int, BigInt, Float or Decimal: the digits as written.
    Number(String),
    /// `true` or `false`.
    Boolean(bool),
    /// The value's name in the schema, not in the database.
    Enum(String),
}

/// A default function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultFunction {
    /// The database counts up.
    Autoincrement,
    /// The time of the row's creation.
    Now,
    /// Version 1 or 2.
    Cuid(u8),
    /// Version 4 or 7.
    Uuid(u8),
    /// The length, if one is given; otherwise it is [`DefaultFunction::NANOID_LENGTH`].
    Nanoid(Option<u8>),
    /// A ULID.
    Ulid,
    /// The expression, if one is given.
    Dbgenerated(Option<String>),
    /// CockroachDB's `sequence(…)`.
    Sequence,
    /// MongoDB's `auto()`.
    Auto,
}

impl DefaultFunction {
    /// The length of `nanoid()`.
    pub const NANOID_LENGTH: u8 = 21;

    /// Whether the client makes the value, so that the column has no default in the database.
    #[must_use]
    pub const fn is_made_by_client(&self) -> bool {
        matches!(self, Self::Cuid(_) | Self::Uuid(_) | Self::Nanoid(_) | Self::Ulid)
    }
}
