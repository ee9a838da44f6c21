//! The arguments of actions and of related records.

use nicol_model::{ModelId, ScalarType};
use serde_json::Value as Json;

use super::error::{InputErrorKind, Path};
use super::place::Place;
use super::reader::{Object, Reader, Result};
use super::template::{How, Origin};
use super::value::describe;
use crate::ast::{Action, Args, Filter, LoadStrategy, Operation, Param, Take};

impl Reader<'_> {
    /// The arguments of an action. What `is_selection` says of some keys was read before.
    pub(super) fn arguments(
        &mut self,
        operation: &mut Operation,
        object: &Object,
        is_selection: impl Fn(&str) -> bool,
        path: &Path<'_>,
    ) -> Result<()> {
        let (action, model) = (operation.action, operation.model);
        self.check_but(object, is_selection, Place::Args(action, model), path)?;
        let unique = matches!(
            action,
            Action::FindUnique | Action::FindUniqueOrThrow | Action::Update | Action::Upsert | Action::Delete
        );
        if unique {
            let value = object.get("where").unwrap_or(&Json::Null);
            operation.args.filter = Some(self.unique_filter(model, value, &path.name("where"))?);
        } else {
            let order = match action {
                Action::GroupBy => Place::GroupOrderBy(model),
                _ => Place::OrderBy(model),
            };
            operation.args = self.args(model, order, object, path)?;
        }
        if matches!(action, Action::FindFirst | Action::FindFirstOrThrow) {
            self.check_first(object, path)?;
        }
        if let Some(value) = Self::get(object, "limit") {
            let path = path.name("limit");
            let count = self.count(value, &path)?;
            operation.limit = Some(self.amount(count, value, &path)?);
        }
        if let Some(strategy) = Self::get(object, "relationLoadStrategy") {
            operation.load = Some(match strategy.as_str() {
                Some("join") => LoadStrategy::Join,
                Some("query") => LoadStrategy::Query,
                _ => {
                    return Err(path.name("relationLoadStrategy").error(
                        InputErrorKind::InvalidArgumentValue,
                        format!("expected `join` or `query`, got {}", describe(strategy)),
                    ));
                }
            });
        }
        operation.skip_duplicates = Self::get(object, "skipDuplicates").and_then(Json::as_bool).unwrap_or(false);
        if let Some(by) = Self::get(object, "by") {
            let path = path.name("by");
            for name in Self::elements(by, &path)? {
                operation.by.push(self.column_named(model, name, &path)?);
            }
            if operation.by.is_empty() {
                return Err(path.error(InputErrorKind::InvalidArgumentValue, "`by` is empty: name at least one field"));
            }
        }
        if let Some(having) = Self::get(object, "having") {
            operation.having = self.filter(having, Place::Having(model), &path.name("having"))?;
        }
        self.data_arguments(operation, object, path)
    }

    fn data_arguments(&mut self, operation: &mut Operation, object: &Object, path: &Path<'_>) -> Result<()> {
        let model = operation.model;
        let none = Json::Null;
        let get = |key| Self::get(object, key).unwrap_or(&none);
        match operation.action {
            Action::Create => operation.data = Some(self.create(model, None, get("data"), &path.name("data"))?),
            Action::Update => operation.data = Some(self.update(model, None, get("data"), &path.name("data"))?),
            Action::UpdateMany | Action::UpdateManyAndReturn => {
                operation.data = Some(self.update_columns(model, None, get("data"), &path.name("data"))?);
            }
            Action::CreateMany | Action::CreateManyAndReturn => {
                operation.rows = self.rows(model, None, get("data"), &path.name("data"))?;
            }
            Action::Upsert => {
                operation.data = Some(self.create(model, None, get("create"), &path.name("create"))?);
                operation.update = Some(self.update(model, None, get("update"), &path.name("update"))?);
            }
            _ => {}
        }
        Ok(())
    }

    /// `where`, order and page of a list.
    pub(super) fn args(&mut self, model: ModelId, order: Place, object: &Object, path: &Path<'_>) -> Result<Args> {
        let mut args = Args::default();
        if let Some(value) = Self::get(object, "where") {
            args.filter = self.filter(value, Place::Where(model), &path.name("where"))?;
        }
        if let Some(value) = Self::get(object, "orderBy") {
            args.order_by = self.order_by(order, value, &path.name("orderBy"))?;
        }
        if let Some(value) = Self::get(object, "cursor") {
            args.cursor = Some(self.unique_filter(model, value, &path.name("cursor"))?);
        }
        if let Some(value) = Self::get(object, "take") {
            let path = path.name("take");
            let take = self.whole(value, &path)?;
            args.take = Some(Take { count: self.amount(take, value, &path)?, from_end: take < 0 });
        }
        if let Some(value) = Self::get(object, "skip") {
            let path = path.name("skip");
            let count = self.count(value, &path)?;
            // Nothing is skipped: the same as without, but for the order that a page has.
            args.skip = Some(self.amount(count, value, &path)?);
        }
        if let Some(value) = Self::get(object, "distinct") {
            let path = path.name("distinct");
            for name in Self::elements(value, &path)? {
                args.distinct.push(self.column_named(model, name, &path)?);
            }
        }
        Ok(args)
    }

    /// `take` of one record is 1 or -1.
    fn check_first(&mut self, object: &Object, path: &Path<'_>) -> Result<()> {
        let Some(value) = Self::get(object, "take") else { return Ok(()) };
        let path = path.name("take");
        if matches!(self.whole(value, &path)?, 1 | -1) {
            // Others are refused, so it is no number like any other.
            self.origins.iter_mut().for_each(|origin| {
                origin.take_if(|origin| origin.is_of(value));
            });
            return Ok(());
        }
        Err(path.error(InputErrorKind::InputError, "`take` of the first record is 1, or -1 for the last"))
    }

    /// A whole number.
    fn whole(&self, value: &Json, path: &Path<'_>) -> Result<i64> {
        let bytes = self.typed(ScalarType::BigInt, value, path)?;
        if !value.is_number() {
            let message = format!("expected a whole number, got {}", describe(value));
            return Err(path.error(InputErrorKind::InvalidArgumentType, message));
        }
        Ok(crate::value::read_big_int(&bytes).unwrap_or_default())
    }

    /// Keeps the amount of a whole number.
    fn amount(&mut self, number: i64, value: &Json, path: &Path<'_>) -> Result<Param> {
        let amount = i64::try_from(number.unsigned_abs()).unwrap_or(i64::MAX);
        let origin = Origin::new(value, How::Amount { is_negative: number < 0 });
        self.param(amount.to_be_bytes().to_vec(), Some(origin), path)
    }

    /// A whole number, not negative.
    fn count(&self, value: &Json, path: &Path<'_>) -> Result<i64> {
        let count = self.whole(value, path)?;
        if count < 0 {
            return Err(path.error(InputErrorKind::InputError, format!("expected a number from 0 on, got {count}")));
        }
        Ok(count)
    }

    /// A condition of related records that may be absent.
    pub(super) fn optional_filter(
        &mut self,
        model: ModelId,
        object: &Object,
        path: &Path<'_>,
    ) -> Result<Option<Filter>> {
        match Self::get(object, "where") {
            None => Ok(None),
            Some(value) => self.filter(value, Place::Where(model), &path.name("where")),
        }
    }
}
