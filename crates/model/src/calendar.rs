//! Points of time as text. Canonical: microseconds since 1970-01-01 UTC; the largest and the smallest number are
//! PostgreSQL's `infinity` and `-infinity`.
//!
//! PostgreSQL's timestamps reach from 4713 BC to 294276, further than any calendar library here, so the calendar is
//! worked out by hand (proleptic Gregorian, as PostgreSQL's). Everything that reads or writes times uses this one, or a
//! value would be one where it is written and none where it is read.

use std::fmt;

const DAY: i64 = 86_400_000_000;

/// How to write a point of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `2020-01-31 12:00:00.123456+00`, years before 1 with ` BC`: PostgreSQL's own.
    Server,
    /// `2020-01-31T12:00:00.123+00:00`: what Prisma 7 stores in SQLite. Years beyond four digits as JavaScript writes them:
    /// `+010000`, `-000043` (44 BC).
    Iso,
    /// `2020-01-31T12:00:00.123456Z`, without zeros at the end of a fraction: what people and parsers read most easily.
    Short,
}

/// Whether it is one of PostgreSQL's two times that no calendar has.
#[must_use]
pub const fn is_infinite(micros: i64) -> bool {
    micros == i64::MAX || micros == i64::MIN
}

fn push(out: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = fmt::Write::write_fmt(out, text);
}

/// Writes a point of time.
pub fn write(micros: i64, style: Style, out: &mut String) {
    if is_infinite(micros) {
        out.push_str(if micros > 0 { "infinity" } else { "-infinity" });
        return;
    }
    let (year, month, day) = civil(micros.div_euclid(DAY));
    let shown = if style == Style::Server && year < 1 { 1 - year } else { year };
    match style {
        Style::Iso | Style::Short if shown > 9999 => push(out, format_args!("+{shown:06}")),
        Style::Iso | Style::Short if shown < 0 => push(out, format_args!("-{:06}", -shown)),
        _ => push(out, format_args!("{shown:04}")),
    }
    push(out, format_args!("-{month:02}-{day:02}{}", if style == Style::Server { ' ' } else { 'T' }));
    let rest = micros.rem_euclid(DAY);
    write_time(rest, style, out);
    out.push_str(match style {
        Style::Server => "+00",
        Style::Iso => "+00:00",
        Style::Short => "Z",
    });
    if style == Style::Server && year < 1 {
        out.push_str(" BC");
    }
}

fn write_time(micros: i64, style: Style, out: &mut String) {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    push(out, format_args!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    match (style, fraction % 1000) {
        (Style::Iso, 0) => push(out, format_args!(".{:03}", fraction / 1000)),
        (Style::Server | Style::Short, _) if fraction == 0 => {}
        (Style::Server | Style::Short, _) => {
            let digits = format!("{fraction:06}");
            push(out, format_args!(".{}", digits.trim_end_matches('0')));
        }
        (Style::Iso, _) => push(out, format_args!(".{fraction:06}")),
    }
}

/// Reads a point of time in any usual spelling: a date, a time (on 1970-01-01), or both with `T` or a blank between
/// them; a fraction; `Z` or an offset. Without one it is UTC.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    match text {
        "infinity" => return Some(i64::MAX),
        "-infinity" => return Some(i64::MIN),
        _ => {}
    }
    let (text, is_bc) = text.strip_suffix(" BC").map_or((text, false), |t| (t, true));
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (Some(&text[..at]), Some(text[at + 1..].trim_start())),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let days = match date {
        None => 0,
        Some(date) => {
            let (sign, digits) = match date.as_bytes().first()? {
                b'-' => (-1, &date[1..]),
                b'+' => (1, &date[1..]),
                _ => (1, date),
            };
            let mut parts = digits.split('-');
            let (year, month, day) =
                (number(parts.next()?, 4..=7)?, number(parts.next()?, 2..=2)?, number(parts.next()?, 2..=2)?);
            if parts.next().is_some() {
                return None;
            }
            let year = if is_bc { 1 - year } else { sign * year };
            let days = days(year, month, day);
            // Also rejects days that the month does not have.
            (civil(days) == (year, month, day)).then_some(days)?
        }
    };
    let micros = time.map_or(Some(0), parse_time)?;
    days.checked_mul(DAY)?.checked_add(micros)
}

