//! Databases full of what no schema can say. Every change of the tables around leaves it as it is, or a warning names what
//! goes, or the change is refused before anything runs.

use nicol_engine::pull;
use nicol_engine::push::Push;
use nicol_migrate::checks::Message;
use nicol_migrate::diff::DiffOptions;
use nicol_migrate::raise::Options;

use crate::support::{Database, Project, run, schema, wanted_of};

const POSTGRES: &str = include_str!("survival/postgres.sql");
const SQLITE: &str = include_str!("survival/sqlite.sql");

/// What no schema can say, by kind and name.
const IN_POSTGRES: &str = "
SELECT 'constraint ' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'x')
UNION ALL SELECT 'deferrable ' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND condeferrable
UNION ALL SELECT 'index ' || indexname || CASE WHEN indexdef LIKE '% INCLUDE %' THEN ' INCLUDE' ELSE '' END
  || CASE WHEN indexdef LIKE '% WHERE %' THEN ' WHERE' ELSE '' END FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'view ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
UNION ALL SELECT 'policy ' || policyname FROM pg_policies WHERE schemaname = 'public'
UNION ALL SELECT 'security ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'rule ' || rulename FROM pg_rules WHERE schemaname = 'public'
UNION ALL SELECT 'statistics ' || stxname FROM pg_statistic_ext
UNION ALL SELECT 'inherits ' || inhrelid::regclass FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind <> 'i'
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'generated ' || attname FROM pg_attribute WHERE attgenerated <> '' AND NOT attisdropped
UNION ALL SELECT 'comment ' || coalesce((SELECT attname FROM pg_attribute WHERE attrelid = objoid AND attnum = objsubid AND objsubid > 0),
  objoid::regclass::text) FROM pg_description WHERE classoid = 'pg_class'::regclass AND objoid >= 16384
ORDER BY 1";

const IN_SQLITE: &str = "
SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL SELECT 'generated ' || c.name FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND c.hidden IN (2, 3)
UNION ALL SELECT 'check ' || name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%'
UNION ALL SELECT 'collation ' || name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%NOCASE%'
UNION ALL SELECT 'strict ' || name FROM pragma_table_list WHERE schema = 'main' AND strict
UNION ALL SELECT 'rowid ' || name FROM pragma_table_list WHERE schema = 'main' AND wr
UNION ALL SELECT 'foreign key ' || m.name || ' ' || f.\"from\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
ORDER BY 1";

/// A change of the pulled schema: the text that goes, and what comes in its place.
struct Edit {
    name: &'static str,
    changes: &'static [(&'static str, &'static str)],
    /// What may go without a word, because the change itself says it.
    goes: &'static [&'static str],
    then: Then,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// Nothing is lost, nothing is warned of in that respect.
    AllIsKept,
    /// Warnings name each of these, and nothing else is lost.
    Warned(&'static [&'static str]),
    /// It can't run; the message names each of these.
    Refused(&'static [&'static str]),
}

const fn edit(name: &'static str, changes: &'static [(&'static str, &'static str)], then: Then) -> Edit {
    Edit { name, changes, goes: &[], then }
}

