//! Whether a script that differs from the engine's has to: the engine's is run on a database that is made from the old schema.

use nicol_catalog::{Catalog, Dialect};
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::introspect::Scope;
use nicol_migrate::{Plan, sql};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;

use super::{apply, live, loading};

/// What differs though the engine's script may run: it loses what no schema says, or changes what is no difference to us.
pub(crate) const KEEPS: [&str; 2] = ["versions of extensions", "keys of SQLite that may be NULL"];

/// What the engine's script does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Need {
    /// The database refuses it.
    Fails,
    /// The database refuses ours, too: the new schema is none for it.
    BothFail,
    /// It leaves a difference to the new schema.
    Leaves,
    /// What ours does.
    None,
    /// The old schema can't be made here.
    Untried,
}

impl Need {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Fails => "fail",
            Self::BothFail => "fail, as ours do",
            Self::Leaves => "leave a difference",
            Self::None => "run",
            Self::Untried => "can't be tried",
        }
    }
}

pub(crate) fn of(from: &str, plan: &Plan, theirs: &str) -> Result<Need, Failed> {
    let made = sql::render(&loading::plan(None, Some(from))?);
    let ours = sql::render(plan);
    let is_sqlite = plan.to.dialect == Dialect::Sqlite;
    let run = |script: &str| if is_sqlite { on_sqlite(&made, plan, script) } else { on_postgres(&made, plan, script) };
    Ok(match run(theirs)? {
        Ran::NotMade => Need::Untried,
        Ran::To(None) => Need::None,
        Ran::To(Some(_)) => Need::Leaves,
        Ran::Refused(_) if matches!(run(&ours)?, Ran::Refused(_)) => Need::BothFail,
        Ran::Refused(_) => Need::Fails,
    })
}

/// Whether our own script makes the new database of the old one; where the old one can be made.
pub(crate) fn does_it(from: Option<&str>, plan: &Plan) -> Result<(), Failed> {
    let made =
        from.map(|from| loading::plan(None, Some(from))).transpose()?.map_or_else(String::new, |p| sql::render(&p));
    let is_sqlite = plan.to.dialect == Dialect::Sqlite;
    let run = if is_sqlite { on_sqlite } else { on_postgres };
    match run(&made, plan, &sql::render(plan))? {
        Ran::Refused(error) => Err(format!("the script is refused: {error}").into()),
        Ran::To(Some(rest)) => Err(format!("there is still to do\n{rest}").into()),
        Ran::NotMade | Ran::To(None) => Ok(()),
    }
}

enum Ran {
    NotMade,
    Refused(String),
    /// What is left to do.
    To(Option<String>),
}

fn on_postgres(made: &str, plan: &Plan, script: &str) -> Result<Ran, Failed> {
    let Some(server) = Server::shared() else { return Ok(Ran::NotMade) };
    let url = server.database("needed");
    let database = live::name(&url);
    let ran = if server.try_psql(database, &format!("{}{made}", apply::PREPARED)).is_err() {
        Ran::NotMade
    } else if let Err(error) = server.try_psql(database, script) {
        Ran::Refused(error)
    } else {
        let all = plan.to.namespaces.iter().chain(&plan.from.namespaces).cloned().collect();
        let mut tables = [&plan.from, &plan.to].into_iter().flat_map(|catalog| &catalog.tables);
        let is_named = tables.any(|table| table.name.namespace.is_some());
        let scope = if is_named { Scope::Schemas(all) } else { Scope::DefaultSchema };
        Ran::To(left(&live::postgres(server, database, &scope)?, &plan.to))
    };
    server.psql("postgres", &format!("DROP DATABASE \"{database}\" WITH (FORCE)"));
    Ok(ran)
}

fn on_sqlite(made: &str, plan: &Plan, script: &str) -> Result<Ran, Failed> {
    let connection = rusqlite::Connection::open_in_memory()?;
    if connection.execute_batch(made).is_err() {
        return Ok(Ran::NotMade);
    }
    if let Err(error) = connection.execute_batch(script) {
        return Ok(Ran::Refused(error.to_string()));
    }
    Ok(Ran::To(left(&live::sqlite(&connection)?, &plan.to)))
}

fn left(found: &Catalog, wanted: &Catalog) -> Option<String> {
    let rest = diff(found, wanted, &DiffOptions { partial_indexes: true, ..DiffOptions::default() });
    (!rest.is_empty()).then(|| sql::render(&rest))
}
