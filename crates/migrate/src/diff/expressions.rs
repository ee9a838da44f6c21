//! Whether two expressions (predicates of partial indexes, defaults) mean the same. The user writes
//! `status = 'a' AND n > 1`, the server prints `((status = 'a'::text) AND (n > 1))`.

/// Compares without casts, quotes that change nothing, case of keywords, and parentheses that change nothing.
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || canonical(a) == canonical(b)
}

/// The expression with all its parentheses; for one that isn't understood, its words.
fn canonical(sql: &str) -> String {
    let tokens = tokens(sql);
    let mut parser = Parser { tokens: &tokens, at: 0 };
    match parser.expression(0) {
        Some(text) if parser.at == tokens.len() => text,
        _ => tokens.join(" "),
    }
}

/// Types whose constants are written with the type before them.
const TYPES_BEFORE_TEXTS: [&str; 5] = ["interval", "date", "time", "timestamp", "timestamptz"];

fn tokens(sql: &str) -> Vec<String> {
    let chars: Vec<char> = sql.chars().collect();
    let mut tokens: Vec<String> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        if c == '\'' || c == '"' {
            at = quoted_end(&chars, at);
            let text: String = chars[start..at].iter().collect();
            tokens.push(if c == '"' { plain_identifier(&text) } else { text });
        } else if c.is_alphanumeric() || c == '_' {
            while at < chars.len() && (chars[at].is_alphanumeric() || "_.$".contains(chars[at])) {
                at += 1;
            }
            let word = chars[start..at].iter().collect::<String>().to_lowercase();
            // `interval '1 day'` is `'1 day'::interval`.
            let next = chars[at..].iter().find(|c| !c.is_whitespace());
            let is_cast = next == Some(&'\'') && TYPES_BEFORE_TEXTS.contains(&word.as_str());
            if !is_cast {
                tokens.push(word);
            }
        } else if c == ':' && chars.get(at + 1) == Some(&':') {
            at = cast_end(&chars, at + 2);
        } else {
            at += 1;
            while at < chars.len() && "<>=!~|&@#?-".contains(c) && "<>=!~*|&@#?".contains(chars[at]) {
                at += 1;
            }
            let operator: String = chars[start..at].iter().collect();
            tokens.push(if operator == "!=" { "<>".to_owned() } else { operator });
        }
    }
    tokens
}

