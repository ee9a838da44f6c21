//! `@default`: whether its value fits the field's type, as far as that can be seen without the provider.

use nicol_diagnostics::{Fix, Span};
use nicol_model::{Arity, ScalarType};

use super::visit::AttributeArgs;
use crate::ast::{Args, Expr, ExprKind};
use crate::suggest::{Near, near};
use crate::validate::context::Context;
use crate::validate::draft::{Default, EnumShape, FieldType, Shape};

/// The functions that are known for every provider. Others are left to the provider.
const FUNCTIONS: [&str; 8] = ["autoincrement", "cuid", "uuid", "nanoid", "ulid", "now", "dbgenerated", "auto"];

/// Where the attribute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Model,
    CompositeType,
}

/// Reads `@default(…)`; `None` if the value does not fit.
pub(super) fn read<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    shape: &Shape<'a>,
    ty: FieldType,
    arity: Arity,
    owner: Owner,
) -> Option<Default<'a>> {
    let value = match args.value("value") {
        Ok(value) => value,
        Err(error) => {
            cx.push(*error);
            return None;
        }
    };
    let map = match owner {
        Owner::Model => args.name(cx, "map"),
        Owner::CompositeType => {
            if args.optional("map").is_some() {
                args.error(cx, "named-default", "the default of a composite type's field has no name", "remove `map`");
            }
            None
        }
    };
    let checker = Checker { args, value, is_list: arity == Arity::List, owner, is_named: map.is_some() };
    checker.check(cx, shape, ty).then_some(Default { value, map, attribute: args.attribute })
}

struct Checker<'c, 'a> {
    args: &'c AttributeArgs<'a>,
    value: &'a Expr<'a>,
    is_list: bool,
    owner: Owner,
    is_named: bool,
}

impl Checker<'_, '_> {
    fn check(&self, cx: &mut Context, shape: &Shape<'_>, ty: FieldType) -> bool {
        if let ExprKind::Call("dbgenerated", args) = &self.value.kind {
            return self.dbgenerated(cx, args);
        }
        match ty {
            FieldType::Scalar(scalar) => self.scalar(cx, scalar),
            FieldType::Enum(at) => self.enumeration(cx, shape, at),
            FieldType::Composite(_) => {
                self.fail(cx, "default-on-composite", "a field of a composite type has no default", "remove `@default`")
            }
            FieldType::Unsupported => self.fail(
                cx,
                "default-on-unsupported",
                "a field of an `Unsupported` type can't have this default",
                "write `@default(dbgenerated(\"…\"))` with an expression of the database",
            ),
            FieldType::Model(_) | FieldType::Unknown => false,
        }
    }

    fn fail(&self, cx: &mut Context, code: &'static str, message: impl Into<String>, help: impl Into<String>) -> bool {
        self.args.error(cx, code, message, help);
        false
    }

    fn dbgenerated(&self, cx: &mut Context, args: &Args<'_>) -> bool {
        let code = "invalid-default-function";
        if self.owner == Owner::CompositeType {
            return self.fail(cx, code, "a composite type's field can't have `dbgenerated()`", "remove `@default`");
        }
        let help = "write `dbgenerated()` or `dbgenerated(\"expression\")`";
        match args.items.as_slice() {
            [] => true,
            [arg] => match &arg.value.kind {
                ExprKind::String(text) if text.is_empty() => {
                    self.fail(cx, code, "the expression of `dbgenerated` is empty", help)
                }
                ExprKind::String(_) => true,
                _ => self.fail(cx, code, "`dbgenerated` takes an expression as a string", help),
            },
            _ => self.fail(cx, code, "`dbgenerated` takes one string at most", help),
        }
    }

