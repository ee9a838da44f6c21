//! Stage 6: what declarations mean together and for the provider. Runs only when nothing is wrong so far.

mod autoincrement;
mod composites;
mod constraint_names;
mod cycles;
mod database_names;
mod datasource;
mod defaults;
mod enums;
mod fields;
mod fulltext;
mod ids;
mod index_types;
mod indexes;
mod literal;
mod many_to_many;
mod models;
mod mongodb;
mod multi_schema;
mod mysql;
mod native_types;
mod one_to_many;
mod one_to_one;
mod relation_fields;
mod relation_fixes;
mod relations;
mod shard_keys;
mod sqlserver;
mod views;

use nicol_model::{Provider, RelationMode};

use super::config::Configuration;
use super::connector::Connector;
use super::context::Context;
use super::draft::{Draft, FieldRef, Key, RelationShape};
use constraint_names::ConstraintNames;

pub(super) use constraint_names::{foreign_key_name, index_name, join_table_name, primary_key_name};
pub(super) use relations::{on_delete, on_update};

/// What the checks look at.
pub(super) struct Subject<'c, 'a> {
    pub(super) draft: &'c Draft<'a>,
    pub(super) config: &'c Configuration<'a>,
    pub(super) connector: &'static Connector,
    pub(super) mode: RelationMode,
    /// For each model how many indexes are clustered.
    clustered_indexes: Vec<usize>,
}

impl<'c, 'a> Subject<'c, 'a> {
    pub(super) fn new(draft: &'c Draft<'a>, config: &'c Configuration<'a>) -> Self {
        let connector = Connector::of(config.provider());
        let clustered = |index: &&Key<'_>| index.clustered == Some(true);
        let clustered_indexes = draft.models.iter().map(|model| model.indexes.iter().filter(clustered).count());
        Self { draft, config, connector, mode: config.relation_mode(), clustered_indexes: clustered_indexes.collect() }
    }

    fn fields(&self, model: usize) -> impl Iterator<Item = FieldRef> + use<> {
        (0..self.draft.models[model].fields.len()).map(move |field| FieldRef { model, field })
    }

    fn columns(&self, model: usize) -> impl Iterator<Item = FieldRef> {
        self.fields(model).filter(|at| self.draft.ty(*at).is_column())
    }

    fn relation_fields(&self, model: usize) -> impl Iterator<Item = FieldRef> {
        self.fields(model).filter(|at| self.draft.relation_field(*at).is_some())
    }
}

/// Runs all checks.
pub(super) fn run(cx: &mut Context, subject: &Subject<'_, '_>) {
    let names = ConstraintNames::new(subject);
    composites::check(cx, subject);
    datasource::check(cx, subject);
    defaults::unknown_functions(cx, subject);
    database_names::check(cx, subject);
    let models = || 0..subject.draft.models.len();
    for model in models() {
        let is_view = subject.draft.decl(model).is_view;
        if is_view {
            views::check(cx, subject, model);
        } else {
            of_model(cx, subject, &names, model);
        }
        for at in subject.columns(model) {
            fields::check(cx, subject, &names, at);
        }
        for at in subject.relation_fields(model) {
            // One ambiguous relation makes many wrong messages, so that nothing more is said.
            if relation_fields::is_ambiguous(cx, subject, at) {
                return;
            }
            relation_fields::check(cx, subject, &names, at);
        }
        for index in &subject.draft.models[model].indexes {
            if is_view {
                views::index(cx, index);
            } else {
                indexes::check(cx, subject, &names, model, index);
            }
        }
    }
    enums::check(cx, subject);
    of_relations(cx, subject, &names);
}

fn of_model(cx: &mut Context, subject: &Subject<'_, '_>, names: &ConstraintNames<'_>, model: usize) {
    multi_schema::check_model(cx, subject, model);
    models::has_a_unique(cx, subject, model);
    ids::check(cx, subject, names, model);
    fulltext::only_one(cx, subject, model);
    match subject.connector.provider {
        Some(Provider::Postgresql) => index_types::postgresql(cx, subject, model),
        Some(Provider::Cockroachdb) => index_types::cockroachdb(cx, subject, model),
        Some(Provider::Mysql) => mysql::check(cx, subject, model),
        Some(Provider::Sqlserver) => sqlserver::check(cx, subject, model),
        Some(Provider::Mongodb) => mongodb::check(cx, subject, model),
        Some(Provider::Sqlite) | None => {}
    }
    autoincrement::check(cx, subject, model);
    shard_keys::check(cx, subject, model);
}

fn of_relations(cx: &mut Context, subject: &Subject<'_, '_>, names: &ConstraintNames<'_>) {
    let circles = cycles::Circles::find(subject);
    for relation in &subject.draft.relations {
        match relation.shape {
            RelationShape::OneToOne | RelationShape::OneToMany => {
                cycles::check(cx, subject, &circles, relation);
                relations::check(cx, subject, names, relation);
                if relation.shape == RelationShape::OneToOne {
                    one_to_one::check(cx, subject, relation);
                } else {
                    one_to_many::check(cx, subject, relation);
                }
            }
            RelationShape::ImplicitManyToMany => many_to_many::implicit(cx, subject, relation),
            RelationShape::EmbeddedManyToMany => many_to_many::embedded(cx, subject, relation),
        }
    }
}
