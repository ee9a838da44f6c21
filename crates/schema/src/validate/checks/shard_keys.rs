//! `@shardKey` and `@@shardKey`.

use super::Subject;
use crate::validate::context::Context;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let Some(key) = &subject.draft.models[model].shard_key else { return };
    let span = key.attribute.span;
    if key.fields.is_empty() {
        cx.error("empty-field-list", span, "the shard key names no field", "name a field");
    }
    if !subject.config.features.has("shardKeys") {
        let help = "add `previewFeatures = [\"shardKeys\"]` to a generator";
        cx.error("missing-preview-feature", span, "shard keys are a preview feature", help);
    }
    if !subject.connector.can.shard_keys {
        let message = format!("{} has no shard keys", subject.connector.name);
        cx.error("shard-key", span, message, "remove it");
    }
}
