use nicol_catalog::{Expression, Index, IndexAlgorithm, IndexColumn, IndexTarget, SortOrder, names};
use nicol_model::Literal;
use nicol_schema::ir::{self, FieldId, FieldKind, IndexKind, Model, OperatorClass, Predicate, PredicateTest};

/// The indexes of a model in the order in which Prisma makes them: those of fields, then `@@index`, then `@@unique`.
pub(super) fn indexes(model: &Model) -> Vec<Index> {
    let mut sorted: Vec<_> = model.indexes.iter().collect();
    sorted.sort_by_key(|i| (!i.is_on_field, i.kind == IndexKind::Unique));
    sorted.into_iter().map(|i| index(model, i)).collect()
}

/// An index or unique of a model. Prisma makes uniques as indexes, never as constraints.
fn index(model: &Model, index: &ir::Index) -> Index {
    Index {
        name: name(model, index),
        is_unique: index.kind == IndexKind::Unique,
        is_constraint: false,
        algorithm: index.algorithm.map_or(IndexAlgorithm::BTree, algorithm),
        columns: index.fields.iter().map(|f| column(model, f)).collect(),
        predicate: index.predicate.as_ref().map(|p| predicate(model, p)),
        nulls_not_distinct: false,
        include: Vec::new(),
    }
}

/// The index of a constraint in SQLite has a name that can't be given; `db pull` writes it down all the same.
fn name(model: &Model, index: &ir::Index) -> String {
    if !index.database_name.starts_with("sqlite_autoindex_") {
        return index.database_name.clone();
    }
    let columns: Vec<_> = index.fields.iter().map(|f| &model.field(f.field).database_name).collect();
    names::unique(&model.database_name, &columns, None)
}

const fn algorithm(algorithm: ir::IndexAlgorithm) -> IndexAlgorithm {
    match algorithm {
        ir::IndexAlgorithm::BTree => IndexAlgorithm::BTree,
        ir::IndexAlgorithm::Hash => IndexAlgorithm::Hash,
        ir::IndexAlgorithm::Gist => IndexAlgorithm::Gist,
        ir::IndexAlgorithm::Gin => IndexAlgorithm::Gin,
        ir::IndexAlgorithm::SpGist => IndexAlgorithm::SpGist,
        ir::IndexAlgorithm::Brin => IndexAlgorithm::Brin,
    }
}

fn column(model: &Model, field: &ir::IndexField) -> IndexColumn {
    IndexColumn {
        target: IndexTarget::Column(model.field(field.field).database_name.clone()),
        order: field.sort.map(|sort| match sort {
            ir::SortOrder::Asc => SortOrder::Asc,
            ir::SortOrder::Desc => SortOrder::Desc,
        }),
        nulls: None,
        operator_class: field.operator_class.as_ref().map(|class| match class {
            OperatorClass::Constant(name) => operator_class(name),
            OperatorClass::Raw(name) => name.clone(),
        }),
    }
}

/// PostgreSQL's name of a constant: `JsonbPathOps` is `jsonb_path_ops`, `Int4MinMaxMultiOps` is
/// `int4_minmax_multi_ops`, `TimestampTzBloomOps` is `timestamptz_bloom_ops`.
fn operator_class(constant: &str) -> String {
    let mut name = String::new();
    for (i, c) in constant.char_indices() {
        if c.is_ascii_uppercase() && i > 0 {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    // These are one word in PostgreSQL.
    for (camel, word) in
        [("min_max", "minmax"), ("timestamp_tz", "timestamptz"), ("time_tz", "timetz"), ("var_bit", "varbit")]
    {
        name = name.replace(camel, word);
    }
    name
}

fn predicate(model: &Model, predicate: &Predicate) -> Expression {
    let source = match predicate {
        Predicate::Raw(sql) => sql.clone(),
        Predicate::Object(tests) => {
            tests.iter().map(|(field, test)| test_sql(model, *field, test)).collect::<Vec<_>>().join(" AND ")
        }
    };
    Expression { normalised: source.clone(), source }
}

fn test_sql(model: &Model, field: FieldId, test: &PredicateTest) -> String {
    let field = model.field(field);
    let column = names::quoted(&field.database_name);
    let Some(value) = &test.value else {
        return format!("{column} IS {}NULL", if test.is_negated { "NOT " } else { "" });
    };
    let operator = if test.is_negated { "!=" } else { "=" };
    let value = match value {
        Literal::Number(digits) => digits.clone(),
        Literal::Boolean(value) => value.to_string(),
        Literal::String(text) | Literal::Enum(text) => format!("'{}'", text.replace('\'', "''")),
    };
    debug_assert!(!matches!(field.kind, FieldKind::Relation(_)), "validation lets only columns through");
    format!("{column} {operator} {value}")
}

#[cfg(test)]
mod tests {
    use super::operator_class;

    #[test]
    fn operator_classes_have_postgresql_names() {
        for (constant, name) in [
            ("JsonbPathOps", "jsonb_path_ops"),
            ("Int4MinMaxMultiOps", "int4_minmax_multi_ops"),
            ("BpcharBloomOps", "bpchar_bloom_ops"),
            ("TimestampTzMinMaxOps", "timestamptz_minmax_ops"),
            ("TimeTzBloomOps", "timetz_bloom_ops"),
            ("VarBitMinMaxOps", "varbit_minmax_ops"),
            ("InetInclusionOps", "inet_inclusion_ops"),
            ("ArrayOps", "array_ops"),
        ] {
            assert_eq!(operator_class(constant), name);
        }
    }
}
