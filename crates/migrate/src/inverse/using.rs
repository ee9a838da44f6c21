//! `ALTER COLUMN … TYPE … USING …`: whether it does more to values than to make them ones of the other type.

use nicol_catalog::script::Word;

/// Whether a statement gives a column another type by an expression that is no plain cast of that column.
pub(super) fn changes_values(all: &[Word<'_>]) -> bool {
    let is = |at: usize, keyword: &str| all.get(at).is_some_and(|w| w.is(keyword));
    if !(is(0, "ALTER") && is(1, "TABLE")) {
        return false;
    }
    parts(&all[2..]).any(|part| {
        let Some(alter) = part.iter().position(|w| w.is("ALTER")) else { return false };
        let name = alter + if part.get(alter + 1).is_some_and(|w| w.is("COLUMN")) { 2 } else { 1 };
        let ty = part.iter().position(|w| w.is("TYPE"));
        let using = part.iter().position(|w| w.is("USING"));
        match (part.get(name).and_then(|w| w.unquoted()), ty, using) {
            (Some(column), Some(ty), Some(using)) if ty < using => {
                !is_plain(&column, &part[ty + 1..using], &part[using + 1..])
            }
            _ => false,
        }
    })
}

/// What stands between commas that are in no parentheses.
fn parts<'a, 't>(all: &'a [Word<'t>]) -> impl Iterator<Item = &'a [Word<'t>]> {
    let mut depth = 0_i32;
    all.split(move |word| {
        depth += i32::from(opens(*word)) - i32::from(closes(*word));
        depth == 0 && word.is_sign(",")
    })
}

fn opens(word: Word<'_>) -> bool {
    word.is_sign("(") || word.is_sign("[")
}

fn closes(word: Word<'_>) -> bool {
    word.is_sign(")") || word.is_sign("]")
}

/// Words that make something else of a value.
const OPERATORS: [&str; 11] = ["AT", "IS", "AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "BETWEEN", "SIMILAR", "OPERATOR"];

fn is_plain(column: &str, ty: &[Word<'_>], expression: &[Word<'_>]) -> bool {
    let is_cast = |w: &&Word<'_>| w.is("CAST");
    let start = expression.iter().take_while(|w| w.is_sign("(") || w.is("CAST")).count();
    let mut rest = &expression[start..];
    // `"table"."column"`
    while let [_, dot, after @ ..] = rest
        && dot.is_sign(".")
    {
        rest = after;
    }
    let Some((first, rest)) = rest.split_first() else { return false };
    let is_column = first.text_literal().is_none()
        && first.unquoted().is_some_and(|name| match first.is_quoted() {
            true => name == column,
            false => name.eq_ignore_ascii_case(column),
        });
    let is_of_types = |w: &Word<'_>| match w.unquoted() {
        Some(_) => !w.text().starts_with('\'') && !OPERATORS.iter().any(|o| w.is(o)),
        None => ["(", ")", "[", "]", ",", ".", ":", "::"].iter().any(|sign| w.is_sign(sign)) || is_number(w.text()),
    };
    if !is_column || !rest.iter().all(is_of_types) || expression.iter().filter(is_cast).count() > 1 {
        return false;
    }
    let casts: Vec<&[Word<'_>]> = rest
        .split(|w| w.is_sign(":") || w.is_sign("::") || w.is("AS"))
        .filter(|part| part.iter().any(|w| w.unquoted().is_some()))
        .collect();
    let Some((last, through)) = casts.split_last() else { return true };
    through.iter().all(|part| is_text(part)) && (is_text(last) || named(last) == named(ty))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_text(ty: &[Word<'_>]) -> bool {
    matches!(named(ty).as_str(), "text" | "character") && !ty.iter().any(|w| is_number(w.text()))
}

/// The first word of a type, as the server calls it; behind its schema.
fn named(ty: &[Word<'_>]) -> String {
    let mut ty: Vec<&Word<'_>> = ty.iter().filter(|w| w.unquoted().is_some() || w.is_sign(".")).collect();
    while ty.get(1).is_some_and(|w| w.is_sign(".")) {
        ty.drain(..2);
    }
    let Some(first) = ty.first() else { return String::new() };
    let name = first.unquoted().unwrap_or_default();
    if first.is_quoted() {
        return name;
    }
    match name.to_ascii_lowercase().as_str() {
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "float8" => "double",
        "float4" => "real",
        "decimal" => "numeric",
        "bool" => "boolean",
        "varchar" | "char" | "bpchar" => "character",
        "timestamptz" => "timestamp",
        "timetz" => "time",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use nicol_catalog::Dialect;
    use nicol_catalog::script::words;

    use super::*;

    fn changes(part: &str) -> bool {
        let statement = format!("ALTER TABLE \"t\" {part}");
        changes_values(&words(Dialect::Postgres, &statement).collect::<Vec<_>>())
    }

    #[test]
    fn a_plain_cast_of_the_column_changes_nothing_else() {
        for plain in [
            "ALTER COLUMN a TYPE BIGINT USING a::bigint",
            "ALTER COLUMN \"a\" SET DATA TYPE int USING (\"a\"::INTEGER)",
            "ALTER a TYPE \"R_new\" USING (a::text::\"R_new\"), ALTER b TYPE \"R_new\"[] USING (\"b\"::text[]::\"R_new\"[])",
            "ALTER a TYPE timestamptz(3) USING CAST(t.a AS timestamp with time zone)",
            "ALTER a TYPE varchar(3) USING a::varchar(3)",
            "ALTER a TYPE numeric(10, 2) USING a",
            "ALTER a TYPE public.\"M\" USING (a::text)::public.\"M\"",
            "ALTER a TYPE text, ADD COLUMN b INT DEFAULT (1 * 2)",
            "ADD EXCLUDE USING gist (a WITH =)",
        ] {
            assert!(!changes(plain), "{plain}");
        }
    }

    #[test]
    fn everything_else_does() {
        for changed in [
            "ALTER COLUMN n TYPE BIGINT USING n * 1000",
            "ALTER COLUMN v TYPE TIMESTAMP(3) USING NULL::TIMESTAMP(3)",
            "ALTER COLUMN a TYPE TEXT[] USING ARRAY[a]",
            "ALTER COLUMN at TYPE TIMESTAMP(6) USING (at AT TIME ZONE 'UTC')",
            "ALTER COLUMN p TYPE INTEGER USING (p * 100)::INTEGER",
            "ALTER COLUMN a TYPE date, ALTER b TYPE text USING lower(b)",
            "ALTER a TYPE int USING CASE WHEN a THEN 1 ELSE 0 END",
            "ALTER a TYPE timestamp USING a::date",
            "ALTER a TYPE timestamp USING a::date::timestamp",
            "ALTER a TYPE text USING a::varchar(3)",
            "ALTER a TYPE int USING b::int",
            "ALTER \"A\" TYPE int USING \"a\"::int",
            "ALTER a TYPE text USING 'a'",
        ] {
            assert!(changes(changed), "{changed}");
        }
    }
}
