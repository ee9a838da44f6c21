//! Native types: their names, the scalars they hold, their arguments.

use nicol_model::ScalarType;

use super::Connector;

/// A native type that schemas can name.
pub(crate) struct NativeTypeRule {
    pub(crate) name: &'static str,
    pub(crate) scalars: &'static [ScalarType],
    pub(crate) arguments: ArgumentShape,
}

/// What may stand in a native type's parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArgumentShape {
    None,
    /// A number.
    Number,
    /// A number or nothing.
    OptionalNumber,
    /// Precision and scale, or nothing.
    OptionalPair,
    /// A number, `Max`, or nothing.
    OptionalNumberOrMax,
}

/// What can be wrong with a native type's arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NativeTypeProblem {
    /// How many there should be.
    Count(&'static str),
    /// What they should be.
    Kind(&'static str),
    Range(&'static str),
}

/// Fewest and most arguments, and both in words.
const fn counts(shape: ArgumentShape) -> (usize, usize, &'static str) {
    match shape {
        ArgumentShape::None => (0, 0, "no arguments"),
        ArgumentShape::Number => (1, 1, "one argument"),
        ArgumentShape::OptionalNumber | ArgumentShape::OptionalNumberOrMax => (0, 1, "at most one argument"),
        ArgumentShape::OptionalPair => (0, 2, "two arguments or none"),
    }
}

impl NativeTypeRule {
    pub(crate) const fn new(name: &'static str, scalars: &'static [ScalarType], arguments: ArgumentShape) -> Self {
        Self { name, scalars, arguments }
    }

    /// Whether there are too few or too many arguments.
    pub(crate) fn check_count(&self, count: usize) -> Result<(), NativeTypeProblem> {
        let (fewest, most, words) = counts(self.arguments);
        if (fewest..=most).contains(&count) { Ok(()) } else { Err(NativeTypeProblem::Count(words)) }
    }

    /// The numbers of the arguments; `Max` gives none.
    pub(crate) fn read<S: AsRef<str>>(&self, args: &[S]) -> Result<Vec<u32>, NativeTypeProblem> {
        let number = |text: &S| text.as_ref().parse::<u32>().ok();
        let (numbers, kind) = match (self.arguments, args) {
            (ArgumentShape::None, _) => (Some(Vec::new()), "nothing"),
            (ArgumentShape::Number, [n]) => (number(n).map(|n| vec![n]), "a whole number that is not negative"),
            (ArgumentShape::OptionalNumber | ArgumentShape::OptionalPair | ArgumentShape::OptionalNumberOrMax, []) => {
                (Some(Vec::new()), "nothing")
            }
            (ArgumentShape::OptionalNumber, [n]) => (number(n).map(|n| vec![n]), "a whole number that is not negative"),
            (ArgumentShape::OptionalPair, [p, s]) => {
                (number(p).zip(number(s)).map(|(p, s)| vec![p, s]), "two whole numbers that are not negative")
            }
            (ArgumentShape::OptionalNumberOrMax, [n]) => {
                let kind = "`Max` or a whole number up to 65535";
                if n.as_ref().eq_ignore_ascii_case("max") {
                    (Some(Vec::new()), kind)
                } else {
                    (n.as_ref().parse::<u16>().ok().map(|n| vec![u32::from(n)]), kind)
                }
            }
            (shape, _) => (None, counts(shape).2),
        };
        numbers.ok_or(NativeTypeProblem::Kind(kind))
    }

    /// All that can be wrong with the arguments on a field of this type.
    pub(crate) fn check<S: AsRef<str>>(
        &self,
        connector: &Connector,
        scalar: ScalarType,
        args: &[S],
    ) -> Result<(), NativeTypeProblem> {
        let numbers = self.read(args)?;
        match (connector.native_type_range)(self.name, scalar, &numbers) {
            Some(problem) => Err(NativeTypeProblem::Range(problem)),
            None => Ok(()),
        }
    }

    /// How it is written, for help texts.
    pub(crate) fn example(&self) -> String {
        let args = match self.arguments {
            ArgumentShape::None | ArgumentShape::OptionalNumber | ArgumentShape::OptionalNumberOrMax => "",
            ArgumentShape::Number => "(10)",
            ArgumentShape::OptionalPair => "(10, 2)",
        };
        format!("{}{args}", self.name)
    }
}
