//! Requests and results as JSON, without generated code.
//!
//! Two forms are read: Prisma's JSON query form `{modelName, action, query: {arguments, selection}}`, and calls as the
//! methods of Prisma Client take them, `{model, action, args}`. Values that JSON lacks are `{"$type": T, "value": V}`.

mod answer;
mod arguments;
mod data;
mod error;
mod filter;
mod known;
mod omit;
mod order;
mod place;
mod raw;
mod reader;
mod relation_data;
mod selection;
mod template;
mod value;

pub use answer::{AnswerError, write_answer, write_record, write_string, write_value};
pub use error::{Expected, InputError, InputErrorKind};
pub use known::Known;
pub use omit::{Omit, OmitError};
pub use raw::raw_value;
pub use reader::{Call, Form, read, read_knowing};
pub use template::{Learned, Packed, Template, learn};
