//! The TypeScript clients: `prisma-client` and `prisma-client-js`.

mod block;
mod output;
mod packages;
mod tsconfig;

use std::path::{Path, PathBuf};
use std::time::Instant;

use nicol_codegen::typescript::{self, Generator as Kind, ModuleFormat, Options, UrlSource};
use nicol_schema::ir::Generator;

use self::block::Wanted;
use self::tsconfig::TsConfig;
use super::place::{self, Url, relative};
use super::{Generated, Job};
use crate::config::paths::normalise;
use crate::error::CommandError;
use crate::output as terminal;

/// The release of Prisma that the clients match: that of the npm package.
const RELEASE: &str = "7.10.0";

pub(super) fn run(job: &Job<'_>, generator: &Generator, kind: Kind) -> Result<Generated, CommandError> {
    let start = Instant::now();
    let folder = output_folder(job, generator, kind)?;
    let wanted = Wanted::of(generator, kind)?;
    let options = options(job, generator, kind, &folder, wanted)?;
    let files = typescript::generate(&job.loaded.schema, &options);
    let keeps_sql = kind == Kind::ClientJs && job.typed_sql.is_none();
    output::write(&folder, job.shown(&folder), kind, &files, keeps_sql)?;
    let output = job.shown(&folder).to_path_buf();
    let what = "the TypeScript client".to_owned();
    Ok(Generated { what, version: Some(RELEASE.to_owned()), output, time: start.elapsed() })
}

/// `output`, relative to the file of the block. `prisma-client-js` has a place for those who give none: beside the package
/// that re-exports it.
fn output_folder(job: &Job<'_>, generator: &Generator, kind: Kind) -> Result<PathBuf, CommandError> {
    let base = job.folder_of_file(generator.file);
    if let Some(written) = &generator.output {
        return Ok(normalise(&base.join(job.value(generator, "output", written)?)));
    }
    match kind {
        Kind::ClientJs => Ok(packages::default_output(&base)),
        Kind::Client => Err(CommandError::config(format!(
            "the generator `{}` has no `output`, and `prisma-client` writes nowhere without one",
            generator.name
        ))
        .hint("add to its block, relative to the schema's folder: output = \"../src/generated/prisma\"")),
    }
}

fn options(
    job: &Job<'_>,
    generator: &Generator,
    kind: Kind,
    folder: &Path,
    wanted: Wanted,
) -> Result<Options, CommandError> {
    let tsconfig = TsConfig::find(folder, &mut |path, problem| {
        terminal::warning(format_args!("{} {problem}", job.shown(path).display()));
    });
    let generated = wanted.file_extension.unwrap_or_else(|| "ts".to_owned());
    let import = wanted.import_extension.unwrap_or_else(|| block::import_extension(tsconfig.as_ref(), &generated));
    let module_format = match (kind, wanted.module_format) {
        (Kind::ClientJs, _) => ModuleFormat::Cjs,
        (Kind::Client, Some(format)) => format,
        (Kind::Client, None) => block::module_format(tsconfig.as_ref(), &generated, &import, folder),
    };
    let runtime = packages::runtime(folder);
    if !runtime.is_installed {
        terminal::warning(format_args!(
            "the client in {} imports its runtime from the package `{}`, which is not installed there",
            job.shown(folder).display(),
            runtime.name
        ));
        terminal::hint("`npm install nicol`, or `npm install @prisma/client@npm:nicol` to keep imports of that name");
    }
    let (url, base) = place::url(job);
    let url = match url {
        Url::Variable(name) => UrlSource::Env(name),
        Url::Literal(text) => UrlSource::Literal(text),
    };
    Ok(Options {
        generator: kind,
        module_format,
        file_extension: generated,
        import_extension: import,
        runtime: wanted.runtime,
        runtime_package: runtime.name.to_owned(),
        url: Some(url),
        directory: relative(folder, &base),
        client_version: RELEASE.to_owned(),
        engine_version: format!("nicol-{}", env!("CARGO_PKG_VERSION")),
        inline_schema: place::without_passwords(&job.datamodel()),
        preview_features: generator.preview_features.clone(),
        typed_sql: job.typed_sql.unwrap_or_default().to_vec(),
    })
}
