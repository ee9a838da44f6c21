//! Values that the client makes: the ids of `@default(cuid())` and its like, and the time.

mod cuid;

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use nicol_model::DefaultFunction;
use ulid::Ulid;

/// The time of a request, in milliseconds as Prisma's clients send it, in the binary form of a DateTime.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_millisecond() * 1000
}

/// Appends a value of a default function that the client makes. Says `false` for those that the database makes.
pub(crate) fn make(function: &DefaultFunction, now: i64, out: &mut Vec<u8>) -> bool {
    match function {
        DefaultFunction::Now => out.extend_from_slice(&now.to_be_bytes()),
        DefaultFunction::Cuid(2) => out.extend_from_slice(cuid2::create_id().as_bytes()),
        DefaultFunction::Cuid(_) => cuid::cuid(now / 1000, out),
        DefaultFunction::Uuid(7) => uuid(uuid::Uuid::now_v7(), out),
        DefaultFunction::Uuid(_) => uuid(uuid::Uuid::from_bytes(v4()), out),
        DefaultFunction::Nanoid(length) => nanoid(length.unwrap_or(DefaultFunction::NANOID_LENGTH), out),
        DefaultFunction::Ulid => out.extend_from_slice(ulid(now).to_string().as_bytes()),
        DefaultFunction::Autoincrement
        | DefaultFunction::Dbgenerated(_)
        | DefaultFunction::Sequence
        | DefaultFunction::Auto => return false,
    }
    true
}

fn uuid(id: uuid::Uuid, out: &mut Vec<u8>) {
    let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
    out.extend_from_slice(id.hyphenated().encode_lower(&mut text).as_bytes());
}

fn v4() -> [u8; 16] {
    uuid::Builder::from_random_bytes(random()).into_uuid().into_bytes()
}

/// A clock that is set right by more than this was wrong before: ids take the time from it again.
const STEP_BACK_MS: u64 = 60_000;

/// An id that sorts after all that this process made before: within a millisecond, and when the clock goes back a little,
/// it is the last one and one more, as the specification says (github.com/ulid/spec, monotonicity). A clock that was far
/// in the future once does not keep ids there for ever.
fn ulid(now: i64) -> Ulid {
    static LAST: Mutex<Ulid> = Mutex::new(Ulid::nil());
    let fresh = Ulid::from_parts(u64::try_from(now / 1000).unwrap_or_default(), u128::from_be_bytes(random()));
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    *last = ulid_after(*last, fresh);
    *last
}

fn ulid_after(last: Ulid, fresh: Ulid) -> Ulid {
    let ahead = last.timestamp_ms().checked_sub(fresh.timestamp_ms());
    match ahead {
        Some(ahead) if ahead <= STEP_BACK_MS => last.increment().unwrap_or(fresh),
        _ => fresh,
    }
}

/// Nanoid's alphabet has 64 characters, so six bits of randomness make one without bias.
fn nanoid(length: u8, out: &mut Vec<u8>) {
    const ALPHABET: &[u8; 64] = b"useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict";
    for _ in 0..length {
        let [byte] = random::<1>();
        out.push(ALPHABET[usize::from(byte & 63)]);
    }
}

/// A random number below a limit, for pauses: the small bias does no harm there.
pub(crate) fn random_below(limit: u64) -> u64 {
    u64::from_be_bytes(random()) % limit.max(1)
}

