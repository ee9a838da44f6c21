//! What stored times mean, as a function of SQL: for columns that hold several forms of them.

use nicol_model::calendar;
use nicol_query::TIME_OF;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value, ValueRef};

use super::{error, read};
use crate::Error;

/// Gives a connection the function [`TIME_OF`].
pub(super) fn add_time_of(connection: &Connection) -> Result<(), Error> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection
        .create_scalar_function(TIME_OF, 1, flags, |context| Ok(time_of(context.get_raw(0))))
        .map_err(|e| error::map(&e))
}

/// Milliseconds, exactly what is read of it: two times are equal as numbers if and only if they are read as the same.
/// (Beyond the year 2255, fractions of a millisecond are more digits than a real number has.)
fn time_of(stored: ValueRef<'_>) -> Value {
    match read::time(stored) {
        Err(_) => Value::Null,
        Ok(micros) if calendar::is_infinite(micros) => {
            Value::Real(if micros > 0 { f64::INFINITY } else { f64::NEG_INFINITY })
        }
        Ok(micros) if micros % 1000 == 0 => Value::Integer(micros / 1000),
        #[expect(clippy::cast_precision_loss, reason = "told above")]
        Ok(micros) => Value::Real(micros as f64 / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a stored value, and of the function's own result for it.
    fn twice(stored: &Value) -> [Value; 2] {
        let once = time_of(stored.into());
        let again = time_of((&once).into());
        [once, again]
    }

    #[test]
    fn every_form_means_its_milliseconds() {
        let text = |text: &str| Value::Text(text.to_owned());
        for form in [
            Value::Integer(1_577_836_800_250),
            Value::Real(1_577_836_800_250.0),
            text("2020-01-01T00:00:00.250+00:00"),
            text("2020-01-01T00:00:00.250Z"),
            text("2020-01-01 00:00:00.25"),
            text("2019-12-31T22:30:00.250-01:30"),
            text(" 1577836800250 "),
        ] {
            assert_eq!(twice(&form), [const { Value::Integer(1_577_836_800_250) }; 2], "{form:?}");
        }
        assert_eq!(twice(&text("1970-01-01T00:00:00.000250Z")), [const { Value::Real(0.25) }; 2]);
        assert_eq!(twice(&text("infinity")), [const { Value::Real(f64::INFINITY) }; 2]);
        assert_eq!(twice(&text("-infinity")), [const { Value::Real(f64::NEG_INFINITY) }; 2]);
        for none in [Value::Null, text("soon"), Value::Blob(vec![1]), Value::Integer(i64::MAX)] {
            assert_eq!(twice(&none), [const { Value::Null }; 2], "{none:?}");
        }
    }
}
