//! Lines of code, as rustfmt writes them.

use std::fmt;

/// The width from which rustfmt breaks lines.
const WIDTH: usize = 100;

/// The width from which it breaks arrays, with their brackets.
const SHORT_ARRAY: usize = 62;

/// Text with indentation.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), depth: 0 }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// A line; empty ones without indentation.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.indent();
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
    }

    /// An empty line, unless one stands there or a block has just begun.
    pub(super) fn gap(&mut self) {
        if !self.text.ends_with("\n\n") && !self.text.ends_with("{\n") && !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// `head {`, lines, `}`.
    pub(super) fn block(&mut self, head: impl AsRef<str>, body: impl FnOnce(&mut Self)) {
        self.block_with(head, body, "}");
    }

    /// The same with another end.
    pub(super) fn block_with(&mut self, head: impl AsRef<str>, body: impl FnOnce(&mut Self), end: &str) {
        self.line(format!("{} {{", head.as_ref()));
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.line(end);
    }

    /// A function; its parameters and its result go on lines of their own if it is too long.
    pub(super) fn function(&mut self, head: &str, params: &[String], result: &str, body: impl FnOnce(&mut Self)) {
        let one_line = format!("{head}({}) -> {result}", params.join(", "));
        if self.fits(&one_line, 2) {
            return self.block(one_line, body);
        }
        if params.is_empty() {
            self.line(format!("{head}()"));
            return self.block(format!("-> {result}"), body);
        }
        self.line(format!("{head}("));
        self.depth += 1;
        for param in params {
            self.line(format!("{param},"));
        }
        self.depth -= 1;
        self.block(format!(") -> {result}"), body);
    }

    /// An implementation of a trait with one function of one line.
    pub(super) fn implementation(&mut self, of: &str, head: &str, params: &[&str], result: &str, body: &str) {
        self.gap();
        let space = if of.starts_with('<') { "" } else { " " };
        self.block(format!("impl{space}{of}"), |w| {
            w.line("#[inline]");
            let params: Vec<String> = params.iter().map(|&param| param.to_owned()).collect();
            w.function(head, &params, result, |w| w.line(body));
        });
    }

    /// `head(args)tail`, with a line for each argument if it is too long.
    pub(super) fn call(&mut self, head: &str, args: &[String], tail: &str) {
        let one_line = format!("{head}({}){tail}", args.join(", "));
        if self.fits(&one_line, 0) {
            return self.line(one_line);
        }
        self.line(format!("{head}("));
        self.depth += 1;
        args.iter().for_each(|arg| self.line(format!("{arg},")));
        self.depth -= 1;
        self.line(format!("){tail}"));
    }

    /// `head = &[(a, b), (c, d)];`, with a line for each tuple if it is too long.
    pub(super) fn table<const N: usize>(&mut self, head: &str, rows: &[[String; N]]) {
        let tuples: Vec<String> = rows.iter().map(|row| format!("({})", row.join(", "))).collect();
        let list = format!("[{}]", tuples.join(", "));
        if list.len() <= SHORT_ARRAY {
            return self.assignment(head, &format!("&{list}"));
        }
        self.line(format!("{head} = &["));
        self.depth += 1;
        rows.iter().for_each(|row| self.call("", row, ","));
        self.depth -= 1;
        self.line("];");
    }

    /// `name = value;`, broken after `=` if it is too long.
    pub(super) fn assignment(&mut self, name: &str, value: &str) {
        let one_line = format!("{name} = {value};");
        if self.fits(&one_line, 0) {
            return self.line(one_line);
        }
        self.line(format!("{name} ="));
        self.depth += 1;
        self.line(format!("{value};"));
        self.depth -= 1;
    }

    fn fits(&self, line: &str, more: usize) -> bool {
        self.depth * 4 + line.chars().count() + more <= WIDTH
    }

    /// Documentation of the schema, or a text of ours.
    pub(super) fn doc(&mut self, documentation: Option<&str>, otherwise: impl fmt::Display) {
        match documentation {
            Some(text) => text.lines().for_each(|line| self.doc_line(line)),
            None => self.doc_line(&otherwise.to_string()),
        }
    }

    fn doc_line(&mut self, line: &str) {
        let line = line.trim_end();
        self.line(if line.is_empty() { "///".to_owned() } else { format!("/// {line}") });
    }
}