/// Reads a point of time as Prisma's requests and schemas write it: RFC 3339 with seconds and an offset. `T` may be `t` or
/// a blank, `Z` may be `z`, the minus sign that of Unicode. A leap second is the first second of the next minute, as
/// PostgreSQL reads it; digits below a microsecond are cut off.
#[must_use]
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    let (stamp, rest) = text.as_bytes().split_at_checked(19)?;
    let two = |at: usize| digits(&stamp[at..at + 2]);
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| stamp[*at] != *mark) || !matches!(stamp[10], b'T' | b't' | b' ') {
        return None;
    }
    let date = (digits(&stamp[..4])?, two(5)?, two(8)?);
    let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
    let days = days(date.0, date.1, date.2);
    if !(1..=12).contains(&date.1) || civil(days) != date || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => {
            let (fraction, rest) = rest.split_at(rest.iter().take_while(|b| b.is_ascii_digit()).count());
            let micros = fraction.iter().chain(b"000000").take(6).fold(0, |n, b| n * 10 + i64::from(b - b'0'));
            (Some(micros).filter(|_| !fraction.is_empty())?, rest)
        }
        _ => (0, rest),
    };
    let (sign, offset) = match rest {
        [b'Z' | b'z'] => (0, &b"00:00"[..]),
        [b'+', offset @ ..] => (1, offset),
        [b'-', offset @ ..] | [0xe2, 0x88, 0x92, offset @ ..] => (-1, offset),
        _ => return None,
    };
    let &[h1, h2, b':', m1, m2] = offset else { return None };
    let (hours, minutes) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = (hour * 60 + minute) * 60 + second - sign * (hours * 60 + minutes) * 60;
    Some(days * DAY + seconds * 1_000_000 + fraction)
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
}

fn parse_time(text: &str) -> Option<i64> {
    let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (text[..at].trim_end(), &text[at..]),
        None => (text, "Z"),
    };
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 2..=2)?, number(parts.next()?, 2..=2)?);
    let second = parts.next().map_or(Some(0), |s| number(s, 2..=2))?;
    let in_range = hour < 24 || (hour == 24 && minute == 0 && second == 0);
    if parts.next().is_some() || !in_range || minute > 59 || second > 60 {
        return None;
    }
    let mut micros = ((hour * 60 + minute) * 60 + second) * 1_000_000;
    if !fraction.is_empty() {
        if !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // Digits beyond microseconds are cut off.
        let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
        micros += digits.parse::<i64>().ok()?;
    }
    let offset = match offset {
        "Z" | "z" => 0,
        offset => {
            let sign = if offset.starts_with('-') { -1 } else { 1 };
            let digits = offset[1..].replace(':', "");
            let (hours, rest) = digits.split_at_checked(2)?;
            let (minutes, seconds) = if rest.is_empty() { ("0", "") } else { rest.split_at_checked(2)? };
            let seconds = if seconds.is_empty() { "0" } else { seconds };
            sign * (number(hours, 1..=2)? * 3600 + number(minutes, 1..=2)? * 60 + number(seconds, 1..=2)?)
        }
    };
    Some(micros - offset * 1_000_000)
}

