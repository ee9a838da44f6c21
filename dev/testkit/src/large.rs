//! A schema of the size that the largest applications have: 7,648 lines, about 70 MB of DMMF.
//!
//! Its models are those of the corpus's two projects, ten times over under changed names. The model with the most
//! relations of each copy is joined to that of the next one, around a ring.

use std::collections::HashSet;
use std::fmt::Write;

use crate::corpus;

const COPIES: usize = 10;
/// Many-to-many relations between two hubs, beside one with a foreign key. They make the DMMF large: each field of a
/// model with many relations stands in many of its input types.
const LISTS_PER_JOIN: usize = 8;

const HEAD: &str = "generator client {
  provider = \"prisma-client\"
  output   = \"../db\"
}

datasource db {
  provider = \"postgresql\"
}
";

/// The schema; `None` (and a counted skip) where there is no corpus.
#[must_use]
pub fn schema() -> Option<String> {
    let projects = corpus::projects();
    if projects.is_empty() {
        crate::skip::skip("NICOL_ORACLE", "there is no corpus beside the repository");
        return None;
    }
    let projects: Vec<Template> = projects.iter().map(|project| Template::read(&project.schema.text)).collect();
    let ring: Vec<Copy<'_>> = (0..COPIES)
        .flat_map(|copy| projects.iter().enumerate().map(move |(at, template)| (copy, at, template)))
        .map(|(copy, at, template)| Copy { template, suffix: format!("{}{copy}", char::from(b"AB"[at % 2])) })
        .collect();
    let mut out = HEAD.to_owned();
    for (at, copy) in ring.iter().enumerate() {
        copy.write(&ring[(at + ring.len() - 1) % ring.len()], &ring[(at + 1) % ring.len()], &mut out);
    }
    Some(out)
}

/// The models and enums of a project.
struct Template {
    blocks: Vec<Block>,
    /// Names of models and enums.
    names: HashSet<String>,
    /// The model with the most relations.
    hub: Hub,
}

struct Block {
    keyword: String,
    name: String,
    lines: Vec<String>,
}

struct Hub {
    name: String,
    /// Its id: name, type, native type.
    id: [String; 3],
}

/// A project's models under names of their own.
struct Copy<'t> {
    template: &'t Template,
    suffix: String,
}

impl Template {
    fn read(text: &str) -> Self {
        let mut blocks: Vec<Block> = Vec::new();
        let mut is_inside = false;
        for line in text.lines() {
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some(keyword @ ("model" | "enum")), Some(name)) if line.ends_with('{') => {
                    blocks.push(Block { keyword: keyword.to_owned(), name: name.to_owned(), lines: Vec::new() });
                    is_inside = true;
                }
                (Some("}"), _) => is_inside = false,
                _ if is_inside => blocks.last_mut().expect("a block is open").lines.push(line.to_owned()),
                _ => {}
            }
        }
        let names = blocks.iter().map(|block| block.name.clone()).collect();
        let models: HashSet<&str> = blocks.iter().filter(|b| b.keyword == "model").map(|b| b.name.as_str()).collect();
        let relations = |block: &&Block| block.lines.iter().filter(|line| models.contains(type_of(line))).count();
        let with_id = blocks.iter().filter_map(|block| Some((block, block.lines.iter().find(|l| l.contains(" @id"))?)));
        let (hub, id) = with_id.max_by_key(|(block, _)| relations(block)).expect("a project has models");
        let mut words = id.split_whitespace();
        let mut word = || words.next().unwrap_or_default().to_owned();
        let (field, ty) = (word(), word());
        let native = id.split_whitespace().find(|word| word.starts_with("@db.")).unwrap_or_default().to_owned();
        let hub = Hub { name: hub.name.clone(), id: [field, ty, native] };
        Self { blocks, names, hub }
    }
}

impl Copy<'_> {
    fn write(&self, previous: &Copy<'_>, next: &Copy<'_>, out: &mut String) {
        for block in &self.template.blocks {
            let _ = writeln!(out, "\n{} {}{} {{", block.keyword, block.name, self.suffix);
            if block.name == self.template.hub.name {
                self.joins(previous, next, out);
            }
            for line in &block.lines {
                self.line(line, out);
            }
            out.push_str("}\n");
        }
    }

    fn joins(&self, previous: &Copy<'_>, next: &Copy<'_>, out: &mut String) {
        let [field, ty, native] = &next.template.hub.id;
        let (before, after) = (previous.hub(), next.hub());
        let _ = writeln!(out, "  joinedId {ty}? {native}");
        let _ = writeln!(
            out,
            "  joined {after}? @relation(\"joined\", fields: [joinedId], references: [{field}])\n  joins {before}[] \
             @relation(\"joined\")"
        );
        for at in 0..LISTS_PER_JOIN {
            let _ = writeln!(
                out,
                "  friends{at} {after}[] @relation(\"friends{at}\")\n  friendsOf{at} {before}[] @relation(\"friends{at}\")"
            );
        }
    }

    fn hub(&self) -> String {
        format!("{}{}", self.template.hub.name, self.suffix)
    }

    /// A line of a block, with the names of this copy.
    fn line(&self, line: &str, out: &mut String) {
        let ty = type_of(line);
        if self.template.names.contains(ty) {
            let end = ty.as_ptr().addr() - line.as_ptr().addr() + ty.len();
            let _ = writeln!(out, "{}{}{}", &line[..end], self.suffix, &line[end..]);
        } else if let Some((before, name)) = line.split_once("@@map(\"") {
            let _ = writeln!(out, "{before}@@map(\"{}_{name}", self.suffix.to_lowercase());
        } else {
            let _ = writeln!(out, "{line}");
        }
    }
}

/// The second word without the mark after it: a field's type.
fn type_of(line: &str) -> &str {
    let word = line.split_whitespace().nth(1).unwrap_or_default();
    &word[..word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len())]
}
