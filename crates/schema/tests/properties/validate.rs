//! What holds for validation whatever the text is.

use proptest::prelude::*;

use crate::checks::validation;
use crate::mutants::mutant;
use crate::soup::{config, lines, soup};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text(text in any::<String>()) {
        validation(&text);
    }

    #[test]
    fn token_soup(text in soup()) {
        validation(&text);
    }

    #[test]
    fn lines_in_a_model(text in lines()) {
        validation(&format!("datasource db {{\nprovider = \"sqlite\"\n}}\nmodel A {{\n{text}\n}}\n"));
    }

    #[test]
    fn mutants_of_schemas(text in mutant()) {
        validation(&text);
    }
}
