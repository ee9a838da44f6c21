//! Recognises the first line of a block.

use crate::lexer;
use crate::syntax::SyntaxKind;

/// `keyword name {`: what kind of block, and where its parts end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) kind: SyntaxKind,
    pub(super) keyword: usize,
    pub(super) name_start: usize,
    pub(super) name_end: usize,
    pub(super) brace: usize,
}

/// What starts with a line at the top level.
#[derive(Debug, Clone, Copy)]
pub(super) enum Opening {
    Block(Header),
    /// `type X =`
    Alias,
    /// Something with a brace.
    Unknown,
}

/// In the order in which prefixes are tried.
const KEYWORDS: [(&str, SyntaxKind); 6] = [
    ("model", SyntaxKind::Model),
    ("type", SyntaxKind::CompositeType),
    ("view", SyntaxKind::View),
    ("enum", SyntaxKind::Enum),
    ("datasource", SyntaxKind::Datasource),
    ("generator", SyntaxKind::Generator),
];

impl Header {
    /// The block kind of a keyword.
    pub(super) fn keyword(word: &str) -> Option<SyntaxKind> {
        KEYWORDS.iter().find(|(keyword, _)| *keyword == word).map(|(_, kind)| *kind)
    }

    /// The keywords.
    pub(super) fn keywords() -> impl Iterator<Item = &'static str> {
        KEYWORDS.iter().map(|(keyword, _)| *keyword)
    }

    /// The header at the start of `text`, if there is one.
    pub(super) fn at(text: &str) -> Option<Self> {
        // The published parser asks for no space after the keyword: `modelA {` is the model `A`.
        let (keyword, kind) = KEYWORDS.iter().find(|(keyword, _)| text.starts_with(keyword))?;
        let name_start = keyword.len() + lexer::whitespace(&text[keyword.len()..]);
        let name = lexer::ident(&text[name_start..]);
        if name == 0 {
            return None;
        }
        let name_end = name_start + name;
        let brace = name_end + lexer::whitespace(&text[name_end..]);
        text[brace..].starts_with('{').then_some(Self {
            kind: *kind,
            keyword: keyword.len(),
            name_start,
            name_end,
            brace,
        })
    }
}

impl Opening {
    /// What starts at the start of `text`.
    pub(super) fn at(text: &str) -> Option<Self> {
        if let Some(header) = Header::at(text) {
            return Some(Self::Block(header));
        }
        let mut at = 0;
        let mut words = 0;
        while words < 2 {
            let word = lexer::ident(&text[at..]);
            if word == 0 {
                break;
            }
            words += 1;
            at += word + lexer::whitespace(&text[at + word..]);
        }
        match text[at..].chars().next() {
            Some('{') => Some(Self::Unknown),
            Some('=') if words == 2 && text.starts_with("type") => Some(Self::Alias),
            _ => None,
        }
    }
}
