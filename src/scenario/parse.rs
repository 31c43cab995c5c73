//! From YAML text to a tree that knows where everything stands; the only file that names the
//! YAML crate.
//!
//! YAML 1.2, core schema: `no`, `0755`, `1_000` and dates are texts, only `true` and `false` are
//! booleans. Hostile input (alias bombs, deep nesting, huge files) is refused in bounded time.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::thread;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Error, Location, Options, Spanned};

use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::number;
use crate::scenario::plain;
use crate::scenario::problem::Problem;
use crate::scenario::source::{Source, Span};
use crate::scenario::syntax_error;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The largest documented body in JSON that is read, in bytes: as much as a response may have.
pub(super) const MAX_JSON_BYTES: usize = 64 * 1024 * 1024;

/// How deep lists and maps may be nested.
pub(super) const MAX_DEPTH: usize = 64;

/// How many values the YAML crate reads in one file: they take much more memory than their text.
const MAX_NODES: usize = 1_000_000;

/// The stack on which a file is read; only what is used of it takes memory.
const STACK_BYTES: usize = 32 * 1024 * 1024;

/// Reads a text as one YAML document.
///
/// # Errors
///
/// All that is wrong: the one place where the text stops being YAML, or every duplicate key and
/// every number that cannot be kept exactly.
pub fn parse(source: &Arc<Source>) -> Result<Node, Vec<Problem>> {
    if source.text.len() > MAX_BYTES {
        return Err(vec![too_large(&source.path, MAX_BYTES)]);
    }
    if let Some(at) = source.text.find(is_binary) {
        let place = Span::new(source, at..at);
        let line = place.location().line;
        let path = &source.path;
        let message = format!("`{path}` is not a text file: line {line} has a control character");
        let hint = "save it as text in UTF-8; in a text, a control character is written `\\x1b`";
        return Err(vec![Problem::general(message).hint(hint)]);
    }
    if let Some(node) = plain::read(source) {
        return Ok(node);
    }
    with_room(|| read(source)).unwrap_or_else(|| {
        Err(vec![Problem::general(
            "no thread can be started to read files",
        )])
    })
}

fn read(source: &Arc<Source>) -> Result<Node, Vec<Problem>> {
    let raw: Spanned<Raw> = serde_saphyr::from_str_with_options(&source.text, options())
        .map_err(|error| vec![explain(source, &error)])?;
    let mut reading = Reading {
        source,
        problems: Vec::new(),
    };
    let node = reading.node(raw);
    if reading.problems.is_empty() {
        Ok(node)
    } else {
        Err(reading.problems)
    }
}

/// Works on a stack on which [`MAX_DEPTH`] levels surely fit: each takes some thirty kilobytes
/// where nothing is optimized, and the threads of tests and of tokio have two megabytes.
fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(STACK_BYTES);
        reader.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// Says that a file is larger than any that is read.
pub(crate) fn too_large(path: &str, limit: usize) -> Problem {
    let limit = limit / 1024 / 1024;
    Problem::general(format!("`{path}` is larger than {limit} MiB"))
        .hint("split it into several scenarios, or shorten the documented bodies")
}

/// Whether a character belongs to no text file (YAML 1.2, section 5.1).
fn is_binary(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}')
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_documents: 2,
            max_nodes: MAX_NODES,
            max_events: 4 * MAX_NODES,
            max_aliases: 500,
            max_anchors: 500,
            max_merge_keys: 500,
            max_recorded_anchor_events: 50_000,
            max_recorded_anchor_bytes: MAX_BYTES,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 50_000,
            max_replay_stack_depth: 16,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        non_finite_float_policy: NonFiniteFloatPolicy::Reject,
        with_snippet: false,
    }
}

