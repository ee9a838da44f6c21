//! The two ends of a relation.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "missing-opposite-relation",
        title: r"A relation with one end",
        text: r#"A relation has a field in both models. `nicol validate --fix` and `nicol format` add the other one."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int @id
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
}
"#,
    },
    Page {
        code: "ambiguous-relation",
        title: r"Fields that could belong to the same relation",
        text: r#"Where a model points at another one more than once, each relation needs a name, given at both its ends."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id      Int    @id
  written Post[]
  read    Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
  reader   User @relation(fields: [readerId], references: [id])
  readerId Int
}
"#,
        right: r#"model User {
  id      Int    @id
  written Post[] @relation("author")
  read    Post[] @relation("reader")
}

model Post {
  id       Int  @id
  author   User @relation("author", fields: [authorId], references: [id])
  authorId Int
  reader   User @relation("reader", fields: [readerId], references: [id])
  readerId Int
}
"#,
    },
    Page {
        code: "missing-relation-argument",
        title: r"A relation without `fields` or `references`",
        text: r#"One end of a relation names the fields that hold the foreign key, and the fields that these point at."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId])
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
        code: "relation-defined-twice",
        title: r"`fields` and `references` at both ends",
        text: r#"The foreign key stands at one end of a relation."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id        Int      @id
  profile   Profile? @relation(fields: [profileId], references: [id])
  profileId Int?     @unique
}

model Profile {
  id     Int   @id
  user   User? @relation(fields: [userId], references: [id])
  userId Int?  @unique
}
"#,
        right: r#"model User {
  id      Int      @id
  profile Profile?
}

model Profile {
  id     Int   @id
  user   User? @relation(fields: [userId], references: [id])
  userId Int?  @unique
}
"#,
    },
    Page {
        code: "relation-split",
        title: r"`fields` at one end and `references` at the other",
        text: r#"Both stand at the end that holds the foreign key."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id      Int      @id
  profile Profile? @relation(references: [id])
}

model Profile {
  id     Int  @id
  user   User @relation(fields: [userId])
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
        code: "relation-on-wrong-side",
        title: r"A foreign key at the wrong end",
        text: r#"In a relation of one to many the foreign key stands at the end that is no list, in a relation of one to one at the required end."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id     Int    @id
  postId Int
  posts  Post[] @relation(fields: [postId], references: [id])
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
}
"#,
    },
    Page {
        code: "one-to-one-not-unique",
        title: r"A foreign key of one to one that is not unique",
        text: r#"If several records could point at the same one, the relation would be one to many. `nicol validate --fix` adds `@unique`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id      Int      @id
  profile Profile?
}

model Profile {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int
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
        code: "required-back-relation",
        title: r"The end without the foreign key is required",
        text: r#"No database can promise that a record exists which points at this one."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id      Int     @id
  profile Profile
}

model Profile {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
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
        code: "required-relation-over-optional",
        title: r"A required relation in an optional field",
        text: r#"A relation whose foreign key may be null is optional."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int?
}
"#,
        right: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int   @id
  user   User? @relation(fields: [userId], references: [id])
  userId Int?
}
"#,
    },
];
