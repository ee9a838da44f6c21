//! Schemas made at random from a seed, in a form that can be changed and printed.

/// A small generator of pseudo-random numbers (SplitMix64): the same seed gives the same schemas everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Postgresql,
    Sqlite,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arity {
    Required,
    Optional,
    List,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// A scalar type, an enum's name, or `Unsupported("…")`.
    pub(crate) ty: String,
    pub(crate) native: Option<String>,
    pub(crate) arity: Arity,
    pub(crate) default: Option<String>,
    pub(crate) is_unique: bool,
    pub(crate) map: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Index {
    pub(crate) is_unique: bool,
    pub(crate) fields: Vec<(String, Option<&'static str>)>,
    pub(crate) map: Option<String>,
    pub(crate) kind: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) id: usize,
    pub(crate) target: String,
    pub(crate) is_optional: bool,
    pub(crate) is_one_to_one: bool,
    pub(crate) on_delete: Option<&'static str>,
    pub(crate) on_update: Option<&'static str>,
    pub(crate) map: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) map: Option<String>,
    pub(crate) id: Vec<String>,
    pub(crate) id_map: Option<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) relations: Vec<Relation>,
}

#[derive(Debug, Clone)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    pub(crate) map: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(crate) database: Database,
    pub(crate) models: Vec<Model>,
    pub(crate) enums: Vec<Enum>,
    /// Implicit many-to-many relations: number and two models.
    pub(crate) many: Vec<(usize, String, String)>,
    /// For names that were never used before.
    pub(crate) counter: usize,
}

/// Types with their `@db` forms and defaults.
pub(crate) const POSTGRES_TYPES: [(&str, &[&str], &[&str]); 9] = [
    (
        "String",
        &[
            "Text",
            "VarChar",
            "VarChar(20)",
            "VarChar(5)",
            "Char(4)",
            "Char",
            "Uuid",
            "Bit(4)",
            "VarBit",
            "VarBit(5)",
            "Inet",
            "Citext",
            "Xml",
        ],
        &[
            "\"x\"",
            "\"it's\"",
            "\"\"",
            "uuid()",
            "cuid()",
            "dbgenerated(\"gen()\")",
            "dbgenerated()",
            "\"a\\\\b\\\"c\"",
        ],
    ),
    ("Boolean", &["Boolean"], &["true", "false"]),
    ("Int", &["Integer", "SmallInt", "Oid"], &["1", "-5", "0", "dbgenerated(\"1 + 1\")"]),
    ("BigInt", &["BigInt"], &["1", "9007199254740993"]),
    ("Float", &["Real", "DoublePrecision"], &["1.5", "1", "-0.25", "1.50"]),
    ("Decimal", &["Decimal(5, 2)", "Decimal", "Decimal(2, 0)", "Money"], &["1.5", "\"2.50\"", "3"]),
    (
        "DateTime",
        &["Timestamp", "Timestamp(6)", "Timestamptz(3)", "Timestamptz", "Date", "Time(3)", "Time", "Timetz(3)"],
        &["now()", "\"2020-01-01T00:00:00Z\"", "\"2021-02-03T04:05:06.789+01:00\""],
    ),
    ("Json", &["JsonB", "Json"], &["\"{}\"", "\"[1, 2]\"", "\"{\\\"a\\\": \\\"it's\\\"}\""]),
    ("Bytes", &["ByteA"], &["\"aGVsbG8=\"", "\"AAEC\""]),
];

impl Schema {
    pub(crate) fn fresh(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{}", self.counter)
    }

    pub(crate) fn random(random: &mut Random, database: Database) -> Self {
        let mut schema = Self { database, models: Vec::new(), enums: Vec::new(), many: Vec::new(), counter: 0 };
        for _ in 0..random.below(3) {
            schema.add_enum(random);
        }
        for _ in 0..1 + random.below(4) {
            schema.add_model(random);
        }
        for _ in 0..random.below(5) {
            schema.add_relation(random);
        }
        if random.chance(30) {
            schema.add_many(random);
        }
        schema
    }

    pub(crate) fn add_enum(&mut self, random: &mut Random) {
        let name = self.fresh("E");
        let values = (0..1 + random.below(4)).map(|i| format!("V{i}")).collect();
        let map = random.chance(20).then(|| format!("{}_mapped", name.to_lowercase()));
        self.enums.push(Enum { name, values, map });
    }

