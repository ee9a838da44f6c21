//! What a statement does, in two words: `SELECT members`.

/// The operation, and the table that it is about first of all.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) operation: String,
    pub(super) collection: Option<String>,
}

pub(super) fn of(sql: &str) -> Summary {
    let mut tokens = Tokens { rest: sql, depth: 0 };
    let mut operation = String::new();
    while let Some(token) = tokens.next() {
        let Token::Word(word) = token else { continue };
        if tokens.depth > 0 {
            continue;
        }
        let word = word.to_ascii_uppercase();
        // After WITH, what counts is what comes behind the parentheses.
        let is_main = matches!(word.as_str(), "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "VALUES");
        if operation.is_empty() || (operation == "WITH" && is_main) {
            operation = word;
            if operation != "WITH" {
                break;
            }
        }
    }
    let before = match operation.as_str() {
        "SELECT" | "DELETE" => "FROM",
        "INSERT" | "MERGE" => "INTO",
        "UPDATE" => "",
        _ => return Summary { operation, collection: None },
    };
    if before.is_empty() {
        let collection = tokens.name();
        return Summary { operation, collection };
    }
    // What stands in parentheses counts if it is what is read from.
    let mut is_inside = false;
    while let Some(token) = tokens.next() {
        if matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(before)) && (is_inside || tokens.depth == 0) {
            match tokens.name() {
                None => is_inside = true,
                collection => return Summary { operation, collection },
            }
        }
    }
    Summary { operation, collection: None }
}

#[derive(Debug, PartialEq, Eq)]
enum Token<'s> {
    Word(&'s str),
    /// In quotation marks, which are left out.
    Name(&'s str),
    Dot,
    Other,
}

struct Tokens<'s> {
    rest: &'s str,
    depth: usize,
}

impl<'s> Tokens<'s> {
    fn next(&mut self) -> Option<Token<'s>> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next()?;
        if let Some(comment) = self.rest.strip_prefix("--") {
            self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
            return Some(Token::Other);
        }
        if let Some(comment) = self.rest.strip_prefix("/*") {
            self.rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
            return Some(Token::Other);
        }
        if first.is_alphabetic() || first == '_' {
            let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Token::Word(word));
        }
        let rest = &self.rest[first.len_utf8()..];
        if matches!(first, '"' | '\'' | '`') {
            let (text, rest) = rest.split_once(first).unwrap_or((rest, ""));
            self.rest = rest;
            return Some(if first == '\'' { Token::Other } else { Token::Name(text) });
        }
        self.rest = rest;
        match first {
            '(' => self.depth += 1,
            ')' => self.depth = self.depth.saturating_sub(1),
            '.' => return Some(Token::Dot),
            _ => {}
        }
        Some(Token::Other)
    }

    /// A name with what stands before its dots; the last part of it.
    fn name(&mut self) -> Option<String> {
        let mut last = None;
        loop {
            match self.next()? {
                Token::Word(word) if last.is_none() && word.eq_ignore_ascii_case("ONLY") => continue,
                Token::Word(name) | Token::Name(name) => last = Some(name.to_owned()),
                _ => return last,
            }
            let here = self.rest;
            if self.next() != Some(Token::Dot) {
                self.rest = here;
                return last;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(sql: &str) -> String {
        let Summary { operation, collection } = of(sql);
        collection.map_or(operation.clone(), |name| format!("{operation} {name}"))
    }

    #[test]
    fn two_words_for_each_statement() {
        for (sql, expected) in [
            (r#"SELECT "public"."members"."id" FROM "public"."members" WHERE 1=1"#, "SELECT members"),
            ("select (select 1 from a), 'x from b' from c.d where true", "SELECT d"),
            ("/* from x */ SELECT 1", "SELECT"),
            (r#"INSERT INTO "Genre" ("name") VALUES ($1)"#, "INSERT Genre"),
            (r#"WITH x AS (DELETE FROM "a" RETURNING *) INSERT INTO "b" SELECT * FROM x"#, "INSERT b"),
            ("UPDATE ONLY public.t SET a = 1", "UPDATE t"),
            ("DELETE FROM `t`", "DELETE t"),
            ("BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN"),
            ("SAVEPOINT prisma_sp_0", "SAVEPOINT"),
            ("SELECT * FROM (VALUES (1)) AS v", "SELECT"),
            ("SELECT count(*) FROM (SELECT id FROM main.t LIMIT 1) AS v", "SELECT t"),
            ("", ""),
            ("\"", ""),
        ] {
            assert_eq!(summary(sql), expected, "{sql}");
        }
    }
}
