//! Partial and full-text indexes, shard keys, views.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "invalid-index-predicate",
        title: r"A condition of an index that can't be read",
        text: r#"`where` is SQL, `raw("…")`, or an object of fields and values: `true`, `false`, `null`, numbers, strings, or `{ not: value }`."#,
        setup: Setup::Feature("postgresql", "partialIndexes"),
        wrong: r#"model User {
  id      Int     @id
  email   String
  deleted Boolean

  @@index([email], where: { deleted: "no" })
}
"#,
        right: r#"model User {
  id      Int     @id
  email   String
  deleted Boolean

  @@index([email], where: { deleted: false })
}
"#,
    },
    Page {
        code: "partial-index",
        title: r"A partial index where there is none",
        text: r#"MySQL indexes all rows of a table."#,
        setup: Setup::Feature("mysql", "partialIndexes"),
        wrong: r#"model User {
  id    Int    @id
  email String

  @@index([email], where: raw("email <> ''"))
}
"#,
        right: r#"model User {
  id    Int    @id
  email String

  @@index([email])
}
"#,
    },
    Page {
        code: "fulltext-index",
        title: r"A full-text index where there is none",
        text: r#"MySQL and MongoDB have `@@fulltext`. PostgreSQL has indexes of type `Gin`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Note {
  id   Int    @id
  text String

  @@fulltext([text])
}
"#,
        right: r#"model Note {
  id   Int    @id
  text String

  @@index([text(ops: raw("gin_trgm_ops"))], type: Gin)
}
"#,
    },
    Page {
        code: "fulltext-length",
        title: r"A length in a full-text index",
        text: r#"A full-text index always holds the whole text."#,
        setup: Setup::Database("mysql"),
        wrong: r#"model Note {
  id   Int    @id
  text String

  @@fulltext([text(length: 10)])
}
"#,
        right: r#"model Note {
  id   Int    @id
  text String

  @@fulltext([text])
}
"#,
    },
    Page {
        code: "fulltext-sort",
        title: r"A sort order in a full-text index",
        text: r#"MySQL's have none. In MongoDB the fields without `sort` stand side by side."#,
        setup: Setup::Database("mysql"),
        wrong: r#"model Note {
  id   Int    @id
  text String

  @@fulltext([text(sort: Desc)])
}
"#,
        right: r#"model Note {
  id   Int    @id
  text String

  @@fulltext([text])
}
"#,
    },
    Page {
        code: "several-fulltext",
        title: r"More than one full-text index on MongoDB",
        text: r#"MongoDB has one a model, over all fields that are searched."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"model Note {
  id    String @id @map("_id")
  title String
  text  String

  @@fulltext([title])
  @@fulltext([text])
}
"#,
        right: r#"model Note {
  id    String @id @map("_id")
  title String
  text  String

  @@fulltext([title, text])
}
"#,
    },
    Page {
        code: "shard-key",
        title: r"A shard key where there is none",
        text: r#"Shard keys are for PlanetScale, which speaks MySQL."#,
        setup: Setup::Feature("postgresql", "shardKeys"),
        wrong: r#"model User {
  id Int @id @shardKey
}
"#,
        right: r#"model User {
  id Int @id
}
"#,
    },
    Page {
        code: "several-shard-keys",
        title: r"More than one shard key",
        text: r#"A model has one field with `@shardKey`, or `@@shardKey` with several."#,
        setup: Setup::Feature("mysql", "shardKeys"),
        wrong: r#"model User {
  id   Int @id @shardKey
  team Int @shardKey
}
"#,
        right: r#"model User {
  id   Int @id
  team Int

  @@shardKey([id, team])
}
"#,
    },
    Page {
        code: "shard-key-not-required",
        title: r"A shard key that may be missing",
        text: r#"The fields of a shard key are required and no lists."#,
        setup: Setup::Feature("mysql", "shardKeys"),
        wrong: r#"model User {
  id   Int  @id
  team Int? @shardKey
}
"#,
        right: r#"model User {
  id   Int @id
  team Int @shardKey
}
"#,
    },
    Page {
        code: "key-on-view",
        title: r"An id on a view",
        text: r#"A view has no primary key. `@unique` promises that records can be told apart."#,
        setup: Setup::Feature("postgresql", "views"),
        wrong: r#"view Total {
  userId Int @id
  sum    Int
}
"#,
        right: r#"view Total {
  userId Int @unique
  sum    Int
}
"#,
    },
    Page {
        code: "index-on-view",
        title: r"An index on a view",
        text: r#"A view has no indexes, and its uniques have no names and lengths in the database."#,
        setup: Setup::Feature("postgresql", "views"),
        wrong: r#"view Total {
  userId Int @unique
  sum    Int

  @@index([sum])
}
"#,
        right: r#"view Total {
  userId Int @unique
  sum    Int
}
"#,
    },
];