    pub(crate) fn add_model(&mut self, random: &mut Random) {
        let name = self.fresh("M");
        let map = random.chance(20).then(|| format!("{} table", name.to_lowercase()));
        let mut model = Model {
            name,
            map,
            id: Vec::new(),
            id_map: None,
            fields: Vec::new(),
            indexes: Vec::new(),
            relations: Vec::new(),
        };
        let ids = if random.chance(15) { 2 } else { 1 };
        for i in 0..ids {
            let field = self.id_field(random, format!("id{i}"), ids == 1);
            model.id.push(field.name.clone());
            model.fields.push(field);
        }
        self.models.push(model);
        let at = self.models.len() - 1;
        for _ in 0..random.below(7) {
            self.add_field(random, at);
        }
        for _ in 0..random.below(3) {
            self.add_index(random, at);
        }
    }

    fn id_field(&self, random: &mut Random, name: String, is_alone: bool) -> Field {
        let is_postgres = self.database == Database::Postgresql;
        let (ty, native, default) = match random.below(5) {
            0 => ("String", None, Some("cuid()")),
            1 if is_postgres => ("String", Some("Uuid"), Some("dbgenerated(\"gen_random_uuid()\")")),
            2 => ("BigInt", None, None),
            3 => ("Int", None, None),
            _ => ("Int", None, is_alone.then_some("autoincrement()")),
        };
        Field {
            name,
            ty: ty.to_owned(),
            native: native.map(str::to_owned),
            arity: Arity::Required,
            default: default.map(str::to_owned),
            is_unique: false,
            map: None,
        }
    }

    pub(crate) fn random_type(&self, random: &mut Random) -> (String, Option<String>, Option<String>) {
        if !self.enums.is_empty() && random.chance(20) {
            let chosen = random.pick(&self.enums);
            let default = random.chance(40).then(|| random.pick(&chosen.values).clone());
            return (chosen.name.clone(), None, default);
        }
        if self.database == Database::Postgresql && random.chance(4) {
            return ("Unsupported(\"circle\")".to_owned(), None, None);
        }
        let (ty, natives, defaults) = random.pick(&POSTGRES_TYPES);
        let is_postgres = self.database == Database::Postgresql;
        let native = (is_postgres && random.chance(50)).then(|| (*random.pick(natives)).to_owned());
        let mut default = random.chance(35).then(|| (*random.pick(defaults)).to_owned());
        if !is_postgres && let Some(text) = &mut default {
            *text = text.replace("gen()", "(lower('X'))").replace("1 + 1", "(1 + 1)");
        }
        (ty.to_string(), native, default)
    }

    pub(crate) fn add_field(&mut self, random: &mut Random, model: usize) {
        let (ty, native, default) = self.random_type(random);
        let arity = match random.below(10) {
            0..=5 => Arity::Required,
            6..=8 => Arity::Optional,
            _ if self.database == Database::Postgresql => Arity::List,
            _ => Arity::Optional,
        };
        let name = self.fresh("f");
        let map = random.chance(8).then(|| format!("{name}_col"));
        let mut field = Field { name, ty, native, arity, default, is_unique: random.chance(10), map };
        tidy(&mut field);
        self.models[model].fields.push(field);
    }

