//! `nicol init`.

mod templates;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

use super::Status;
use crate::config::environment::Environment;
use crate::error::{CommandError, ErrorKind};
use crate::output;
use templates::Plan;

/// Set up a project: schema, configuration, .env
///
/// Writes prisma/schema.prisma, prisma.config.ts, .env and .gitignore. Never overwrites: a file that is there is left
/// as it is or appended to, and a schema that is there ends the command.
///
/// Exit codes: 0 set up; 1 there is a project already, or a file can't be written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database
    #[arg(long, value_name = "PROVIDER", value_enum)]
    datasource_provider: Option<Provider>,
    /// The URL of the database; it decides the provider
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The client's generator (default: nicol-rust, beside a package.json prisma-client)
    #[arg(long, value_name = "PROVIDER")]
    generator_provider: Option<String>,
    /// A preview feature to switch on; may be given several times
    #[arg(long, value_name = "FEATURE")]
    preview_feature: Vec<String>,
    /// Where the generated client goes
    #[arg(long, value_name = "PATH")]
    output: Option<String>,
    /// Begin with a model of a user
    #[arg(long)]
    with_model: bool,
    /// The outcome as one JSON object: {"ok", "created", "appended", "kept": [FILES]}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ignored: Ignored,
}

/// Flags of Prisma's `init` about its own services.
#[derive(Debug, clap::Args)]
struct Ignored {
    #[arg(long, hide = true)]
    no_skills: bool,
    #[arg(long, hide = true)]
    non_interactive: bool,
    #[arg(long, hide = true)]
    debug: bool,
    #[arg(long, hide = true)]
    db: bool,
    #[arg(long, hide = true, value_name = "REGION")]
    region: Option<String>,
    #[arg(long, hide = true, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, hide = true, alias = "vibe", value_name = "TEXT")]
    prompt: Option<String>,
}

/// The databases of the schema language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Provider {
    Postgresql,
    Sqlite,
    Mysql,
    Sqlserver,
    Mongodb,
    Cockroachdb,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    output::start_json(args.json);
    let Ignored { no_skills: _, non_interactive: _, debug: _, db, region, name, prompt } = &args.ignored;
    if *db || region.is_some() || name.is_some() || prompt.is_some() {
        return Err(CommandError::usage("--db, --region, --name and --prompt belong to Prisma's own cloud service")
            .hint("leave them out, and give the URL of any database with --url"));
    }
    let folder =
        std::env::current_dir().map_err(|e| CommandError::io("find the working directory", Path::new("."), &e))?;
    refuse_existing(&folder)?;
    let plan = plan(args, &folder)?;
    let mut done = Done::new();
    if let Err(error) = write(&folder, &plan, &mut done) {
        // Half a project would be taken for one that is set up.
        for (_, name, _) in done.iter().filter(|(what, ..)| *what == "created") {
            let _ = fs::remove_file(folder.join(name));
        }
        let _ = fs::remove_dir(folder.join("prisma"));
        let has_made = done.iter().any(|(what, ..)| *what == "created");
        return Err(if has_made { error.hint("the files that it made before are removed again") } else { error });
    }
    for (what, file, why) in &done {
        output::result(format_args!("{what:<9}{file}{why}"))?;
    }
    output::result(plan.next_steps())?;
    output::answer(|| {
        let files = |wanted: &str| done.iter().filter(|(what, ..)| *what == wanted).map(|(_, file, _)| *file).collect();
        let (created, appended, kept): (Value, Value, Value) = (files("created"), files("appended"), files("kept"));
        json!({ "ok": true, "created": created, "appended": appended, "kept": kept })
    })?;
    Ok(0)
}

fn write(folder: &Path, plan: &Plan, done: &mut Done) -> Result<(), CommandError> {
    create(folder, "prisma/schema.prisma", &plan.schema(), done)?;
    create(folder, "prisma.config.ts", &plan.config(), done)?;
    write_env(folder, plan, done)?;
    write_gitignore(folder, plan, done)
}

