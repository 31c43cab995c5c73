//! Dates as PHP's `new DateTime` reads them: in digits, with the names of months, and in words such as
//! `yesterday`, `+2 weeks` or `first day of next month`.

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp, ToSpan, tz::TimeZone};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Returns a date as `YYYY-MM-DD`; `None`, if it is no date. `now` is the present second.
///
/// Magento takes digits alone for seconds since 1970. A day that the month does not have runs over
/// into the next one.
pub(crate) fn read(text: &str, now: i64) -> Option<String> {
    let text = text.trim().to_lowercase();
    let seconds = text.strip_prefix('@').unwrap_or(&text);
    if !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit()) {
        return day_of(seconds.parse().ok()?).map(|date| date.to_string());
    }
    let today = day_of(now)?;
    let date = in_digits(&text).or_else(|| in_words(&text, today))?;
    Some(date.to_string())
}

fn day_of(second: i64) -> Option<Date> {
    let moment = Timestamp::from_second(second).ok()?;
    Some(TimeZone::UTC.to_datetime(moment).date())
}

/// Reads `1990-02-28`, `02/28/1990`, `28.02.1990`, with or without a time behind it.
fn in_digits(text: &str) -> Option<Date> {
    let (date, time) = text.split_once(['t', ' ']).unwrap_or((text, ""));
    if !time.trim_end_matches("utc").chars().all(is_of_time) {
        return None;
    }
    let parts: Vec<i16> = date
        .split(['-', '/', '.'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [first, second, third] = parts[..] else {
        return None;
    };
    let (year, month, day) = if first > 31 {
        (first, second, third)
    } else if date.contains('/') {
        (full_year(third), first, second)
    } else {
        (full_year(third), second, first)
    };
    day_in(year, month, day)
}

fn is_of_time(letter: char) -> bool {
    letter.is_ascii_digit() || ":.+-z ".contains(letter)
}

/// Returns a year of two digits in full: from 70 on it is one of the last century.
fn full_year(year: i16) -> i16 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    }
}

fn day_in(year: i16, month: i16, day: i16) -> Option<Date> {
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    let days = (1..=31).contains(&day).then(|| i64::from(day) - 1)?;
    first.checked_add(days.days()).ok()
}

/// Reads words one after the other, each changing the date.
fn in_words(text: &str, today: Date) -> Option<Date> {
    let text = text.replace(',', " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut date = today;
    let mut rest = &words[..];
    while let [word, ..] = rest {
        let taken = edge_of_month(&mut date, rest)
            .or_else(|| relative(&mut date, rest))
            .or_else(|| named_month(&mut date, rest))
            .or_else(|| plain(&mut date, word, today))?;
        rest = &rest[taken..];
    }
    (!words.is_empty()).then_some(date)
}

/// Reads a word that stands alone; returns how many words were read.
fn plain(date: &mut Date, word: &str, today: Date) -> Option<usize> {
    match word {
        "now" | "today" | "midnight" | "noon" => {}
        "yesterday" => *date = today.checked_sub(1.day()).ok()?,
        "tomorrow" => *date = today.checked_add(1.day()).ok()?,
        "utc" | "gmt" => {}
        _ if word.contains(':') && word.chars().all(is_of_time) => {}
        _ => {
            let ahead = days_until(*date, weekday(word)?);
            *date = date.checked_add(ahead.days()).ok()?;
        }
    }
    Some(1)
}

/// Reads `+2 weeks`, `3 days ago`, `next month`, `last friday`.
fn relative(date: &mut Date, words: &[&str]) -> Option<usize> {
    let (number, unit, taken) = match words {
        [first, unit, ..] if ordinal(first).is_some() => (ordinal(first)?, *unit, 2),
        [first, ..] if split_number(first).is_some() => {
            let (number, unit) = split_number(first)?;
            (number, unit, 1)
        }
        [first, unit, ..] => (first.parse::<i64>().ok()?, *unit, 2),
        _ => return None,
    };
    if let Some(day) = weekday(unit).filter(|_| ordinal(words[0]).is_some()) {
        let ahead = days_until(*date, day);
        let days = match number {
            1 if ahead == 0 => 7,
            -1 if ahead == 0 => -7,
            -1 => ahead - 7,
            _ => ahead,
        };
        *date = date.checked_add(days.days()).ok()?;
        return Some(taken);
    }
    let is_ago = words.get(taken) == Some(&"ago");
    let span = span(unit, if is_ago { -number } else { number })?;
    *date = added(*date, span, unit)?;
    Some(taken + usize::from(is_ago))
}

fn ordinal(word: &str) -> Option<i64> {
    match word {
        "next" => Some(1),
        "this" => Some(0),
        "last" | "previous" => Some(-1),
        _ => None,
    }
}

/// Splits `+2weeks`.
fn split_number(word: &str) -> Option<(i64, &str)> {
    let letters = word.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = word.split_at(letters);
    Some((number.parse().ok()?, unit))
}

fn span(unit: &str, number: i64) -> Option<Span> {
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    match unit {
        "day" => Span::new().try_days(number),
        "week" => Span::new().try_weeks(number),
        "fortnight" => Span::new().try_weeks(number.checked_mul(2)?),
        "month" => Span::new().try_months(number),
        "year" => Span::new().try_years(number),
        "hour" | "min" | "minute" | "sec" | "second" => Ok(Span::new()),
        _ => return None,
    }
    .ok()
}

/// Adds months and years as PHP does: the day of the month stays, and runs over where there is none.
fn added(date: Date, span: Span, unit: &str) -> Option<Date> {
    if !unit.starts_with("month") && !unit.starts_with("year") {
        return date.checked_add(span).ok();
    }
    let first = date.first_of_month().checked_add(span).ok()?;
    first.checked_add((i64::from(date.day()) - 1).days()).ok()
}

/// Reads `1 January 1990`, `January 1 1990`, `jan 1990`, `1-jan-1990`.
fn named_month(date: &mut Date, words: &[&str]) -> Option<usize> {
    if let Some(dashed) = words.first().filter(|word| word.contains('-')) {
        let parts: Vec<&str> = dashed.split('-').collect();
        named_month(date, &parts)?;
        return Some(1);
    }
    let number = |word: &&str| -> Option<i16> {
        word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic())
            .parse()
            .ok()
    };
    let year = |word: Option<&&str>| word.and_then(|word| word.parse().ok());
    let day = |word: Option<&&str>| word.and_then(number).filter(|day| *day <= 31);
    let (month, day, next) = match words {
        [first, name, ..] if month(name).is_some() && day(Some(first)).is_some() => {
            (month(name)?, day(Some(first))?, 2)
        }
        [name, ..] => match day(words.get(1)) {
            Some(day) => (month(name)?, day, 2),
            None => (month(name)?, 1, 1),
        },
        [] => return None,
    };
    let sent: Option<i16> = year(words.get(next)).filter(|year| *year > 31);
    *date = day_in(sent.map_or(date.year(), full_year), month, day)?;
    Some(next + usize::from(sent.is_some()))
}

