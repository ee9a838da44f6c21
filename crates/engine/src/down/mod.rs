//! The way back: `down.sql` beside each `migration.sql`, made and proven on the shadow database, and run by `migrate down`.

mod error;
mod finding;
mod make;
mod run;
mod steps;

pub use error::DownError;
pub use finding::Finding;
pub(crate) use make::picture_of;
pub use make::{Made, Which, back_from, make};
pub use run::{Done, Goal, Mode, Request, down, scripts};
pub use steps::Step;
