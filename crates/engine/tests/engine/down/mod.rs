//! The way back: made, proven and run.

mod consent;
mod keeping;
mod looks;
mod making;
mod random;
mod references;
mod rows;
mod running;
mod variety;

use nicol_driver::admin::Connection;
use nicol_engine::database::connect_or_create;
use nicol_engine::down::{Made, Which, make};

use crate::support::{Project, run};

/// Writes the ways back of a project's migrations.
pub(crate) fn write_all(project: &Project) -> Vec<Made> {
    try_write(project, &|_| true).unwrap_or_else(|e| panic!("{e}"))
}

/// Writes those of some migrations.
pub(crate) fn try_write(project: &Project, which: Which<'_>) -> nicol_engine::Result<Vec<Made>> {
    run(async {
        connect_or_create(&project.target).await.expect("it is made");
        let main = Connection::connect(&project.target.url).await.expect("it is there");
        let folder = project.folder();
        let all: Vec<_> = folder.migrations.iter().collect();
        let made = make(&project.target, &main, &all, which, &mut |_| {}, &mut |_| {}).await?;
        for one in &made {
            let migration = folder.find(&one.migration).expect("it is in the folder");
            migration.write_down(&one.text).expect("the folder can be written");
        }
        Ok(made)
    })
}
