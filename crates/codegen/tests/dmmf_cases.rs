//! Cases of DMMF: `cases/dmmf/<name>/schema.prisma` and what is said of it, in a form for reading. That the JSON itself is
//! Prisma's, to the last key, is held by the differential test.

use std::fmt::Write;

use nicol_diagnostics::{SourceFile, Sources};
use nicol_testkit::cases;
use serde_json::Value;

fn main() {
    cases::run(&[("dmmf", |case| {
        let sources = Sources::new(vec![SourceFile::new("schema.prisma", case.read("schema.prisma")?)]);
        let loaded = nicol_schema::load(&sources);
        let schema = loaded.schema.ok_or_else(|| format!("the schema is not valid: {:?}", loaded.diagnostics))?;
        let mut text = String::new();
        nicol_codegen::dmmf::write(&schema, &mut text)?;
        let dmmf: Value = serde_json::from_str(&text)?;
        case.expect("dmmf.txt", &shown(&dmmf))
    })]);
}

/// `datamodel` as it is, one item a line; of `schema`, one field a line: its name, `!` if it is required, `?` if null may
/// stand there, `*` if it can be a parameter, and its types.
fn shown(dmmf: &Value) -> String {
    let mut out = String::new();
    for (key, items) in dmmf["datamodel"].as_object().into_iter().flatten() {
        for item in list(items) {
            if key == "models" || key == "types" {
                let mut rest = item.clone();
                rest["fields"] = Value::Null;
                line(&mut out, format_args!("{key} {rest}"));
                list(&item["fields"]).for_each(|field| line(&mut out, format_args!("  {field}")));
            } else {
                line(&mut out, format_args!("{key} {item}"));
            }
        }
    }
    let schema = &dmmf["schema"];
    for (namespace, types) in schema["inputObjectTypes"].as_object().into_iter().flatten() {
        for ty in list(types) {
            line(
                &mut out,
                format_args!("input {namespace} {} {} {}", text(&ty["name"]), ty["meta"], ty["constraints"]),
            );
            list(&ty["fields"]).for_each(|field| line(&mut out, format_args!("  {}", argument(field))));
        }
    }
    for (namespace, types) in schema["outputObjectTypes"].as_object().into_iter().flatten() {
        for ty in list(types) {
            line(&mut out, format_args!("output {namespace} {}", text(&ty["name"])));
            for field in list(&ty["fields"]) {
                let null = if field["isNullable"] == true { "?" } else { "" };
                let arguments: Vec<String> = list(&field["args"]).map(argument).collect();
                let ty = type_name(&field["outputType"]);
                line(&mut out, format_args!("  {}{null}({}): {ty}", text(&field["name"]), arguments.join(", ")));
            }
        }
    }
    for key in ["enumTypes", "fieldRefTypes"] {
        for (namespace, types) in schema[key].as_object().into_iter().flatten() {
            for ty in list(types) {
                let values = if key == "enumTypes" { ty["values"].to_string() } else { allowed(ty) };
                line(&mut out, format_args!("{key} {namespace} {} {values}", text(&ty["name"])));
            }
        }
    }
    for operations in list(&dmmf["mappings"]["modelOperations"]) {
        line(&mut out, format_args!("mapping {operations}"));
    }
    line(&mut out, format_args!("mapping {}", dmmf["mappings"]["otherOperations"]));
    out
}

fn line(out: &mut String, text: impl std::fmt::Display) {
    let _ = writeln!(out, "{text}");
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn allowed(ty: &Value) -> String {
    list(&ty["allowTypes"]).map(type_name).collect::<Vec<_>>().join(" | ")
}

fn type_name(ty: &Value) -> String {
    format!("{}{}", text(&ty["type"]), if ty["isList"] == true { "[]" } else { "" })
}

fn argument(field: &Value) -> String {
    let mark = |key: &str, mark: &'static str| if field[key] == true { mark } else { "" };
    let types: Vec<String> = list(&field["inputTypes"]).map(type_name).collect();
    let others = field.get("requiresOtherFields").map_or_else(String::new, |others| format!(" with {others}"));
    format!(
        "{}{}{}{}: {}{others}",
        text(&field["name"]),
        mark("isRequired", "!"),
        mark("isNullable", "?"),
        mark("isParameterizable", "*"),
        types.join(" | "),
    )
}
