//! What can go wrong, with Prisma's code and `meta`.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

use crate::value::CellError;

/// The result of a query.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// async fn names(db: &db::Client) -> nicol::Result<Vec<String>> {
///     db.member().find_many().select(member::name()).await
/// }
/// # Ok(())
/// # }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of the client: what happened, to what, and what to do.
///
/// Its [`code`](Self::code) is Prisma's (`P2002`: a unique constraint failed), its [`meta`](Self::meta) has the keys of
/// Prisma 6 and 7. A request that makes no sense (Prisma's `PrismaClientValidationError`) has no code.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// match db.member().create(member::New { email: "ada@example.org", name: "Ada" }).await {
///     Ok(ada) => println!("{}", ada.id),
///     Err(error) if error.is_unique_violation() => println!("taken: {:?}", error.meta()["target"]),
///     Err(error) if error.is_foreign_key_violation() || error.is_not_found() => println!("no such sponsor"),
///     Err(error) if error.is_retryable() => println!("once more"),
///     Err(error) if error.query_index() == Some(0) => println!("the first query of the batch"),
///     Err(error) if error.code() == Some("P1001") => println!("the server is away: {}", error.message()),
///     Err(error) => match error.database() {
///         Some(database) => println!("the database says {database}"),
///         None => return Err(error),
///     },
/// }
/// // Errors of your own, in the same form.
/// let refused = Error::invalid("no loans on Sundays").with_meta("day", "Sunday");
/// let gone = Error::new("P2025", "no such book");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: Option<Cow<'static, str>>,
    message: String,
    meta: Map<String, Value>,
    source: Option<nicol_driver::Error>,
    /// Which query of a batch failed.
    query: Option<usize>,
}

impl Error {
    /// An error with one of Prisma's codes.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            code: Some(Cow::Borrowed(code)),
            message: message.into(),
            meta: Map::new(),
            source: None,
            query: None,
        }))
    }

    /// A request that makes no sense: it was not run.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code: None, message: message.into(), meta: Map::new(), source: None, query: None }))
    }

    /// Adds to `meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.meta.insert(key.into(), value.into());
        self
    }

    /// Names the model of the request, unless one is named.
    pub(crate) fn about(mut self, model: &str) -> Self {
        self.0.meta.entry("modelName").or_insert_with(|| model.into());
        self
    }

    /// Replaces a name, in the text and in `meta`.
    #[cold]
    pub(crate) fn renamed(mut self, from: &str, to: &str) -> Self {
        fn rename(value: &mut Value, from: &str, to: &str) {
            match value {
                Value::String(text) if text == from => to.clone_into(text),
                Value::Object(keys) => keys.values_mut().for_each(|value| rename(value, from, to)),
                _ => {}
            }
        }
        self.0.message = self.0.message.replace(&format!("`{from}`"), &format!("`{to}`"));
        self.0.meta.values_mut().for_each(|value| rename(value, from, to));
        self
    }

    /// Adds to the text.
    pub(crate) fn and(mut self, more: &str) -> Self {
        self.0.message.push_str(more);
        self
    }

    /// Names the query of a batch that failed.
    pub(crate) fn of_query(mut self, index: usize) -> Self {
        self.0.query = Some(index);
        self
    }

    /// A query that ran before its batch.
    #[cold]
    pub(crate) fn awaited() -> Self {
        Self::invalid("A query of the batch has been awaited before. Make a new one for the batch.")
    }

    /// The error of what a query of a batch brought, which was looked at when all of it was done.
    #[cold]
    pub(crate) fn unread(mut self) -> Self {
        self.0.message = format!(
            "The batch was run and kept, but what one of its queries brought cannot be read: {}",
            self.0.message
        );
        self
    }

    /// A result that is not what its plan promised.
    #[cold]
    pub(crate) fn torn() -> Self {
        Self::new(
            "P2023",
            "The result of the query is not what was planned. Generate the client again, and report this if it stays.",
        )
    }

    #[cold]
    pub(crate) fn cell(error: CellError, cell: usize) -> Self {
        let message = format!(
            "A value of the database does not fit the schema: {error} (value {} of the record). Change the data or the \
             schema so that they agree.",
            cell + 1
        );
        Self::new("P2023", message.clone()).with_meta("message", message)
    }

    #[cold]
    pub(crate) fn missing_related(part: usize) -> Self {
        let message = format!(
            "A required relation has no related record in the database (relation {} of the selection). The data breaks \
             the schema: is a foreign key missing?",
            part + 1
        );
        Self::new("P2023", message.clone()).with_meta("message", message)
    }

    /// Prisma's code, such as `P2002`; none if the request itself makes no sense.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What happened, without the code.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Details: the keys of Prisma 6 (`target`, `field_name`, `column`, …) and 7 (`driverAdapterError`), and
    /// `modelName`.
    #[must_use]
    pub fn meta(&self) -> &Map<String, Value> {
        &self.0.meta
    }

    /// Which query of a [batch](crate::Handle::batch) failed, counted from 0; none if it was the commit.
    #[must_use]
    pub fn query_index(&self) -> Option<usize> {
        self.0.query
    }

    /// What the database said, if the error comes from there.
    #[must_use]
    pub fn database(&self) -> Option<&nicol_driver::Error> {
        self.0.source.as_ref()
    }

    /// A unique constraint failed (P2002).
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        self.code() == Some("P2002")
    }

    /// A foreign key failed (P2003).
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        self.code() == Some("P2003")
    }

    /// A record that the request needs is not there (P2025, and for relations P2017 and P2018).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.code(), Some("P2025" | "P2017" | "P2018"))
    }

    /// A write conflict or a deadlock, or a table has changed under the transaction: it may succeed if it is run again
    /// (P2034; of a raw statement P2010).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.code() == Some("P2034") || self.database().is_some_and(nicol_driver::Error::is_retryable)
    }
}

