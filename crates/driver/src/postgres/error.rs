//! Errors of the handshake, which is tokio-postgres's, and of the server to ours.
//!
//! SQLSTATE to code after client.md 6.2. Names of constraints and columns come from the error's own fields; where the
//! server has none (unique keys, missing tables), they are read from its texts without relying on their language.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::{DbError, ErrorPosition};

use super::connect::Target;
use super::pooler;
use crate::error::NOT_KNOWN;
use crate::text::Misfit;
use crate::{Code, Constraint, Error, ServerError};

/// An error of the handshake.
pub(crate) fn map(error: &tokio_postgres::Error, target: &Target) -> Error {
    if let Some(db) = error.as_db_error() {
        return map_server(server_error(db), target);
    }
    // tokio-postgres keeps its kinds to itself; they have one text each.
    let kind = error.to_string();
    let cause = error.source().map(root_cause).unwrap_or_default();
    if kind.starts_with("error performing TLS handshake") {
        return tls(&cause, target);
    }
    if kind.starts_with("authentication error") || kind.starts_with("invalid configuration") {
        let why = if cause.is_empty() { kind } else { cause };
        return authentication(target, &why);
    }
    if kind.starts_with("error connecting to server") {
        return unreachable(target, &cause);
    }
    if kind.starts_with("error communicating with the server") && is_tls(error) {
        return tls(&cause, target);
    }
    if error.is_closed() || kind.starts_with("error communicating with the server") {
        return closed(target, &cause);
    }
    Error::new(Code::P2039, format!("The conversation with the database server failed: {kind}{}.", because(&cause)))
}

fn is_tls(error: &tokio_postgres::Error) -> bool {
    error
        .source()
        .and_then(|s| s.downcast_ref::<io::Error>())
        .and_then(io::Error::get_ref)
        .is_some_and(|inner| inner.is::<rustls::Error>())
}

fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut current = error;
    while let Some(source) = current.source() {
        current = source;
    }
    current.to_string()
}

/// People have no use for the system's number behind its words.
fn because(cause: &str) -> String {
    let cause = cause.split(" (os error").next().unwrap_or_default();
    if cause.is_empty() { String::new() } else { format!(" ({cause})") }
}

pub(super) fn unreachable(target: &Target, cause: &str) -> Error {
    Error::new(
        Code::P1001,
        format!(
            "The database server at {target} cannot be reached{}. Check that it runs, and the host and port of the \
             connection URL.",
            because(cause)
        ),
    )
    .with_meta("database_host", target.host.clone())
    .with_meta("database_port", target.port)
}

pub(super) fn slow_to_connect(target: &Target, seconds: f64) -> Error {
    Error::new(
        Code::P1002,
        format!(
            "The database server at {target} was reached, but did not let us in within {seconds} s. Check its load, or \
             raise `connect_timeout` in the connection URL."
        ),
    )
    .with_meta("database_host", target.host.clone())
    .with_meta("database_port", target.port)
}

pub(super) fn slow_statement(seconds: f64, in_transaction: bool) -> Error {
    // The cancellation may come when the server is done with it.
    let fate = if in_transaction {
        ""
    } else {
        " Where it writes, that may have been done all the same: look before you run it again."
    };
    Error::new(
        Code::P1008,
        format!(
            "A statement took longer than {seconds} s and was cancelled.{fate} Raise `socket_timeout` in the connection URL, or \
             make the statement faster."
        ),
    )
    .with_meta("time", seconds)
    .with_meta("context", "the `socket_timeout` of the connection URL")
}

pub(super) fn slow_commit(seconds: f64) -> Error {
    Error::new(
        Code::P1008,
        format!(
            "COMMIT took longer than {seconds} s. Whether the transaction was committed is not known: look for what it \
             wrote before you run it again, or raise `socket_timeout` in the connection URL."
        ),
    )
    .with_meta("time", seconds)
    .with_meta("context", "the `socket_timeout` of the connection URL")
}

/// What was prepared is stale, and the transaction spoilt by it. Nothing is wrong with the statement.
pub(super) fn stale_in_transaction(error: Error) -> Error {
    let said = error.server().cloned().unwrap_or_default();
    Error::new(
        Code::P2034,
        format!(
            "The transaction was undone because a table or type that it uses has changed since its statements were prepared \
             ({}). Run it again: they are prepared anew.",
            said.message
        ),
    )
    .with_server(said)
}

