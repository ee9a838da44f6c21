use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Host, ScriptError, read};
use crate::config::value::{Text, Value};

/// Surroundings in memory.
struct Fake {
    variables: BTreeMap<String, String>,
    env_files: BTreeMap<&'static str, Vec<(&'static str, &'static str)>>,
    loaded: Vec<PathBuf>,
    file: PathBuf,
}

impl Host for Fake {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn set_variable(&mut self, name: &str, value: String) {
        self.variables.insert(name.to_owned(), value);
    }

    fn load_env_file(&mut self, path: &Path, overrides: bool) {
        self.loaded.push(path.to_path_buf());
        for (name, value) in self.env_files.get(path.to_str().unwrap_or_default()).into_iter().flatten() {
            if overrides || !self.variables.contains_key(*name) {
                self.variables.insert((*name).to_owned(), (*value).to_owned());
            }
        }
    }

    fn working_directory(&self) -> &Path {
        Path::new("/app")
    }

    fn file(&self) -> &Path {
        &self.file
    }
}

fn host(file: &str) -> Fake {
    Fake {
        variables: [("SET", "set value"), ("EMPTY", "")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        env_files: [(".env", vec![("FROM_FILE", "one"), ("SET", "other")]), (".env.local", vec![("LOCAL", "two")])]
            .into(),
        loaded: Vec::new(),
        file: PathBuf::from(file),
    }
}

fn read_ts(text: &str) -> Result<Value, ScriptError> {
    read(text, &mut host("/app/prisma.config.ts"))
}

fn value(text: &str) -> Value {
    read_ts(text).unwrap_or_else(|e| panic!("{text}\n{e:?}"))
}

/// The value of one expression.
fn expression(text: &str) -> Value {
    let Value::Object(mut entries) = value(&format!(
        "import path from 'node:path'; import {{ env, defineConfig }} from 'prisma/config';\nexport default {{ it: {text} }}"
    )) else {
        panic!("not an object")
    };
    entries.remove(0).1
}

fn text(text: &str) -> Text {
    match expression(text) {
        Value::Text(text) => text,
        other => panic!("{text} is {other:?}"),
    }
}

fn known(text_: &str) -> String {
    text(text_).value.unwrap_or_else(|| panic!("{text_} has no value"))
}

/// The reason for which a file has to be run, with its place.
fn reason(text: &str) -> String {
    match read_ts(text) {
        Err(ScriptError::NotStatic(why)) => format!("{}:{}: {}", why.at.line, why.at.column, why.reason),
        other => panic!("{text}\n{other:?}"),
    }
}

fn object(entries: &[(&str, Value)]) -> Value {
    Value::Object(entries.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
}

#[test]
fn every_way_to_export() {
    let wanted = object(&[("schema", Value::text("a.prisma"))]);
    for text in [
        "export default { schema: 'a.prisma' }",
        "import { defineConfig } from 'prisma/config'\nexport default defineConfig({ schema: 'a.prisma' })",
        "import { defineConfig } from '@prisma/client/generator-helper'\nexport default defineConfig({ schema: 'a.prisma' })",
        "import { defineConfig } from './tools'\nexport default defineConfig({ schema: 'a.prisma' })",
        "import { defineConfig as d } from 'nicol'\nexport default d({ schema: 'a.prisma' })",
        "import * as prisma from 'prisma/config'\nexport default prisma.defineConfig({ schema: 'a.prisma' })",
        "import type { PrismaConfig } from 'prisma'\nexport default { schema: 'a.prisma' } satisfies PrismaConfig",
        "export default { schema: 'a.prisma' } as PrismaConfig",
        "export default <PrismaConfig>{ schema: 'a.prisma' }",
        "const config: PrismaConfig = { schema: 'a.prisma' }\nexport default config",
        "const config = { schema: 'a.prisma' }\nexport { config as default }",
        "const schema = 'a.prisma', rest = { schema }\nexport default { ...rest }",
        "module.exports = { schema: 'a.prisma' }",
        "const { defineConfig } = require('prisma/config')\nmodule.exports = defineConfig({ schema: 'a.prisma' })",
        "exports.__esModule = true\nexports.default = { schema: 'a.prisma' }",
        "export = { schema: 'a.prisma' }",
        "'use strict'\nexport const other = 1\ninterface X {}\ntype Y = X\nexport default { schema: 'a.prisma' }",
    ] {
        assert_eq!(value(text), wanted, "{text}");
    }
    for file in ["/app/prisma.config.js", "/app/prisma.config.cjs"] {
        let read = read("module.exports = { schema: 'a.prisma' }", &mut host(file));
        assert_eq!(read, Ok(wanted.clone()), "{file}");
    }
    for file in ["/app/prisma.config.js", "/app/prisma.config.mjs", "/app/prisma.config.mts"] {
        let read = read("export default { schema: 'a.prisma' }", &mut host(file));
        assert_eq!(read, Ok(wanted.clone()), "{file}");
    }
    assert_eq!(read_ts("export const schema = 1"), Err(ScriptError::NoDefaultExport));
}

#[test]
fn variables_keep_their_names() {
    for source in [
        "process.env.SET",
        "process.env['SET']",
        "process.env.SET!",
        "process.env.SET as string",
        "process.env?.SET",
        "env('SET')",
        "env<Env>('SET')",
        "`${process.env.SET}`",
        "process.env.SET ?? 'x'",
        "process.env.SET || 'x'",
        "process.env.MISSING ?? process.env.SET",
        "process.env.EMPTY || process.env.SET",
        "process.env.SET?.trim()",
        "String(process.env.SET)",
        "process.env.NODE_ENV === 'production' ? process.env.MISSING : process.env.SET",
        "import.meta.env.SET",
        "Bun.env.SET",
        "Deno.env.get('SET')",
        "globalThis.process.env.SET",
    ] {
        let text = text(source);
        assert_eq!(text.value.as_deref(), Some("set value"), "{source}");
        assert_eq!(text.variable_name(), Some("SET"), "{source}");
    }
    assert_eq!(
        value("const { SET, NOT: alias = 'x' } = process.env\nexport default { SET, alias }"),
        object(&[
            ("SET", Value::Text(Text::variable("SET", Some("set value".into())))),
            ("alias", Value::Text(Text::variable("NOT", Some("x".into())))),
        ])
    );
    assert_eq!(
        value("import { env } from 'node:process'\nexport default { a: env.SET }"),
        object(&[("a", Value::Text(Text::variable("SET", Some("set value".into()))))])
    );
}

#[test]
fn missing_variables_are_known_by_name() {
    for (source, names) in [
        ("process.env.NOT", vec!["NOT"]),
        ("env('NOT')", vec!["NOT"]),
        ("env('EMPTY')", vec!["EMPTY"]),
        ("process.env.NOT ?? undefined", vec!["NOT"]),
        ("process.env.NOT ?? process.env.NEITHER", vec!["NOT", "NEITHER"]),
    ] {
        let text = text(source);
        assert_eq!(text.value, None, "{source}");
        assert_eq!(text.variables, names, "{source}");
        assert_eq!(text.variable_name(), Some(names[0]), "{source}");
    }
    let fallback = text("process.env.NOT ?? ''");
    assert_eq!((fallback.value.as_deref(), fallback.variable_name()), (Some(""), Some("NOT")));
}

#[test]
fn texts_are_put_together() {
    assert_eq!(known("'a' + \"b\" + `c${1}d`"), "ab".to_owned() + "c1d");
    assert_eq!(known("`postgres://u:${process.env.SET}@h/db`"), "postgres://u:set value@h/db");
    assert_eq!(text("`postgres://u:${process.env.SET}@h/db`").variable_name(), None);
    assert_eq!(text("`postgres://${process.env.NOT}@h/db`").value, None);
    assert_eq!(known("'a'.concat('b', `c`)"), "abc");
    assert_eq!(known("['a', 'b'][1]"), "b");
    assert_eq!(known("({ a: { b: 'c' } }).a.b"), "c");
    assert_eq!(known("typeof process.env.NOT"), "undefined");
    assert_eq!(known("!process.env.NOT ? 'yes' : 'no'"), "yes");
}

#[test]
fn paths_are_joined_as_node_joins_them() {
    assert_eq!(known("path.join('prisma', 'schema.prisma')"), "prisma/schema.prisma");
    assert_eq!(known("path.join('./a', '..', 'b/')"), "b");
    assert_eq!(known("path.join(__dirname, 'prisma')"), "/app/prisma");
    assert_eq!(known("path.resolve('a', 'b')"), "/app/a/b");
    assert_eq!(known("path.resolve('/x', '..', 'b')"), "/b");
    assert_eq!(known("path.join(import.meta.dirname, 'x')"), "/app/x");
    assert_eq!(known("path.posix.join(process.cwd(), 'x')"), "/app/x");
    assert_eq!(known("path.dirname('/a/b.c')"), "/a");
    let text = "import { join, dirname } from 'path'\nimport { fileURLToPath } from 'url'\n\
                const here = dirname(fileURLToPath(import.meta.url))\nexport default { schema: join(here, 'p') }";
    assert_eq!(
        value(text),
        object(&[("schema", {
            let Value::Text(mut t) = Value::text("/app/p") else { unreachable!() };
            t.is_computed = true;
            Value::Text(t)
        })])
    );
}

#[test]
fn spreads_and_later_keys_win_as_in_javascript() {
    assert_eq!(
        expression("{ a: 1, ...{ b: 2, a: 3 }, b: 4, ...undefined, ...(process.env.NOT && { c: 5 }) }"),
        object(&[("a", Value::Number(3.0)), ("b", Value::Number(4.0))])
    );
    assert_eq!(
        expression("[1, ...[2, 3]]"),
        Value::List(vec![Value::Number(1.0), Value::Number(2.0), Value::Number(3.0)])
    );
}

#[test]
fn env_files_are_loaded_when_the_file_says_so() {
    for (import, loaded) in [
        ("import 'dotenv/config'", vec![".env"]),
        ("require('dotenv/config')", vec![".env"]),
        ("import dotenv from 'dotenv'; dotenv.config()", vec![".env"]),
        ("import * as dotenv from 'dotenv'; dotenv.config({ path: '.env.local' })", vec![".env.local"]),
        (
            "import { config } from 'dotenv'; config({ path: ['.env.local', '.env'], quiet: true })",
            vec![".env.local", ".env"],
        ),
        ("require('dotenv').config()", vec![".env"]),
        ("process.loadEnvFile()", vec![".env"]),
        ("import { expand } from 'dotenv-expand'; import { config } from 'dotenv'; expand(config())", vec![".env"]),
    ] {
        let mut host = host("/app/prisma.config.ts");
        let read = read(&format!("{import}\nexport default {{ a: process.env.SET }}"), &mut host);
        assert_eq!(
            read,
            Ok(object(&[("a", Value::Text(Text::variable("SET", Some("set value".into()))))])),
            "{import}"
        );
        let wanted: Vec<PathBuf> = loaded.into_iter().map(PathBuf::from).collect();
        assert_eq!(host.loaded, wanted, "{import}");
    }
    let overriding =
        "import { config } from 'dotenv'; config({ override: true })\nexport default { a: process.env.SET }";
    assert_eq!(value(overriding), object(&[("a", Value::Text(Text::variable("SET", Some("other".into()))))]));
}

#[test]
fn statements_before_the_export() {
    assert_eq!(
        value(
            "process.env.NEW ??= 'n'\nlet a = 'x'\nif (process.env.SET) { a = process.env.NEW } else { a = 'z' }\nexport default { a }"
        ),
        object(&[("a", Value::Text(Text::variable("NEW", Some("n".into()))))])
    );
    assert_eq!(value("console.log('hello')\nexport default {}"), object(&[]));
    let throws = "if (!process.env.NOT) {\n  throw new Error(`NOT is needed`)\n}\nexport default {}";
    assert!(
        matches!(read_ts(throws), Err(ScriptError::Throws { at, message }) if at.line == 2 && message == "NOT is needed")
    );
}

#[test]
fn what_nobody_needs_may_be_unknown() {
    let Value::Object(entries) = value(
        "import { PrismaPg } from '@prisma/adapter-pg'\nexport default { adapter: async () => new PrismaPg(), schema: 'a' }",
    ) else {
        panic!("not an object")
    };
    assert!(matches!(&entries[0], (key, Value::Unknown(why)) if key == "adapter" && why.reason == "a function"));
    assert_eq!(entries[1].1, Value::text("a"));
}

#[test]
fn what_has_to_be_run_is_said_with_its_place_and_reason() {
    for (text, wanted) in [
        ("export default makeConfig()", "1:16: `makeConfig` isn't defined in this file"),
        ("import { make } from './make'\nexport default make()", "1:1: `make` comes from `./make`"),
        ("function make() {}\nexport default make()", "1:1: `make` is a function of this file"),
        ("import './load-env'\nexport default {}", "1:1: `./load-env` is imported for what it does"),
        ("import { load } from '@next/env'\nload('.')\nexport default {}", "1:1: `load` comes from `@next/env`"),
        ("for (const a of []) {}\nexport default {}", "1:1: a statement that has to be run"),
        ("const a = {}\na.b = 1\nexport default a", "2:1: `b` of an object is changed after it was made"),
        ("export default async () => ({})", "1:16: a function"),
        ("export { default } from './other'", "1:1: the default export comes from another file"),
        ("import rest from './rest'\nexport default { ...rest }", "1:1: `rest` comes from `./rest`"),
    ] {
        assert_eq!(reason(text), wanted, "{text}");
    }
    let parts = value("import { env } from './env'\nexport default { a: env('SET'), b: env.SET, c: 'x'.repeat(3) }");
    let Value::Object(parts) = parts else { panic!("not an object") };
    assert!(parts.iter().all(|(_, v)| matches!(v, Value::Unknown(_))), "{parts:?}");
}

#[test]
fn broken_files_are_told_with_their_place() {
    assert!(matches!(read_ts("export default {\n  schema: ,\n}"), Err(ScriptError::Syntax { at, .. }) if at.line == 2));
}
