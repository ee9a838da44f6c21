//! How generators fail, in words.

use std::io;

use nicol_codegen::generator::Failure;
use nicol_model::names::nearest;

use super::super::Block;
use super::process::NoAnswer;
use crate::error::{CommandError, ErrorKind};

fn error(message: impl Into<String>) -> CommandError {
    CommandError::new(ErrorKind::Generator, message)
}

/// `generator `name` (provider)`.
fn named(block: &Block<'_>) -> String {
    format!("the generator `{}` ({})", block.ir.name, block.provider.as_deref().unwrap_or_default())
}

pub(super) fn not_started(block: &Block<'_>, why: &io::Error) -> CommandError {
    error(format!("{} can't be started: {why}", named(block)))
}

/// A generator that was not asked to begin: nothing that a schema could cause.
pub(super) fn not_begun(block: &Block<'_>) -> CommandError {
    error(format!("{} was not started", named(block)))
}

/// An error in an answer: the generator's own words.
pub(super) fn answered(block: &Block<'_>, failure: &Failure) -> CommandError {
    error(format!("{} failed: {}", named(block), failure.message.trim_end()))
        .hint("the message is the generator's own; its documentation or its issues may know more")
}

/// A process that ended too early. `done` is what it should have done before.
pub(super) fn no_answer(block: &Block<'_>, done: &str, why: NoAnswer) -> CommandError {
    let status = match why {
        NoAnswer::Interrupted => return CommandError::interrupted(nicol_driver::GivenUp::Cancelled),
        NoAnswer::Io(why) => return error(format!("{} can't be talked to: {why}", named(block))),
        NoAnswer::Ended(status) => status,
    };
    match status.code() {
        // So shells tell that a signal ended what they ran.
        Some(code @ 129..=192) => {
            error(format!("{} was ended by signal {} before it {done}", named(block), code - 128))
                .hint("what it wrote stands above")
        }
        // What the shell says.
        Some(127) => not_found(block),
        Some(126) => error(format!("the provider of {} can't be run", named(block))).hint(
            "make the file executable (chmod +x), or start it by its runtime: provider = \"node ./generator.js\"",
        ),
        Some(0) => error(format!("{} ended without an answer, before it {done}", named(block)))
            .hint("a generator answers on standard error; generatorHandler of @prisma/generator-helper does so")
            .hint("see whether the provider is a generator, and whether it ends the process itself"),
        Some(code) => error(format!("{} ended with exit code {code} before it {done}", named(block)))
            .hint("what it wrote stands above"),
        None => {
            error(format!("{} was ended by a signal before it {done}", named(block))).hint("what it wrote stands above")
        }
    }
}

/// A provider that no program has the name of.
fn not_found(block: &Block<'_>) -> CommandError {
    let mut error = error(format!("the provider of {} was not found", named(block)));
    let built_in = ["prisma-client", "prisma-client-js", "nicol-rust"];
    if let Some(near) = nearest(block.provider.as_deref().unwrap_or_default(), built_in) {
        error = error.hint(format!("did you mean `{near}`?"));
    }
    error
        .hint("install its package: npm install --save-dev …")
        .hint("or write the way to its script, from here or from the schema's folder")
        .hint("looked for on the PATH and in node_modules/.bin, from the schema's folder and from here upwards")
}

pub(super) fn no_output(block: &Block<'_>) -> CommandError {
    error(format!("{} has no default output, and its block has no `output`", named(block)))
        .hint("add one to the block, relative to its file: output = \"./generated\"")
}

pub(super) fn generator_missing(block: &Block<'_>, needed: &str) -> CommandError {
    error(format!("{} needs a generator whose provider is `{needed}`, and the schema has none", named(block)))
        .hint(format!("add one: generator client {{ provider = \"{needed}\", output = \"./generated\" }}"))
}

pub(super) fn engine_unknown(block: &Block<'_>, engine: &str) -> CommandError {
    error(format!("{} asks for an engine `{engine}`, which Prisma 7 doesn't have either", named(block)))
        .hint("take a newer version of the generator")
}
