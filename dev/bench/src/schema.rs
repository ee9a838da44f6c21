//! Schemas of any size.

use std::fmt::Write;

const HEAD: &str = "generator client {
  provider = \"nicol-rust\"
  output   = \"../db\"
}

datasource db {
  provider = \"postgresql\"
  url      = env(\"DATABASE_URL\")
}
";

/// A schema of `count` models: 12 columns, 3 relations and one enum each.
pub(crate) fn models(count: usize) -> String {
    let mut text = HEAD.to_owned();
    for i in 0..count {
        // Each model refers to the next one; so each has the next model's list, and a list of its own tree.
        let next = (i + 1) % count;
        let _ = write!(
            text,
            "
model Model{i} {{
  id        Int       @id @default(autoincrement())
  key       String    @unique @default(cuid())
  title     String
  body      String?
  kind      Kind{i}   @default(ALPHA)
  isOpen    Boolean   @default(true)
  size      Int       @default(0)
  weight    Float?
  price     Decimal?
  createdAt DateTime  @default(now())
  updatedAt DateTime  @updatedAt
  nextId    Int?
  next      Model{next}?   @relation(\"next{i}\", fields: [nextId], references: [id])
  others    Model{previous}[]  @relation(\"next{previous}\")
  tags      Model{next}[]  @relation(\"tags{i}\")
  tagged    Model{previous}[]  @relation(\"tags{previous}\")

  @@index([createdAt])
}}

enum Kind{i} {{
  ALPHA
  BETA
  GAMMA
}}
",
            previous = (i + count - 1) % count,
        );
    }
    text
}

/// A schema of about this many lines.
pub(crate) fn lines(count: usize) -> String {
    let per_model = models(2).lines().count() - models(1).lines().count();
    models(count / per_model)
}