    pub(crate) fn add_index(&mut self, random: &mut Random, model: usize) {
        let names: Vec<_> =
            self.models[model].fields.iter().filter(|f| can_be_indexed(f)).map(|f| f.name.clone()).collect();
        if names.is_empty() {
            return;
        }
        let mut fields: Vec<(String, Option<&'static str>)> = Vec::new();
        for _ in 0..1 + random.below(2) {
            let name = random.pick(&names).clone();
            if fields.iter().all(|(n, _)| *n != name) {
                fields.push((name, *random.pick(&[None, None, None, Some("Desc"), Some("Asc")])));
            }
        }
        let map = self.fresh("named_");
        // Unnamed ones would collide with others over the same fields.
        let is_taken = |index: &Index| index.fields.iter().map(|f| &f.0).eq(fields.iter().map(|f| &f.0));
        let taken = self.models[model].indexes.iter().any(is_taken);
        let map = (taken || random.chance(25)).then_some(map);
        let is_unique = random.chance(30) && !(fields.len() == 1 && taken);
        let kind = (!is_unique && self.database == Database::Postgresql && random.chance(10)).then_some("Hash");
        if kind.is_some() {
            fields.truncate(1);
            fields[0].1 = None;
        }
        self.models[model].indexes.push(Index { is_unique, fields, map, kind });
    }

    pub(crate) fn add_relation(&mut self, random: &mut Random) {
        let target = random.pick(&self.models).name.clone();
        let at = random.below(self.models.len());
        self.counter += 1;
        let map = (self.database == Database::Postgresql && random.chance(10)).then(|| format!("fk_{}", self.counter));
        let is_optional = random.chance(50);
        let on_delete = *random.pick(if is_optional {
            &[None, Some("Cascade"), Some("SetNull"), Some("NoAction"), Some("Restrict")]
        } else {
            &[None, Some("Cascade"), Some("NoAction"), Some("Restrict"), None]
        });
        self.models[at].relations.push(Relation {
            id: self.counter,
            target,
            is_optional,
            is_one_to_one: random.chance(20),
            on_delete,
            on_update: *random.pick(&[None, None, Some("Restrict"), Some("NoAction")]),
            map,
        });
    }

    pub(crate) fn add_many(&mut self, random: &mut Random) {
        let single: Vec<_> = self.models.iter().filter(|m| m.id.len() == 1).map(|m| m.name.clone()).collect();
        if single.len() > 1 {
            self.counter += 1;
            let (a, b) = (random.pick(&single).clone(), random.pick(&single).clone());
            if a != b {
                self.many.push((self.counter, a, b));
            }
        }
    }

    pub(crate) fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|m| m.name == name)
    }

    /// The text. Relations to models that are gone are left out.
    pub(crate) fn print(&self) -> String {
        let provider = match self.database {
            Database::Postgresql => "postgresql",
            Database::Sqlite => "sqlite",
        };
        let mut text = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n");
        for e in &self.enums {
            text.push_str(&format!("\nenum {} {{\n", e.name));
            e.values.iter().for_each(|v| text.push_str(&format!("  {v}\n")));
            if let Some(map) = &e.map {
                text.push_str(&format!("  @@map(\"{map}\")\n"));
            }
            text.push_str("}\n");
        }
        self.models.iter().for_each(|model| self.print_model(model, &mut text));
        text
    }

    fn print_model(&self, model: &Model, text: &mut String) {
        text.push_str(&format!("\nmodel {} {{\n", model.name));
        for field in &model.fields {
            text.push_str(&print_field(field, model));
        }
        for relation in &model.relations {
            if let Some(target) = self.model(&relation.target) {
                print_relation(relation, target, text);
            }
        }
        for other in &self.models {
            for relation in other.relations.iter().filter(|r| r.target == model.name) {
                let arity = if relation.is_one_to_one { "?" } else { "[]" };
                text.push_str(&format!("  b{} {}{arity} @relation(\"r{}\")\n", relation.id, other.name, relation.id));
            }
        }
        for (id, a, b) in &self.many {
            let other = if *a == model.name { b } else { a };
            if (*a == model.name || *b == model.name) && self.model(a).is_some() && self.model(b).is_some() {
                text.push_str(&format!("  m{id} {other}[] @relation(\"many{id}\")\n"));
            }
        }
        if model.id.len() > 1 {
            let map = model.id_map.as_ref().map_or_else(String::new, |m| format!(", map: \"{m}\""));
            text.push_str(&format!("  @@id([{}]{map})\n", model.id.join(", ")));
        }
        for index in &model.indexes {
            let fields: Vec<_> = index
                .fields
                .iter()
                .map(|(name, sort)| sort.map_or_else(|| name.clone(), |sort| format!("{name}(sort: {sort})")))
                .collect();
            let attribute = if index.is_unique { "unique" } else { "index" };
            let map = index.map.as_ref().map_or_else(String::new, |m| format!(", map: \"{m}\""));
            // PostgreSQL has no hashes of these.
            let has_no_hash = |f: &Field| {
                let native = f.native.as_deref().unwrap_or_default();
                f.name == index.fields[0].0 && ["Money", "Bit", "VarBit"].iter().any(|ty| native.starts_with(ty))
            };
            let kind = index.kind.filter(|_| !model.fields.iter().any(has_no_hash));
            let kind = kind.map_or_else(String::new, |k| format!(", type: {k}"));
            text.push_str(&format!("  @@{attribute}([{}]{map}{kind})\n", fields.join(", ")));
        }
        if let Some(map) = &model.map {
            text.push_str(&format!("  @@map(\"{map}\")\n"));
        }
        text.push_str("}\n");
    }
}

