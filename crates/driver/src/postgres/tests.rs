//! Properties of the converters, without a server.

use nicol_model::ScalarType;
use nicol_query::value::{CellType, ListWriter};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::decode::Decoder;
use super::encode::encode;
use super::numeric;
use super::wire::Wire;
use crate::Param;
use crate::text::{self, decimal};

/// A value to the wire and back.
fn through(wire: &Wire, cell: CellType, value: &[u8]) -> Vec<u8> {
    let mut sent = Vec::new();
    let param = Param { cell, value: Some(value) };
    assert!(encode(&param, wire, &mut sent).unwrap());
    let mut back = Vec::new();
    Decoder::new(wire, cell).unwrap().decode(&sent, &mut back).unwrap();
    back
}

/// The same cases in every run.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn decimals_keep_all_digits(whole in "0|[1-9][0-9]{0,60}", fraction in proptest::option::of("[0-9]{1,60}"), negative: bool) {
        let mut digits = whole;
        if let Some(fraction) = fraction {
            digits = format!("{digits}.{fraction}");
        }
        if negative && digits.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            digits.insert(0, '-');
        }
        let mut binary = Vec::new();
        numeric::from_text(&digits, &mut binary).unwrap();
        let mut back = Vec::new();
        numeric::to_text(&binary, &mut back).unwrap();
        prop_assert_eq!(std::str::from_utf8(&back).unwrap(), &digits);
        prop_assert_eq!(decimal::plain(&digits).unwrap(), digits);
    }

    #[test]
    fn array_literals_mean_the_list(elements in proptest::collection::vec(proptest::option::of("\\PC{0,12}|[ \"\\\\{},]{0,6}|null"), 0..6)) {
        let mut list = Vec::new();
        let mut writer = ListWriter::new(&mut list);
        for element in &elements {
            writer.push(element.as_deref().map(str::as_bytes));
        }
        let cell = CellType::list(ScalarType::String);
        let mut literal = String::new();
        text::from_cell(cell, &list, &mut literal).unwrap();
        // As one text, read by the driver where the server wants an array.
        let wire = Wire::Array { element: 25, wire: Box::new(Wire::Text) };
        let mut sent = Vec::new();
        let param = Param { cell: CellType::one(ScalarType::String), value: Some(literal.as_bytes()) };
        assert!(encode(&param, &wire, &mut sent).unwrap());
        let mut back = Vec::new();
        Decoder::new(&wire, cell).unwrap().decode(&sent, &mut back).unwrap();
        prop_assert_eq!(&back, &list);
        prop_assert_eq!(through(&wire, cell, &list), list);
    }

    #[test]
    fn times_keep_what_their_type_holds(micros in -210_866_803_200_000_000_i64..9_222_000_000_000_000_000) {
        let cell = CellType::one(ScalarType::DateTime);
        let day = 86_400_000_000;
        for (wire, kept) in [
            (Wire::Timestamp, micros),
            (Wire::Date, micros.div_euclid(day) * day),
            (Wire::Time, micros.rem_euclid(day)),
            (Wire::TimeTz, micros.rem_euclid(day)),
        ] {
            prop_assert_eq!(through(&wire, cell, &micros.to_be_bytes()), kept.to_be_bytes());
        }
    }

    #[test]
    fn bits_and_numbers(bits in "[01]{0,40}", small: i16, real in proptest::num::f32::NORMAL) {
        prop_assert_eq!(through(&Wire::Bit, CellType::one(ScalarType::String), bits.as_bytes()), bits.as_bytes());
        let number = i32::from(small).to_be_bytes();
        prop_assert_eq!(through(&Wire::Int2, CellType::one(ScalarType::Int), &number), number);
        // A real comes back as the number with its shortest digits, which is the same real.
        let float = CellType::one(ScalarType::Float);
        let back = through(&Wire::Float4, float, &f64::from(real).to_be_bytes());
        prop_assert_eq!(through(&Wire::Float4, float, &back), back);
    }

    /// Bytes that no server would send are refused, never a panic.
    #[test]
    fn anything_may_come_from_the_wire(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let single = [
            Wire::Bool, Wire::Int2, Wire::Int4, Wire::Int8, Wire::Oid, Wire::Float4, Wire::Float8, Wire::Numeric, Wire::Money,
            Wire::Text, Wire::Char, Wire::Uuid, Wire::Inet { cidr: false }, Wire::Bit, Wire::Json, Wire::Jsonb, Wire::Bytea,
            Wire::Timestamp, Wire::Date, Wire::Time, Wire::TimeTz,
        ];
        for wire in single {
            for scalar in ScalarType::ALL {
                if let Ok(decoder) = Decoder::new(&wire, CellType::one(scalar)) {
                    let _ = decoder.decode(&bytes, &mut Vec::new());
                }
            }
            let list = Wire::Array { element: 0, wire: Box::new(wire) };
            let _ = Decoder::new(&list, CellType::list(ScalarType::Int)).unwrap().decode(&bytes, &mut Vec::new());
        }
    }

    /// Nor do parameters with the wrong bytes.
    #[test]
    fn anything_may_be_given(bytes in proptest::collection::vec(any::<u8>(), 0..40), is_list: bool) {
        let single = [
            Wire::Bool, Wire::Int2, Wire::Int4, Wire::Int8, Wire::Oid, Wire::Float4, Wire::Float8, Wire::Numeric, Wire::Money,
            Wire::Text, Wire::Char, Wire::Uuid, Wire::Inet { cidr: true }, Wire::Bit, Wire::Json, Wire::Jsonb, Wire::Bytea,
            Wire::Timestamp, Wire::Date, Wire::Time, Wire::TimeTz, Wire::Unknown,
        ];
        for wire in single {
            for scalar in ScalarType::ALL {
                let param = Param { cell: CellType { scalar, is_list }, value: Some(&bytes) };
                let array = Wire::Array { element: 0, wire: Box::new(wire.clone()) };
                for wire in [&wire, &array] {
                    let _ = encode(&param, wire, &mut Vec::new());
                }
            }
        }
    }
}