impl From<nicol_driver::Error> for Error {
    fn from(error: nicol_driver::Error) -> Self {
        Self(Box::new(Inner {
            code: Some(Cow::Borrowed(error.code().as_str())),
            message: error.message().to_owned(),
            meta: error.meta(),
            source: Some(error),
            query: None,
        }))
    }
}

impl From<nicol_query::PlanError> for Error {
    fn from(error: nicol_query::PlanError) -> Self {
        use nicol_query::PlanError as P;

        let mut message = format!("The request can't be run: {error}.");
        if let P::MissingValue { relation: Some(_), .. } = error {
            message.push_str(" (`parent()` stands for the record around, so only nested records have one.)");
        }
        let Some(code) = error.code() else { return Self::invalid(message) };
        let made = Self::new(code, message);
        match error {
            P::MissingValue { model, field, .. } => made.with_meta("path", format!("{model}.{field}")),
            P::Unsupported { what, .. } => made.with_meta("feature", what),
            P::Invalid { details } => made.with_meta("details", details),
            P::RelationViolation { relation, model_a, model_b } => made
                .with_meta("relation_name", relation)
                .with_meta("model_a_name", model_a)
                .with_meta("model_b_name", model_b),
            _ => made,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = self.code() {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.0.message)?;
        match self.0.query {
            Some(index) => write!(f, " (Query {index} of the batch, counted from 0.)"),
            None => Ok(()),
        }
    }
}

/// The text for people, since a `main` that returns the error prints this; `{:#?}` has all of it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        f.debug_struct("Error")
            .field("code", &self.0.code)
            .field("message", &self.0.message)
            .field("meta", &self.0.meta)
            .field("query_index", &self.0.query)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // Who prints the chain would say the same twice.
        self.0.source.as_ref().filter(|e| !self.0.message.contains(e.message())).map(|e| e as _)
    }
}
