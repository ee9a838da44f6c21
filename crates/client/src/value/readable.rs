//! Values as JSON: of a row that is printed, for people; of statements in logs, as Prisma's clients write them.

use std::fmt::Write as _;

use nicol_driver::Param;
use nicol_model::{ScalarType, base64, calendar};
use nicol_query::literal;
use nicol_query::value::{CellType, ListReader, read_big_int, read_float, read_int};

/// Who reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    People,
    /// Programs that know the events of Prisma's clients (7.10): a BigInt is a string, which loses no digits in JavaScript,
    /// bytes are base64, times have milliseconds.
    Events,
}

/// The values of a statement as a JSON list, as they stand in events.
pub(crate) fn params_json(params: &[Param<'_>]) -> String {
    let mut out = String::from("[");
    for (index, param) in params.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_cell(&mut out, param.cell, param.value, Reader::Events);
    }
    out.push(']');
    out
}

/// A cell, for people: a value, a list, or null.
pub(crate) fn cell_json(out: &mut String, cell: CellType, value: Option<&[u8]>) {
    write_cell(out, cell, value, Reader::People);
}

fn write_cell(out: &mut String, cell: CellType, value: Option<&[u8]>, reader: Reader) {
    let Some(bytes) = value else { return out.push_str("null") };
    if !cell.is_list {
        return write_value(out, cell.scalar, bytes, reader);
    }
    out.push('[');
    for (place, element) in ListReader::new(bytes).enumerate() {
        if place > 0 {
            out.push(',');
        }
        match element {
            None => out.push_str("null"),
            Some(bytes) => write_value(out, cell.scalar, bytes, reader),
        }
    }
    out.push(']');
}

fn write_value(out: &mut String, scalar: ScalarType, bytes: &[u8], reader: Reader) {
    let text = |out: &mut String, text: &str| {
        out.push_str(&serde_json::Value::from(text).to_string());
    };
    // Writing to a string does not fail.
    let _ = match scalar {
        ScalarType::Boolean => out.write_str(if bytes == [1] { "true" } else { "false" }),
        ScalarType::Int => write!(out, "{}", read_int(bytes).unwrap_or_default()),
        ScalarType::BigInt => {
            let number = read_big_int(bytes).unwrap_or_default();
            match reader {
                Reader::People => write!(out, "{number}"),
                Reader::Events => write!(out, "\"{number}\""),
            }
        }
        ScalarType::Float => match read_float(bytes) {
            Some(number) if number.is_finite() => write!(out, "{number}"),
            number => write!(out, "\"{}\"", number.unwrap_or_default()),
        },
        ScalarType::DateTime => {
            let mut time = String::new();
            let micros = read_big_int(bytes).unwrap_or_default();
            match reader {
                Reader::People => calendar::write(micros, calendar::Style::Short, &mut time),
                Reader::Events => {
                    calendar::write(micros, calendar::Style::Iso, &mut time);
                    if let Some(start) = time.strip_suffix("+00:00").map(str::len) {
                        time.replace_range(start.., "Z");
                    }
                }
            }
            text(out, &time);
            Ok(())
        }
        ScalarType::Bytes => {
            out.push('"');
            let written = match reader {
                Reader::People => bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}")),
                Reader::Events => {
                    base64::encode(bytes, out);
                    Ok(())
                }
            };
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
        let mut big = Vec::new();
        i64::MIN.encode(&mut big);
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
            Param { cell: CellType::one(ScalarType::BigInt), value: Some(&big) },
        ];
        let text = params_json(&params);
        let dates = r#""1970-01-01T00:00:00.000Z","Af8=""#;
        assert_eq!(text, format!(r#"[7,null,["a\"b",null],{dates},"-9223372036854775808"]"#));
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        let mut shown = String::new();
        for param in &params[3..] {
            cell_json(&mut shown, param.cell, param.value);
        }
        assert_eq!(shown, r#""1970-01-01T00:00:00Z""01ff"-9223372036854775808"#);
    }
}
