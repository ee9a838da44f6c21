//! Statements at the top of a configuration file, in their order.

use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, BindingPattern, Declaration,
    ExportDefaultDeclarationKind, Expression, ImportDeclaration, ImportDeclarationSpecifier, ImportOrExportKind,
    Program, PropertyKey, Statement, VariableDeclaration,
};
use oxc_span::{GetSpan, Span};

use super::super::value::{Text, Value};
use super::natives::{Imported, Native};
use super::{Evaluator, ScriptError, Thing};

impl Evaluator<'_> {
    pub(super) fn run(&mut self, program: &Program<'_>) {
        // Imports come first in JavaScript, wherever they stand.
        for statement in &program.body {
            if let Statement::ImportDeclaration(import) = statement {
                self.import(import);
            }
        }
        self.statements(&program.body);
    }

    fn statements(&mut self, statements: &[Statement<'_>]) {
        for statement in statements {
            if self.stop.is_some() {
                return;
            }
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement<'_>) {
        if let Some(declaration) = statement.as_declaration() {
            return self.declaration(declaration);
        }
        match statement {
            Statement::ImportDeclaration(_) | Statement::EmptyStatement(_) => {}
            Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => {}
                other => {
                    let value = match other.as_expression() {
                        Some(expression) => self.value(expression),
                        None => self.unknown(export.span, "the default export is a function or a class"),
                    };
                    self.exported = Some(value);
                }
            },
            Statement::ExportDeclaration(export) => self.declaration(&export.declaration),
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    if specifier.exported.name().as_str() == "default" {
                        let thing = self.name(specifier.local.name().as_str(), specifier.span);
                        self.exported = Some(self.as_value(thing, specifier.span));
                    }
                }
            }
            Statement::ExportFromDeclaration(export) => {
                if export.specifiers.iter().any(|s| s.exported.name().as_str() == "default") {
                    self.exported = Some(self.unknown(export.span, "the default export comes from another file"));
                }
            }
            Statement::TSExportAssignment(export) => {
                self.exported = Some(self.value(&export.expression));
            }
            Statement::ExpressionStatement(statement) => self.effect(&statement.expression),
            Statement::BlockStatement(block) => self.statements(&block.body),
            Statement::IfStatement(branch) => {
                let test = self.value(&branch.test);
                match test.is_truthy() {
                    Some(true) => self.statement(&branch.consequent),
                    Some(false) => {
                        if let Some(alternate) = &branch.alternate {
                            self.statement(alternate);
                        }
                    }
                    None => self.give_up(branch.test.span(), "a condition can't be decided without running the file"),
                }
            }
            Statement::ThrowStatement(throw) => {
                let message = match self.value(&throw.argument) {
                    Value::Text(Text { value: Some(message), .. }) => message,
                    _ => "an exception".to_owned(),
                };
                let at = self.at(throw.span);
                self.stop.get_or_insert(ScriptError::Throws { at, message });
            }
            Statement::ExportAllDeclaration(_)
            | Statement::TSNamespaceExportDeclaration(_)
            | Statement::DebuggerStatement(_) => {}
            other => self.give_up(other.span(), "a statement that has to be run"),
        }
    }

    fn declaration(&mut self, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::VariableDeclaration(variables) => self.variables(variables),
            Declaration::FunctionDeclaration(function) => {
                if let Some(id) = &function.id {
                    let value = self.unknown(function.span, format!("`{}` is a function of this file", id.name));
                    self.scope.insert(id.name.to_string(), value.into());
                }
            }
            Declaration::ClassDeclaration(class) => {
                if let Some(id) = &class.id {
                    let value = self.unknown(class.span, format!("`{}` is a class of this file", id.name));
                    self.scope.insert(id.name.to_string(), value.into());
                }
            }
            // Types have no effect; an enum or a namespace that is used turns up as an unknown name.
            _ => {}
        }
    }

    fn variables(&mut self, variables: &VariableDeclaration<'_>) {
        for variable in &variables.declarations {
            let thing = match &variable.init {
                Some(init) => self.evaluate(init),
                None => Value::Undefined.into(),
            };
            self.bind(&variable.id, thing, variable.span);
        }
    }

    fn bind(&mut self, pattern: &BindingPattern<'_>, thing: Thing, span: Span) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                self.scope.insert(id.name.to_string(), thing);
            }
            BindingPattern::ObjectPattern(object) => {
                for property in &object.properties {
                    let part = match &property.key {
                        PropertyKey::StaticIdentifier(name) if !property.computed => {
                            self.member(&thing, &name.name, property.span)
                        }
                        PropertyKey::StringLiteral(name) => self.member(&thing, &name.value, property.span),
                        _ => self.unknown(property.span, "a computed name in a pattern").into(),
                    };
                    self.bind(&property.value, part, property.span);
                }
                if let Some(rest) = &object.rest {
                    let part = self.unknown(rest.span, "the rest of an object").into();
                    self.bind(&rest.argument, part, rest.span);
                }
            }
            BindingPattern::AssignmentPattern(with_default) => {
                let is_missing = match &thing {
                    Thing::Value(Value::Undefined) => true,
                    Thing::Value(Value::Text(text)) => text.value.is_none(),
                    _ => false,
                };
                let part = if is_missing {
                    let fallback = self.evaluate(&with_default.right);
                    match (thing, fallback) {
                        (Thing::Value(left), Thing::Value(right)) => super::expressions::fallback(left, right).into(),
                        (_, fallback) => fallback,
                    }
                } else {
                    thing
                };
                self.bind(&with_default.left, part, span);
            }
            BindingPattern::ArrayPattern(array) => {
                for element in array.elements.iter().flatten() {
                    let part = self.unknown(span, "an element of a list pattern").into();
                    self.bind(element, part, span);
                }
            }
        }
    }

    /// An expression that stands alone: assignments, env files, or something whose effect we don't know.
    fn effect(&mut self, expression: &Expression<'_>) {
        match expression.without_parentheses() {
            Expression::AssignmentExpression(assignment) => self.assign(assignment),
            Expression::StringLiteral(_) | Expression::Identifier(_) => {}
            Expression::UnaryExpression(unary) => self.effect(&unary.argument),
            Expression::AwaitExpression(wait) => self.effect(&wait.argument),
            other => {
                if let Value::Unknown(why) = self.value(other) {
                    self.stop.get_or_insert(ScriptError::NotStatic(why));
                }
            }
        }
    }

    fn assign(&mut self, assignment: &AssignmentExpression<'_>) {
        let old = match &assignment.left {
            AssignmentTarget::AssignmentTargetIdentifier(id) => self.name(&id.name, id.span),
            target => match target.as_member_expression() {
                Some(member) => self.member_expression(member),
                None => return self.give_up(assignment.span, "an assignment to a pattern"),
            },
        };
        let is_skipped = match (assignment.operator, &old) {
            (AssignmentOperator::Assign, _) => Some(false),
            (AssignmentOperator::LogicalNullish, Thing::Value(old)) => old.is_nullish().map(|is| !is),
            (AssignmentOperator::LogicalOr, Thing::Value(old)) => old.is_truthy(),
            _ => None,
        };
        let Some(is_skipped) = is_skipped else {
            return self.give_up(assignment.span, "an assignment that has to be run");
        };
        if is_skipped {
            return;
        }
        let new = self.evaluate(&assignment.right);
        match &assignment.left {
            AssignmentTarget::AssignmentTargetIdentifier(id) => {
                self.scope.insert(id.name.to_string(), new);
            }
            target => {
                let Some(member) = target.as_member_expression() else { return };
                let object = self.evaluate(member.object());
                let Some(name) = self.member_name(member) else {
                    return self.give_up(assignment.span, "an assignment to a computed property");
                };
                self.assign_member(&object, &name, new, assignment.span);
            }
        }
    }

    fn assign_member(&mut self, object: &Thing, name: &str, new: Thing, span: Span) {
        match (object, name) {
            (Thing::Native(Native::ProcessEnv), _) => match new {
                Thing::Value(Value::Text(Text { value: Some(value), .. })) => self.host.set_variable(name, value),
                Thing::Value(Value::Bool(value)) => self.host.set_variable(name, value.to_string()),
                Thing::Value(Value::Number(value)) => self.host.set_variable(name, value.to_string()),
                Thing::Value(Value::Text(_)) => {}
                _ => self.give_up(span, format!("the value given to process.env.{name} can't be known")),
            },
            (Thing::Native(Native::Module), "exports") | (Thing::Native(Native::Exports), "default") => {
                self.exported = Some(self.as_value(new, span));
            }
            // `exports.__esModule = true` and other named exports don't matter beside the default one.
            (Thing::Native(Native::Exports), _) => {}
            _ => self.give_up(span, format!("`{name}` of an object is changed after it was made")),
        }
    }

    fn import(&mut self, import: &ImportDeclaration<'_>) {
        if import.import_kind == ImportOrExportKind::Type {
            return;
        }
        let source = import.source.value.as_str();
        let Some(specifiers) = &import.specifiers else {
            if !self.import_for_effect(source) {
                self.give_up(import.span, format!("`{source}` is imported for what it does"));
            }
            return;
        };
        for specifier in specifiers {
            let (local, what) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(one) => {
                    if one.import_kind == ImportOrExportKind::Type {
                        continue;
                    }
                    (&one.local.name, Imported::Named(one.imported.name().as_str()))
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(one) => (&one.local.name, Imported::Whole),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(one) => (&one.local.name, Imported::Whole),
            };
            let thing = match Native::imported(source, what) {
                Some(native) => native.into(),
                None => self.unknown(import.span, format!("`{local}` comes from `{source}`")).into(),
            };
            self.scope.insert(local.to_string(), thing);
        }
    }
}
