//! The comments of a `.sql` file: `-- @description …` and `-- @param {Type} $1:name? …`.

/// What the comments say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Doc<'t> {
    pub(super) description: Option<&'t str>,
    params: Vec<Param<'t>>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Param<'t> {
    position: Option<usize>,
    pub(super) alias: Option<&'t str>,
    /// As typed queries name it.
    pub(super) ty: Option<&'t str>,
    pub(super) is_nullable: bool,
    pub(super) documentation: Option<&'t str>,
}

/// The types that comments may give, and what typed queries call them.
const TYPES: [(&str, &str); 9] = [
    ("Int", "int"),
    ("BigInt", "bigint"),
    ("Float", "float"),
    ("Boolean", "bool"),
    ("String", "string"),
    ("DateTime", "datetime"),
    ("Json", "json"),
    ("Bytes", "bytes"),
    ("Decimal", "decimal"),
];

impl<'t> Doc<'t> {
    /// Reads the comments of a text. `enums` are those of the database.
    pub(super) fn parse(sql: &'t str, enums: &[String]) -> Result<Self, String> {
        let mut doc = Self::default();
        for comment in sql.lines().filter_map(|line| line.trim().strip_prefix("--")) {
            let comment = comment.trim_start();
            if let Some(text) = comment.strip_prefix("@description") {
                doc.description = some(text);
            } else if let Some(text) = comment.strip_prefix("@param") {
                let failed = |why: String| format!("the comment `-- {comment}` {why}");
                let param = Param::parse(text.trim(), enums).map_err(failed)?;
                if doc.params.iter().any(|known| known.is_same(&param)) {
                    return Err(failed("is about a parameter that another one is about already".to_owned()));
                }
                doc.params.push(param);
            }
        }
        Ok(doc)
    }

    /// What is said of the parameter at a place, from 1, or by the name that the statement has for it.
    pub(super) fn param(&self, position: usize, name: Option<&str>) -> Option<&Param<'t>> {
        let at = self.params.iter().find(|param| param.position == Some(position));
        at.or_else(|| self.params.iter().find(|param| param.alias.is_some() && param.alias == name))
    }

    /// A place that the comments tell of and the statement, which has so many parameters, does not have.
    pub(super) fn beyond(&self, count: usize) -> Option<usize> {
        self.params.iter().filter_map(|param| param.position).find(|position| !(1..=count).contains(position))
    }
}

impl<'t> Param<'t> {
    fn parse(text: &'t str, enums: &[String]) -> Result<Self, String> {
        let mut param = Self::default();
        let mut rest = text;
        if let Some(after) = rest.strip_prefix('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err("has a `{` and no `}`".to_owned());
            };
            param.ty = Some(ty(name.trim(), enums)?);
            rest = after.trim_start();
        }
        if let Some(after) = rest.strip_prefix('$') {
            let end = after.find([':', ' ']).unwrap_or(after.len());
            let position = after[..end].parse().map_err(|_| {
                format!("has `${}` where the number of a parameter is expected, as in `$1:name`", &after[..end])
            })?;
            param.position = Some(position);
            rest = after[end..].trim_start();
        }
        if let Some(after) = rest.strip_prefix(':') {
            let end = after.find(' ').unwrap_or(after.len());
            let alias = &after[..end];
            param.is_nullable = alias.ends_with('?');
            param.alias = some(alias.strip_suffix('?').unwrap_or(alias));
            rest = &after[end..];
        }
        param.documentation = some(rest);
        if param.position.is_none() && param.alias.is_none() {
            return Err("names no parameter: write its number, its name or both, as in `$1:name`".to_owned());
        }
        Ok(param)
    }

    fn is_same(&self, other: &Self) -> bool {
        let same_place = self.position.is_some() && self.position == other.position;
        same_place || (self.alias.is_some() && self.alias == other.alias)
    }
}

