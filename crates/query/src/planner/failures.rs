//! The errors that plans end in (reference: client.md 3.4, 6.2 and 6.3 for codes and `meta`).

use nicol_model::ModelId;

use super::relation::Rel;
use super::{Planner, Result};
use crate::ast::RelationWrite;
use crate::plan::{Failure, FailureCode, MetaValue};

fn text(value: impl Into<String>) -> MetaValue {
    MetaValue::Text(value.into())
}

impl Rel<'_> {
    /// Prisma's word for the kind of relation.
    fn kind(&self) -> &'static str {
        if self.join_table().is_some() {
            "many-to-many"
        } else if self.is_one_to_one() {
            "one-to-one"
        } else {
            "one-to-many"
        }
    }
}

impl Planner<'_> {
    /// P2025 of an operation: "a query", "an update", "a delete".
    pub(super) fn record_not_found(&self, model: ModelId, operation: &'static str) -> Result<Failure> {
        Ok(Failure {
            code: FailureCode::P2025,
            meta: vec![("operation", text(operation))],
            message: format!(
                "There is no record of `{}` that fits, and {operation} needs one. {}",
                self.model(model)?.name,
                match operation {
                    "a query" => "Correct the condition, or use a query that may find nothing.",
                    "a delete" => "Correct the condition, or use a delete of many, which may find nothing.",
                    // It was found, and then not changed.
                    "an upsert" => "Run it again; if it stays, look for what hides the record, such as row security.",
                    _ => "Correct the condition, or create the record first: an upsert does what is needed.",
                }
            ),
        })
    }

    /// P2025 of a part of a nested write: "a nested connect", ….
    pub(super) fn related_not_found(
        &self,
        rel: &Rel<'_>,
        operation: &'static str,
        needed_for: Option<&str>,
    ) -> Failure {
        Failure {
            code: FailureCode::P2025,
            meta: vec![
                ("model", text(&rel.target.name)),
                ("relation", text(&rel.relation.name)),
                ("relationType", text(rel.kind())),
                ("operation", text(operation)),
                ("neededFor", needed_for.map_or(MetaValue::Null, text)),
            ],
            message: format!(
                "There is no record of `{}` for {operation} through `{}.{}`. Correct the condition, or create the record \
                 first.",
                rel.target.name, rel.model.name, rel.field.name
            ),
        }
    }

    /// P2025 of a connect by which this side's foreign key is written.
    pub(super) fn target_not_found(&self, rel: &Rel<'_>, is_new: bool) -> Failure {
        let model = &rel.model.name;
        let needed_for = match (rel.is_one_to_one(), is_new) {
            (false, _) => Some(format!("inline the relation on '{model}' record(s)")),
            (true, true) => Some(format!("create or connect inlined relation for '{model}' record(s)")),
            (true, false) => None,
        };
        self.related_not_found(rel, "a nested connect", needed_for.as_deref())
    }

    /// The record that a nested write starts from is missing. The words are those that Prisma's `meta` has; they
    /// depend on the step at which it notices.
    pub(super) fn parent_not_found(&self, rel: &Rel<'_>, write: &RelationWrite) -> Result<Failure> {
        use RelationWrite as W;

        let (parent, child) = (&rel.model.name, &rel.target.name);
        let inline = |model: &str| Some(format!("inline the relation on '{model}' record(s)"));
        let many_to_many = rel.join_table().is_some();
        let (model, operation, needed_for) = match write {
            W::UpdateMany(_) | W::DeleteMany(_) => return self.record_not_found(rel.model_id, "an update"),
            W::Delete(_) if rel.is_list() => return Ok(self.not_connected(rel)),
            W::Delete(_) => (child, "a nested delete", None),
            W::Update(_) => (child, "a nested update", None),
            W::Set(_) if many_to_many => (parent, "a nested set", Some("disconnect existing child records".to_owned())),
            W::Disconnect(_) if many_to_many => (parent, "a disconnect", None),
            W::Set(list) if !list.is_empty() => (parent, "a nested set", None),
            W::Set(_) | W::Disconnect(_) => return self.record_not_found(rel.model_id, "an update"),
            _ if many_to_many => (parent, "a connect", None),
            W::Create(_) if rel.is_list() => (parent, "a nested create", inline(parent)),
            W::Create(_) if rel.holds_key() => {
                (parent, "a nested create", Some(format!("update inlined relation for '{parent}' record(s)")))
            }
            W::Create(_) => {
                (parent, "a nested create", Some(format!("create inlined relation for '{child}' record(s)")))
            }
            W::CreateMany { .. } => (parent, "a nested create", inline(child)),
            W::Connect(_) if rel.is_list() => (parent, "a nested connect", inline(child)),
            W::Connect(_) => {
                (parent, "a nested connect", Some(format!("update inlined relation for '{child}' record(s)")))
            }
            W::ConnectOrCreate(_) if rel.holds_key() => {
                (child, "a nested connect or create", Some(format!("update inlined relation for '{parent}' record(s)")))
            }
            W::ConnectOrCreate(_) if rel.is_one_to_one() => {
                (parent, "a nested connect or create", Some(format!("create inlined relation for '{child}' record(s)")))
            }
            W::ConnectOrCreate(_) => {
                (child, "a nested connect or create", Some(format!("create inlined relation for '{parent}' record(s)")))
            }
            W::Upsert(_) => {
                let holder = if rel.holds_key() { parent } else { child };
                (parent, "a nested upsert", Some(format!("update inlined relation for '{holder}' record(s)")))
            }
        };
        Ok(Failure {
            code: FailureCode::P2025,
            meta: vec![
                ("model", text(model)),
                ("relation", text(&rel.relation.name)),
                ("relationType", text(rel.kind())),
                ("operation", text(operation)),
                ("neededFor", needed_for.map_or(MetaValue::Null, text)),
            ],
            message: format!(
                "There is no record of `{parent}` to update, and {operation} through `{}` needs it. Correct the condition, or \
                 create the record first.",
                rel.field.name
            ),
        })
    }

    /// P2025 of connecting through a many-to-many relation.
    pub(super) fn records_not_found(&self, rel: &Rel<'_>) -> Failure {
        Failure {
            code: FailureCode::P2025,
            meta: vec![("expectedRows", MetaValue::Expected)],
            message: format!(
                "Not all records of `{}` that were to be connected through `{}.{}` are there. Create the missing ones first, \
                 or leave them out.",
                rel.target.name, rel.model.name, rel.field.name
            ),
        }
    }

    /// P2018: records with the foreign key on their side are not there to be connected.
    pub(super) fn records_not_connected(&self, rel: &Rel<'_>) -> Failure {
        Failure {
            code: FailureCode::P2018,
            meta: vec![
                ("expectedRows", MetaValue::Expected),
                ("relation", text(&rel.relation.name)),
                ("relationType", text(rel.kind())),
            ],
            message: format!(
                "Not all records of `{}` that were to be connected through `{}.{}` are there. Create the missing ones first, \
                 or leave them out.",
                rel.target.name, rel.model.name, rel.field.name
            ),
        }
    }

    /// P2017: the records are not related.
    pub(super) fn not_connected(&self, rel: &Rel<'_>) -> Failure {
        Failure {
            code: FailureCode::P2017,
            meta: vec![
                ("relation", text(&rel.relation.name)),
                ("parent", text(&rel.model.name)),
                ("child", text(&rel.target.name)),
            ],
            message: format!(
                "The records of `{}` and `{}` are not connected through `{}`. Correct the condition, or connect them first.",
                rel.model.name, rel.target.name, rel.field.name
            ),
        }
    }

    /// P2014: a required relation would be broken.
    pub(super) fn relation_violation(&self, rel: &Rel<'_>) -> Failure {
        // The side with the foreign key comes first.
        let (model, target) = (&rel.model.name, &rel.target.name);
        let (a, b) = if rel.holds_key() { (model, target) } else { (target, model) };
        Self::violation(&rel.relation.name, a, b)
    }

    /// P2014 of a relation between the model that holds the foreign key and the other one.
    pub(super) fn violation(relation: &str, a: &str, b: &str) -> Failure {
        Failure {
            code: FailureCode::P2014,
            meta: vec![("relation", text(relation)), ("modelA", text(a)), ("modelB", text(b))],
            message: format!(
                "The change would leave a record without its required relation between `{a}` and `{b}`. Relate that record \
                 to another one first, or delete it."
            ),
        }
    }
}
