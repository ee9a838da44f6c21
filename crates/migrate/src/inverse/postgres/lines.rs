//! A picture as sorted lines that don't depend on numbers or on the order of columns, for comparing two databases.

use std::collections::BTreeMap;

use super::picture::{PartKind, Picture, Relation, TypeKind};
use crate::sql::KEEP;

/// What is there, by a name that a person understands.
pub(super) fn lines(picture: &Picture) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    let mut add = |what: String, how: String| drop(lines.insert(what, how));
    for (name, comment) in &picture.schemas {
        add(format!("schema {name}"), format!("{comment:?}"));
    }
    for (name, (schema, version)) in &picture.extensions {
        add(format!("extension {name}"), format!("{schema} {version}"));
    }
    for ty in &picture.types {
        let kind = match &ty.kind {
            TypeKind::Enum(labels) => format!("enum {:?}", labels.iter().map(|(_, label)| label).collect::<Vec<_>>()),
            other => format!("{other:?}"),
        };
        add(format!("type {}", picture.shown(&ty.name)), format!("{kind} {:?}", ty.comment));
    }
    // What was put aside is no part of the database.
    let is_kept = |oid| picture.relation(oid).is_some_and(Relation::is_kept);
    for r in picture.relations.iter().filter(|r| !r.is_kept()) {
        let name = picture.shown(&r.name);
        let parents: Vec<_> = r.parents.iter().map(|p| picture.relation_name(*p)).collect();
        let head = (r.kind, r.unlogged, r.row_security, r.force_row_security, &r.options, &r.comment);
        let rest = (&r.definition, &r.partition_key, parents, &r.bound, r.replica_identity, &r.place);
        let what = if r.is_view() { "view" } else { "table" };
        add(format!("{what} {name}"), format!("{head:?} {rest:?}"));
        for c in &r.columns {
            let how = (&c.ty, c.required, &c.default, &c.identity, &c.generated, &c.collation, &c.comment, c.is_local);
            let how = (how, &c.settings);
            add(format!("column {} of {name}", c.name), format!("{how:?}"));
        }
    }
    for k in picture.constraints.iter().filter(|k| !is_kept(k.relation)) {
        let on = match picture.types.iter().find(|t| t.oid == k.domain) {
            Some(domain) => picture.shown(&domain.name),
            None => picture.relation_name(k.relation),
        };
        let how = (&k.definition, &k.state, &k.comment);
        add(format!("constraint {} of {on}", k.name), format!("{how:?}"));
    }
    for i in picture.indexes.iter().filter(|i| !is_kept(i.relation)) {
        let how = (&i.definition, i.is_valid, &i.comment, i.is_replica_identity, &i.options);
        add(format!("index {} of {}", i.name, picture.relation_name(i.relation)), format!("{how:?}"));
    }
    for s in picture.sequences.iter().filter(|s| s.name.schema != KEEP) {
        let owner = s.owner.and_then(|(table, column)| {
            let table = picture.relation(table)?;
            Some(format!("{}.{}", picture.shown(&table.name), table.column(column)?.name))
        });
        let how = (&s.ty, &s.settings, owner, s.is_identity, &s.comment);
        add(format!("sequence {}", picture.shown(&s.name)), format!("{how:?}"));
    }
    for f in &picture.functions {
        let how = (&f.definition, &f.comment);
        add(format!("function {}({})", picture.shown(&f.name), f.arguments), format!("{how:?}"));
    }
    for p in picture.parts.iter().filter(|p| !is_kept(p.relation)) {
        let kind = match p.kind {
            PartKind::Trigger => "trigger",
            PartKind::Policy => "policy",
            PartKind::Rule => "rule",
            PartKind::Statistics => "statistics",
        };
        let how = (&p.definition, p.enabled, &p.comment);
        add(format!("{kind} {} of {}", p.name, picture.relation_name(p.relation)), format!("{how:?}"));
    }
    for (what, how) in picture.rights_told() {
        add(what, how);
    }
    for object in &picture.objects {
        add(format!("{} {}", object.kind.to_lowercase(), object.name), object.state.clone());
    }
    lines
}
