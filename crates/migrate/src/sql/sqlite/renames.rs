use crate::Plan;
use crate::ids;
use crate::sql::quoting::identifier;
use crate::steps::Rename;

/// Keys of other tables, indexes, triggers and views follow by themselves.
pub(super) fn rename(plan: &Plan, rename: &Rename) -> Vec<String> {
    let column = |table: &str, from: &str, to: &str| {
        format!("ALTER TABLE {} RENAME COLUMN {} TO {}", identifier(table), identifier(from), identifier(to))
    };
    match rename {
        Rename::Table(pair) => {
            let (ours, theirs) = (plan.from.table_at(pair.from), plan.to.table_at(pair.to));
            vec![format!("ALTER TABLE {} RENAME TO {}", identifier(&ours.name.name), identifier(&theirs.name.name))]
        }
        Rename::Column(pair) => {
            let table = &plan.to.table_at(pair.to.table).name.name;
            vec![column(table, &ids::column(&plan.from, pair.from).name, &ids::column(&plan.to, pair.to).name)]
        }
        Rename::JoinColumns(pair) => {
            let table = &plan.to.table_at(pair.to).name.name;
            vec![column(table, "A", "_A"), column(table, "B", "A"), column(table, "_A", "B")]
        }
        // No types and no sequences here.
        Rename::Enum(_) | Rename::Value(_) | Rename::Sequence { .. } => Vec::new(),
    }
}
