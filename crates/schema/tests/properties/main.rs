//! What holds whatever the text is.

mod checks;
mod format;
mod lossless;
mod mutants;
mod scale;
mod soup;
mod validate;
