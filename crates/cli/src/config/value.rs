//! Values of a configuration file, each knowing the environment variables that it came from.

use nicol_diagnostics::LineColumn;

/// What an expression of a configuration file is worth.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Text),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// Known only when the file is run. Harmless as long as nobody asks for it: an `adapter` function, say.
    Unknown(NotStatic),
}

/// A text and the environment variables that went into it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Text {
    /// `None` when a variable that it needs isn't set.
    pub(crate) value: Option<String>,
    /// The variables, in the order in which they were asked.
    pub(crate) variables: Vec<String>,
    /// Put together from pieces, so no variable alone holds the value.
    pub(crate) is_computed: bool,
}

/// Why a value can't be known without running the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotStatic {
    pub(crate) at: LineColumn,
    /// Reads after "line 3, column 7: ".
    pub(crate) reason: String,
}

impl Text {
    /// Written as it is.
    pub(crate) fn literal(value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..Self::default() }
    }

    /// The value of one variable.
    pub(crate) fn variable(name: impl Into<String>, value: Option<String>) -> Self {
        Self { value, variables: vec![name.into()], is_computed: false }
    }

    /// The name of the variable whose value this is, or was meant to be when it isn't set.
    pub(crate) fn variable_name(&self) -> Option<&str> {
        if self.is_computed { None } else { self.variables.first().map(String::as_str) }
    }

    /// This text followed by another, as a new text.
    pub(crate) fn concat(mut self, other: Self) -> Self {
        self.value = match (self.value, other.value) {
            (Some(a), Some(b)) => Some(a + &b),
            _ => None,
        };
        self.variables.extend(other.variables);
        self.is_computed = true;
        self
    }
}

impl Value {
    /// A text as it is written.
    pub(crate) fn text(value: impl Into<String>) -> Self {
        Self::Text(Text::literal(value))
    }

    /// JavaScript's truth; `None` when it isn't known.
    pub(crate) fn is_truthy(&self) -> Option<bool> {
        Some(match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(b) => *b,
            Self::Number(n) => *n != 0.0 && !n.is_nan(),
            Self::Text(t) => t.value.as_deref().is_some_and(|v| !v.is_empty()),
            Self::List(_) | Self::Object(_) => true,
            Self::Unknown(_) => return None,
        })
    }

    /// `null` or `undefined`; `None` when it isn't known.
    pub(crate) fn is_nullish(&self) -> Option<bool> {
        Some(match self {
            Self::Undefined | Self::Null => true,
            Self::Text(t) => t.value.is_none(),
            Self::Unknown(_) => return None,
            _ => false,
        })
    }

    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
            Self::Unknown(_) => "something that only running the file can tell",
        }
    }
}
