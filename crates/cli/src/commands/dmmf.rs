use std::fmt::{self, Write as _};
use std::io::Write;

use nicol_codegen::dmmf;

use super::Status;
use crate::args::ProjectArgs;
use crate::error::CommandError;
use crate::{context, output, schema};

/// Print what generators are told of the schema, as JSON
///
/// DMMF as the Prisma of the schema's flavour prints it: the declarations (`datamodel`), the types of all arguments and
/// answers of a client (`schema`), and the names of its operations (`mappings`). One line on standard output, written
/// while it is made.
///
/// Exit codes: 0 printed; 1 the schema isn't valid, or can't be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Only the declarations: what stands under `datamodel`
    #[arg(long)]
    datamodel: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let project = context::open(&args.project)?;
    let loaded = schema::load(&project)?;
    let mut out = Output { out: std::io::stdout().lock(), failure: None };
    let written = if args.datamodel {
        dmmf::write_datamodel(&loaded.schema, &mut out)
    } else {
        dmmf::write(&loaded.schema, &mut out)
    };
    let written = written.and_then(|()| out.write_str("\n"));
    let flushed = out.out.flush();
    // The process ends with this command, and gives back the memory of a large schema faster than its thousands of parts.
    std::mem::forget(loaded);
    match (written, out.failure.or(flushed.err())) {
        (_, Some(error)) => output::written(Err(error)).map(|()| 0),
        _ => Ok(0),
    }
}

/// Standard output as a sink of text, with why it failed.
struct Output<W> {
    out: W,
    failure: Option<std::io::Error>,
}

impl<W: Write> fmt::Write for Output<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|error| {
            self.failure = Some(error);
            fmt::Error
        })
    }
}
