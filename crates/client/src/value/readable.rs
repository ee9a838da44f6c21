//! Values as JSON, for people: in logs, for those who ask for them, and where a row is printed.

use std::fmt::Write as _;

use nicol_driver::Param;
use nicol_model::{ScalarType, calendar};
use nicol_query::literal;
use nicol_query::value::{CellType, ListReader, read_big_int, read_float, read_int};

/// The values of a statement as a JSON list.
pub(crate) fn params_json(params: &[Param<'_>]) -> String {
    let mut out = String::from("[");
    for (index, param) in params.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        cell_json(&mut out, param.cell, param.value);
    }
    out.push(']');
    out
}

/// A cell: a value, a list, or null.
pub(crate) fn cell_json(out: &mut String, cell: CellType, value: Option<&[u8]>) {
    let Some(bytes) = value else { return out.push_str("null") };
    if !cell.is_list {
        return value_json(out, cell.scalar, bytes);
    }
    out.push('[');
    for (place, element) in ListReader::new(bytes).enumerate() {
        if place > 0 {
            out.push(',');
        }
        match element {
            None => out.push_str("null"),
            Some(bytes) => value_json(out, cell.scalar, bytes),
        }
    }
    out.push(']');
}

fn value_json(out: &mut String, scalar: ScalarType, bytes: &[u8]) {
    let text = |out: &mut String, text: &str| {
        out.push_str(&serde_json::Value::from(text).to_string());
    };
    // Writing to a string does not fail.
    let _ = match scalar {
        ScalarType::Boolean => out.write_str(if bytes == [1] { "true" } else { "false" }),
        ScalarType::Int => write!(out, "{}", read_int(bytes).unwrap_or_default()),
        ScalarType::BigInt => write!(out, "{}", read_big_int(bytes).unwrap_or_default()),
        ScalarType::Float => match read_float(bytes) {
            Some(number) if number.is_finite() => write!(out, "{number}"),
            number => write!(out, "\"{}\"", number.unwrap_or_default()),
        },
        ScalarType::DateTime => {
            let mut time = String::new();
            calendar::write(read_big_int(bytes).unwrap_or_default(), calendar::Style::Short, &mut time);
            text(out, &time);
            Ok(())
        }
        ScalarType::Bytes => {
            out.push('"');
            let written = bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"));
            out.push('"');
            written
        }
        ScalarType::Decimal => {
            let digits = String::from_utf8_lossy(bytes);
            text(out, literal::decimal(&digits).as_deref().unwrap_or(&digits));
            Ok(())
        }
        ScalarType::Json | ScalarType::String => {
            text(out, &String::from_utf8_lossy(bytes));
            Ok(())
        }
    };
}

#[cfg(test)]
mod tests {
    use nicol_query::value::{Encode, ListWriter};

    use super::*;

    #[test]
    fn values_are_json() {
        let mut int = Vec::new();
        7i32.encode(&mut int);
        let mut list = Vec::new();
        let mut writer = ListWriter::new(&mut list);
        writer.push(Some(b"a\"b"));
        writer.push(None);
        let params = [
            Param { cell: CellType::one(ScalarType::Int), value: Some(&int) },
            Param { cell: CellType::one(ScalarType::String), value: None },
            Param { cell: CellType::list(ScalarType::String), value: Some(&list) },
            Param { cell: CellType::one(ScalarType::DateTime), value: Some(&[0; 8]) },
            Param { cell: CellType::one(ScalarType::Bytes), value: Some(&[1, 255]) },
        ];
        let text = params_json(&params);
        assert_eq!(text, r#"[7,null,["a\"b",null],"1970-01-01T00:00:00Z","01ff"]"#);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
