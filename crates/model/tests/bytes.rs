//! The byte form of a data model: nothing is lost, and no bytes make the reader panic.

use std::time::Duration;

use nicol_model::bytes::{DecodeError, from_bytes, to_bytes};
use nicol_model::{
    Arity, Composite, CompositeId, DataModel, DefaultFunction, DefaultValue, Enum, EnumId, EnumValue, Field, FieldId,
    FieldKind, Flavour, HiddenKeyField, HiddenUnique, JoinTable, Literal, Model, ModelId, NativeType, Provider,
    ReferentialAction, Relation, RelationId, RelationMode, RelationSide, ScalarType, UniqueCriterion,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use rustix::time::{ClockId, clock_gettime};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z][a-zA-Z0-9_]{0,11}", "\\PC{0,6}"]
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        text().prop_map(Literal::String),
        any::<i64>().prop_map(|n| Literal::Number(n.to_string())),
        any::<bool>().prop_map(Literal::Boolean),
        text().prop_map(Literal::Enum),
    ]
}

fn default_value() -> impl Strategy<Value = DefaultValue> {
    let function = prop_oneof![
        Just(DefaultFunction::Autoincrement),
        Just(DefaultFunction::Now),
        any::<u8>().prop_map(DefaultFunction::Cuid),
        any::<u8>().prop_map(DefaultFunction::Uuid),
        option::of(any::<u8>()).prop_map(DefaultFunction::Nanoid),
        Just(DefaultFunction::Ulid),
        option::of(text()).prop_map(DefaultFunction::Dbgenerated),
        Just(DefaultFunction::Sequence),
        Just(DefaultFunction::Auto),
    ];
    prop_oneof![
        literal().prop_map(DefaultValue::Literal),
        vec(literal(), 0..3).prop_map(DefaultValue::List),
        function.prop_map(DefaultValue::Function),
    ]
}

/// A column; the enum of an enum column is chosen among those that there are.
fn column() -> impl Strategy<Value = (Field, Option<Index>)> {
    let names = (text(), option::of(text()), option::of(text()));
    let arity = select(vec![Arity::Required, Arity::Optional, Arity::List]);
    let native_type = (text(), vec("[0-9]{1,3}", 0..3)).prop_map(|(name, args)| NativeType { name, args });
    let rest =
        (select(ScalarType::ALL.to_vec()), any::<(bool, bool)>(), option::of(default_value()), option::of(native_type));
    (names, arity, rest, option::of(any::<Index>())).prop_map(|(names, arity, rest, enumeration)| {
        let (name, mapped, documentation) = names;
        let (scalar, (is_updated_at, is_foreign_key), default, native_type) = rest;
        let database_name = mapped.unwrap_or_else(|| name.clone());
        let kind = FieldKind::Scalar(scalar);
        let field = Field {
            name,
            database_name,
            kind,
            arity,
            default,
            is_updated_at,
            is_foreign_key,
            native_type,
            documentation,
        };
        (field, enumeration)
    })
}

fn enumeration() -> impl Strategy<Value = Enum> {
    let value = (text(), text(), option::of(text())).prop_map(|(name, database_name, documentation)| EnumValue {
        name,
        database_name,
        documentation,
    });
    (text(), text(), option::of(text()), vec(value, 0..4), option::of(text())).prop_map(
        |(name, database_name, namespace, values, documentation)| Enum {
            name,
            database_name,
            namespace,
            values,
            documentation,
        },
    )
}

fn chosen(picks: &[Index], model: &Model) -> Vec<FieldId> {
    let columns = model.fields.iter().filter(|f| f.is_column()).count();
    picks.iter().map(|i| FieldId(u16::try_from(i.index(columns)).unwrap())).collect()
}

type Ends = (Index, Index, bool, bool);