fn ty<'t>(name: &'t str, enums: &[String]) -> Result<&'t str, String> {
    if let Some((_, known)) = TYPES.iter().find(|(known, _)| *known == name) {
        return Ok(known);
    }
    if enums.iter().any(|known| known == name) {
        return Ok(name);
    }
    let names: Vec<&str> = TYPES.iter().map(|(name, _)| *name).chain(enums.iter().map(String::as_str)).collect();
    Err(format!("has the type `{name}`, which there isn't: the types are {}", names.join(", ")))
}

fn some(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// What is run of a text: without the lines that are comments, and without white space around the others. Of texts with
/// literals or comments that may go over lines only the comments before the statement are left out.
pub(super) fn source(text: &str) -> String {
    let is_comment = |line: &str| line.starts_with("--");
    let lines = || text.lines().map(str::trim);
    if lines().filter(|line| !is_comment(line)).all(is_whole) {
        return lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n");
    }
    let before = text.split_inclusive('\n').take_while(|line| line.trim().is_empty() || is_comment(line.trim()));
    text[before.map(str::len).sum()..].trim_end().to_owned()
}

/// Whether nothing on a line can go on in the next one.
fn is_whole(line: &str) -> bool {
    let is_even = |quote: char| line.matches(quote).count().is_multiple_of(2);
    let is_dollar_quote = |(at, _): (usize, &str)| line[at + 1..].starts_with(|c: char| !c.is_ascii_digit());
    is_even('\'')
        && is_even('"')
        && is_even('`')
        && !line.contains("/*")
        && !line.match_indices('$').any(is_dollar_quote)
}

#[cfg(test)]
mod tests {
    use super::{Doc, Param, source};

    fn only(line: &str) -> Result<Param<'_>, String> {
        Doc::parse(line, &["mood".to_owned()]).map(|mut doc| doc.params.remove(0))
    }

    #[test]
    fn a_param_has_a_type_a_place_a_name_and_a_text() {
        let whole = only("  --  @param {Int} $2:age? of the   person ").expect("read");
        assert_eq!(
            whole,
            Param {
                position: Some(2),
                alias: Some("age"),
                ty: Some("int"),
                is_nullable: true,
                documentation: Some("of the   person")
            }
        );
        assert_eq!(only("--@param {mood}$1").expect("read").ty, Some("mood"));
        assert_eq!(only("-- @param :name").expect("read").alias, Some("name"));
        assert_eq!(only("-- @param $1 in {braces}").expect("read").documentation, Some("in {braces}"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, part) in [
            ("-- @param", "names no parameter"),
            ("-- @param {Int} age", "names no parameter"),
            ("-- @param {Int $1", "no `}`"),
            ("-- @param {Integer} $1", "which there isn't: the types are Int, BigInt,"),
            ("-- @param {} $1", "which there isn't"),
            ("-- @param $one:age", "`$one`"),
            ("-- @param $1\n-- @param $1:b", "another one is about already"),
            ("-- @param $1:b\n-- @param $2:b", "another one is about already"),
        ] {
            let error = Doc::parse(line, &[]).expect_err(line);
            assert!(error.contains(part), "{line}: {error}");
        }
        assert!(Doc::parse("-- @param $1 a\n-- @param $2 b", &[]).is_ok());
    }

    #[test]
    fn lines_that_are_comments_are_not_run() {
        assert_eq!(source("-- a\n  SELECT 1 -- one\n\n -- b\n WHERE $1;\n"), "SELECT 1 -- one\n\nWHERE $1;");
        assert_eq!(source("SELECT 1"), "SELECT 1");
        // In a text they are no comments.
        assert_eq!(source("-- a\n\nSELECT 'x\n  -- y'\n"), "SELECT 'x\n  -- y'");
        assert_eq!(source("-- a\nSELECT $$x\n  -- y$$;\n"), "SELECT $$x\n  -- y$$;");
    }
}
