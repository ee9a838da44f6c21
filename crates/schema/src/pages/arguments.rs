//! Attributes and their arguments.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "unknown-attribute",
        title: r"An attribute that is not known here",
        text: r#"Attributes of fields have one `@`, those of blocks two. The message names the nearest one that may stand there."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @uniqe
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique
}
"#,
    },
    Page {
        code: "duplicate-attribute",
        title: r"An attribute that stands there twice",
        text: r#"Only `@@unique`, `@@index` and `@@fulltext` may be repeated."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String @map("a") @map("b")
}
"#,
        right: r#"model User {
  id   Int    @id
  name String @map("a")
}
"#,
    },
    Page {
        code: "unknown-argument",
        title: r"An argument that the attribute does not have",
        text: r#"The message lists the arguments of the attribute."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @unique(name: "email")
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique(map: "email")
}
"#,
    },
    Page {
        code: "missing-argument",
        title: r"An argument that must be there",
        text: r#"The attribute means nothing without it."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String @map
}
"#,
        right: r#"model User {
  id   Int    @id
  name String @map("full_name")
}
"#,
    },
    Page {
        code: "duplicate-argument",
        title: r"An argument that is given twice",
        text: r#"Every argument is given once. The one without a name is also given by its name."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @unique(map: "a", map: "b")
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique(map: "a")
}
"#,
    },
    Page {
        code: "several-unnamed-arguments",
        title: r"More than one argument without a name",
        text: r#"One argument of an attribute may stand without its name. Several fields are one list, in brackets."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  first String
  last  String

  @@index(first, last)
}
"#,
        right: r#"model User {
  id    Int    @id
  first String
  last  String

  @@index([first, last])
}
"#,
    },
    Page {
        code: "wrong-value-kind",
        title: r"A value of the wrong kind",
        text: r#"Texts stand in quotes. Names of fields, actions and sort orders, and `true` and `false`, stand without."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String @map(full_name)
}
"#,
        right: r#"model User {
  id   Int    @id
  name String @map("full_name")
}
"#,
    },
    Page {
        code: "empty-name",
        title: r"A name without letters",
        text: r#"An empty string can't be a name in the database or of a relation."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @unique(map: "")
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique
}
"#,
    },
    Page {
        code: "name-too-long",
        title: r"A name that the database can't hold",
        text: r#"PostgreSQL and CockroachDB allow 63 bytes, MySQL 64, SQL Server 128. Names that are made by default are cut; given ones are not."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @unique(map: "a_name_with_more_than_sixty_three_bytes_which_postgresql_would_have_to_cut")
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique(map: "user_email")
}
"#,
    },
];
