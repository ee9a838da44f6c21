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
    Typed { client, is_declared: false }.files(queries)
}

/// The files of `prisma-client-js`: scripts for both kinds of modules, and declarations.
pub(super) fn scripts(client: &Client<'_>, queries: &[TypedQuery]) -> Vec<File> {
    let runtime = client.options.runtime_module();
    let mut files = Typed { client, is_declared: true }.files(queries);
    let mut add = |path: &str, w: Writer| files.push(File { path: format!("sql/{path}"), contents: w.finish() });
    let (mut script, mut module) = (Writer::script(1 << 10), Writer::script(1 << 10));
    script.line(&["'use strict'"]);
    for query in queries {
        let name = query.name.as_str();
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
    }
    add("index.js", script);
    add("index.mjs", module);
    files
}

/// What has types: the queries, the list of them, the enums of the database.
struct Typed<'a> {
    client: &'a Client<'a>,
    /// Declarations beside scripts, in one folder with their list; else modules, with the list above them.
    is_declared: bool,
}

impl Typed<'_> {
    fn files(&self, queries: &[TypedQuery]) -> Vec<File> {
        let types = Types::new(self.client, self.is_declared);
        let enums = ["{ ", if self.is_declared { "" } else { "type " }, ENUMS, " }"].concat();
        let (list_path, beside) = if self.is_declared { ("sql/index", "./") } else { ("sql", "./sql/") };
        let mut files = Vec::new();
        let mut list = self.writer("The queries of `.sql` files, for `$queryRawTyped`.");
        if !types.is_empty() {
            list.line(&["export ", &enums, " from ", &self.import(&[beside, ENUMS])]);
            let mut w = self.writer("The enums of the database.");
            types.all(&mut w);
            files.push(self.file(&["sql/", ENUMS], w));
        }
        for query in queries {
            list.line(&["export * from ", &self.import(&[beside, &query.name])]);
            let mut w = self.writer("A query of a `.sql` file.");
            w.line(&["import * as $runtime from ", &self.text(&self.client.options.runtime_module())]);
            if types.are_in(query) {
                w.line(&["import ", &enums, " from ", &self.import(&["./", ENUMS])]);
            }
            w.gap();
            self.query(query, &types, &mut w);
            files.push(self.file(&["sql/", &query.name], w));
        }
        files.push(self.file(&[list_path], list));
        files
    }

    fn query(&self, query: &TypedQuery, types: &Types, w: &mut Writer) {
        documentation(query, w);
        let name = query.name.as_str();
        w.begin(&["export const ", name]);
        if self.is_declared {
            w.add(&[": "]);
        } else {
            w.add(&[" = $runtime.makeTypedQueryFactory(", &quoted(&query.source), ") as "]);
        }
        let parameters = signature(query, types);
        w.end(&["(", &parameters, ") => $runtime.TypedSql<", name, ".Parameters, ", name, ".Result>"]);
        namespace(query, types, w);
    }

    fn writer(&self, about: &str) -> Writer {
        if self.is_declared { Writer::script(1 << 10) } else { Writer::module(1 << 10, about) }
    }

    /// The place of another file, as text.
    fn import(&self, path: &[&str]) -> String {
        let path = path.concat();
        self.text(&if self.is_declared { path } else { self.client.options.import(&path) })
    }

    fn text(&self, text: &str) -> String {
        let quote = if self.is_declared { "'" } else { "\"" };
        [quote, text, quote].concat()
    }

    fn file(&self, path: &[&str], w: Writer) -> File {
        let extension = if self.is_declared { "d.ts" } else { &self.client.options.file_extension };
        File { path: [&path.concat(), ".", extension].concat(), contents: w.finish() }
    }
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
