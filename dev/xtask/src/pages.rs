//! `docs/diagnostics`: a page for each code, made from what `nicol_schema::pages` holds.

use std::fmt::Write;
use std::fs;
use std::io;

use nicol_diagnostics::render::{TerminalOptions, terminal};
use nicol_diagnostics::{SourceFile, Sources};
use nicol_schema::pages::{Page, pages};

use crate::repo::Repo;

const FOLDER: &str = "docs/diagnostics";

/// Writes the pages, and removes those of codes that are no more.
pub(crate) fn write(repo: &Repo) -> io::Result<()> {
    let wanted = files();
    fs::create_dir_all(repo.root.join(FOLDER))?;
    for (name, text) in &wanted {
        fs::write(repo.root.join(name), text)?;
    }
    for old in old_files(repo, &wanted) {
        fs::remove_file(repo.root.join(old))?;
    }
    Ok(())
}

/// Whether the pages are those that would be written.
pub(crate) fn check(repo: &Repo, problems: &mut Vec<String>) {
    let wanted = files();
    for (name, text) in &wanted {
        if repo.read(name) != *text {
            problems.push(format!("{name}: out of date; `cargo xtask pages` writes it"));
        }
    }
    for old in old_files(repo, &wanted) {
        problems.push(format!("{old}: a page of no code; `cargo xtask pages` removes it"));
    }
}

fn old_files<'a>(repo: &'a Repo, wanted: &[(String, String)]) -> Vec<&'a str> {
    let is_page = |file: &&str| file.starts_with(FOLDER) && repo.root.join(file).exists();
    let is_old = |file: &&str| wanted.iter().all(|(name, _)| name != file);
    repo.files.iter().map(String::as_str).filter(is_page).filter(is_old).collect()
}

/// Names and texts of all files.
fn files() -> Vec<(String, String)> {
    let mut sorted: Vec<&Page> = pages().collect();
    sorted.sort_by_key(|page| page.code);
    let mut index = String::from(
        "# Diagnostics\n\nWhat `nicol validate` reports, by code. Made by `cargo xtask pages` from `crates/schema/src/pages`; \
         every example is tested.\n\n",
    );
    let mut files = Vec::new();
    for page in sorted {
        let _ = writeln!(index, "- [`{0}`]({0}.md): {1}", page.code, page.title);
        files.push((format!("{FOLDER}/{}.md", page.code), text(page)));
    }
    files.push((format!("{FOLDER}/README.md"), index));
    files
}

fn text(page: &Page) -> String {
    let setup = page.setup.text();
    let wrong = format!("{setup}{}", page.wrong);
    let sources = Sources::new(vec![SourceFile::new("schema.prisma", wrong.as_str())]);
    let said = terminal(&sources, &nicol_schema::load(&sources).diagnostics, TerminalOptions::default());
    format!(
        "# {}\n\n`{}`\n\n{}\n\n## Wrong\n\n```prisma\n{wrong}```\n\n```text\n{}\n```\n\n## Right\n\n```prisma\n{setup}{}```\n\n\
         [All codes](README.md)\n",
        page.title,
        page.code,
        page.text,
        said.trim_end(),
        page.right,
    )
}
