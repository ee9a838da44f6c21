//! Enums.

use crate::hash::HashSet;

use super::{Subject, multi_schema};
use crate::validate::context::Context;
use crate::validate::draft::EnumShape;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>) {
    let mut names = HashSet::default();
    for (EnumShape { decl: declared, .. }, facts) in subject.draft.shape.enums.iter().zip(&subject.draft.enums) {
        if !subject.connector.can.enums {
            let message = format!("{} has no enums", subject.connector.name);
            cx.error("enum-not-supported", declared.span, message, "use a String, or a model with the values as rows");
        }
        let name = facts.map.unwrap_or(declared.name.text);
        if !names.insert((facts.namespace.map(|(n, _)| n), name)) {
            let message = format!("two enums have the name `{name}` in the database");
            cx.error("duplicate-enum-name", declared.span, message, "give one of them another name with `@@map`");
        }
        multi_schema::check_enum(cx, subject, declared, facts);
    }
}
