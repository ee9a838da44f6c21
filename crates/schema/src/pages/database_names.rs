//! Names in the database and in the client.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "duplicate-table",
        title: r"Two models in one table",
        text: r#"Two models or views have the same name in the database."#,
        setup: Setup::Database("mysql"),
        wrong: r#"model User {
  id Int @id
}

model Person {
  id Int @id

  @@map("User")
}
"#,
        right: r#"model User {
  id Int @id
}

model Person {
  id Int @id

  @@map("person")
}
"#,
    },
    Page {
        code: "duplicate-column",
        title: r"Two fields in one column",
        text: r#"Two fields have the same name in the database."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String
  nick String @map("name")
}
"#,
        right: r#"model User {
  id   Int    @id
  name String
  nick String @map("nick_name")
}
"#,
    },
    Page {
        code: "duplicate-enum-name",
        title: r"Two enums with one name in the database",
        text: r#"Enums are types of the database, and their names must differ."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"enum Role {
  USER
}

enum Kind {
  A

  @@map("Role")
}
"#,
        right: r#"enum Role {
  USER
}

enum Kind {
  A

  @@map("kind")
}
"#,
    },
    Page {
        code: "duplicate-constraint-name",
        title: r"Two keys or indexes with one name",
        text: r#"The names of keys, uniques, indexes and foreign keys, given by `map` or made by default, must differ. How far a name reaches depends on the database: on PostgreSQL those of keys and indexes count in the whole schema."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String

  @@index([email])
  @@index([email])
}
"#,
        right: r#"model User {
  id    Int    @id
  email String

  @@index([email])
  @@index([email], map: "user_email_again")
}
"#,
    },
    Page {
        code: "duplicate-client-name",
        title: r"A name for two ids or uniques",
        text: r#"`name` is what a compound id or unique is called in the client."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  first String
  last  String
  city  String

  @@unique([first, last], name: "key")
  @@unique([last, city], name: "key")
}
"#,
        right: r#"model User {
  id    Int    @id
  first String
  last  String
  city  String

  @@unique([first, last], name: "full_name")
  @@unique([last, city], name: "name_in_city")
}
"#,
    },
    Page {
        code: "client-name-clash",
        title: r"A field with the name of an id or unique",
        text: r#"A compound id or unique is a name in the client, beside those of the fields: `name`, or the fields joined by `_`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id         Int    @id
  first      String
  last       String
  first_last String

  @@unique([first, last])
}
"#,
        right: r#"model User {
  id        Int    @id
  first     String
  last      String
  full_name String @map("first_last")

  @@unique([first, last])
}
"#,
    },
    Page {
        code: "invalid-client-name",
        title: r"A name that the client can't have",
        text: r#"`name` becomes a name in code: letters, digits and `_`. The name in the database is `map`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  first String
  last  String

  @@unique([first, last], name: "full-name")
}
"#,
        right: r#"model User {
  id    Int    @id
  first String
  last  String

  @@unique([first, last], name: "full_name", map: "full-name")
}
"#,
    },
    Page {
        code: "name-and-map",
        title: r"`name` and `map` of an index",
        text: r#"`name` is the old name of `map` in `@@index`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String

  @@index([email], name: "a", map: "b")
}
"#,
        right: r#"model User {
  id    Int    @id
  email String

  @@index([email], map: "b")
}
"#,
    },
];
