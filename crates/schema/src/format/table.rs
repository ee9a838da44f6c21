//! Rows whose cells stand in columns.

/// A row, or text of any form between rows.
enum Row {
    Cells { cells: Vec<String>, comment: Option<String> },
    Text(String),
}

/// Consecutive lines that share their columns.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// A row of cells, with the comment that stands after them.
    pub(super) fn row(&mut self, cells: Vec<String>, comment: Option<String>) {
        self.rows.push(Row::Cells { cells, comment });
    }

    /// Text that takes no part in the columns.
    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.rows.push(Row::Text(text.into()));
    }

    /// Writes the rows and forgets them.
    pub(super) fn write(&mut self, out: &mut String, indent: &str) {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            let Row::Cells { cells, .. } = row else { continue };
            for (i, cell) in cells.iter().enumerate() {
                // Bytes, not characters: that is what the published formatter counts.
                match widths.get_mut(i) {
                    Some(width) => *width = (*width).max(cell.len()),
                    None => widths.push(cell.len()),
                }
            }
        }
        for row in self.rows.drain(..) {
            match row {
                Row::Text(text) => {
                    for line in text.split('\n') {
                        if !line.is_empty() {
                            out.push_str(indent);
                            out.push_str(line);
                        }
                        out.push('\n');
                    }
                }
                Row::Cells { cells, comment } => {
                    out.push_str(indent);
                    let mut pending = 0;
                    for (cell, width) in cells.iter().zip(&widths) {
                        if !cell.is_empty() {
                            out.extend(std::iter::repeat_n(' ', pending));
                            out.push_str(cell);
                            pending = 0;
                        }
                        pending += width - cell.len() + 1;
                    }
                    if let Some(comment) = comment {
                        out.push(' ');
                        out.push_str(&comment);
                    }
                    out.push('\n');
                }
            }
        }
    }
}