fn number(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<i64> {
    (length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar (year 0 is 1 BC).
#[must_use]
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day is the last of its year; an era is 400 years.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
#[must_use]
pub fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(micros: i64, style: Style) -> String {
        let mut out = String::new();
        write(micros, style, &mut out);
        out
    }

    #[test]
    fn known_days() {
        assert_eq!(shown(0, Style::Server), "1970-01-01 00:00:00+00");
        assert_eq!(shown(951_782_400_123_456, Style::Server), "2000-02-29 00:00:00.123456+00");
        assert_eq!(shown(951_782_400_123_000, Style::Iso), "2000-02-29T00:00:00.123+00:00");
        assert_eq!(shown(-62_135_596_800_000_000 - DAY, Style::Server), "0001-12-31 00:00:00+00 BC");
        assert_eq!(shown(253_402_300_800_000_000, Style::Server), "10000-01-01 00:00:00+00");
    }

    #[test]
    fn every_spelling_is_read() {
        let noon = 951_825_600_000_000;
        for text in [
            "2000-02-29T12:00:00Z",
            "2000-02-29 12:00:00",
            "2000-02-29T14:30:00.000+02:30",
            "2000-02-29 07:00:00-05",
            "2000-02-29T12:00",
        ] {
            assert_eq!(parse(text), Some(noon), "{text}");
        }
        assert_eq!(parse("2000-02-29"), Some(noon - DAY / 2));
        assert_eq!(parse("12:00:00"), Some(DAY / 2));
        assert_eq!(parse("12:00:00.5"), Some(DAY / 2 + 500_000));
        for text in ["", "2000-02-30", "2000-13-01", "2000-2-1", "25:00", "12:61", "yesterday", "2000-02-29T", "é"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn there_and_back_over_the_whole_range() {
        // A coprime step visits all times of day; both styles read back.
        let mut at = -210_866_803_200_000_000_i64;
        while at < 9_223_371_331_200_000_000 {
            for style in [Style::Server, Style::Iso, Style::Short] {
                assert_eq!(parse(&shown(at, style)), Some(at), "{}", shown(at, style));
            }
            let Some(next) = at.checked_add(9_999_999_967_000_003) else { break };
            at = next;
        }
    }

    #[test]
    fn rfc3339() {
        for right in [
            "2020-01-31T12:00:00Z",
            "2020-02-29t23:59:60.123456789+23:59",
            "2000-02-29 00:00:00-00:00",
            "0000-01-01T00:00:00z",
        ] {
            assert!(parse_rfc3339(right).is_some(), "{right}");
        }
        for wrong in [
            "2020-01-31",
            "2020-01-31T12:00:00",
            "2020-01-31T12:00Z",
            "2021-02-29T12:00:00Z",
            "2020-13-01T12:00:00Z",
            "2020-01-31T24:00:00Z",
            "2020-01-31T12:00:00+0200",
            "2020-01-31T12:00:00.Z",
            "2020-01-31T12:00:00Z ",
            "2020-01-31T12:00:00+24:00",
            "2020-01-00T12:00:00Z",
            "",
        ] {
            assert!(parse_rfc3339(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn both_readers_agree() {
        for text in [
            "2000-02-29T12:00:00Z",
            "2000-02-29t12:00:00.5z",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31 23:59:59.999999-23:59",
            "0000-01-01T00:00:00+02:00",
            "2016-12-31T23:59:60Z",
            "2016-12-31T23:59:59.1234567-00:30",
        ] {
            assert!(parse_rfc3339(text).is_some_and(|micros| parse(text) == Some(micros)), "{text}");
        }
    }

    #[test]
    fn far_away() {
        assert_eq!(shown(253_402_300_799_999_000, Style::Iso), "9999-12-31T23:59:59.999+00:00");
        assert_eq!(shown(253_402_300_799_999_000, Style::Short), "9999-12-31T23:59:59.999Z");
        assert_eq!(shown(253_402_300_800_000_000, Style::Short), "+010000-01-01T00:00:00Z");
        assert_eq!(shown(-62_167_219_200_000_000 - DAY, Style::Short), "-000001-12-31T00:00:00Z");
        for style in [Style::Server, Style::Iso, Style::Short] {
            assert_eq!((shown(i64::MAX, style), shown(i64::MIN, style)), ("infinity".into(), "-infinity".into()));
        }
    }
}
