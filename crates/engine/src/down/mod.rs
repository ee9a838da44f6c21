//! The way back: `down.sql` beside each `migration.sql`, made and proven on the shadow database, and run by `migrate down`.

mod error;
mod finding;
mod locks;
mod lost;
mod make;
mod request;
mod run;
mod set_aside;
mod steps;
mod work;

pub use error::DownError;
pub(crate) use error::settle;
pub use finding::Finding;
pub(crate) use make::picture_of;
pub use make::{Made, Which, back_from, make};
pub use request::{Done, Goal, Known, Mode, Request, Told};
pub use run::{Heard, down, down_with, scripts};
pub use steps::Step;
pub(crate) use steps::goes_on;
