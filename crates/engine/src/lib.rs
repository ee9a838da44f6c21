//! Workflows on a live database: migrate, push, pull, seed.
//!
//! A workflow reads files and asks the database; every decision is a pure function of `nicol-migrate`. Nothing here
//! prints or prompts: a workflow returns data, and where a person must decide it stops and says what about, so that
//! the command line, an application and a test can all drive it.
//!
//! - [`Target`]: which database, with what is needed to reach and to name it.
//! - [`Folder`]: the migrations folder.
//! - [`dev`], [`deploy`], [`status`], [`reset`], [`resolve`], `diff`, [`push`], [`pull`]: the commands.

pub mod apply;
pub mod backup;
pub mod baseline;
pub mod branches;
mod companions;
mod counting;
pub mod database;
pub mod deploy;
pub mod dev;
mod disk;
pub mod down;
mod error;
mod excerpt;
pub mod execute;
pub mod findings;
pub mod folder;
mod history;
mod kept;
pub mod ledger;
mod lock;
mod owned;
pub mod pull;
pub mod push;
pub mod reset;
pub mod resolve;
mod script;
pub mod seed;
#[cfg(unix)]
pub mod server;
mod sessions;
pub mod shadow;
pub mod split;
pub mod squash;
mod standing;
pub mod status;
mod target;
mod unsettled;

pub use error::{Error, FailedMigration, Result};
pub use folder::{Folder, Migration};
pub use sessions::{Activity, Session};
pub use target::Target;