fn add_relation(data: &mut DataModel, name: String, ends: &Ends, picks: &[Index], join_table: Option<JoinTable>) {
    let action = |i: &Index| *i.get(&ACTIONS);
    let id = RelationId(u16::try_from(data.relations.len()).unwrap());
    let count = data.models.len();
    let (forward, back) = (ends.0.index(count), ends.1.index(count));
    let mut place = |model: usize, side, is_there: bool| {
        is_there.then(|| {
            let fields = &mut data.models[model].fields;
            fields.push(Field {
                name: format!("r{}", fields.len()),
                database_name: format!("r{}", fields.len()),
                kind: FieldKind::Relation(id, side),
                arity: Arity::Optional,
                default: None,
                is_updated_at: false,
                is_foreign_key: false,
                native_type: None,
                documentation: None,
            });
            FieldId(u16::try_from(fields.len() - 1).unwrap())
        })
    };
    let forward_field = place(forward, RelationSide::Forward, ends.2);
    let back_field = place(back, RelationSide::Back, ends.3);
    data.relations.push(Relation {
        foreign_key_name: picks.len().is_multiple_of(2).then(|| format!("{name}_fkey")),
        name,
        forward_model: ModelId(u16::try_from(forward).unwrap()),
        forward_field,
        back_model: ModelId(u16::try_from(back).unwrap()),
        back_field,
        fields: chosen(picks, &data.models[forward]),
        references: chosen(picks, &data.models[back]),
        on_delete: action(&ends.0),
        on_update: action(&ends.1),
        join_table,
    });
}

const ACTIONS: [ReferentialAction; 5] = [
    ReferentialAction::Cascade,
    ReferentialAction::Restrict,
    ReferentialAction::NoAction,
    ReferentialAction::SetNull,
    ReferentialAction::SetDefault,
];
const PROVIDERS: [Provider; 6] = [
    Provider::Postgresql,
    Provider::Cockroachdb,
    Provider::Sqlite,
    Provider::Mysql,
    Provider::Sqlserver,
    Provider::Mongodb,
];

prop_compose! {
    fn model()(
        name in text(),
        mapped in option::of(text()),
        namespace in option::of(text()),
        is_view in any::<bool>(),
        columns in vec(column(), 1..6),
        key in vec(any::<Index>(), 0..3),
        uniques in vec((text(), vec(any::<Index>(), 1..3), any::<bool>(), option::of(text())), 0..3),
        hidden_uniques in vec((any::<(u16, bool)>(), text(), vec((text(), select(ScalarType::ALL.to_vec())), 0..3)), 0..2),
        is_creatable in any::<bool>(),
        documentation in option::of(text()),
    ) -> (Model, Vec<Option<Index>>) {
        let (fields, enums): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let database_name = mapped.unwrap_or_else(|| name.clone());
        let mut model = Model {
            name, database_name, namespace, is_view, fields, primary_key: vec![], uniques: vec![],
            hidden_uniques: hidden_uniques
                .into_iter()
                .map(|((place, is_primary_key), name, fields)| HiddenUnique {
                    place, is_primary_key, name, is_strict: is_primary_key,
                    fields: fields
                        .into_iter()
                        .map(|(name, s)| HiddenKeyField { name, kind: FieldKind::Scalar(s), is_list: is_primary_key })
                        .collect(),
                })
                .collect(),
            is_creatable, documentation,
        };
        model.primary_key = chosen(&key, &model);
        model.uniques = uniques
            .into_iter()
            .map(|(name, picks, is_primary_key, database_name)| UniqueCriterion {
                name, fields: chosen(&picks, &model), is_primary_key, unused_name: None, database_name,
            })
            .collect();
        (model, enums)
    }
}

prop_compose! {
    fn data_model()(
        flavour in select(vec![Flavour::Six, Flavour::Seven]),
        provider in select(PROVIDERS.to_vec()),
        relation_mode in select(vec![RelationMode::ForeignKeys, RelationMode::Prisma]),
        preview_features in vec(text(), 0..3),
        models in vec(model(), 1..6),
        enums in vec(enumeration(), 0..4),
        composites in vec((text(), vec(column(), 0..4), option::of(text()), any::<Index>()), 0..3),
        relations in vec((
            text(),
            (any::<Index>(), any::<Index>(), any::<bool>(), any::<bool>()),
            vec(any::<Index>(), 0..3),
            option::of((text(), option::of(text()))),
        ), 0..5),
    ) -> DataModel {
        let models = models.into_iter().map(|(mut model, picks)| {
            for (field, pick) in model.fields.iter_mut().zip(picks) {
                if let Some(pick) = pick.filter(|_| !enums.is_empty()) {
                    field.kind = FieldKind::Enum(EnumId(u16::try_from(pick.index(enums.len())).unwrap()));
                }
            }
            model
        }).collect();
        let count = composites.len();
        let composites = composites.into_iter().map(|(name, columns, documentation, other)| {
            let mut fields: Vec<Field> = columns.into_iter().map(|(field, _)| field).collect();
            if let Some(first) = fields.first_mut() {
                first.kind = FieldKind::Composite(CompositeId(u16::try_from(other.index(count)).unwrap()));
            }
            Composite { name, fields, documentation }
        }).collect();
        let mut data = DataModel {
            flavour, provider, relation_mode, preview_features, models, enums, composites, relations: vec![],
        };
        for (name, ends, picks, table) in relations {
            let join_table = table.map(|(database_name, namespace)| JoinTable { database_name, namespace });
            add_relation(&mut data, name, &ends, &picks, join_table);
        }
        data
    }
}

