//! What a run found: plain data, complete, already redacted. Every report is a function of it.
//!
//! The JSON report is this tree as it stands; [`FORMAT_VERSION`] counts its incompatible changes.
//! Times are milliseconds, moments are RFC 3339 in UTC.

mod code;
pub mod comparison;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::outcome::code::Code;
pub use crate::scenario::source::Location;

/// The version of the saved form; raised when a reader of the old one would be misled.
pub const FORMAT_VERSION: u32 = 2;

/// What a whole run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunOutcome {
    /// Always [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The version of the program.
    pub magewalk_version: String,
    /// The name of the run, `${run.id}`.
    pub run_id: String,
    /// The store that was walked.
    pub target: Target,
    /// When it began.
    pub started_at: String,
    /// How long it took.
    pub duration_ms: f64,
    /// Whether it was interrupted (Ctrl-C).
    pub interrupted: bool,
    /// The scenarios, in the order of the plan.
    pub scenarios: Vec<ScenarioOutcome>,
    /// What was taken back, or not, newest first.
    pub undos: Vec<UndoOutcome>,
    /// What stays in the shop because it cannot be taken back, or because `--keep` said so.
    pub left_behind: Vec<LeftBehind>,
}

/// The store that was walked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its address.
    pub url: String,
    /// Whether it is the embedded sandbox.
    pub sandbox: bool,
    /// Whether certificates were not checked (`--insecure`).
    pub insecure: bool,
}

/// What one scenario found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioOutcome {
    /// The name of its tutorial.
    pub tutorial: String,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: String,
    /// The address of the page that it walks.
    pub page: Option<String>,
    /// What the page is about.
    pub explain: Option<String>,
    /// Its steps, in order.
    pub steps: Vec<StepOutcome>,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All that the step promises held.
    Passed,
    /// An expectation did not hold.
    Failed,
    /// It could not be carried out.
    Errored,
    /// A step that it needs did not pass, or the run was stopped before it.
    Skipped,
    /// A declared condition does not hold here.
    NotApplicable,
}

/// What one step found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepOutcome {
    /// Its place in the plan, from 1.
    pub number: usize,
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it teaches.
    pub explain: Option<String>,
    /// What it does to the shop: `read`, `reversible`, `permanent`, `configuration`.
    pub effect: String,
    /// The method and the path as the scenario writes them, with `${…}`.
    pub request_line: String,
    /// Where it stands.
    pub location: Location,
    /// How it ended.
    pub verdict: Verdict,
    /// Why it was skipped or does not apply.
    pub reason: Option<String>,
    /// Why it could not be carried out.
    pub error: Option<StepError>,
    /// What was sent and what came back; several where redirects were followed.
    pub exchanges: Vec<ExchangeOutcome>,
    /// What the store itself says is wrong.
    pub store_message: Option<String>,
    /// The label of the `one_of` alternative that held.
    pub label: Option<String>,
    /// What is worth knowing of how it was sent, such as that a token was renewed.
    pub notes: Vec<String>,
    /// What the page promises of the answer, filled in; none where no answer came.
    pub promised: Option<Promised>,
    /// What did not hold.
    pub mismatches: Vec<Mismatch>,
    /// What the answer of a store in trouble means, and what to do about it.
    pub hints: Vec<HintOutcome>,
    /// Values that differ as they may.
    pub varied: Vec<Varied>,
    /// Where the page is known to be out of date, and what was found there.
    pub drifts: Vec<DriftOutcome>,
    /// Members that the page does not print.
    pub extras: Vec<Extra>,
    /// What was compared.
    pub counts: Counts,
    /// Values that got a name here.
    pub captures: Vec<CaptureOutcome>,
    /// Values that were used here, and where they came from.
    pub uses: Vec<UseOutcome>,
    /// How often it was tried; more than once only with `retry`.
    pub attempts: u64,
    /// Why it was not tried once more, where it has `retry` and did not pass.
    pub gave_up: Option<String>,
    /// How long it took, from filling in to the last check.
    pub duration_ms: f64,
}

/// Why a step could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepError {
    /// What sort of thing it was, as a code to look up.
    pub code: Code,
    /// What sort of thing it was.
    pub kind: ErrorKind,
    /// What happened, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl StepError {
    /// Makes an error of this kind.
    pub fn new(kind: ErrorKind, message: String, hint: Option<String>) -> Self {
        Self {
            code: Code::of_error(kind),
            kind,
            message,
            hint,
        }
    }
}

/// What sort of thing kept a step from being carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// No connection, or one that broke.
    Connection,
    /// It took too long.
    Timeout,
    /// A certificate that cannot be trusted, or no TLS at all.
    Tls,
    /// A body that is not what it says, was cut short, or is too large.
    Body,
    /// A redirect that cannot be followed.
    Redirect,
    /// A capture that found nothing, or too much.
    Capture,
    /// A `${…}` that cannot be filled in.
    Template,
    /// Signing in did not work.
    SignIn,
    /// What would have to be taken back cannot be remembered, so nothing was sent.
    Journal,
}

