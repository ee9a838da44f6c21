//! TypedSQL: a function for each `.sql` file, with the types of its parameters and rows.

mod types;

use serde::Serialize;

use self::types::{Direction, Types};
use super::writer::Writer;
use super::{Client, File};
use crate::dmmf::json::push_string;

/// A statement of a `.sql` file, and what the database has said of it. The names of types are Prisma's: `int`, `string`,
/// `decimal-array`, …, `unknown`, or that of an enum in the database.
///
/// It serialises to what generators of others get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypedQuery {
    pub name: String,
    /// What is run: the file's text without lines that are comments.
    pub source: String,
    pub documentation: Option<String>,
    pub parameters: Vec<QueryParameter>,
    #[serde(rename = "resultColumns")]
    pub columns: Vec<QueryColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueryParameter {
    pub documentation: Option<String>,
    /// An identifier, and no other parameter's.
    pub name: String,
    #[serde(rename = "typ")]
    pub ty: String,
    #[serde(rename = "nullable")]
    pub is_nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueryColumn {
    pub name: String,
    #[serde(rename = "typ")]
    pub ty: String,
    #[serde(rename = "nullable")]
    pub is_nullable: bool,
}

/// The name of the file of enums.
const ENUMS: &str = "$DbEnums";

/// The files of `prisma-client`.
pub(super) fn modules(client: &Client<'_>, queries: &[TypedQuery]) -> Vec<File> {
    let options = client.options;
    let types = Types::new(client, false);
    let file = |path: &str, contents: String| File { path: format!("{path}.{}", options.file_extension), contents };
    let import = |path: &str| options.import(path);
    let mut files = Vec::new();
    let mut index = Writer::module(1 << 10, "The queries of `.sql` files, for `$queryRawTyped`.");
    if !types.is_empty() {
        index.line(&["export { type ", ENUMS, " } from \"", &import("./sql/$DbEnums"), "\""]);
        let mut w = Writer::module(1 << 10, "The enums of the database.");
        types.all(&mut w);
        files.push(file("sql/$DbEnums", w.finish()));
    }
    for query in queries {
        index.line(&["export * from \"", &import(&format!("./sql/{}", query.name)), "\""]);
        let mut w = Writer::module(1 << 10, "A query of a `.sql` file.");
        w.line(&["import * as $runtime from \"", &options.runtime_module(), "\""]);
        if types.are_in(query) {
            w.line(&["import { type ", ENUMS, " } from \"", &import("./$DbEnums"), "\""]);
        }
        w.gap();
        documentation(query, &mut w);
        let parameters = signature(query, &types);
        let name = query.name.as_str();
        w.line(&[
            "export const ",
            name,
            " = $runtime.makeTypedQueryFactory(",
            &quoted(&query.source),
            ") as (",
            &parameters,
            ") => $runtime.TypedSql<",
            name,
            ".Parameters, ",
            name,
            ".Result>",
        ]);
        namespace(query, &types, &mut w);
        files.push(file(&format!("sql/{name}"), w.finish()));
    }
    files.push(file("sql", index.finish()));
    files
}

/// The files of `prisma-client-js`: scripts for both kinds of modules, and declarations.
pub(super) fn scripts(client: &Client<'_>, queries: &[TypedQuery]) -> Vec<File> {
    let runtime = client.options.runtime_module();
    let types = Types::new(client, true);
    let mut files = Vec::new();
    let mut add = |path: &str, w: Writer| files.push(File { path: format!("sql/{path}"), contents: w.finish() });
    let mut declared = Writer::script(1 << 10);
    let (mut script, mut module) = (Writer::script(1 << 10), Writer::script(1 << 10));
    script.line(&["'use strict'"]);
    if !types.is_empty() {
        declared.line(&["export { ", ENUMS, " } from './$DbEnums'"]);
        let mut w = Writer::script(1 << 10);
        types.all(&mut w);
        add("$DbEnums.d.ts", w);
    }
    for query in queries {
        let name = query.name.as_str();
        declared.line(&["export * from './", name, "'"]);
        script.line(&["exports.", name, " = require('./", name, ".js').", name]);
        module.line(&["export * from './", name, ".mjs'"]);

        let source = quoted(&query.source);
        let mut w = Writer::script(1 << 10);
        w.line(&["'use strict'"]);
        w.line(&["const { makeTypedQueryFactory: $mkFactory } = require('", &runtime, "')"]);
        w.line(&["exports.", name, " = /*#__PURE__*/ $mkFactory(", &source, ")"]);
        add(&format!("{name}.js"), w);
        let mut w = Writer::script(1 << 10);
        w.line(&["import { makeTypedQueryFactory as $mkFactory } from '", &runtime, "'"]);
        w.line(&["export const ", name, " = /*#__PURE__*/ $mkFactory(", &source, ")"]);
        add(&format!("{name}.mjs"), w);

        let mut w = Writer::script(1 << 10);
        w.line(&["import * as $runtime from '", &runtime, "'"]);
        if types.are_in(query) {
            w.line(&["import { ", ENUMS, " } from './$DbEnums'"]);
        }
        w.gap();
        documentation(query, &mut w);
        let parameters = signature(query, &types);
        w.line(&[
            "export const ",
            name,
            ": (",
            &parameters,
            ") => $runtime.TypedSql<",
            name,
            ".Parameters, ",
            name,
            ".Result>",
        ]);
        namespace(query, &types, &mut w);
        add(&format!("{name}.d.ts"), w);
    }
    add("index.d.ts", declared);
    add("index.js", script);
    add("index.mjs", module);
    files
}

fn documentation(query: &TypedQuery, w: &mut Writer) {
    let mut text = query.documentation.clone().unwrap_or_default();
    for parameter in &query.parameters {
        text.push_str(if text.is_empty() { "@param " } else { "\n@param " });
        text.push_str(&parameter.name);
        if let Some(documentation) = &parameter.documentation {
            text.push(' ');
            text.push_str(documentation);
        }
    }
    w.doc((!text.is_empty()).then_some(text.as_str()), &[]);
}

/// The parameters of the function, which are also the members of a tuple.
fn signature(query: &TypedQuery, types: &Types) -> String {
    let parameters: Vec<String> = query
        .parameters
        .iter()
        .map(|parameter| {
            let ty = types.of(&parameter.ty, parameter.is_nullable, Direction::In);
            format!("{}: {ty}", parameter.name)
        })
        .collect();
    parameters.join(", ")
}

fn namespace(query: &TypedQuery, types: &Types, w: &mut Writer) {
    let members = signature(query, types);
    w.gap();
    w.block(&["export namespace ", &query.name], |w| {
        w.line(&["export type Parameters = [", &members, "]"]);
        w.block(&["export type Result ="], |w| {
            for (at, column) in query.columns.iter().enumerate() {
                // Of several columns with one name the last is what a row holds.
                if query.columns[at + 1..].iter().all(|later| later.name != column.name) {
                    let ty = types.of(&column.ty, column.is_nullable, Direction::Out);
                    w.line(&[&types::key(&column.name), ": ", &ty]);
                }
            }
        });
    });
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_string(text, &mut out);
    out
}