    /// In lists the first wrong element is reported.
    fn scalar(&self, cx: &mut Context, scalar: ScalarType) -> bool {
        if let ExprKind::Call(name, args) = &self.value.kind {
            return self.function(cx, scalar, name, args);
        }
        match &self.value.kind {
            ExprKind::Array(items) if self.is_list => items.iter().all(|item| self.literal(cx, scalar, item)),
            _ if self.is_list => self.not_a_list(cx),
            ExprKind::Array(_) => self.fail(
                cx,
                "default-is-a-list",
                "a field that is no list can't have a list as its default",
                "write a single value, or make the field a list with `[]`",
            ),
            _ => self.literal(cx, scalar, self.value),
        }
    }

    fn not_a_list(&self, cx: &mut Context) -> bool {
        let list = format!("[{}]", self.value.to_text());
        let help = format!("write `@default({list})`");
        self.fail(cx, "default-not-a-list", "the default of a list field must be a list", help);
        let is_value = !matches!(self.value.kind, ExprKind::Call(..) | ExprKind::Object(_));
        cx.fix(Fix::replace(self.value.span, list).sure(is_value));
        false
    }

    fn literal(&self, cx: &mut Context, scalar: ScalarType, value: &Expr<'_>) -> bool {
        use ScalarType::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String};
        match (scalar, &value.kind) {
            (String | Json | Bytes | DateTime | Decimal, ExprKind::String(_))
            | (Int | BigInt | Float | Decimal, ExprKind::Number(_))
            | (Boolean, ExprKind::Constant("true" | "false")) => true,
            (Boolean, ExprKind::Constant(name)) => {
                let message = format!("`{name}` is no boolean");
                cx.error("wrong-default-value", value.span, message, "write `true` or `false`");
                if let Some(near) = near(name, ["true", "false"]) {
                    cx.fix(Fix::replace(value.span, near.name).sure(near.is_sure));
                }
                false
            }
            _ => {
                let example = match scalar {
                    String => "\"text\"",
                    Json => "\"{}\"",
                    Bytes => "\"aGk=\"",
                    DateTime => "\"2020-01-31T12:00:00Z\"",
                    Boolean => "true",
                    Int | BigInt => "1",
                    Float | Decimal => "1.5",
                };
                self.fail(
                    cx,
                    "wrong-default-value",
                    format!("the default of a field of type {scalar} can't be {}", value.describe()),
                    format!("write a value of type {scalar}, such as `{example}`"),
                )
            }
        }
    }

    fn function(&self, cx: &mut Context, scalar: ScalarType, name: &str, args: &Args<'_>) -> bool {
        let code = "invalid-default-function";
        let in_composite = self.owner == Owner::CompositeType;
        if name == "autoincrement" && self.is_named {
            return self.fail(cx, code, "an `autoincrement()` has no name in the database", "remove `map`");
        }
        if in_composite && matches!(name, "autoincrement" | "auto") {
            let message = format!("a composite type's field can't have `{name}()`");
            return self.fail(cx, code, message, "remove `@default`");
        }
        if in_composite && name == "nanoid" && scalar == ScalarType::String {
            let message = "a composite type's field can't have `nanoid()`";
            return self.fail(cx, code, message, "use `cuid()`, `ulid()` or `uuid()`");
        }
        match (name, scalar) {
            ("autoincrement", ScalarType::Int | ScalarType::BigInt)
            | ("ulid", ScalarType::String)
            | ("now", ScalarType::DateTime)
            | ("auto", _) => self.no_arguments(cx, name, args),
            ("cuid", ScalarType::String) => self.number(cx, name, args, |n| matches!(n, 1 | 2), "1 or 2"),
            ("uuid", ScalarType::String) => self.number(cx, name, args, |n| matches!(n, 4 | 7), "4 or 7"),
            ("nanoid", ScalarType::String) => self.number(cx, name, args, |n| n >= 2, "between 2 and 255"),
            _ if FUNCTIONS.contains(&name) => {
                let fits = match name {
                    "autoincrement" => "Int and BigInt",
                    "now" => "DateTime",
                    _ => "String",
                };
                self.fail(
                    cx,
                    code,
                    format!("`{name}()` can't be the default of a field of type {scalar}"),
                    format!("`{name}()` is for fields of type {fits}; use another default"),
                )
            }
            _ if in_composite => {
                unknown_function(cx, name, self.value);
                false
            }
            _ => true,
        }
    }

    fn no_arguments(&self, cx: &mut Context, name: &str, args: &Args<'_>) -> bool {
        if args.items.is_empty() {
            return true;
        }
        let help = format!("write `{name}()`");
        self.fail(cx, "invalid-default-function", format!("`{name}()` takes no arguments"), help)
    }

    /// No argument or one number that passes the test.
    fn number(&self, cx: &mut Context, name: &str, args: &Args<'_>, fits: fn(u8) -> bool, words: &str) -> bool {
        let code = "invalid-default-function";
        let help = format!("write `{name}()`, or `{name}(n)` with n {words}");
        match args.items.as_slice() {
            [] => true,
            [arg] => match &arg.value.kind {
                ExprKind::Number(digits) if digits.parse().is_ok_and(fits) => true,
                _ => {
                    let message = format!("`{name}` takes a number that is {words}, not {}", arg.value.describe());
                    self.fail(cx, code, message, help)
                }
            },
            _ => self.fail(cx, code, format!("`{name}` takes one argument at most"), help),
        }
    }

    fn enumeration(&self, cx: &mut Context, shape: &Shape<'_>, at: usize) -> bool {
        match &self.value.kind {
            ExprKind::Array(items) if self.is_list => items.iter().all(|item| self.enum_value(cx, shape, at, item)),
            _ if self.is_list => self.not_a_list(cx),
            _ => self.enum_value(cx, shape, at, self.value),
        }
    }

    fn enum_value(&self, cx: &mut Context, shape: &Shape<'_>, at: usize, value: &Expr<'_>) -> bool {
        let EnumShape { decl: declared, values } = &shape.enums[at];
        let names = || declared.values.iter().map(|v| v.name.text);
        let (message, near) = match &value.kind {
            ExprKind::Constant(name) if values.contains_key(name) => return true,
            ExprKind::Constant(name) => {
                (format!("the enum `{}` has no value `{name}`", declared.name.text), cx.near(name, names))
            }
            ExprKind::String(text) => {
                let exact = names().find(|n| *n == text.as_ref()).map(|name| Near { name, is_sure: true });
                let near = exact.or_else(|| cx.near(text, names));
                ("a value of an enum is written without quotes".to_owned(), near)
            }
            _ => {
                let message =
                    format!("expected a value of the enum `{}`, found {}", declared.name.text, value.describe());
                (message, None)
            }
        };
        let help = match near {
            Some(near) => format!("did you mean `{}`?", near.name),
            None => "write the name of one of the enum's values".to_owned(),
        };
        self.fail(cx, "wrong-default-value", message, help);
        if let Some(near) = near {
            cx.fix(Fix::replace(value.span, near.name).sure(near.is_sure));
        }
        false
    }
}

/// An unknown function, at the call.
pub(in crate::validate) fn unknown_function(cx: &mut Context, name: &str, call: &Expr<'_>) {
    let near = near(name, FUNCTIONS);
    let help = near.map_or_else(
        || {
            "use one of `autoincrement()`, `cuid()`, `uuid()`, `nanoid()`, `ulid()`, `now()` and `dbgenerated()`"
                .to_owned()
        },
        |near| format!("did you mean `{}()`?", near.name),
    );
    cx.error("unknown-default-function", call.span, format!("unknown function `{name}()`"), help);
    if let Some(near) = near
        && let Ok(length) = u32::try_from(name.len())
    {
        let span = Span::new(call.span.file, call.span.start, call.span.start + length);
        cx.fix(Fix::replace(span, near.name).sure(near.is_sure));
    }
}

/// Whether a function is known for every provider.
pub(in crate::validate) fn is_known_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}