/// Random bytes of the operating system, fetched a block at a time.
fn random<const N: usize>() -> [u8; N] {
    thread_local! {
        static BLOCK: RefCell<([u8; 256], usize)> = const { RefCell::new(([0; 256], 256)) };
    }
    BLOCK.with_borrow_mut(|(block, used)| {
        if *used + N > block.len() {
            // Without randomness ids would repeat: there is no way to go on.
            #[expect(clippy::expect_used, reason = "an operating system without randomness")]
            getrandom::fill(block).expect("the operating system gives random bytes");
            *used = 0;
        }
        let mut bytes = [0; N];
        bytes.copy_from_slice(&block[*used..*used + N]);
        // What was given out must not be read again.
        block[*used..*used + N].fill(0);
        *used += N;
        bytes
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn text(function: &DefaultFunction) -> String {
        let mut out = Vec::new();
        assert!(make(function, now(), &mut out));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_function_makes_its_form() {
        let is = |text: &str, chars: &str| text.chars().all(|c| chars.contains(c));
        let lower = "abcdefghijklmnopqrstuvwxyz0123456789";
        for _ in 0..200 {
            let cuid = text(&DefaultFunction::Cuid(1));
            assert!(cuid.len() == 25 && cuid.starts_with('c') && is(&cuid, lower), "{cuid}");
            let cuid2 = text(&DefaultFunction::Cuid(2));
            assert!(cuid2.len() == 24 && is(&cuid2, lower), "{cuid2}");
            let uuid = text(&DefaultFunction::Uuid(4));
            assert!(uuid.len() == 36 && &uuid[14..15] == "4" && "89ab".contains(&uuid[19..20]), "{uuid}");
            let uuid = text(&DefaultFunction::Uuid(7));
            assert!(uuid.len() == 36 && &uuid[14..15] == "7", "{uuid}");
            let ulid = text(&DefaultFunction::Ulid);
            assert!(ulid.len() == 26 && is(&ulid, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), "{ulid}");
            let nanoid = text(&DefaultFunction::Nanoid(Some(30)));
            assert!(nanoid.len() == 30 && nanoid.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)));
        }
    }

    #[test]
    fn nothing_repeats() {
        for function in [
            DefaultFunction::Cuid(1),
            DefaultFunction::Cuid(2),
            DefaultFunction::Uuid(4),
            DefaultFunction::Uuid(7),
            DefaultFunction::Ulid,
            DefaultFunction::Nanoid(None),
        ] {
            let many: HashSet<String> = (0..2000).map(|_| text(&function)).collect();
            assert_eq!(many.len(), 2000, "{function:?}");
        }
    }

    #[test]
    fn what_has_the_time_in_it_sorts_as_it_was_made() {
        for function in [DefaultFunction::Uuid(7), DefaultFunction::Ulid, DefaultFunction::Cuid(1)] {
            let made: Vec<String> = (0..2000).map(|_| text(&function)).collect();
            assert!(made.is_sorted(), "{function:?}");
        }
        // Also of one time, and when the clock goes back.
        let time = now();
        let of = |time| {
            let mut out = Vec::new();
            assert!(make(&DefaultFunction::Ulid, time, &mut out));
            out
        };
        let made = [of(time), of(time), of(time - 5_000_000), of(time), of(time + 1_000_000)];
        assert!(made.is_sorted());
    }

    #[test]
    fn ids_follow_a_clock_that_is_set_right() {
        let at = |ms| Ulid::from_parts(ms, 7);
        let day = 24 * 3_600_000;
        // It goes back a little: the order is kept.
        assert_eq!(ulid_after(at(day), at(day - STEP_BACK_MS)), Ulid::from_parts(day, 8));
        // It was a day in the future.
        assert_eq!(ulid_after(at(2 * day), at(day)), at(day));
        assert_eq!(ulid_after(at(day), at(day + 1)), at(day + 1));
    }

    #[test]
    fn the_time_stands_in_the_ids_that_have_one() {
        let before = now() / 1_000_000;
        let id: Ulid = text(&DefaultFunction::Ulid).parse().unwrap();
        let seven: uuid::Uuid = text(&DefaultFunction::Uuid(7)).parse().unwrap();
        let (seconds, _) = seven.get_timestamp().unwrap().to_unix();
        let after = now() / 1_000_000;
        // Another test's ids may be ahead by the few that it made.
        for seconds in [i64::try_from(id.timestamp_ms() / 1000).unwrap(), i64::try_from(seconds).unwrap()] {
            assert!((before..=after + 5).contains(&seconds), "{before} {seconds} {after}");
        }
    }

    #[test]
    fn the_database_makes_the_others() {
        let mut out = Vec::new();
        assert!(!make(&DefaultFunction::Autoincrement, now(), &mut out));
        assert!(out.is_empty());
    }
}
