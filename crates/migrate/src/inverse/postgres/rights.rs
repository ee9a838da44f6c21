//! Who owns what, and who else may do what with it.

use std::collections::{BTreeMap, BTreeSet};

use super::picture::{Oid, Picture, Relation, TypeKind};
use super::plan::Back;
use crate::sql::{KEEP, identifier};

/// What a right is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Relation(Oid),
    Sequence(Oid),
    Function(Oid),
    Type(Oid),
    Schema(String),
    /// What comes later: whose and where, and the kind of things.
    Future(String, String),
    /// Last, since what is taken from a table is taken from its columns.
    Column(Oid, i32),
}

/// One line of the server's lists of rights.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Right {
    pub(super) subject: Subject,
    /// As SQL names the role.
    pub(super) who: String,
    /// Their words, sorted; [`OWNER`] for who owns it (not told if that is who makes the picture).
    pub(super) what: String,
    pub(super) may_give: bool,
}

/// The word for owning.
pub(super) const OWNER: &str = "OWNER";

impl Picture {
    /// The rights as lines of a comparison.
    pub(super) fn rights_told(&self) -> Vec<(String, String)> {
        let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for right in &self.rights {
            if let Some(subject) = self.subject_told(&right.subject) {
                let give = if right.may_give { " with grant option" } else { "" };
                let list = told.entry(format!("rights of {} on {subject}", right.who)).or_default();
                list.push(format!("{}{give}", right.what));
            }
        }
        told.into_iter().map(|(what, list)| (what, list.join("; "))).collect()
    }

    fn subject_told(&self, subject: &Subject) -> Option<String> {
        let relation = |oid| self.relation(oid).filter(|r| !r.is_kept());
        match subject {
            Subject::Relation(oid) => Some(format!("table {}", self.shown(&relation(*oid)?.name))),
            Subject::Column(oid, number) => {
                let relation = relation(*oid)?;
                Some(format!("column {} of {}", relation.column(*number)?.name, self.shown(&relation.name)))
            }
            Subject::Sequence(oid) => {
                let sequence = self.sequences.iter().find(|s| s.oid == *oid && s.name.schema != KEEP)?;
                Some(format!("sequence {}", self.shown(&sequence.name)))
            }
            Subject::Function(oid) => {
                let function = self.functions.iter().find(|f| f.oid == *oid)?;
                Some(format!("function {}({})", self.shown(&function.name), function.arguments))
            }
            Subject::Type(oid) => {
                Some(format!("type {}", self.shown(&self.types.iter().find(|t| t.oid == *oid)?.name)))
            }
            Subject::Schema(name) => Some(format!("schema {name}")),
            Subject::Future(scope, what) => Some(format!("future {what} {scope}")),
        }
    }
}

/// Without their subject.
type Rights = BTreeSet<(String, String, bool)>;

