//! Builds the lossless tree from the parser's events.

use rowan::{GreenNode, GreenNodeBuilder};

use super::Event;

/// The tree of `text`; the events' tokens cover all of it.
pub(super) fn build(text: &str, events: &[Event]) -> GreenNode {
    let mut builder = GreenNodeBuilder::new();
    let mut at = 0;
    for event in events {
        match *event {
            Event::Start(kind) => builder.start_node(kind.into()),
            Event::Finish => builder.finish_node(),
            Event::Token(kind, length) => {
                builder.token(kind.into(), &text[at..at + length]);
                at += length;
            }
        }
    }
    builder.finish()
}
