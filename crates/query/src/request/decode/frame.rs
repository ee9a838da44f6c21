//! The parts of a request that are being read: the whole, a nested read, a nested write.

use nicol_model::{FieldId, ModelId};

use crate::ast::{
    Action, Aggregate, Args, Data, Filter, LoadStrategy, NestedUpsert, Operation, Param, RelationWrite, RowGroup,
    Selection,
};
use crate::request::write::RelationWriteKind;

pub(super) enum Kind {
    Operation,
    Read(FieldId),
    Write(RelationWriteKind, FieldId),
}

#[derive(Default)]
pub(super) struct Item {
    pub(super) filter: Option<Filter>,
    pub(super) data: Data,
    pub(super) update: Option<Data>,
    pub(super) updating: bool,
}

pub(super) struct Frame {
    pub(super) kind: Kind,
    /// Filters below this belong to the frames outside.
    pub(super) floor: usize,
    pub(super) args: Args,
    pub(super) selection: Selection,
    pub(super) items: Vec<Item>,
    pub(super) rows: Vec<RowGroup>,
    pub(super) skip_duplicates: bool,
    pub(super) load: Option<LoadStrategy>,
    pub(super) is_gathered: bool,
    pub(super) limit: Option<Param>,
    pub(super) aggregates: Vec<Aggregate>,
    pub(super) by: Vec<FieldId>,
    pub(super) having: Option<Filter>,
}

impl Frame {
    pub(super) fn new(kind: Kind, floor: usize) -> Self {
        Self {
            kind,
            floor,
            args: Args::default(),
            selection: Selection::default(),
            items: Vec::new(),
            rows: Vec::new(),
            skip_duplicates: false,
            load: None,
            is_gathered: false,
            limit: None,
            aggregates: Vec::new(),
            by: Vec::new(),
            having: None,
        }
    }

    pub(super) fn reads(&self) -> bool {
        !matches!(self.kind, Kind::Write(..))
    }

    pub(super) fn is_operation(&self) -> bool {
        matches!(self.kind, Kind::Operation)
    }

    /// Where column and relation writes go.
    pub(super) fn data(&mut self) -> Option<&mut Data> {
        match self.kind {
            Kind::Read(_) => return None,
            Kind::Operation if self.items.is_empty() => self.items.push(Item::default()),
            _ => {}
        }
        let item = self.items.last_mut()?;
        Some(if item.updating { item.update.get_or_insert_default() } else { &mut item.data })
    }

    /// The whole request; `None` if it is not complete.
    pub(super) fn operation(mut self, action: Action, model: ModelId) -> Option<Operation> {
        let item = self.items.pop();
        if !self.items.is_empty() {
            return None;
        }
        let (data, update) = item.map_or((None, None), |i| (Some(i.data), i.update));
        Some(Operation {
            action,
            model,
            args: self.args,
            data,
            rows: self.rows,
            update,
            skip_duplicates: self.skip_duplicates,
            load: self.load,
            is_gathered: self.is_gathered,
            limit: self.limit,
            selection: self.selection,
            aggregates: self.aggregates,
            by: self.by,
            having: self.having,
        })
    }
}

/// `None` if an item lacks what the kind needs.
pub(super) fn nested_write(kind: RelationWriteKind, frame: Frame) -> Option<RelationWrite> {
    let items = frame.items.into_iter();
    let filters = |items: std::vec::IntoIter<Item>| items.map(|i| i.filter).collect::<Option<Vec<_>>>();
    let pairs = |items: std::vec::IntoIter<Item>| items.map(|i| Some((i.filter?, i.data))).collect::<Option<Vec<_>>>();
    if kind != RelationWriteKind::CreateMany && !frame.rows.is_empty() {
        return None;
    }
    Some(match kind {
        RelationWriteKind::Create => RelationWrite::Create(items.map(|i| i.data).collect()),
        RelationWriteKind::CreateMany => {
            RelationWrite::CreateMany { rows: frame.rows, skip_duplicates: frame.skip_duplicates }
        }
        RelationWriteKind::Connect => RelationWrite::Connect(filters(items)?),
        RelationWriteKind::ConnectOrCreate => RelationWrite::ConnectOrCreate(pairs(items)?),
        RelationWriteKind::Set => RelationWrite::Set(filters(items)?),
        RelationWriteKind::Disconnect => RelationWrite::Disconnect(filters(items)?),
        RelationWriteKind::Delete => RelationWrite::Delete(filters(items)?),
        RelationWriteKind::Update => RelationWrite::Update(items.map(|i| (i.filter, i.data)).collect()),
        RelationWriteKind::Upsert => RelationWrite::Upsert(
            items
                .map(|i| Some(NestedUpsert { filter: i.filter, create: i.data, update: i.update? }))
                .collect::<Option<Vec<_>>>()?,
        ),
        RelationWriteKind::UpdateMany => RelationWrite::UpdateMany(pairs(items)?),
        RelationWriteKind::DeleteMany => RelationWrite::DeleteMany(filters(items)?),
    })
}
