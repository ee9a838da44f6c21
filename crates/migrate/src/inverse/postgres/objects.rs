//! What a database has besides tables and what hangs on them: operators, casts, collations, publications, foreign servers.
//! What a migration makes of it is dropped again; what it drops or changes is told, since nobody knows how it was made.

use super::picture::Object;
use super::plan::Back;

/// Columns, indexes and tables may rest on these until all of them are as before; servers on wrappers.
const LATE: [&str; 8] = [
    "COLLATION",
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH TEMPLATE",
    "TEXT SEARCH PARSER",
    "USER MAPPING",
    "SERVER",
    "FOREIGN DATA WRAPPER",
];

impl Back<'_> {
    /// Those that rest on functions, before these go; the others at the end.
    pub(super) fn drop_objects(&mut self, late: bool) {
        let rank = |object: &Object| LATE.iter().position(|kind| *kind == object.kind);
        let is_there = |object: &&Object| {
            self.was.objects.iter().any(|o| o.kind == object.kind && o.name == object.name)
                || object.kind.starts_with("COMMENT")
        };
        let mut new: Vec<_> = self.now.objects.iter().filter(|o| !is_there(o) && rank(o).is_some() == late).collect();
        new.sort_by_key(|object| rank(object));
        self.statements.extend(new.iter().map(|object| format!("DROP {} {}", object.kind, object.name)));
    }
}
