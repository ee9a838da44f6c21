//! Referential actions.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "unknown-referential-action",
        title: r"A referential action that is not known",
        text: r#"Actions are `Cascade`, `Restrict`, `NoAction`, `SetNull` and `SetDefault`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], onDelete: Delete)
  userId Int
}
"#,
        right: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId Int
}
"#,
    },
    Page {
        code: "referential-action-not-supported",
        title: r"A referential action that the database does not have",
        text: r#"SQL Server has no `Restrict`. With `relationMode = "prisma"` the client knows fewer actions than the databases."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], onDelete: Restrict)
  userId Int
}
"#,
        right: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], onDelete: NoAction)
  userId Int
}
"#,
    },
    Page {
        code: "action-on-wrong-side",
        title: r"A referential action at the wrong end",
        text: r#"Actions belong to the foreign key."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[] @relation(onDelete: Cascade)
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
  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId Int
}
"#,
    },
    Page {
        code: "set-null-on-required",
        title: r"`SetNull` on a field that can't be null",
        text: r#"The action would set the foreign key to null, which its field does not allow. With foreign keys of PostgreSQL it is a warning, and the database refuses the deletion."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], onDelete: SetNull)
  userId Int
}
"#,
        right: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int   @id
  user   User? @relation(fields: [userId], references: [id], onDelete: SetNull)
  userId Int?
}
"#,
    },
    Page {
        code: "set-default-on-mysql",
        title: r"`SetDefault` on MySQL",
        text: r#"A warning: MySQL reads the action and does not do it."#,
        setup: Setup::Database("mysql"),
        wrong: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], onDelete: SetDefault)
  userId Int  @default(1)
}
"#,
        right: r#"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id], onDelete: Restrict)
  userId Int  @default(1)
}
"#,
    },
    Page {
        code: "cascading-cycle",
        title: r"Actions that run in a circle",
        text: r#"SQL Server, and the client with `relationMode = "prisma"`, can't follow actions that come back to where they started. `NoAction` for both actions of one relation breaks the circle."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model Person {
  id     Int      @id
  boss   Person?  @relation("boss", fields: [bossId], references: [id])
  bossId Int?
  staff  Person[] @relation("boss")
}
"#,
        right: r#"model Person {
  id     Int      @id
  boss   Person?  @relation("boss", fields: [bossId], references: [id], onDelete: NoAction, onUpdate: NoAction)
  bossId Int?
  staff  Person[] @relation("boss")
}
"#,
    },
    Page {
        code: "cascading-paths",
        title: r"Actions that reach a table on two paths",
        text: r#"SQL Server refuses foreign keys whose actions reach a table on more than one path. `NoAction` on one of them leaves one path."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model User {
  id       Int       @id
  posts    Post[]
  comments Comment[]
}

model Post {
  id       Int       @id
  user     User      @relation(fields: [userId], references: [id])
  userId   Int
  comments Comment[]
}

model Comment {
  id     Int  @id
  post   Post @relation(fields: [postId], references: [id])
  postId Int
  user   User @relation(fields: [userId], references: [id])
  userId Int
}
"#,
        right: r#"model User {
  id       Int       @id
  posts    Post[]
  comments Comment[]
}

model Post {
  id       Int       @id
  user     User      @relation(fields: [userId], references: [id])
  userId   Int
  comments Comment[]
}

model Comment {
  id     Int  @id
  post   Post @relation(fields: [postId], references: [id])
  postId Int
  user   User @relation(fields: [userId], references: [id], onDelete: NoAction, onUpdate: NoAction)
  userId Int
}
"#,
    },
];
