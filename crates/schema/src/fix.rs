//! Mending a schema: all fixes that need no look, again and again, until none is left.

use nicol_diagnostics::{Fix, SourceFile, Sources, apply};

use crate::ast::{Block, ExprKind};
use crate::format::layout_file;
use crate::{load, parse};

/// A fix may uncover the next problem. More rounds than this are no mending.
const MAX_ROUNDS: usize = 50;

/// What came of mending.
#[derive(Debug)]
pub struct Fixed {
    /// The files in their order. Those that were mended are formatted, the others are as they were.
    pub texts: Vec<String>,
    /// How many fixes were applied.
    pub applied: usize,
}

/// Applies the safe fixes of all diagnostics, and replaces names that are only still accepted.
#[must_use]
pub fn fix(sources: &Sources) -> Fixed {
    let mut current = sources.clone();
    let mut applied = 0;
    for _ in 0..MAX_ROUNDS {
        let loaded = load(&current);
        // Of several ways to mend one problem the first is taken.
        let found = loaded.diagnostics.iter().filter_map(|diagnostic| diagnostic.fixes.first());
        let old = old_names(&current);
        let (texts, count) = apply(&current, found.chain(&old));
        if count == 0 {
            break;
        }
        applied += count;
        current = renewed(&current, texts);
    }
    let before = sources.iter().map(|(_, file)| &file.text);
    let texts = current
        .iter()
        .zip(before)
        .map(|((_, file), before)| if file.text == *before { file.text.clone() } else { layout_file(&file.text) });
    Fixed { texts: texts.collect(), applied }
}

fn renewed(sources: &Sources, texts: Vec<String>) -> Sources {
    Sources::new(sources.iter().zip(texts).map(|((_, file), text)| SourceFile::new(file.name.as_str(), text)).collect())
}

/// Names that mean the same as others and bring no warning: `provider = "postgres"`.
fn old_names(sources: &Sources) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for (id, file) in sources.iter() {
        let parsed = parse(&file.text);
        for block in &parsed.ast(id) {
            let Block::Config(config) = block else { continue };
            let providers = config.properties.iter().filter(|p| config.is_datasource && p.name.text == "provider");
            for value in providers.filter_map(|property| property.value.as_ref()) {
                if matches!(&value.kind, ExprKind::String(text) if text == "postgres") {
                    fixes.push(Fix::replace(value.span, "\"postgresql\""));
                }
            }
        }
    }
    fixes
}
