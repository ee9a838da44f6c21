//! "Did you mean": the nearest of the names that would have been right. Schemas and requests are answered alike.

/// A name that may have been meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near<'a> {
    /// As it is written where it is known.
    pub name: &'a str,
    /// Hardly any other can have been meant: it may be written without a look.
    pub is_sure: bool,
}

/// The candidate nearest to `wanted`, if one is near enough to have been meant.
#[must_use]
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(wanted, candidates).map(|near| near.name)
}

/// As [`nearest`], with how sure that is.
#[must_use]
pub fn near<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    let (wanted_lower, is_ascii) = (wanted.to_lowercase(), wanted.is_ascii());
    // Of one or two letters nearly everything is near.
    let limit = match wanted.chars().count() {
        0..=2 => 0,
        letters => letters.div_ceil(3),
    };
    let mut best: Option<(usize, Near<'a>)> = None;
    let found = candidates
        .into_iter()
        .filter(|candidate| *candidate != wanted)
        // Each letter more or less is a step; beyond ASCII a letter in lower case may be several.
        .filter(|candidate| !is_ascii || !candidate.is_ascii() || candidate.len().abs_diff(wanted.len()) <= limit)
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            (if lower == wanted_lower { 0 } else { distance(&wanted_lower, &lower).max(1) }, candidate)
        })
        .filter(|(steps, _)| *steps <= limit);
    for (steps, name) in found {
        match &mut best {
            Some((least, near)) if steps == *least => near.is_sure &= near.name == name,
            Some((least, _)) if steps > *least => {}
            _ => best = Some((steps, Near { name, is_sure: steps <= 2 })),
        }
    }
    best.map(|(_, near)| near)
}

/// How many letters must be inserted, removed, replaced or swapped with a neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = previous[j] + usize::from(a[i] != b[j]);
            let mut best = replaced.min(previous[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut previous, row);
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        let types = ["String", "Boolean", "Int", "BigInt", "DateTime", "User"];
        assert_eq!(nearest("string", types), Some("String"));
        assert_eq!(nearest("Strnig", types), Some("String"));
        assert_eq!(nearest("Datetime", types), Some("DateTime"));
        assert_eq!(nearest("Usr", types), Some("User"));
        assert_eq!(nearest("Post", types), None);
        assert_eq!(nearest("C", ["A"]), None);
        assert_eq!(nearest("ID", ["id"]), Some("id"));
        assert_eq!(near("Int3", ["Int2", "Int4"]), Some(Near { name: "Int2", is_sure: false }));
        assert_eq!(near("Sting", types), Some(Near { name: "String", is_sure: true }));
    }
}
