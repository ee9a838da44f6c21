//! Enum values.

use super::{Parsed, Parser};
use crate::syntax::SyntaxKind;

impl Parser<'_> {
    /// `NAME attributes comment`, with the line's end.
    pub(super) fn enum_value(&mut self) -> Parsed {
        self.start(SyntaxKind::EnumValue);
        if !self.name() {
            return self.fail("an enum value starts with a letter");
        }
        self.attributes()?;
        self.line_end()?;
        self.finish();
        Ok(())
    }
}
