//! What follows FROM: tables, conditions, and the record at which a page starts.

use nicol_model::ModelId;

use super::super::{PlanError, Planner, Result};
use super::{From, Parents};
use crate::ast::{Args, Filter};
use crate::plan::ParamSource;
use crate::sql::{Alias, Sql};
use crate::value::CellType;

/// The tables and conditions of a SELECT.
pub(super) struct Source<'a> {
    pub(super) model: ModelId,
    pub(super) t: Alias,
    /// The join table, for related records of a many-to-many relation.
    pub(super) join: Option<Alias>,
    /// Its column that points to the parents.
    pub(super) parent_key: Option<(&'static str, CellType)>,
    pub(super) args: &'a Args,
    pub(super) cursor: Option<&'a str>,
    pub(super) order_joins: &'a str,
}

impl<'m> Planner<'m> {
    /// Writes what follows FROM, with the conditions.
    pub(super) fn source(&self, sql: &mut Sql<'_>, source: &Source<'_>, from: From<'_, '_>) -> Result<()> {
        let mut has_where = false;
        match from {
            From::All => {
                sql.table_as(self.model(source.model)?, source.t);
                sql.push(source.order_joins);
            }
            From::Record { slot, columns, fields } => {
                let model = self.model(source.model)?;
                sql.table_as(model, source.t);
                sql.push(source.order_joins);
                for (index, (column, field)) in columns.iter().zip(fields).enumerate() {
                    sql.push(if index == 0 { " WHERE " } else { " AND " });
                    let field = self.column(source.model, *field)?;
                    sql.comparable_column(source.t, field);
                    sql.push(" = ");
                    sql.comparable_value(field, ParamSource::Column { slot, column: *column });
                }
                has_where = true;
            }
            From::Parents { rel, slot, keys, parents } if self.compares_one_key(parents) => {
                self.related_tables(sql, source, &rel);
                sql.push(source.order_joins);
                match parents {
                    Parents::Given(key) => {
                        self.equals_only_key(sql, source, &rel, key.iter().map(|p| ParamSource::Request(*p)));
                    }
                    _ => {
                        let key = keys.iter().map(|&column| ParamSource::Column { slot, column });
                        self.equals_only_key(sql, source, &rel, key);
                    }
                }
                has_where = true;
            }
            From::Parents { rel, slot, keys, .. } => {
                let key_sources = self.key_sources(&rel, slot, keys);
                self.related_tables(sql, source, &rel);
                if key_sources.len() > 1 {
                    let k = sql.alias();
                    sql.push(" JOIN ");
                    sql.lists_as_table(k, key_sources);
                    sql.push(" ON ");
                    self.equals_keys(sql, source, &rel, k);
                    sql.push(source.order_joins);
                } else {
                    sql.push(source.order_joins);
                    sql.push(" WHERE ");
                    has_where = true;
                    if let Some((field, list, _)) = key_sources.into_iter().next() {
                        let text = self.key_columns(sql, source, &rel).pop().unwrap_or_default();
                        sql.is_in(field, &text, false, list, "");
                    }
                }
            }
        }
        self.conditions(sql, source, has_where)
    }

    pub(super) fn conditions(&self, sql: &mut Sql<'_>, source: &Source<'_>, mut has_where: bool) -> Result<()> {
        let filter = source.args.filter.as_ref();
        if has_where {
            self.and_filter(sql, source.model, source.t, filter)?;
        } else {
            let part = sql.try_part(|sql| self.where_clause(sql, source.model, source.t, filter))?;
            has_where = !part.is_empty();
            sql.push(&part);
        }
        if let Some(cursor) = source.cursor {
            sql.push(if has_where { " AND " } else { " WHERE " });
            sql.push(cursor);
        }
        Ok(())
    }

    /// `EXISTS (…)`: the cursor's record is in the list itself, where that is needed: among the records of the same
    /// parent, and everywhere if the order does not tell records apart.
    pub(super) fn cursor_guard(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        args: &Args,
        cursor: &Filter,
        from: From<'_, 'm>,
        (t, join): (Alias, Option<Alias>),
    ) -> Result<Option<String>> {
        let stable = args.distinct.is_empty() && (args.order_by.is_empty() || self.is_stable(model, &args.order_by)?);
        let related = match from {
            From::Parents { parents: Parents::One | Parents::Given(_), .. } if stable => return Ok(None),
            From::All | From::Record { .. } if stable => return Ok(None),
            From::Parents { rel, .. } => Some(rel),
            _ => None,
        };
        let guard = sql.try_part(|sql| {
            let c = sql.alias();
            sql.push("EXISTS (SELECT 1 FROM ");
            sql.table_as(self.model(model)?, c);
            let mut same = String::new();
            match (related, related.and_then(|r| r.join_table()), join) {
                (Some(rel), Some(table), Some(join)) => {
                    let cj = sql.alias();
                    sql.push(" JOIN ");
                    sql.join_table_as(table, cj);
                    sql.push(" ON ");
                    rel.join_target(sql, cj, c);
                    same = sql.part(|sql| {
                        let Some(key) = rel.key_field(0) else { return };
                        sql.push(" AND ");
                        sql.comparable_key(cj, rel.own_join_column(), key);
                        sql.push(" = ");
                        sql.comparable_key(join, rel.own_join_column(), key);
                    });
                }
                (Some(rel), ..) => {
                    same = sql.part(|sql| {
                        for field in rel.target_fields() {
                            sql.push(" AND ");
                            sql.comparable_column(c, rel.target.field(*field));
                            sql.push(" = ");
                            sql.comparable_column(t, rel.target.field(*field));
                        }
                    });
                }
                _ => {}
            }
            sql.push(" WHERE ");
            self.filter(sql, model, c, cursor, false)?;
            sql.push(&same);
            self.and_filter(sql, model, c, args.filter.as_ref())?;
            sql.push(")");
            Ok::<_, PlanError>(())
        })?;
        Ok(Some(guard))
    }
}
