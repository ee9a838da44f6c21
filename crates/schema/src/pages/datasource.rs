//! The datasource.

use super::{Page, Setup};

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "several-datasources",
        title: r"More than one datasource",
        text: r#"A schema has one datasource, also when it lies in several files."#,
        setup: Setup::None,
        wrong: r#"datasource one {
  provider = "postgresql"
}

datasource two {
  provider = "postgresql"
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}
"#,
    },
    Page {
        code: "missing-provider",
        title: r"A datasource or generator without `provider`",
        text: r#"The datasource's provider is the database. A generator's provider is the program that generates."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  relationMode = "prisma"
}
"#,
        right: r#"datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}
"#,
    },
    Page {
        code: "invalid-provider",
        title: r"A provider that is no string",
        text: r#"The datasource's provider decides what the schema means, so it stands there as a string and can't come from the environment."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = env("PROVIDER")
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}
"#,
    },
    Page {
        code: "unknown-provider",
        title: r"A provider that is not known",
        text: r#"Providers of datasources are `postgresql`, `sqlite`, `mysql`, `sqlserver`, `mongodb` and `cockroachdb`. MariaDB's is `mysql`."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "mariadb"
}
"#,
        right: r#"datasource db {
  provider = "mysql"
}
"#,
    },
    Page {
        code: "missing-url",
        title: r"A datasource without `url`",
        text: r#"A schema whose datasource has connection settings is read as Prisma 6 reads it, and needs `url` among them. Without any of them the URL comes from `prisma.config.ts`."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
  url      = { env: "DATABASE_URL" }
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
"#,
    },
    Page {
        code: "url-in-config-file",
        title: r"A connection setting that belongs into the configuration file",
        text: r#"In a datasource without `url` the connection settings are those of `prisma.config.ts`, all of them."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider          = "postgresql"
  shadowDatabaseUrl = env("SHADOW_DATABASE_URL")
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
}
"#,
    },
    Page {
        code: "shadow-is-main-database",
        title: r"The shadow database is the main one",
        text: r#"The shadow database is emptied whenever migrations are tried out. It must never be a database with data."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider          = "postgresql"
  url               = env("DATABASE_URL")
  shadowDatabaseUrl = env("DATABASE_URL")
}
"#,
        right: r#"datasource db {
  provider          = "postgresql"
  url               = env("DATABASE_URL")
  shadowDatabaseUrl = env("SHADOW_DATABASE_URL")
}
"#,
    },
    Page {
        code: "unknown-property",
        title: r"A property that a datasource does not have",
        text: r#"Datasources have `provider`, `url`, `directUrl`, `shadowDatabaseUrl`, `relationMode`, `schemas` and, with PostgreSQL, `extensions`."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
  schema   = "shop"
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
  schemas  = ["shop"]
}
"#,
    },
    Page {
        code: "deprecated-property",
        title: r"The old name of a property",
        text: r#"A warning: `referentialIntegrity` is called `relationMode` now. `nicol validate --fix` renames it."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider             = "postgresql"
  referentialIntegrity = "foreignKeys"
}
"#,
        right: r#"datasource db {
  provider     = "postgresql"
  relationMode = "foreignKeys"
}
"#,
    },
    Page {
        code: "duplicate-property",
        title: r"A property under both its names",
        text: r#"`referentialIntegrity` is the old name of `relationMode`: only one of them can stand there."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider             = "postgresql"
  relationMode         = "prisma"
  referentialIntegrity = "prisma"
}
"#,
        right: r#"datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}
"#,
    },
    Page {
        code: "invalid-relation-mode",
        title: r"A relation mode that is not there",
        text: r#"With `"foreignKeys"` the database guards relations, with `"prisma"` the client does. MongoDB has only the latter."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider     = "mysql"
  relationMode = "none"
}
"#,
        right: r#"datasource db {
  provider     = "mysql"
  relationMode = "prisma"
}
"#,
    },
    Page {
        code: "schemas-property",
        title: r"`schemas` where there are none",
        text: r#"PostgreSQL, CockroachDB and SQL Server have several schemas in a database. Elsewhere `schemas` means nothing."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "sqlite"
  schemas  = ["main"]
}
"#,
        right: r#"datasource db {
  provider = "sqlite"
}
"#,
    },
    Page {
        code: "empty-schemas",
        title: r"A list of schemas without a schema",
        text: r#"`schemas` names the schemas of the database that the models lie in."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
  schemas  = []
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
  schemas  = ["public"]
}
"#,
    },
    Page {
        code: "duplicate-schema",
        title: r"A schema that is listed twice",
        text: r#"Every schema of the database is named once."#,
        setup: Setup::None,
        wrong: r#"datasource db {
  provider = "postgresql"
  schemas  = ["public", "public"]
}
"#,
        right: r#"datasource db {
  provider = "postgresql"
  schemas  = ["public", "shop"]
}
"#,
    },
];
