//! A PostgreSQL database as its server tells it: everything by number, with the statements that make it.

use std::collections::BTreeMap;

use super::rights::Right;
use crate::sql::{KEEP, identifier};

/// The comment of a table that was put aside, or that holds what was in a column.
#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Kept {
    /// The schema that it comes from.
    pub(super) schema: Option<String>,
    /// What it is called in scripts.
    pub(super) name: Option<String>,
    pub(super) table: String,
    pub(super) column: Option<String>,
    #[serde(default)]
    pub(super) key: Vec<String>,
}

/// The number by which the server knows an object.
pub(super) type Oid = u32;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) schema: String,
    pub(super) name: String,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Picture {
    /// The schema of names that don't tell theirs.
    pub(super) current: Option<String>,
    /// Schemas with their comments.
    pub(super) schemas: BTreeMap<String, Option<String>>,
    /// Extensions with their schemas and versions.
    pub(super) extensions: BTreeMap<String, (String, String)>,
    pub(super) types: Vec<Type>,
    pub(super) relations: Vec<Relation>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) indexes: Vec<Index>,
    pub(super) sequences: Vec<Sequence>,
    pub(super) functions: Vec<Function>,
    /// Triggers, policies, rules, statistics.
    pub(super) parts: Vec<Part>,
    pub(super) rights: Vec<Right>,
    /// What else there is, without what it is made of.
    pub(super) objects: Vec<Object>,
    pub(super) dependencies: Vec<Dependency>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) oid: Oid,
    pub(super) name: Name,
    pub(super) kind: TypeKind,
    pub(super) comment: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeKind {
    /// Labels with their numbers.
    Enum(Vec<(Oid, String)>),
    Domain {
        base: String,
        default: Option<String>,
        required: bool,
    },
    /// Its subtype and the like, as they are written.
    Range(String),
    /// The attributes with their types, as they are written.
    Composite(Vec<(String, String)>),
}

#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) oid: Oid,
    pub(super) name: Name,
    /// `r`, `p`, `v`, `m`, `f`.
    pub(super) kind: char,
    pub(super) unlogged: bool,
    pub(super) row_security: bool,
    pub(super) force_row_security: bool,
    pub(super) options: Option<String>,
    pub(super) comment: Option<String>,
    /// Of a view.
    pub(super) definition: Option<String>,
    /// Of a partitioned table.
    pub(super) partition_key: Option<String>,
    pub(super) parents: Vec<Oid>,
    /// Of a partition.
    pub(super) bound: Option<String>,
    pub(super) replica_identity: char,
    pub(super) row_type: Oid,
    /// Tablespace, access method and type, by number.
    pub(super) place: String,
    /// The index by which `CLUSTER` sorts it.
    pub(super) clustered: Option<Oid>,
    /// Its foreign keys whose triggers are switched off, or on in another way.
    pub(super) unchecked: Option<String>,
    pub(super) columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) number: i32,
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) required: bool,
    /// A default, or what a column is generated from.
    pub(super) default: Option<String>,
    /// `a`, `d` or nothing.
    pub(super) identity: String,
    /// `s`, `v` or nothing.
    pub(super) generated: String,
    pub(super) collation: Option<String>,
    pub(super) comment: Option<String>,
    /// The type, of a list that of its elements.
    pub(super) element: Oid,
    pub(super) is_local: bool,
    pub(super) is_enum: bool,
    pub(super) is_list: bool,
    /// How its values are stored and counted, where that is not as usual: `storage e x` (what it is, and the type's own),
    /// `statistics 300`, `compression pglz`, `n_distinct=5`, with commas between.
    pub(super) settings: String,
}

#[derive(Debug, Clone)]
pub(super) struct Constraint {
    pub(super) oid: Oid,
    /// The table; 0 for a domain's.
    pub(super) relation: Oid,
    pub(super) domain: Oid,
    pub(super) name: String,
    /// `p`, `u`, `f`, `c`, `x`.
    pub(super) kind: char,
    pub(super) definition: String,
    pub(super) referenced: Oid,
    /// The index that it has or, a foreign key, rests on.
    pub(super) index: Oid,
    pub(super) columns: Vec<i32>,
    pub(super) referenced_columns: Vec<i32>,
    pub(super) comment: Option<String>,
    /// What can change without a new constraint: valid, deferrable, deferred.
    pub(super) state: String,
}