/// A statement in a transaction that had failed before: its error says nothing, its cause does.
pub(super) fn ignored(error: &Error, cause: &Error) -> Error {
    Error::new(
        error.code(),
        format!(
            "The statement was not run: an earlier one of its transaction had failed, and PostgreSQL runs nothing more in it \
             ({cause}) Let that error end the transaction, or run what may fail in a nested transaction."
        ),
    )
    .with_server(error.server().cloned().unwrap_or_default())
}

fn authentication(target: &Target, why: &str) -> Error {
    Error::new(
        Code::P1000,
        format!(
            "The database server at {target} refuses the user `{}`: {why}. Check the user and the password of the \
             connection URL.",
            target.user
        ),
    )
    .with_meta("database_user", target.user.clone())
    .with_meta("database_host", target.host.clone())
}

fn tls(cause: &str, target: &Target) -> Error {
    Error::new(
        Code::P1011,
        format!(
            "No TLS connection to the database server at {target} could be made: {cause}. Check `sslmode`, `sslaccept` \
             and `sslcert` in the connection URL."
        ),
    )
    .with_meta("message", cause)
}

pub(super) fn closed(target: &Target, cause: &str) -> Error {
    Error::new(
        Code::P1017,
        format!("The database server at {target} has closed the connection{}.{NOT_KNOWN}", because(cause)),
    )
}

pub(super) fn map_misfit(misfit: &Misfit) -> Error {
    let error = match misfit {
        Misfit::OutOfRange(..) | Misfit::TooLarge(..) => Error::new(
            Code::P2020,
            format!("A value does not fit its column: {misfit}. Use a smaller value, or a larger type."),
        ),
        Misfit::NotA(..) => {
            Error::new(Code::P2007, format!("A value does not fit its column: {misfit}. Correct the value."))
                .with_meta("database_error", misfit.to_string())
        }
        Misfit::NoWay(..) => Error::new(
            Code::P2023,
            format!(
                "A value does not fit its column: {misfit}. Let the schema and the database agree (`nicol db pull`)."
            ),
        ),
    };
    error.with_foreseen(misfit.sqlstate())
}

/// What the server said.
pub(crate) fn map_server(db: ServerError, target: &Target) -> Error {
    if db.code == pooler::CODE
        && let Some(error) = pooler::error(&db, target)
    {
        return error.with_server(db);
    }
    let said = db.message.as_str();
    let table = qualified(db.schema.as_deref(), db.table.as_deref());
    let error = match db.code.as_str() {
        "3D000" | "42P04" if is_about_another(said, &target.database) => Error::new(Code::P2039, db.told()),
        "28P01" => authentication(target, said),
        "28000" => Error::new(
            Code::P1010,
            format!(
                "The user `{}` may not use the database `{}`: {said}. Ask for the right, or use another user.",
                target.user, target.database
            ),
        )
        .with_meta("database_user", target.user.clone())
        .with_meta("database_name", target.database.clone()),
        "3D000" => Error::new(
            Code::P1003,
            format!(
                "The database `{}` does not exist on the server at {target}. Correct the connection URL, or \
                 create it (`nicol migrate dev`, `nicol migrate deploy` and `nicol db push` do).",
                target.database
            ),
        )
        .with_meta("database_name", target.database.clone())
        .with_meta("database_host", target.host.clone())
        .with_meta("database_port", target.port),
        "42P04" => Error::new(
            Code::P1009,
            format!("The database `{}` exists already on the server at {target}. Use another name.", target.database),
        )
        .with_meta("database_name", target.database.clone())
        .with_meta("database_host", target.host.clone())
        .with_meta("database_port", target.port),
        "57P03" => unreachable(target, said),
        "57P01" | "57P02" | "57P05" | "08003" | "08006" => closed(target, said),
        "53300" => Error::new(
            Code::P2037,
            format!(
                "The database server at {target} has too many connections: {said}. Lower `connection_limit` in the connection URL, or use a pooler."
            ),
        ),
        "22001" => Error::new(
            Code::P2000,
            format!("A value is too long for its column: {said}. Shorten it, or enlarge the column."),
        )
        .with_column(db.column.clone()),
        "23505" => unique(&db, table.as_deref()).with_table(table),
        "23503" | "23001" => foreign_key(&db, table.as_deref()).with_table(table),
        "23502" => {
            let column = db.column.clone();
            let named = column.as_ref().map_or_else(|| "a column".to_owned(), |c| format!("the column `{c}`"));
            let place = table.as_ref().map_or_else(String::new, |t| format!(" of the table `{t}`"));
            let error = Error::new(Code::P2011, format!("NULL is not allowed in {named}{place}. Give it a value."));
            let error = match &column {
                Some(column) => error.with_constraint(Constraint::Fields(vec![column.clone()])),
                None => error,
            };
            error.with_table(table).with_column(column)
        }
        "22P02" => Error::new(Code::P2007, format!("A value does not fit its type: {said}. Correct the value.")),
        "22021" | "22P05" => Error::new(
            Code::P2039,
            format!(
                "A text holds a character that PostgreSQL can't store, such as NUL (U+0000): {said}{}. Remove it, or keep \
                 the value in a field of type Bytes.",
                db.detail.as_ref().map_or_else(String::new, |d| format!(" ({})", d.trim_end_matches('.')))
            ),
        ),
        "22003" => {
            Error::new(Code::P2020, format!("A value is out of range: {said}. Use a smaller value, or a larger type."))
        }
        "42P01" => {
            let missing = quoted(said).unwrap_or_else(|| said.to_owned());
            let name = if missing.contains('.') { missing } else { format!("{}.{missing}", target.schema) };
            Error::new(
                Code::P2021,
                format!(
                    "The table `{name}` does not exist in the database. Run the migrations, or correct the schema."
                ),
            )
            .with_table(Some(name))
        }
        "42703" => {
            let name = missing_column(said);
            Error::new(
                Code::P2022,
                format!(
                    "The column `{name}` does not exist in the database. Run the migrations, or correct the schema."
                ),
            )
            .with_column(Some(name))
        }
        "40001" | "40P01" => Error::new(
            Code::P2034,
            format!("The transaction was undone because of a write conflict or a deadlock ({said}). Run it again."),
        ),
        "57014" => Error::new(
            Code::P1008,
            format!("The database server has cancelled a statement: {said}. Raise the limit, or make it faster."),
        )
        .with_meta("context", said),
        _ => Error::new(Code::P2039, db.told()),
    };
    error.with_server(db)
}

