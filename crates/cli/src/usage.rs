//! What is said about a command line that can't be understood: what is wrong, what was probably meant, where to look.

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::CommandError;

/// Commands of Prisma that this version lacks.
const NOT_YET: [&str; 8] = ["studio", "dev", "mcp", "platform", "postgres", "bootstrap", "complete", "telemetry"];

/// Words that people type for commands with another name.
const OTHER_NAMES: [(&str, &str); 10] = [
    ("introspect", "db pull"),
    ("lint", "validate"),
    ("check", "validate"),
    ("fmt", "format"),
    ("gen", "generate"),
    ("new", "init"),
    ("up", "migrate deploy"),
    ("apply", "migrate deploy"),
    ("sql", "db execute"),
    ("ping", "health"),
];

/// Flags of Prisma's that are not there, and what does it instead.
const INSTEAD: [(&str, &str); 6] = [
    (
        "--from-local-d1",
        "a local D1 database is a SQLite file below .wrangler/state/v3/d1: name it, --from-url file:PATH",
    ),
    ("--to-local-d1", "a local D1 database is a SQLite file below .wrangler/state/v3/d1: name it, --to-url file:PATH"),
    ("--local-d1", "a local D1 database is a SQLite file below .wrangler/state/v3/d1: name it, --url file:PATH"),
    (
        "--shadow-database-url",
        "name it as `shadowDatabaseUrl`, in the schema's datasource or as `datasource.shadowDatabaseUrl`",
    ),
    ("--skip-generate", "leave it out: this command never generates"),
    ("--skip-seed", "leave it out: this command never seeds"),
];

/// Flags that destroy, or consent to it: whoever means one writes it.
const NOT_PROPOSED: [&str; 6] = ["--accept-data-loss", "--force", "--force-reset", "--mark-only", "--replace", "--yes"];

/// The error for a command line. `command` is all of them, built.
pub(crate) fn explain(error: &clap::Error, arguments: &[String], command: &Command) -> CommandError {
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).filter(|a| !a.starts_with('-')).collect();
    let level = level(command, &words);
    let name = level.get_bin_name().unwrap_or("nicol").replace(" help", "");
    let error = match error.kind() {
        ErrorKind::InvalidSubcommand => return no_such_command(error, &name, command),
        ErrorKind::UnknownArgument => unknown_argument(error, level, &name),
        ErrorKind::MissingRequiredArgument => missing(error, &name),
        _ => other(error),
    };
    error.hint(format!("`{}` shows how it is used", help(&name)))
}

/// The command that the words lead to, as far as they do.
fn level<'c>(command: &'c Command, words: &[&str]) -> &'c Command {
    match words.split_first() {
        // `help` has the names of all commands as commands of its own.
        Some((&"help", rest)) => level(command, rest),
        Some((word, rest)) => command.find_subcommand(word).map_or(command, |found| level(found, rest)),
        None => command,
    }
}

fn no_such_command(error: &clap::Error, name: &str, command: &Command) -> CommandError {
    let word = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
    if name == "nicol" && NOT_YET.contains(&word.as_str()) {
        return CommandError::not_yet(&format!("`nicol {word}`"));
    }
    let failed = CommandError::usage(format!("there is no command `{name} {word}`"));
    let mut meant = places(command, &word);
    meant.extend(OTHER_NAMES.iter().filter(|(other, _)| *other == word).map(|(_, path)| format!("nicol {path}")));
    if meant.is_empty() {
        let siblings = level(command, &name.split(' ').skip(1).collect::<Vec<_>>()).get_subcommands();
        let names = siblings.map(Command::get_name).filter(|sibling| *sibling != "help");
        // Two letters changed places: two edits.
        let threshold = if word.chars().count() < 3 { 1 } else { (word.chars().count() / 3).max(2) };
        meant.extend(oxc_span::best_match(&word, names, threshold).map(|near| format!("{name} {near}")));
    }
    let failed = if meant.is_empty() {
        failed
    } else {
        let meant: Vec<String> = meant.iter().map(|path| format!("`{path}`")).collect();
        failed.hint(format!("did you mean {}?", meant.join(" or ")))
    };
    failed.hint(format!("`{}` lists the commands", help(name)))
}

