//! Results as JSON, written as text at once.

use std::fmt::Write as _;

use nicol_model::{DataModel, EnumId, ScalarType, base64, calendar};

use super::reader::{Call, Form, protocol_name};
use crate::ast::Action;
use crate::plan::{ColumnKind, Name, Record, RecordItem, ResultShape};
use crate::set::Set;
use crate::value::{CellType, ListReader, read_big_int, read_float, read_int};

/// A result that is none of the data model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// P2023.
    #[error(
        "the value `{value}` in the database is none of the enum `{name}`: add it to the schema, or change the row"
    )]
    UnknownEnumValue { name: String, value: String },
    /// P2023.
    #[error("a column holds a value that is no {0}")]
    Malformed(ScalarType),
    #[error("the result lacks rows that its plan promised")]
    Incomplete,
}

type Result<T> = std::result::Result<T, AnswerError>;

/// Appends a result: the value of a call, or in the protocol's form an object that names the action.
///
/// `sets` are the rows of the plan's slots, `count` is the plan's count.
///
/// # Errors
/// If a value in the database does not fit the schema.
pub fn write_answer(
    model: &DataModel,
    call: &Call,
    result: &ResultShape,
    sets: &[Set],
    count: u64,
    out: &mut String,
) -> Result<()> {
    write_form(model, call, sets, out, |writer, out| writer.result(result, count, out))
}

/// Appends the result of one of several look-ups that were gathered: the record in this row, or null.
///
/// # Errors
/// If a value in the database does not fit the schema.
pub fn write_record(
    model: &DataModel,
    call: &Call,
    record: &Record,
    sets: &[Set],
    row: Option<usize>,
    out: &mut String,
) -> Result<()> {
    write_form(model, call, sets, out, |writer, out| match row {
        Some(row) => writer.record(record, row, out),
        None => {
            out.push_str("null");
            Ok(())
        }
    })
}

fn write_form(
    model: &DataModel,
    call: &Call,
    sets: &[Set],
    out: &mut String,
    write: impl FnOnce(&Writer<'_>, &mut String) -> Result<()>,
) -> Result<()> {
    let aggregates_first = call.action == Action::GroupBy;
    let writer = Writer { model, sets, protocol: call.form == Form::Protocol, form: call.form, aggregates_first };
    if writer.protocol {
        let _ = write!(out, "{{\"{}\":", protocol_name(call.action));
    }
    write(&writer, out)?;
    if writer.protocol {
        out.push('}');
    }
    Ok(())
}

/// Appends a value in the form of calls.
///
/// # Errors
/// If the bytes are none of the type.
pub fn write_value(cell: CellType, bytes: Option<&[u8]>, out: &mut String) -> Result<()> {
    if bytes.is_none() {
        out.push_str("null");
        return Ok(());
    }
    let model = DataModel {
        flavour: nicol_model::Flavour::Seven,
        provider: nicol_model::Provider::Sqlite,
        relation_mode: nicol_model::RelationMode::ForeignKeys,
        preview_features: Vec::new(),
        models: Vec::new(),
        composites: Vec::new(),
        enums: Vec::new(),
        relations: Vec::new(),
    };
    let writer = Writer { model: &model, sets: &[], protocol: false, form: Form::Call, aggregates_first: false };
    writer.cell(bytes, cell, ColumnKind::Value, out)
}

/// Appends a JSON string.
pub fn write_string(text: &str, out: &mut String) {
    string(text, out);
}

struct Writer<'a> {
    model: &'a DataModel,
    sets: &'a [Set],
    protocol: bool,
    form: Form,
    /// Before what the groups are made by, as Prisma has them.
    aggregates_first: bool,
}

