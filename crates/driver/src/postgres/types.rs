//! Types that are not built into the server: enums, domains, arrays of them, those of extensions.

use std::collections::HashMap;

use postgres_types::{Kind, Oid, Type};

use super::failure::Failure;
use super::line::Line;
use super::rows::unreadable;

/// The types of a connection's database that were looked up.
#[derive(Debug, Default)]
pub(super) struct Types(HashMap<Oid, Type>);

/// A row of `pg_type`, as far as it is needed.
struct Found {
    name: String,
    schema: String,
    kind: String,
    element: Oid,
    base: Oid,
}

impl Types {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// A type; `None` if it must be looked up first.
    fn known(&self, oid: Oid) -> Option<Type> {
        Type::from_oid(oid).or_else(|| self.0.get(&oid).cloned())
    }

    /// A type that was learnt. Of one that the server has forgotten meanwhile nothing is known.
    pub(super) fn get(&self, oid: Oid) -> Type {
        self.known(oid).unwrap_or_else(|| Type::new(format!("type {oid}"), oid, Kind::Pseudo, String::new()))
    }

    /// Looks up those that are not known yet, and what they are made of.
    pub(super) async fn learn(&mut self, line: &mut Line, oids: impl Iterator<Item = Oid>) -> Result<(), Failure> {
        let mut missing: Vec<Oid> = oids.filter(|oid| self.known(*oid).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut found: HashMap<Oid, Found> = HashMap::new();
        while !missing.is_empty() {
            let rows = look_up(line, &missing).await?;
            missing = rows.iter().flat_map(|(_, row)| [row.element, row.base]).collect();
            found.extend(rows);
            missing.retain(|oid| *oid != 0 && self.known(*oid).is_none() && !found.contains_key(oid));
        }
        for oid in found.keys() {
            self.resolve(*oid, &found);
        }
        Ok(())
    }

    /// Makes a type of what was found, what it is made of first.
    fn resolve(&mut self, oid: Oid, found: &HashMap<Oid, Found>) -> Option<Type> {
        if let Some(known) = self.known(oid) {
            return Some(known);
        }
        let Found { name, schema, kind, element, base } = found.get(&oid)?;
        let kind = match kind.as_str() {
            "e" => Kind::Enum(Vec::new()),
            "d" => self.resolve(*base, found).map_or(Kind::Simple, Kind::Domain),
            "p" => Kind::Pseudo,
            _ => self.resolve(*element, found).map_or(Kind::Simple, Kind::Array),
        };
        let ty = Type::new(name.clone(), oid, kind, schema.clone());
        self.0.insert(oid, ty.clone());
        Some(ty)
    }
}

async fn look_up(line: &mut Line, oids: &[Oid]) -> Result<Vec<(Oid, Found)>, Failure> {
    let list = oids.iter().map(Oid::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT t.oid, t.typname, n.nspname, t.typtype, \
         CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END, t.typbasetype \
         FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.oid IN ({list})"
    );
    let rows = line.query_text(&sql).await?.rows;
    let found: Option<Vec<_>> = rows
        .into_iter()
        .map(|row| {
            let [oid, name, schema, kind, element, base] = <[_; 6]>::try_from(row).ok()?;
            let (element, base) = (element?.parse().ok()?, base?.parse().ok()?);
            Some((oid?.parse().ok()?, Found { name: name?, schema: schema?, kind: kind?, element, base }))
        })
        .collect();
    Ok(found.ok_or_else(unreadable)?)
}