fn month(name: &str) -> Option<i16> {
    let name = name.trim_end_matches('.');
    let place = MONTHS
        .iter()
        .position(|month| *month == name || (name.len() == 3 && month.starts_with(name)))?;
    i16::try_from(place).ok().map(|place| place + 1)
}

/// Reads `first day of` and `last day of`, with what they are of behind them.
fn edge_of_month(date: &mut Date, words: &[&str]) -> Option<usize> {
    let [which @ ("first" | "last"), "day", "of", rest @ ..] = words else {
        return None;
    };
    let taken = relative(date, rest).or_else(|| named_month(date, rest));
    *date = if *which == "first" {
        date.first_of_month()
    } else {
        date.last_of_month()
    };
    Some(3 + taken.unwrap_or_default())
}

fn weekday(name: &str) -> Option<Weekday> {
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let fits = |day: &str| day == name || (name.len() == 3 && day.starts_with(name));
    let (_, day) = days.into_iter().find(|(day, _)| fits(day))?;
    Some(day)
}

fn days_until(date: Date, day: Weekday) -> i64 {
    i64::from(date.weekday().until(day))
}

#[cfg(test)]
mod tests {
    use super::read;

    /// Monday, 2026-11-30, 12:00.
    const NOW: i64 = 1_796_040_000;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(read(text, NOW).as_deref(), expected, "{text}");
    }

    #[test]
    fn digits_come_out_in_one_form() {
        check("1980-01-31", Some("1980-01-31"));
        check("1980-01-31 10:00:00", Some("1980-01-31"));
        check("1980-01-31T10:00:00Z", Some("1980-01-31"));
        check("01/31/1980", Some("1980-01-31"));
        check("1/31/80", Some("1980-01-31"));
        check("2090-01-01", Some("2090-01-01"));
        check("31.01.1980", Some("1980-01-31"));
        check("1980-02-31", Some("1980-03-02"));
        check("86400", Some("1970-01-02"));
        check("@86400", Some("1970-01-02"));
        check("31/12/1980", None);
        check("1980-13-01", None);
        check("1980-01-32", None);
        check("not-a-date", None);
        check("", None);
    }

    #[test]
    fn words_count_from_today() {
        check("now", Some("2026-11-30"));
        check("Yesterday", Some("2026-11-29"));
        check("tomorrow noon", Some("2026-12-01"));
        check("+2 weeks", Some("2026-12-14"));
        check("-1 day", Some("2026-11-29"));
        check("3 days ago", Some("2026-11-27"));
        check("-30 years", Some("1996-11-30"));
        check("next month", Some("2026-12-30"));
        check("-9 months", Some("2026-03-02"));
        check("last day of february", Some("2026-02-28"));
        check("first day of next month", Some("2026-12-01"));
        check("monday", Some("2026-11-30"));
        check("next monday", Some("2026-12-07"));
        check("last friday", Some("2026-11-27"));
        check("someday", None);
        check("tomorrow maybe", None);
    }

    #[test]
    fn months_have_names() {
        check("1 January 1990", Some("1990-01-01"));
        check("January 31st, 1990", Some("1990-01-31"));
        check("jan 1990", Some("1990-01-01"));
        check("5-Mar-1980", Some("1980-03-05"));
        check("29 feb 1990", Some("1990-03-01"));
        check("1 Smarch 1990", None);
    }
}
