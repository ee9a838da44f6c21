//! Types of fields, enums, composite types.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "type-not-supported",
        title: r"A type that the database does not have",
        text: r#"Lists of scalars need PostgreSQL, CockroachDB or MongoDB. SQL Server has no Json, MongoDB no Decimal."#,
        setup: Setup::Database("sqlite"),
        wrong: r#"model User {
  id   Int      @id
  tags String[]
}
"#,
        right: r#"model User {
  id   Int  @id
  tags Json
}
"#,
    },
    Page {
        code: "enum-not-supported",
        title: r"An enum where there are none",
        text: r#"SQL Server has no enums."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model User {
  id   Int  @id
  role Role
}

enum Role {
  USER
  ADMIN
}
"#,
        right: r#"model User {
  id   Int    @id
  role String
}
"#,
    },
    Page {
        code: "empty-enum",
        title: r"An enum without values",
        text: r#"An enum has one value at least."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"enum Role {
}
"#,
        right: r#"enum Role {
  USER
}
"#,
    },
    Page {
        code: "composite-type",
        title: r"A composite type where there is none",
        text: r#"Only MongoDB has composite types."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"type Address {
  street String
}
"#,
        right: r#"model Address {
  id     Int    @id
  street String
}
"#,
    },
    Page {
        code: "empty-composite-type",
        title: r"A composite type without fields",
        text: r#"A composite type has one field at least."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"type Address {
}
"#,
        right: r#"type Address {
  street String
}
"#,
    },
    Page {
        code: "endless-composite-type",
        title: r"A composite type that holds itself",
        text: r#"A value of a type that holds itself in a required field would never end."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"type Part {
  name String
  part Part
}
"#,
        right: r#"type Part {
  name String
  part Part?
}
"#,
    },
    Page {
        code: "relation-in-composite",
        title: r"A relation in a composite type",
        text: r#"Composite types hold values. They can hold the id of another record, but no relation to it."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"type Line {
  amount  Int
  product Product
}

model Product {
  id String @id @map("_id")
}
"#,
        right: r#"type Line {
  amount    Int
  productId String
}

model Product {
  id String @id @map("_id")
}
"#,
    },
    Page {
        code: "attribute-in-composite",
        title: r"An attribute that composite types can't have",
        text: r#"A composite type has no key, index or name in the database of its own. Indexes stand in the models that hold it."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"type Address {
  street String

  @@map("addresses")
}
"#,
        right: r#"type Address {
  street String
}
"#,
    },
    Page {
        code: "default-on-composite",
        title: r"A default of a composite field",
        text: r#"A field of a composite type has no default. Those inside it may have one."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"type Address {
  street String
}

model User {
  id   String  @id @map("_id")
  home Address @default("x")
}
"#,
        right: r#"type Address {
  street String @default("x")
}

model User {
  id   String  @id @map("_id")
  home Address
}
"#,
    },
];
