//! Defaults, and what else sets values.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "wrong-default-value",
        title: r"A default of another type",
        text: r#"The default is a value of the field's type: texts, dates, JSON and bytes in quotes, values of enums without."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id     Int @id
  points Int @default("0")
}
"#,
        right: r#"model User {
  id     Int @id
  points Int @default(0)
}
"#,
    },
    Page {
        code: "default-not-a-list",
        title: r"A single value as the default of a list",
        text: r#"The default of a list is a list."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int      @id
  tags String[] @default("new")
}
"#,
        right: r#"model User {
  id   Int      @id
  tags String[] @default(["new"])
}
"#,
    },
    Page {
        code: "default-is-a-list",
        title: r"A list as the default of a single value",
        text: r#"The default of a field that is no list is one value."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id  Int    @id
  tag String @default(["new"])
}
"#,
        right: r#"model User {
  id  Int    @id
  tag String @default("new")
}
"#,
    },
    Page {
        code: "default-on-unsupported",
        title: r"A default that an `Unsupported` field can't have",
        text: r#"Nothing is known about the type but its name, so its default is an expression of the database."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Place {
  id    Int                  @id
  point Unsupported("point") @default("(0,0)")
}
"#,
        right: r#"model Place {
  id    Int                  @id
  point Unsupported("point") @default(dbgenerated("'(0,0)'"))
}
"#,
    },
    Page {
        code: "unknown-default-function",
        title: r"A function that is not known",
        text: r#"Functions of defaults are `autoincrement()`, `cuid()`, `uuid()`, `nanoid()`, `ulid()`, `now()` and `dbgenerated()`; on CockroachDB also `sequence()`, on MongoDB `auto()`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id String @id @default(guid())
}
"#,
        right: r#"model User {
  id String @id @default(uuid())
}
"#,
    },
    Page {
        code: "invalid-default-function",
        title: r"A function that does not fit",
        text: r#"Each function is for certain types and has certain arguments: `now()` for DateTime, `autoincrement()` for Int and BigInt, the others for String."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id Int @id @default(uuid())
}
"#,
        right: r#"model User {
  id String @id @default(uuid())
}
"#,
    },
    Page {
        code: "named-default",
        title: r"A name of a default where it has none",
        text: r#"Only SQL Server has names for defaults."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id    Int    @id
  email String @default("x", map: "email_default")
}
"#,
        right: r#"model User {
  id    Int    @id
  email String @default("x")
}
"#,
    },
    Page {
        code: "autoincrement",
        title: r"`autoincrement()` where it can't be",
        text: r#"SQLite counts the single id only, MySQL one indexed field a model, CockroachDB only BigInt, MongoDB nothing."#,
        setup: Setup::Database("sqlite"),
        wrong: r#"model User {
  id     Int @id
  number Int @default(autoincrement())
}
"#,
        right: r#"model User {
  id     Int @id @default(autoincrement())
  number Int
}
"#,
    },
    Page {
        code: "auto-without-id",
        title: r"`auto()` on a field that is no id",
        text: r#"MongoDB makes ids, and no other values."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model User {
  id  String @id @default(auto()) @map("_id") @db.ObjectId
  key String @default(auto()) @db.ObjectId
}
"#,
        right: r#"model User {
  id  String @id @default(auto()) @map("_id") @db.ObjectId
  key String @db.ObjectId
}
"#,
    },
    Page {
        code: "auto-without-object-id",
        title: r"`auto()` without an ObjectId",
        text: r#"The ids that MongoDB makes are of type ObjectId."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model User {
  id String @id @default(auto()) @map("_id")
}
"#,
        right: r#"model User {
  id String @id @default(auto()) @map("_id") @db.ObjectId
}
"#,
    },
    Page {
        code: "invalid-updated-at",
        title: r"`@updatedAt` on another type",
        text: r#"The client sets the field to the time of the change, so it is one DateTime."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id      Int    @id
  changed String @updatedAt
}
"#,
        right: r#"model User {
  id      Int      @id
  changed DateTime @updatedAt
}
"#,
    },
    Page {
        code: "ignore-in-ignored-model",
        title: r"`@ignore` in a model that is ignored",
        text: r#"`@@ignore` ignores all fields of the model."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Old {
  id   Int    @id
  text String @ignore

  @@ignore
}
"#,
        right: r#"model Old {
  id   Int    @id
  text String

  @@ignore
}
"#,
    },
    Page {
        code: "ignore-on-unsupported",
        title: r"`@ignore` on an `Unsupported` field",
        text: r#"A field of an unsupported type is not in the client anyway."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Place {
  id    Int                   @id
  point Unsupported("point")? @ignore
}
"#,
        right: r#"model Place {
  id    Int                   @id
  point Unsupported("point")?
}
"#,
    },
];
