//! The scalars of the schema language in Rust.

use std::fmt::Write as _;

use jiff::Timestamp;
use nicol_model::ScalarType;
use rust_decimal::Decimal;

use super::{Buffer, CellError, Shown, Value};

/// Formats into a buffer.
struct Text<'b>(&'b mut Buffer);

impl std::fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

fn array<const N: usize>(bytes: &[u8], name: &'static str) -> Result<[u8; N], CellError> {
    bytes.try_into().map_err(|_| CellError::Malformed(name))
}

impl Value for String {
    const SCALAR: ScalarType = ScalarType::String;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        Ok(std::str::from_utf8(bytes).map_err(|_| CellError::Malformed("text in UTF-8"))?.to_owned())
    }

    fn write(&self, out: &mut Buffer) {
        out.extend_from_slice(self.as_bytes());
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Text(self)
    }
}

impl Value for bool {
    const SCALAR: ScalarType = ScalarType::Boolean;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        match bytes {
            [0] => Ok(false),
            [_] => Ok(true),
            _ => Err(CellError::Malformed("Boolean")),
        }
    }

    fn write(&self, out: &mut Buffer) {
        out.push(u8::from(*self));
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Boolean(*self)
    }
}

impl Value for i32 {
    const SCALAR: ScalarType = ScalarType::Int;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        Ok(Self::from_be_bytes(array(bytes, "Int of 32 bits")?))
    }

    fn write(&self, out: &mut Buffer) {
        out.extend_from_slice(&self.to_be_bytes());
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Int(*self)
    }
}

/// Also reads an Int: sums and counts may come as either.
impl Value for i64 {
    const SCALAR: ScalarType = ScalarType::BigInt;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        match bytes.len() {
            4 => i32::read(bytes).map(Self::from),
            _ => Ok(Self::from_be_bytes(array(bytes, "Int of 64 bits")?)),
        }
    }

    fn write(&self, out: &mut Buffer) {
        out.extend_from_slice(&self.to_be_bytes());
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::BigInt(*self)
    }
}

impl Value for f64 {
    const SCALAR: ScalarType = ScalarType::Float;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        Ok(Self::from_be_bytes(array(bytes, "Float")?))
    }

    fn write(&self, out: &mut Buffer) {
        out.extend_from_slice(&self.to_be_bytes());
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Float(*self)
    }
}

/// Digits beyond the 28 that `rust_decimal` holds are rounded; what is larger than it can hold is an error. Zeros at
/// the end are cut, as in Prisma: `1.10` is `1.1`.
impl Value for Decimal {
    const SCALAR: ScalarType = ScalarType::Decimal;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        const NAME: &str = "Decimal that fits rust_decimal (28 digits, finite)";
        let text = std::str::from_utf8(bytes).map_err(|_| CellError::Malformed(NAME))?;
        let number: Self = text.parse().map_err(|_| CellError::Malformed(NAME))?;
        Ok(number.normalize())
    }

    fn write(&self, out: &mut Buffer) {
        // Writing to a buffer does not fail.
        let _ = write!(Text(out), "{self}");
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Decimal(self)
    }
}

/// What fits into `jiff::Timestamp`.
pub(super) const RANGE: &str =
    "it is `jiff::Timestamp`, from -009999-01-02T01:59:59Z to 9999-12-30T22:00:00.999999999Z";

/// With microseconds, as PostgreSQL keeps them. A time beyond the range is an error that tells it: cut to the range it
/// would be another time, and could be written back.
impl Value for Timestamp {
    const SCALAR: ScalarType = ScalarType::DateTime;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        let micros = i64::from_be_bytes(array(bytes, "DateTime")?);
        Self::from_microsecond(micros).map_err(|_| CellError::TimeOutOfRange(micros))
    }

    fn write(&self, out: &mut Buffer) {
        out.extend_from_slice(&self.as_microsecond().to_be_bytes());
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::DateTime(self)
    }
}

impl Value for serde_json::Value {
    const SCALAR: ScalarType = ScalarType::Json;

    fn read(bytes: &[u8]) -> Result<Self, CellError> {
        serde_json::from_slice(bytes).map_err(|_| CellError::Malformed("JSON text"))
    }

    fn write(&self, out: &mut Buffer) {
        // Writing to a buffer does not fail.
        let _ = write!(Text(out), "{self}");
    }

    fn absent() -> Self {
        Self::default()
    }

    fn shown(&self) -> Shown<'_> {
        Shown::Json(self)
    }
}
