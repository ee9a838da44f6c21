//! The kinds of nodes and tokens of the lossless tree.

/// What a node or a token of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
#[allow(missing_docs)] // the names of the grammar
pub enum SyntaxKind {
    // tokens
    /// Spaces, tabs and other space separators inside a line; also a byte order mark at the start of a file.
    Whitespace,
    /// LF, CRLF or a lone CR.
    Newline,
    /// `// text`
    Comment,
    /// `/// text`
    DocComment,
    /// `/* text */`, possibly over several lines.
    BlockComment,
    /// `model`, `view`, `type`, `enum`, `datasource`, `generator` in a block's header.
    Keyword,
    /// A name; in a path, all of it with its dots.
    Ident,
    Number,
    String,
    LeftBrace,
    RightBrace,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Equals,
    At,
    AtAt,
    Question,
    Bang,
    /// Text that has no structure: a line that could not be read, the inside of an unknown block.
    Text,
    /// What follows `{` on the line of a block's header. The language ignores it.
    HeaderTail,

    // nodes
    File,
    Model,
    View,
    CompositeType,
    Enum,
    Datasource,
    Generator,
    /// A brace block that does not start with a keyword and a name.
    UnknownBlock,
    /// `type X = Int`: a notation of Prisma 1, rejected.
    TypeAlias,
    /// A line that is none of what may stand in its place; the line's end is not part of it.
    InvalidLine,
    Name,
    Field,
    TypeRef,
    /// `Unsupported("text")`
    UnsupportedType,
    /// `@path(…)`
    Attribute,
    /// `@@path(…)`
    BlockAttribute,
    EnumValue,
    ConfigProperty,
    Path,
    ArgList,
    Arg,
    Call,
    Array,
    Object,
    ObjectEntry,
    NumberLiteral,
    StringLiteral,
}

/// The last kind, for the conversion from rowan's numbers.
const LAST: SyntaxKind = SyntaxKind::StringLiteral;

/// All kinds in the order of their numbers.
const KINDS: [SyntaxKind; LAST as usize + 1] = {
    use SyntaxKind::{
        Arg, ArgList, Array, At, AtAt, Attribute, Bang, BlockAttribute, BlockComment, Call, Colon, Comma, Comment,
        CompositeType, ConfigProperty, Datasource, DocComment, Enum, EnumValue, Equals, Field, File, Generator,
        HeaderTail, Ident, InvalidLine, Keyword, LeftBrace, LeftBracket, LeftParen, Model, Name, Newline, Number,
        NumberLiteral, Object, ObjectEntry, Path, Question, RightBrace, RightBracket, RightParen, String,
        StringLiteral, Text, TypeAlias, TypeRef, UnknownBlock, UnsupportedType, View, Whitespace,
    };
    [
        Whitespace,
        Newline,
        Comment,
        DocComment,
        BlockComment,
        Keyword,
        Ident,
        Number,
        String,
        LeftBrace,
        RightBrace,
        LeftParen,
        RightParen,
        LeftBracket,
        RightBracket,
        Comma,
        Colon,
        Equals,
        At,
        AtAt,
        Question,
        Bang,
        Text,
        HeaderTail,
        File,
        Model,
        View,
        CompositeType,
        Enum,
        Datasource,
        Generator,
        UnknownBlock,
        TypeAlias,
        InvalidLine,
        Name,
        Field,
        TypeRef,
        UnsupportedType,
        Attribute,
        BlockAttribute,
        EnumValue,
        ConfigProperty,
        Path,
        ArgList,
        Arg,
        Call,
        Array,
        Object,
        ObjectEntry,
        NumberLiteral,
        StringLiteral,
    ]
};

impl SyntaxKind {
    /// Whether it is a token that carries no meaning for the language but documentation.
    #[must_use]
    pub const fn is_trivia(self) -> bool {
        matches!(self, Self::Whitespace | Self::Newline | Self::Comment | Self::DocComment | Self::BlockComment)
    }

    /// Whether it is a token, not a node.
    #[must_use]
    pub const fn is_token(self) -> bool {
        (self as u16) < Self::File as u16
    }

    /// Whether it is a comment of any form.
    #[must_use]
    pub const fn is_comment(self) -> bool {
        matches!(self, Self::Comment | Self::DocComment | Self::BlockComment)
    }
}

impl From<SyntaxKind> for rowan::SyntaxKind {
    fn from(kind: SyntaxKind) -> Self {
        Self(kind as u16)
    }
}

/// The schema language, for rowan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Psl {}

impl rowan::Language for Psl {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        KINDS.get(raw.0 as usize).copied().unwrap_or(SyntaxKind::Text)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        kind.into()
    }
}

/// A node of the tree.
pub type SyntaxNode = rowan::SyntaxNode<Psl>;
/// A token of the tree.
pub type SyntaxToken = rowan::SyntaxToken<Psl>;
/// A node or a token of the tree.
pub type SyntaxElement = rowan::SyntaxElement<Psl>;

#[cfg(test)]
mod tests {
    use super::*;
    use rowan::Language;

    #[test]
    fn numbers_and_kinds_agree() {
        for (i, kind) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, i);
            assert_eq!(Psl::kind_from_raw(Psl::kind_to_raw(*kind)), *kind);
        }
    }
}
