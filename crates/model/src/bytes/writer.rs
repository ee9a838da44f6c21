//! Collects the texts and the body of a payload.

use std::collections::HashMap;

#[derive(Default)]
pub(super) struct Writer<'a> {
    strings: Vec<&'a str>,
    numbers: HashMap<&'a str, u64>,
    body: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(super) fn tag(&mut self, tag: u8) {
        self.body.push(tag);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.tag(u8::from(flag));
    }

    pub(super) fn number(&mut self, value: u64) {
        leb128(&mut self.body, value);
    }

    pub(super) fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    pub(super) fn text(&mut self, text: &'a str) {
        let next = self.strings.len() as u64 + 1;
        let number = *self.numbers.entry(text).or_insert(next);
        if number == next {
            self.strings.push(text);
        }
        self.number(number);
    }

    pub(super) fn optional_text(&mut self, text: Option<&'a str>) {
        match text {
            Some(text) => self.text(text),
            None => self.number(0),
        }
    }

    pub(super) fn list<T>(&mut self, items: &'a [T], mut each: impl FnMut(&mut Self, &'a T)) {
        self.length(items.len());
        for item in items {
            each(self, item);
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(self.body.len() * 2);
        leb128(&mut payload, self.strings.len() as u64);
        for text in &self.strings {
            leb128(&mut payload, text.len() as u64);
        }
        for text in &self.strings {
            payload.extend_from_slice(text.as_bytes());
        }
        payload.extend_from_slice(&self.body);
        payload
    }
}

fn leb128(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}
