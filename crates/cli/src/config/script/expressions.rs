//! Expressions of a configuration file.

use oxc_ast::ast::{
    ArrayExpressionElement, BinaryExpression, BinaryOperator, CallExpression, ChainElement, Expression,
    LogicalExpression, LogicalOperator, MemberExpression, ObjectExpression, ObjectPropertyKind, PropertyKey,
    PropertyKind, TemplateLiteral, UnaryExpression, UnaryOperator,
};
use oxc_span::{GetSpan, Span};

use super::super::value::{Text, Value};
use super::natives::Native;
use super::{Evaluator, Thing};

impl Evaluator<'_> {
    /// The value of an expression; a thing without one becomes [`Value::Unknown`].
    pub(super) fn value(&mut self, expression: &Expression<'_>) -> Value {
        let thing = self.evaluate(expression);
        self.as_value(thing, expression.span())
    }

    pub(super) fn as_value(&self, thing: Thing, span: Span) -> Value {
        match thing {
            Thing::Value(value) => value,
            Thing::Native(_) => self.unknown(span, "a function or a module stands where a value is needed"),
        }
    }

    pub(super) fn evaluate(&mut self, expression: &Expression<'_>) -> Thing {
        let span = expression.span();
        if let Some(member) = expression.as_member_expression() {
            return self.member_expression(member);
        }
        match expression {
            Expression::StringLiteral(text) => Value::text(text.value.as_str()).into(),
            Expression::BooleanLiteral(literal) => Value::Bool(literal.value).into(),
            Expression::NumericLiteral(literal) => Value::Number(literal.value).into(),
            Expression::NullLiteral(_) => Value::Null.into(),
            Expression::TemplateLiteral(template) => self.template(template).into(),
            Expression::Identifier(id) => self.name(&id.name, id.span),
            Expression::ObjectExpression(object) => self.object(object).into(),
            Expression::ArrayExpression(array) => self.list(&array.elements).into(),
            Expression::LogicalExpression(logical) => self.logical(logical),
            Expression::ConditionalExpression(choice) => match self.value(&choice.test).is_truthy() {
                Some(true) => self.evaluate(&choice.consequent),
                Some(false) => self.evaluate(&choice.alternate),
                None => self.unknown(choice.test.span(), "a condition that only running the file decides").into(),
            },
            Expression::BinaryExpression(binary) => self.binary(binary).into(),
            Expression::UnaryExpression(unary) => self.unary(unary).into(),
            Expression::ParenthesizedExpression(inner) => self.evaluate(&inner.expression),
            Expression::TSAsExpression(inner) => self.evaluate(&inner.expression),
            Expression::TSSatisfiesExpression(inner) => self.evaluate(&inner.expression),
            Expression::TSTypeAssertion(inner) => self.evaluate(&inner.expression),
            Expression::TSNonNullExpression(inner) => self.evaluate(&inner.expression),
            Expression::TSInstantiationExpression(inner) => self.evaluate(&inner.expression),
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(call) => self.call(call),
                ChainElement::TSNonNullExpression(inner) => self.evaluate(&inner.expression),
                other => match other.as_member_expression() {
                    Some(member) => self.member_expression(member),
                    None => self.unknown(span, "an optional chain").into(),
                },
            },
            Expression::SequenceExpression(sequence) => {
                let mut last = Value::Undefined.into();
                for part in &sequence.expressions {
                    last = self.evaluate(part);
                }
                last
            }
            Expression::CallExpression(call) => self.call(call),
            Expression::NewExpression(new) => {
                let class = self.evaluate(&new.callee);
                if let Thing::Native(Native::ErrorClass) = class {
                    return match new.arguments.first().and_then(|a| a.as_expression()) {
                        Some(message) => self.evaluate(message),
                        None => Value::text("an error").into(),
                    };
                }
                self.unknown(span, "an object is made with `new`").into()
            }
            Expression::ImportMeta(_) => Native::ImportMeta.into(),
            Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_) => {
                self.unknown(span, "a function").into()
            }
            Expression::AwaitExpression(_) => self.unknown(span, "a value that is awaited").into(),
            Expression::AssignmentExpression(_) | Expression::UpdateExpression(_) => {
                self.give_up(span, "an assignment inside an expression");
                Value::Undefined.into()
            }
            _ => self.unknown(span, "an expression that has to be run").into(),
        }
    }

    /// What a name stands for: of this file, or a global one.
    pub(super) fn name(&self, name: &str, span: Span) -> Thing {
        if let Some(thing) = self.scope.get(name) {
            return thing.clone();
        }
        let file = self.host.file();
        match name {
            "undefined" => Value::Undefined.into(),
            "__filename" => Value::text(file.to_string_lossy()).into(),
            "__dirname" => Value::text(file.parent().unwrap_or(file).to_string_lossy()).into(),
            _ => match Native::global(name) {
                Some(native) => native.into(),
                None => self.unknown(span, format!("`{name}` isn't defined in this file")).into(),
            },
        }
    }

    pub(super) fn member_expression(&mut self, member: &MemberExpression<'_>) -> Thing {
        let object = self.evaluate(member.object());
        match self.member_name(member) {
            Some(name) => self.member(&object, &name, member.span()),
            None => self.unknown(member.span(), "a property whose name is computed").into(),
        }
    }

    /// The name of the property, if it is known.
    pub(super) fn member_name(&mut self, member: &MemberExpression<'_>) -> Option<String> {
        match member {
            MemberExpression::StaticMemberExpression(member) => Some(member.property.name.to_string()),
            MemberExpression::ComputedMemberExpression(member) => match self.value(&member.expression) {
                Value::Text(text) => text.value,
                Value::Number(n) => Some(n.to_string()),
                _ => None,
            },
            MemberExpression::PrivateFieldExpression(_) => None,
        }
    }

    pub(super) fn member(&self, object: &Thing, name: &str, span: Span) -> Thing {
        match object {
            Thing::Native(Native::ProcessEnv) => self.variable(name).into(),
            Thing::Native(Native::ImportMeta) => {
                let file = self.host.file();
                match name {
                    "url" => Value::text(format!("file://{}", file.to_string_lossy())).into(),
                    "dirname" | "dir" => Value::text(file.parent().unwrap_or(file).to_string_lossy()).into(),
                    "filename" | "path" => Value::text(file.to_string_lossy()).into(),
                    "env" => Native::ProcessEnv.into(),
                    _ => self.unknown(span, format!("`import.meta.{name}`")).into(),
                }
            }
            Thing::Native(native) => match native.member(name) {
                Some(native) => native.into(),
                None => self.unknown(span, format!("`{name}` isn't known without running the file")).into(),
            },
            Thing::Value(Value::Object(entries)) => match entries.iter().rev().find(|(key, _)| key == name) {
                Some((_, value)) => value.clone().into(),
                None => Value::Undefined.into(),
            },
            Thing::Value(Value::List(list)) => match name.parse::<usize>() {
                Ok(index) => list.get(index).cloned().unwrap_or(Value::Undefined).into(),
                Err(_) => self.unknown(span, format!("`{name}` of a list")).into(),
            },
            Thing::Value(Value::Unknown(why)) => Value::Unknown(why.clone()).into(),
            Thing::Value(_) => self.unknown(span, format!("`{name}` of a value that isn't an object")).into(),
        }
    }

    fn template(&mut self, template: &TemplateLiteral<'_>) -> Value {
        let mut text = Text { value: Some(String::new()), variables: Vec::new(), is_computed: false };
        for (i, quasi) in template.quasis.iter().enumerate() {
            let cooked = quasi.value.cooked.as_ref().unwrap_or(&quasi.value.raw);
            if !cooked.is_empty() {
                text = text.concat(Text::literal(cooked.as_str()));
            }
            let Some(expression) = template.expressions.get(i) else { continue };
            match as_text(self.value(expression)) {
                Ok(part) if text.value.as_deref() == Some("") && text.variables.is_empty() => text = part,
                Ok(part) => text = text.concat(part),
                Err(Value::Unknown(why)) => return Value::Unknown(why),
                Err(other) => {
                    return self.unknown(expression.span(), format!("{} in a template string", other.kind()));
                }
            }
        }
        if text.variables.is_empty() {
            text.is_computed = false;
        }
        Value::Text(text)
    }

    fn object(&mut self, object: &ObjectExpression<'_>) -> Value {
        let mut entries: Vec<(String, Value)> = Vec::new();
        for property in &object.properties {
            match property {
                ObjectPropertyKind::SpreadProperty(spread) => match self.value(&spread.argument) {
                    Value::Object(more) => more.into_iter().for_each(|(key, value)| put(&mut entries, key, value)),
                    Value::Undefined | Value::Null | Value::Bool(_) | Value::Number(_) => {}
                    // `...(process.env.X && { … })` with X unset.
                    Value::Text(text) if text.value.as_deref().unwrap_or_default().is_empty() => {}
                    Value::Unknown(why) => return Value::Unknown(why),
                    other => return self.unknown(spread.span, format!("{} is spread into an object", other.kind())),
                },
                ObjectPropertyKind::ObjectProperty(property) => {
                    let key = match &property.key {
                        PropertyKey::StaticIdentifier(name) => Some(name.name.to_string()),
                        key => match key.as_expression().map(|e| self.value(e)) {
                            Some(Value::Text(text)) => text.value,
                            Some(Value::Number(n)) => Some(n.to_string()),
                            _ => None,
                        },
                    };
                    let Some(key) = key else {
                        return self.unknown(property.span, "a property whose name is computed");
                    };
                    let value = if property.kind == PropertyKind::Init && !property.method {
                        self.value(&property.value)
                    } else {
                        self.unknown(property.span, format!("`{key}` is a method or a getter"))
                    };
                    put(&mut entries, key, value);
                }
            }
        }
        Value::Object(entries)
    }

    fn list(&mut self, elements: &[ArrayExpressionElement<'_>]) -> Value {
        let mut list = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                ArrayExpressionElement::Elision(_) => list.push(Value::Undefined),
                ArrayExpressionElement::SpreadElement(spread) => match self.value(&spread.argument) {
                    Value::List(more) => list.extend(more),
                    Value::Unknown(why) => return Value::Unknown(why),
                    other => return self.unknown(spread.span, format!("{} is spread into a list", other.kind())),
                },
                other => {
                    if let Some(expression) = other.as_expression() {
                        let value = self.value(expression);
                        list.push(value);
                    }
                }
            }
        }
        Value::List(list)
    }

    fn logical(&mut self, logical: &LogicalExpression<'_>) -> Thing {
        let left = self.evaluate(&logical.left);
        let Thing::Value(left) = left else {
            return match logical.operator {
                LogicalOperator::And => self.evaluate(&logical.right),
                LogicalOperator::Or | LogicalOperator::Coalesce => left,
            };
        };
        let takes_right = match logical.operator {
            LogicalOperator::Or => left.is_truthy().map(|is| !is),
            LogicalOperator::And => left.is_truthy(),
            LogicalOperator::Coalesce => left.is_nullish(),
        };
        match takes_right {
            None => left.into(),
            Some(false) => left.into(),
            Some(true) if logical.operator == LogicalOperator::And => self.evaluate(&logical.right),
            Some(true) => match self.evaluate(&logical.right) {
                Thing::Value(right) => fallback(left, right).into(),
                native => native,
            },
        }
    }

    fn binary(&mut self, binary: &BinaryExpression<'_>) -> Value {
        let (left, right) = (self.value(&binary.left), self.value(&binary.right));
        match (&left, &right) {
            (Value::Unknown(why), _) | (_, Value::Unknown(why)) => return Value::Unknown(why.clone()),
            _ => {}
        }
        match binary.operator {
            BinaryOperator::Addition => match (left, right) {
                (Value::Number(a), Value::Number(b)) => Value::Number(a + b),
                (left, right) => match (as_text(left), as_text(right)) {
                    (Ok(a), Ok(b)) => Value::Text(a.concat(b)),
                    _ => self.unknown(binary.span, "a sum that isn't of texts or numbers"),
                },
            },
            BinaryOperator::StrictEquality | BinaryOperator::Equality => Value::Bool(is_equal(&left, &right)),
            BinaryOperator::StrictInequality | BinaryOperator::Inequality => Value::Bool(!is_equal(&left, &right)),
            _ => self.unknown(binary.span, "a calculation"),
        }
    }

    fn unary(&mut self, unary: &UnaryExpression<'_>) -> Value {
        let value = self.value(&unary.argument);
        match (unary.operator, value) {
            (_, Value::Unknown(why)) => Value::Unknown(why),
            (UnaryOperator::LogicalNot, value) => match value.is_truthy() {
                Some(truth) => Value::Bool(!truth),
                None => self.unknown(unary.span, "a condition that only running the file decides"),
            },
            (UnaryOperator::UnaryNegation, Value::Number(n)) => Value::Number(-n),
            (UnaryOperator::UnaryPlus, Value::Number(n)) => Value::Number(n),
            (UnaryOperator::Void, _) => Value::Undefined,
            (UnaryOperator::Typeof, value) => Value::text(match value {
                Value::Undefined => "undefined",
                Value::Text(Text { value: None, .. }) => "undefined",
                Value::Text(_) => "string",
                Value::Bool(_) => "boolean",
                Value::Number(_) => "number",
                _ => "object",
            }),
            _ => self.unknown(unary.span, "a calculation"),
        }
    }

    fn call(&mut self, call: &CallExpression<'_>) -> Thing {
        let mut arguments = Vec::with_capacity(call.arguments.len());
        let mut callee = None;
        if let Some(member) = call.callee.as_member_expression() {
            let object = self.evaluate(member.object());
            let name = self.member_name(member);
            if let (Thing::Value(Value::Text(text)), Some(name)) = (&object, &name)
                && let Some(result) = self.call_text_method(text, name, call)
            {
                return result.into();
            }
            if let Some(name) = name {
                callee = Some(self.member(&object, &name, member.span()));
            }
        }
        let callee = match callee {
            Some(callee) => callee,
            None => self.evaluate(&call.callee),
        };
        if let Thing::Value(Value::Unknown(why)) = callee {
            return Value::Unknown(why).into();
        }
        for argument in &call.arguments {
            let Some(expression) = argument.as_expression() else {
                return self.unknown(call.span, "a call with a spread list of arguments").into();
            };
            let value = self.value(expression);
            arguments.push(value);
        }
        if let Thing::Native(native) = &callee
            && let Some(result) = self.call_native(native, &arguments)
        {
            return result;
        }
        if let Some(Value::Unknown(why)) = arguments.iter().find(|_| matches!(callee, Thing::Native(_))) {
            return Value::Unknown(why.clone()).into();
        }
        let callee_span = call.callee.span();
        let name = self.source.text.get(callee_span.start as usize..callee_span.end as usize).unwrap_or("a function");
        let name = if name.len() > 40 || name.contains('\n') { "a function" } else { name };
        self.unknown(call.span, format!("`{name}(…)` has to be run")).into()
    }

    /// Methods of texts that leave no doubt.
    fn call_text_method(&mut self, text: &Text, name: &str, call: &CallExpression<'_>) -> Option<Value> {
        let mut text = text.clone();
        match (name, call.arguments.len()) {
            ("toString", 0) => {}
            ("trim", 0) => text.value = text.value.map(|v| v.trim().to_owned()),
            ("concat", _) => {
                for argument in &call.arguments {
                    text = text.concat(as_text(self.value(argument.as_expression()?)).ok()?);
                }
            }
            _ => return None,
        }
        Some(Value::Text(text))
    }
}

