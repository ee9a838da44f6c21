//! Schemas from nothing: every provider, composite types, views, lists, keys of several fields, relations of all kinds.

use std::fmt::Write as _;

use crate::random::Random;

const PROVIDERS: [&str; 6] = ["postgresql", "cockroachdb", "sqlite", "mysql", "sqlserver", "mongodb"];

struct Generator<'r> {
    random: &'r mut Random,
    provider: &'static str,
    enums: usize,
    composites: usize,
}

/// A schema, most often a valid one.
pub(crate) fn schema(random: &mut Random) -> String {
    let provider = *random.pick(&PROVIDERS);
    let enums = if provider == "sqlserver" { 0 } else { random.below(3) };
    let composites = if provider == "mongodb" { random.below(3) } else { 0 };
    let mut generator = Generator { random, provider, enums, composites };
    let mut out = String::new();
    generator.config(&mut out);
    for number in 0..enums {
        let mapped = if generator.random.once_in(3) { " @map(\"b-b\")" } else { "" };
        let _ = writeln!(out, "/// Of number {number}.\nenum E{number} {{\n  A\n  /// The second.\n  B{mapped}\n}}\n");
    }
    for number in 0..composites {
        generator.composite(number, &mut out);
    }
    let models = 1 + generator.random.below(4);
    let mut bodies: Vec<(String, String)> = (0..models).map(|number| generator.model(number)).collect();
    for number in 0..generator.random.below(5) {
        generator.relation(number, &mut bodies);
    }
    for (head, body) in bodies {
        let _ = writeln!(out, "{head} {{\n{body}}}\n");
    }
    out
}

