//! JSON text on its way to a sink.

use std::fmt;

/// How much is collected before the sink gets it.
const CHUNK: usize = 1 << 16;

/// A buffer before a sink.
pub(crate) struct Json<'w> {
    buffer: String,
    sink: &'w mut dyn fmt::Write,
}

impl<'w> Json<'w> {
    pub(crate) fn new(sink: &'w mut dyn fmt::Write) -> Self {
        Self { buffer: String::with_capacity(CHUNK + (CHUNK >> 2)), sink }
    }

    /// Text that is JSON already.
    pub(crate) fn raw(&mut self, text: &str) -> fmt::Result {
        self.buffer.push_str(text);
        if self.buffer.len() >= CHUNK {
            self.sink.write_str(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// A string.
    pub(crate) fn string(&mut self, text: &str) -> fmt::Result {
        push_string(text, &mut self.buffer);
        self.raw("")
    }

    /// A string, or `null`.
    pub(crate) fn optional(&mut self, text: Option<&str>) -> fmt::Result {
        match text {
            Some(text) => self.string(text),
            None => self.raw("null"),
        }
    }

    pub(crate) fn boolean(&mut self, value: bool) -> fmt::Result {
        self.raw(if value { "true" } else { "false" })
    }

    /// `[a,b]`.
    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T) -> fmt::Result,
    ) -> fmt::Result {
        self.raw("[")?;
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.raw(",")?;
            }
            each(self, item)?;
        }
        self.raw("]")
    }

    /// `["a","b"]`.
    pub(crate) fn strings<'t>(&mut self, items: impl IntoIterator<Item = &'t str>) -> fmt::Result {
        self.list(items, |out, item| out.string(item))
    }

    pub(crate) fn finish(self) -> fmt::Result {
        self.sink.write_str(&self.buffer)
    }
}

/// Adds a JSON string. Escapes are those of serde's JSON, which Prisma's engines print with.
pub(crate) fn push_string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[rest..at]);
        rest = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            control => {
                const DIGITS: [char; 16] =
                    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
                out.push_str("\\u00");
                out.push(DIGITS[usize::from(control >> 4)]);
                out.push(DIGITS[usize::from(control & 15)]);
            }
        }
    }
    out.push_str(&text[rest..]);
    out.push('"');
}
