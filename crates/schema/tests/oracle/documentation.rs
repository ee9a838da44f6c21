//! Which comments document what, against the published DMMF.

use std::collections::BTreeMap;

use nicol_diagnostics::FileId;
use nicol_schema::ast::{Block, Composite, Model};
use nicol_schema::parse;
use nicol_testkit::corpus;
use nicol_testkit::oracle::Oracle;
use serde_json::Value;

use crate::mutate::{Mutation, mutate};
use crate::random::{self, Random};

type Documentation = BTreeMap<String, Option<String>>;

/// By `Model`, `Model.field`, `Enum`, `Enum.VALUE`.
fn ours(text: &str) -> Documentation {
    let mut found = Documentation::new();
    for block in parse(text).ast(FileId(0)) {
        let name = block.name().text.to_owned();
        let (documentation, members): (_, Vec<_>) = match block {
            Block::Model(Model { documentation, fields, .. })
            | Block::Composite(Composite { documentation, fields, .. }) => {
                (documentation, fields.into_iter().map(|field| (field.name.text, field.documentation)).collect())
            }
            Block::Enum(block) => {
                let values = block.values.into_iter().map(|value| (value.name.text, value.documentation));
                (block.documentation, values.collect())
            }
            Block::Config(_) => continue,
        };
        for (member, documentation) in members {
            found.insert(format!("{name}.{member}"), documentation);
        }
        found.insert(name, documentation);
    }
    found
}

fn theirs(dmmf: &Value) -> Documentation {
    let mut found = Documentation::new();
    let documentation = |value: &Value| value["documentation"].as_str().map(str::to_owned);
    for (list, members) in [("models", "fields"), ("types", "fields"), ("enums", "values")] {
        for block in dmmf["datamodel"][list].as_array().into_iter().flatten() {
            let name = block["name"].as_str().unwrap_or_default();
            found.insert(name.to_owned(), documentation(block));
            for member in block[members].as_array().into_iter().flatten() {
                found.insert(format!("{name}.{}", member["name"].as_str().unwrap_or_default()), documentation(member));
            }
        }
    }
    found
}

#[test]
fn comments_in_mutated_schemas() {
    let Some(mut oracle) = Oracle::start() else { return };
    let schemas = corpus::schemas();
    let mut documented = 0;
    for seed in 0..random::cases(60) {
        let mut random = Random(seed);
        let schema = &schemas[random.below(schemas.len())];
        let mutation = Mutation { comments: 2, ..Mutation::random(&mut random) };
        let text = mutate(&schema.text, mutation, &mut random);
        // The oracle may take the wrong flavour when a comment in the datasource holds a brace.
        let Ok(answer) = oracle.ask_schema("dmmf", &text) else { continue };
        let dmmf = answer.as_str().map_or(answer.clone(), |json| serde_json::from_str(json).unwrap_or_default());
        let (expected, mut actual) = (theirs(&dmmf), ours(&text));
        // Ignored and unsupported fields are not in DMMF.
        actual.retain(|name, _| expected.contains_key(name));
        documented += expected.values().flatten().count();
        let different = expected.iter().find(|(name, text)| actual.get(*name) != Some(*text));
        assert!(
            different.is_none(),
            "{} with seed {seed}: {different:?} but {:?} for {text}",
            schema.name,
            different.map(|(name, _)| actual.get(name)),
        );
    }
    assert!(documented > 300, "{documented}");
}