/// `left ?? right` once the left side is known to be missing: the right side, but the variables that the left side asked
/// for are remembered.
pub(super) fn fallback(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Text(mut asked), Value::Text(found)) if found.value.is_none() => {
            asked.variables.extend(found.variables);
            asked.value = None;
            Value::Text(asked)
        }
        (Value::Text(asked), Value::Text(found)) if found.variables.is_empty() && !asked.is_computed => {
            Value::Text(Text { value: found.value, ..asked })
        }
        (Value::Text(mut asked), Value::Undefined | Value::Null) => {
            asked.value = None;
            Value::Text(asked)
        }
        (_, right) => right,
    }
}

fn put(entries: &mut Vec<(String, Value)>, key: String, value: Value) {
    match entries.iter_mut().find(|(existing, _)| *existing == key) {
        Some((_, old)) => *old = value,
        None => entries.push((key, value)),
    }
}

/// As JavaScript joins it to a text. A missing variable stays missing: nobody wants "undefined" in a URL.
fn as_text(value: Value) -> Result<Text, Value> {
    match value {
        Value::Text(text) => Ok(text),
        Value::Number(n) => Ok(Text::literal(n.to_string())),
        Value::Bool(b) => Ok(Text::literal(b.to_string())),
        other => Err(other),
    }
}

fn is_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => a.value == b.value,
        (Value::Text(text), Value::Undefined | Value::Null) | (Value::Undefined | Value::Null, Value::Text(text)) => {
            text.value.is_none()
        }
        _ => left == right,
    }
}
