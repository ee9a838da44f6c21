//! The tree holds every byte of the text, whatever the text is, and parsing never panics.

use proptest::prelude::*;

use crate::checks::parsing;
use crate::mutants::mutant;
use crate::soup::{config, lines, soup};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text(text in any::<String>()) {
        parsing(&text);
    }

    #[test]
    fn token_soup(text in soup()) {
        parsing(&text);
    }

    #[test]
    fn mostly_right_lines(text in lines()) {
        parsing(&text);
    }

    #[test]
    fn lines_in_a_block(line in soup()) {
        parsing(&format!("model A {{\n  id Int @id\n  {line}\n  b Int\n}}\n"));
    }

    #[test]
    fn mutants_of_schemas(text in mutant()) {
        parsing(&text);
    }
}
