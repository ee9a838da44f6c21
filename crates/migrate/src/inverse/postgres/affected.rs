//! What hangs on something that changes: it goes before and comes back afterwards.

use std::collections::BTreeSet;

use super::matching::Going;
use super::picture::{Constraint, Dependency, Function, Index, Kind, Oid, Part, PartKind, Relation};
use super::plan::Back;

impl Back<'_> {
    /// Everything that has to go, by itself or because of what it hangs on.
    pub(super) fn find_going(&mut self) {
        let mut going = Going::default();
        going.views.extend(self.now.relations.iter().filter(|r| r.is_view() && self.view_differs(r)).map(|r| r.oid));
        going.parts.extend(self.now.parts.iter().filter(|p| self.part_differs(p)).map(|p| p.oid));
        going.constraints.extend(self.now.constraints.iter().filter(|k| self.constraint_differs(k)).map(|k| k.oid));
        going.indexes.extend(self.now.indexes.iter().filter(|i| self.index_differs(i)).map(|i| i.oid));
        going.functions.extend(self.now.functions.iter().filter(|f| self.function_goes(f)).map(|f| f.oid));
        loop {
            let before = size(&going) + self.touched.len();
            for dependency in &self.now.dependencies {
                if self.needs_what_goes(dependency, &going) {
                    self.take(dependency, &mut going);
                }
            }
            going.parts.extend(self.now.parts.iter().filter(|p| going.views.contains(&p.relation)).map(|p| p.oid));
            let on_views = self.now.indexes.iter().filter(|i| going.views.contains(&i.relation)).map(|i| i.oid);
            going.indexes.extend(on_views);
            for key in self.now.constraints.iter().filter(|k| k.kind == 'f') {
                if self.foreign_key_goes(key, &going) {
                    going.constraints.insert(key.oid);
                }
            }
            if size(&going) + self.touched.len() == before {
                break;
            }
        }
        self.going = going;
    }

    fn needs_what_goes(&self, d: &Dependency, going: &Going) -> bool {
        match d.needs {
            Kind::Class => {
                self.touched.contains(&(d.needed, d.needed_column))
                    || going.views.contains(&d.needed)
                    || (d.kind == Kind::Relation && self.is_dropped_table(d.needed))
            }
            Kind::Function => going.functions.contains(&d.needed),
            Kind::Type => self.rebuilt.contains(&d.needed),
            _ => false,
        }
    }

    fn is_dropped_table(&self, oid: Oid) -> bool {
        self.now.relation(oid).is_some_and(Relation::is_table) && self.matched.relations.was(oid).is_none()
    }

    fn view_differs(&self, view: &Relation) -> bool {
        let Some(was) = self.matched.relations.was(view.oid).and_then(|oid| self.was.relation(oid)) else {
            return true;
        };
        // Columns of a view that stays can't be taken out, so it is made anew whatever differs.
        was.definition != view.definition || was.options != view.options
    }

    fn part_differs(&self, part: &Part) -> bool {
        let Some(oid) = self.matched.parts.was(part.oid) else { return true };
        let was = self.was.parts.iter().find(|p| p.oid == oid);
        // What a trigger says of its table's name changes with it, and nothing is lost by making it anew.
        was.is_none_or(|was| {
            was.definition != part.definition || (part.kind != PartKind::Trigger && was.name != part.name)
        })
    }

    fn constraint_differs(&self, constraint: &Constraint) -> bool {
        let Some(oid) = self.matched.constraints.was(constraint.oid) else { return true };
        let Some(was) = self.was.constraints.iter().find(|k| k.oid == oid) else { return true };
        // A constraint never changes: what reads differently is a name of a column or table.
        if was.oid == constraint.oid {
            return was.state != constraint.state;
        }
        was.definition != constraint.definition
    }

    fn index_differs(&self, index: &Index) -> bool {
        let Some(oid) = self.matched.indexes.was(index.oid) else { return true };
        let Some(was) = self.was.indexes.iter().find(|i| i.oid == oid) else { return true };
        if was.oid == index.oid { was.options != index.options } else { was.definition != index.definition }
    }

    fn function_goes(&self, function: &Function) -> bool {
        let Some(oid) = self.matched.functions.was(function.oid) else { return true };
        let was = self.was.functions.iter().find(|f| f.oid == oid);
        oid != function.oid && was.is_none_or(|was| was.definition != function.definition)
    }

    fn foreign_key_goes(&self, key: &Constraint, going: &Going) -> bool {
        let touches = |table: Oid, columns: &[i32]| columns.iter().any(|c| self.touched.contains(&(table, *c)));
        let rests_on_going = self
            .now
            .constraints
            .iter()
            .any(|k| k.index == key.index && k.kind != 'f' && going.constraints.contains(&k.oid));
        touches(key.relation, &key.columns)
            || touches(key.referenced, &key.referenced_columns)
            || self.is_dropped_table(key.referenced)
            || rests_on_going
            || going.indexes.contains(&key.index)
    }

    fn take(&mut self, d: &Dependency, going: &mut Going) {
        let is_dropped = |table: Oid, columns: &[i32]| columns.iter().any(|c| self.leaving.contains(&(table, *c)));
        match d.kind {
            Kind::Relation => drop(going.views.insert(d.oid)),
            Kind::Default => {
                let column = self.now.relation(d.oid).and_then(|r| r.column(d.column));
                let is_generated = column.is_some_and(|c| !c.generated.is_empty());
                going.defaults.insert((d.oid, d.column));
                if is_generated && d.needs == Kind::Class && d.needed_column != d.column {
                    // Its values are made anew with it.
                    self.matched.part_column(d.oid, d.column);
                    self.touched.insert((d.oid, d.column));
                    self.leaving.insert((d.oid, d.column));
                }
            }
            // Keys of plain columns follow the types of these by themselves.
            Kind::Constraint => {
                let found = self.now.constraints.iter().find(|k| k.oid == d.oid);
                let goes = |k: &&Constraint| matches!(k.kind, 'c' | 'x') || is_dropped(k.relation, &k.columns);
                going.constraints.extend(found.filter(goes).map(|k| k.oid));
            }
            Kind::Class => {
                let found = self.now.indexes.iter().find(|i| i.oid == d.oid);
                let goes = |i: &&Index| i.has_expressions || is_dropped(i.relation, &i.columns);
                going.indexes.extend(found.filter(goes).map(|i| i.oid));
            }
            Kind::Policy | Kind::Trigger | Kind::Other => drop(going.parts.insert(d.oid)),
            Kind::Function => drop(going.functions.insert(d.oid)),
            Kind::Type => {}
        }
    }

    /// Views that go, those that need others first.
    pub(super) fn views_outside_in(&self) -> Vec<Oid> {
        let mut order = ordered(&self.going.views, &self.now.dependencies);
        order.reverse();
        order
    }
}

/// Views in an order in which each comes after those that it needs.
pub(super) fn ordered(views: &BTreeSet<Oid>, dependencies: &[Dependency]) -> Vec<Oid> {
    let needs = |view: Oid| {
        dependencies
            .iter()
            .filter(move |d| d.kind == Kind::Relation && d.oid == view && d.needs == Kind::Class && d.needed != view)
            .map(|d| d.needed)
    };
    let (mut done, mut rest) = (Vec::new(), views.clone());
    while !rest.is_empty() {
        let ready: Vec<Oid> = rest.iter().copied().filter(|v| !needs(*v).any(|n| rest.contains(&n))).collect();
        if ready.is_empty() {
            done.extend(rest);
            break;
        }
        for view in ready {
            rest.remove(&view);
            done.push(view);
        }
    }
    done
}

fn size(going: &Going) -> usize {
    let Going { views, parts, constraints, indexes, functions, defaults } = going;
    views.len() + parts.len() + constraints.len() + indexes.len() + functions.len() + defaults.len()
}
