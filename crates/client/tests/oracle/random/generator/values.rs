//! Values of columns.

use nicol_model::{Arity, Field, FieldKind, ScalarType};
use serde_json::{Value, json};

use super::Generator;

fn tag(kind: &str, value: &str) -> Value {
    json!({"$type": kind, "value": value})
}

impl Generator<'_> {
    /// A value that no row has, for unique columns.
    pub(super) fn fresh(&mut self, field: &Field) -> Value {
        self.counter += 1;
        let n = self.counter;
        let text = n.to_string();
        match (field.kind, field.native_type.as_ref().map(|t| t.name.as_str())) {
            (_, Some("Uuid")) => format!("00000000-0000-4000-8000-{n:012x}").into(),
            (_, Some("Inet")) => format!("10.1.{}.{}", n / 256 % 256, n % 256).into(),
            (_, Some("Bit")) => format!("{:08b}", n % 256).into(),
            (_, Some("VarBit")) => format!("{n:b}").into(),
            (FieldKind::Scalar(ScalarType::String), Some("Char")) => format!("{:04}", n % 10_000).into(),
            (FieldKind::Scalar(kind), _) => match kind {
                ScalarType::String => format!("n{n}").into(),
                ScalarType::Int => n.into(),
                ScalarType::Float => (f64::from(n) + 0.5).into(),
                ScalarType::BigInt => tag("BigInt", &text),
                ScalarType::Decimal => tag("Decimal", &format!("{text}.25")),
                ScalarType::DateTime => {
                    let (year, day) = (2040 + n / 300 % 50, n % 300);
                    tag("DateTime", &format!("{year}-{:02}-{:02}T00:00:00.000Z", day / 28 + 1, day % 28 + 1))
                }
                ScalarType::Bytes => tag("Bytes", &format!("{}AA=", ["A", "B", "C", "D"][n as usize % 4])),
                ScalarType::Boolean => n.is_multiple_of(2).into(),
                ScalarType::Json => n.into(),
            },
            _ => self.literal(field),
        }
    }

    /// Some value of a column; for a list one of its elements.
    pub(super) fn literal(&mut self, field: &Field) -> Value {
        const TIMES: [&str; 4] = [
            "2001-02-03T04:05:06.000Z",
            "1969-12-31T23:59:59.999Z",
            "2024-02-29T00:00:00.000Z",
            "0099-01-01T00:00:00.000Z",
        ];
        if let FieldKind::Enum(id) = field.kind {
            let values = &self.model.enumeration(id).values;
            return self.chance.pick(values).map_or(Value::Null, |v| v.name.clone().into());
        }
        let native = field.native_type.as_ref();
        let size = native.and_then(|t| t.args.first()?.parse().ok()).unwrap_or(64_usize);
        match native.map(|t| t.name.as_str()) {
            Some("Uuid") => return format!("00000000-0000-4000-8000-{:012x}", self.chance.below(4)).into(),
            Some("Inet") => return format!("10.0.0.{}", self.chance.below(4)).into(),
            Some("Xml") => return format!("<a>{}</a>", self.chance.below(4)).into(),
            Some("Oid") => return self.chance.below(9).into(),
            Some("Bit") => {
                return (0..size).map(|_| if self.chance.of(0.5) { '1' } else { '0' }).collect::<String>().into();
            }
            Some("VarBit") => return (0..=self.chance.below(5)).map(|_| '1').collect::<String>().into(),
            _ => {}
        }
        let FieldKind::Scalar(kind) = field.kind else { return Value::Null };
        let place = self.chance.below(6);
        match kind {
            ScalarType::String => {
                let text = ["x", "X", "", "ä%_", "o'k\\", "zz"][place];
                text.chars().take(size).collect::<String>().into()
            }
            ScalarType::Int => [0, 1, 2, 5, -3, 30_000][place].into(),
            ScalarType::Float => [0.0, 1.0, -0.5, 2.25, 1e6, 3.0][place].into(),
            ScalarType::BigInt => tag("BigInt", ["0", "1", "-7", "9007199254740993", "5", "2"][place]),
            ScalarType::Decimal => tag("Decimal", ["0", "1", "-0.25", "12.5", "100", "2"][place]),
            ScalarType::DateTime => tag("DateTime", TIMES[place % 4]),
            ScalarType::Bytes => tag("Bytes", ["", "AA==", "AP8=", "AAEC", "/w==", "AQ=="][place]),
            ScalarType::Boolean => place.is_multiple_of(2).into(),
            ScalarType::Json => {
                [json!({"a": 1}), json!([1, "x", null]), json!("x"), json!(2), json!({"a": {"b": [1]}}), json!(false)]
                    [place]
                    .clone()
            }
        }
    }

    /// What a new or changed record gets in a column.
    pub(super) fn content(&mut self, field: &Field) -> Value {
        if field.arity == Arity::List {
            return (0..self.chance.below(3)).map(|_| self.literal(field)).collect();
        }
        if field.arity == Arity::Optional && self.chance.of(0.15) {
            let is_json = field.kind == FieldKind::Scalar(ScalarType::Json);
            return if is_json { tag("Null", "DbNull") } else { Value::Null };
        }
        self.literal(field)
    }
}