/// The same cases in every run.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_written_is_read(data in data_model()) {
        prop_assert_eq!(from_bytes(&to_bytes(&data)), Ok(data));
    }

    #[test]
    fn one_changed_byte_is_found(data in data_model(), place in any::<Index>(), change in 1..=255_u8) {
        let mut bytes = to_bytes(&data);
        let place = place.index(bytes.len());
        prop_assume!(place != 6 && place != 7); // reserved
        bytes[place] ^= change;
        prop_assert!(from_bytes(&bytes).is_err());
    }

    #[test]
    fn a_part_is_refused(data in data_model(), end in any::<Index>()) {
        let bytes = to_bytes(&data);
        let part = &bytes[..end.index(bytes.len())];
        prop_assert!(matches!(from_bytes(part), Err(DecodeError::NotADataModel | DecodeError::Damaged)));
    }

    /// The checksum is mended after the damage, so that the checks behind it have to hold.
    #[test]
    fn damage_with_a_right_checksum_does_not_panic(
        data in data_model(),
        changes in vec((any::<Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = to_bytes(&data);
        for (place, value) in changes {
            let place = 20 + place.index(bytes.len() - 20);
            bytes[place] = value;
        }
        nicol_model::bytes::mend_checksum(&mut bytes);
        if let Ok(damaged) = from_bytes(&bytes) {
            prop_assert_eq!(from_bytes(&to_bytes(&damaged)), Ok(damaged));
        }
    }
}

#[test]
fn another_version_is_named() {
    let data = DataModel {
        flavour: Flavour::Seven,
        provider: Provider::Sqlite,
        relation_mode: RelationMode::ForeignKeys,
        preview_features: vec![],
        models: vec![],
        enums: vec![],
        composites: vec![],
        relations: vec![],
    };
    let mut bytes = to_bytes(&data);
    bytes[4] = 0xfe;
    bytes[5] = 0xff;
    assert!(matches!(from_bytes(&bytes), Err(DecodeError::Version { found: 0xfffe, .. })));
    assert_eq!(from_bytes(b"{}"), Err(DecodeError::NotADataModel));
    bytes[0] = b'?';
    assert_eq!(from_bytes(&bytes), Err(DecodeError::NotADataModel));
}

/// A data model of 200 models with 15 fields each takes well under a millisecond to read in a release build;
/// the limit here, in this thread's own time on a processor, is that of a debug build, where it finds only a change for
/// much worse.
#[test]
fn reading_is_fast() {
    let field = |i: usize| Field {
        name: format!("field{i}"),
        database_name: format!("field_{i}"),
        kind: FieldKind::Scalar(ScalarType::String),
        arity: Arity::Required,
        default: None,
        is_updated_at: false,
        is_foreign_key: false,
        native_type: None,
        documentation: None,
    };
    let model = |i: usize| Model {
        name: format!("Model{i}"),
        database_name: format!("model_{i}"),
        namespace: None,
        is_view: false,
        fields: (0..15).map(field).collect(),
        primary_key: vec![FieldId(0)],
        uniques: vec![],
        hidden_uniques: vec![],
        is_creatable: true,
        documentation: None,
    };
    let data = DataModel {
        flavour: Flavour::Six,
        provider: Provider::Postgresql,
        relation_mode: RelationMode::ForeignKeys,
        preview_features: vec![],
        models: (0..200).map(model).collect(),
        enums: vec![],
        composites: vec![],
        relations: vec![],
    };
    let bytes = to_bytes(&data);
    let best = (0..10)
        .map(|_| {
            let start = own_time();
            assert!(from_bytes(&bytes).is_ok());
            own_time() - start
        })
        .min()
        .unwrap();
    println!("{} bytes in {best:?}", bytes.len());
    assert!(best.as_millis() < 100);
}

fn own_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a time since the thread began")
}
