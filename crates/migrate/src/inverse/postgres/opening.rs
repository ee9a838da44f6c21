//! The first statement of a way back: what was kept gets the names by which the others know it, whatever the schema is called
//! that they run in.

use nicol_catalog::script::{Keeping, keep_block};

use super::picture::Picture;
use crate::sql::KEEP;

/// The database after a migration as it is behind that statement, and the statement.
pub(super) fn opened(now: &Picture, was: &Picture) -> (Picture, Vec<String>) {
    let (mut opened, mut steps) = (now.clone(), Vec::new());
    let Some(current) = &now.current else { return (opened, Vec::new()) };
    for relation in &mut opened.relations {
        let Some(kept) = now.kept(relation).filter(|kept| kept.schema.as_ref() == Some(current)) else { continue };
        let before = was.relation(relation.oid);
        let Some(name) = kept.name.filter(|_| before.is_none_or(|r| r.name.schema != KEEP)) else { continue };
        // A schema that scripts name is a part of the name there.
        let Some(origin) = relation.name.name.strip_suffix(&format!("__{name}")) else { continue };
        let origin = format!("{origin}__");
        steps.push(Keeping::Back("TABLE", name.clone()));
        if before.is_some() {
            let mut back = |what, part: &mut String| {
                if let Some(name) = part.strip_prefix(&origin).map(str::to_owned) {
                    steps.push(Keeping::Back(what, name.clone()));
                    *part = name;
                }
            };
            for index in opened.indexes.iter_mut().filter(|i| i.relation == relation.oid) {
                back("INDEX", &mut index.name);
            }
            let keys = opened.constraints.iter_mut().filter(|k| matches!(k.kind, 'p' | 'u' | 'x'));
            for key in keys.filter(|k| k.relation == relation.oid) {
                back("INDEX", &mut key.name);
            }
            let is_its = |owner: Option<(u32, i32)>| owner.is_some_and(|(table, _)| table == relation.oid);
            for sequence in opened.sequences.iter_mut().filter(|s| is_its(s.owner) && s.name.schema == KEEP) {
                back("SEQUENCE", &mut sequence.name.name);
                sequence.name.schema.clone_from(current);
            }
            relation.name.schema.clone_from(current);
            steps.push(Keeping::Home(name.clone()));
        }
        relation.name.name = name;
    }
    let opening = if steps.is_empty() { Vec::new() } else { vec![keep_block(&steps)] };
    (opened, opening)
}
