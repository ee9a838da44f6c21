//! What the database's types are in TypeScript.

use super::super::Client;
use super::super::writer::Writer;
use super::TypedQuery;
use super::quoted;

/// Whether a value goes to the database or comes from there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
}

/// The enums of the database, by the names and values that it has for them.
pub(super) struct Types {
    enums: Vec<(String, Vec<String>)>,
    /// Whether types of names that are identifiers stand in a namespace, as `prisma-client-js` has them.
    has_namespace: bool,
}

impl Types {
    pub(super) fn new(client: &Client<'_>, has_namespace: bool) -> Self {
        let enums = client.surface.model.enums.iter().map(|enumeration| {
            let values = enumeration.values.iter().map(|value| value.database_name.clone()).collect();
            (enumeration.database_name.clone(), values)
        });
        Self { enums: enums.collect(), has_namespace }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.enums.is_empty()
    }

    fn is_enum(&self, name: &str) -> bool {
        self.enums.iter().any(|(known, _)| known == name)
    }

    /// Whether a query has values of enums.
    pub(super) fn are_in(&self, query: &TypedQuery) -> bool {
        let parameters = query.parameters.iter().map(|parameter| &parameter.ty);
        let columns = query.columns.iter().map(|column| &column.ty);
        parameters.chain(columns).any(|ty| scalar(ty, Direction::Out).is_none() && self.is_enum(ty))
    }

    /// The declarations of the enums.
    pub(super) fn all(&self, w: &mut Writer) {
        let in_namespace = |name: &str| self.has_namespace && is_identifier(name);
        let values = |values: &[String]| values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(" | ");
        w.block(&["export interface $DbEnums"], |w| {
            for (name, of) in self.enums.iter().filter(|(name, _)| !in_namespace(name)) {
                w.line(&[&key(name), ": ", &values(of)]);
            }
        });
        if self.has_namespace {
            w.gap();
            w.block(&["export namespace $DbEnums"], |w| {
                for (name, of) in self.enums.iter().filter(|(name, _)| in_namespace(name)) {
                    w.line(&["type ", name, " = ", &values(of)]);
                }
            });
        }
    }

    pub(super) fn of(&self, name: &str, is_nullable: bool, direction: Direction) -> String {
        let ty = match name.strip_suffix("-array") {
            Some(element) => {
                let element = self.single(element, direction);
                if element.contains('|') { format!("({element})[]") } else { format!("{element}[]") }
            }
            None => self.single(name, direction),
        };
        if is_nullable { format!("{ty} | null") } else { ty }
    }

    fn single(&self, name: &str, direction: Direction) -> String {
        match scalar(name, direction) {
            Some(ty) => ty.to_owned(),
            None if !self.is_enum(name) => "string".to_owned(),
            None if self.has_namespace && is_identifier(name) => format!("$DbEnums.{name}"),
            None => format!("$DbEnums[{}]", quoted(name)),
        }
    }
}

fn scalar(name: &str, direction: Direction) -> Option<&'static str> {
    let is_in = direction == Direction::In;
    Some(match name {
        "unknown" => "unknown",
        "int" | "float" | "double" => "number",
        "string" | "enum" | "char" | "xml" | "uuid" => "string",
        "bigint" if is_in => "number | bigint",
        "bigint" => "bigint",
        "decimal" if is_in => "number | $runtime.Decimal",
        "decimal" => "$runtime.Decimal",
        "bytes" => "$runtime.Bytes",
        "bool" => "boolean",
        "json" if is_in => "$runtime.InputJsonObject",
        "json" => "$runtime.JsonValue",
        "date" | "datetime" | "time" => "Date",
        "null" => "null",
        _ => return None,
    })
}

/// A name as the key of a type.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { format!("[{}]", quoted(name)) }
}

pub(super) fn is_identifier(name: &str) -> bool {
    let is_start = |c: char| c == '_' || c == '$' || c.is_alphabetic();
    let mut letters = name.chars();
    letters.next().is_some_and(is_start) && letters.all(|c| is_start(c) || c.is_numeric())
}
