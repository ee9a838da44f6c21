//! The `nicol` command.
#![allow(dead_code, reason = "the commands on a live database come next")]

mod args;
mod commands;
mod config;
mod context;
mod error;
mod interaction;
mod output;

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
            output::error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
