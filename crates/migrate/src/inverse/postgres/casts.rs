//! How values of one type become those of another. Types are as the server prints them.

use crate::sql::identifier;

/// How a column changes its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cast {
    /// By itself: what doesn't fit is an error.
    Plain,
    /// By this expression.
    Using(String),
    /// Not at all.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    Number,
    Boolean,
    Time,
    TimeOfDay,
    Json,
    Uuid,
    Bytes,
    Net,
    Bits,
    Money,
    Interval,
    Other,
}

/// The type without its length or precision.
fn base(ty: &str) -> String {
    match ty.split_once('(') {
        Some((before, after)) => {
            let rest = after.split_once(')').map_or("", |(_, rest)| rest);
            format!("{before}{rest}")
        }
        None => ty.to_owned(),
    }
}

/// The number in parentheses.
fn argument(ty: &str) -> Option<&str> {
    ty.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(argument, _)| argument)
}

fn family(ty: &str) -> Family {
    match base(ty).as_str() {
        "text" | "character varying" | "character" | "citext" | "name" | "\"char\"" => Family::Text,
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "numeric" | "oid" => Family::Number,
        "boolean" => Family::Boolean,
        "timestamp without time zone" | "timestamp with time zone" | "date" => Family::Time,
        "time without time zone" | "time with time zone" => Family::TimeOfDay,
        "json" | "jsonb" => Family::Json,
        "uuid" => Family::Uuid,
        "bytea" => Family::Bytes,
        "inet" | "cidr" => Family::Net,
        "bit" | "bit varying" => Family::Bits,
        "money" => Family::Money,
        // Its fields are a part of its name: `interval day to second(3)`.
        interval if interval == "interval" || interval.starts_with("interval ") => Family::Interval,
        _ => Family::Other,
    }
}

/// How a column of a type becomes one of another. `enums` says which of the two are enums.
pub(super) fn cast(column: &str, from: (&str, bool), to: (&str, bool)) -> Cast {
    let name = identifier(column);
    match (from.0.strip_suffix("[]"), to.0.strip_suffix("[]")) {
        (None, None) if matches!(way(from, to), Way::Plain) => Cast::Plain,
        (Some(_), None) if family(to.0) == Family::Text => Cast::Plain,
        _ => converted(&name, from, to).map_or(Cast::None, Cast::Using),
    }
}

/// A value of one type as one of another.
pub(super) fn converted(value: &str, from: (&str, bool), to: (&str, bool)) -> Option<String> {
    let through = |types: &[&str], to: &str, list: &str| {
        let steps = types.iter().chain([&to]).map(|ty| format!("::{ty}{list}"));
        Some(format!("{value}{}", steps.collect::<String>()))
    };
    let (from_element, to_element) = (from.0.strip_suffix("[]"), to.0.strip_suffix("[]"));
    let list = match (from_element, to_element) {
        // Casts of lists are those of their elements.
        (Some(_), Some(_)) => "[]",
        (None, None) => "",
        _ => return None,
    };
    let (from, to) = ((from_element.unwrap_or(from.0), from.1), (to_element.unwrap_or(to.0), to.1));
    match way(from, to) {
        Way::Plain => through(&[], to.0, list),
        Way::Through(types) => through(types, to.0, list),
        Way::None => None,
    }
}

/// How one value becomes another.
enum Way {
    Plain,
    /// An explicit cast, through these types.
    Through(&'static [&'static str]),
    None,
}

fn way((from, from_enum): (&str, bool), (to, to_enum): (&str, bool)) -> Way {
    let is_oid = |ty: &str| ty == "oid";
    let (ours, theirs) = (family(from), family(to));
    match (ours, theirs) {
        (_, Family::Text) => Way::Plain,
        (Family::Text, _) => Way::Through(&["text"]),
        _ if from_enum && to_enum => Way::Through(&["text"]),
        (Family::Interval, Family::Interval) => Way::Plain,
        (Family::Interval, _) | (_, Family::Interval) => Way::None,
        (Family::Other, _) | (_, Family::Other) => match base(from) == base(to) {
            true => Way::Plain,
            false => Way::None,
        },
        // Only whole numbers become object identifiers, and these only whole numbers.
        (Family::Number, Family::Number) if is_oid(from) != is_oid(to) => Way::Through(&["bigint"]),
        (Family::Money, Family::Number) if is_oid(to) => Way::Through(&["numeric", "bigint"]),
        (Family::Number, Family::Money) if is_oid(from) => Way::Through(&["bigint", "numeric"]),
        (Family::Boolean, Family::Number) | (Family::Number, Family::Boolean) => Way::Through(&["integer"]),
        (Family::Money, Family::Number) | (Family::Number, Family::Money) => Way::Through(&["numeric"]),
        (Family::TimeOfDay, Family::Time) => Way::None,
        (Family::Time, Family::TimeOfDay) if base(from) == "date" => Way::None,
        (Family::Time, Family::TimeOfDay) => Way::Through(&[]),
        (a, b) if a == b => match base(from) == base(to) || is_assigned(ours) {
            true => Way::Plain,
            false => Way::Through(&[]),
        },
        _ => Way::None,
    }
}

