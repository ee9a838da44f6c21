//! Relations of many to many.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "many-to-many-without-id",
        title: r"Many to many without an id of one field",
        text: r#"The join table of a relation of many to many holds the ids of both sides, one column each. For others it is written as a model."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Post {
  a    Int
  b    Int
  tags Tag[]

  @@id([a, b])
}

model Tag {
  id    Int    @id
  posts Post[]
}
"#,
        right: r#"model Post {
  id   Int   @id
  a    Int
  b    Int
  tags Tag[]

  @@unique([a, b])
}

model Tag {
  id    Int    @id
  posts Post[]
}
"#,
    },
    Page {
        code: "many-to-many-of-view",
        title: r"A view in many to many",
        text: r#"A join table has foreign keys, and nothing can point at a view. With a model or view in between there are two relations of one to many."#,
        setup: Setup::Feature("postgresql", "views"),
        wrong: r#"view Total {
  id   Int   @unique
  tags Tag[]
}

model Tag {
  id     Int     @id
  totals Total[]
}
"#,
        right: r#"view Total {
  id   Int        @unique
  tags TotalTag[]
}

view TotalTag {
  total   Total @relation(fields: [totalId], references: [id])
  totalId Int
  tag     Tag   @relation(fields: [tagId], references: [id])
  tagId   Int
}

model Tag {
  id     Int        @id
  totals TotalTag[]
}
"#,
    },
    Page {
        code: "many-to-many-references",
        title: r"`references` in many to many",
        text: r#"The join table always points at the ids."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Post {
  id   Int   @id
  tags Tag[] @relation(references: [id])
}

model Tag {
  id    Int    @id
  posts Post[]
}
"#,
        right: r#"model Post {
  id   Int   @id
  tags Tag[]
}

model Tag {
  id    Int    @id
  posts Post[]
}
"#,
    },
    Page {
        code: "many-to-many-action",
        title: r"A referential action in many to many",
        text: r#"The rows of the join table always go with the records that they join."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Post {
  id   Int   @id
  tags Tag[] @relation(onDelete: Restrict)
}

model Tag {
  id    Int    @id
  posts Post[]
}
"#,
        right: r#"model Post {
  id   Int   @id
  tags Tag[]
}

model Tag {
  id    Int    @id
  posts Post[]
}
"#,
    },
    Page {
        code: "implicit-many-to-many",
        title: r"A join table on MongoDB",
        text: r#"MongoDB has no join tables: both sides hold the ids of the other."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model Post {
  id   String @id @map("_id")
  tags Tag[]
}

model Tag {
  id    String @id @map("_id")
  posts Post[]
}
"#,
        right: r#"model Post {
  id     String   @id @map("_id")
  tagIds String[]
  tags   Tag[]    @relation(fields: [tagIds], references: [id])
}

model Tag {
  id      String   @id @map("_id")
  postIds String[]
  posts   Post[]   @relation(fields: [postIds], references: [id])
}
"#,
    },
    Page {
        code: "embedded-many-to-many",
        title: r"Lists of ids as a relation where there are none",
        text: r#"Only MongoDB holds relations in lists of ids."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Post {
  id     Int   @id
  tagIds Int[]
  tags   Tag[] @relation(fields: [tagIds], references: [id])
}

model Tag {
  id      Int    @id
  postIds Int[]
  posts   Post[] @relation(fields: [postIds], references: [id])
}
"#,
        right: r#"model Post {
  id   Int   @id
  tags Tag[]
}

model Tag {
  id    Int    @id
  posts Post[]
}
"#,
    },
];
