//! What holds for the formatter whatever the text is.

use proptest::prelude::*;

use crate::checks::formatting;
use crate::mutants::mutant;
use crate::soup::{config, lines, soup};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text(text in any::<String>()) {
        formatting(&text);
    }

    #[test]
    fn token_soup(text in soup()) {
        formatting(&text);
    }

    #[test]
    fn mostly_right_lines(text in lines()) {
        formatting(&text);
    }

    #[test]
    fn lines_in_a_model(text in lines()) {
        formatting(&format!("model A {{\n{text}\n}}\n"));
    }

    #[test]
    fn mutants_of_schemas(text in mutant()) {
        formatting(&text);
    }
}
