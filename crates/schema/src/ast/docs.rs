//! Which comments document what, as the published parser attaches them.

use crate::lexer::is_whitespace;
use crate::syntax::SyntaxKind;

/// Where a comment block may stand to document what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attachment {
    /// Blocks: a blank line between detaches it.
    DirectlyAbove,
    /// Fields and values: the last comment block counts, even above a blank line or a block attribute.
    LastBefore,
}

/// Collects comments until something takes them.
pub(super) struct Docs {
    attachment: Attachment,
    /// The lines of the latest comment block; `None` if it holds only plain comments or there is none.
    text: Option<String>,
    /// Whether the next comment continues the latest block.
    is_block_open: bool,
    is_line_empty: bool,
    /// Whether the line belongs to a declaration, so that a comment on it is no documentation of the next one.
    is_line_taken: bool,
    /// Bytes of whitespace before the next token.
    indent: usize,
}

impl Docs {
    pub(super) fn new(attachment: Attachment) -> Self {
        // Inside a block the first line is that of the header.
        let is_line_taken = attachment == Attachment::LastBefore;
        Self { attachment, text: None, is_block_open: false, is_line_empty: true, is_line_taken, indent: 0 }
    }

    /// A token between the declarations.
    pub(super) fn token(&mut self, kind: SyntaxKind, text: &str) {
        match kind {
            SyntaxKind::Whitespace => {
                self.indent = text.len();
                return;
            }
            SyntaxKind::Newline => {
                if self.is_line_empty && !self.is_line_taken {
                    self.is_block_open = false;
                    if self.attachment == Attachment::DirectlyAbove {
                        self.text = None;
                    }
                }
                self.is_line_empty = true;
                self.is_line_taken = false;
            }
            SyntaxKind::Comment | SyntaxKind::DocComment | SyntaxKind::BlockComment if !self.is_line_taken => {
                if !self.is_block_open {
                    self.text = None;
                }
                self.add(kind, text);
                self.is_block_open = true;
                self.is_line_empty = false;
            }
            _ => {}
        }
        self.indent = 0;
    }

    fn add(&mut self, kind: SyntaxKind, text: &str) {
        let line = match kind {
            SyntaxKind::DocComment => doc_line(text),
            // Quirk: but for the first of a block, the published parser takes two bytes off the comment
            // together with the whitespace before it, not off the comment.
            SyntaxKind::BlockComment => {
                let indent = if self.is_block_open { self.indent.min(2) } else { 0 };
                text.get(2 - indent..text.len().saturating_sub(2)).unwrap_or_default().trim()
            }
            _ => return,
        };
        match &mut self.text {
            Some(text) => {
                text.push('\n');
                text.push_str(line);
            }
            None => self.text = Some(line.to_owned()),
        }
    }

    /// A declaration that takes no documentation stands on this line.
    pub(super) fn declaration(&mut self) {
        self.is_block_open = false;
        self.is_line_taken = true;
    }

    /// A declaration that includes its line's end is over.
    pub(super) fn line_ended(&mut self) {
        self.is_line_empty = true;
        self.is_line_taken = false;
    }

    /// Whether a comment stands directly above what comes next.
    pub(super) fn has_comment(&self) -> bool {
        self.is_block_open
    }

    /// The documentation for what comes next.
    pub(super) fn take(&mut self) -> Option<String> {
        self.is_block_open = false;
        self.is_line_empty = false;
        self.indent = 0;
        self.text.take()
    }
}

/// The text of a `///` comment.
fn doc_line(text: &str) -> &str {
    text.get(3..).unwrap_or_default().trim_start_matches(is_whitespace)
}

/// The documentation in a comment on the line of a declaration.
pub(super) fn trailing(kind: SyntaxKind, text: &str) -> Option<&str> {
    match kind {
        SyntaxKind::DocComment => Some(doc_line(text)),
        SyntaxKind::BlockComment => Some(text.get(2..text.len().saturating_sub(2)).unwrap_or_default().trim()),
        _ => None,
    }
}

/// Documentation above and on the line.
pub(super) fn join(above: Option<String>, trailing: Option<&str>) -> Option<String> {
    match (above, trailing) {
        (Some(above), Some(trailing)) => Some(format!("{above}\n{trailing}")),
        (above, trailing) => above.or_else(|| trailing.map(str::to_owned)),
    }
}
