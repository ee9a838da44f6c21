//! What holds whatever the text is.

mod format;
mod lossless;
mod soup;
