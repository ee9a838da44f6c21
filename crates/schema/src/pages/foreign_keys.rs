//! What holds a relation.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "fields-and-references-differ",
        title: r"`fields` and `references` of different length",
        text: r#"The fields of a foreign key point one by one at those of the other model."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  first String
  last  String
  posts Post[]

  @@id([first, last])
}

model Post {
  id    Int    @id
  user  User   @relation(fields: [first], references: [first, last])
  first String
}
"#,
        right: r#"model User {
  first String
  last  String
  posts Post[]

  @@id([first, last])
}

model Post {
  id    Int    @id
  user  User   @relation(fields: [first, last], references: [first, last])
  first String
  last  String
}
"#,
    },
    Page {
        code: "relation-types-differ",
        title: r"A foreign key of another type",
        text: r#"A field of a foreign key has the type of the field that it points at."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int    @id
  user   User   @relation(fields: [userId], references: [id])
  userId String
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
}
"#,
    },
    Page {
        code: "relation-native-types-differ",
        title: r"A foreign key of another native type on MongoDB",
        text: r#"A warning: values of different native types are never equal, so no record will be found."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model User {
  id    String @id @default(auto()) @map("_id") @db.ObjectId
  posts Post[]
}

model Post {
  id     String @id @default(auto()) @map("_id") @db.ObjectId
  user   User   @relation(fields: [userId], references: [id])
  userId String
}
"#,
        right: r#"model User {
  id    String @id @default(auto()) @map("_id") @db.ObjectId
  posts Post[]
}

model Post {
  id     String @id @default(auto()) @map("_id") @db.ObjectId
  user   User   @relation(fields: [userId], references: [id])
  userId String @db.ObjectId
}
"#,
    },
    Page {
        code: "references-not-unique",
        title: r"A foreign key to fields that are not unique",
        text: r#"A foreign key points at one record, so `references` names an id or a unique of the other model."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String
  posts Post[]
}

model Post {
  id    Int    @id
  user  User   @relation(fields: [email], references: [email])
  email String
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @unique
  posts Post[]
}

model Post {
  id    Int    @id
  user  User   @relation(fields: [email], references: [email])
  email String
}
"#,
    },
    Page {
        code: "references-order",
        title: r"`references` in another order than the key",
        text: r#"SQL Server wants the fields in the order of the id or unique that they point at. Other databases don't mind."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model User {
  first String
  last  String
  posts Post[]

  @@id([first, last])
}

model Post {
  id    Int    @id
  user  User   @relation(fields: [last, first], references: [last, first])
  first String
  last  String
}
"#,
        right: r#"model User {
  first String
  last  String
  posts Post[]

  @@id([first, last])
}

model Post {
  id    Int    @id
  user  User   @relation(fields: [first, last], references: [first, last])
  first String
  last  String
}
"#,
    },
    Page {
        code: "relation-field-in-relation",
        title: r"A relation field as a foreign key",
        text: r#"`fields` and `references` name columns, and a relation field is none."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [user], references: [id])
  userId Int
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
}
"#,
    },
    Page {
        code: "relation-on-scalar",
        title: r"`@relation` on a field that is no relation",
        text: r#"`@relation` belongs to the field whose type is the other model."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int  @relation
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
}
"#,
    },
    Page {
        code: "attribute-on-relation-field",
        title: r"An attribute of a column on a relation field",
        text: r#"A relation field is no column. `@id`, `@unique`, `@default` and `@map` stand on the fields that hold the foreign key."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id      Int      @id
  profile Profile?
}

model Profile {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id]) @unique
  userId Int  @unique
}
"#,
        right: r#"model User {
  id      Int      @id
  profile Profile?
}

model Profile {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int  @unique
}
"#,
    },
    Page {
        code: "relation-to-ignored-model",
        title: r"A relation to a model that is ignored",
        text: r#"The client does not know the other model, so it can't know the relation: the field needs `@ignore` too."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int   @id
  logs Log[]
}

model Log {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int

  @@ignore
}
"#,
        right: r#"model User {
  id   Int   @id
  logs Log[] @ignore
}

model Log {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int

  @@ignore
}
"#,
    },
    Page {
        code: "named-foreign-key",
        title: r"A name of a foreign key where it has none",
        text: r#"SQLite has no names for foreign keys."#,
        setup: Setup::Database("sqlite"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], map: "post_user")
  userId Int
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
}
"#,
    },
    Page {
        code: "missing-relation-index",
        title: r"A relation without an index",
        text: r#"A warning: with `relationMode = "prisma"` the database makes no index for a foreign key, and the client looks records up by it."#,
        setup: Setup::Emulated("mysql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int
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
];