/// What was done with which file, and why.
type Done = Vec<(&'static str, &'static str, &'static str)>;

/// A project that is there is never touched.
fn refuse_existing(folder: &Path) -> Result<(), CommandError> {
    let there = ["prisma", "schema.prisma", "prisma.config.ts", "prisma7.config.ts"]
        .into_iter()
        .find(|name| folder.join(name).symlink_metadata().is_ok());
    match there {
        None => Ok(()),
        Some(name) => Err(CommandError::new(
            ErrorKind::Io,
            format!("{name} is already there, so this project is set up already; nothing was written"),
        )
        .code("folder-exists")
        .hint("remove it if it is of no use, or run `nicol init` in another folder")),
    }
}

fn plan(args: &Args, folder: &Path) -> Result<Plan, CommandError> {
    let from_url = args.url.as_deref().map(provider_of_url).transpose()?;
    let provider = match (from_url, args.datasource_provider) {
        (Some(from_url), Some(flag)) if from_url != flag => {
            return Err(CommandError::usage(format!(
                "--url is for {}, and --datasource-provider says {}",
                templates::provider_name(from_url),
                templates::provider_name(flag)
            ))
            .hint("leave --datasource-provider out: the URL decides"));
        }
        (Some(provider), _) | (None, Some(provider)) => provider,
        (None, None) => Provider::Postgresql,
    };
    let is_node = folder.join("package.json").is_file();
    let is_rust = folder.join("Cargo.toml").is_file() || !is_node;
    let generator = args
        .generator_provider
        .clone()
        .unwrap_or_else(|| if is_rust { "nicol-rust" } else { "prisma-client" }.to_owned());
    let output = args.output.clone().unwrap_or_else(|| default_output(folder, &generator));
    Ok(Plan {
        provider,
        url: args.url.clone(),
        is_node,
        has_prisma: names_package(folder, "prisma"),
        has_nicol: names_package(folder, "nicol"),
        generator,
        output,
        preview_features: args.preview_feature.clone(),
        with_model: args.with_model,
    })
}

/// Whether package.json says that the project needs a package.
fn names_package(folder: &Path, name: &str) -> bool {
    let text = fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    ["dependencies", "devDependencies"].into_iter().any(|key| !manifest[key][name].is_null())
}

fn provider_of_url(url: &str) -> Result<Provider, CommandError> {
    Ok(match url.split(':').next().unwrap_or_default() {
        "postgres" | "postgresql" => Provider::Postgresql,
        "file" => Provider::Sqlite,
        "mysql" => Provider::Mysql,
        "sqlserver" => Provider::Sqlserver,
        "mongodb" | "mongodb+srv" => Provider::Mongodb,
        _ => {
            return Err(CommandError::usage("the URL after --url is of no database that the schema language knows")
                .code("P1013")
                .hint("it begins with postgresql://, file:, mysql://, sqlserver:// or mongodb://"));
        }
    })
}

/// Where the client goes, relative to the schema: beside the sources.
fn default_output(folder: &Path, generator: &str) -> String {
    let sources = ["src", "lib", "app"].into_iter().find(|name| folder.join(name).is_dir());
    if templates::is_rust(generator) {
        return format!("../{}/db", sources.unwrap_or("src"));
    }
    match sources {
        Some(sources) => format!("../{sources}/generated/prisma"),
        None => "../generated/prisma".to_owned(),
    }
}

fn create(folder: &Path, name: &'static str, text: &str, done: &mut Done) -> Result<(), CommandError> {
    let path = folder.join(name);
    let shown = PathBuf::from(name);
    let failed = |e: std::io::Error| CommandError::io("write", &shown, &e);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
    done.push(("created", name, ""));
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(())
}

/// The variable goes into `.env`, unless it is there.
fn write_env(folder: &Path, plan: &Plan, done: &mut Done) -> Result<(), CommandError> {
    let path = folder.join(".env");
    if !path.exists() {
        return create(folder, ".env", &plan.env(), done);
    }
    let text = fs::read_to_string(&path).map_err(|e| CommandError::io("read", Path::new(".env"), &e))?;
    let mut written = Environment::default();
    written.add_file(&path, &text, false);
    if written.get("DATABASE_URL").is_some() {
        if plan.url.is_some() {
            output::warning(".env has a DATABASE_URL already, and it was kept; the one of --url was not written");
        }
        done.push(("kept", ".env", " (it has a DATABASE_URL)"));
        return Ok(());
    }
    append(&path, ".env", &text, &plan.env(), done)
}

/// What must not be committed goes into `.gitignore`.
fn write_gitignore(folder: &Path, plan: &Plan, done: &mut Done) -> Result<(), CommandError> {
    let path = folder.join(".gitignore");
    let lines = plan.ignored_paths();
    if !path.exists() {
        return create(folder, ".gitignore", &(lines.join("\n") + "\n"), done);
    }
    let text = fs::read_to_string(&path).map_err(|e| CommandError::io("read", Path::new(".gitignore"), &e))?;
    let has = |line: &str| {
        let bare = |l: &str| l.trim().trim_matches('/').to_owned();
        text.lines().any(|l| bare(l) == bare(line))
    };
    let missing: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !has(line)).collect();
    if missing.is_empty() {
        done.push(("kept", ".gitignore", ""));
        return Ok(());
    }
    append(&path, ".gitignore", &text, &(missing.join("\n") + "\n"), done)
}

fn append(path: &Path, name: &'static str, old: &str, more: &str, done: &mut Done) -> Result<(), CommandError> {
    let failed = |e: std::io::Error| CommandError::io("append to", Path::new(name), &e);
    let mut file = OpenOptions::new().append(true).open(path).map_err(failed)?;
    let gap = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    file.write_all(format!("{gap}{more}").as_bytes()).map_err(failed)?;
    done.push(("appended", name, ""));
    Ok(())
}
