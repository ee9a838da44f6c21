//! A picture as sorted lines that don't depend on numbers or on the order of columns, for comparing two databases.

use std::collections::BTreeMap;

use super::picture::{Column, PartKind, Picture, Relation, TypeKind};
use super::settings::index_name;
use super::types::literal;
use crate::sql::KEEP;

/// What is there, by a name that a person understands.
pub(super) fn lines(picture: &Picture) -> BTreeMap<String, String> {
    let mut lines = Lines::default();
    for (name, comment) in &picture.schemas {
        lines.add(&format!("schema {name}"), "there", [("comment", comment.as_deref())]);
    }
    for (name, (schema, version)) in &picture.extensions {
        lines.add(&format!("extension {name}"), &format!("version {version} in {schema}"), []);
    }
    for ty in &picture.types {
        let (what, how) = (format!("type {}", picture.shown(&ty.name)), type_told(&ty.kind));
        lines.add(&what, &how, [("comment", ty.comment.as_deref())]);
    }
    // What was put aside is no part of the database.
    let is_kept = |oid| picture.relation(oid).is_some_and(Relation::is_kept);
    for relation in picture.relations.iter().filter(|r| !r.is_kept()) {
        lines.add_relation(picture, relation);
    }
    for k in picture.constraints.iter().filter(|k| !is_kept(k.relation)) {
        let on = match picture.types.iter().find(|t| t.oid == k.domain) {
            Some(domain) => picture.shown(&domain.name),
            None => picture.relation_name(k.relation),
        };
        // Valid, deferrable, deferred.
        let how = format!("{} ({})", k.definition, k.state);
        lines.add(&format!("constraint {} of {on}", k.name), &how, [("comment", k.comment.as_deref())]);
    }
    for i in picture.indexes.iter().filter(|i| !is_kept(i.relation)) {
        let what = format!("index {} of {}", i.name, picture.relation_name(i.relation));
        lines.add(
            &what,
            &i.definition,
            [
                ("comment", i.comment.as_deref()),
                ("options", i.options.as_deref()),
                ("invalidity", (!i.is_valid).then_some("told")),
                ("replica identity", i.is_replica_identity.then_some("on")),
            ],
        );
    }
    for s in picture.sequences.iter().filter(|s| s.name.schema != KEEP) {
        let owner = s.owner.and_then(|(table, column)| {
            let table = picture.relation(table)?;
            Some(format!("{}.{}", picture.shown(&table.name), table.column(column)?.name))
        });
        lines.add(
            &format!("sequence {}", picture.shown(&s.name)),
            &format!("{} {}", s.ty, s.settings),
            [
                ("owner", owner.as_deref()),
                ("identity", s.is_identity.then_some("on")),
                ("comment", s.comment.as_deref()),
            ],
        );
    }
    for f in &picture.functions {
        let what = format!("function {}({})", picture.shown(&f.name), f.arguments);
        let definition = f.definition.as_deref().unwrap_or("an aggregate");
        lines.add(&what, definition, [("comment", f.comment.as_deref())]);
    }
    for p in picture.parts.iter().filter(|p| !is_kept(p.relation)) {
        let kind = match p.kind {
            PartKind::Trigger => "trigger",
            PartKind::Policy => "policy",
            PartKind::Rule => "rule",
            PartKind::Statistics => "statistics",
        };
        let enabled = match p.enabled {
            'D' => Some("disabled"),
            'R' => Some("enabled on replicas"),
            'A' => Some("enabled always"),
            _ => None,
        };
        let what = format!("{kind} {} of {}", p.name, picture.relation_name(p.relation));
        lines.add(
            &what,
            &p.definition,
            [("state", enabled), ("target", p.target.as_deref()), ("comment", p.comment.as_deref())],
        );
    }
    for (what, how) in picture.rights_told() {
        lines.add(&what, &how, []);
    }
    for object in &picture.objects {
        lines.add(&format!("{} {}", object.kind.to_lowercase(), object.name), &object.state, []);
    }
    lines.0
}

#[derive(Default)]
struct Lines(BTreeMap<String, String>);

impl Lines {
    /// A thing, and what it has that not everything has.
    fn add<const N: usize>(&mut self, what: &str, how: &str, has: [(&str, Option<&str>); N]) {
        self.0.insert(what.to_owned(), how.to_owned());
        for (part, how) in has {
            if let Some(how) = how {
                self.0.insert(format!("{part} of {what}"), how.to_owned());
            }
        }
    }

    fn add_relation(&mut self, picture: &Picture, r: &Relation) {
        let name = picture.shown(&r.name);
        let what = format!("{} {name}", if r.is_view() { "view" } else { "table" });
        let kind = match r.kind {
            'p' => "a partitioned table",
            'f' => "a foreign table",
            'v' => "a view",
            'm' => "a materialized view",
            _ => "a table",
        };
        let parents: Vec<_> = r.parents.iter().map(|p| picture.relation_name(*p)).collect();
        let parents = (!parents.is_empty()).then(|| parents.join(", "));
        let replica_identity = match r.replica_identity {
            'f' => Some("full"),
            'i' => Some("an index"),
            'n' => Some("nothing"),
            _ => None,
        };
        self.add(
            &what,
            kind,
            [
                ("definition", r.definition.as_deref()),
                ("comment", r.comment.as_deref()),
                ("options", r.options.as_deref()),
                ("partition key", r.partition_key.as_deref()),
                ("partition bound", r.bound.as_deref()),
                ("parents", parents.as_deref()),
                ("persistence", r.unlogged.then_some("unlogged")),
                ("row level security", r.row_security.then_some("on")),
                ("row level security for the owner", r.force_row_security.then_some("on")),
                ("replica identity", replica_identity),
                ("order by CLUSTER", r.clustered.and_then(|index| index_name(picture, index)).as_deref()),
                ("foreign keys without their triggers", r.unchecked.as_deref()),
                ("tablespace, method and type", Some(r.place.as_str()).filter(|place| !USUAL_PLACES.contains(place))),
            ],
        );
        for column in &r.columns {
            self.add_column(&name, column);
        }
    }

    fn add_column(&mut self, table: &str, c: &Column) {
        let (identity, generated) = (Some(c.identity.as_str()), Some(c.generated.as_str()));
        self.add(
            &format!("column {} of {table}", c.name),
            &c.ty,
            [
                ("NOT NULL", c.required.then_some("on")),
                ("default", c.default.as_deref()),
                ("identity", identity.filter(|letter| !letter.is_empty())),
                ("generation", generated.filter(|letter| !letter.is_empty())),
                ("collation", c.collation.as_deref()),
                ("comment", c.comment.as_deref()),
                ("inheritance", (!c.is_local).then_some("from a parent")),
                ("settings", Some(c.settings.as_str()).filter(|settings| !settings.is_empty())),
            ],
        );
    }
}

/// The database's own tablespace, heap or none (a view), and no type.
const USUAL_PLACES: [&str; 2] = ["0 2 0", "0 0 0"];

fn type_told(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Enum(labels) => {
            let labels: Vec<_> = labels.iter().map(|(_, label)| literal(label)).collect();
            format!("the enum {}", labels.join(", "))
        }
        TypeKind::Domain { base, default, required } => {
            let default = default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
            format!("a domain over {base}{default}{}", if *required { " NOT NULL" } else { "" })
        }
        TypeKind::Range(of) => format!("a range: {of}"),
        TypeKind::Composite(attributes) => {
            let attributes: Vec<_> = attributes.iter().map(|(name, ty)| format!("{name} {ty}")).collect();
            format!("composed of {}", attributes.join(", "))
        }
    }
}
