//! Enums. A label that the schema does not have must not fail a query while a migration that adds it rolls out.

use nicol_model::EnumId;

use super::Options;
use super::scope::Scope;
use super::writer::Writer;

pub(super) fn module(scope: &Scope<'_>, options: &Options) -> String {
    let mut w = Writer::with_capacity(scope.enums.len() * 2000);
    for index in 0..scope.enums.len() {
        w.gap();
        enumeration(&mut w, scope, index, options);
    }
    w.finish()
}

fn enumeration(w: &mut Writer, scope: &Scope<'_>, index: usize, options: &Options) {
    let id = EnumId(u16::try_from(index).unwrap_or(u16::MAX));
    let (e, names) = (scope.model.enumeration(id), &scope.enums[index]);
    let name = names.name.text();
    let values: Vec<_> = e.values.iter().zip(&names.values).collect();

    w.doc(e.documentation.as_deref(), format_args!("The enum `{}`.", e.name));
    w.line("#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]");
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
        w.function("pub fn name", &["self".to_owned()], "&'static ::core::primitive::str", |w| {
            w.block("match self", |w| {
                for (value, variant) in &values {
                    w.line(format!("Self::{} => {:?},", variant.text(), value.name));
                }
                w.line("Self::Unknown(label) => label.as_str(),");
            });
        });
    });

    w.gap();
    w.block(format!("impl ::nicol::Value for {name}"), |w| {
        w.line("const SCALAR: ::nicol::__private::ScalarType = ::nicol::__private::ScalarType::String;");
        w.gap();
        let result = "::core::result::Result<Self, ::nicol::__private::CellError>";
        w.function("fn read", &["bytes: &[::core::primitive::u8]".to_owned()], result, |w| {
            w.block_with(
                "Ok(match bytes",
                |w| {
                    for (value, variant) in &values {
                        w.line(format!("b{:?} => Self::{},", ascii(&value.database_name), variant.text()));
                    }
                    w.line("_ => Self::Unknown(::nicol::Label::read(bytes)?),");
                },
                "})",
            );
        });
        w.gap();
        w.block("fn write(&self, out: &mut ::nicol::__private::Buffer)", |w| {
            w.block_with(
                "out.extend_from_slice(match self",
                |w| {
                    for (value, variant) in &values {
                        w.line(format!("Self::{} => b{:?},", variant.text(), ascii(&value.database_name)));
                    }
                    w.line("Self::Unknown(label) => label.as_str().as_bytes(),");
                },
                "});",
            );
        });
    });

    w.gap();
    w.block(format!("impl ::core::fmt::Display for {name}"), |w| {
        let params = ["&self".to_owned(), "f: &mut ::core::fmt::Formatter<'_>".to_owned()];
        w.function("fn fmt", &params, "::core::fmt::Result", |w| w.line("f.pad(self.name())"));
    });

    w.gap();
    w.block(format!("impl ::nicol::__private::Serialize for {name}"), |w| {
        let params = ["&self".to_owned(), "s: S".to_owned()];
        let head = "fn serialize<S: ::nicol::__private::Serializer>";
        w.function(head, &params, "::core::result::Result<S::Ok, S::Error>", |w| {
            w.line("s.serialize_str(self.name())");
        });
    });

    if options.deserialize {
        w.gap();
        w.block(format!("impl<'de> ::nicol::__private::Deserialize<'de> for {name}"), |w| {
            let head = "fn deserialize<D: ::nicol::__private::Deserializer<'de>>";
            w.function(head, &["d: D".to_owned()], "::core::result::Result<Self, D::Error>", |w| {
                w.line("let name = <::std::string::String as ::nicol::__private::Deserialize>::deserialize(d)?;");
                w.block_with(
                    "Ok(match name.as_str()",
                    |w| {
                        for (value, variant) in &values {
                            w.line(format!("{:?} => Self::{},", value.name, variant.text()));
                        }
                        w.line("_ => Self::Unknown(");
                        w.line("    ::nicol::Label::read(name.as_bytes())");
                        w.line("        .map_err(<D::Error as ::nicol::__private::DeError>::custom)?,");
                        w.line("),");
                    },
                    "})",
                );
            });
        });
    }
}

/// The bytes of a text, as they can stand in a byte string.
fn ascii(text: &str) -> Bytes<'_> {
    Bytes(text)
}

struct Bytes<'t>(&'t str);

impl std::fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.0.as_bytes().escape_ascii())
    }
}
