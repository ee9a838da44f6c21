//! What can be read.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "byte-order-mark",
        title: r"A byte order mark at the start of the file",
        text: r#"Some editors put the invisible character U+FEFF before the text of a file, and Prisma can't read what follows. Save the file as UTF-8 without it: `nicol format` and `nicol validate --fix` remove it."#,
        setup: Setup::None,
        wrong: "\u{feff}enum Role {\n  ADMIN\n}\n",
        right: "enum Role {\n  ADMIN\n}\n",
    },
    Page {
        code: "invalid-line",
        title: r"A line that can't be read",
        text: r#"Each line of a block is one field, value, property or block attribute, and ends where the line ends. Arguments and lists can't go on in the next line. The message says what is missing and where reading stopped."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int @id
  email String @unique @default("a" + "b")
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique @default("ab")
}
"#,
    },
    Page {
        code: "unknown-block",
        title: r"A block without a keyword or a name",
        text: r#"A block starts with `model`, `view`, `type`, `enum`, `datasource` or `generator`, a name and `{` on the same line."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"table User {
  id Int @id
}
"#,
        right: r#"model User {
  id Int @id
}
"#,
    },
    Page {
        code: "unclosed-block",
        title: r"A block without its closing brace",
        text: r#"The brace that closes a block stands on a line of its own. Where another block begins first, it is missing."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int @id

model Post {
  id Int @id
}
"#,
        right: r#"model User {
  id Int @id
}

model Post {
  id Int @id
}
"#,
    },
    Page {
        code: "type-alias",
        title: r"Another name for a scalar type",
        text: r#"Early versions of the language had `type X = Int`. A `type` is now a composite type with braces, which only MongoDB has."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"type Email = String

model User {
  id Int @id
}
"#,
        right: r#"model User {
  id    Int    @id
  email String
}
"#,
    },
    Page {
        code: "ignored-text",
        title: r"Text on the line of an opening brace",
        text: r#"A warning: whatever follows `{` on the same line is ignored, so a field that stands there does not exist."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User { email String
  id Int @id
}
"#,
        right: r#"model User {
  email String
  id    Int    @id
}
"#,
    },
    Page {
        code: "missing-type",
        title: r"A field without a type",
        text: r#"A field is its name, its type and its attributes, in this order."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int @id
  name
}
"#,
        right: r#"model User {
  id   Int    @id
  name String
}
"#,
    },
    Page {
        code: "legacy-colon",
        title: r"A colon between name and type",
        text: r#"Early versions of the language wrote `name: Type`. `nicol validate --fix` and `nicol format` remove the colon."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id: Int @id
}
"#,
        right: r#"model User {
  id Int @id
}
"#,
    },
    Page {
        code: "legacy-list",
        title: r"Brackets around a list's type",
        text: r#"Early versions of the language wrote `[Type]`. `nicol validate --fix` and `nicol format` write `Type[]`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int      @id
  tags [String]
}
"#,
        right: r#"model User {
  id   Int      @id
  tags String[]
}
"#,
    },
    Page {
        code: "legacy-required",
        title: r"An exclamation mark after a type",
        text: r#"Early versions of the language marked required fields. Fields are required now unless they are marked with `?`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int     @id
  name String!
}
"#,
        right: r#"model User {
  id   Int    @id
  name String
}
"#,
    },
    Page {
        code: "optional-list",
        title: r"A list that is optional",
        text: r#"A list without elements is empty, never null, so it can't be marked with `?`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int       @id
  tags String[]?
}
"#,
        right: r#"model User {
  id   Int      @id
  tags String[]
}
"#,
    },
    Page {
        code: "missing-value",
        title: r"A name without a value",
        text: r#"`name:` in arguments and `key =` in a datasource or generator need a value."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int @id(map:)
}
"#,
        right: r#"model User {
  id Int @id(map: "user_key")
}
"#,
    },
    Page {
        code: "trailing-comma",
        title: r"A comma after the last argument",
        text: r#"Commas stand between arguments only."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @unique(map: "user_email",)
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique(map: "user_email")
}
"#,
    },
    Page {
        code: "unknown-escape",
        title: r"An escape that strings don't know",
        text: r#"Strings know `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t` and `\uXXXX`. A backslash of its own is written twice."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  disk String @default("D:\data")
}
"#,
        right: r#"model User {
  id   Int    @id
  disk String @default("D:\\data")
}
"#,
    },
    Page {
        code: "invalid-unicode-escape",
        title: r"A `\u` without a character",
        text: r#"`\u` is followed by four hexadecimal digits. Characters beyond them are pairs of two such escapes, or stand there as they are."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  sign String @default("\u26")
}
"#,
        right: r#"model User {
  id   Int    @id
  sign String @default("\u2603")
}
"#,
    },
];
