//! The top level: blocks, comments, and what is neither.

use super::Parser;
use super::header::{Header, Opening};
use crate::lexer;
use crate::parse::codes;
use crate::suggest::near;
use crate::syntax::SyntaxKind;

impl Parser<'_> {
    pub(super) fn file(&mut self) {
        self.start(SyntaxKind::File);
        while self.newline() || self.token(SyntaxKind::Whitespace, lexer::whitespace(self.rest())) {}
        // The published parser can't read the block behind a byte order mark. Here it is one error.
        while self.rest().starts_with('\u{feff}') {
            let start = self.at;
            let line = start..start + lexer::line(self.rest());
            let marks = self.rest().len() - self.rest().trim_start_matches('\u{feff}').len();
            self.token(SyntaxKind::Whitespace, marks);
            self.error(codes::BYTE_ORDER_MARK, line, "the file begins with a byte order mark");
            self.help("save it as UTF-8 without one; `nicol format` removes it too");
            self.fix(start..self.at, "");
            while self.newline() || self.token(SyntaxKind::Whitespace, lexer::whitespace(self.rest())) {}
        }
        loop {
            self.trivia();
            if self.is_at_end() {
                break;
            }
            self.top_level();
        }
        self.finish();
    }

    fn top_level(&mut self) {
        match Opening::at(self.rest()) {
            Some(Opening::Block(header)) => self.block(&header),
            Some(Opening::Alias) => self.type_alias(),
            Some(Opening::Unknown) if self.at >= self.unknown_blocks_from && self.unknown_block() => {}
            _ => self.stray_line(),
        }
    }

    /// `type X = …` in one line.
    fn type_alias(&mut self) {
        let start = self.at;
        self.start(SyntaxKind::TypeAlias);
        self.token(SyntaxKind::Text, lexer::line(self.rest()));
        self.finish();
        self.error(codes::TYPE_ALIAS, start..self.at, "a type cannot be another name for a scalar type");
        self.help("use the scalar type in the fields themselves, or write a composite type with braces");
    }

    /// A line that belongs to nothing.
    fn stray_line(&mut self) {
        let is_brace = self.byte() == b'}';
        let range = self.invalid_line();
        if is_brace {
            self.error(codes::INVALID_LINE, range, "this brace closes no block");
            self.help("remove it, or look above for a block that was closed too early");
        } else {
            self.error(codes::INVALID_LINE, range, "this line is not part of any block");
            self.help(
                "a block starts with `model`, `view`, `type`, `enum`, `datasource` or `generator`, a name and `{`",
            );
        }
    }

    /// A brace block without a keyword and a name, up to the first line that starts with `}`. Fails if there is none.
    fn unknown_block(&mut self) -> bool {
        let start = self.checkpoint();
        self.start(SyntaxKind::UnknownBlock);
        self.token(SyntaxKind::Text, lexer::line(self.rest()));
        loop {
            self.trivia();
            if self.is_at_end() || Header::at(self.rest()).is_some() {
                self.unknown_blocks_from = self.at;
                self.rewind(start);
                return false;
            }
            if self.punctuation(b'}', SyntaxKind::RightBrace) {
                break;
            }
            self.token(SyntaxKind::Text, lexer::line(self.rest()));
        }
        self.finish();
        let word = &self.text[start.at..start.at + lexer::ident(&self.text[start.at..])];
        if Header::keyword(word).is_some() {
            self.error(codes::UNKNOWN_BLOCK, start.at..self.at, format!("this {word} block has no name"));
            self.help(format!("write `{word} SomeName {{`"));
        } else {
            self.error(
                codes::UNKNOWN_BLOCK,
                start.at..self.at,
                "this block does not start with a keyword of the schema language",
            );
            let meant = near(word, Header::keywords());
            self.help(match meant {
                Some(keyword) => format!("did you mean `{}`?", keyword.name),
                None => "a block starts with `model`, `view`, `type`, `enum`, `datasource` or `generator`, and a name"
                    .to_owned(),
            });
            if let Some(keyword) = meant.filter(|keyword| keyword.is_sure) {
                self.fix(start.at..start.at + word.len(), keyword.name);
            }
        }
        true
    }
}
