//! Walks the green tree: no parents, no allocation, only what one pass needs.

use rowan::{GreenNode, GreenNodeData, Language, NodeOrToken};

use crate::ast::{Name, TextRange};
use crate::syntax::{Psl, SyntaxKind};

/// A node with its place in the file.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    green: &'a GreenNodeData,
    start: u32,
}

/// A child of a node; tokens with their text and place.
pub(crate) enum Child<'a> {
    Node(SyntaxKind, Node<'a>),
    Token(SyntaxKind, &'a str, u32),
}

impl<'a> Node<'a> {
    /// The whole file.
    pub(crate) fn root(green: &'a GreenNode) -> Self {
        Self { green, start: 0 }
    }

    pub(crate) fn start(self) -> u32 {
        self.start
    }

    pub(crate) fn range(self) -> TextRange {
        TextRange { start: self.start, end: self.start + u32::from(self.green.text_len()) }
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Child<'a>> {
        let mut at = self.start;
        self.green.children().map(move |child| {
            let start = at;
            match child {
                NodeOrToken::Node(green) => {
                    at += u32::from(green.text_len());
                    Child::Node(Psl::kind_from_raw(green.kind()), Self { green, start })
                }
                NodeOrToken::Token(token) => {
                    at += u32::from(token.text_len());
                    Child::Token(Psl::kind_from_raw(token.kind()), token.text(), start)
                }
            }
        })
    }

    pub(crate) fn nodes(self) -> impl Iterator<Item = (SyntaxKind, Self)> {
        self.children().filter_map(|child| match child {
            Child::Node(kind, node) => Some((kind, node)),
            Child::Token(..) => None,
        })
    }

    /// The first token of the kind.
    pub(crate) fn token(self, wanted: SyntaxKind) -> Option<Name<'a>> {
        self.children().find_map(|child| match child {
            Child::Token(kind, text, start) if kind == wanted => {
                let end = start + u32::try_from(text.len()).unwrap_or(u32::MAX);
                Some(Name { text, range: TextRange { start, end } })
            }
            _ => None,
        })
    }
}
