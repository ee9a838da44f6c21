//! Names of blocks and fields, and what they stand for.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "invalid-name",
        title: r"A name with a letter that it can't have",
        text: r#"Names start with a letter and go on with letters, digits and `_`. The name in the database, given by `@map` and `@@map`, is free."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id        Int    @id
  last-name String
}
"#,
        right: r#"model User {
  id        Int    @id
  last_name String @map("last-name")
}
"#,
    },
    Page {
        code: "reserved-name",
        title: r"A name that generated code needs",
        text: r#"Words of the languages that code is generated in, and the names of the built-in types, can't be names of blocks."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model class {
  id Int @id
}
"#,
        right: r#"model Class {
  id Int @id

  @@map("class")
}
"#,
    },
    Page {
        code: "duplicate-name",
        title: r"The same name twice",
        text: r#"Models, views, enums and composite types share one space of names, through all files. Fields have one in each model, values one in each enum, properties one in each block."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int    @id
  id String
}
"#,
        right: r#"model User {
  id  Int    @id
  key String
}
"#,
    },
    Page {
        code: "unknown-type",
        title: r"A type that is not known",
        text: r#"Types are `String`, `Boolean`, `Int`, `BigInt`, `Float`, `Decimal`, `DateTime`, `Json`, `Bytes`, and the models, enums and composite types of the schema. Capital and small letters count."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name string
}
"#,
        right: r#"model User {
  id   Int    @id
  name String
}
"#,
    },
    Page {
        code: "unknown-field",
        title: r"A field that the model does not have",
        text: r#"Lists in `@@id`, `@@unique`, `@@index` and `@relation` name fields of the model as the schema calls them, not columns of the database."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  mail String @map("email")

  @@index([email])
}
"#,
        right: r#"model User {
  id   Int    @id
  mail String @map("email")

  @@index([mail])
}
"#,
    },
    Page {
        code: "field-without-type",
        title: r"A field whose type is not known",
        text: r#"A list of fields names one whose type is an error itself. This message goes away with that error, so it never stands alone."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int @id
  name Nme

  @@index([name])
}
"#,
        right: r#"model User {
  id   Int    @id
  name String

  @@index([name])
}
"#,
    },
];