impl Writer<'_> {
    fn result(&self, result: &ResultShape, count: u64, out: &mut String) -> Result<()> {
        match result {
            ResultShape::Count => {
                let _ = write!(out, "{{\"count\":{count}}}");
            }
            ResultShape::Many(record) => {
                let rows = self.set(record)?.rows();
                self.list(record, (0..rows).map(|place| self.place(record, place)), out)?;
            }
            ResultShape::Optional(record) | ResultShape::One(record) => {
                if self.set(record)?.rows() == 0 {
                    out.push_str("null");
                } else {
                    self.record(record, self.place(record, 0)?, out)?;
                }
            }
        }
        Ok(())
    }

    fn set(&self, record: &Record) -> Result<&Set> {
        self.sets.get(usize::from(record.slot.0)).ok_or(AnswerError::Incomplete)
    }

    /// The row that stands at a place of the set.
    fn place(&self, record: &Record, place: usize) -> Result<usize> {
        let set = self.set(record)?;
        if set.order.is_empty() {
            return Ok(place);
        }
        set.order.get(place).map(|row| *row as usize).ok_or(AnswerError::Incomplete)
    }

    fn list(&self, record: &Record, rows: impl Iterator<Item = Result<usize>>, out: &mut String) -> Result<()> {
        out.push('[');
        for (index, row) in rows.enumerate() {
            if index > 0 {
                out.push(',');
            }
            self.record(record, row?, out)?;
        }
        out.push(']');
        Ok(())
    }

    fn record(&self, record: &Record, row: usize, out: &mut String) -> Result<()> {
        if let ([RecordItem::Group { items, .. }], true) =
            (record.items.as_slice(), matches!(self.form, Form::CountNumber | Form::CountObject))
        {
            if self.form == Form::CountNumber {
                if let Some(item) = items.first() {
                    self.item_value(record, row, item, out)?;
                }
                return Ok(());
            }
            return self.items(record, row, items, out);
        }
        if self.aggregates_first {
            let (aggregates, others): (Vec<_>, Vec<_>) =
                record.items.iter().partition(|item| matches!(item, RecordItem::Group { .. }));
            return self.items(record, row, aggregates.into_iter().chain(others), out);
        }
        self.items(record, row, &record.items, out)
    }

    fn items<'i>(
        &self,
        record: &Record,
        row: usize,
        items: impl IntoIterator<Item = &'i RecordItem>,
        out: &mut String,
    ) -> Result<()> {
        out.push('{');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            match item {
                RecordItem::Column { name, .. } | RecordItem::Many { name, .. } | RecordItem::One { name, .. } => {
                    self.name(*name, out);
                }
                RecordItem::Group { name, .. } => string(name, out),
            }
            out.push(':');
            self.item_value(record, row, item, out)?;
        }
        out.push('}');
        Ok(())
    }

    fn name(&self, name: Name, out: &mut String) {
        match name {
            Name::Field(model, field) => string(&self.model.model(model).field(field).name, out),
            Name::Text(text) => string(text, out),
        }
    }

    fn item_value(&self, record: &Record, row: usize, item: &RecordItem, out: &mut String) -> Result<()> {
        match item {
            RecordItem::Column { column, name, kind } => {
                let set = self.set(record)?;
                let column = usize::from(*column);
                if column >= set.width {
                    return Err(AnswerError::Incomplete);
                }
                self.cell(set.cell(row, column), self.cell_type(*name, *kind), *kind, out)
            }
            RecordItem::Group { name: "_count", items } if self.form == Form::CountTrue && is_all(items) => {
                match items.first() {
                    Some(item) => self.item_value(record, row, item, out),
                    None => Ok(()),
                }
            }
            RecordItem::Group { items, name } => self.aggregates(record, row, items, name, out),
            RecordItem::Many { record: child, .. } => {
                let set = self.set(child)?;
                let span = set.spans.get(row).cloned().unwrap_or_default();
                self.list(child, span.map(|place| self.place(child, place as usize)), out)
            }
            RecordItem::One { record: child, .. } => {
                let set = self.set(child)?;
                let span = set.spans.get(row).cloned().unwrap_or_default();
                match span.start < span.end {
                    true => self.record(child, self.place(child, span.start as usize)?, out),
                    false => {
                        out.push_str("null");
                        Ok(())
                    }
                }
            }
        }
    }

    /// The columns of `_sum` and `_avg` are of other types than their fields.
    fn aggregates(
        &self,
        record: &Record,
        row: usize,
        items: &[RecordItem],
        group: &str,
        out: &mut String,
    ) -> Result<()> {
        out.push('{');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let RecordItem::Column { column, name, kind } = item else { return Err(AnswerError::Incomplete) };
            self.name(*name, out);
            out.push(':');
            let mut cell = self.cell_type(*name, *kind);
            if group == "_avg" && cell.scalar != ScalarType::Decimal {
                cell = CellType::one(ScalarType::Float);
            }
            let set = self.set(record)?;
            let column = usize::from(*column);
            if column >= set.width {
                return Err(AnswerError::Incomplete);
            }
            self.cell(set.cell(row, column), cell, *kind, out)?;
        }
        out.push('}');
        Ok(())
    }

    fn cell_type(&self, name: Name, kind: ColumnKind) -> CellType {
        match (kind, name) {
            (ColumnKind::Number, _) | (_, Name::Text(_)) => CellType::one(ScalarType::BigInt),
            (_, Name::Field(model, field)) => crate::sql::cell_type(self.model.model(model).field(field)),
        }
    }

    fn cell(&self, bytes: Option<&[u8]>, cell: CellType, kind: ColumnKind, out: &mut String) -> Result<()> {
        let Some(bytes) = bytes else {
            // A list that was never set reads as an empty one.
            out.push_str(if cell.is_list { "[]" } else { "null" });
            return Ok(());
        };
        if !cell.is_list {
            return self.value(bytes, cell.scalar, kind, out);
        }
        out.push('[');
        for (index, element) in ListReader::new(bytes).enumerate() {
            if index > 0 {
                out.push(',');
            }
            match element {
                None => out.push_str("null"),
                Some(bytes) => self.value(bytes, cell.scalar, kind, out)?,
            }
        }
        out.push(']');
        Ok(())
    }

    fn value(&self, bytes: &[u8], scalar: ScalarType, kind: ColumnKind, out: &mut String) -> Result<()> {
        let malformed = || AnswerError::Malformed(scalar);
        let text = || std::str::from_utf8(bytes).map_err(|_| malformed());
        // Writing to a string can't fail.
        match scalar {
            ScalarType::String => match kind {
                ColumnKind::Enum(id) => string(self.enum_name(id, text()?)?, out),
                _ => string(text()?, out),
            },
            ScalarType::Boolean => out.push_str(if bytes == [1] { "true" } else { "false" }),
            ScalarType::Int => {
                let _ = write!(out, "{}", read_int(bytes).ok_or_else(malformed)?);
            }
            ScalarType::BigInt => {
                let number = read_big_int(bytes).ok_or_else(malformed)?;
                let _ = match kind {
                    ColumnKind::Number => write!(out, "{number}"),
                    _ => write!(out, "{{\"$type\":\"BigInt\",\"value\":\"{number}\"}}"),
                };
            }
            ScalarType::Float => float(read_float(bytes).ok_or_else(malformed)?, out),
            ScalarType::Decimal => {
                let text = text()?;
                let trimmed = crate::literal::decimal(text);
                let _ = write!(out, "{{\"$type\":\"Decimal\",\"value\":\"{}\"}}", trimmed.as_deref().unwrap_or(text));
            }
            ScalarType::DateTime => {
                out.push_str("{\"$type\":\"DateTime\",\"value\":\"");
                self.date_time(read_big_int(bytes).ok_or_else(malformed)?, out);
                out.push_str("\"}");
            }
            ScalarType::Bytes => {
                out.push_str("{\"$type\":\"Bytes\",\"value\":\"");
                base64::encode(bytes, out);
                out.push_str("\"}");
            }
            ScalarType::Json => {
                let text = text()?;
                if self.protocol {
                    out.push_str("{\"$type\":\"Json\",\"value\":");
                    string(text, out);
                    out.push('}');
                } else if text.contains("\"$type\"") {
                    let value: serde_json::Value = serde_json::from_str(text).map_err(|_| malformed())?;
                    let _ = write!(out, "{}", tagged(value));
                } else {
                    out.push_str(text);
                }
            }
        }
        Ok(())
    }

    fn enum_name(&self, id: EnumId, value: &str) -> Result<&str> {
        let e = self.model.enumeration(id);
        e.values
            .iter()
            .find(|v| v.database_name == value)
            .map(|v| v.name.as_str())
            .ok_or_else(|| AnswerError::UnknownEnumValue { name: e.name.clone(), value: value.to_owned() })
    }

    /// As `Date.toISOString` writes it, to the millisecond.
    fn date_time(&self, micros: i64, out: &mut String) {
        if calendar::is_infinite(micros) {
            // As Prisma: JavaScript has no such `Date`.
            out.push_str("Invalid Date");
            return;
        }
        calendar::write(micros.div_euclid(1000).saturating_mul(1000), calendar::Style::Iso, out);
        if !self.protocol {
            out.truncate(out.len() - "+00:00".len());
            out.push('Z');
        }
    }
}

