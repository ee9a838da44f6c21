//! Blocks: the header, the loop over the lines, the closing brace.

use super::header::Header;
use super::{Expected, Parser};
use crate::lexer;
use crate::parse::codes;
use crate::syntax::SyntaxKind;

const FIELD: Expected = Expected {
    message: "this line is neither a field nor a block attribute",
    help: "write a field as `name Type @attribute(…)` and a block attribute as `@@name(…)`, each on a line of its own",
};
const VALUE: Expected = Expected {
    message: "this line is neither an enum value nor a block attribute",
    help: "write a value as `NAME` or `NAME @map(\"name in the database\")`, each on a line of its own",
};
const PROPERTY: Expected =
    Expected { message: "this line is not a property", help: "write it as `key = value`, on a line of its own" };

impl Parser<'_> {
    pub(super) fn block(&mut self, header: &Header) {
        let start = self.at;
        let name = &self.text[start + header.name_start..start + header.name_end];
        self.start(header.kind);
        self.header(header);
        let header_range = start..start + header.brace + 1;
        loop {
            self.trivia();
            if self.punctuation(b'}', SyntaxKind::RightBrace) {
                break;
            }
            if self.is_at_end() {
                self.error(codes::UNCLOSED_BLOCK, header_range, format!("the block `{name}` is not closed"));
                self.help("write `}` on a line of its own after the block's last line");
                break;
            }
            if let Some(next) = Header::at(self.rest()) {
                // No line of a block can look like this, so the brace before it is missing.
                let range = self.at..self.at + next.brace + 1;
                self.error(codes::UNCLOSED_BLOCK, range, format!("the block `{name}` is not closed before this one"));
                self.label(header_range, format!("`{name}` begins here"));
                self.help(format!("write `}}` on a line of its own at the end of `{name}`"));
                break;
            }
            self.item(header.kind);
        }
        self.finish();
    }

    fn item(&mut self, block: SyntaxKind) {
        let is_attribute = self.rest().starts_with("@@");
        match block {
            SyntaxKind::Datasource | SyntaxKind::Generator => self.line_of(Self::config_property, PROPERTY),
            SyntaxKind::Enum if is_attribute => self.line_of(Self::block_attribute, VALUE),
            SyntaxKind::Enum => self.line_of(Self::enum_value, VALUE),
            _ if is_attribute => self.line_of(Self::block_attribute, FIELD),
            _ => self.line_of(Self::field, FIELD),
        }
    }

    fn header(&mut self, header: &Header) {
        self.token(SyntaxKind::Keyword, header.keyword);
        self.whitespace();
        self.name();
        self.whitespace();
        self.token(SyntaxKind::LeftBrace, 1);
        self.whitespace();
        let tail = &self.rest()[..lexer::line(self.rest())];
        let length = tail.trim_end_matches(lexer::is_whitespace).len();
        if length > 0 && !tail.starts_with("//") && !tail.starts_with("/*") {
            let range = self.at..self.at + length;
            self.error(codes::IGNORED_TEXT, range, "text on the line of the opening brace is ignored");
            self.help("move it to a line of its own");
        }
        self.token(SyntaxKind::HeaderTail, length);
    }

    /// A name that is being declared; the caller has checked that there is one.
    pub(super) fn name(&mut self) -> bool {
        self.name_of(lexer::ident(self.rest()))
    }

    /// A name of so many bytes.
    pub(super) fn name_of(&mut self, length: usize) -> bool {
        if length == 0 {
            return false;
        }
        self.start(SyntaxKind::Name);
        self.token(SyntaxKind::Ident, length);
        self.finish();
        true
    }
}
