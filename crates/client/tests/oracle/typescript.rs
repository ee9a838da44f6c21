//! The generated TypeScript client as ours: made from the schema, with the runtime of `packages/nicol`, which has to be built
//! (`npm run build` in `packages`), on the addon that `NICOL_ADDON` names.

use std::path::Path;

use nicol_codegen::typescript::{Generator, Options, UrlSource, generate as files};
use nicol_schema::ir::Schema;
use nicol_testkit::libtest_mimic::Failed;

/// Writes the client of `prisma-client-js` into a folder.
pub(crate) fn generate(schema: &Schema, text: &str, folder: &Path) -> Result<(), Failed> {
    let options = Options {
        generator: Generator::ClientJs,
        runtime_package: nicol_testkit::root().join("packages/nicol").display().to_string(),
        url: Some(UrlSource::Env("DATABASE_URL".to_owned())),
        inline_schema: text.to_owned(),
        preview_features: schema.generators.iter().flat_map(|g| g.preview_features.clone()).collect(),
        ..Options::default()
    };
    for file in files(schema, &options) {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, file.contents)?;
    }
    Ok(())
}