fn server_error(db: &DbError) -> ServerError {
    let own = |text: Option<&str>| text.map(str::to_owned);
    ServerError {
        code: db.code().code().to_owned(),
        severity: db.severity().to_owned(),
        message: db.message().to_owned(),
        detail: own(db.detail()),
        hint: own(db.hint()),
        position: match db.position() {
            Some(ErrorPosition::Original(position)) => Some(*position),
            _ => None,
        },
        context: own(db.where_()),
        schema: own(db.schema()),
        table: own(db.table()),
        column: own(db.column()),
        data_type: own(db.datatype()),
        constraint: own(db.constraint()),
    }
}

fn qualified(schema: Option<&str>, table: Option<&str>) -> Option<String> {
    match (schema, table) {
        (Some(schema), Some(table)) => Some(format!("{schema}.{table}")),
        (None, Some(table)) => Some(table.to_owned()),
        _ => None,
    }
}

fn unique(db: &ServerError, table: Option<&str>) -> Error {
    let fields = db.detail.as_deref().and_then(key_columns);
    let index = db.constraint.clone();
    let place = table.map_or_else(String::new, |t| format!(" in the table `{t}`"));
    let what = match (&fields, &index) {
        (Some(fields), _) => format!("(`{}`)", fields.join("`, `")),
        (None, Some(index)) => format!("of the constraint `{index}`"),
        (None, None) => "of a unique constraint".to_owned(),
    };
    let error = Error::new(
        Code::P2002,
        format!("A record with the same values {what} exists already{place}. Use other values."),
    );
    match (fields, index) {
        (Some(fields), Some(index)) => error.with_constraint(Constraint::Named { index, fields }),
        (Some(fields), None) => error.with_constraint(Constraint::Fields(fields)),
        (None, Some(index)) => error.with_constraint(Constraint::Index(index)),
        (None, None) => error,
    }
}

fn foreign_key(db: &ServerError, table: Option<&str>) -> Error {
    let index = db.constraint.clone();
    let named = index.as_ref().map_or_else(String::new, |i| format!(" `{i}`"));
    let place = table.map_or_else(String::new, |t| format!(" of the table `{t}`"));
    let error = Error::new(
        Code::P2003,
        format!(
            "The foreign key{named}{place} does not hold: {}. Write the record that is referred to first, or remove what refers to it.",
            db.detail.as_deref().unwrap_or(&db.message).trim_end_matches('.')
        ),
    );
    match index {
        Some(index) => error.with_constraint(Constraint::Index(index)),
        None => error,
    }
}