/// Of a schema whose lines begin at their first word, and whose words are one blank apart.
const ON_POSTGRES: &[Edit] = &[
    edit("a column comes", &[("\nplain ", "\nmore String?\nplain ")], Then::AllIsKept),
    edit("a required column comes", &[("\nplain ", "\nmore Int @default(1)\nplain ")], Then::AllIsKept),
    Edit {
        goes: &["index main_free_key"],
        ..edit("a column with an index of its own goes", &[("\nfree ", "\n// ")], Then::AllIsKept)
    },
    Edit {
        goes: &["constraint alone_check"],
        ..edit("a column goes with a check on it alone", &[("\nalone ", "\n// ")], Then::AllIsKept)
    },
    edit(
        "a column of a check goes",
        &[("\nlow ", "\n// ")],
        Then::Warned(&[
            "constraint order_check CHECK ((low < high))",
            "statistics levels",
            "index sum_idx",
            "comment low",
        ]),
    ),
    edit("a column of an exclusion goes", &[("\nslot ", "\n// ")], Then::Warned(&["constraint slot_excl EXCLUDE"])),
    edit("a column of a predicate goes", &[("\nis_on ", "\n// ")], Then::Warned(&["index on_idx"])),
    edit("an included column goes", &[("\nextra ", "\n// ")], Then::Warned(&["index code_idx INCLUDE"])),
    edit("a type grows", &[("\nlow Int?", "\nlow BigInt?"), ("\nslot Int?", "\nslot BigInt?")], Then::AllIsKept),
    edit(
        "a column is made anew",
        &[("\nword String?", "\nword Int?")],
        Then::Warned(&["constraint word_check", "lower_idx", "comment on column word"]),
    ),
    edit(
        "a unique column is made anew",
        &[("\ncode String?", "\ncode Int?")],
        Then::Warned(&["index code_idx INCLUDE (extra)"]),
    ),
    edit(
        "defaults and NULLs",
        &[("\nlow Int?", "\nlow Int @default(3)"), ("\nword String?", "\nword String? @default(\"x\")")],
        Then::AllIsKept,
    ),
    edit("a read column goes", &[("\nseen ", "\n// ")], Then::Refused(&["view watch"])),
    edit("a read column gets another type", &[("\nseen Int?", "\nseen BigInt?")], Then::Refused(&["view watch"])),
    edit("a column of a policy goes", &[("\nowner ", "\n// ")], Then::Refused(&["policy own"])),
    edit("a column of a trigger changes", &[("\nstamp Int?", "\nstamp BigInt?")], Then::Refused(&["touch_stamp"])),
    edit("a source changes", &[("\nbase Int?", "\nbase BigInt?")], Then::Refused(&["generated column twice"])),
    Edit { goes: &["generated twice"], ..edit("a generated column goes", &[("\ntwice ", "\n// ")], Then::AllIsKept) },
    edit("a table under a view goes", &[("model under ", "model over ")], Then::Refused(&["view watch_too"])),
    edit("an enum gets a value", &[("\nsad\n", "\nsad\nfine\n")], Then::AllIsKept),
    edit("an enum loses a value", &[("\nsad\n", "\n")], Then::AllIsKept),
    edit(
        "an enum loses a value under indexes",
        &[("\ncold\n", "\n")],
        Then::Refused(&["index temper_idx", "index tempers_idx"]),
    ),
    edit("an enum loses a value that a check names", &[("\ncalm\n", "\n")], Then::Refused(&["constraint calm_check"])),
    Edit {
        goes: &["constraint calm_check"],
        ..edit(
            "an enum loses a value, and a column of it goes",
            &[("\ncalm\n", "\n"), ("\nother ", "\n// ")],
            Then::AllIsKept,
        )
    },
    edit(
        "an enum loses a value, and a column of checks goes",
        &[("\nsad\n", "\n"), ("\nfeeling ", "\n// ")],
        Then::Warned(&["feeling_check", "feeling_excl"]),
    ),
    edit("a partitioned table gets a column", &[("\nday ", "\nmore Int?\nday ")], Then::AllIsKept),
    edit(
        "a key becomes another",
        &[
            ("\nid Int @id\nplain Int", "\nid Int\nplain Int"),
            ("\n@@index", "\n@@id([id, low])\n@@index"),
            ("\nlow Int?", "\nlow Int"),
        ],
        Then::AllIsKept,
    ),
    edit(
        "a deferrable key is made again",
        &[("onDelete: NoAction", "onDelete: Cascade")],
        Then::Warned(&["later_fkey DEFERRABLE"]),
    ),
    Edit {
        goes: &["index plain_named"],
        ..edit("an index is renamed", &[("plain_named", "plain_renamed")], Then::AllIsKept)
    },
];

const ON_SQLITE: &[Edit] = &[
    edit("a column comes", &[("\nplain ", "\nmore String?\nplain ")], Then::AllIsKept),
    edit("a required column comes", &[("\nplain ", "\nmore Int @default(1)\nplain ")], Then::AllIsKept),
    edit("a column of a named check goes", &[("\nplain ", "\n// ")], Then::Warned(&["check (plain > 0)", "twice_idx"])),
    edit("a type changes", &[("\nplain Int?", "\nplain String?")], Then::AllIsKept),
    edit("a column of a check goes", &[("\nlow ", "\n// ")], Then::Warned(&["check (low < high)"])),
    Edit {
        goes: &["collation main"],
        ..edit("a column of an index goes", &[("\nword ", "\n// ")], Then::Warned(&["index lower_idx"]))
    },
    edit(
        "a source of generated columns goes",
        &[("\nhigh ", "\n// ")],
        Then::Warned(&["half INT AS (high / 2)", "twice INT", "some_idx", "twice_idx"]),
    ),
    edit("a strict table", &[("\nnote String?", "\nnote String?\nmore Int @default(1)")], Then::AllIsKept),
    edit(
        "a strict table gets a time",
        &[("\nnote String?", "\nnote String?\nmore DateTime @default(now())")],
        Then::Warned(&["strict", "firm"]),
    ),
    edit("a table without row numbers", &[("name String @id\nv Int?", "name String @id\nv String?")], Then::AllIsKept),
    edit(
        "a conflict clause",
        &[("v Int? @unique", "v Int @default(1) @unique")],
        Then::Warned(&["ON CONFLICT IGNORE"]),
    ),
];

