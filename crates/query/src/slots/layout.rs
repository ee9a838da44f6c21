//! What a plan's results consist of, in the order in which they are written.

use nicol_model::{DataModel, ScalarType};

use crate::ast::Action;
use crate::json::Form;
use crate::plan::{ColumnKind, Name, Record as PlanRecord, RecordItem, ResultShape};
use crate::value::CellType;

/// How the results of a plan are written; made once.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    pub(super) root: Root,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Root {
    /// `{count}`.
    Count,
    Many(Record),
    /// The first record, or null.
    Single(Record),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    pub(super) slot: usize,
    pub(super) body: Body,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    Object(Vec<Item>),
    /// The value alone: `count` without a selection.
    Value(Box<What>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Column { column: usize, kind: Kind, is_list: bool },
    Group(Vec<Item>),
    Many(Record),
    One(Record),
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Boolean,
    Int,
    /// A BigInt that is a plain number.
    Number,
    BigInt,
    Float,
    Decimal,
    Text,
    Json,
    Bytes,
    DateTime,
    /// Names in the database, and in the schema.
    Enum(String, Vec<(String, String)>),
}

impl Layout {
    /// The layout of a plan's results in the form of calls; `None` for the protocol's form.
    #[must_use]
    pub fn new(model: &DataModel, action: Action, form: Form, result: &ResultShape) -> Option<Self> {
        let maker = Maker { model, form, aggregates_first: action == Action::GroupBy };
        let root = match (form, result) {
            (Form::Protocol, _) => return None,
            (_, ResultShape::Count) => Root::Count,
            (_, ResultShape::Many(record)) => Root::Many(maker.record(record)?),
            (_, ResultShape::Optional(record) | ResultShape::One(record)) => Root::Single(maker.record(record)?),
        };
        Some(Self { root })
    }
}

struct Maker<'m> {
    model: &'m DataModel,
    form: Form,
    /// Before what the groups are made by, as Prisma has them.
    aggregates_first: bool,
}

impl Maker<'_> {
    fn record(&self, record: &PlanRecord) -> Option<Record> {
        let slot = usize::from(record.slot.0);
        if let ([RecordItem::Group { items, name }], Form::CountNumber | Form::CountObject) =
            (record.items.as_slice(), self.form)
        {
            let mut items = self.group(name, items)?;
            let body = match self.form {
                Form::CountNumber if !items.is_empty() => Body::Value(Box::new(items.swap_remove(0).what)),
                _ => Body::Object(items),
            };
            return Some(Record { slot, body });
        }
        let mut items: Vec<&RecordItem> = record.items.iter().collect();
        if self.aggregates_first {
            items.sort_by_key(|item| !matches!(item, RecordItem::Group { .. }));
        }
        Some(Record { slot, body: Body::Object(items.into_iter().map(|item| self.item(item)).collect::<Option<_>>()?) })
    }

    fn item(&self, item: &RecordItem) -> Option<Item> {
        Some(match item {
            RecordItem::Column { column, name, kind } => {
                Item { name: self.name(*name).to_owned(), what: self.column(*column, *name, *kind, "") }
            }
            RecordItem::Many { name, record } => {
                Item { name: self.name(*name).to_owned(), what: What::Many(self.record(record)?) }
            }
            RecordItem::One { name, record } => {
                Item { name: self.name(*name).to_owned(), what: What::One(self.record(record)?) }
            }
            RecordItem::Group { name, items } => {
                let mut inner = self.group(name, items)?;
                let is_all = matches!(items.as_slice(), [RecordItem::Column { name: Name::Text("_all"), .. }]);
                let what = match self.form {
                    Form::CountTrue if *name == "_count" && is_all => inner.swap_remove(0).what,
                    _ => What::Group(inner),
                };
                Item { name: (*name).to_owned(), what }
            }
        })
    }

    /// The columns of `_sum` and `_avg` are of other types than their fields.
    fn group(&self, group: &str, items: &[RecordItem]) -> Option<Vec<Item>> {
        let item = |item: &RecordItem| match item {
            RecordItem::Column { column, name, kind } => {
                Some(Item { name: self.name(*name).to_owned(), what: self.column(*column, *name, *kind, group) })
            }
            _ => None,
        };
        items.iter().map(item).collect()
    }

    fn name(&self, name: Name) -> &str {
        match name {
            Name::Field(model, field) => &self.model.model(model).field(field).name,
            Name::Text(text) => text,
        }
    }

    fn column(&self, column: u16, name: Name, kind: ColumnKind, group: &str) -> What {
        let mut cell = match (kind, name) {
            (ColumnKind::Number, _) | (_, Name::Text(_)) => CellType::one(ScalarType::BigInt),
            (_, Name::Field(model, field)) => crate::sql::cell_type(self.model.model(model).field(field)),
        };
        if group == "_avg" && cell.scalar != ScalarType::Decimal {
            cell = CellType::one(ScalarType::Float);
        }
        let what = match (cell.scalar, kind) {
            (ScalarType::String, ColumnKind::Enum(id)) => {
                let of = self.model.enumeration(id);
                let names = of.values.iter().map(|value| (value.database_name.clone(), value.name.clone())).collect();
                Kind::Enum(of.name.clone(), names)
            }
            (ScalarType::String, _) => Kind::Text,
            (ScalarType::Boolean, _) => Kind::Boolean,
            (ScalarType::Int, _) => Kind::Int,
            (ScalarType::BigInt, ColumnKind::Number) => Kind::Number,
            (ScalarType::BigInt, _) => Kind::BigInt,
            (ScalarType::Float, _) => Kind::Float,
            (ScalarType::Decimal, _) => Kind::Decimal,
            (ScalarType::DateTime, _) => Kind::DateTime,
            (ScalarType::Bytes, _) => Kind::Bytes,
            (ScalarType::Json, _) => Kind::Json,
        };
        What::Column { column: usize::from(column), kind: what, is_list: cell.is_list }
    }
}
