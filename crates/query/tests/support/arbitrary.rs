//! Random operations, with parameters that are all numbered 0.

use nicol_model::{FieldId, ModelId};
use nicol_query::ast::{
    Action, Aggregate, AggregateFunction, Args, ColumnWrite, Data, Filter, LoadStrategy, NestedRead, NestedUpsert,
    Nulls, Operand, Operation, Operator, OrderBy, OrderKey, Param, Quantifier, RelationWrite, RowGroup, ScalarFilter,
    Selected, Selection, Take, Write,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

const P: Param = Param(0);

fn field() -> impl Strategy<Value = FieldId> {
    (0u16..12).prop_map(FieldId)
}

fn function() -> impl Strategy<Value = AggregateFunction> {
    select(AggregateFunction::ALL.to_vec())
}

fn scalar_filter() -> impl Strategy<Value = ScalarFilter> {
    let operand = prop_oneof![
        4 => Just(Operand::Param(P)),
        1 => Just(Operand::Null),
        1 => Just(Operand::EmptyList),
        1 => field().prop_map(Operand::Field),
        1 => Just(Operand::JsonNull),
        1 => Just(Operand::AnyNull),
        1 => any::<bool>().prop_map(Operand::Boolean),
    ];
    (field(), select(Operator::ALL.to_vec()), operand, any::<bool>(), any::<bool>(), of(Just(P))).prop_map(
        |(field, operator, operand, insensitive, negated, json_path)| ScalarFilter {
            field,
            operator,
            operand,
            insensitive,
            negated,
            json_path,
        },
    )
}

pub(crate) fn filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![
        6 => scalar_filter().prop_map(Filter::Scalar),
        1 => field().prop_map(Filter::RelationIsNull),
        1 => (function(), scalar_filter()).prop_map(|(function, filter)| Filter::Having { function, filter }),
    ];
    let quantifier =
        select(vec![Quantifier::Some, Quantifier::Every, Quantifier::None, Quantifier::Is, Quantifier::IsNot]);
    leaf.prop_recursive(3, 12, 3, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Filter::And),
            vec(inner.clone(), 0..3).prop_map(Filter::Or),
            inner.clone().prop_map(|f| Filter::Not(Box::new(f))),
            (field(), quantifier.clone(), inner).prop_map(|(field, quantifier, filter)| Filter::Relation {
                field,
                quantifier,
                filter: Box::new(filter)
            }),
        ]
    })
}

fn order_by() -> impl Strategy<Value = OrderBy> {
    let key = prop_oneof![
        4 => field().prop_map(OrderKey::Field),
        1 => field().prop_map(OrderKey::Count),
        1 => vec(field(), 1..3).prop_map(|f| OrderKey::Relevance(f, P)),
        1 => (function(), field()).prop_map(|(f, field)| OrderKey::Aggregate(f, field)),
    ];
    (vec(field(), 0..3), key, any::<bool>(), of(select(vec![Nulls::First, Nulls::Last])))
        .prop_map(|(path, key, descending, nulls)| OrderBy { path, key, descending, nulls })
}

fn args() -> impl Strategy<Value = Args> {
    (
        of(filter()),
        vec(order_by(), 0..3),
        of(filter()),
        of(any::<bool>().prop_map(|from_end| Take { count: P, from_end })),
        of(Just(P)),
        vec(field(), 0..3),
    )
        .prop_map(|(filter, order_by, cursor, take, skip, distinct)| Args {
            filter,
            order_by,
            cursor,
            take,
            skip,
            distinct,
        })
}