#[derive(Debug, Clone)]
pub(super) struct Index {
    pub(super) oid: Oid,
    pub(super) relation: Oid,
    pub(super) name: String,
    pub(super) definition: String,
    pub(super) is_valid: bool,
    pub(super) columns: Vec<i32>,
    pub(super) has_expressions: bool,
    pub(super) comment: Option<String>,
    pub(super) is_replica_identity: bool,
    pub(super) options: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Sequence {
    pub(super) oid: Oid,
    pub(super) name: Name,
    pub(super) ty: String,
    /// Everything but type and name, as it is written.
    pub(super) settings: String,
    /// The column that owns it.
    pub(super) owner: Option<(Oid, i32)>,
    /// It is that of an identity.
    pub(super) is_identity: bool,
    pub(super) comment: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Function {
    pub(super) oid: Oid,
    pub(super) name: Name,
    pub(super) arguments: String,
    pub(super) kind: char,
    /// None for an aggregate.
    pub(super) definition: Option<String>,
    pub(super) comment: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartKind {
    Trigger,
    Policy,
    Rule,
    Statistics,
}

/// What hangs on a table and has no data of its own.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) oid: Oid,
    pub(super) kind: PartKind,
    pub(super) relation: Oid,
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) definition: String,
    /// Of a trigger or a rule: `O` is as it was made.
    pub(super) enabled: char,
    /// Of statistics: how many values they tell apart, if that is said.
    pub(super) target: Option<String>,
    pub(super) comment: Option<String>,
}

/// Something of which only is known whether it is what it was: an operator, a cast, a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// As `DROP` says it.
    pub(super) kind: String,
    /// As `DROP` says it.
    pub(super) name: String,
    /// Another one, if something of it changes.
    pub(super) state: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A view, when it needs something.
    Relation,
    Default,
    Constraint,
    Policy,
    Trigger,
    Function,
    Type,
    /// Tables, views, indexes, sequences.
    Class,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dependency {
    pub(super) kind: Kind,
    pub(super) oid: Oid,
    /// The column of a default.
    pub(super) column: i32,
    pub(super) needs: Kind,
    pub(super) needed: Oid,
    pub(super) needed_column: i32,
}

impl Picture {
    /// A name as scripts write it: those of the current schema don't tell it.
    pub(super) fn shown(&self, name: &Name) -> String {
        format!("{}{}", self.prefix(&name.schema), identifier(&name.name))
    }

    /// What stands before a name of this schema.
    pub(super) fn prefix(&self, schema: &str) -> String {
        if self.current.as_deref() == Some(schema) { String::new() } else { format!("{}.", identifier(schema)) }
    }

    pub(super) fn relation(&self, oid: Oid) -> Option<&Relation> {
        self.relations.iter().find(|r| r.oid == oid)
    }

    /// What a migration has told of what it has put aside.
    pub(super) fn kept(&self, relation: &Relation) -> Option<Kept> {
        let comment = relation.comment.as_deref().filter(|_| relation.is_kept())?;
        serde_json::from_str(comment).ok()
    }

    /// The name of a relation, as scripts write it.
    pub(super) fn relation_name(&self, oid: Oid) -> String {
        self.relation(oid).map(|r| self.shown(&r.name)).unwrap_or_default()
    }
}

impl Relation {
    pub(super) fn column(&self, number: i32) -> Option<&Column> {
        self.columns.iter().find(|c| c.number == number)
    }

    pub(super) fn column_named(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// It holds what was dropped, in the schema for that.
    pub(super) fn is_kept(&self) -> bool {
        self.name.schema == KEEP
    }

    /// A table of any kind.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.kind, 'r' | 'p')
    }

    pub(super) fn is_view(&self) -> bool {
        matches!(self.kind, 'v' | 'm')
    }

    pub(super) fn is_partition(&self) -> bool {
        self.bound.is_some()
    }
}
