//! SQLite: elements of lists, which travel as JSON arrays.

use nicol_model::{Field, ScalarType};

/// An element of a JSON array as a value of the field: blobs travel as hexadecimal text.
pub(super) fn list_element(field: &Field, value: &str) -> String {
    match super::cell_type(field).scalar {
        ScalarType::Bytes => format!("unhex({value})"),
        _ => value.to_owned(),
    }
}
