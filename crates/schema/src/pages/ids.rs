//! Ids and what holds for all keys.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "missing-unique",
        title: r"A model without an id or unique",
        text: r#"Records must be told apart: a model needs an `@id`, `@@id`, `@unique` or `@@unique` over required fields of known types. A model with `@@ignore` does not."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Event {
  name String
  at   DateTime?
}
"#,
        right: r#"model Event {
  id   Int       @id @default(autoincrement())
  name String
  at   DateTime?
}
"#,
    },
    Page {
        code: "several-ids",
        title: r"More than one id",
        text: r#"A model has one id: one field with `@id`, or several in `@@id`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @id
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique
}
"#,
    },
    Page {
        code: "id-not-required",
        title: r"An id that may be missing",
        text: r#"The fields of an id are required and no lists."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int? @id
}
"#,
        right: r#"model User {
  id Int @id
}
"#,
    },
    Page {
        code: "compound-id",
        title: r"An id of several fields on MongoDB",
        text: r#"The id of a document in MongoDB is one field, `_id`."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model Member {
  userId String @db.ObjectId
  teamId String @db.ObjectId

  @@id([userId, teamId])
}
"#,
        right: r#"model Member {
  id     String @id @default(auto()) @map("_id") @db.ObjectId
  userId String @db.ObjectId
  teamId String @db.ObjectId

  @@unique([userId, teamId])
}
"#,
    },
    Page {
        code: "missing-id",
        title: r"A model without an id on MongoDB",
        text: r#"Every document in MongoDB has an id, so every model needs `@id`; a unique is not enough."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model User {
  email String @unique
}
"#,
        right: r#"model User {
  id    String @id @default(auto()) @map("_id") @db.ObjectId
  email String @unique
}
"#,
    },
    Page {
        code: "id-not-mapped",
        title: r"An id that is not called `_id` on MongoDB",
        text: r#"MongoDB calls the id of a document `_id`."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model User {
  id String @id @default(auto()) @db.ObjectId
}
"#,
        right: r#"model User {
  id String @id @default(auto()) @map("_id") @db.ObjectId
}
"#,
    },
    Page {
        code: "unique-on-id",
        title: r"A unique over the id",
        text: r#"The id is unique by itself."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model User {
  id String @id @unique @map("_id")
}
"#,
        right: r#"model User {
  id String @id @map("_id")
}
"#,
    },
    Page {
        code: "duplicate-index",
        title: r"The same index twice",
        text: r#"MongoDB has one index over the same fields."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model User {
  id    String @id @map("_id")
  email String @unique

  @@unique([email], map: "again")
}
"#,
        right: r#"model User {
  id    String @id @map("_id")
  email String @unique
}
"#,
    },
    Page {
        code: "bytes-in-id",
        title: r"An id of bytes",
        text: r#"On SQL Server an id can't be of type Bytes."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model File {
  id Bytes @id
}
"#,
        right: r#"model File {
  id   Int   @id
  hash Bytes
}
"#,
    },
    Page {
        code: "named-primary-key",
        title: r"A name of a primary key where it has none",
        text: r#"SQLite and MySQL have no names for primary keys."#,
        setup: Setup::Database("sqlite"),
        wrong: r#"model User {
  id Int @id(map: "user_key")
}
"#,
        right: r#"model User {
  id Int @id
}
"#,
    },
    Page {
        code: "primary-key-sort",
        title: r"A sort order in a primary key",
        text: r#"Only SQL Server sorts primary keys."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  a Int
  b Int

  @@id([a, b(sort: Desc)])
}
"#,
        right: r#"model User {
  a Int
  b Int

  @@id([a, b])
  @@index([a, b(sort: Desc)])
}
"#,
    },
    Page {
        code: "empty-field-list",
        title: r"A key or index without fields",
        text: r#"A key or index is made of fields."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int @id

  @@index([])
}
"#,
        right: r#"model User {
  id   Int    @id
  name String

  @@index([name])
}
"#,
    },
    Page {
        code: "duplicate-field-in-list",
        title: r"A field that is named twice",
        text: r#"A field stands once in a key, an index or a relation."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@index([name, name])
}
"#,
        right: r#"model User {
  id   Int    @id
  name String

  @@index([name])
}
"#,
    },
    Page {
        code: "relation-field-in-index",
        title: r"A relation in a key or index",
        text: r#"A relation field is no column. Keys and indexes name the fields that hold the foreign key."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int

  @@index([user])
}
"#,
        right: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int

  @@index([userId])
}
"#,
    },
    Page {
        code: "clustered",
        title: r"`clustered` where there is none",
        text: r#"Only SQL Server has clustered keys and indexes that can be chosen."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int @id(clustered: false)
}
"#,
        right: r#"model User {
  id Int @id
}
"#,
    },
    Page {
        code: "several-clustered",
        title: r"More than one clustered index",
        text: r#"The rows of a table lie in the order of one index. An id is clustered unless it has `clustered: false`."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model User {
  id    Int    @id
  email String

  @@index([email], clustered: true)
}
"#,
        right: r#"model User {
  id    Int    @id(clustered: false)
  email String

  @@index([email], clustered: true)
}
"#,
    },
];
