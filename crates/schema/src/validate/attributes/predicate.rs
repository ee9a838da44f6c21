//! `where:` of partial indexes (Prisma 7, preview feature `partialIndexes`).

use nicol_model::{Flavour, ScalarType};

use super::visit::AttributeArgs;
use crate::ast::{Expr, ExprKind, Ident};
use crate::validate::context::Context;
use crate::validate::draft::{FieldType, Predicate, Shape};

const CODE: &str = "invalid-index-predicate";

/// Reads `where`. Prisma 6 has no such argument: there nobody asks for it, and it is reported as unknown.
pub(super) fn read<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    shape: &Shape<'a>,
    model: usize,
) -> Option<Predicate<'a>> {
    if cx.flavour == Flavour::Six {
        return None;
    }
    let arg = args.optional("where")?;
    let forms = "write `where: raw(\"sql\")` or `where: { field: value }`";
    match &arg.value.kind {
        // Prisma looks at the first argument only, whatever its name.
        ExprKind::Call("raw", raw) => match raw.items.as_slice() {
            [one, ..] => match &one.value.kind {
                ExprKind::String(sql) if sql.is_empty() => {
                    args.error(cx, CODE, "the predicate is empty", forms);
                    None
                }
                ExprKind::String(sql) => Some(Predicate::Raw(sql)),
                _ => {
                    cx.string(&one.value);
                    args.error(cx, CODE, "`raw` takes SQL as a string", forms);
                    None
                }
            },
            [] => {
                args.error(cx, CODE, "`raw` takes one string", forms);
                None
            }
        },
        ExprKind::Object(entries) if entries.is_empty() => {
            args.error(cx, CODE, "the predicate is empty", forms);
            None
        }
        ExprKind::Object(entries) => {
            let tests: Vec<_> =
                entries.iter().filter_map(|(key, value)| test(cx, args, shape, model, *key, value)).collect();
            (tests.len() == entries.len()).then_some(Predicate::Object(tests))
        }
        ExprKind::Call(..) => {
            args.error(cx, CODE, format!("a predicate can't be {}", arg.value.describe()), forms);
            None
        }
        _ => {
            cx.error(CODE, arg.value.span, format!("expected a predicate, found {}", arg.value.describe()), forms);
            args.error(cx, CODE, "this index has no valid predicate", forms);
            None
        }
    }
}

fn test<'a>(
    cx: &mut Context,
    args: &AttributeArgs<'a>,
    shape: &Shape<'a>,
    model: usize,
    key: Ident<'a>,
    value: &'a Expr<'a>,
) -> Option<(usize, bool, &'a Expr<'a>)> {
    let owner = &shape.models[model];
    let Some(&field) = owner.fields.get(key.text) else {
        let help = match cx.near(key.text, || owner.decl.fields.iter().map(|f| f.name.text)) {
            Some(near) => format!("did you mean `{}`?", near.name),
            None => "name a scalar field of the model".to_owned(),
        };
        let message = format!("`{}` has no field `{}`", owner.decl.name.text, key.text);
        args.error(cx, "unknown-field", message, help);
        return None;
    };
    let ty = owner.types[field];
    if !ty.is_column() {
        let message = format!("`{}` is a relation field, which is no column", key.text);
        args.error(cx, CODE, message, "name a scalar field");
        return None;
    }
    if ty == FieldType::Unsupported {
        let message = format!("`{}` has an `Unsupported` type, of which nothing is known", key.text);
        args.error(cx, CODE, message, "write `where: raw(\"sql\")`");
        return None;
    }
    let (is_negated, value) = match &value.kind {
        ExprKind::Object(entries) => match entries.as_slice() {
            [(not, inner)] if not.text == "not" => (true, inner),
            [(other, _)] => {
                args.error(cx, CODE, format!("unknown test `{}`", other.text), "the only test is `{ not: value }`");
                return None;
            }
            _ => {
                args.error(cx, CODE, "a test has exactly one key", "write `{ not: value }`");
                return None;
            }
        },
        _ => (false, value),
    };
    let fits = match &value.kind {
        ExprKind::Constant("null") => true,
        ExprKind::Constant("true" | "false") => ty == FieldType::Scalar(ScalarType::Boolean),
        ExprKind::Number(_) => matches!(
            ty,
            FieldType::Scalar(ScalarType::Int | ScalarType::BigInt | ScalarType::Float | ScalarType::Decimal)
        ),
        ExprKind::String(_) => {
            matches!(ty, FieldType::Scalar(ScalarType::String | ScalarType::DateTime) | FieldType::Enum(_))
        }
        _ => {
            let help = "write true, false, null, a number, a string, or `{ not: … }`; enum values stand in quotes";
            args.error(cx, CODE, format!("a predicate can't compare with {}", value.describe()), help);
            return None;
        }
    };
    if !fits {
        let message = format!("`{}` can't be compared with {}", key.text, value.describe());
        args.error(cx, CODE, message, "compare with a value of the field's type, or with null");
        return None;
    }
    Some((field, is_negated, value))
}