/// Removes what would not be valid together.
pub(crate) fn tidy(field: &mut Field) {
    if field.arity == Arity::List {
        field.is_unique = false;
        field.default = match &field.default {
            Some(value) if !value.contains("()") && !value.contains("dbgenerated") => {
                Some(format!("[{}]", value.trim_matches(['[', ']'])))
            }
            _ => None,
        };
    } else if field.default.as_ref().is_some_and(|d| d.starts_with('[')) {
        field.default = None;
    }
    let native = field.native.clone().unwrap_or_default();
    if native == "Xml" {
        field.is_unique = false;
    }
    // Any text is no value of these.
    let is_strict = ["Uuid", "Bit", "VarBit", "Inet", "Xml"].iter().any(|ty| native.starts_with(ty));
    let is_text = field.default.as_ref().is_some_and(|d| d.contains('"') && *d != "dbgenerated(\"gen_random_uuid()\")");
    if is_strict && is_text {
        field.default = None;
    }
    // PostgreSQL takes no default that is too long for its type, not even without rows.
    if native == "Char" && field.default.as_ref().is_some_and(|d| d.starts_with('"') && d.len() > 3) {
        field.default = None;
    }
    // Validation or PostgreSQL would have a word about these.
    if field.ty.starts_with("Unsupported") {
        field.is_unique = false;
        field.native = None;
        field.default = None;
    }
    if field.ty == "Json" || native == "Json" {
        field.is_unique = false;
    }
}

pub(crate) fn can_be_indexed(field: &Field) -> bool {
    field.native.as_deref() != Some("Xml")
        && field.ty != "Json"
        && field.arity != Arity::List
        && !field.ty.starts_with("Unsupported")
}

fn print_field(field: &Field, model: &Model) -> String {
    let arity = match field.arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    let mut line = format!("  {} {}{arity}", field.name, field.ty);
    if model.id == [field.name.clone()] {
        line.push_str(&model.id_map.as_ref().map_or_else(|| " @id".to_owned(), |m| format!(" @id(map: \"{m}\")")));
    }
    if let Some(default) = &field.default {
        line.push_str(&format!(" @default({default})"));
    }
    if let Some(native) = &field.native {
        line.push_str(&format!(" @db.{native}"));
    }
    if field.is_unique {
        line.push_str(" @unique");
    }
    if let Some(map) = &field.map {
        line.push_str(&format!(" @map(\"{map}\")"));
    }
    line + "\n"
}

/// The relation's field, and the fields that hold its key: they follow the target's id.
fn print_relation(relation: &Relation, target: &Model, text: &mut String) {
    let id = relation.id;
    let optional = if relation.is_optional { "?" } else { "" };
    let mut own = Vec::new();
    for name in &target.id {
        let Some(key) = target.fields.iter().find(|f| f.name == *name) else { continue };
        let native = key.native.as_ref().map_or_else(String::new, |n| format!(" @db.{n}"));
        let unique = if relation.is_one_to_one && target.id.len() == 1 { " @unique" } else { "" };
        text.push_str(&format!("  r{id}_{name} {}{optional}{native}{unique}\n", key.ty));
        own.push(format!("r{id}_{name}"));
    }
    let action = |name: &str, action: Option<&str>| action.map_or_else(String::new, |a| format!(", {name}: {a}"));
    let map = relation.map.as_ref().map_or_else(String::new, |m| format!(", map: \"{m}\""));
    text.push_str(&format!(
        "  r{id} {}{optional} @relation(\"r{id}\", fields: [{}], references: [{}]{}{}{map})\n",
        target.name,
        own.join(", "),
        target.id.join(", "),
        action("onDelete", relation.on_delete),
        action("onUpdate", relation.on_update),
    ));
    if relation.is_one_to_one && target.id.len() > 1 {
        text.push_str(&format!("  @@unique([{}])\n", own.join(", ")));
    }
}
