//! Cases `pull/merge/<name>`: a pull over the files in `before/`, from the database of `setup.sql` (its first line names
//! the database). `after/` is what comes out, `warnings.txt` what is said. Where `same-as-prisma` lies beside them, the
//! published engine has to write the same files.

use std::fs;

use nicol_migrate::introspect::{RecordedRows, Scope};
use nicol_migrate::raise::warnings;
use nicol_testkit::cases::{Case, Outcome, difference};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;
use serde_json::json;

use crate::{pull, record};

pub(crate) fn merge(case: &Case) -> Outcome {
    let sql = case.read("setup.sql")?;
    let before = case.files("before", ".prisma");
    let dir = tempfile::tempdir()?;
    let (rows, url): (RecordedRows, String) = if sql.starts_with("-- sqlite") {
        let path = dir.path().join("merge.db");
        (pull::sqlite_file(&path, &sql)?, format!("file:{}", path.display()))
    } else {
        let Some(server) = Server::shared() else { return Ok(()) };
        let url = server.database(&case.name);
        let database = record::database_name(&url);
        server.psql(database, &sql);
        let schemas: Vec<String> =
            case.read_if_there("schemas.txt").unwrap_or_default().lines().map(str::to_owned).collect();
        (record::postgres(server, database, &Scope::of_schemas(&schemas)), url)
    };
    let raised = pull::pull(&rows, &before)?;
    for (name, text) in &raised.files {
        if let Some(folder) = case.dir.join("after").join(name).parent() {
            fs::create_dir_all(folder)?;
        }
        case.expect(&format!("after/{name}"), text)?;
    }
    let expected: Vec<String> = case.files("after", ".prisma").into_iter().map(|(name, _)| name).collect();
    let mut written: Vec<String> = raised.files.iter().map(|(name, _)| name.clone()).collect();
    written.sort();
    assert_eq!(expected, written, "{}: files", case.name);
    case.expect("warnings.txt", &warnings::print(&raised.warnings))?;
    let again = pull::pull(&rows, &raised.files)?;
    for ((name, once), (_, twice)) in raised.files.iter().zip(&again.files) {
        if once != twice {
            return Err(format!("a second pull changes {name}\n{}", difference(once, twice)).into());
        }
    }
    match case.read_if_there("same-as-prisma") {
        Some(_) => same_as_prisma(&before, &raised.files, &url),
        None => Ok(()),
    }
}

fn same_as_prisma(before: &[(String, String)], after: &[(String, String)], url: &str) -> Outcome {
    let Some(theirs) = pull::oracle_pull(&json!(before), url) else { return Ok(()) };
    // Several files are printed one after the other; the new one comes first there.
    let ours = match after {
        [(_, text)] => text.clone(),
        several => {
            let mut sorted: Vec<_> = several.to_vec();
            sorted.sort_by_key(|(name, _)| (name != "introspected.prisma", name.clone()));
            sorted.iter().map(|(name, text)| format!("// {name}\n{text}")).collect()
        }
    };
    let tidy = |text: &str| text.lines().filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
    let (ours, theirs) = (tidy(&ours), tidy(&theirs?));
    if ours == theirs { Ok(()) } else { Err(Failed::from(difference(&theirs, &ours))) }
}
