//! Enums. A label that the schema does not have must not fail a query while a migration that adds it rolls out.

use nicol_model::EnumId;

use super::scope::Scope;
use super::writer::Writer;

pub(super) fn module(scope: &Scope<'_>) -> String {
    let mut w = Writer::with_capacity(scope.enums.len() * 2000);
    for index in 0..scope.enums.len() {
        w.gap();
        enumeration(&mut w, scope, index);
    }
    w.finish()
}

fn enumeration(w: &mut Writer, scope: &Scope<'_>, index: usize) {
    let id = EnumId(u16::try_from(index).unwrap_or(u16::MAX));
    let (e, names) = (scope.model.enumeration(id), &scope.enums[index]);
    let name = names.name.text();
    let values: Vec<_> = e.values.iter().zip(&names.values).collect();

    w.doc(e.documentation.as_deref(), format_args!("The enum `{}`.", e.name));
    w.line("#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]");
    w.block(format!("pub enum {name}"), |w| {
        for (value, variant) in &values {
            w.doc(value.documentation.as_deref(), format_args!("`{}`", value.name));
            w.line(format!("{},", variant.text()));
        }
        w.doc(None, "A value that the database has and the schema, when this was generated, did not.");
        w.line("Unknown(::nicol::Label),");
    });

    w.gap();
    w.block(format!("impl {name}"), |w| {
        w.doc(None, "The values of the schema, in its order.");
        let list = values.iter().map(|(_, variant)| format!("Self::{}", variant.text())).collect::<Vec<_>>();
        let head = format!("pub const ALL: [Self; {}]", values.len());
        let one_line = format!("[{}]", list.join(", "));
        if one_line.len() + head.len() + 8 <= 100 && one_line.len() <= 62 {
            w.line(format!("{head} = {one_line};"));
        } else {
            w.line(format!("{head} = ["));
            for value in &list {
                w.line(format!("    {value},"));
            }
            w.line("];");
        }
        w.gap();
        w.doc(None, "The name in the schema; of an unknown value that in the database.");
        w.line("#[must_use]");
        w.line("#[inline]");
        w.function("pub fn name", &["self".to_owned()], "&'static ::core::primitive::str", |w| {
            w.line("::nicol::__private::name(self)");
        });
    });

    w.gap();
    w.block(format!("impl ::nicol::__private::Enum for {name}"), |w| {
        let rows: Vec<[String; 3]> = values
            .iter()
            .map(|(value, variant)| {
                [format!("Self::{}", variant.text()), format!("{:?}", value.name), format!("{:?}", value.database_name)]
            })
            .collect();
        w.table("const VALUES: ::nicol::__private::Values<Self>", &rows);
        w.line("const UNKNOWN: fn(::nicol::Label) -> Self = Self::Unknown;");
        w.gap();
        w.line("#[inline]");
        w.function("fn place", &["self".to_owned()], "::nicol::__private::Place", |w| {
            w.line("use ::nicol::__private::Place;");
            w.block("match self", |w| {
                for (place, (_, variant)) in values.iter().enumerate() {
                    w.line(format!("Self::{} => Place::Known({place}),", variant.text()));
                }
                w.line("Self::Unknown(label) => Place::Unknown(label),");
            });
        });
    });

    implementations(w, &name);
}

/// Of foreign traits: each a call into the client.
fn implementations(w: &mut Writer, name: &str) {
    w.implementation(
        &format!("::core::cmp::PartialOrd for {name}"),
        "fn partial_cmp",
        &["&self", "other: &Self"],
        "::core::option::Option<::core::cmp::Ordering>",
        "::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))",
    );
    w.implementation(
        &format!("::core::cmp::Ord for {name}"),
        "fn cmp",
        &["&self", "other: &Self"],
        "::core::cmp::Ordering",
        "::nicol::__private::compare(*self, *other)",
    );
    w.implementation(
        &format!("::core::fmt::Display for {name}"),
        "fn fmt",
        &["&self", "f: &mut ::core::fmt::Formatter<'_>"],
        "::core::fmt::Result",
        "::nicol::__private::display(*self, f)",
    );
    w.implementation(
        &format!("::nicol::__private::Serialize for {name}"),
        "fn serialize<S: ::nicol::__private::Serializer>",
        &["&self", "s: S"],
        "::core::result::Result<S::Ok, S::Error>",
        "s.serialize_str(self.name())",
    );
    // Always: a struct for raw queries may hold it.
    w.implementation(
        &format!("<'de> ::nicol::__private::Deserialize<'de> for {name}"),
        "fn deserialize<D: ::nicol::__private::Deserializer<'de>>",
        &["d: D"],
        "::core::result::Result<Self, D::Error>",
        "::nicol::__private::deserialize(d)",
    );
}
