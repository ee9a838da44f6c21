//! Names as SQL writes them, and the default names of keys and indexes, cut to what the database allows.
//!
//! Rules: Prisma's, `T_pkey`, `T_a_b_key`, `T_a_b_idx`, `T_a_fkey`; the part before the suffix is
//! cut, in bytes, at a character border, so that the suffix survives.

/// An identifier in double quotes, as the standard has it: quotes in the name are doubled.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `T_pkey`.
#[must_use]
pub fn primary_key(table: &str, max_bytes: Option<usize>) -> String {
    with_suffix(table.to_owned(), "_pkey", max_bytes)
}

/// `T_a_b_key`.
#[must_use]
pub fn unique(table: &str, columns: impl IntoIterator<Item = impl AsRef<str>>, max_bytes: Option<usize>) -> String {
    with_suffix(joined(table, columns), "_key", max_bytes)
}

/// `T_a_b_idx`.
#[must_use]
pub fn index(table: &str, columns: impl IntoIterator<Item = impl AsRef<str>>, max_bytes: Option<usize>) -> String {
    with_suffix(joined(table, columns), "_idx", max_bytes)
}

/// `T_a_fkey`.
#[must_use]
pub fn foreign_key(
    table: &str,
    columns: impl IntoIterator<Item = impl AsRef<str>>,
    max_bytes: Option<usize>,
) -> String {
    with_suffix(joined(table, columns), "_fkey", max_bytes)
}

/// Any other name made of a base and a suffix, such as those of join tables (`_AToB_AB_pkey`).
#[must_use]
pub fn with_suffix(mut base: String, suffix: &str, max_bytes: Option<usize>) -> String {
    if let Some(limit) = max_bytes {
        cut(&mut base, limit.saturating_sub(suffix.len()));
    }
    base.push_str(suffix);
    base
}

/// Cuts `name` to at most `limit` bytes at a character border.
pub fn cut(name: &mut String, limit: usize) {
    if name.len() > limit {
        let border = (0..=limit).rev().find(|i| name.is_char_boundary(*i)).unwrap_or(0);
        name.truncate(border);
    }
}

fn joined(table: &str, columns: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    // Room for what most names have in all.
    let mut base = String::with_capacity(table.len() + 48);
    base.push_str(table);
    for column in columns {
        base.push('_');
        base.push_str(column.as_ref());
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_before_the_suffix_at_a_character_border() {
        let t70 = "t".repeat(70);
        assert_eq!(primary_key(&t70, Some(63)), format!("{}_pkey", "t".repeat(58)));
        assert_eq!(index(&t70, &[] as &[&str], Some(63)), format!("{}_idx", "t".repeat(59)));
        let accents = "é".repeat(31);
        assert_eq!(unique("M", [&accents], Some(63)), format!("M_{}_key", "é".repeat(28)));
    }
}
