//! Rows whose cells stand in columns.

/// The most cells of a row: name, type, attributes.
const COLUMNS: usize = 3;

/// A row, or text of any form between rows.
enum Row<'a> {
    Cells {
        /// Where each cell ends in the table's text; the next one begins there.
        ends: [usize; COLUMNS],
        count: usize,
        comment: Option<&'a str>,
    },
    /// Lines that end there.
    Text(usize),
}

/// Consecutive lines that share their columns.
#[derive(Default)]
pub(super) struct Table<'a> {
    rows: Vec<Row<'a>>,
    /// All cells and lines, one after the other.
    text: String,
    /// Where the finished cells of the row that is being written end.
    ends: [usize; COLUMNS],
    count: usize,
}

impl<'a> Table<'a> {
    /// Writes the next cell of a row.
    pub(super) fn cell(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        if let Some(end) = self.ends.get_mut(self.count) {
            *end = self.text.len();
            self.count += 1;
        }
    }

    /// How many cells the row has so far.
    pub(super) fn cells(&self) -> usize {
        self.count
    }

    /// Ends a row, with the comment that stands after its cells.
    pub(super) fn end_row(&mut self, comment: Option<&'a str>) {
        self.rows.push(Row::Cells { ends: self.ends, count: std::mem::take(&mut self.count), comment });
    }

    /// Text that takes no part in the columns.
    pub(super) fn text(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.rows.push(Row::Text(self.text.len()));
    }

    /// Writes the rows and forgets them.
    pub(super) fn write(&mut self, out: &mut String, indent: &str) {
        let widths = self.widths();
        let mut start = 0;
        for row in &self.rows {
            match row {
                Row::Text(end) => {
                    for line in self.text[start..*end].split('\n') {
                        if !line.is_empty() {
                            out.push_str(indent);
                            out.push_str(line);
                        }
                        out.push('\n');
                    }
                    start = *end;
                }
                Row::Cells { ends, count, comment } => {
                    out.push_str(indent);
                    let mut pending = 0;
                    for (end, width) in ends[..*count].iter().zip(&widths) {
                        let cell = &self.text[start..*end];
                        if !cell.is_empty() {
                            out.extend(std::iter::repeat_n(' ', pending));
                            out.push_str(cell);
                            pending = 0;
                        }
                        pending += width - cell.len() + 1;
                        start = *end;
                    }
                    if let Some(comment) = comment {
                        out.push(' ');
                        out.push_str(comment);
                    }
                    out.push('\n');
                }
            }
        }
        self.rows.clear();
        self.text.clear();
    }

    /// Bytes, not characters: that is what the published formatter counts.
    fn widths(&self) -> [usize; COLUMNS] {
        let mut widths = [0; COLUMNS];
        let mut start = 0;
        for row in &self.rows {
            match row {
                Row::Text(end) => start = *end,
                Row::Cells { ends, count, .. } => {
                    for (end, width) in ends[..*count].iter().zip(&mut widths) {
                        *width = (*width).max(end - start);
                        start = *end;
                    }
                }
            }
        }
        widths
    }
}
