//! Which block stands in which file, and where.

use nicol_catalog::Dialect;

use super::Options;
use super::blocks;
use super::comments::{CommentLine, append, free_standing, print};
use super::context::Context;
use super::datasource::{self, Wanted};
use super::relations::RelationField;
use super::warnings::Warning;

/// A block to be written.
struct Piece {
    /// Its place among the blocks of its kind in the schema as it was; new ones come behind.
    order: usize,
    above: Vec<CommentLine>,
    text: String,
}

/// The pieces of a file. Prisma's order: generators, datasource, models, views, enums.
#[derive(Default)]
struct Content {
    models: Vec<Piece>,
    views: Vec<Piece>,
    enums: Vec<Piece>,
}

/// The text of all files.
pub(super) fn files(
    context: &Context<'_>,
    relations: &[Vec<RelationField<'_>>],
    options: &Options,
    warnings: &mut Vec<Warning>,
) -> Vec<(String, String)> {
    let previous = context.previous;
    let mut names: Vec<String> = previous.files.iter().map(|f| f.name.clone()).collect();
    let mut contents: Vec<Content> = names.iter().map(|_| Content::default()).collect();
    let new = match names.iter().position(|n| *n == options.new_file) {
        Some(file) => file,
        None if names.len() == 1 => 0,
        None => {
            names.push(options.new_file.clone());
            contents.push(Content::default());
            names.len() - 1
        }
    };
    for (model, fields) in context.models.iter().zip(relations) {
        let text = blocks::model(context, model, fields, warnings);
        if text.lines().any(|line| previous.commented.contains(line)) {
            continue;
        }
        let place = model.previous.map(|p| (p.file, p.above.clone(), order(&previous.models, p)));
        let (file, above, order) = place.unwrap_or((new, Vec::new(), usize::MAX));
        contents[file].models.push(Piece { order, above, text });
    }
    for view in &context.views {
        let text = blocks::view(context, view, warnings);
        let place = view.previous.map(|p| (p.file, p.above.clone(), order(&previous.models, p)));
        let (file, above, order) = place.unwrap_or((new, Vec::new(), usize::MAX));
        contents[file].views.push(Piece { order, above, text });
    }
    for found in &context.enums {
        let text = blocks::enumeration(context, found, warnings);
        if text.lines().any(|line| previous.commented.contains(line)) {
            continue;
        }
        let place = found.previous.map(|p| (p.file, p.above.clone(), order(&previous.enums, p)));
        let (file, above, order) = place.unwrap_or((new, Vec::new(), usize::MAX));
        contents[file].enums.push(Piece { order, above, text });
    }
    let mut files = Vec::new();
    for (index, (name, content)) in names.into_iter().zip(contents).enumerate() {
        let is_empty = content.models.is_empty() && content.views.is_empty() && content.enums.is_empty();
        let has_config = previous.files.get(index).is_some_and(|f| !f.configs.is_empty());
        if is_empty && !has_config && (options.force || index >= previous.files.len()) {
            continue;
        }
        files.push((name, file(context, index, content, options)));
    }
    // All at once: relations go over the borders of files.
    let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let formatted = nicol_schema::format_files(&texts);
    files.into_iter().zip(formatted).map(|((name, _), text)| (name, text)).collect()
}

fn order<T>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| std::ptr::eq(other, one)).unwrap_or(usize::MAX)
}

fn file(context: &Context<'_>, index: usize, mut content: Content, options: &Options) -> String {
    let mut out = String::new();
    let previous = context.previous.files.get(index);
    if let Some(file) = previous {
        let (datasources, generators): (Vec<_>, Vec<_>) = file.configs.iter().partition(|c| c.is_datasource);
        for config in generators {
            block(&config.above, &config.text, &mut out);
        }
        let manages_extensions =
            context.catalog.dialect == Dialect::Postgres && context.settings.has_preview("postgresqlExtensions");
        let wanted = Wanted {
            schemas: Some(options.schemas.as_slice()).filter(|schemas| !schemas.is_empty()),
            extensions: manages_extensions.then_some(&context.catalog.extensions),
        };
        for config in datasources {
            block(&config.above, &datasource::rewrite(&config.text, &wanted), &mut out);
        }
    }
    for list in [&mut content.models, &mut content.views, &mut content.enums] {
        // Stable: new blocks keep the order of their names.
        list.sort_by_key(|piece| piece.order);
        for piece in list {
            block(&piece.above, &piece.text, &mut out);
        }
    }
    let mut tail = if options.force { Vec::new() } else { orphans(context, index) };
    append(&mut tail, previous.map(|f| f.tail.clone()).unwrap_or_default());
    block(&tail, "", &mut out);
    out
}

/// Comments above blocks that are gone, but set apart from them.
fn orphans(context: &Context<'_>, file: usize) -> Vec<CommentLine> {
    let mut found = Vec::new();
    for old in context.previous.models.iter().filter(|m| m.file == file) {
        let stays =
            context.models.iter().filter_map(|m| m.previous).chain(context.views.iter().filter_map(|v| v.previous));
        if !stays.into_iter().any(|p| std::ptr::eq(p, old)) {
            append(&mut found, free_standing(&old.above));
        }
    }
    for old in context.previous.enums.iter().filter(|e| e.file == file) {
        if !context.enums.iter().filter_map(|e| e.previous).any(|p| std::ptr::eq(p, old)) {
            append(&mut found, free_standing(&old.above));
        }
    }
    found
}

fn block(above: &[CommentLine], text: &str, out: &mut String) {
    if above.is_empty() && text.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    print(above, "", out);
    out.push_str(text);
    if !out.ends_with('\n') {
        out.push('\n');
    }
}
