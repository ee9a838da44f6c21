use std::path::Path;
use std::sync::Arc;

use nicol_client::{Builder, Handle, Url, lines};
use nicol_schema::lower;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use super::Status;
use crate::args::DatabaseArgs;
use crate::config::urls::DEFAULT_VARIABLE;
use crate::context::{self, Database};
use crate::error::CommandError;
use crate::output;

/// Run a request in Prisma's JSON query form, read from standard input
///
/// A request is one JSON object, for example
/// {"modelName": "User", "action": "findMany", "query": {"arguments": {"take": 3}, "selection": {"$scalars": true}}},
/// or as Prisma Client's methods take it: {"model": "User", "action": "findMany", "args": {"take": 3}}.
/// Raw SQL: {"action": "$queryRawUnsafe", "args": ["SELECT $1::int", 1]}, and $executeRawUnsafe.
/// The result is printed as JSON. Needs no generated client.
///
/// With --lines every line is a request and is answered by a line: {"id": 1, "ok": VALUE} or
/// {"id": 1, "error": {"name", "code", "meta", "message"}}, where id is what the request gives.
///
/// Exit codes: 0 answered (with --lines also when an answer is an error); 1 the request failed, or there is no connection;
/// 130 interrupted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Answer one request a line, in one process, until the end of standard input
    #[arg(long)]
    lines: bool,
    /// Print the result on one line
    #[arg(long)]
    compact: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, CommandError> {
    let database = Database::open(&args.database)?;
    let model = Arc::new(lower::data_model(&database.loaded.schema));
    let raw = &database.connection.raw;
    // The URL is given, so the default one is never asked for.
    let builder = Builder::<Handle>::new(model, Url::Env(DEFAULT_VARIABLE)).url(&raw.text).relative_to(&raw.folder);
    context::block_on(async {
        let handle = builder.connect().await?;
        let outcome = if args.lines { answer_lines(&handle).await } else { answer(&handle, args.compact).await };
        handle.close();
        outcome
    })?;
    Ok(0)
}

async fn answer(handle: &Handle, compact: bool) -> Result<(), CommandError> {
    let mut text = String::new();
    tokio::io::stdin().read_to_string(&mut text).await.map_err(unreadable)?;
    let request: Value = serde_json::from_str(&text).map_err(|e| {
        CommandError::usage(format!("the request on standard input is not JSON: {e}"))
            .hint("`nicol help query` shows the form of a request")
    })?;
    let answer = lines::value(handle, &request).await?;
    if compact { output::result(answer) } else { output::result(indented(&answer)) }
}

async fn answer_lines(handle: &Handle) -> Result<(), CommandError> {
    let mut input = BufReader::new(tokio::io::stdin());
    let mut line = Vec::new();
    // What Windows' shells begin a text with.
    let mut mark: &[u8] = "\u{feff}".as_bytes();
    while input.read_until(b'\n', &mut line).await.map_err(unreadable)? > 0 {
        let request = line.strip_prefix(mark).unwrap_or(&line).trim_ascii();
        mark = &[];
        if !request.is_empty() {
            output::result(lines::answer(handle, request).await)?;
        }
        line.clear();
    }
    Ok(())
}

fn unreadable(error: std::io::Error) -> CommandError {
    CommandError::io("read", Path::new("standard input"), &error)
}

/// JSON with line ends and two blanks a level. Only white space is added: no number passes through a parser.
fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut is_text = false;
    let mut is_escaped = false;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if is_text {
            out.push(c);
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => is_text = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => {
                is_text = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn only_white_space_is_added() {
        let json = r#"{"a":[1,2.50,{}],"b":[],"c":"x, {\"y\": [\\","d":null}"#;
        let pretty = indented(json);
        assert_eq!(
            pretty,
            "{\n  \"a\": [\n    1,\n    2.50,\n    {}\n  ],\n  \"b\": [],\n  \"c\": \"x, {\\\"y\\\": [\\\\\",\n  \"d\": null\n}"
        );
        assert_eq!(indented(&pretty), pretty);
    }
}
