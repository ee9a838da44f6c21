//! What a field may be compared with and set to.

use super::{Buffer, Value};

/// What was put into a buffer: null and an empty list change a request's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// A value, and its bytes were appended.
    Value,
    /// Nothing was appended.
    Null,
    /// A list without elements, and its bytes were appended.
    EmptyList,
}

/// A value for a field of type `T`.
///
/// A trait of our own in place of `Into`, so that literals find their type and wrong values get a message of ours.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// fn named(name: impl Arg<String>) -> Filter<db::Member> {
///     member::name().eq(name)
/// }
/// let filters = [named("Ada"), named(String::from("Bob")), named(&String::from("Eve"))];
/// let optional = [member::nickname().eq("Countess"), member::nickname().eq(None::<&str>)];
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` can't be compared with or set to `{Self}`",
    label = "expected a value for a field of type `{T}`",
    note = "`Int` is i32, `BigInt` is i64, `Float` is f64 (write `5.0`), `Decimal` is `nicol::Decimal`, `DateTime` is `nicol::DateTime`, `Json` is `nicol::Json`, `Bytes` is `Vec<u8>` or `&[u8]`, an enum is the generated one; `None` is a value of optional fields only"
)]
pub trait Arg<T> {
    /// Appends the binary form.
    #[doc(hidden)]
    fn put(self, out: &mut Buffer) -> Put;
}

#[diagnostic::do_not_recommend]
impl<T: Value> Arg<T> for T {
    fn put(self, out: &mut Buffer) -> Put {
        self.write(out);
        Put::Value
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Arg<T> for &T {
    fn put(self, out: &mut Buffer) -> Put {
        self.write(out);
        Put::Value
    }
}

#[diagnostic::do_not_recommend]
impl Arg<String> for &str {
    fn put(self, out: &mut Buffer) -> Put {
        out.extend_from_slice(self.as_bytes());
        Put::Value
    }
}

#[diagnostic::do_not_recommend]
impl Arg<String> for &&str {
    fn put(self, out: &mut Buffer) -> Put {
        Arg::<String>::put(*self, out)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Arg<Option<T>> for T {
    fn put(self, out: &mut Buffer) -> Put {
        Arg::<T>::put(self, out)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Arg<Option<T>> for &T {
    fn put(self, out: &mut Buffer) -> Put {
        Arg::<T>::put(self, out)
    }
}

#[diagnostic::do_not_recommend]
impl Arg<Option<String>> for &str {
    fn put(self, out: &mut Buffer) -> Put {
        Arg::<String>::put(self, out)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Arg<Option<T>> for Option<T> {
    fn put(self, out: &mut Buffer) -> Put {
        self.map_or(Put::Null, |value| Arg::<T>::put(value, out))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Arg<Option<T>> for &Option<T> {
    fn put(self, out: &mut Buffer) -> Put {
        self.as_ref().map_or(Put::Null, |value| Arg::<T>::put(value, out))
    }
}

#[diagnostic::do_not_recommend]
impl Arg<Option<String>> for Option<&str> {
    fn put(self, out: &mut Buffer) -> Put {
        self.map_or(Put::Null, |value| Arg::<String>::put(value, out))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value, E: Arg<T>> Arg<Vec<T>> for Vec<E> {
    fn put(self, out: &mut Buffer) -> Put {
        put_list(self, out)
    }
}

#[diagnostic::do_not_recommend]
impl<'e, T: Value, E> Arg<Vec<T>> for &'e Vec<E>
where
    &'e E: Arg<T>,
{
    fn put(self, out: &mut Buffer) -> Put {
        put_list(self, out)
    }
}

#[diagnostic::do_not_recommend]
impl<'e, T: Value, E> Arg<Vec<T>> for &'e [E]
where
    &'e E: Arg<T>,
{
    fn put(self, out: &mut Buffer) -> Put {
        put_list(self, out)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value, E: Arg<T>, const N: usize> Arg<Vec<T>> for [E; N] {
    fn put(self, out: &mut Buffer) -> Put {
        put_list(self, out)
    }
}

/// Appends a list of values: its count, then each with its length.
pub(crate) fn put_list<T, E: Arg<T>>(list: impl IntoIterator<Item = E>, out: &mut Buffer) -> Put {
    let elements = list.into_iter();
    // Most elements are short: room for one word and its length each saves most of the growing.
    out.reserve(4 + elements.size_hint().0.saturating_mul(8));
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    let mut count = 0u32;
    for element in elements {
        count += 1;
        let at = out.len();
        out.extend_from_slice(&[0; 4]);
        let len = match element.put(out) {
            Put::Null => -1,
            Put::Value | Put::EmptyList => i32::try_from(out.len() - at - 4).unwrap_or(i32::MAX),
        };
        out[at..at + 4].copy_from_slice(&len.to_be_bytes());
    }
    out[start..start + 4].copy_from_slice(&count.to_be_bytes());
    if count == 0 { Put::EmptyList } else { Put::Value }
}
