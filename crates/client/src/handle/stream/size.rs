//! How many rows are read at once.

/// Of a stream whose user has said nothing: few at first, since most streams' first rows are waited for, then as many as
/// fit into the budget.
const FIRST: u32 = 16;
const MOST: u32 = 2000;
const BUDGET: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct Size {
    next: u32,
    is_fixed: bool,
}

impl Default for Size {
    fn default() -> Self {
        Self { next: FIRST, is_fixed: false }
    }
}

impl Size {
    pub(super) fn fix(&mut self, rows: u32) {
        *self = Self { next: rows.max(1), is_fixed: true };
    }

    pub(super) const fn next(&self) -> u32 {
        self.next
    }

    /// So many rows took so many bytes.
    pub(super) fn learn(&mut self, rows: usize, bytes: usize) {
        if self.is_fixed || rows == 0 {
            return;
        }
        let fitting = BUDGET / (bytes / rows).max(1);
        self.next = u32::try_from(fitting).unwrap_or(MOST).clamp(1, MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_rows_come_in_large_parts_and_large_rows_in_small_ones() {
        let mut size = Size::default();
        size.learn(16, 160);
        assert_eq!(size.next(), MOST);
        size.learn(2000, 2000 * 4096);
        assert_eq!(size.next(), 256);
        size.learn(256, 256 << 24);
        assert_eq!(size.next(), 1);
        size.learn(0, 0);
        assert_eq!(size.next(), 1);
        size.fix(0);
        size.learn(1, 1);
        assert_eq!(size.next(), 1);
    }
}
