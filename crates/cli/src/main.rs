//! The `nicol` command.

mod args;
mod backups;
mod commands;
mod config;
mod context;
mod error;
mod failures;
mod files;
mod generators;
mod interaction;
mod output;
mod progress;
mod prompt;
mod quickstart;
mod schema;
mod typed_sql;
mod usage;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let cli = match args::parse(&arguments) {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    match commands::run(cli) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            output::failure(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
