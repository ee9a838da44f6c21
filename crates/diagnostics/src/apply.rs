//! Fixes applied to texts.

use crate::{Applicability, Edit, FileId, Fix, Sources};

/// The texts of all files with the safe ones of these fixes, and how many were applied. A fix that touches what
/// another one has changed is left out: it comes again when the result is judged.
pub fn apply<'a>(sources: &Sources, fixes: impl IntoIterator<Item = &'a Fix>) -> (Vec<String>, usize) {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    for fix in fixes {
        let is_free = |edit: &Edit| edits.iter().all(|other| !touch(edit, other));
        if fix.applicability == Applicability::Safe && !fix.edits.is_empty() && fix.edits.iter().all(is_free) {
            edits.extend(&fix.edits);
            applied += 1;
        }
    }
    edits.sort_by_key(|edit| (edit.span.file, edit.span.start, edit.span.end));
    let text = |id: FileId, text: &str| {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in edits.iter().filter(|edit| edit.span.file == id) {
            let range = edit.span.range();
            out.push_str(text.get(at..range.start).unwrap_or_default());
            out.push_str(&edit.replacement);
            at = range.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    };
    (sources.iter().map(|(id, file)| text(id, &file.text)).collect(), applied)
}

/// Whether two edits would disturb each other. Insertions in the same place do: their order would mean something.
fn touch(one: &Edit, other: &Edit) -> bool {
    let (a, b) = (one.span, other.span);
    a.file == b.file && (a.start < b.end && b.start < a.end || a.start == b.start)
}
