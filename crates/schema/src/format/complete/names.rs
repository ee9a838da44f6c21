//! Names of added fields, as the published formatter makes them from the names of models.

/// `BlogPost` and `blog_post` become `blogPost`, `HTTPServer` becomes `httpserver`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut starts_word = false;
    // The latest character that was taken as it stood inside a word.
    let mut last = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() {
            starts_word = !out.is_empty();
        } else if c.is_numeric() {
            starts_word = true;
            out.push(c);
        } else if starts_word || (last.is_lowercase() && c.is_uppercase()) {
            starts_word = false;
            out.push(c.to_ascii_uppercase());
        } else {
            last = c;
            out.push(c.to_ascii_lowercase());
        }
    }
    out
}

/// The text with its first letter in upper case.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The text with its first letter in lower case.
pub(crate) fn uncapitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Words whose plural follows no rule. They count only as whole names: `subMan` becomes `subMans`.
const IRREGULAR: &[(&str, &str)] = &[
    ("alga", "algae"),
    ("alias", "aliases"),
    ("alumnus", "alumni"),
    ("appendix", "appendices"),
    ("atlas", "atlases"),
    ("automaton", "automata"),
    ("bacterium", "bacteria"),
    ("cactus", "cacti"),
    ("cherub", "cherubim"),
    ("child", "children"),
    ("codex", "codices"),
    ("criterion", "criteria"),
    ("curriculum", "curricula"),
    ("datum", "data"),
    ("die", "dice"),
    ("dormouse", "dormice"),
    ("focus", "foci"),
    ("foot", "feet"),
    ("fungus", "fungi"),
    ("gas", "gases"),
    ("goose", "geese"),
    ("hero", "heroes"),
    ("hoof", "hooves"),
    ("index", "indices"),
    ("iris", "irises"),
    ("louse", "lice"),
    ("man", "men"),
    ("matrix", "matrices"),
    ("mouse", "mice"),
    ("nucleus", "nuclei"),
    ("octopus", "octopi"),
    ("ox", "oxen"),
    ("person", "people"),
    ("phenomenon", "phenomena"),
    ("quiz", "quizzes"),
    ("radius", "radii"),
    ("seraph", "seraphim"),
    ("stimulus", "stimuli"),
    ("syllabus", "syllabi"),
    ("tooth", "teeth"),
    ("vertex", "vertices"),
    ("virus", "viri"),
    ("woman", "women"),
    ("yes", "yeses"),
];

/// Words that are their own plural, as whole names.
const UNCHANGED: &[&str] = &[
    "advice",
    "agenda",
    "aircraft",
    "alumni",
    "children",
    "criteria",
    "data",
    "deer",
    "equipment",
    "evidence",
    "furniture",
    "genus",
    "hardware",
    "homework",
    "information",
    "knowledge",
    "luggage",
    "menus",
    "mice",
    "money",
    "music",
    "people",
    "quartz",
    "research",
    "rice",
    "sheep",
    "software",
    "traffic",
    "us",
];

/// Endings, how many letters of them go, and what comes instead; the first that fits counts.
const ENDINGS: &[(&str, usize, &str)] = &[
    ("sis", 2, "es"),
    ("xis", 2, "es"),
    ("ss", 0, "es"),
    ("us", 0, "es"),
    // Whatever else ends with `s` looks like a plural already.
    ("s", 0, ""),
    ("x", 0, "es"),
    ("zz", 0, "es"),
    ("sh", 0, "es"),
    ("ch", 0, "es"),
    ("quy", 1, "ies"),
    ("nife", 2, "ves"),
    ("life", 2, "ves"),
    ("wife", 2, "ves"),
    ("lf", 1, "ves"),
    ("arf", 1, "ves"),
    ("eaf", 1, "ves"),
    ("loaf", 1, "ves"),
    ("potato", 0, "es"),
    ("tomato", 0, "es"),
];

/// The English plural of a name in camel case.
pub(crate) fn plural(name: &str) -> String {
    if let Some((_, plural)) = IRREGULAR.iter().find(|(word, _)| *word == name) {
        return (*plural).to_owned();
    }
    if UNCHANGED.contains(&name) {
        return name.to_owned();
    }
    let lower = name.to_ascii_lowercase();
    if name.ends_with(|c: char| c.is_uppercase()) {
        return format!("{name}s");
    }
    if let Some((_, cut, more)) = ENDINGS.iter().find(|(ending, ..)| lower.ends_with(ending)) {
        return format!("{}{more}", &name[..name.len() - cut]);
    }
    if let Some(stem) = name.strip_suffix('y')
        && stem.ends_with(|c: char| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'))
    {
        return format!("{stem}ies");
    }
    format!("{name}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn camel_case_of_all_styles() {
        for (name, expected) in [
            ("Post", "post"),
            ("BlogPost", "blogPost"),
            ("blog_post", "blogPost"),
            ("ABC_DEF", "abcDef"),
            ("HTTPServer", "httpserver"),
            ("IDCard", "idcard"),
            ("isABCDef", "isABCDef"),
            ("iPhone", "iPhone"),
            ("aB1c", "aB1C"),
            ("x_y__z_", "xYZ"),
            ("Größe", "größe"),
        ] {
            assert_eq!(camel_case(name), expected);
        }
    }

    #[test]
    fn plurals() {
        for (name, expected) in [
            ("b", "bs"),
            ("post", "posts"),
            ("category", "categories"),
            ("key", "keys"),
            ("y", "ys"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("orderStatus", "orderStatuses"),
            ("users", "users"),
            ("news", "news"),
            ("box", "boxes"),
            ("match", "matches"),
            ("person", "people"),
            ("userPerson", "userPersons"),
            ("analysis", "analyses"),
            ("knife", "knives"),
            ("shelf", "shelves"),
            ("roof", "roofs"),
            ("photo", "photos"),
            ("bigPotato", "bigPotatoes"),
            ("sheep", "sheep"),
            ("data", "data"),
            ("metaData", "metaDatas"),
            ("index", "indices"),
            ("searchIndex", "searchIndexes"),
            ("quiz", "quizzes"),
        ] {
            assert_eq!(plural(name), expected);
        }
    }
}
