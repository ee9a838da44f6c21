//! Engines of Prisma that a manifest asks for. Nicol has none; a variable may name one that is installed.

use nicol_model::Flavour;
use serde_json::{Map, Value};

use super::super::Block;
use super::errors;
use crate::config::environment::Environment;
use crate::error::CommandError;
use crate::output;

/// The engines that Prisma 6 can hand out, with the variables that name one.
const OF_SIX: [(&str, &str); 3] = [
    ("queryEngine", "PRISMA_QUERY_ENGINE_BINARY"),
    ("libqueryEngine", "PRISMA_QUERY_ENGINE_LIBRARY"),
    ("schemaEngine", "PRISMA_SCHEMA_ENGINE_BINARY"),
];

/// Prisma 7 has one left.
const OF_SEVEN: [(&str, &str); 1] = [("schemaEngine", "PRISMA_SCHEMA_ENGINE_BINARY")];

/// `binaryPaths` for a generator: of each engine that it asks for and that is there, the path by platform.
pub(super) fn paths(
    block: &Block<'_>,
    asked: &[String],
    flavour: Flavour,
    platform: &str,
    environment: &Environment,
) -> Result<Option<Map<String, Value>>, CommandError> {
    if asked.is_empty() {
        return Ok(None);
    }
    let known: &[(&str, &str)] = if flavour == Flavour::Six { &OF_SIX } else { &OF_SEVEN };
    let mut paths = Map::new();
    for engine in asked {
        let Some((_, variable)) = known.iter().find(|(name, _)| name == engine) else {
            return Err(errors::engine_unknown(block, engine));
        };
        match environment.get(variable).filter(|path| !path.is_empty()) {
            Some(path) => {
                let by_platform = Map::from_iter([(platform.to_owned(), Value::from(path))]);
                paths.insert(engine.clone(), Value::Object(by_platform));
            }
            None => output::warning(format_args!(
                "the generator `{}` asks for Prisma's engine `{engine}`, which Nicol doesn't have; it runs without \
                 ({variable} can name one)",
                block.ir.name
            )),
        }
    }
    Ok(Some(paths))
}
