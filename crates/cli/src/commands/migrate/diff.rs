use std::path::PathBuf;

use crate::args::ProjectArgs;
use crate::commands::Status;
use crate::error::CommandError;

/// Show what turns one state of a database into another
///
/// Takes one --from-… and one --to-…. Reads only. Between schemas (and empty) it opens no connection. Ends with 0; with
/// --exit-code with 0 when there is no difference and with 2 when there is one.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("from").required(true),
    group = clap::ArgGroup::new("to").required(true),
    override_usage = "nicol migrate diff <FROM> <TO> [OPTIONS]",
)]
pub(crate) struct Args {
    /// From an empty database
    #[arg(long, group = "from", help_heading = "From")]
    from_empty: bool,
    /// From what a schema describes: a file or a folder
    #[arg(long, value_name = "PATH", group = "from", help_heading = "From", alias = "from-schema-datamodel")]
    from_schema: Option<PathBuf>,
    /// From what a migrations folder makes (needs a shadow database)
    #[arg(long, value_name = "FOLDER", group = "from", help_heading = "From")]
    from_migrations: Option<PathBuf>,
    /// From the database that the configuration or the schema names
    #[arg(long, group = "from", help_heading = "From")]
    from_config_datasource: bool,
    /// From the database at a URL
    #[arg(long, value_name = "URL", group = "from", help_heading = "From")]
    from_url: Option<String>,
    /// From the database that a schema's datasource names
    #[arg(long, value_name = "PATH", group = "from", help_heading = "From")]
    from_schema_datasource: Option<PathBuf>,

    /// To an empty database
    #[arg(long, group = "to", help_heading = "To")]
    to_empty: bool,
    /// To what a schema describes: a file or a folder
    #[arg(long, value_name = "PATH", group = "to", help_heading = "To", alias = "to-schema-datamodel")]
    to_schema: Option<PathBuf>,
    /// To what a migrations folder makes (needs a shadow database)
    #[arg(long, value_name = "FOLDER", group = "to", help_heading = "To")]
    to_migrations: Option<PathBuf>,
    /// To the database that the configuration or the schema names
    #[arg(long, group = "to", help_heading = "To")]
    to_config_datasource: bool,
    /// To the database at a URL
    #[arg(long, value_name = "URL", group = "to", help_heading = "To")]
    to_url: Option<String>,
    /// To the database that a schema's datasource names
    #[arg(long, value_name = "PATH", group = "to", help_heading = "To")]
    to_schema_datasource: Option<PathBuf>,

    #[command(flatten)]
    project: ProjectArgs,
    /// Print the SQL instead of a summary
    #[arg(long)]
    script: bool,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// End with 2 when there is a difference
    #[arg(long)]
    exit_code: bool,
    /// A database to replay migrations on; it is emptied
    #[arg(long, value_name = "URL")]
    shadow_database_url: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let _ = (args.from_empty, &args.from_schema, &args.from_migrations, args.from_config_datasource, &args.from_url);
    let _ = (args.to_empty, &args.to_schema, &args.to_migrations, args.to_config_datasource, &args.to_url);
    let _ = (&args.from_schema_datasource, &args.to_schema_datasource, &args.project, &args.shadow_database_url);
    let _ = (args.script, &args.output, args.exit_code);
    Err(CommandError::not_yet("`nicol migrate diff`"))
}
