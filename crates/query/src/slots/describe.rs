//! The description of a layout, for the other side.

use super::layout::{Body, Item, Kind, Layout, Record, Root, What};
use crate::json::write_string;

impl Layout {
    /// In JSON: `["count"]`, `["many", body]` or `["single", body]`; a body is a list of `[name, what]`, or one what, which is
    /// `{"cell": K}`, `{"list": K}`, `{"group": body}`, `{"many": body}` or `{"one": body}`; K is a letter, or the names of an
    /// enum.
    #[must_use]
    pub fn description(&self) -> String {
        let mut out = String::new();
        match &self.root {
            Root::Count => out.push_str("[\"count\"]"),
            Root::Many(record) => root("many", record, &mut out),
            Root::Single(record) => root("single", record, &mut out),
        }
        out
    }
}

fn root(name: &str, record: &Record, out: &mut String) {
    out.push_str("[\"");
    out.push_str(name);
    out.push_str("\",");
    body(record, out);
    out.push(']');
}

fn body(record: &Record, out: &mut String) {
    match &record.body {
        Body::Object(list) => items(list, out),
        Body::Value(value) => what(value, out),
    }
}

fn items(list: &[Item], out: &mut String) {
    out.push('[');
    for (place, item) in list.iter().enumerate() {
        out.push_str(if place > 0 { ",[" } else { "[" });
        write_string(&item.name, out);
        out.push(',');
        what(&item.what, out);
        out.push(']');
    }
    out.push(']');
}

fn what(of: &What, out: &mut String) {
    match of {
        What::Column { kind: of, is_list, .. } => {
            out.push_str(if *is_list { "{\"list\":" } else { "{\"cell\":" });
            kind(of, out);
        }
        What::Group(list) => {
            out.push_str("{\"group\":");
            items(list, out);
        }
        What::Many(record) => {
            out.push_str("{\"many\":");
            body(record, out);
        }
        What::One(record) => {
            out.push_str("{\"one\":");
            body(record, out);
        }
    }
    out.push('}');
}

fn kind(of: &Kind, out: &mut String) {
    let letter = match of {
        Kind::Boolean => "\"b\"",
        Kind::Int | Kind::Number => "\"i\"",
        Kind::BigInt => "\"n\"",
        Kind::Float => "\"f\"",
        Kind::Decimal => "\"d\"",
        Kind::Text => "\"s\"",
        Kind::Json => "\"j\"",
        Kind::Bytes => "\"y\"",
        Kind::DateTime => "\"t\"",
        Kind::Enum(_, names) => return list_of(names.iter().map(|(_, name)| name.as_str()), out),
    };
    out.push_str(letter);
}

fn list_of<'n>(names: impl Iterator<Item = &'n str>, out: &mut String) {
    out.push('[');
    for (place, name) in names.enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_string(name, out);
    }
    out.push(']');
}
