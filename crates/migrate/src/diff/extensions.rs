use nicol_catalog::Extension;

use super::Differ;
use crate::ids::Pair;
use crate::steps::Step;

/// Extensions that are wanted and missing, or of another version or schema. One that is no longer listed stays: other
/// things than our tables may use it.
pub(super) fn steps(differ: &Differ<'_>, steps: &mut Vec<Step>) {
    for (i, wanted) in differ.to.extensions.iter().enumerate() {
        let Some(found) = differ.from.extensions.iter().position(|e| e.name == wanted.name) else {
            steps.push(Step::CreateExtension(i));
            continue;
        };
        let extension = &differ.from.extensions[found];
        let moves = differs(extension, wanted, |e| e.schema.as_ref());
        if moves && !extension.relocatable {
            steps.push(Step::DropExtension(found));
            steps.push(Step::CreateExtension(i));
        } else if moves || differs(extension, wanted, |e| e.version.as_ref()) {
            steps.push(Step::AlterExtension(Pair::new(found, i)));
        }
    }
}

/// What isn't said on either side is no difference.
pub(crate) fn differs(from: &Extension, to: &Extension, part: impl Fn(&Extension) -> Option<&String>) -> bool {
    matches!((part(from), part(to)), (Some(a), Some(b)) if a != b)
}
