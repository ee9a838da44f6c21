//! Against the published parser, formatter and validation.

mod completions;
mod damage;
mod damaged;
mod data_model;
mod declare;
mod documentation;
mod format;
mod judge;
mod mended;
mod mutate;
mod random;
mod syntax;
mod validate;
