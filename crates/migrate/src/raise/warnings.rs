//! What a pull could not say in the schema, or said in other words.

use std::fmt::Write as _;

/// Why something is worth a look. The order is that in which groups are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningKind {
    /// The name was made up because the column's or value's own has no letter in it.
    MadeUpName,
    /// `@map` was taken from the previous schema.
    RemappedField,
    /// A table without columns is written as a comment.
    NoColumns,
    /// An enum without values is written as a comment.
    NoValues,
    /// A model without a key is ignored by clients.
    NoIdentifier,
    /// `name:` of an id was taken from the previous schema.
    CustomIdName,
    /// The type has no scalar.
    UnsupportedType,
    /// `@@map` of a model was taken from the previous schema.
    RemappedModel,
    /// `@map` of an enum's value was taken from the previous schema.
    RemappedValue,
    /// `@@map` of an enum was taken from the previous schema.
    RemappedEnum,
    /// The column no longer fits the enum that the schema gave it.
    EnumGone,
    /// Relations without foreign keys were taken from the previous schema.
    CopiedRelation,
    /// Two things had one name.
    DuplicateName,
    /// The name is reserved.
    ReservedName,
    Partitioned,
    Inherited,
    NullsOrder,
    RowLevelSecurity,
    CheckConstraint,
    ExclusionConstraint,
    DeferrableConstraint,
    Comment,
    ExpressionIndex,
    PartialIndex,
    IncludedColumns,
    NullsNotDistinct,
    /// An index over a method or class that schemas can't name.
    IndexMethod,
    OperatorClass,
    GeneratedColumn,
    /// A foreign key that no relation can stand for.
    ForeignKey,
    /// A foreign key over the columns of another one.
    SecondForeignKey,
}

impl WarningKind {
    /// A stable name for filters and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MadeUpName => "made-up-name",
            Self::RemappedField => "remapped-field",
            Self::NoColumns => "no-columns",
            Self::NoValues => "no-values",
            Self::NoIdentifier => "no-identifier",
            Self::CustomIdName => "custom-id-name",
            Self::UnsupportedType => "unsupported-type",
            Self::RemappedModel => "remapped-model",
            Self::RemappedValue => "remapped-value",
            Self::RemappedEnum => "remapped-enum",
            Self::EnumGone => "enum-gone",
            Self::CopiedRelation => "copied-relation",
            Self::DuplicateName => "duplicate-name",
            Self::ReservedName => "reserved-name",
            Self::Partitioned => "partitioned-table",
            Self::Inherited => "inherited-table",
            Self::NullsOrder => "nulls-order",
            Self::RowLevelSecurity => "row-level-security",
            Self::CheckConstraint => "check-constraint",
            Self::ExclusionConstraint => "exclusion-constraint",
            Self::DeferrableConstraint => "deferrable-constraint",
            Self::Comment => "comment",
            Self::ExpressionIndex => "expression-index",
            Self::PartialIndex => "partial-index",
            Self::IncludedColumns => "included-columns",
            Self::NullsNotDistinct => "nulls-not-distinct",
            Self::IndexMethod => "index-method",
            Self::OperatorClass => "operator-class",
            Self::GeneratedColumn => "generated-column",
            Self::ForeignKey => "foreign-key",
            Self::SecondForeignKey => "second-foreign-key",
        }
    }

    /// What is up with the objects of the group, and what to do.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::MadeUpName => {
                "These names hold no letter, so a name was made up; rename them as you like, `@map` keeps the column"
            }
            Self::RemappedField => "These fields keep the name that the schema gave them with `@map`",
            Self::NoColumns => {
                "These tables have no columns that you may see, so their models are comments; check your privileges"
            }
            Self::NoValues => "These enums have no values, so they are comments",
            Self::NoIdentifier => {
                "These models have no key over required columns, so clients leave them out (`@@ignore`); add a primary key or a unique index"
            }
            Self::CustomIdName => "These models keep the `name` that the schema gave their id",
            Self::UnsupportedType => {
                "Clients leave these fields out, because their types have no counterpart in the schema language"
            }
            Self::RemappedModel => "These models keep the name that the schema gave them with `@@map`",
            Self::RemappedValue => "These enum values keep the name that the schema gave them with `@map`",
            Self::RemappedEnum => "These enums keep the name that the schema gave them with `@@map`",
            Self::EnumGone => {
                "These fields no longer have the enum that the schema gave them: their column is no text, its default is none of the enum's values, or a foreign key joins it to one without the enum"
            }
            Self::CopiedRelation => {
                "The database has no foreign keys for these relations; they were taken from the schema as it was"
            }
            Self::DuplicateName => "These got other names, because two things would have had the same one",
            Self::ReservedName => "These got other names, because theirs is a reserved word",
            Self::Partitioned => {
                "These tables are partitioned; a schema does not say how, so write that part of migrations by hand"
            }
            Self::Inherited => {
                "Other tables inherit from these; a schema does not say so, so write that part of migrations by hand"
            }
            Self::NullsOrder => {
                "These index columns put NULLs where they would not stand by default; a schema does not say so"
            }
            Self::RowLevelSecurity => {
                "These tables have row level security; a schema does not hold policies, so keep them in migrations"
            }
            Self::CheckConstraint => "A schema does not hold these check constraints; keep them in migrations",
            Self::ExclusionConstraint => "A schema does not hold these exclusion constraints; keep them in migrations",
            Self::DeferrableConstraint => {
                "These constraints are deferrable; a schema does not say so, keep that in migrations"
            }
            Self::Comment => "The comments of these objects stay in the database; a schema does not hold them",
            Self::ExpressionIndex => {
                "A schema does not hold these indexes over expressions; they are left alone, keep them in migrations"
            }
            Self::PartialIndex => {
                "These indexes have a predicate, which a schema holds only with the preview feature `partialIndexes`; they are left out and left alone"
            }
            Self::IncludedColumns => "These indexes include further columns; a schema does not say so",
            Self::NullsNotDistinct => "These unique indexes treat NULLs as equal; a schema does not say so",
            Self::IndexMethod => {
                "These indexes use a method that a schema can't name; they are written without it, and left alone"
            }
            Self::OperatorClass => "These indexes use an operator class that is not written into the schema",
            Self::GeneratedColumn => {
                "These columns are generated from an expression; a schema shows it as a default at most, so keep them in migrations"
            }
            Self::ForeignKey => {
                "No relation can stand for these foreign keys, because the types of their ends differ, or what they refer to is no key of a model; they are left alone, keep them in migrations"
            }
            Self::SecondForeignKey => {
                "These foreign keys are over the columns of another one, which the schema holds; a push or a migration drops them"
            }
        }
    }
}

/// A finding of a pull.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    pub kind: WarningKind,
    /// The objects, as the schema calls them: `User`, `User.email`, `User: users_check`.
    pub object: String,
}

/// The findings in groups, as text for a terminal; empty without any.
#[must_use]
pub fn print(warnings: &[Warning]) -> String {
    let mut kinds: Vec<WarningKind> = warnings.iter().map(|w| w.kind).collect();
    kinds.sort();
    kinds.dedup();
    let mut out = String::new();
    for kind in kinds {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}:", kind.heading());
        for warning in warnings.iter().filter(|w| w.kind == kind) {
            let _ = writeln!(out, "  - {}", warning.object);
        }
    }
    out
}