const fn is_assigned(family: Family) -> bool {
    matches!(family, Family::Number | Family::Time | Family::TimeOfDay | Family::Json | Family::Bits)
}

/// Whether values of a type are numbers, of which there is a largest one.
pub(super) fn holds_numbers(ty: &str) -> bool {
    family(ty) == Family::Number && base(ty) != "oid"
}

/// Whether the cast may round or cut values without an error.
pub(super) fn rounds(from: &str, to: &str) -> bool {
    if let (Some(from), Some(to)) = (from.strip_suffix("[]"), to.strip_suffix("[]")) {
        return rounds(from, to);
    }
    let numbers = |ty: &str| argument(ty).map(|a| a.split(',').map(|n| n.trim().parse().unwrap_or(0)).collect());
    match (family(from), family(to)) {
        (Family::Number, Family::Number) => {
            // How exactly a type holds numbers; None of a numeric without limits.
            let scale = |ty: &str| match base(ty).as_str() {
                "real" => Some(6),
                "double precision" => Some(15),
                "numeric" => numbers(ty).map(|n: Vec<i64>| n.get(1).copied().unwrap_or(0)),
                _ => Some(0),
            };
            let is_float = |ty: &str| matches!(base(ty).as_str(), "real" | "double precision");
            match (scale(from), scale(to)) {
                (_, None) => false,
                (None, Some(_)) => true,
                // Floats don't hold every bigint and decimal.
                (Some(_), Some(_)) if is_float(to) && base(from) == "real" => false,
                (Some(_), Some(_)) if is_float(to) => base(from) != "smallint" && base(from) != base(to),
                (Some(a), Some(b)) => b < a,
            }
        }
        (Family::Time, Family::Time) | (Family::TimeOfDay, Family::TimeOfDay) => {
            let precision = |ty: &str| match base(ty).as_str() {
                "date" => -1,
                _ => argument(ty).and_then(|a| a.parse().ok()).unwrap_or(6),
            };
            precision(to) < precision(from)
        }
        (Family::Interval, Family::Interval) => from != to && to != "interval",
        (Family::Time, Family::TimeOfDay) | (Family::Number, Family::Boolean) => true,
        (Family::Number, Family::Money) => true,
        // The one keeps the text, the other what it means.
        (Family::Json, Family::Json) => from == "json" && to == "jsonb",
        _ => false,
    }
}

/// Whether the cast reads text that may be written in more than one way: `007`, `2024-01-02`.
pub(super) fn reads(from: &str, to: &str) -> bool {
    if let (Some(from), Some(to)) = (from.strip_suffix("[]"), to.strip_suffix("[]")) {
        return reads(from, to);
    }
    let is_kept = matches!(family(to), Family::Text | Family::Other | Family::Bits) || to == "json";
    family(from) == Family::Text && !is_kept
}

/// Values of one type that have no place in another: in words, and as a condition.
pub(super) fn misfits(column: &str, from: &str, to: &str) -> Option<(String, String)> {
    let length = |ty: &str| match (base(ty).as_str(), argument(ty)) {
        ("character varying" | "character", Some(length)) => length.parse::<u32>().ok(),
        _ => None,
    };
    if let Some(most) = length(to) {
        let fits = length(from).is_some_and(|length| length <= most);
        let told = format!("no value may be longer than {most} characters");
        return (!fits).then(|| (told, format!("char_length(rtrim({column}::text)) > {most}")));
    }
    let range = |ty: &str| match base(ty).as_str() {
        "smallint" => Some((i64::from(i16::MIN), i64::from(i16::MAX))),
        "integer" => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
        "oid" => Some((0, i64::from(u32::MAX))),
        "bigint" => Some((i64::MIN, i64::MAX)),
        _ => None,
    };
    let (least, most) = range(to).filter(|_| family(from) == Family::Number)?;
    let fits = range(from).is_some_and(|(a, b)| a >= least && b <= most);
    let told = format!("no value may be below {least} or above {most}");
    (!fits).then(|| (told, format!("round({column}::numeric) NOT BETWEEN {least} AND {most}")))
}

