//! The command line: its shape, its help, and what is said about a wrong one.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser};

use crate::commands::Command;
use crate::config::Options;
use crate::error::CommandError;
use crate::{output, usage};

/// Databases from a schema: migrations, typed clients, and the commands around them.
///
/// Nicol reads the same schema.prisma, migrations folder and configuration as Prisma, and its commands have Prisma's
/// names, flags and exit codes.
#[derive(Debug, Parser)]
#[command(
    name = "nicol",
    bin_name = "nicol",
    disable_version_flag = true,
    subcommand_required = false,
    max_term_width = 100,
    after_help = "Start with `nicol quickstart` for a working example, or `nicol init` in a project of your own.\n\
                  `nicol help COMMAND` says everything about a command."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Print the version of Nicol and of what it is compatible with
    #[arg(short, long, short_alias = 'V')]
    pub(crate) version: bool,
    /// With --version: as JSON
    #[arg(long, requires = "version", hide = true)]
    pub(crate) json: bool,
    #[command(flatten)]
    ignored: Ignored,
}

/// What Prisma accepts everywhere and does nothing here.
#[derive(Debug, Clone, Default, Args)]
struct Ignored {
    #[arg(long, value_name = "TEXT", global = true, hide = true)]
    telemetry_information: Option<String>,
}

/// Where the project is.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ProjectArgs {
    /// The schema: a file, or a folder of .prisma files
    #[arg(long, value_name = "PATH")]
    pub(crate) schema: Option<PathBuf>,
    /// The configuration file (default: prisma7.config.*, prisma.config.*, .config/prisma.*, nicol.toml)
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Which project, and which database to connect to.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct DatabaseArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// The database, instead of the one that the schema or the configuration names
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
}

impl ProjectArgs {
    pub(crate) fn options(&self) -> Options {
        Options { schema: self.schema.clone(), config: self.config.clone() }
    }
}

/// Reads the command line. What is not a command is answered here, with the exit code.
pub(crate) fn parse(arguments: &[String]) -> Result<Cli, ExitCode> {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => Ok(cli),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Err(finish(output::data(&error.render().ansi().to_string())))
        }
        Err(error) => {
            let mut command = Cli::command();
            command.build();
            output::start_json(arguments.iter().any(|argument| argument == "--json"));
            output::failure(&usage::explain(&error, arguments, &command));
            Err(ExitCode::from(1))
        }
    }
}

/// The help of a group of commands, on standard output: what `nicol`, `nicol migrate` and `nicol db` say alone.
pub(crate) fn print_help(path: &[&str]) -> Result<(), CommandError> {
    let mut command = Cli::command();
    command.build();
    let level = level(&mut command, path);
    output::data(&level.render_help().ansi().to_string())
}

/// The command that the words lead to, as far as they do.
fn level<'c>(command: &'c mut clap::Command, words: &[&str]) -> &'c mut clap::Command {
    match words.split_first() {
        Some((word, rest)) if command.find_subcommand(word).is_some() => {
            // Asked twice, because the borrow checker takes the answer of the first for alive in the other arm.
            level(command.find_subcommand_mut(word).expect("it was just found"), rest)
        }
        _ => command,
    }
}

fn finish(result: Result<(), CommandError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }

    /// Commands whose output is data of its own: JSON, or for people to look at.
    const WITHOUT_JSON: [&str; 4] = ["config", "dmmf", "query", "quickstart"];

    #[test]
    fn every_command_tells_its_exit_codes_and_has_json() {
        let mut commands = vec![super::Cli::command()];
        while let Some(command) = commands.pop() {
            if command.get_name() == "help" {
                continue;
            }
            let name = command.get_name();
            if command.has_subcommands() {
                commands.extend(command.get_subcommands().cloned());
                continue;
            }
            let about = command.get_long_about().map(ToString::to_string).unwrap_or_default();
            assert!(about.contains("Exit code"), "`{name}` does not tell its exit codes");
            let has_json = command.get_arguments().any(|argument| argument.get_long() == Some("json"));
            assert_eq!(has_json, !WITHOUT_JSON.contains(&name), "`{name}`: --json");
        }
    }
}
