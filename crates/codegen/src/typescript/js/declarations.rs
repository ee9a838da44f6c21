//! `index.d.ts`.

use nicol_query::surface::EnumType;

use super::super::model::Subject;
use super::super::names::property;
use super::super::writer::Writer;
use super::super::{Client, enums, inputs, namespace, type_map};

const VALUES: &str = include_str!("../text/values.d.ts");
const SIX: &str = include_str!("../text/six.d.ts");
const OPTIONS: &str = include_str!("../text/options.d.ts");
const METHODS: &str = include_str!("../text/methods.ts");

pub(super) fn module(client: &Client<'_>) -> String {
    let mut w = Writer::script(1 << 20);
    w.line(&["import * as runtime from '", &client.options.runtime_module(), "'"]);
    w.gap();
    w.line(&["export type PrismaPromise<T> = runtime.Types.Public.PrismaPromise<T>"]);
    for (_, model) in client.surface.models() {
        w.gap();
        w.doc(model.documentation.as_deref(), &["A record of ", &model.name, "."]);
        w.line(&[
            "export type ",
            &model.name,
            " = runtime.Types.Result.DefaultSelection<Prisma.$",
            &model.name,
            "Payload>",
        ]);
    }
    declared_enums(client, &mut w);
    class(client, &mut w);
    w.gap();
    w.block(&["export namespace Prisma"], |w| {
        w.lines(VALUES);
        if client.config.is_six() {
            w.gap();
            w.lines(SIX);
        }
        if client.options.has_preview("strictUndefinedChecks") {
            w.line(&["/** As if the field had not been written. */"]);
            w.line(&["export import skip = runtime.skip"]);
        }
        w.gap();
        w.lines(namespace::HELPERS);
        names(client, w);
        type_map::write(client, w);
        namespace::field_refs(client, w);
        w.gap();
        namespace::shared(client, w);
        options(client, w);
        inputs::shared(client, w);
        for (id, model) in client.surface.models() {
            Subject::new(client, id, model).body(w);
        }
    });
    w.finish()
}

fn declared_enums(client: &Client<'_>, w: &mut Writer) {
    let all = &client.surface.model.enums;
    w.gap();
    w.block(&["export namespace $Enums"], |w| {
        for enumeration in all {
            w.gap();
            w.doc(enumeration.documentation.as_deref(), &[]);
            w.block(&["export const ", &enumeration.name, ":"], |w| {
                enumeration.values.iter().for_each(|value| w.line(&[&value.name, ": '", &value.name, "'"]));
            });
            enums::type_of(&enumeration.name, w);
        }
    });
    for enumeration in all {
        let name = &enumeration.name;
        w.gap();
        w.line(&["export type ", name, " = $Enums.", name]);
        w.line(&["export const ", name, ": typeof $Enums.", name]);
    }
}

fn class(client: &Client<'_>, w: &mut Writer) {
    w.gap();
    w.block_with(
        &["export class PrismaClient<"],
        |w| {
            w.line(&["ClientOptions extends Prisma.PrismaClientOptions = Prisma.PrismaClientOptions,"]);
            w.line(&["const U = 'log' extends keyof ClientOptions ? ClientOptions['log'] extends Array<Prisma.LogLevel | Prisma.LogDefinition> ? Prisma.GetEvents<ClientOptions['log']> : never : never,"]);
            w.line(&["ExtArgs extends runtime.Types.Extensions.InternalArgs = runtime.Types.Extensions.DefaultArgs"]);
        },
        &["> {"],
    );
    w.inside(
        |w| {
            w.line(&["/** Connects at the first query: to the adapter's database, that of the options, or that of the schema. */"]);
            w.line(&["constructor(optionsArg?: Prisma.PrismaClientConstructorArgs<ClientOptions>);"]);
            w.gap();
            w.lines(&METHODS.replace("LogOpts", "U"));
            client.optional_methods(w);
            w.gap();
            w.line(&["/** A client that can do more: `model`, `client`, `query` and `result`. */"]);
            w.line(&["$extends: runtime.Types.Extensions.ExtendsHook<\"extends\", Prisma.TypeMapCb<ClientOptions>, ExtArgs, runtime.Types.Utils.Call<Prisma.TypeMapCb<ClientOptions>, { extArgs: ExtArgs }>>"]);
            for (_, model) in client.surface.models() {
                w.gap();
                w.doc(model.documentation.as_deref(), &[]);
                w.line(&["get ", &property(&model.name), "(): Prisma.", &model.name, "Delegate<ExtArgs, ClientOptions>;"]);
            }
        },
        &["}"],
    );
}

/// Names of models and columns, as the script has them.
fn names(client: &Client<'_>, w: &mut Writer) {
    w.gap();
    w.block(&["export const ModelName:"], |w| {
        client.surface.models().for_each(|(_, model)| w.line(&[&model.name, ": '", &model.name, "'"]));
    });
    enums::type_of("ModelName", w);
    for ty in client.graph.enums.iter().filter(|ty| !matches!(ty, EnumType::Declared(_))) {
        let mut name = String::new();
        client.surface.push_enum_name(*ty, &mut name);
        w.gap();
        w.block(&["export const ", &name, ":"], |w| {
            for word in client.surface.words(*ty) {
                match enums::is_null(*ty) {
                    true => w.line(&[word, ": typeof ", word]),
                    false => w.line(&[word, ": '", word, "'"]),
                }
            }
        });
        enums::type_of(&name, w);
    }
}

fn options(client: &Client<'_>, w: &mut Writer) {
    w.gap();
    w.block(&["export interface PrismaClientOptions"], |w| {
        w.lines(&OPTIONS.replace("$datasource", client.config.datasource_name()));
    });
    namespace::omit_config(client, w);
}
