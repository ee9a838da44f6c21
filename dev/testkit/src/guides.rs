//! The user's guides, where they are at hand (`../shared/guides` beside the repository): pages with files in them.

use std::fs;

/// A fenced block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands behind the fence: `prisma`, `typescript`; empty where nothing does.
    pub language: String,
    /// The path that the block's first line (a comment) or the text before it names between backquotes.
    pub path: Option<String>,
    pub text: String,
}

/// The blocks of a page, by the beginning of its name (`3-`); `None` (and a counted skip) where it is not there.
#[must_use]
pub fn blocks(page: &str) -> Option<Vec<Block>> {
    let dir = crate::root().parent()?.join("shared/guides");
    let found = fs::read_dir(&dir).ok().into_iter().flatten().flatten();
    let path = found
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(page)));
    let Some(text) = path.and_then(|path| fs::read_to_string(path).ok()) else {
        crate::skip::skip("NICOL_ORACLE", "there are no guides beside the repository");
        return None;
    };
    Some(read(&text))
}

fn read(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut named = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            named = path_in(line).or(named);
            continue;
        };
        let text: Vec<&str> = lines.by_ref().take_while(|line| !line.trim_start().starts_with("```")).collect();
        let first = text.first().and_then(|line| line.strip_prefix("// ")).filter(|rest| is_path(rest));
        let path = first.map(str::to_owned).or_else(|| named.take());
        blocks.push(Block { language: language.trim().to_owned(), path, text: text.join("\n") + "\n" });
    }
    blocks
}

/// The last path between backquotes.
fn path_in(line: &str) -> Option<String> {
    line.split('`').skip(1).step_by(2).filter(|text| is_path(text)).last().map(str::to_owned)
}

fn is_path(text: &str) -> bool {
    text.contains(['.', '/']) && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_the_names_that_stand_before_or_in_them() {
        let page = "# A\n### Main (`a/b.prisma`)\n\nText.\n\n```prisma\nmodel A {\n}\n```\n\n```prisma\n// c.prisma\nx\n```\n```\n\n```\n";
        let found: Vec<_> = read(page).into_iter().map(|b| (b.language, b.path, b.text)).collect();
        let named = |path: &str| Some(path.to_owned());
        let text = str::to_owned;
        assert_eq!(
            found,
            [
                (text("prisma"), named("a/b.prisma"), text("model A {\n}\n")),
                (text("prisma"), named("c.prisma"), text("// c.prisma\nx\n")),
                (text(""), None, text("\n")),
            ]
        );
    }
}
