//! What each diagnostic code means, with a wrong and a right example: the pages in `docs/diagnostics` are made from it.

mod actions;
mod arguments;
mod database_names;
mod datasource;
mod defaults;
mod features;
mod foreign_keys;
mod ids;
mod indexes;
mod many_to_many;
mod names;
mod native_types;
mod relation_ends;
mod special_indexes;
mod syntax;
mod types;

/// What there is to know about a code.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// As in [`nicol_diagnostics::Diagnostic::code`].
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it is wrong and what to do.
    pub text: &'static str,
    /// What the examples need beside what they show.
    pub setup: Setup,
    /// A schema that this code is reported for, and no other.
    pub wrong: &'static str,
    /// The same without the mistake.
    pub right: &'static str,
}

/// The blocks in front of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setup {
    /// The example is whole.
    None,
    /// A datasource of this provider.
    Database(&'static str),
    /// A datasource of this provider, and a generator with this preview feature.
    Feature(&'static str, &'static str),
    /// A datasource of this provider without foreign keys.
    Emulated(&'static str),
}

impl Setup {
    /// The blocks as text.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Database(provider) => format!("datasource db {{\n  provider = \"{provider}\"\n}}\n\n"),
            Self::Feature(provider, feature) => format!(
                "{}generator client {{\n  provider        = \"prisma-client\"\n  output          = \"./generated\"\n  \
                 previewFeatures = [\"{feature}\"]\n}}\n\n",
                Self::Database(provider).text()
            ),
            Self::Emulated(provider) => {
                format!("datasource db {{\n  provider     = \"{provider}\"\n  relationMode = \"prisma\"\n}}\n\n")
            }
        }
    }
}

/// All pages, by subject.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    [
        syntax::PAGES,
        datasource::PAGES,
        features::PAGES,
        names::PAGES,
        arguments::PAGES,
        database_names::PAGES,
        ids::PAGES,
        indexes::PAGES,
        special_indexes::PAGES,
        types::PAGES,
        defaults::PAGES,
        native_types::PAGES,
        relation_ends::PAGES,
        foreign_keys::PAGES,
        many_to_many::PAGES,
        actions::PAGES,
    ]
    .into_iter()
    .flatten()
}

/// The page of a code.
#[must_use]
pub fn page(code: &str) -> Option<&'static Page> {
    pages().find(|page| page.code == code)
}
