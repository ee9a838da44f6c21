//! Indexes.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "unknown-sort-order",
        title: r"A sort order that is not known",
        text: r#"Sort orders are `Asc` and `Desc`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@index([name(sort: Down)])
}
"#,
        right: r#"model User {
  id   Int    @id
  name String

  @@index([name(sort: Desc)])
}
"#,
    },
    Page {
        code: "index-length",
        title: r"A length that an index can't have",
        text: r#"Only MySQL indexes the start of a column, and only of those of type String and Bytes."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@index([name(length: 10)])
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
        code: "missing-index-length",
        title: r"A long text in an index on MySQL",
        text: r#"Of the Text and Blob types MySQL indexes only the start, and `length` says how much."#,
        setup: Setup::Database("mysql"),
        wrong: r#"model Note {
  id   Int    @id
  text String @db.Text

  @@index([text])
}
"#,
        right: r#"model Note {
  id   Int    @id
  text String @db.Text

  @@index([text(length: 100)])
}
"#,
    },
    Page {
        code: "native-type-in-index",
        title: r"A type that SQL Server can't index",
        text: r#"Columns of type Text, NText, Image and Xml, and those of length Max, can't be in keys and indexes."#,
        setup: Setup::Database("sqlserver"),
        wrong: r#"model Note {
  id   Int    @id
  text String @db.Text

  @@index([text])
}
"#,
        right: r#"model Note {
  id   Int    @id
  text String @db.NVarChar(400)

  @@index([text])
}
"#,
    },
    Page {
        code: "xml-in-index",
        title: r"An Xml column in an index",
        text: r#"PostgreSQL can't compare values of type Xml."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Note {
  id   Int    @id
  text String @db.Xml

  @@index([text])
}
"#,
        right: r#"model Note {
  id   Int    @id
  text String @db.Xml
}
"#,
    },
    Page {
        code: "unknown-index-type",
        title: r"A type of index that is not known",
        text: r#"Types of indexes are `BTree`, `Hash`, `Gist`, `Gin`, `SpGist` and `Brin`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@index([name], type: Tree)
}
"#,
        right: r#"model User {
  id   Int    @id
  name String

  @@index([name], type: BTree)
}
"#,
    },
    Page {
        code: "index-type",
        title: r"A type of index that the database does not have",
        text: r#"PostgreSQL has all types of indexes, CockroachDB `BTree` and `Gin`, the others `BTree`."#,
        setup: Setup::Database("sqlite"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@index([name], type: Hash)
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
        code: "hash-index-sort",
        title: r"A sort order in a hash index",
        text: r#"A hash has no order."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@index([name(sort: Desc)], type: Hash)
}
"#,
        right: r#"model User {
  id   Int    @id
  name String

  @@index([name], type: Hash)
}
"#,
    },
    Page {
        code: "spgist-columns",
        title: r"An SP-GiST index over several fields",
        text: r#"An index of type `SpGist` has one field."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Note {
  id    Int    @id
  title String
  text  String

  @@index([title, text], type: SpGist)
}
"#,
        right: r#"model Note {
  id    Int    @id
  title String
  text  String

  @@index([title], type: SpGist)
  @@index([text], type: SpGist)
}
"#,
    },
    Page {
        code: "unknown-operator-class",
        title: r"An operator class that is not known",
        text: r#"The classes of PostgreSQL have names in capitals, such as `JsonbPathOps`. Others are written `raw("class_name")`."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Note {
  id   Int  @id
  data Json

  @@index([data(ops: JsonPathOps)], type: Gin)
}
"#,
        right: r#"model Note {
  id   Int  @id
  data Json

  @@index([data(ops: JsonbPathOps)], type: Gin)
}
"#,
    },
    Page {
        code: "operator-class-index-type",
        title: r"An operator class of another type of index",
        text: r#"Every class belongs to one or two types of indexes."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Note {
  id   Int  @id
  data Json

  @@index([data(ops: JsonbPathOps)], type: Gist)
}
"#,
        right: r#"model Note {
  id   Int  @id
  data Json

  @@index([data(ops: JsonbPathOps)], type: Gin)
}
"#,
    },
    Page {
        code: "operator-class-type",
        title: r"An operator class of another type of column",
        text: r#"Every class is for certain types of columns."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model Note {
  id   Int      @id
  tags String[]

  @@index([tags(ops: JsonbOps)], type: Gin)
}
"#,
        right: r#"model Note {
  id   Int      @id
  tags String[]

  @@index([tags(ops: ArrayOps)], type: Gin)
}
"#,
    },
    Page {
        code: "operator-class-not-allowed",
        title: r"An operator class where there is none",
        text: r#"Only `@@index` has operator classes."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@unique([name(ops: raw("text_pattern_ops"))])
}
"#,
        right: r#"model User {
  id   Int    @id
  name String @unique

  @@index([name(ops: raw("text_pattern_ops"))])
}
"#,
    },
    Page {
        code: "missing-operator-class",
        title: r"A column that an index can't hold without an operator class",
        text: r#"Indexes of type `Gin`, `Gist`, `SpGist` and `Brin` know some types of columns by themselves. For others an extension brings a class."#,
        setup: Setup::Database("postgresql"),
        wrong: r#"model User {
  id   Int    @id
  name String

  @@index([name], type: Gin)
}
"#,
        right: r#"model User {
  id   Int    @id
  name String

  @@index([name(ops: raw("gin_trgm_ops"))], type: Gin)
}
"#,
    },
    Page {
        code: "json-not-last",
        title: r"A Json field that does not stand last",
        text: r#"In an index of type `Gin` CockroachDB has one Json field, at the end."#,
        setup: Setup::Database("cockroachdb"),
        wrong: r#"model Note {
  id   Int      @id
  data Json
  tags String[]

  @@index([data, tags], type: Gin)
}
"#,
        right: r#"model Note {
  id   Int      @id
  data Json
  tags String[]

  @@index([tags, data], type: Gin)
}
"#,
    },
    Page {
        code: "composite-in-unique",
        title: r"A composite type in a unique of several fields",
        text: r#"A unique of several fields can name fields of a composite type, but not the composite type itself."#,
        setup: Setup::Database("mongodb"),
        wrong: r#"type Address {
  street String
  city   String
}

model Shop {
  id      String  @id @map("_id")
  name    String
  address Address

  @@unique([name, address])
}
"#,
        right: r#"type Address {
  street String
  city   String
}

model Shop {
  id      String  @id @map("_id")
  name    String
  address Address

  @@unique([name, address.city])
}
"#,
    },
];
