//! Comments of a schema file: taken from between its declarations, and put back where the declarations went.

/// A line between two declarations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CommentLine {
    /// A comment, as it is printed; a block comment may have several lines.
    Text(String),
    Blank,
}

/// The comments of a declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Comments {
    /// Above it. Starts with text, and holds no two blank lines in a row; a blank line at the end sets it apart.
    pub above: Vec<CommentLine>,
    /// On its line, behind it.
    pub trailing: Option<String>,
}

/// What stands between two declarations: the comment on the line of the first, and the lines above the second.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gap {
    pub trailing: Option<String>,
    pub lines: Vec<CommentLine>,
}

/// Reads the text between two declarations. `starts_on_line`: the first line is the rest of a declaration's line.
pub(super) fn gap(text: &str, starts_on_line: bool) -> Gap {
    let mut gap = Gap::default();
    let mut is_first_line = starts_on_line;
    let mut is_line_empty = !starts_on_line;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") || rest.starts_with("/*") {
            let end = if rest.starts_with("//") {
                rest.find(['\n', '\r']).unwrap_or(rest.len())
            } else {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            };
            let comment = printed(&rest[..end]);
            if is_first_line && gap.trailing.is_none() {
                gap.trailing = Some(comment);
            } else {
                gap.lines.push(CommentLine::Text(comment));
            }
            is_line_empty = false;
            rest = &rest[end..];
            continue;
        }
        if c == '\n' {
            if is_line_empty && !is_first_line {
                gap.lines.push(CommentLine::Blank);
            }
            is_line_empty = true;
            is_first_line = false;
        }
        rest = &rest[c.len_utf8()..];
    }
    tidy(&mut gap.lines);
    gap
}

/// `/// text` in one form; other comments as they are.
fn printed(comment: &str) -> String {
    match comment.strip_prefix("///") {
        Some(text) if text.trim().is_empty() => "///".to_owned(),
        Some(text) => format!("/// {}", text.trim()),
        None => comment.trim_end().to_owned(),
    }
}

/// Takes blank lines off the start and out of each other's way.
pub(super) fn tidy(lines: &mut Vec<CommentLine>) {
    lines.dedup_by(|a, b| *a == CommentLine::Blank && *b == CommentLine::Blank);
    if lines.first() == Some(&CommentLine::Blank) {
        lines.remove(0);
    }
}

/// The lines that stand for themselves: those that a blank line separates from what follows. They stay when the
/// declaration below goes. The blank line is not among them.
pub(super) fn free_standing(lines: &[CommentLine]) -> Vec<CommentLine> {
    split(lines).0
}

/// The lines that stand for themselves, and those that belong to what follows.
pub(super) fn split(lines: &[CommentLine]) -> (Vec<CommentLine>, Vec<CommentLine>) {
    match lines.iter().rposition(|line| *line == CommentLine::Blank) {
        Some(blank) => (lines[..blank].to_vec(), lines[blank + 1..].to_vec()),
        None => (Vec::new(), lines.to_vec()),
    }
}

/// Appends lines, with a blank one between.
pub(super) fn append(to: &mut Vec<CommentLine>, lines: Vec<CommentLine>) {
    if !to.is_empty() && !lines.is_empty() && to.last() != Some(&CommentLine::Blank) {
        to.push(CommentLine::Blank);
    }
    to.extend(lines);
}

/// Puts lines that stood for themselves above others.
pub(super) fn prepend(carried: Vec<CommentLine>, own: &mut Vec<CommentLine>) {
    if !carried.is_empty() {
        let rest = std::mem::replace(own, carried);
        own.push(CommentLine::Blank);
        own.extend(rest);
    }
}

impl Comments {
    /// With a trailing `///` moved above, where it documents the same.
    pub(super) fn new(above: Vec<CommentLine>, trailing: Option<String>) -> Self {
        let mut comments = Self { above, trailing };
        // Documentation documents over a blank line too, so it is put where it belongs.
        let ends_with_doc = matches!(
            comments.above.as_slice(),
            [.., CommentLine::Text(text), CommentLine::Blank] if text.starts_with("///")
        );
        if ends_with_doc {
            comments.above.pop();
        }
        if let Some(doc) = comments.trailing.take_if(|t| t.starts_with("///")) {
            comments.above.push(CommentLine::Text(doc));
        }
        comments
    }

    /// The lines above a declaration, indented.
    pub(super) fn print_above(&self, indent: &str, out: &mut String) {
        print(&self.above, indent, out);
    }
}

/// Prints lines, indented.
pub(super) fn print(lines: &[CommentLine], indent: &str, out: &mut String) {
    for line in lines {
        if let CommentLine::Text(text) = line {
            out.push_str(indent);
            out.push_str(text);
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> CommentLine {
        CommentLine::Text(text.to_owned())
    }

    #[test]
    fn a_gap_is_split_at_the_end_of_the_line() {
        let read = gap(" // on the line\n\n\n  ///doc \n  // plain\n\n  /* block\n  more */\n  ", true);
        assert_eq!(read.trailing.as_deref(), Some("// on the line"));
        assert_eq!(read.lines, [text("/// doc"), text("// plain"), CommentLine::Blank, text("/* block\n  more */")]);
        assert_eq!(gap("\n\n", true), Gap::default());
    }

    #[test]
    fn free_standing_comments_are_above_a_blank_line() {
        let lines = gap("// section\n\n// of the next\n", false).lines;
        assert_eq!(free_standing(&lines), [text("// section")]);
        assert_eq!(free_standing(&lines[2..]), []);
        let lines = gap("// section\n\n", false).lines;
        assert_eq!(free_standing(&lines), [text("// section")]);
    }
}