/// A value as the YAML crate hands it over.
enum Raw {
    Null,
    Bool(bool),
    Number(Option<Number>),
    String(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(Some(value.into())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(Some(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(Number::from_f64(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Raw::Map(members))
    }
}

/// Turns raw values into nodes and collects what is wrong with them.
struct Reading<'a> {
    source: &'a Arc<Source>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn node(&mut self, raw: Spanned<Raw>) -> Node {
        let span = self.span(raw.defined);
        let kind = match raw.value {
            Raw::Null => NodeKind::Null,
            Raw::Bool(value) => NodeKind::Bool(value),
            Raw::Number(number) => NodeKind::Number(Self::number(number, &span)),
            Raw::String(text) => NodeKind::String(text),
            Raw::List(items) => {
                NodeKind::List(items.into_iter().map(|item| self.node(item)).collect())
            }
            Raw::Map(members) => NodeKind::Map(self.members(members)),
        };
        Node { span, kind }
    }

    fn members(&mut self, raw: Vec<(Spanned<String>, Spanned<Raw>)>) -> Vec<(Key, Node)> {
        let mut members: Vec<(Key, Node)> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (key, value) in raw {
            let key = Key {
                span: self.span(key.defined),
                name: key.value,
            };
            let value = self.node(value);
            if let Some(first) = seen.get(&key.name) {
                let line = first.location().line;
                let message = format!("`{}` is twice in this map", key.name);
                let hint = format!("it is in line {line} already; keep one of them");
                self.problems
                    .push(Problem::at(&key.span, message).hint(hint));
            } else {
                seen.insert(key.name.clone(), key.span.clone());
                members.push((key, value));
            }
        }
        members
    }

    fn number(read: Option<Number>, span: &Span) -> Number {
        number::exact(span.text().trim(), read.unwrap_or_else(|| Number::from(0)))
    }

    fn span(&self, location: Location) -> Span {
        span_of(self.source, location)
    }
}

/// Finds the bytes of a location. The crate's own byte offsets may lie outside of the text, and
/// a syntax error has none: line and column tell then.
fn span_of(source: &Arc<Source>, location: Location) -> Span {
    let span = location.span();
    let Some((start, length)) = span.byte_offset().zip(span.byte_len()) else {
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let start = source.offset_of(place(location.line()), place(location.column()));
        return Span::new(source, start..start);
    };
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let end = start.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
    let found = Span::new(source, start..end);
    let trimmed = found.text().trim_end().len();
    Span::new(source, found.range.start..found.range.start + trimmed)
}

/// Says in our own words what the YAML crate refuses.
fn explain(source: &Arc<Source>, error: &Error) -> Problem {
    let location = error.location().unwrap_or(Location::UNKNOWN);
    let span = span_of(source, location);
    let at = |message: &str| Problem::at(&span, message);
    match error {
        Error::MultipleDocuments { .. } => at("a second document begins before this line")
            .hint("a file holds one document; take the `---` out, or make two files"),
        Error::UnknownAnchor { .. } => {
            at("no `&` anchor of this name comes before").hint("quote a text that begins with `*`")
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            at("this alias is inside of what it repeats").hint("write the value out")
        }
        Error::NonFiniteFloat { value, .. } => {
            at(&format!("`{value}` is no number that JSON can hold"))
                .hint(format!("write it as a text: \"{value}\""))
        }
        Error::UnsupportedTag { tag, .. } => at(&format!("the tag `{tag}` means nothing here"))
            .hint("quote a text that begins with `!`"),
        Error::NullIntoString { .. } => at("a key of a map is a text, this one is nothing"),
        Error::Unexpected { .. } => syntax_error::explain(&span, "a key of a map is a text"),
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Depth { .. } => at(&too_deep()).hint(DEPTH_HINT),
            BudgetBreach::RecordedAnchorEvents { .. }
            | BudgetBreach::RecordedAnchorBytes { .. } => at("too much is anchored with `&`")
                .hint("write the parts out, or repeat less with `*`"),
            _ => at(too_much(breach)).hint("make several files of it"),
        },
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            at("aliases repeat too much here").hint("write the parts out, or repeat less with `*`")
        }
        Error::AliasError { error, .. } => explain(source, error),
        other => {
            let words = other.render_with_formatter(&serde_saphyr::UserMessageFormatter);
            let words = words.split(" at line ").next().unwrap_or("").to_owned();
            if words.contains("recursion limit") {
                return at(&too_deep()).hint(DEPTH_HINT);
            }
            syntax_error::explain(&span, &words)
        }
    }
}

const DEPTH_HINT: &str = "no response is that deep: look for brackets that are not closed";