/// The commands that have this name, anywhere: `push` is `nicol db push`.
fn places(command: &Command, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for below in command.get_subcommands().filter(|c| c.get_name() != "help") {
        if below.get_name() == word {
            found.extend(below.get_bin_name().map(str::to_owned));
        }
        found.extend(places(below, word));
    }
    found
}

fn unknown_argument(error: &clap::Error, command: &Command, name: &str) -> CommandError {
    let argument = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let failed = CommandError::usage(if argument.starts_with('-') {
        format!("`{name}` has no flag `{argument}`")
    } else {
        format!("`{name}` does not take `{argument}`")
    });
    if let Some((_, instead)) = INSTEAD.iter().find(|(flag, _)| argument.split('=').next() == Some(flag)) {
        return failed.hint(*instead);
    }
    // What destroys is not proposed for a word that means "go on" elsewhere.
    let flag = match argument.as_str() {
        "--force" | "-f" if has(command, "accept-data-loss") => Some("--accept-data-loss".to_owned()),
        _ if argument.starts_with('-') => None,
        _ if argument.ends_with(".prisma") && has(command, "schema") => Some(format!("--schema {argument}")),
        _ if has(command, "name") => Some(format!("--name {argument}")),
        _ => None,
    };
    if let Some(flag) = flag {
        return failed.hint(format!("did you mean `{flag}`?"));
    }
    let is_proposed = |near: &String| !NOT_PROPOSED.contains(&near.as_str());
    if let Some(near) = text(error, ContextKind::SuggestedArg).filter(is_proposed) {
        return failed.hint(format!("did you mean `{near}`?"));
    }
    // A flag before its command: clap says "'validate --schema' exists".
    let tips = match error.get(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(tips)) => tips.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let behind = tips.iter().find_map(|tip| tip.strip_prefix('\'')?.strip_suffix("' exists"));
    match behind {
        Some(path) => failed.hint(format!("write it behind the command: `{name} {path} …`")),
        None => failed,
    }
}

fn has(command: &Command, flag: &str) -> bool {
    command.get_arguments().any(|argument| argument.get_long() == Some(flag) && !argument.is_hide_set())
}

fn missing(error: &clap::Error, name: &str) -> CommandError {
    let wanted: Vec<String> =
        texts(error, ContextKind::InvalidArg).iter().map(|argument| alternatives(argument)).collect();
    CommandError::usage(format!("`{name}` needs {}", wanted.join(", and ")))
}

/// `<--file <FILE>|--stdin>` as words: `--file <FILE> or --stdin`.
fn alternatives(argument: &str) -> String {
    let inner = argument.strip_prefix("<--").and_then(|rest| rest.strip_suffix('>'));
    let Some((before, last)) = inner.and_then(|inner| inner.rsplit_once('|')) else { return argument.to_owned() };
    format!("--{} or {last}", before.replace('|', ", "))
}

/// What clap says, without its marks: the advice becomes hints.
fn other(error: &clap::Error) -> CommandError {
    let text = error.render().to_string();
    let message = text.split("\n\nUsage:").next().unwrap_or(&text);
    let message = message.split("\n\nFor more information").next().unwrap_or(message);
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let (message, tips) = message.split_once("\n\n  tip: ").unwrap_or((message, ""));
    let tips = tips.split("\n  tip: ").map(str::trim).filter(|tip| !tip.is_empty());
    let tips = tips.map(|tip| match tip.strip_prefix("a similar value exists: ") {
        Some(value) => format!("did you mean `{}`?", value.trim_matches('\'')),
        None => tip.to_owned(),
    });
    tips.fold(CommandError::usage(message.trim_end()), CommandError::hint)
}

fn help(name: &str) -> String {
    match name.strip_prefix("nicol ") {
        Some(rest) => format!("nicol help {rest}"),
        None => "nicol help".to_owned(),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    texts(error, kind).into_iter().next()
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(list)) => list.clone(),
        _ => Vec::new(),
    }
}
