//! `index.js` and `index-browser.js`.

use nicol_query::surface::EnumType;

use super::super::Client;
use super::super::enums;
use super::super::writer::Writer;

const INDEX: &str = include_str!("../text/index.js");
const BROWSER: &str = include_str!("../text/index-browser.js");

pub(super) fn index(client: &Client<'_>) -> String {
    let mut w = begin(client, &client.options.runtime_module(), INDEX);
    if client.config.is_six() {
        w.line(&["Prisma.NotFoundError = runtime.NotFoundError"]);
    }
    names(client, &mut w);
    w.gap();
    client.config.write(&["const config = {"], &["dirname: __dirname,"], client.options, &mut w);
    w.line(&["runtime.defineDmmfProperty(Prisma, config.runtimeDataModel)"]);
    w.gap();
    w.line(&["exports.PrismaClient = runtime.getPrismaClient(config)"]);
    w.line(&["Object.assign(exports, Prisma)"]);
    w.finish()
}

pub(super) fn browser(client: &Client<'_>) -> String {
    let module = [&client.options.runtime_package, "/runtime/index-browser"].concat();
    let mut w = begin(client, &module, BROWSER);
    names(client, &mut w);
    w.gap();
    w.block(&["exports.PrismaClient = class PrismaClient"], |w| {
        w.block(&["constructor()"], |w| w.line(&["elsewhere('PrismaClient')()"]));
    });
    w.line(&["Object.assign(exports, Prisma)"]);
    w.finish()
}

fn begin(client: &Client<'_>, runtime: &str, text: &str) -> Writer {
    let options = client.options;
    let mut w = Writer::script(1 << 16);
    w.line(&["const runtime = require('", runtime, "')"]);
    w.gap();
    w.lines(text);
    if options.has_preview("strictUndefinedChecks") {
        w.line(&["Prisma.skip = runtime.skip"]);
    }
    w.line(&[
        "Prisma.prismaVersion = { client: '",
        &options.client_version,
        "', engine: '",
        &options.engine_version,
        "' }",
    ]);
    w
}

/// The enums, and the names of models and columns.
fn names(client: &Client<'_>, w: &mut Writer) {
    for ty in &client.graph.enums {
        let mut name = String::new();
        client.surface.push_enum_name(*ty, &mut name);
        let is_strict = *ty == EnumType::TransactionIsolationLevel;
        let declared = matches!(ty, EnumType::Declared(_));
        let target = if declared {
            ["exports.", &name, " = exports.$Enums.", &name].concat()
        } else {
            ["Prisma.", &name].concat()
        };
        w.gap();
        w.block_with(
            &[&target, " = ", if is_strict { "runtime.makeStrictEnum({" } else { "{" }],
            |w| {
                for word in client.surface.words(*ty) {
                    match enums::is_null(*ty) {
                        true => w.line(&[word, ": Prisma.", word, ","]),
                        false => w.line(&[word, ": '", word, "',"]),
                    }
                }
            },
            &[if is_strict { "})" } else { "}" }],
        );
    }
    w.gap();
    w.block(&["Prisma.ModelName ="], |w| {
        client.surface.models().for_each(|(_, model)| w.line(&[&model.name, ": '", &model.name, "',"]));
    });
}