/// What stands in the rows of a required column without a default, when it comes back.
pub(super) fn filler(ty: &str, first_label: Option<&str>) -> Option<String> {
    if ty.ends_with("[]") {
        return Some(format!("'{{}}'::{ty}"));
    }
    if let Some(label) = first_label {
        return Some(format!("'{}'::{ty}", label.replace('\'', "''")));
    }
    Some(match family(ty) {
        Family::Text => "''".to_owned(),
        Family::Number | Family::Money => "0".to_owned(),
        Family::Boolean => "false".to_owned(),
        Family::Time | Family::TimeOfDay => "CURRENT_TIMESTAMP".to_owned(),
        Family::Json => "'{}'".to_owned(),
        Family::Uuid => "gen_random_uuid()".to_owned(),
        Family::Bytes => "'\\x'".to_owned(),
        Family::Net => "'0.0.0.0'".to_owned(),
        Family::Bits if base(ty) == "bit varying" => "B''".to_owned(),
        Family::Bits => format!("repeat('0', {})::{ty}", argument(ty).unwrap_or("1")),
        Family::Interval => "'0'".to_owned(),
        Family::Other => return None,
    })
}

/// A statement's expression for values that are all different, for a column that is unique: `n` numbers the rows.
pub(super) fn distinct_filler(ty: &str) -> Option<String> {
    Some(match family(ty) {
        Family::Text => match argument(ty).and_then(|n| n.parse::<u32>().ok()) {
            Some(length) if length < 12 => "nicol.n::text".to_owned(),
            _ => "'row ' || nicol.n".to_owned(),
        },
        Family::Number => format!("nicol.n::{ty}"),
        Family::Uuid => "gen_random_uuid()".to_owned(),
        Family::Time if base(ty) != "date" => format!("(CURRENT_TIMESTAMP + nicol.n * INTERVAL '1 second')::{ty}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_where_there_is_a_way() {
        let plain = |from, to| cast("c", (from, false), (to, false));
        assert_eq!(plain("bigint", "integer"), Cast::Plain);
        assert_eq!(plain("interval(3)", "interval"), Cast::Plain);
        assert_eq!(plain("interval", "interval day to second(2)"), Cast::Plain);
        assert_eq!(plain("interval year", "interval(6)"), Cast::Plain);
        assert_eq!(plain("text", "integer"), Cast::Using("\"c\"::text::integer".into()));
        assert_eq!(plain("integer", "character varying(3)"), Cast::Plain);
        assert_eq!(plain("timestamp without time zone", "integer"), Cast::None);
        assert_eq!(plain("text[]", "integer[]"), Cast::Using("\"c\"::text[]::integer[]".into()));
        assert_eq!(plain("numeric(65,30)[]", "integer[]"), Cast::Using("\"c\"::integer[]".into()));
        assert_eq!(plain("numeric(2,0)", "oid"), Cast::Using("\"c\"::bigint::oid".into()));
        assert_eq!(plain("oid", "smallint"), Cast::Using("\"c\"::bigint::smallint".into()));
        assert_eq!(plain("money", "oid"), Cast::Using("\"c\"::numeric::bigint::oid".into()));
        assert_eq!(cast("c", ("\"A\"", true), ("\"B\"", true)), Cast::Using("\"c\"::text::\"B\"".into()));
        assert_eq!(cast("c", ("text", false), ("\"B\"", true)), Cast::Using("\"c\"::text::\"B\"".into()));
    }

    #[test]
    fn what_has_no_place_is_known() {
        for (from, to) in
            [("text", "character(1)"), ("bigint", "integer"), ("numeric(65,30)", "bigint"), ("integer", "oid")]
        {
            assert!(misfits("c", from, to).is_some(), "{from} to {to}");
        }
        for (from, to) in [
            ("character(1)", "character varying(1)"),
            ("smallint", "integer"),
            ("integer", "text"),
            ("text", "integer"),
        ] {
            assert!(misfits("c", from, to).is_none(), "{from} to {to}");
        }
    }

    #[test]
    fn what_rounds_is_known() {
        for (from, to) in [
            ("double precision", "integer"),
            ("numeric(10,4)", "numeric(10,2)"),
            ("numeric(65,30)", "double precision"),
            ("timestamp(6) without time zone", "timestamp(3) without time zone"),
            ("timestamp(3) without time zone", "date"),
        ] {
            assert!(rounds(from, to), "{from} to {to}");
        }
        for (from, to) in [("integer", "bigint"), ("bigint", "integer"), ("text", "integer"), ("date", "date")] {
            assert!(!rounds(from, to), "{from} to {to}");
        }
    }
}
