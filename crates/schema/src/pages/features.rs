//! Preview features and schemas of the database.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "preview-features-in-datasource",
        title: r"Preview features in the datasource",
        text: r#"`previewFeatures` stands in generators."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider        = "postgresql"
  previewFeatures = ["views"]
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = ["views"]
}
"#,
    },
    Page {
        code: "unknown-preview-feature",
        title: r"A preview feature that is not known",
        text: r#"The message lists the features of the provider, and the nearest name."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = ["view"]
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = ["views"]
}
"#,
    },
    Page {
        code: "stable-preview-feature",
        title: r"A preview feature that is always on",
        text: r#"A warning: the feature is there without being named. `nicol validate --fix` removes it from the list."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = ["driverAdapters"]
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider = "prisma-client"
  output   = "./generated"
}
"#,
    },
    Page {
        code: "renamed-preview-feature",
        title: r"The old name of a preview feature",
        text: r#"A warning: for PostgreSQL `fullTextSearch` is called `fullTextSearchPostgres` now. `nicol validate --fix` renames it."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = ["fullTextSearch"]
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = ["fullTextSearchPostgres"]
}
"#,
    },
    Page {
        code: "deprecated-preview-feature",
        title: r"A preview feature that goes away",
        text: r#"A warning: a later version of Prisma no longer knows the feature."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["metrics"]
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

generator client {
  provider = "prisma-client-js"
}
"#,
    },
    Page {
        code: "missing-preview-feature",
        title: r"Something that needs a preview feature",
        text: r#"Views, partial indexes, extensions of PostgreSQL and shard keys are preview features, which a generator has to name."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
}

view Total {
  sum Int
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "./generated"
  previewFeatures = ["views"]
}

view Total {
  sum Int
}
"#,
    },
    Page {
        code: "schema-attribute",
        title: r"`@@schema` where there are no schemas",
        text: r#"PostgreSQL, CockroachDB and SQL Server have several schemas in a database. Elsewhere `@@schema` means nothing."#,
        setup: Setup::Database("sqlite"),
        wrong: r#"model User {
  id Int @id

  @@schema("main")
}
"#,
        right: r#"model User {
  id Int @id
}
"#,
    },
    Page {
        code: "unknown-schema",
        title: r"A schema that the datasource does not list",
        text: r#"`@@schema` names one of the `schemas` of the datasource."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
  schemas  = ["public"]
}

model User {
  id Int @id

  @@schema("shop")
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
  schemas  = ["public", "shop"]
}

model User {
  id Int @id

  @@schema("shop")
}
"#,
    },
    Page {
        code: "missing-schema",
        title: r"A block without `@@schema`",
        text: r#"Once the datasource lists `schemas`, every model, view and enum says which of them it lies in."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
  schemas  = ["public"]
}

model User {
  id Int @id
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
  schemas  = ["public"]
}

model User {
  id Int @id

  @@schema("public")
}
"#,
    },
];
