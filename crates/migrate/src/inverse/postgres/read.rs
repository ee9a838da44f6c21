//! From the answers of the queries to the picture.

use super::picture::{
    Column, Constraint, Dependency, Function, Index, Kind, Name, Object, Oid, Part, PartKind, Picture, Relation,
    Sequence, Type, TypeKind,
};
use super::rights::{Right, Subject};

/// The cells of a row, in their order.
struct Cells(std::vec::IntoIter<Option<String>>);

impl Cells {
    fn optional(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    fn text(&mut self) -> String {
        self.optional().unwrap_or_default()
    }

    fn flag(&mut self) -> bool {
        self.optional().as_deref() == Some("t")
    }

    fn letter(&mut self) -> char {
        self.text().chars().next().unwrap_or(' ')
    }

    fn number<T: std::str::FromStr + Default>(&mut self) -> T {
        self.text().parse().unwrap_or_default()
    }

    fn numbers<T: serde::de::DeserializeOwned>(&mut self) -> Vec<T> {
        self.optional().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    fn name(&mut self) -> Name {
        Name { schema: self.text(), name: self.text() }
    }
}

/// The answers to one query.
pub(crate) type Rows = Vec<Vec<Option<String>>>;

pub(super) fn picture(answers: Vec<Rows>) -> Picture {
    let mut answers = answers.into_iter().map(|rows| rows.into_iter().map(|row| Cells(row.into_iter())));
    let mut picture = Picture::default();
    let mut next = || answers.next().into_iter().flatten();
    picture.current = next().next().and_then(|mut row| row.optional());
    picture.schemas = next().map(|mut row| (row.text(), row.optional())).collect();
    picture.extensions = next().map(|mut row| (row.text(), (row.text(), row.text()))).collect();
    picture.types = next().filter_map(ty).collect();
    picture.relations = next().map(relation).collect();
    for mut row in next() {
        let table: Oid = row.number();
        let column = column(row);
        if let Some(relation) = picture.relations.iter_mut().find(|r| r.oid == table) {
            relation.columns.push(column);
        }
    }
    picture.constraints = next().map(constraint).collect();
    picture.indexes = next().map(index).collect();
    picture.sequences = next().map(sequence).collect();
    picture.functions = next().map(function).collect();
    picture.parts = next().map(trigger).collect();
    picture.parts.extend(next().map(policy));
    picture.parts.extend(next().map(other));
    picture.rights = next().filter_map(right).collect();
    picture.objects = next().map(|mut row| Object { kind: row.text(), name: row.text(), state: row.text() }).collect();
    picture.dependencies = next().map(dependency).collect();
    picture
}

fn ty(mut row: Cells) -> Option<Type> {
    let (oid, name, letter, comment) = (row.number(), row.name(), row.letter(), row.optional());
    let (labels, text, default, required) = (row.numbers(), row.text(), row.optional(), row.flag());
    let kind = match letter {
        'e' => TypeKind::Enum(labels),
        'd' => TypeKind::Domain { base: text, default, required },
        'r' => TypeKind::Range(text),
        'c' => TypeKind::Composite(serde_json::from_str(&text).unwrap_or_default()),
        _ => return None,
    };
    Some(Type { oid, name, kind, comment })
}

fn relation(mut row: Cells) -> Relation {
    Relation {
        oid: row.number(),
        name: row.name(),
        kind: row.letter(),
        unlogged: row.letter() == 'u',
        row_security: row.flag(),
        force_row_security: row.flag(),
        options: row.optional(),
        comment: row.optional(),
        definition: row.optional(),
        partition_key: row.optional(),
        parents: row.numbers(),
        bound: row.optional(),
        replica_identity: row.letter(),
        row_type: row.number(),
        place: row.text(),
        clustered: row.optional().and_then(|number| number.parse().ok()),
        unchecked: row.optional(),
        columns: Vec::new(),
    }
}

fn column(mut row: Cells) -> Column {
    Column {
        number: row.number(),
        name: row.text(),
        ty: row.text(),
        required: row.flag(),
        default: row.optional(),
        identity: row.text(),
        generated: row.text(),
        collation: row.optional(),
        comment: row.optional(),
        element: row.number(),
        is_local: row.flag(),
        is_enum: row.letter() == 'e',
        is_list: row.flag(),
        settings: row.text(),
    }
}

fn constraint(mut row: Cells) -> Constraint {
    Constraint {
        oid: row.number(),
        relation: row.number(),
        domain: row.number(),
        name: row.text(),
        kind: row.letter(),
        definition: row.text(),
        referenced: row.number(),
        index: row.number(),
        columns: row.numbers(),
        referenced_columns: row.numbers(),
        comment: row.optional(),
        state: row.text(),
    }
}

fn index(mut row: Cells) -> Index {
    Index {
        oid: row.number(),
        relation: row.number(),
        name: row.text(),
        definition: row.text(),
        is_valid: row.flag(),
        columns: row.numbers(),
        has_expressions: row.flag(),
        comment: row.optional(),
        is_replica_identity: row.flag(),
        options: row.optional(),
    }
}

fn sequence(mut row: Cells) -> Sequence {
    let (oid, name, ty) = (row.number(), row.name(), row.text());
    let (start, step, min, max, cache) = (row.text(), row.text(), row.text(), row.text(), row.text());
    let cycle = if row.flag() { "CYCLE" } else { "NO CYCLE" };
    let owner: (Oid, i32) = (row.number(), row.number());
    Sequence {
        oid,
        name,
        ty,
        settings: format!("START WITH {start} INCREMENT BY {step} MINVALUE {min} MAXVALUE {max} CACHE {cache} {cycle}"),
        owner: (owner.0 != 0).then_some(owner),
        is_identity: row.letter() == 'i',
        comment: row.optional(),
    }
}

fn function(mut row: Cells) -> Function {
    Function {
        oid: row.number(),
        name: row.name(),
        arguments: row.text(),
        kind: row.letter(),
        definition: row.optional(),
        comment: row.optional(),
    }
}

/// As it was made.
const ON: char = 'O';

fn trigger(mut row: Cells) -> Part {
    Part {
        oid: row.number(),
        kind: PartKind::Trigger,
        relation: row.number(),
        schema: String::new(),
        name: row.text(),
        definition: row.text(),
        enabled: row.letter(),
        target: None,
        comment: row.optional(),
    }
}

fn policy(mut row: Cells) -> Part {
    Part {
        oid: row.number(),
        kind: PartKind::Policy,
        relation: row.number(),
        schema: String::new(),
        name: row.text(),
        definition: row.text(),
        enabled: ON,
        target: None,
        comment: row.optional(),
    }
}

fn other(mut row: Cells) -> Part {
    let oid = row.number();
    let kind = if row.text() == "rule" { PartKind::Rule } else { PartKind::Statistics };
    let (relation, schema, name) = (row.number(), row.text(), row.text());
    let definition = row.text().trim_end_matches(';').to_owned();
    let setting = row.optional();
    let (enabled, target) = match kind {
        PartKind::Rule => (setting.and_then(|letter| letter.chars().next()).unwrap_or(ON), None),
        _ => (ON, setting),
    };
    Part { oid, kind, relation, schema, name, definition, enabled, target, comment: None }
}

fn right(mut row: Cells) -> Option<Right> {
    let (class, object, part) = (row.text(), row.text(), row.text());
    let oid: Oid = object.parse().unwrap_or_default();
    let subject = match class.as_str() {
        "relation" => Subject::Relation(oid),
        "sequence" => Subject::Sequence(oid),
        "function" => Subject::Function(oid),
        "type" => Subject::Type(oid),
        "schema" => Subject::Schema(object),
        "future" => Subject::Future(object, part),
        "column" => Subject::Column(oid, part.parse().ok()?),
        _ => return None,
    };
    Some(Right { subject, who: row.text(), what: row.text(), may_give: row.flag() })
}

fn dependency(mut row: Cells) -> Dependency {
    Dependency {
        kind: kind(&row.text()),
        oid: row.number(),
        column: row.number(),
        needs: kind(&row.text()),
        needed: row.number(),
        needed_column: row.number(),
    }
}

fn kind(word: &str) -> Kind {
    match word {
        "relation" => Kind::Relation,
        "default" => Kind::Default,
        "constraint" => Kind::Constraint,
        "policy" => Kind::Policy,
        "trigger" => Kind::Trigger,
        "function" => Kind::Function,
        "type" => Kind::Type,
        "class" => Kind::Class,
        _ => Kind::Other,
    }
}