impl Generator<'_> {
    fn config(&mut self, out: &mut String) {
        let is_six = self.random.once_in(2);
        let mut features = vec!["views"];
        let offered = [
            ("relationJoins", true),
            ("nativeDistinct", true),
            ("fullTextSearchPostgres", self.provider == "postgresql"),
            ("partialIndexes", !is_six),
        ];
        features
            .extend(offered.iter().filter(|(_, is_known)| *is_known && self.random.once_in(2)).map(|(name, _)| *name));
        let features: Vec<String> = features.iter().map(|name| format!("\"{name}\"")).collect();
        let _ = writeln!(
            out,
            "generator client {{\n  provider = \"prisma-client-js\"\n  previewFeatures = [{}]\n}}\n",
            features.join(", ")
        );
        let url = if is_six { "\n  url = env(\"URL\")" } else { "" };
        let mode = if self.random.once_in(6) { "\n  relationMode = \"prisma\"" } else { "" };
        let _ = writeln!(out, "datasource db {{\n  provider = \"{}\"{url}{mode}\n}}\n", self.provider);
    }

    fn has_lists(&self) -> bool {
        matches!(self.provider, "postgresql" | "cockroachdb" | "mongodb")
    }

    /// A type with the attributes that go with it.
    fn ty(&mut self) -> String {
        let mut base = match self.random.below(12) {
            0 | 1 => "String",
            2 => "Int",
            3 => "BigInt",
            4 => "Float",
            5 => "Boolean",
            6 => "DateTime",
            7 => "Bytes",
            8 if self.provider != "sqlserver" => "Json",
            9 if self.provider != "mongodb" => "Decimal",
            _ => "Int",
        }
        .to_owned();
        let is_enum = self.enums > 0 && self.random.once_in(6);
        if is_enum {
            base = format!("E{}", self.random.below(self.enums));
        }
        let is_list = self.has_lists() && self.random.once_in(6);
        let is_optional = !is_list && self.random.once_in(3);
        let default = match base.as_str() {
            _ if is_list || !self.random.once_in(4) => "",
            "String" => *self.random.pick(&[
                " @default(\"a \\\"b\\\" é\")",
                " @default(uuid())",
                " @default(cuid(2))",
                " @default(nanoid(12))",
                " @default(ulid())",
            ]),
            "Int" => " @default(-7)",
            "BigInt" => " @default(9007199254740993)",
            "Float" => " @default(10.2)",
            "Decimal" => " @default(1.50)",
            "Boolean" => " @default(true)",
            "DateTime" => {
                *self.random.pick(&[" @default(now())", " @updatedAt", " @default(\"2020-02-29T12:30:00.5Z\")"])
            }
            "Bytes" => " @default(\"aGk=\")",
            "Json" => " @default(\"{ \\\"a\\\": 1 }\")",
            _ => " @default(B)",
        };
        let native = match (self.provider, base.as_str()) {
            _ if is_enum || !default.is_empty() || !self.random.once_in(4) => "",
            ("postgresql" | "cockroachdb", "String") => " @db.Uuid",
            ("mongodb", "String") => " @db.ObjectId",
            ("postgresql" | "mysql", "Int") => " @db.SmallInt",
            ("postgresql" | "mysql" | "sqlserver", "DateTime") => " @db.Date",
            ("postgresql", "Decimal") => " @db.Decimal(10, 2)",
            _ => "",
        };
        let arity = if is_list {
            "[]"
        } else if is_optional {
            "?"
        } else {
            ""
        };
        format!("{base}{arity}{default}{native}")
    }

    fn composite(&mut self, number: usize, out: &mut String) {
        let _ = writeln!(out, "/// Composite.\ntype C{number} {{");
        for at in 0..=self.random.below(4) {
            let ty = self.ty();
            let _ = writeln!(out, "  c{at} {}", ty.replace(" @updatedAt", ""));
        }
        for other in 0..number {
            let arity = *self.random.pick(&["", "?", "[]"]);
            let _ = writeln!(out, "  of{other} C{other}{arity}");
        }
        out.push_str("}\n\n");
    }

    /// The head and the fields of a model.
    fn model(&mut self, number: usize) -> (String, String) {
        let mut body = String::new();
        let is_view = self.random.once_in(6);
        let name = *self.random.pick(&["User", "post_item", "Thing", "a_b", "Node2"]);
        let id = match (self.provider, self.random.below(4)) {
            ("mongodb", 0) => "String @id @default(auto()) @map(\"_id\") @db.ObjectId",
            ("mongodb", _) => "String @id @map(\"_id\") @db.ObjectId",
            ("cockroachdb", 0 | 1) => "BigInt @id @default(autoincrement())",
            (_, 0 | 1) => "Int @id @default(autoincrement())",
            (_, 2) => "Int @id",
            _ if is_view => "Int @id",
            _ => "Int @default(7)",
        };
        let _ = writeln!(
            body,
            "  id {}",
            if is_view {
                id.replace(" @default(autoincrement())", "")
                    .replace(" @default(auto())", "")
                    .replace(" @id", " @unique")
            } else {
                id.to_owned()
            }
        );
        let count = 1 + self.random.below(7);
        for at in 0..count {
            if self.random.once_in(5) {
                let _ = writeln!(body, "  /// About f{at}.\n  /// Twice.");
            }
            let mut ty = self.ty();
            if self.random.once_in(6) && !ty.contains("@updatedAt") {
                ty.push_str(" @unique");
            }
            if self.random.once_in(8) {
                let _ = write!(ty, " @map(\"col {at}\")");
            }
            if self.random.once_in(14) {
                ty.push_str(" @ignore");
            }
            let _ = writeln!(body, "  f{at} {ty}");
        }
        if self.composites > 0 && self.random.once_in(2) {
            let arity = *self.random.pick(&["", "?", "[]"]);
            let _ = writeln!(body, "  comp C{}{arity}", self.random.below(self.composites));
        }
        if self.provider != "mongodb" && self.random.once_in(7) {
            let rest = *self.random.pick(&["?", "", "? @unique", " @default(dbgenerated())"]);
            let _ = writeln!(body, "  uns Unsupported(\"box\"){rest}");
        }
        if id.ends_with("(7)") {
            let name = if self.random.once_in(2) { ", name: \"key\"" } else { "" };
            let _ = writeln!(body, "  k String\n\n  @@id([id, k]{name})");
        }
        if count > 2 && self.random.once_in(3) {
            let name = if self.random.once_in(2) { ", name: \"both\"" } else { "" };
            let _ = writeln!(body, "  @@unique([f0, f1]{name})");
        }
        if self.random.once_in(4) {
            let rest = if self.random.once_in(2) { "(sort: Desc)" } else { "" };
            let _ = writeln!(body, "  @@index([f0{rest}], map: \"idx{number}\")");
        }
        if self.random.once_in(4) {
            let _ = writeln!(body, "  @@map(\"table {number}\")");
        }
        if self.random.once_in(40) {
            body.push_str("  @@ignore\n");
        }
        let keyword = if is_view { "view" } else { "model" };
        (format!("/// Number {number}.\n{keyword} {name}{number}"), body)
    }

    /// A relation between two models, or of one with itself.
    fn relation(&mut self, number: usize, bodies: &mut [(String, String)]) {
        let (a, b) = (self.random.below(bodies.len()), self.random.below(bodies.len()));
        let name =
            |at: usize, bodies: &[(String, String)]| bodies[at].0.rsplit(' ').next().unwrap_or_default().to_owned();
        let (here, there) = (name(a, bodies), name(b, bodies));
        let key_type = match self.provider {
            "mongodb" => "String",
            "cockroachdb" => "BigInt",
            _ => "Int",
        };
        let object_id = if self.provider == "mongodb" { " @db.ObjectId" } else { "" };
        let ignored = if self.random.once_in(12) { " @ignore" } else { "" };
        let actions = if a == b || self.random.once_in(3) { ", onDelete: NoAction, onUpdate: NoAction" } else { "" };
        let r = number;
        match self.random.below(5) {
            0 => {
                let one = format!("  m{r} {there}[] @relation(\"r{r}\"){ignored}\n");
                let other = format!("  n{r} {here}[] @relation(\"r{r}\")\n");
                if self.provider == "mongodb" {
                    let list = |field: &str, ids: &str| {
                        let found = format!("@relation(\"r{r}\", fields: [{ids}], references: [id])");
                        (found, format!("  {ids} String[] @db.ObjectId\n"), field.to_owned())
                    };
                    let (at, ids, field) = list(&format!("m{r}"), &format!("m{r}Ids"));
                    bodies[a].1.push_str(&format!("{ids}  {field} {there}[] {at}\n"));
                    let (at, ids, field) = list(&format!("n{r}"), &format!("n{r}Ids"));
                    bodies[b].1.push_str(&format!("{ids}  {field} {here}[] {at}\n"));
                } else {
                    bodies[a].1.push_str(&one);
                    bodies[b].1.push_str(&other);
                }
            }
            1 | 2 => {
                let optional = if self.random.once_in(2) { "?" } else { "" };
                let default = if self.random.once_in(6) && key_type != "String" { " @default(1)" } else { "" };
                bodies[a].1.push_str(&format!(
                    "  p{r} {there}{optional} @relation(\"r{r}\", fields: [p{r}Id], references: [id]{actions})\n  p{r}Id {key_type}{optional}{default}{object_id}\n"
                ));
                bodies[b].1.push_str(&format!("  q{r} {here}[] @relation(\"r{r}\"){ignored}\n"));
            }
            _ => {
                let optional = if self.random.once_in(2) { "?" } else { "" };
                bodies[a].1.push_str(&format!(
                    "  s{r} {there}{optional} @relation(\"r{r}\", fields: [s{r}Id], references: [id]{actions}){ignored}\n  s{r}Id {key_type}{optional} @unique{object_id}\n"
                ));
                bodies[b].1.push_str(&format!("  t{r} {here}? @relation(\"r{r}\")\n"));
            }
        }
    }
}