fn quoted_end(chars: &[char], start: usize) -> usize {
    let quote = chars[start];
    let mut at = start + 1;
    while at < chars.len() {
        if chars[at] == quote {
            if chars.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    at
}

/// Quotes matter only where the name would be another one without.
fn plain_identifier(quoted: &str) -> String {
    let inner = &quoted[1..quoted.len().saturating_sub(1).max(1)];
    let is_plain = inner.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && inner.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_plain { inner.to_owned() } else { quoted.to_owned() }
}

/// After the type of a cast: `text`, `character varying(3)[]`, `public."E"`.
fn cast_end(chars: &[char], mut at: usize) -> usize {
    const SECOND_WORDS: [&str; 4] = ["varying", "precision", "with", "without"];
    loop {
        while at < chars.len() && (chars[at].is_alphanumeric() || "_.".contains(chars[at]) || chars[at] == '"') {
            at = if chars[at] == '"' { quoted_end(chars, at) } else { at + 1 };
        }
        if chars.get(at) == Some(&'(') {
            at = chars[at..].iter().position(|c| *c == ')').map_or(chars.len(), |i| at + i + 1);
        }
        while chars.get(at) == Some(&'[') {
            at = chars[at..].iter().position(|c| *c == ']').map_or(chars.len(), |i| at + i + 1);
        }
        let rest: String = chars[at.min(chars.len())..].iter().collect();
        let word = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
        if rest.starts_with(' ') && SECOND_WORDS.contains(&word.as_str()) {
            let tail = if word.starts_with("with") { " time zone".chars().count() } else { 0 };
            at += rest.chars().count() - rest.trim_start().chars().count() + word.chars().count() + tail;
        } else {
            return at.min(chars.len());
        }
    }
}

/// Binding powers: OR, AND, NOT, comparisons, sums, products.
struct Parser<'a> {
    tokens: &'a [String],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn expression(&mut self, least: u8) -> Option<String> {
        let mut left = self.operand()?;
        while let Some(operator) = self.peek() {
            let power = match operator {
                "or" => 1,
                "and" => 2,
                "is" | "in" | "like" | "ilike" | "between" => 4,
                "+" | "-" => 6,
                "*" | "/" | "%" => 7,
                text if text.starts_with(|c: char| "<>=!~|&@#?".contains(c)) => 4,
                _ => break,
            };
            if power <= least {
                break;
            }
            let operator = operator.to_owned();
            self.at += 1;
            left = if operator == "is" {
                let negation = if self.peek() == Some("not") { "not " } else { "" };
                self.at += usize::from(!negation.is_empty());
                let what = self.peek()?.to_owned();
                self.at += 1;
                format!("({left} is {negation}{what})")
            } else {
                let right = self.expression(power)?;
                format!("({left} {operator} {right})")
            };
        }
        Some(left)
    }

    fn operand(&mut self) -> Option<String> {
        let token = self.peek()?.to_owned();
        self.at += 1;
        match token.as_str() {
            "(" => {
                let inner = self.list(")")?;
                Some(if inner.len() == 1 { inner.into_iter().next()? } else { format!("({})", inner.join(", ")) })
            }
            "not" => Some(format!("(not {})", self.expression(3)?)),
            "-" => Some(format!("-{}", self.operand()?)),
            "array" if self.peek() == Some("[") => {
                self.at += 1;
                Some(format!("array[{}]", self.list("]")?.join(", ")))
            }
            ")" | "]" | "," => None,
            _ if self.peek() == Some("(") => {
                self.at += 1;
                Some(format!("{token}({})", self.list(")")?.join(", ")))
            }
            _ => Some(token),
        }
    }

    fn list(&mut self, end: &str) -> Option<Vec<String>> {
        let mut items = Vec::new();
        if self.peek() == Some(end) {
            self.at += 1;
            return Some(items);
        }
        loop {
            items.push(self.expression(0)?);
            let next = self.peek()?.to_owned();
            self.at += 1;
            match next.as_str() {
                "," => {}
                next if next == end => return Some(items),
                _ => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn the_server_prints_what_was_written() {
        for (written, printed) in [
            ("a = 1", "(a = 1)"),
            (r#""a" = 1 AND "b" IS NULL"#, "((a = 1) AND (b IS NULL))"),
            ("status = 'it''s'", "((status)::text = 'it''s'::text)"),
            ("x > 1 OR y < 2 AND z", "((x > 1) OR ((y < 2) AND z))"),
            (r#""e" = 'A'"#, r#"(e = 'A'::public."E")"#),
            ("c != true", "(c <> true)"),
            ("lower(n) = 'x'", "(lower(n) = 'x'::text)"),
            (
                "t < '2020-01-01'",
                "(t < '2020-01-01 00:00:00'::timestamp without time zone)".replace(" 00:00:00", "").as_str(),
            ),
            ("n = 'a'", "((n)::character varying(20) = 'a'::character varying)"),
            (r#""userId" IS NOT NULL"#, r#"("userId" IS NOT NULL)"#),
        ] {
            assert!(same(written, printed), "{written} / {printed}");
        }
    }

    #[test]
    fn parentheses_that_matter_matter() {
        assert!(!same("a AND (b OR c)", "(a AND b) OR c"));
        assert!(!same("a = 1", "a = 2"));
        assert!(!same("\"A\" = 1", "a = 1"));
        assert!(!same("a = 'x'", "a = 'X'"));
        assert!(!same("a IS NULL", "a IS NOT NULL"));
    }
}
