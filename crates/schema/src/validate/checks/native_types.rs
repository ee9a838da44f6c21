//! `@db.…` and `Unsupported("…")`.

use nicol_diagnostics::{Diagnostic, Fix};

use super::Subject;
use crate::ast::TypeRef;
use crate::suggest::near;
use crate::validate::attributes::list;
use crate::validate::connector::NativeTypeProblem;
use crate::validate::context::Context;
use crate::validate::draft::{FieldFacts, FieldRef, FieldType};

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, ty: FieldType, facts: &FieldFacts<'_>) {
    let (Some(scalar), Some(native)) = (ty.scalar(), &facts.native_type) else { return };
    let connector = subject.connector;
    let span = native.span;
    if let Some(datasource) = &subject.config.datasource
        && datasource.ir.name != native.scope
    {
        let message = format!("the datasource is called `{}`, not `{}`", datasource.ir.name, native.scope);
        let help = format!("write `@{}.{}`", datasource.ir.name, native.name);
        cx.error("native-type-prefix", span, message, help);
        cx.fix(Fix::replace(native.path, format!("{}.{}", datasource.ir.name, native.name)));
    }
    let Some(rule) = connector.native_type(native.name) else {
        let fitting = connector.native_types.iter().filter(|rule| rule.scalars.contains(&scalar)).map(|rule| rule.name);
        let near = near(native.name, connector.native_types.iter().map(|rule| rule.name));
        let help = match near {
            Some(near) => format!("did you mean `@{}.{}`?", native.scope, near.name),
            None if connector.native_types.is_empty() => "remove it".to_owned(),
            None => format!("native types for {scalar} are {}", list(&fitting.collect::<Vec<_>>())),
        };
        let message = format!("{} has no native type `{}`", connector.name, native.name);
        cx.error("unknown-native-type", span, message, help);
        if let Some(near) = near {
            let fits = connector.native_type(near.name).is_some_and(|rule| rule.scalars.contains(&scalar));
            cx.fix(Fix::replace(native.path, format!("{}.{}", native.scope, near.name)).sure(near.is_sure && fits));
        }
        return;
    };
    if let Err(problem) = rule.check_count(native.args.len()) {
        report(cx, native.name, span, problem, &rule.example());
        return;
    }
    if !rule.scalars.contains(&scalar) {
        let scalars: Vec<&str> = rule.scalars.iter().map(|s| s.name()).collect();
        let message = format!("the native type `{}` can't hold a field of type {scalar}", native.name);
        let help = format!("make the field {}, or choose a native type for {scalar}", scalars.join(" or "));
        cx.error("incompatible-native-type", span, message, help);
        return;
    }
    if let Err(problem) = rule.check(connector, scalar, &native.args) {
        report(cx, native.name, span, problem, &rule.example());
    }
}

/// The name of a field's native type, if there is one that can be read: it is known, and so are its arguments. Others count
/// as none for the checks of indexes.
pub(super) fn valid_name<'a>(subject: &Subject<'_, '_>, facts: &FieldFacts<'a>) -> Option<&'a str> {
    let native = facts.native_type.as_ref()?;
    let rule = subject.connector.native_type(native.name)?;
    (rule.check_count(native.args.len()).is_ok() && rule.read(&native.args).is_ok()).then_some(native.name)
}

fn report(cx: &mut Context, name: &str, span: nicol_diagnostics::Span, problem: NativeTypeProblem, example: &str) {
    let message = match problem {
        NativeTypeProblem::Count(words) => format!("the native type `{name}` takes {words}"),
        NativeTypeProblem::Kind(words) => format!("the argument of `{name}` must be {words}"),
        NativeTypeProblem::Range(words) => format!("the argument of `{name}` is out of range: {words}"),
    };
    cx.push(
        Diagnostic::error("native-type-arguments", span, message).with_help(format!("write, for example, `{example}`")),
    );
}

/// `Unsupported` around a type that schemas can name. The text is read as Prisma reads it: what
/// stands before the first parenthesis, the arguments in it, and anything after it.
pub(super) fn unsupported(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    let field = subject.draft.field(at);
    let (Some(datasource), TypeRef::Unsupported(text)) = (&subject.config.datasource, &field.ty) else { return };
    let (prefix, rest) = match text.find('(') {
        Some(at) => text.split_at(at),
        None => (text.as_ref(), ""),
    };
    let args: Vec<&str> = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((args, _)) => args.split(',').map(str::trim).collect(),
        None => Vec::new(),
    };
    let Some(rule) = subject.connector.native_type(prefix.trim()) else { return };
    if rule.read(&args).is_err() {
        return;
    }
    let scalar = rule.scalars.first().map_or("String", |s| s.name());
    let written = if args.is_empty() { rule.name.to_owned() } else { format!("{}({})", rule.name, args.join(", ")) };
    let message = format!("`{text}` is a type that the schema language knows");
    let help = format!("write `{scalar} @{}.{written}`", datasource.ir.name);
    cx.error("supported-type", field.span, message, help);
}
