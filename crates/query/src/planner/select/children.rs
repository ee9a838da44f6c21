//! The related records of other rows: how they find their parents, and some of each parent's only.

use nicol_model::{Field, ScalarType};

use super::super::order::Order;
use super::super::relation::Rel;
use super::super::{Planner, Result};
use super::layout::Layout;
use super::source::Source;
use super::{From, Parents};
use crate::plan::{ParamSource, Slot};
use crate::sql::{Alias, Sql, Verb, cell_type};
use crate::value::CellType;

impl<'m> Planner<'m> {
    /// Writes the target's table, and the join table if there is one.
    pub(super) fn related_tables(&self, sql: &mut Sql<'_>, source: &Source<'_>, rel: &Rel<'_>) {
        match (rel.join_table(), source.join) {
            (Some(table), Some(join)) => {
                sql.join_table_as(table, join);
                sql.push(" JOIN ");
                sql.table_as(rel.target, source.t);
                sql.push(" ON ");
                rel.join_target(sql, join, source.t);
            }
            _ => sql.table_as(rel.target, source.t),
        }
    }

    /// The columns that equal the parents' keys.
    pub(super) fn key_columns(&self, sql: &mut Sql<'_>, source: &Source<'_>, rel: &Rel<'_>) -> Vec<String> {
        match source.join {
            Some(join) => vec![sql.part(|sql| sql.column(join, rel.own_join_column()))],
            None => rel
                .target_fields()
                .iter()
                .map(|f| sql.part(|sql| sql.column(source.t, &rel.target.field(*f).database_name)))
                .collect(),
        }
    }

    pub(super) fn equals_keys(&self, sql: &mut Sql<'_>, source: &Source<'_>, rel: &Rel<'_>, keys: Alias) {
        for (index, column) in self.key_columns(sql, source, rel).into_iter().enumerate() {
            let Some(field) = rel.key_field(index) else { continue };
            if index > 0 {
                sql.push(" AND ");
            }
            sql.push(&sql.comparable(field, column));
            sql.push(" = ");
            sql.comparable_key(keys, &format!("v{index}"), field);
        }
    }

    /// The parents' keys as parameters.
    pub(super) fn key_sources<'f>(
        &self,
        rel: &Rel<'f>,
        slot: Slot,
        keys: &[u16],
    ) -> Vec<(&'f Field, ParamSource, CellType)> {
        let mut out = Vec::with_capacity(keys.len());
        for component in 0..keys.len() {
            if let Some(field) = rel.key_field(component) {
                let source = ParamSource::Keys {
                    slot,
                    columns: keys.to_vec(),
                    component: u16::try_from(component).unwrap_or(u16::MAX),
                };
                out.push((field, source, CellType::list(cell_type(field).scalar)));
            }
        }
        out
    }

    /// Whether related records are found by `=`, not among lists of keys.
    pub(super) fn compares_one_key(&self, parents: Parents<'_>) -> bool {
        !self.keys_are_lists && !matches!(parents, Parents::Several)
    }

    /// Writes ` WHERE …`: the key is that of the only parent.
    pub(super) fn equals_only_key(
        &self,
        sql: &mut Sql<'_>,
        source: &Source<'_>,
        rel: &Rel<'_>,
        key: impl Iterator<Item = ParamSource>,
    ) {
        let columns = self.key_columns(sql, source, rel);
        for (index, (column, value)) in columns.iter().zip(key).enumerate() {
            let Some(field) = rel.key_field(index) else { continue };
            sql.push(if index == 0 { " WHERE " } else { " AND " });
            sql.push(&sql.comparable(field, column.clone()));
            sql.push(" = ");
            sql.comparable_value(field, value);
        }
    }

    /// Some related records of each parent: by LATERAL where the database has it, else by numbering the rows.
    #[expect(clippy::too_many_arguments, reason = "the parts of one statement")]
    pub(super) fn paged_children(
        &self,
        sql: &mut Sql<'_>,
        layout: &Layout<'_>,
        source: &Source<'_>,
        rel: Rel<'m>,
        slot: Slot,
        keys: &[u16],
        order: &Order,
        first_only: bool,
    ) -> Result<()> {
        let request = |p| ParamSource::Request(p);
        let (take, skip) = (source.args.take.map(|t| t.count), source.args.skip);
        if self.capabilities.lateral {
            let k = sql.alias();
            let r = sql.alias();
            sql.begin(Verb::Select);
            sql.alias_name(r);
            sql.push(".* FROM ");
            let key_sources = self.key_sources(&rel, slot, keys);
            sql.lists_as_table(k, key_sources);
            sql.push(" CROSS JOIN LATERAL (SELECT ");
            self.select_columns(sql, layout, source)?;
            sql.push(" FROM ");
            self.related_tables(sql, source, &rel);
            sql.push(source.order_joins);
            sql.push(" WHERE ");
            self.equals_keys(sql, source, &rel, k);
            self.conditions(sql, source, true)?;
            self.order_clause(sql, order);
            sql.page(take.map(request).filter(|_| !first_only), first_only.then_some(1), skip.map(request));
            sql.push(") AS ");
            sql.alias_name(r);
            return Ok(());
        }
        sql.begin(Verb::Select);
        for index in 0..layout.columns.len() {
            sql.comma(index);
            sql.push(&format!("\"c{index}\""));
        }
        sql.push(" FROM (SELECT ");
        for (index, column) in layout.columns.iter().enumerate() {
            self.select_column(sql, column, source)?;
            sql.push(&format!(" AS \"c{index}\", "));
        }
        sql.push("ROW_NUMBER() OVER (PARTITION BY ");
        for (index, column) in self.key_columns(sql, source, &rel).into_iter().enumerate() {
            sql.comma(index);
            sql.push(&rel.key_field(index).map_or(column.clone(), |field| sql.comparable(field, column)));
        }
        self.order_clause(sql, order);
        sql.push(") AS \"n\" FROM ");
        self.source(sql, source, From::Parents { rel, slot, keys, parents: Parents::Several })?;
        sql.push(") WHERE ");
        let big = CellType::one(ScalarType::BigInt);
        if let Some(skip) = skip {
            sql.push("\"n\" > ");
            sql.param(request(skip), big);
            if take.is_some() {
                sql.push(" AND ");
            }
        }
        match (take, skip) {
            (Some(take), Some(skip)) => {
                sql.push("\"n\" <= ");
                sql.param(ParamSource::Sum(skip, take), big);
            }
            (Some(take), None) => {
                sql.push("\"n\" <= ");
                sql.param(request(take), big);
            }
            (None, None) => sql.push("\"n\" <= 1"),
            (None, Some(_)) => {}
        }
        sql.push(" ORDER BY \"n\"");
        Ok(())
    }
}
