//! Whatever a request can say has its Rust: each word of the surface stands in a table of docs/rust-client.md, beside code
//! that the suite compiles and runs.

use std::collections::BTreeSet;

use nicol_diagnostics::{SourceFile, Sources};
use nicol_model::Arity;
use nicol_query::surface::{Arguments, InputType, OutputKind, OutputName, OutputType, Surface};

const CODE: &[&str] =
    &[include_str!("suite/surface.rs"), include_str!("suite/batches.rs"), include_str!("postgres/only.rs")];

type Word = (&'static str, String);

/// What stands in the graph of a schema: places and their words. Names of fields and models are left out.
fn words(schema: &str) -> BTreeSet<Word> {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("schema.prisma", schema));
    let schema = nicol_schema::load(&sources).schema.expect("a valid schema");
    let model = nicol_schema::lower::data_model(&schema);
    let surface = Surface::new(&model);
    let graph = surface.graph();
    let mut words = BTreeSet::new();
    for input in &graph.inputs {
        let many = |end| surface.end_field(end).is_some_and(|field| field.arity == Arity::List);
        let place = match input.ty {
            InputType::Filter(filter) if filter.has_aggregates => "having",
            InputType::Filter(_) => "value",
            InputType::ListFilter(_) => "list",
            InputType::ListRelationFilter(_) | InputType::OneRelationFilter { .. } => "related",
            InputType::SortOrder | InputType::CountOrder(_) | InputType::Relevance(_) => "order",
            InputType::FieldUpdate { .. } | InputType::ListUpdate(..) | InputType::ListCreate(..) => "column",
            InputType::CreateNested(end, _) | InputType::UpdateNested(end, _) if many(end.opposite()) => "to many",
            InputType::CreateNested(..) | InputType::UpdateNested(..) => "to one",
            InputType::CreateManyEnvelope(_) => "to many",
            _ => continue,
        };
        words.extend(surface.fields(input.ty).into_iter().map(|field| (place, field.name.to_owned())));
    }
    for output in [OutputType::Query, OutputType::Mutation] {
        for field in surface.output_fields(output) {
            let (OutputName::Operation(operation, _), OutputKind::Object(_)) = (field.name, field.kind) else {
                continue;
            };
            words.insert(("operation", format!("{operation:?}")));
            if let Arguments::Operation(..) = field.arguments {
                let arguments = surface.arguments(field.arguments);
                words.extend(arguments.into_iter().map(|argument| ("argument", argument.name.to_owned())));
            }
        }
    }
    words
}

/// The rows of the table: place, word, code.
fn rows() -> Vec<(String, String, Vec<String>)> {
    let document = include_str!("../../../../docs/rust-client.md");
    let table = document.split("| place | word | Rust |").nth(1).expect("the table");
    let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .flat_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').splitn(3, '|').collect();
            let place = cells[0].trim().to_owned();
            code(cells[1]).into_iter().map(move |word| (place.clone(), word, code(cells[2])))
        })
        .collect()
}

#[test]
fn every_word_of_the_protocol_has_its_rust() {
    let rows = rows();
    let mut words = words(include_str!("sqlite/schema.prisma"));
    // With what is a preview feature still; the clients of the tests are without it.
    let postgres = include_str!("postgres/schema.prisma");
    let with_previews = postgres.replace("previewFeatures = [", "previewFeatures = [\"relationJoins\", ");
    assert_ne!(postgres, with_previews, "the schema has preview features");
    words.extend(self::words(&with_previews));
    let has =
        |word: &Word| rows.iter().any(|(place, name, code)| *place == word.0 && *name == word.1 && !code.is_empty());
    let missing: Vec<&Word> = words.iter().filter(|word| !has(word)).collect();
    assert!(missing.is_empty(), "the table of docs/rust-client.md does not say how Rust says {missing:?}");
    let places: BTreeSet<&str> = words.iter().map(|(place, _)| *place).collect();
    for (place, word, _) in &rows {
        let Some(place) = places.get(place.as_str()) else { continue };
        assert!(words.contains(&(*place, word.clone())), "`{word}` ({place}) is no word of the protocol");
    }
}

#[test]
fn the_rust_of_each_word_is_run() {
    // As rustfmt breaks lines.
    let squeeze = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
    let code: String = CODE.iter().map(|text| squeeze(text)).collect();
    for (place, word, examples) in rows() {
        for example in examples {
            assert!(code.contains(&squeeze(&example)), "`{example}` ({place} {word}) is in no test of the suite");
        }
    }
}
