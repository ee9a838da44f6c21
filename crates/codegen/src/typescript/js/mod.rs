//! The files of `prisma-client-js`: one script with its declarations, the same for browsers, and a manifest.

mod declarations;
mod manifest;
mod scripts;

use super::writer::Writer;
use super::{Client, File, sql};

pub(super) fn files(client: &Client<'_>) -> Vec<File> {
    let file = |path: &str, contents: String| File { path: path.to_owned(), contents };
    // `default` and `edge` choose by what runs them: the manifest's `imports` know.
    let mut files = vec![
        file("index.js", scripts::index(client)),
        file("index.d.ts", declarations::module(client)),
        file("index-browser.js", scripts::browser(client)),
        file("client.js", script("module.exports = { ...require('.') }")),
        file("client.d.ts", script("export * from './index'")),
        file("default.js", script("module.exports = { ...require('#main-entry-point') }")),
        file("default.d.ts", script("export * from './index'")),
        file("edge.js", script("module.exports = { ...require('./index-browser.js') }")),
        file("edge.d.ts", script("export * from './default'")),
        file("package.json", manifest::manifest(client)),
        file("schema.prisma", client.options.inline_schema.clone()),
    ];
    if !client.options.typed_sql.is_empty() {
        files.extend(sql::scripts(client, &client.options.typed_sql));
    }
    files
}

fn script(line: &str) -> String {
    let mut w = Writer::script(1 << 8);
    w.line(&[line]);
    w.finish()
}