/// The columns in `Key (a, "b c")=(1, 2) already exists.`, in whatever language: what stands in parentheses before `)=(`.
fn key_columns(detail: &str) -> Option<Vec<String>> {
    let end = detail.find(")=(")?;
    // The opening parenthesis of the list; expressions have parentheses of their own.
    let mut depth = 1;
    let start = detail[..end].char_indices().rev().find_map(|(i, c)| {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(i + 1)
    })?;
    let (mut depth, mut in_quotes) = (0, false);
    let mut columns = vec![String::new()];
    for c in detail[start..end].chars() {
        match c {
            '"' => in_quotes = !in_quotes,
            '(' if !in_quotes => depth += 1,
            ')' if !in_quotes => depth -= 1,
            ',' if !in_quotes && depth == 0 => {
                columns.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(column) = columns.last_mut() {
            column.push(c);
        }
    }
    Some(columns.iter().map(|c| unquote(c.trim())).collect())
}

/// `"a b"` is the column `a b`; an expression stays as it is.
fn unquote(name: &str) -> String {
    match name.strip_prefix('"').and_then(|n| n.strip_suffix('"')) {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => inner.replace("\"\"", "\""),
        _ => name.to_owned(),
    }
}

/// The first thing in quotes, whichever the server's language uses.
fn quoted(message: &str) -> Option<String> {
    const OPENING: [char; 6] = ['"', '“', '«', '»', '„', '「'];
    const CLOSING: [char; 6] = ['"', '”', '»', '«', '“', '」'];
    let (start, open) = message.char_indices().find(|(_, c)| OPENING.contains(c))?;
    let rest = &message[start + open.len_utf8()..];
    let end = rest.find(CLOSING)?;
    Some(rest[..end].trim().to_owned())
}

/// Whether a message names another database: a statement may be about any.
fn is_about_another(message: &str, database: &str) -> bool {
    // The server shortens long names, and does not double the quotes in them.
    let is_this = |name: &str| {
        let shortened = database.len() > 63 && database.starts_with(name);
        name == database
            || shortened
            || (quoted(database).is_some() || database.contains('"')) && message.contains(database)
    };
    quoted(message).is_some_and(|name| !is_this(&name))
}

/// `column "x" of relation "t" does not exist`, `column t0.x does not exist`.
fn missing_column(message: &str) -> String {
    let unquoted = message.split_whitespace().nth(1).filter(|word| word.contains('.') && !word.contains('"'));
    unquoted.map(str::to_owned).or_else(|| quoted(message)).unwrap_or_else(|| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_key_in_any_language() {
        let one = |text: &str| vec![text.to_owned()];
        assert_eq!(key_columns("Key (email)=(a@b) already exists."), Some(one("email")));
        assert_eq!(key_columns("Schlüssel »(email)=(a@b)« existiert bereits."), Some(one("email")));
        assert_eq!(
            key_columns("Key (\"userId\", \"a, b\", lower(x))=(1, 2), 3)=( already exists."),
            Some(vec!["userId".to_owned(), "a, b".to_owned(), "lower(x)".to_owned()])
        );
        assert_eq!(key_columns("Key (lower((a || b)))=(x) already exists."), Some(one("lower((a || b))")));
        assert_eq!(key_columns("no key here"), None);
    }

    #[test]
    fn a_statement_may_be_about_another_database() {
        let missing = |name: &str| format!("database \"{name}\" does not exist");
        assert!(is_about_another(&missing("app"), "app2"));
        assert!(is_about_another(&missing("app2"), "app"));
        assert!(!is_about_another(&missing("app"), "app"));
        assert!(!is_about_another(&missing("a \"b\""), "a \"b\""));
        assert!(!is_about_another(&missing(&"x".repeat(63)), &"x".repeat(70)));
        assert!(!is_about_another("no such database: other", "app"));
    }

    #[test]
    fn names_of_what_is_missing() {
        assert_eq!(quoted("relation \"public.User\" does not exist").as_deref(), Some("public.User"));
        assert_eq!(quoted("Relation »public.User« existiert nicht").as_deref(), Some("public.User"));
        assert_eq!(quoted("la relation « public.User » n'existe pas").as_deref(), Some("public.User"));
        assert_eq!(missing_column("column t0.x does not exist"), "t0.x");
        assert_eq!(missing_column("column \"x y\" does not exist"), "x y");
        assert_eq!(missing_column("column \"x\" of relation \"T\" does not exist"), "x");
    }
}