/// What was compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Values exactly as the page prints them.
    pub exact: usize,
    /// Values that differ as they may.
    pub varied: usize,
    /// Places where the page is known to be out of date, its prose included.
    pub drifted: usize,
    /// Single assertions that held (status and headers included).
    pub checked: usize,
}

impl Counts {
    /// Adds the counts of another step.
    pub fn add(&mut self, other: Self) {
        self.exact += other.exact;
        self.varied += other.varied;
        self.drifted += other.drifted;
        self.checked += other.checked;
    }
}

/// What the page promises of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promised {
    /// The status, in words, such as `200` or `2xx`.
    pub status: String,
    /// The body; left out where the page prints none.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub documented: Option<Value>,
}

/// What is known of an answer of a store in trouble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HintOutcome {
    /// The name of the hint.
    pub id: String,
    /// What the answer means.
    pub means: String,
    /// What to do about it.
    pub advice: String,
}

/// A value that differs from the page as it may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Varied {
    /// Where it is in the documented body, as a normalized JSONPath.
    pub documented_path: String,
    /// Where it is in the actual body; none where it is left out, as it may.
    pub actual_path: Option<String>,
}

/// Something that did not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mismatch {
    /// What sort of mismatch it is, as a code to look up.
    pub code: Code,
    /// What part of the response it is about.
    pub subject: Subject,
    /// In which way it differs.
    pub kind: MismatchKind,
    /// Where it is in the documented body, as a normalized JSONPath; or the name of a header,
    /// a checked path, a selector.
    pub documented_path: Option<String>,
    /// Where it is in the actual body.
    pub actual_path: Option<String>,
    /// What the page prints (or the scenario demands); left out where there is nothing.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub documented: Option<Value>,
    /// What the store answered; left out where there is nothing.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub actual: Option<Value>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// The line that promised it.
    pub location: Location,
    /// For texts of several lines: their difference, line by line.
    pub lines: Vec<TextLine>,
}

/// What part of a response a mismatch is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The status.
    Status,
    /// A header.
    Header,
    /// The documented body.
    Body,
    /// A single assertion on the body.
    Check,
    /// An assertion on HTML.
    Html,
    /// The body as text.
    Text,
}

/// In which way something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MismatchKind {
    /// It is not there.
    Missing,
    /// It should not be there.
    Extra,
    /// It has another JSON type.
    Type,
    /// It has another value.
    Value,
    /// It stands in another place of the array.
    Order,
}

/// A line of a difference between two texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLine {
    /// On which side it stands.
    pub side: Side,
    /// The line, without its end.
    pub text: String,
    /// Which characters of it differ from the line on the other side that it stands for: from and
    /// to, counted from 0. None where the whole line does, or where nothing is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<(usize, usize)>,
}

impl TextLine {
    /// Returns the line in parts, each with whether it differs from the other side. A line whose
    /// places are not its own, as somebody may have written into a saved run, is a single part.
    pub fn parts(&self) -> Vec<(bool, String)> {
        let characters: Vec<char> = self.text.chars().collect();
        let whole = || vec![(false, self.text.clone())];
        let mut parts = Vec::new();
        let mut at = 0;
        for (from, to) in &self.changed {
            let (Some(before), Some(changed)) =
                (characters.get(at..*from), characters.get(*from..*to))
            else {
                return whole();
            };
            parts.push((false, before.iter().collect()));
            parts.push((true, changed.iter().collect()));
            at = *to;
        }
        let rest: String = characters[at..].iter().collect();
        parts.push((false, rest));
        parts
    }
}

/// On which side of a difference a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// On both.
    Both,
    /// In the documented text alone.
    Documented,
    /// In the actual text alone.
    Actual,
}

/// A place where the page is known to be out of date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriftOutcome {
    /// A normalized JSONPath, or `status`, `request`, `words`.
    pub at: String,
    /// What the page prints, where that is a value; left out otherwise.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub documented: Option<Value>,
    /// What every store answers instead, or what is true, in words.
    pub store: Value,
    /// Why.
    pub because: String,
    /// True where this store answers as the page prints after all.
    pub page_was_right: bool,
}

/// A member that the page does not print.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// Where it is in the actual body, as a normalized JSONPath.
    pub path: String,
    /// Its value.
    pub value: Value,
}

/// A value that got a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptureOutcome {
    /// The name.
    pub name: String,
    /// From where it was taken, in words, such as `$.id` or `header location`.
    pub from: String,
    /// The value; a secret is hidden.
    pub value: Value,
}

