//! The lossless tree: its nodes and tokens in one list, in the order of the text.
//!
//! Making it allocates nothing for each node, and walking it follows no pointers: a schema of thousands of lines is
//! read in milliseconds. Editors, which want parents and siblings, get a rowan tree made of it on demand.

use rowan::{GreenNode, GreenNodeBuilder};

use crate::syntax::SyntaxKind;

/// A text and its tree. The entries' tokens cover all of the text.
#[derive(Debug, Clone)]
pub(crate) struct Tree<'t> {
    text: &'t str,
    entries: Vec<Entry>,
}

/// A node or a token. It ends where the entry at `next` begins.
#[derive(Debug, Clone, Copy)]
struct Entry {
    kind: SyntaxKind,
    /// Byte offset in the text.
    start: u32,
    /// The position after it and all that is in it.
    next: u32,
}

/// Makes a tree from the start to the end.
#[derive(Debug)]
pub(crate) struct TreeBuilder {
    entries: Vec<Entry>,
    /// The nodes that are not finished.
    open: Vec<usize>,
}

/// How far a tree was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TreeCheckpoint {
    entries: usize,
    open: usize,
}

/// Offsets and positions fit: files are smaller than 4 GiB.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl TreeBuilder {
    /// For a text of so many bytes.
    pub(crate) fn new(length: usize) -> Self {
        Self { entries: Vec::with_capacity(length / 2), open: Vec::new() }
    }

    pub(crate) fn start(&mut self, kind: SyntaxKind, at: usize) {
        self.open.push(self.entries.len());
        self.entries.push(Entry { kind, start: number(at), next: 0 });
    }

    pub(crate) fn token(&mut self, kind: SyntaxKind, at: usize) {
        let next = number(self.entries.len() + 1);
        self.entries.push(Entry { kind, start: number(at), next });
    }

    pub(crate) fn finish(&mut self) {
        let next = number(self.entries.len());
        if let Some(entry) = self.open.pop().and_then(|at| self.entries.get_mut(at)) {
            entry.next = next;
        }
    }

    pub(crate) fn checkpoint(&self) -> TreeCheckpoint {
        TreeCheckpoint { entries: self.entries.len(), open: self.open.len() }
    }

    /// Forgets what was made since.
    pub(crate) fn rewind(&mut self, to: TreeCheckpoint) {
        self.entries.truncate(to.entries);
        self.open.truncate(to.open);
    }

    /// The tree of the text; all nodes are finished.
    pub(crate) fn build(self, text: &str) -> Tree<'_> {
        Tree { text, entries: self.entries }
    }
}

impl<'t> Tree<'t> {
    /// The whole file.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    /// Where an entry begins, which is where the one before it ends.
    fn start(&self, at: usize) -> usize {
        self.entries.get(at).map_or(self.text.len(), |entry| entry.start as usize)
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        &self.text[self.start(from)..self.start(to)]
    }

    /// The same as a rowan tree.
    pub(crate) fn green(&self) -> GreenNode {
        let mut builder = GreenNodeBuilder::new();
        let mut ends: Vec<u32> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            while ends.pop_if(|end| *end as usize == at).is_some() {
                builder.finish_node();
            }
            if entry.kind.is_token() {
                builder.token(entry.kind.into(), self.slice(at, at + 1));
            } else {
                builder.start_node(entry.kind.into());
                ends.push(entry.next);
            }
        }
        ends.iter().for_each(|_| builder.finish_node());
        builder.finish()
    }
}

/// A node of a tree.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    tree: &'a Tree<'a>,
    at: usize,
}

/// A child of a node; tokens with their text and place.
pub(crate) enum Child<'a> {
    Node(SyntaxKind, Node<'a>),
    Token(SyntaxKind, &'a str, u32),
}

impl<'a> Node<'a> {
    fn entry(self) -> Entry {
        self.tree.entries[self.at]
    }

    /// The position after it and all that is in it.
    fn next(self) -> usize {
        self.entry().next as usize
    }

    pub(crate) fn start(self) -> u32 {
        self.entry().start
    }

    pub(crate) fn end(self) -> u32 {
        number(self.tree.start(self.next()))
    }

    /// The text as it is.
    pub(crate) fn text(self) -> &'a str {
        self.tree.slice(self.at, self.next())
    }

    /// The children with their positions.
    fn entries(self) -> impl Iterator<Item = (usize, Entry)> + use<'a> {
        let entries = self.tree.entries.get(..self.next()).unwrap_or_default();
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            let at = next;
            let entry = *entries.get(at)?;
            next = entry.next as usize;
            Some((at, entry))
        })
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Child<'a>> {
        let tree = self.tree;
        self.entries().map(move |(at, entry)| {
            if entry.kind.is_token() {
                Child::Token(entry.kind, tree.slice(at, at + 1), entry.start)
            } else {
                Child::Node(entry.kind, Node { tree, at })
            }
        })
    }

    pub(crate) fn nodes(self) -> impl Iterator<Item = (SyntaxKind, Self)> {
        let tree = self.tree;
        let nodes = self.entries().filter(|(_, entry)| !entry.kind.is_token());
        nodes.map(move |(at, entry)| (entry.kind, Node { tree, at }))
    }

    /// How many children are of the kind.
    pub(crate) fn count(self, wanted: SyntaxKind) -> usize {
        self.entries().filter(|(_, entry)| entry.kind == wanted).count()
    }

    /// The text of the first token of the kind.
    pub(crate) fn token(self, wanted: SyntaxKind) -> Option<&'a str> {
        let (at, _) = self.entries().find(|(_, entry)| entry.kind == wanted)?;
        Some(self.tree.slice(at, at + 1))
    }
}
