//! The rows that scripts leave in a new database, and which of them come out otherwise at each run.

use std::collections::{BTreeMap, BTreeSet};

/// The rows of one table, in an order that says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    columns: Vec<String>,
    cells: Vec<Vec<Option<String>>>,
}

impl Rows {
    /// Columns and rows as they were read.
    pub(crate) fn new(columns: &[String], rows: &[Vec<Option<String>>]) -> Self {
        // By the columns' names: their order may be another.
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by(|a, b| columns[*a].cmp(&columns[*b]));
        Self::of(columns, rows, &order)
    }

    fn of(columns: &[String], rows: &[Vec<Option<String>>], order: &[usize]) -> Self {
        let mut cells: Vec<Vec<_>> =
            rows.iter().map(|row| order.iter().map(|i| row.get(*i).cloned().flatten()).collect()).collect();
        cells.sort();
        Self { columns: order.iter().map(|i| columns[*i].clone()).collect(), cells }
    }

    fn without(&self, columns: &BTreeSet<String>) -> Self {
        let left: Vec<usize> = (0..self.columns.len()).filter(|i| !columns.contains(&self.columns[*i])).collect();
        Self::of(&self.columns, &self.cells, &left)
    }

    fn column(&self, name: &str) -> Option<Vec<&Option<String>>> {
        let at = self.columns.iter().position(|column| column == name)?;
        let mut values: Vec<_> = self.cells.iter().map(|row| &row[at]).collect();
        values.sort();
        Some(values)
    }
}

/// The rows of all tables that have any.
pub(crate) type AllRows = BTreeMap<String, Rows>;

/// What the same scripts make otherwise at each run: `now()`, random keys.
#[derive(Debug, Default)]
pub(crate) struct Unsteady(BTreeMap<String, Columns>);

#[derive(Debug)]
enum Columns {
    Some(BTreeSet<String>),
    /// Also how many rows there are, or what stands in one row together.
    All,
}

impl Unsteady {
    /// What two runs of them have shown.
    pub(crate) fn between(one: &AllRows, other: &AllRows) -> Self {
        let mut found = BTreeMap::new();
        for table in one.keys().chain(other.keys()) {
            let columns = match (one.get(table), other.get(table)) {
                (Some(one), Some(other)) if one == other => continue,
                (Some(one), Some(other)) => {
                    let differ = |name: &&String| one.column(name) != other.column(name);
                    let columns = one.columns.iter().filter(differ).cloned().collect();
                    match one.without(&columns) == other.without(&columns) {
                        true => Columns::Some(columns),
                        false => Columns::All,
                    }
                }
                _ => Columns::All,
            };
            found.insert(table.clone(), columns);
        }
        Self(found)
    }

    /// Takes it out.
    pub(crate) fn leave_out(&self, rows: &mut AllRows) {
        for (table, columns) in &self.0 {
            match columns {
                Columns::All => drop(rows.remove(table)),
                Columns::Some(columns) => {
                    if let Some(found) = rows.get_mut(table) {
                        *found = found.without(columns);
                    }
                }
            }
        }
    }

    /// As people read it: tables and columns.
    pub(crate) fn told(&self) -> Vec<String> {
        let told = |(table, columns): (&String, &Columns)| match columns {
            Columns::Some(columns) => {
                format!("{table} ({})", columns.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            }
            Columns::All => table.clone(),
        };
        self.0.iter().map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: &[&str], rows: &[&[&str]]) -> Rows {
        let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        let rows: Vec<Vec<_>> =
            rows.iter().map(|row| row.iter().map(|&cell| Some(cell.to_owned())).collect()).collect();
        Rows::new(&columns, &rows)
    }

    #[test]
    fn what_differs_between_two_runs_is_left_out() {
        let all = |at: &str, [a, b]: [&str; 2], count: usize| {
            AllRows::from([
                ("user".to_owned(), rows(&["id", "at"], &[&["1", at], &["2", "then"]])),
                ("pair".to_owned(), rows(&["x", "y"], &[&["1", a], &["2", b]])),
                ("some".to_owned(), rows(&["x"], &vec![["x"].as_slice(); count])),
                ("same".to_owned(), rows(&["x"], &[&["1"]])),
            ])
        };
        let unsteady = Unsteady::between(&all("now", ["a", "b"], 1), &all("later", ["b", "a"], 2));
        assert_eq!(unsteady.told(), ["pair", "some", "user (at)"]);
        let left = |mut rows: AllRows| {
            unsteady.leave_out(&mut rows);
            rows
        };
        assert_eq!(left(all("x", ["b", "a"], 5)), left(all("y", ["c", "c"], 6)));
        let mut other = all("x", ["a", "b"], 1);
        other.insert("user".to_owned(), rows(&["at", "id"], &[&["x", "1"], &["then", "3"]]));
        assert_ne!(left(other), left(all("x", ["a", "b"], 1)), "what stays the same is compared");
    }
}