fn is_all(items: &[RecordItem]) -> bool {
    matches!(items, [RecordItem::Column { name: Name::Text("_all"), .. }])
}

/// Objects that have a key `$type` of their own are marked, so that they are not taken for tagged values.
fn tagged(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;

    match value {
        Value::Array(list) => Value::Array(list.into_iter().map(tagged).collect()),
        Value::Object(object) if object.contains_key("$type") => {
            serde_json::json!({ "$type": "Json", "value": object })
        }
        Value::Object(object) => Value::Object(object.into_iter().map(|(k, v)| (k, tagged(v))).collect()),
        other => other,
    }
}

fn float(number: f64, out: &mut String) {
    let _ = if number.is_nan() {
        write!(out, "{{\"$type\":\"Float\",\"value\":\"NaN\"}}")
    } else if number.is_infinite() {
        let sign = if number < 0.0 { "-" } else { "" };
        write!(out, "{{\"$type\":\"Float\",\"value\":\"{sign}Infinity\"}}")
    } else if number == 0.0 && number.is_sign_negative() {
        write!(out, "{{\"$type\":\"Float\",\"value\":\"-0\"}}")
    } else if number.fract() == 0.0 && number.abs() < 1e15 {
        write!(out, "{number:.0}")
    } else {
        write!(out, "{number:?}")
    };
}

/// A JSON string.
fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[start..index]);
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
        start = index + 1;
    }
    out.push_str(&text[start..]);
    out.push('"');
}