fn too_deep() -> String {
    format!("lists and maps are nested deeper than {MAX_DEPTH} levels")
}

fn too_much(breach: &BudgetBreach) -> &'static str {
    match breach {
        BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } => {
            "there are too many anchors and aliases here"
        }
        BudgetBreach::MergeKeys { .. } => "there are too many merge keys (`<<`) here",
        BudgetBreach::Documents { .. } => "there is more than one document in this file",
        _ => "there is more in this file than a scenario can hold",
    }
}

#[cfg(test)]
mod alike;
#[cfg(test)]
mod tests {
    use super::*;

    /// Parses the value of `a` and returns it as JSON-like text with the text of its span.
    fn check(text: &str, expected: (&str, &str)) {
        let source = Source::new("a.yaml", text);
        let node = parse(&source).unwrap();
        let NodeKind::Map(members) = &node.kind else {
            panic!("{text:?} is no map");
        };
        let value = &members[0].1;
        let shown = match &value.kind {
            NodeKind::String(text) => format!("{text:?}"),
            NodeKind::Number(number) => number.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!((shown.as_str(), value.span.text()), expected, "{text:?}");
    }

    #[test]
    fn plain_scalars_mean_what_the_core_schema_says() {
        check("a: no", (r#""no""#, "no"));
        check("a: on", (r#""on""#, "on"));
        check("a: true", ("Bool(true)", "true"));
        check("a: 0755", (r#""0755""#, "0755"));
        check("a: 007", (r#""007""#, "007"));
        check("a: 12:30:00", (r#""12:30:00""#, "12:30:00"));
        check("a: 1_000", (r#""1_000""#, "1_000"));
        check("a: 2017-01-31", (r#""2017-01-31""#, "2017-01-31"));
        check("a: 512-555-1111", (r#""512-555-1111""#, "512-555-1111"));
        check("a: 0o17", ("15", "0o17"));
        check("a: 0x1F", ("31", "0x1F"));
        check("a: 2.4.7", (r#""2.4.7""#, "2.4.7"));
        check("a: ~", ("Null", "~"));
        check("a:", ("Null", ""));
        check("a: !!str 5", (r#""5""#, "5"));
    }

    #[test]
    fn numbers_keep_their_value() {
        check("a: 19.90", ("19.90", "19.90"));
        check("a: 1e3", ("1e+3", "1e3"));
        check("a: +.5", ("0.5", "+.5"));
        check("a: -5", ("-5", "-5"));
        check(
            "a: 18446744073709551615",
            ("18446744073709551615", "18446744073709551615"),
        );
        check(
            "a: -9223372036854775808",
            ("-9223372036854775808", "-9223372036854775808"),
        );
        check(
            "a: 12345678901234567890123",
            ("12345678901234567890123", "12345678901234567890123"),
        );
        check("a: 1e-400", ("1e-400", "1e-400"));
        check("a: 0.1", ("0.1", "0.1"));
        check("a: 22.0", ("22.0", "22.0"));
    }

    #[test]
    fn spans_cover_the_text_of_a_value() {
        check("a: 'it''s'  # why", (r#""it's""#, "'it''s'"));
        check("\u{feff}a: ü\r\nb: 1", (r#""ü""#, "ü"));
        check("a: \"ü\\n${x}\" ", (r#""ü\n${x}""#, "\"ü\\n${x}\""));
        check("a: |\n  x\n  y\n# z\n", (r#""x\ny\n""#, "x\n  y"));
        check("a: &b c\nd: *b", (r#""c""#, "c"));
    }

    #[test]
    fn an_alias_stands_for_the_value_and_a_merge_key_for_members() {
        let source = Source::new("a.yaml", "a: &x {b: 1}\nc: *x\nd: {<<: *x, b: 2, e: 3}\n");
        let NodeKind::Map(members) = parse(&source).unwrap().kind else {
            panic!("no map");
        };
        assert_eq!(members[0].1, members[1].1);
        let NodeKind::Map(merged) = &members[2].1.kind else {
            panic!("no map");
        };
        let names: Vec<_> = merged.iter().map(|(key, _)| key.name.as_str()).collect();
        assert_eq!(names, ["b", "e"]);
    }
}
