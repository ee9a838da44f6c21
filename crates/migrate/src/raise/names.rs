//! Names of the database as names of the schema language.

use std::collections::HashSet;

/// Rules: Prisma's, without its dead ends. What it leaves out as a comment because nothing of the name
/// is left, gets a name here; what it would call twice by the same name, gets a number.
pub(super) fn sanitise(name: &str) -> String {
    let start = name.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(name.len());
    name[start..].chars().map(replace).collect()
}

fn replace(c: char) -> char {
    if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }
}

/// As [`sanitise`], with a prefix where nothing is left.
pub(super) fn sanitise_or(name: &str, prefix: &str) -> String {
    let sanitised = sanitise(name);
    if sanitised.is_empty() { format!("{prefix}{}", name.chars().map(replace).collect::<String>()) } else { sanitised }
}

/// The name of a model, view or enum before it is compared with the others: sanitised, and not a reserved one.
pub(super) fn type_name(name: &str) -> String {
    let sanitised = sanitise_or(name, "table_");
    if nicol_schema::reserved::is_reserved(&sanitised) { format!("Renamed{sanitised}") } else { sanitised }
}

/// A name that is not taken yet, made from this one by a number; it is taken then.
pub(super) fn free(name: String, taken: &mut HashSet<String>) -> String {
    if taken.insert(name.clone()) {
        return name;
    }
    let mut number = 2_u32;
    loop {
        let numbered = format!("{name}_{number}");
        if taken.insert(numbered.clone()) {
            return numbered;
        }
        number += 1;
    }
}

/// A type to name.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    /// The schema it lives in.
    pub namespace: Option<&'a str>,
    /// [`type_name`] of it.
    pub base: &'a str,
    /// The same without regard to reserved names: behind the name of a schema it is none.
    pub plain: &'a str,
    /// The name it had before.
    pub previous: Option<&'a str>,
}

/// Names for all models, views and enums together: they share one space of names. Returns each name, and whether it
/// had to be made different from another.
pub(super) fn distinct(candidates: &[Candidate<'_>]) -> Vec<(String, bool)> {
    let kept: HashSet<&str> = candidates.iter().filter_map(|c| c.previous).collect();
    let mut seen = HashSet::new();
    let mut doubled = HashSet::new();
    for c in candidates.iter().filter(|c| c.previous.is_none()) {
        if kept.contains(c.base) || !seen.insert(c.base) {
            doubled.insert(c.base);
        }
    }
    let mut taken: HashSet<String> = kept.iter().map(|n| (*n).to_owned()).collect();
    taken.extend(seen.iter().filter(|n| !doubled.contains(*n)).map(|n| (*n).to_owned()));
    candidates
        .iter()
        .map(|c| match c.previous {
            Some(previous) => (previous.to_owned(), false),
            None if doubled.contains(c.base) => {
                let name = match c.namespace {
                    Some(schema) => format!("{}_{}", sanitise_or(schema, "schema_"), c.plain),
                    None => c.base.to_owned(),
                };
                (free(name, &mut taken), true)
            }
            None => (c.base.to_owned(), false),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_letters() {
        for (from, to) in [
            ("1bad", "bad"),
            ("sp ace", "sp_ace"),
            ("_under", "under"),
            ("ünï", "n_"),
            ("plain_1", "plain_1"),
            ("9", ""),
        ] {
            assert_eq!(sanitise(from), to);
        }
        assert_eq!(sanitise_or("9-9", "field_"), "field_9_9");
        assert_eq!(type_name("class"), "Renamedclass");
        assert_eq!(type_name("String"), "RenamedString");
        assert_eq!(type_name("_a"), "a");
    }

    #[test]
    fn two_of_one_name_get_their_schema_and_a_number() {
        let candidate = |namespace, base: &'static str, previous| Candidate {
            namespace: Some(namespace),
            base,
            plain: base.strip_prefix("Renamed").unwrap_or(base),
            previous,
        };
        let names = distinct(&[
            candidate("public", "person", None),
            candidate("shop", "person", None),
            candidate("public", "a_b", None),
            candidate("public", "a_b", None),
            candidate("public", "thing", None),
            candidate("shop", "other", Some("thing")),
            candidate("public", "Renamedenum", None),
            candidate("shop", "Renamedenum", None),
        ]);
        let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        let expected = ["public_person", "shop_person", "public_a_b", "public_a_b_2", "public_thing", "thing"];
        assert_eq!(names[..6], expected);
        assert_eq!(names[6..], ["public_enum", "shop_enum"]);
    }
}