impl Back<'_> {
    /// The very last: who gives something away may have no more to say.
    pub(super) fn make_rights(&mut self) {
        let mut subjects: BTreeSet<_> = self.was.rights.iter().map(|r| r.subject.clone()).collect();
        // Those from which everybody's rights were taken tell of none.
        subjects.extend(self.was.functions.iter().map(|f| Subject::Function(f.oid)));
        subjects.extend(self.was.types.iter().map(|t| Subject::Type(t.oid)));
        let now = self.now;
        subjects.extend(now.rights.iter().filter_map(|r| self.subject_was(&r.subject)));
        // What is taken from a table is taken from its columns.
        let mut taken: BTreeSet<(Oid, String, String)> = BTreeSet::new();
        for subject in subjects {
            let was = rights(self.was, &subject);
            let mut now = match self.subject_now(&subject) {
                Some(now) => rights(self.now, &now),
                None => by_birth(&subject),
            };
            if let Subject::Column(table, _) = &subject {
                let stays = |who: &str, word: &&str| !taken.contains(&(*table, who.to_owned(), (*word).to_owned()));
                let left = now.into_iter().map(|(who, what, may_give)| {
                    let what: Vec<&str> = what.split(", ").filter(|word| stays(&who, word)).collect();
                    let what = what.join(", ");
                    (who, what, may_give)
                });
                now = left.filter(|(_, what, _)| !what.is_empty()).collect();
            }
            let Some(place) = self.place(&subject) else { continue };
            for (who, what, _) in now.difference(&was).filter(|(_, what, _)| what != OWNER) {
                self.run(place.revoke(what, who));
                if let Subject::Relation(oid) = subject {
                    taken.extend(what.split(", ").map(|word| (oid, who.clone(), word.to_owned())));
                }
            }
            for (who, what, may_give) in was.difference(&now).filter(|(_, what, _)| what != OWNER) {
                self.run(place.grant(what, who, *may_give));
            }
            let owner = |rights: &Rights| rights.iter().find(|(_, what, _)| what == OWNER).map(|(who, ..)| who.clone());
            if owner(&was) != owner(&now)
                && let Some(alter) = &place.alter
            {
                let who = owner(&was).unwrap_or_else(|| "CURRENT_USER".to_owned());
                self.run(format!("{alter} OWNER TO {who}"));
            }
        }
    }

    /// What it was, if it stays.
    fn subject_was(&self, now: &Subject) -> Option<Subject> {
        Some(match now {
            Subject::Relation(oid) => Subject::Relation(self.matched.relations.was(*oid)?),
            Subject::Sequence(oid) => Subject::Sequence(self.matched.sequences.was(*oid)?),
            Subject::Function(oid) => Subject::Function(self.matched.functions.was(*oid)?),
            Subject::Type(oid) => Subject::Type(self.matched.types.was(*oid)?),
            Subject::Column(oid, number) => {
                Subject::Column(self.matched.relations.was(*oid)?, self.matched.column_was(*oid, *number)?)
            }
            Subject::Schema(name) if !self.was.schemas.contains_key(name) => return None,
            other => other.clone(),
        })
    }

    /// What it is now, if it is not made anew on the way back.
    fn subject_now(&self, was: &Subject) -> Option<Subject> {
        Some(match was {
            Subject::Relation(oid) => {
                let now = self.matched.relations.now(*oid)?;
                Subject::Relation((!self.going.views.contains(&now)).then_some(now)?)
            }
            Subject::Sequence(oid) => {
                let now = self.matched.sequences.now(*oid)?;
                let sequence = self.now.sequences.iter().find(|s| s.oid == now)?;
                Subject::Sequence((sequence.is_identity || self.sequence_stays(sequence)).then_some(now)?)
            }
            Subject::Function(oid) => {
                let now = self.matched.functions.now(*oid)?;
                Subject::Function((!self.going.functions.contains(&now)).then_some(now)?)
            }
            Subject::Type(oid) => {
                let now = self.matched.types.now(*oid)?;
                Subject::Type((!self.rebuilt.contains(&now)).then_some(now)?)
            }
            Subject::Column(oid, number) => {
                let now = self.matched.relations.now(*oid)?;
                Subject::Column(now, self.matched.column_now(now, *number)?)
            }
            Subject::Schema(name) if !self.now.schemas.contains_key(name) => return None,
            other => other.clone(),
        })
    }

    /// How statements name it.
    fn place(&self, subject: &Subject) -> Option<Place> {
        let was = self.was;
        let place = |on: &str, name: String, alter: Option<&str>| {
            Some(Place {
                alter: alter.map(|what| format!("ALTER {what} {name}")),
                on: format!("{on} {name}"),
                ..Place::default()
            })
        };
        match subject {
            Subject::Relation(oid) => {
                let relation = was.relation(*oid)?;
                let what = match relation.kind {
                    'v' => "VIEW",
                    'm' => "MATERIALIZED VIEW",
                    'f' => "FOREIGN TABLE",
                    _ => "TABLE",
                };
                place("TABLE", was.shown(&relation.name), Some(what))
            }
            Subject::Column(oid, number) => {
                let relation: &Relation = was.relation(*oid)?;
                let column = Some(identifier(&relation.column(*number)?.name));
                Some(Place { column, ..place("TABLE", was.shown(&relation.name), None)? })
            }
            Subject::Sequence(oid) => {
                let sequence = was.sequences.iter().find(|s| s.oid == *oid)?;
                // One that belongs to a column has its table's owner.
                place("SEQUENCE", was.shown(&sequence.name), sequence.owner.is_none().then_some("SEQUENCE"))
            }
            Subject::Function(oid) => {
                let function = was.functions.iter().find(|f| f.oid == *oid)?;
                let what = match function.kind {
                    'p' => "PROCEDURE",
                    'a' => "AGGREGATE",
                    _ => "FUNCTION",
                };
                let on = if function.kind == 'p' { "PROCEDURE" } else { "FUNCTION" };
                place(on, format!("{}({})", was.shown(&function.name), function.arguments), Some(what))
            }
            Subject::Type(oid) => {
                let ty = was.types.iter().find(|t| t.oid == *oid)?;
                let what = if matches!(ty.kind, TypeKind::Domain { .. }) { "DOMAIN" } else { "TYPE" };
                place("TYPE", was.shown(&ty.name), Some(what))
            }
            Subject::Schema(name) => place("SCHEMA", identifier(name), Some("SCHEMA")),
            Subject::Future(scope, what) => Some(Place {
                prefix: format!("ALTER DEFAULT PRIVILEGES {scope} "),
                on: what.clone(),
                ..Place::default()
            }),
        }
    }
}

/// Where a right is given.
#[derive(Debug, Default)]
struct Place {
    prefix: String,
    /// Behind `ON`.
    on: String,
    column: Option<String>,
    /// What gives it to another owner.
    alter: Option<String>,
}

impl Place {
    fn what(&self, what: &str) -> String {
        match &self.column {
            Some(column) => what.split(", ").map(|word| format!("{word} ({column})")).collect::<Vec<_>>().join(", "),
            None => what.to_owned(),
        }
    }

    fn grant(&self, what: &str, who: &str, may_give: bool) -> String {
        let option = if may_give { " WITH GRANT OPTION" } else { "" };
        format!("{}GRANT {} ON {} TO {who}{option}", self.prefix, self.what(what), self.on)
    }

    fn revoke(&self, what: &str, who: &str) -> String {
        format!("{}REVOKE {} ON {} FROM {who}", self.prefix, self.what(what), self.on)
    }
}

fn rights(picture: &Picture, subject: &Subject) -> Rights {
    let own = picture.rights.iter().filter(|r| r.subject == *subject);
    let mut rights: Rights = own.map(|r| (r.who.clone(), r.what.clone(), r.may_give)).collect();
    if let Subject::Future(..) = subject {
        // Without an entry of their own, things have the rights that the server gives.
        if !rights.remove(&(String::new(), String::new(), false)) {
            rights.extend(by_birth(subject));
        }
    }
    rights
}

/// The rights of what was just made.
fn by_birth(subject: &Subject) -> Rights {
    let everybody = |what: &str| Rights::from([("PUBLIC".to_owned(), what.to_owned(), false)]);
    match subject {
        Subject::Function(_) => everybody("EXECUTE"),
        Subject::Type(_) => everybody("USAGE"),
        Subject::Future(scope, what) if !scope.contains(" IN SCHEMA ") => match what.as_str() {
            "FUNCTIONS" => everybody("EXECUTE"),
            "TYPES" => everybody("USAGE"),
            _ => Rights::new(),
        },
        _ => Rights::new(),
    }
}
