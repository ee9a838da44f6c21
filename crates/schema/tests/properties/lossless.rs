//! The tree holds every byte of the text, whatever the text is, and parsing never panics.

use nicol_schema::parse;
use proptest::prelude::*;

use crate::soup::{config, lines, soup};

/// Prints the tree and reads the declarations.
fn check(text: &str) {
    let parse = parse(text);
    assert_eq!(parse.syntax().to_string(), text);
    for error in &parse.errors {
        assert!(text.get(error.range.start as usize..error.range.end as usize).is_some(), "{error:?} in {text:?}");
    }
    for block in parse.ast().blocks {
        let (name, range) = (block.name(), block.range());
        assert_eq!(&text[name.range.start as usize..name.range.end as usize], name.text);
        assert!(range.start <= name.range.start && name.range.end <= range.end);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn token_soup(text in soup()) {
        check(&text);
    }

    #[test]
    fn mostly_right_lines(text in lines()) {
        check(&text);
    }

    #[test]
    fn lines_in_a_block(line in soup()) {
        check(&format!("model A {{\n  id Int @id\n  {line}\n  b Int\n}}\n"));
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [("[", "]"), ("f(", ")"), ("{a: ", "}"), ("f(a: ", ")")] {
        let depth = 100_000;
        let text = format!("model A {{\n  id Int @x({}1{})\n  b Int\n}}\n", open.repeat(depth), close.repeat(depth));
        check(&text);
        let parse = parse(&text);
        assert_eq!(parse.errors.len(), 1);
        let message = &parse.errors[0].message;
        assert!(message.contains("nested 100 deep"), "{message}");
    }
}

#[test]
fn hopeless_text_takes_linear_time() {
    for line in ["what {\n", "/* open\n", "model A {\n", "@id(\n", "\"\n", "}\n"] {
        let text = line.repeat(200_000);
        let start = std::time::Instant::now();
        assert_eq!(usize::from(parse(&text).syntax().text_range().len()), text.len());
        // Quadratic time would be minutes.
        assert!(start.elapsed().as_secs() < 20, "{line:?} took {:?}", start.elapsed());
    }
}
