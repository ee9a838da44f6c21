//! What single instructions and functions of SQLite give.

/// The kinds of values that something may have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::typed_sql) struct Kinds(u8);

impl Kinds {
    pub(in crate::typed_sql) const INTEGER: Self = Self(1);
    pub(in crate::typed_sql) const REAL: Self = Self(2);
    pub(in crate::typed_sql) const TEXT: Self = Self(4);
    pub(in crate::typed_sql) const BLOB: Self = Self(8);
    pub(in crate::typed_sql) const ANY: Self = Self(15);

    /// Of `CAST`, whose instruction has a letter for the type.
    pub(super) fn of_cast(letter: i64) -> Self {
        match u8::try_from(letter) {
            Ok(b'A') => Self::BLOB,
            Ok(b'B') => Self::TEXT,
            Ok(b'D') => Self::INTEGER,
            Ok(b'E') => Self::REAL,
            _ => Self::ANY,
        }
    }
}

/// What something may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::typed_sql) struct Value {
    pub(in crate::typed_sql) kinds: Kinds,
    pub(in crate::typed_sql) may_be_null: bool,
}

impl Value {
    pub(in crate::typed_sql) const ANYTHING: Self = Self { kinds: Kinds::ANY, may_be_null: true };
    pub(super) const NULL: Self = Self { kinds: Kinds(0), may_be_null: true };

    pub(super) const fn of(kinds: Kinds) -> Self {
        Self { kinds, may_be_null: false }
    }

    pub(super) const fn not_null(self) -> Self {
        Self { may_be_null: false, ..self }
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self { kinds: Kinds(self.kinds.0 | other.kinds.0), may_be_null: self.may_be_null || other.may_be_null }
    }

    /// The result of two values, which is NULL if one is.
    pub(super) const fn with(self, other: Self, kinds: Kinds) -> Self {
        Self { kinds, may_be_null: self.may_be_null || other.may_be_null }
    }
}

/// The name of a function and the number of its arguments: `length(1)`.
pub(super) fn function(text: &str) -> Option<(&str, i64)> {
    let (name, rest) = text.split_once('(')?;
    Some((name, rest.strip_suffix(')')?.parse().ok()?))
}

pub(super) fn after_function(name: &str, arguments: &[Value]) -> Value {
    let may_be_null = arguments.iter().any(|argument| argument.may_be_null);
    let first = arguments.first().copied().unwrap_or(Value::ANYTHING);
    let (kinds, may_be_null) = match name {
        "lower" | "upper" | "trim" | "ltrim" | "rtrim" | "substr" | "substring" | "replace" => {
            (Kinds::TEXT, may_be_null)
        }
        "hex" | "typeof" | "quote" | "char" | "sqlite_version" => (Kinds::TEXT, false),
        "date" | "time" | "datetime" | "strftime" | "printf" | "format" | "json" | "json_quote" | "concat_ws" => {
            (Kinds::TEXT, true)
        }
        "json_object" | "json_array" | "concat" => (Kinds::TEXT, false),
        "length" | "octet_length" | "instr" | "like" | "glob" => (Kinds::INTEGER, may_be_null),
        "unicode" | "unixepoch" | "json_array_length" | "sign" => (Kinds::INTEGER, true),
        "random" | "changes" | "total_changes" | "last_insert_rowid" | "json_valid" => (Kinds::INTEGER, may_be_null),
        "julianday" => (Kinds::REAL, true),
        "round" => (Kinds::REAL, may_be_null),
        "unhex" => (Kinds::BLOB, true),
        "randomblob" | "zeroblob" => (Kinds::BLOB, false),
        "abs" if matches!(first.kinds, Kinds::INTEGER | Kinds::REAL) => (first.kinds, may_be_null),
        _ => (Kinds::ANY, true),
    };
    Value { kinds, may_be_null }
}

/// What an aggregate gives for values. Of no values all but these are NULL.
pub(super) fn after_aggregate(name: &str, of: Value) -> Value {
    match name {
        "count" | "row_number" | "rank" | "dense_rank" | "ntile" => Value::of(Kinds::INTEGER),
        "percent_rank" | "cume_dist" | "total" => Value::of(Kinds::REAL),
        "json_group_array" | "json_group_object" => Value::of(Kinds::TEXT),
        "avg" => Value { kinds: Kinds::REAL, may_be_null: true },
        "group_concat" | "string_agg" => Value { kinds: Kinds::TEXT, may_be_null: true },
        "sum" if matches!(of.kinds, Kinds::INTEGER | Kinds::REAL) => Value { may_be_null: true, ..of },
        "min" | "max" => Value { may_be_null: true, ..of },
        _ => Value::ANYTHING,
    }
}

/// Whether an instruction may go to its second number instead of the next instruction.
pub(super) fn may_jump(name: &str) -> bool {
    const JUMPS: [&str; 49] = [
        "ElseEq",
        "Eq",
        "Filter",
        "FkIfZero",
        "Found",
        "Ge",
        "Gt",
        "IdxGE",
        "IdxGT",
        "IdxLE",
        "IdxLT",
        "If",
        "IfEmpty",
        "IfNoHope",
        "IfNot",
        "IfNotOpen",
        "IfNotZero",
        "IfNullRow",
        "IfPos",
        "IfSizeBetween",
        "IfSmaller",
        "IsNull",
        "IsType",
        "Last",
        "Le",
        "Lt",
        "MustBeInt",
        "Ne",
        "Next",
        "NoConflict",
        "NotExists",
        "NotFound",
        "NotNull",
        "Once",
        "Prev",
        "Rewind",
        "RowSetRead",
        "SeekGE",
        "SeekGT",
        "SeekLE",
        "SeekLT",
        "SeekRowid",
        "SeekScan",
        "Sort",
        "SorterCompare",
        "SorterNext",
        "SorterSort",
        "VFilter",
        "VNext",
    ];
    JUMPS.contains(&name) || name == "DecrJumpZero"
}

/// Whether an instruction leaves all registers as they are, or changes a number only.
pub(super) fn is_harmless(name: &str) -> bool {
    const HARMLESS: [&str; 51] = [
        "Abortable",
        "AddImm",
        "Affinity",
        "AutoCommit",
        "Clear",
        "ClrSubtype",
        "Close",
        "CollSeq",
        "ColumnsUsed",
        "Compare",
        "CursorHint",
        "CursorLock",
        "CursorUnlock",
        "DeferredSeek",
        "Delete",
        "EndCoroutine",
        "Expire",
        "Explain",
        "FilterAdd",
        "FinishSeek",
        "FkCheck",
        "FkCounter",
        "Gosub",
        "Goto",
        "Halt",
        "IdxDelete",
        "Init",
        "InitCoroutine",
        "Jump",
        "MemMax",
        "Noop",
        "NullRow",
        "OpenAutoindex",
        "OpenEphemeral",
        "OpenPseudo",
        "OpenRead",
        "OpenWrite",
        "Permutation",
        "ReleaseReg",
        "ReopenIdx",
        "ResetCount",
        "ResetSorter",
        "Return",
        "RowCell",
        "SeekEnd",
        "SeekHit",
        "SetSubtype",
        "SorterOpen",
        "TableLock",
        "Transaction",
        "VOpen",
    ];
    HARMLESS.contains(&name) || may_jump(name) || name == "Yield" || name == "Trace" || name == "TypeCheck"
}
