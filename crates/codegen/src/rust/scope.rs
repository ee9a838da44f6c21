//! All names of a client, resolved once: what each thing of the schema is called in Rust.

use std::collections::HashSet;

use nicol_model::{DataModel, Model};

use super::names::{Ident, camel, snake};

/// A name that could not be what it would be elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// In the schema: `User.user_id`.
    pub schema: String,
    /// In Rust.
    pub rust: String,
}

pub(super) struct Scope<'m> {
    pub(super) model: &'m DataModel,
    pub(super) models: Vec<ModelNames>,
    pub(super) enums: Vec<EnumNames>,
    /// `None` if a model or an enum is called `Client`.
    pub(super) client_alias: bool,
    pub(super) client: Ident,
    pub(super) renamed: Vec<Renamed>,
}

pub(super) struct ModelNames {
    /// The row.
    pub(super) row: Ident,
    pub(super) module: Ident,
    /// The method of the client.
    pub(super) accessor: Ident,
    pub(super) fields: Vec<Ident>,
    /// Of compound ids and uniques: a function each, by their place in the model's list.
    pub(super) uniques: Vec<Option<Ident>>,
    /// The record to create.
    pub(super) new: Ident,
}

pub(super) struct EnumNames {
    pub(super) name: Ident,
    pub(super) values: Vec<Ident>,
}

/// Methods of the generated client and of what it derefs to, and what stands beside the models' accessors.
const CLIENT_METHODS: &[&str] = &[
    "begin",
    "borrow",
    "borrow_mut",
    "builder",
    "clone",
    "clone_into",
    "close",
    "connect",
    "data_model",
    "deref",
    "dialect",
    "execute_raw",
    "fmt",
    "from",
    "from_env",
    "from_handle",
    "handle",
    "health",
    "health_within",
    "into",
    "isolation",
    "metrics",
    "pool_state",
    "query_raw",
    "query_rows",
    "retry",
    "run_json",
    "stream_raw",
    "stream_rows",
    "to_owned",
    "transact",
    "try_into",
    "try_transact",
    "tx_options",
    "type_id",
];

/// Names of one scope. The first that asks for a name gets it, others `name_2`, `name_3`, ….
#[derive(Default)]
struct Taken {
    names: HashSet<String>,
}

impl Taken {
    fn with(names: &[&str]) -> Self {
        Self { names: names.iter().map(|&name| name.to_owned()).collect() }
    }

    fn take(&mut self, wanted: String, suffix: &str) -> String {
        let name = std::iter::once(wanted.clone())
            .chain((2..).map(|n| format!("{wanted}{suffix}{n}")))
            .find(|name| !self.names.contains(name))
            .unwrap_or(wanted);
        self.names.insert(name.clone());
        name
    }

    /// Names for many at once: those that are in the wanted form already keep it.
    fn take_all<'n>(
        &mut self,
        names: impl Iterator<Item = &'n str> + Clone,
        form: impl Fn(&str) -> String,
        suffix: &str,
    ) -> Vec<String> {
        let names: Vec<&str> = names.collect();
        let mut taken: Vec<Option<String>> = vec![None; names.len()];
        for exact in [true, false] {
            for (place, name) in names.iter().enumerate() {
                let formed = form(name);
                if taken[place].is_none() && (!exact || formed == **name) {
                    taken[place] = Some(self.take(formed, suffix));
                }
            }
        }
        taken.into_iter().map(Option::unwrap_or_default).collect()
    }
}

impl<'m> Scope<'m> {
    pub(super) fn new(model: &'m DataModel) -> Self {
        let mut renamed = Vec::new();
        let mut note = |schema: String, formed: &str, rust: &str| {
            if formed != rust {
                renamed.push(Renamed { schema, rust: rust.to_owned() });
            }
        };

        // Types of the root: rows and enums. `Client` is free for a model: the client is then called by its full name only.
        let mut types = Taken::with(&["NicolClient"]);
        let type_names =
            model.models.iter().map(|m| m.name.as_str()).chain(model.enums.iter().map(|e| e.name.as_str()));
        let rows = types.take_all(type_names.clone(), camel, "");
        for (name, row) in type_names.zip(&rows) {
            note(name.to_owned(), &camel(name), row);
        }
        let client_alias = !rows.iter().any(|name| name == "Client");

        // Modules: files of the same name must not be the root's.
        let mut modules = Taken::with(&["mod", "lib", "main"]);
        let module_names = modules.take_all(model.models.iter().map(|m| m.name.as_str()), snake, "_");
        let mut accessors = Taken::default();
        let accessor_names: Vec<String> = module_names
            .iter()
            .map(|name| {
                let wanted = if CLIENT_METHODS.contains(&name.as_str()) { format!("{name}_") } else { name.clone() };
                accessors.take(wanted, "_")
            })
            .collect();

        let (row_names, enum_names) = rows.split_at(model.models.len());
        let models = model
            .models
            .iter()
            .zip(row_names)
            .zip(module_names.iter().zip(&accessor_names))
            .map(|((m, row), (module, accessor))| {
                note(m.name.clone(), &snake(&m.name), module);
                note(format!("{} (method of the client)", m.name), module, accessor);
                model_names(m, row, module, accessor, &mut note)
            })
            .collect();
        let enums = model
            .enums
            .iter()
            .zip(enum_names)
            .map(|(e, name)| {
                let mut values = Taken::with(&["Unknown"]);
                let names = values.take_all(e.values.iter().map(|v| v.name.as_str()), variant, "");
                for (value, rust) in e.values.iter().zip(&names) {
                    note(format!("{}.{}", e.name, value.name), &variant(&value.name), rust);
                }
                EnumNames { name: Ident::new(name), values: names.into_iter().map(Ident::new).collect() }
            })
            .collect();
        Self { model, models, enums, client_alias, client: Ident::new("NicolClient"), renamed }
    }
}

/// A value of an enum; `Unknown` is the variant for values that the schema does not have.
fn variant(name: &str) -> String {
    match camel(name) {
        name if name == "Unknown" => "Unknown_".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("_{name}"),
        name => name,
    }
}

fn model_names(
    model: &Model,
    row: &str,
    module: &str,
    accessor: &str,
    note: &mut impl FnMut(String, &str, &str),
) -> ModelNames {
    let mut functions = Taken::default();
    let fields = functions.take_all(model.fields.iter().map(|f| f.name.as_str()), snake, "_");
    for (field, rust) in model.fields.iter().zip(&fields) {
        note(format!("{}.{}", model.name, field.name), &snake(&field.name), rust);
    }
    let uniques = model
        .uniques
        .iter()
        .map(|unique| {
            if unique.fields.len() < 2 {
                return None;
            }
            let wanted = snake(&unique.name);
            let name = functions.take(wanted.clone(), "_");
            note(format!("{}.{}", model.name, unique.name), &wanted, &name);
            Some(Ident::new(name))
        })
        .collect();
    ModelNames {
        row: Ident::new(row),
        module: Ident::new(module),
        accessor: Ident::new(accessor),
        fields: fields.into_iter().map(Ident::new).collect(),
        uniques,
        new: Ident::new(if row == "New" { "NewRecord" } else { "New" }),
    }
}
