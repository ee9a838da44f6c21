//! Chores of the repository: `cargo xtask tidy` checks what the compiler can't, `cargo xtask pages` writes the pages of
//! diagnostics, `cargo xtask record` asks servers of all versions for the fixtures of introspection.

mod pages;
mod record;
mod repo;
mod tidy;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => {
            let problems = tidy::run(&repo::Repo::here());
            for problem in &problems {
                eprintln!("tidy: {problem}");
            }
            if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Some("pages") => match pages::write(&repo::Repo::here()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("pages: {error}");
                ExitCode::FAILURE
            }
        },
        Some("record") => match record::run(&repo::Repo::here()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("record: {error}");
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("usage: cargo xtask tidy|pages|record");
            ExitCode::FAILURE
        }
    }
}