/// A value that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseOutcome {
    /// The name of the variable.
    pub name: String,
    /// The step that captured it; none for a variable of the tutorial or of the user.
    pub captured_in: Option<String>,
}

/// A request and its response, as they may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeOutcome {
    /// What was sent.
    pub request: RequestOutcome,
    /// What came back, if anything.
    pub response: Option<ResponseOutcome>,
}

/// A request as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestOutcome {
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

/// A response as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseOutcome {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body as text, perhaps shortened; bytes that are no UTF-8 are shown as `�`.
    pub body: String,
    /// How many bytes the whole (decoded) body had.
    pub body_size: usize,
    /// Whether `body` is shortened.
    pub body_shortened: bool,
    /// When the request was sent.
    pub started_at: String,
    /// How long the parts of it took.
    pub timings: Timings,
    /// From sending to the last byte.
    pub duration_ms: f64,
}

/// How long the parts of an exchange took, each from where the one before it ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timings {
    /// Looking up the name of the host; none on a connection that was there already.
    pub lookup_ms: Option<f64>,
    /// Connecting, TLS included; none on a connection that was there already.
    pub connect_ms: Option<f64>,
    /// From then until the status line and the headers were there.
    pub first_byte_ms: f64,
    /// From then until the last byte of the body.
    pub body_ms: f64,
}

/// What became of a debt: something that a step made and that had to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoOutcome {
    /// The tutorial of the step.
    pub tutorial: String,
    /// The step that made it.
    pub step: String,
    /// What was done, such as `DELETE /rest/default/V1/customers/2 → 200`.
    pub action: String,
    /// How it ended.
    pub result: UndoResult,
    /// Why it failed, or why nothing had to be done.
    pub reason: Option<String>,
}

/// How an undo ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoResult {
    /// It is gone.
    Done,
    /// There was nothing to take back.
    NothingThere,
    /// The store says that it cannot be taken back (any more), such as an order that was shipped.
    Stays,
    /// It is still there, or nobody knows.
    Failed,
}

/// Something that stays in the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftBehind {
    /// The tutorial of the step.
    pub tutorial: String,
    /// The step that made it.
    pub step: String,
    /// What it is, with its ids, in words.
    pub what: String,
}

impl RunOutcome {
    /// Returns all steps, in the order of the plan.
    pub fn steps(&self) -> impl Iterator<Item = &StepOutcome> {
        self.scenarios.iter().flat_map(|scenario| &scenario.steps)
    }

    /// Returns how many steps ended in this way.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.steps().filter(|step| step.verdict == verdict).count()
    }

    /// Returns what all steps together compared.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for step in self.steps() {
            counts.add(step.counts);
        }
        counts
    }

    /// Returns the exit code of the run: 130, 3, 1, 2 (nothing ran) or 0, the first that applies.
    pub fn exit_code(&self) -> u8 {
        let undo_failed = self
            .undos
            .iter()
            .any(|undo| undo.result == UndoResult::Failed);
        if self.interrupted {
            130
        } else if self.count(Verdict::Errored) > 0 || undo_failed {
            3
        } else if self.count(Verdict::Failed) > 0 {
            1
        } else if self.count(Verdict::Passed) == 0 || self.count(Verdict::Skipped) > 0 {
            2
        } else {
            0
        }
    }
}

/// Reads a value that is there, so that `null` stays a value and only its absence is none.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_in_parts_also_where_its_places_are_not_its_own() {
        let parts = |changed: Vec<(usize, usize)>| {
            let line = TextLine {
                side: Side::Actual,
                text: "größer".to_owned(),
                changed,
            };
            let parts = line.parts().into_iter();
            parts
                .map(|(is_changed, text)| {
                    if is_changed {
                        format!("[{text}]")
                    } else {
                        text
                    }
                })
                .collect::<String>()
        };
        assert_eq!(parts(vec![(2, 4), (5, 6)]), "gr[öß]e[r]");
        for forged in [
            vec![(2, usize::MAX)],
            vec![(4, 2)],
            vec![(3, 4), (1, 2)],
            vec![(7, 7)],
        ] {
            assert_eq!(parts(forged), "größer");
        }
    }

    #[test]
    fn a_null_is_not_an_absence_when_read_again() {
        let drift = DriftOutcome {
            at: "$.a".to_owned(),
            documented: Some(Value::Null),
            store: Value::Null,
            because: String::new(),
            page_was_right: false,
        };
        let none = DriftOutcome {
            documented: None,
            ..drift.clone()
        };
        for outcome in [drift, none] {
            let text = serde_json::to_string(&outcome).unwrap();
            assert_eq!(
                serde_json::from_str::<DriftOutcome>(&text).unwrap(),
                outcome
            );
        }
    }
}
