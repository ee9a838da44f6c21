//! Parameters of a text that was written.

/// Appends a statement, or a part of one, to `out`, and has something written for each of its parameters: `write` gets the
/// parameter's index, what was written so far, and the rest of the text. What stands in quotes is none.
pub(crate) fn replace_params(sql: &str, out: &mut String, mut write: impl FnMut(usize, &mut String, &str)) {
    out.reserve(sql.len() + 64);
    let mut rest = sql;
    while let Some(at) = rest.find(['"', '\'', '$']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if !from.starts_with('$') {
            // A quoted name or text: a doubled quote is the end of one and the start of the next.
            let mark = if from.starts_with('"') { '"' } else { '\'' };
            let end = from[1..].find(mark).map_or(from.len(), |end| end + 2);
            out.push_str(&from[..end]);
            rest = &from[end..];
            continue;
        }
        let digits = from[1..].bytes().take_while(u8::is_ascii_digit).count();
        rest = &from[1 + digits..];
        match from[1..=digits].parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
            Some(index) => write(index, out, rest),
            None => out.push_str(&from[..=digits]),
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::replace_params;

    #[test]
    fn only_parameters_are_replaced() {
        let sql = r#"SELECT "a$1""", '$2''$3', $12::text FROM "$" WHERE x = $1"#;
        let mut replaced = String::new();
        replace_params(sql, &mut replaced, |index, out, _| out.push_str(&format!("<{index}>")));
        assert_eq!(replaced, r#"SELECT "a$1""", '$2''$3', <11>::text FROM "$" WHERE x = <0>"#);
    }
}