fn selection() -> impl Strategy<Value = Selection> {
    let leaf = || {
        prop_oneof![
            3 => vec(field(), 0..3).prop_map(|omit| Selected::Columns { omit }),
            3 => field().prop_map(Selected::Column),
            1 => (field(), of(filter())).prop_map(|(field, filter)| Selected::Count { field, filter }),
        ]
    };
    let inner = vec(leaf(), 0..3).prop_map(|items| Selection { items });
    let nested = inner.prop_recursive(2, 6, 3, move |inner| {
        let relation = (field(), args(), inner)
            .prop_map(|(field, args, selection)| Selected::Relation(NestedRead { field, args, selection }));
        vec(prop_oneof![leaf(), relation], 0..4).prop_map(|items| Selection { items })
    });
    nested.boxed()
}

fn column_write() -> impl Strategy<Value = ColumnWrite> {
    select(vec![
        ColumnWrite::Set(P),
        ColumnWrite::SetNull,
        ColumnWrite::SetJsonNull,
        ColumnWrite::Increment(P),
        ColumnWrite::Decrement(P),
        ColumnWrite::Multiply(P),
        ColumnWrite::Divide(P),
        ColumnWrite::Push(P),
    ])
}

fn rows() -> impl Strategy<Value = Vec<RowGroup>> {
    let group = vec(field().prop_map(|f| (f, P)), 0..3).prop_map(|columns| RowGroup { positions: P, columns });
    vec(group, 0..3)
}

fn data() -> impl Strategy<Value = Data> {
    let column = || (field(), column_write()).prop_map(|(field, value)| Write::Column { field, value });
    let leaf = vec(column(), 0..4).prop_map(|writes| Data { writes }).boxed();
    leaf.prop_recursive(2, 8, 3, move |data| {
        let data = data.boxed();
        let filters = || vec(filter(), 0..3);
        let write = prop_oneof![
            vec(data.clone(), 0..3).prop_map(RelationWrite::Create),
            (rows(), any::<bool>())
                .prop_map(|(rows, skip_duplicates)| RelationWrite::CreateMany { rows, skip_duplicates }),
            filters().prop_map(RelationWrite::Connect),
            vec((filter(), data.clone()), 0..3).prop_map(RelationWrite::ConnectOrCreate),
            filters().prop_map(RelationWrite::Set),
            filters().prop_map(RelationWrite::Disconnect),
            filters().prop_map(RelationWrite::Delete),
            vec((of(filter()), data.clone()), 0..3).prop_map(RelationWrite::Update),
            vec((of(filter()), data.clone(), data.clone()), 0..3).prop_map(|list| RelationWrite::Upsert(
                list.into_iter().map(|(filter, create, update)| NestedUpsert { filter, create, update }).collect()
            )),
            vec((filter(), data), 0..3).prop_map(RelationWrite::UpdateMany),
            filters().prop_map(RelationWrite::DeleteMany),
        ];
        let relation = (field(), write).prop_map(|(field, write)| Write::Relation { field, write });
        vec(prop_oneof![column(), relation], 0..4).prop_map(|writes| Data { writes })
    })
}

/// Any operation.
pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    let aggregate =
        prop_oneof![Just(Aggregate::CountAll), (function(), field()).prop_map(|(f, field)| Aggregate::Of(f, field)),];
    let writes = (of((data(), of(data()))), rows(), any::<bool>(), of(Just(P)), of(any::<bool>()));
    let groups = (vec(aggregate, 0..3), vec(field(), 0..3), of(filter()));
    (select(Action::ALL.to_vec()), 0u16..4, args(), writes, selection(), groups).prop_map(
        |(action, model, args, (data, rows, skip_duplicates, limit, joins), selection, (aggregates, by, having))| {
            let mut operation = Operation::new(action, ModelId(model));
            (operation.data, operation.update) = data.map_or((None, None), |(d, u)| (Some(d), u));
            operation.args = args;
            operation.rows = rows;
            operation.skip_duplicates = skip_duplicates;
            operation.limit = limit;
            operation.load = joins.map(|joins| if joins { LoadStrategy::Join } else { LoadStrategy::Query });
            operation.selection = selection;
            operation.aggregates = aggregates;
            operation.by = by;
            operation.having = having;
            operation
        },
    )
}
