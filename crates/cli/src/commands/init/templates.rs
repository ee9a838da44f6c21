//! The texts that `nicol init` writes.

use super::Provider;

/// Everything that the texts depend on.
pub(super) struct Plan {
    pub(super) provider: Provider,
    pub(super) url: Option<String>,
    /// There is a package.json.
    pub(super) is_node: bool,
    /// It names the package `prisma`, whose users find Prisma's own imports in the configuration.
    pub(super) has_prisma: bool,
    /// It names the package `nicol`.
    pub(super) has_nicol: bool,
    pub(super) generator: String,
    pub(super) output: String,
    pub(super) preview_features: Vec<String>,
    pub(super) with_model: bool,
}

pub(super) const fn provider_name(provider: Provider) -> &'static str {
    match provider {
        Provider::Postgresql => "postgresql",
        Provider::Sqlite => "sqlite",
        Provider::Mysql => "mysql",
        Provider::Sqlserver => "sqlserver",
        Provider::Mongodb => "mongodb",
        Provider::Cockroachdb => "cockroachdb",
    }
}

pub(super) fn is_rust(generator: &str) -> bool {
    matches!(generator, "nicol-rust" | "prisma-client-rust")
}

impl Plan {
    pub(super) fn schema(&self) -> String {
        let mut fields = vec![("provider", quoted(&self.generator)), ("output", quoted(&self.output))];
        if !self.preview_features.is_empty() {
            let features: Vec<String> = self.preview_features.iter().map(|f| quoted(f)).collect();
            fields.push(("previewFeatures", format!("[{}]", features.join(", "))));
        }
        let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        let fields: String = fields.iter().map(|(name, value)| format!("  {name:width$} = {value}\n")).collect();
        let mut text = format!(
            "// The data model: what the database holds and what the client offers.\n\
             // `nicol validate` checks it, `nicol migrate dev` brings the database to it, `nicol generate` makes the client.\n\n\
             generator client {{\n{fields}}}\n\n\
             datasource db {{\n  provider = {}\n}}\n",
            quoted(provider_name(self.provider))
        );
        if self.with_model {
            text.push_str(&self.model());
        }
        text
    }

    fn model(&self) -> String {
        let id = match self.provider {
            Provider::Mongodb => "id    String  @id @default(auto()) @map(\"_id\") @db.ObjectId",
            Provider::Cockroachdb => "id    BigInt  @id @default(autoincrement())",
            _ => "id    Int     @id @default(autoincrement())",
        };
        format!("\nmodel User {{\n  {id}\n  email String  @unique\n  name  String?\n}}\n")
    }

    pub(super) fn config(&self) -> String {
        // What is imported has to be installed: the compiler looks at this file too.
        let is_imported = self.has_prisma || (self.is_node && !is_rust(&self.generator));
        let imports = match (is_imported, self.has_prisma) {
            (true, true) => "import \"dotenv/config\";\nimport { defineConfig } from \"prisma/config\";\n\n",
            (true, false) => "import { defineConfig } from \"nicol/config\";\n\n",
            (false, _) => "",
        };
        let (open, close) = if is_imported { ("defineConfig(", ")") } else { ("", "") };
        format!(
            "// Read by Nicol without running it, and by Prisma.\n{imports}export default {open}{{\n  \
             schema: \"prisma/schema.prisma\",\n  \
             migrations: {{\n    path: \"prisma/migrations\",\n  }},\n  \
             datasource: {{\n    url: process.env.DATABASE_URL,\n  }},\n}}{close};\n"
        )
    }

    pub(super) fn env(&self) -> String {
        let url = self.url.as_deref().unwrap_or(match self.provider {
            Provider::Postgresql => "postgresql://USER:PASSWORD@localhost:5432/mydb?schema=public",
            Provider::Sqlite => "file:./dev.db",
            Provider::Mysql => "mysql://USER:PASSWORD@localhost:3306/mydb",
            Provider::Sqlserver => "sqlserver://localhost:1433;database=mydb;user=SA;password=PASSWORD;",
            Provider::Mongodb => "mongodb+srv://USER:PASSWORD@HOST/mydb",
            Provider::Cockroachdb => "postgresql://USER:PASSWORD@localhost:26257/mydb?schema=public",
        });
        let quote = if url.contains('"') { '\'' } else { '"' };
        format!(
            "# Read by nicol from here. A variable that is set already is never overridden. Keep this file out of git.\n\
             DATABASE_URL={quote}{url}{quote}\n"
        )
    }

    /// Lines for `.gitignore`.
    pub(super) fn ignored_paths(&self) -> Vec<String> {
        let mut lines = vec![".env".to_owned(), ".nicol/".to_owned()];
        if self.is_node {
            lines.insert(0, "node_modules".to_owned());
        }
        // A Rust client is a part of the crate; without it the crate doesn't build.
        if !is_rust(&self.generator)
            && let Some(path) = self.output.strip_prefix("../")
        {
            lines.push(format!("/{path}"));
        }
        if self.provider == Provider::Sqlite && self.url.is_none() {
            lines.push("/dev.db*".to_owned());
        }
        lines
    }

    pub(super) fn next_steps(&self) -> String {
        let mut steps = Vec::new();
        if self.url.is_none() && self.provider != Provider::Sqlite {
            steps.push("put the URL of your database into .env (DATABASE_URL)");
        }
        if self.with_model {
            steps.push("change the model in prisma/schema.prisma to your own");
        } else {
            steps.push("write your models into prisma/schema.prisma, or take them from the database: `nicol db pull`");
        }
        if !matches!(self.provider, Provider::Postgresql | Provider::Sqlite) {
            steps.push(
                "`nicol validate`, `format` and `generate` work for this database; commands that connect to it don't yet",
            );
        } else if is_rust(&self.generator) {
            steps.push("`nicol migrate dev` makes the first migration, applies it and generates the client");
            steps.push("the client needs two crates: `nicol` (a path to crates/nicol of its checkout) and `tokio`");
        } else {
            if !self.has_nicol {
                steps.push("`npm install nicol`: the client imports its runtime from there");
            }
            steps.push("`npx nicol migrate dev` makes the first migration, applies it and generates the client");
        }
        let steps: Vec<String> = steps.iter().enumerate().map(|(i, step)| format!("  {}. {step}", i + 1)).collect();
        format!("\nNext:\n{}", steps.join("\n"))
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
