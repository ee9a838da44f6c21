use super::Status;
use crate::error::CommandError;
use crate::output;

/// Print the version of Nicol and of what it is compatible with
///
/// Exit code: 0.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// The Prisma versions whose commands, schemas and files are understood (design of the project, section 7).
const PRISMA: &str = "6.19, 7.10";

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
    let facts = [
        ("nicol", env!("CARGO_PKG_VERSION")),
        ("prisma compatibility", PRISMA),
        ("databases", "PostgreSQL 14 to 18, SQLite"),
        ("platform", &platform),
        ("build", if cfg!(debug_assertions) { "debug" } else { "release" }),
    ];
    output::start_json(args.json);
    if args.json {
        let object = facts.iter().map(|(name, value)| (name.replace(' ', "-"), (*value).into())).collect();
        output::answer(|| serde_json::Value::Object(object))?;
    } else {
        for (name, value) in facts {
            output::result(format_args!("{name:<22}{value}"))?;
        }
    }
    Ok(0)
}
