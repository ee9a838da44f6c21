//! Native types.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "supported-type",
        title: r"`Unsupported` around a type that is known",
        text: r#"The schema language has a word for the type."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Place {
  id   Int                    @id
  name Unsupported("Text")?
}
"#,
        right: r#"model Place {
  id   Int     @id
  name String? @db.Text
}
"#,
    },
    Page {
        code: "native-type-prefix",
        title: r"A native type with another prefix",
        text: r#"The prefix of native types is the name of the datasource."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String @pg.VarChar(50)
}
"#,
        right: r#"model User {
  id   Int    @id
  name String @db.VarChar(50)
}
"#,
    },
    Page {
        code: "unknown-native-type",
        title: r"A native type that the database does not have",
        text: r#"Every database has native types of its own. Capital and small letters count."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String @db.Varchar(50)
}
"#,
        right: r#"model User {
  id   Int    @id
  name String @db.VarChar(50)
}
"#,
    },
    Page {
        code: "incompatible-native-type",
        title: r"A native type for another type of field",
        text: r#"Every native type is for one type of field, or a few."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id  Int    @id
  age String @db.SmallInt
}
"#,
        right: r#"model User {
  id  Int @id
  age Int @db.SmallInt
}
"#,
    },
    Page {
        code: "native-type-arguments",
        title: r"Arguments that a native type can't have",
        text: r#"Some native types take a length or a precision, and not every value is allowed."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Order {
  id    Int     @id
  total Decimal @db.Decimal(2, 10)
}
"#,
        right: r#"model Order {
  id    Int     @id
  total Decimal @db.Decimal(10, 2)
}
"#,
    },
    Page {
        code: "duplicate-native-type",
        title: r"Two native types on one field",
        text: r#"A column has one type."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String @db.VarChar(50) @db.Text
}
"#,
        right: r#"model User {
  id   Int    @id
  name String @db.VarChar(50)
}
"#,
    },
];
