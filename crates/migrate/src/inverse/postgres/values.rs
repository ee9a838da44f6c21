//! What a change of types does to values, as it is told.

use super::super::notes::Note;
use super::casts::{Cast, converted, misfits, reads, rounds};
use super::picture::{Column, Oid, Relation, TypeKind};
use super::plan::Back;
use super::types::literal;
use crate::sql::identifier;

impl Back<'_> {
    pub(super) fn note_type(&mut self, table_now: &Relation, table_was: &Relation, now: &Column, was: &Column) {
        let (table, column) = (self.now.shown(&table_now.name), identifier(&now.name));
        let becomes = format!("The column {column} of the table {table} becomes {} again", was.ty);
        if self.rebuilt.contains(&now.element) {
            self.note_labels((table_now, &table), &column, now, was);
        } else if rounds(&now.ty, &was.ty) {
            let (from, to) = ((now.ty.as_str(), now.is_enum), (was.ty.as_str(), was.is_enum));
            let there = converted(&column, from, to).unwrap_or_else(|| format!("{column}::{}", was.ty));
            let back = converted(&format!("({there})"), to, from).unwrap_or_else(|| format!("({there})::{}", now.ty));
            // Values of json can't be compared.
            let text = if now.ty.starts_with("json") { "::text" } else { "" };
            let count = format!("SELECT COUNT(*) FROM {table} WHERE {column}{text} IS DISTINCT FROM {back}{text}");
            self.notes
                .push(Note::loses(format!("{becomes}: values of {} that it can't hold are rounded.", now.ty), count));
        }
        if let Some((told, condition)) = misfits(&column, &now.ty, &was.ty) {
            let rest = format!("{table} WHERE {condition}");
            let note = Note::refuses(format!("{becomes}: {told}."), format!("SELECT COUNT(*) FROM {rest}"));
            self.notes.push(note.naming(&self.key_now(table_now.oid), &rest));
        }
        // What is so afterwards is told under the names of before.
        let (table, column) = (self.was.shown(&table_was.name), identifier(&was.name));
        let becomes = format!("The column {column} of the table {table} becomes {} again", was.ty);
        if let Cast::Using(_) = self.cast(now, was)
            && !self.rebuilt.contains(&now.element)
        {
            self.notes
                .push(Note::empty(format!("{becomes}: values that are none make it fail, and then nothing is done.")));
        }
        if rounds(&was.ty, &now.ty) {
            let lost = format!("{becomes}, but what {} can't hold of its values does not come back.", now.ty);
            self.notes.push(Note::empty(lost));
        }
        if reads(&was.ty, &now.ty) {
            let written = format!("{becomes}, but values come back as the server writes those of {}.", now.ty);
            self.notes.push(Note::empty(written));
        }
    }

    fn note_labels(&mut self, (of, table): (&Relation, &str), column: &str, now: &Column, was: &Column) {
        let ty =
            |picture: &super::picture::Picture, oid| match picture.types.iter().find(|t| t.oid == oid).map(|t| &t.kind)
            {
                Some(TypeKind::Enum(labels)) => labels.clone(),
                _ => Vec::new(),
            };
        let before = ty(self.was, was.element);
        let stays = |(oid, text): &(Oid, String)| before.iter().any(|(o, t)| o == oid || t == text);
        let gone: Vec<_> =
            ty(self.now, now.element).into_iter().filter(|l| !stays(l)).map(|(_, text)| literal(&text)).collect();
        if gone.is_empty() {
            return;
        }
        let list = gone.join(", ");
        let condition = match now.is_list {
            true => format!("{column}::text[] && ARRAY[{list}]"),
            false => format!("{column}::text IN ({list})"),
        };
        let rest = format!("{table} WHERE {condition}");
        let note = Note::refuses(
            format!(
                "The type of the column {column} of the table {table} has no value {list} any more: give the rows that \
                 have it another one first."
            ),
            format!("SELECT COUNT(*) FROM {rest}"),
        );
        self.notes.push(note.naming(&self.key_now(of.oid), &rest));
    }
}