#[test]
fn postgres() {
    check_all(Database::Postgres, POSTGRES, IN_POSTGRES, ON_POSTGRES);
}

#[test]
fn sqlite() {
    check_all(Database::Sqlite, SQLITE, IN_SQLITE, ON_SQLITE);
}

fn check_all(database: Database, setup: &str, inventory: &str, edits: &[Edit]) {
    let failures = edits.iter().filter_map(|edit| {
        let project = Project::new(database, edit.name)?;
        let found = run(check(&project, setup, inventory, edit)).err()?;
        Some(format!("{}: {found}", edit.name))
    });
    let failures: Vec<String> = failures.collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

async fn check(project: &Project, setup: &str, inventory: &str, edit: &Edit) -> Result<(), String> {
    let text = |error: nicol_engine::Error| error.to_string();
    let none = DiffOptions::default();
    nicol_engine::database::connect_or_create(&project.target).await.map_err(text)?;
    project.execute(setup).await;
    let before = project.column(inventory).await;
    let wanted = wanted_of(&schema(&edited(project, edit).await?));
    let push = Push::prepare(&project.target, &wanted, &none, false).await.map_err(text)?;
    let texts = |list: &[Message]| list.iter().map(|m| m.text.as_str()).collect::<Vec<_>>().join("\n").to_lowercase();
    let warnings = texts(&push.findings.here.warnings);
    let refusals = texts(&push.findings.here.unexecutable);
    let is_named = |name: &&&str, list: &str| list.contains(&name.to_lowercase());
    if let Then::Refused(names) = edit.then {
        if let Some(name) = names.iter().find(|name| !is_named(name, &refusals)) {
            return Err(format!("{name} is not in {refusals:?}"));
        }
        if push.execute().await.is_ok() {
            return Err("the database takes it".to_owned());
        }
        return if project.column(inventory).await == before { Ok(()) } else { Err("something is gone".to_owned()) };
    }
    if !refusals.is_empty() {
        return Err(format!("refused: {refusals}"));
    }
    push.execute().await.map_err(|error| format!("{error}\n{}", nicol_migrate::sql::render(&push.plan)))?;
    let named = if let Then::Warned(names) = edit.then { names } else { &[] };
    if let Some(name) = named
        .iter()
        .filter(|n| !n.starts_with("comment ") || n.contains(" on "))
        .find(|name| !is_named(name, &warnings))
    {
        return Err(format!("{name} is not in {warnings:?}"));
    }
    let after = project.column(inventory).await;
    for lost in before.iter().filter(|object| !after.contains(object)) {
        let name = lost.split(' ').nth(1).unwrap_or_default();
        if !edit.goes.contains(&lost.as_str()) && !named.iter().any(|told| told.contains(name)) {
            return Err(format!("{lost} is gone, told of was {warnings:?}"));
        }
    }
    if edit.then == Then::AllIsKept && warnings.contains("no words") {
        return Err(warnings);
    }
    let again = Push::prepare(&project.target, &wanted, &none, false).await.map_err(text)?;
    if again.plan.is_empty() { Ok(()) } else { Err(format!("left to do: {}", nicol_migrate::sql::render(&again.plan))) }
}

/// The schema that is pulled from the database, edited.
async fn edited(project: &Project, edit: &Edit) -> Result<String, String> {
    let provider = if project.database == Database::Postgres { "postgresql" } else { "sqlite" };
    let stub = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n");
    let files = [("schema.prisma".to_owned(), stub)];
    let pulled = pull::pull(&project.target, &files, &Options::default()).await.map_err(|e| e.to_string())?;
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text: String = pulled.files[0].1.lines().map(|line| words(line) + "\n").collect();
    for (old, new) in edit.changes {
        if !text.contains(old) {
            return Err(format!("no {old:?} in\n{text}"));
        }
        text = text.replacen(old, new, 1);
    }
    Ok(text)
}
