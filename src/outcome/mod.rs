//! What a run found: plain data, complete, already redacted. Every report is a function of it.
//!
//! The JSON report is this tree as it stands; [`FORMAT_VERSION`] counts its incompatible changes.
//! Times are milliseconds, moments are RFC 3339 in UTC.

mod code;
pub mod comparison;
mod error;
mod error_kind;
mod exchange;
pub mod finding;
pub mod marks;
pub mod merge;
mod mismatch;
pub mod path;
pub mod path_tree;
mod pending;
mod preview;
mod rule;
mod shards;
mod subject;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::outcome::code::Code;
pub use crate::outcome::error::StepError;
pub use crate::outcome::error_kind::ErrorKind;
pub use crate::outcome::exchange::{
    BrowsedOutcome, ExchangeOutcome, RequestOutcome, ResponseOutcome, Timings,
};
pub use crate::outcome::marks::{Compared, LeftOut};
pub use crate::outcome::mismatch::{CUT, Mismatch, Side, TextLine};
pub use crate::outcome::preview::{Origin, OriginPlace, Preview, ValueFlow};
pub use crate::outcome::rule::{EVERYWHERE, PromisedRule, RuleKind};
pub use crate::outcome::shards::{PlannedScenario, PlannedStep, Shards};
pub use crate::outcome::subject::{MismatchKind, Subject};
pub use crate::scenario::source::Location;

/// The version of the saved form; raised when a reader of the old one would be misled.
pub const FORMAT_VERSION: u32 = 3;

/// The oldest version of the saved form that can be read; what it lacks has nothing to say.
pub const OLDEST_VERSION: u32 = 2;

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
    /// The steps that were asked for by name (`--only`, `--until`); what they need was walked, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_for: Vec<String>,
    /// The scenarios, in the order of the plan.
    pub scenarios: Vec<ScenarioOutcome>,
    /// What was taken back, or not, newest first.
    pub undos: Vec<UndoOutcome>,
    /// What stays in the shop because it cannot be taken back, or because `--keep` said so.
    pub left_behind: Vec<LeftBehind>,
    /// Where the scenario files lie that are not shipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FilePlace>,
    /// Which part of a plan it is, where several runs walk it together; none of a whole run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shards: Option<Box<Shards>>,
}

/// Where a scenario file lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePlace {
    /// What locations call it.
    pub file: String,
    /// Its path from the root of a pipeline's checkout where one is known, else the whole path.
    pub place: String,
}

/// The store that was walked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its address.
    pub url: String,
    /// Whether it is the embedded sandbox.
    pub sandbox: bool,
    /// Which Magento the sandbox is, such as `2.4.8 in developer mode`.
    #[serde(default)]
    pub magento: Option<String>,
    /// Whether certificates were not checked (`--insecure`).
    pub insecure: bool,
}

impl Target {
    /// Returns what the sandbox is called, where it was walked.
    pub fn sandbox_name(&self) -> Option<String> {
        let version = self
            .magento
            .iter()
            .map(|magento| format!(", Magento {magento}"));
        self.sandbox
            .then(|| format!("the embedded sandbox{}", version.collect::<String>()))
    }
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
    /// What its files say, as a short text that changes with them; none in reports of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Its steps, in order.
    pub steps: Vec<StepOutcome>,
}

impl ScenarioOutcome {
    /// Returns its name with that of its tutorial, such as `orders/create-customer`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.tutorial, self.name)
    }
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

impl Verdict {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 5] = [
        Self::Passed,
        Self::Failed,
        Self::Errored,
        Self::Skipped,
        Self::NotApplicable,
    ];

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Errored => "errored",
            Self::Skipped => "skipped",
            Self::NotApplicable => "not applicable",
        }
    }

    /// Whether the step was tried and did not pass.
    pub fn has_failed(self) -> bool {
        matches!(self, Self::Failed | Self::Errored)
    }
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
    /// What a browser did, in order, where the step is one for a browser.
    pub browsed: Vec<BrowsedOutcome>,
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
    /// What of the body was compared with the page's; none where no bodies were compared.
    #[serde(default)]
    pub compared: Option<Compared>,
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
    /// Whether the answer shows that the store is in developer mode.
    #[serde(default)]
    pub developer_mode: bool,
    /// How long it took, from filling in to the last check.
    pub duration_ms: f64,
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
    /// Where the body may differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<PromisedRule>,
    /// The single assertions, in the order of the scenario.
    #[serde(default)]
    pub checks: Vec<CheckOutcome>,
}

/// A single assertion on an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckOutcome {
    /// What part of the response it is about: `header`, `check`, `html` or `text`.
    pub subject: Subject,
    /// What it looks at: the name of a header, a path, a selector, or `text`.
    pub at: String,
    /// What it demands, in words, such as `equals 160`.
    pub demands: String,
    /// The value that a JSON value has to be; left out where it demands anything else.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub equals: Option<Value>,
    /// Where in the actual body it found what it looked at, as normalized JSONPaths.
    pub paths: Vec<String>,
    /// Whether it held; none where the answer was another one altogether, so that nobody looked.
    pub held: Option<bool>,
}

/// What is known of an answer of a store in trouble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HintOutcome {
    /// The name of the hint; the step, where the scenario itself says what to do.
    pub id: String,
    /// What the answer means; nothing where the advice says it.
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

/// A place where the page is known to be out of date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriftOutcome {
    /// A normalized JSONPath, or `status`, `request`, `words`.
    pub at: String,
    /// Where it is in the actual body; none where it is no value of it.
    #[serde(default)]
    pub actual_path: Option<String>,
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

/// How many members that the page does not print are kept of a step; no more are looked at.
pub const MOST_EXTRAS: usize = 1000;

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
    /// The header that it was taken from; none where it was taken from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Where it stands in the actual body, as a normalized JSONPath; none where it was taken from
    /// elsewhere, or is a list.
    #[serde(default)]
    pub path: Option<String>,
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
    /// Whether it is of something that the run takes back when it ends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_taken_back: bool,
}

/// What became of something that a step made and that had to be taken back.
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

/// What is said of a store in developer mode.
const DEVELOPER_MODE: &str = "the store is in developer mode: its errors say where in the store they \
    come from (`trace`), which is no mismatch here; a shop that is open to customers belongs in \
    production mode (`bin/magento deploy:mode:set production`)";

impl RunOutcome {
    /// Returns where a file lies that locations name; none of a shipped one.
    pub fn place_of(&self, file: &str) -> Option<&str> {
        let found = self.files.iter().find(|known| known.file == file);
        found.map(|known| known.place.as_str())
    }

    /// Returns all steps, in the order of the plan.
    pub fn steps(&self) -> impl Iterator<Item = &StepOutcome> {
        self.scenarios.iter().flat_map(|scenario| &scenario.steps)
    }

    /// Returns the steps that failed or could not be carried out, each with its scenario.
    pub fn failures(&self) -> impl Iterator<Item = (&ScenarioOutcome, &StepOutcome)> {
        let steps = self.scenarios.iter().flat_map(|scenario| {
            let steps = scenario.steps.iter();
            steps.map(move |step| (scenario, step))
        });
        steps.filter(|(_, step)| step.verdict.has_failed())
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

    /// Returns what is to be said of the mode that the store is in, where its answers show it.
    pub fn mode_note(&self) -> Option<&'static str> {
        self.steps()
            .any(|step| step.developer_mode)
            .then_some(DEVELOPER_MODE)
    }

    /// Returns the steps that were asked for by name and did not apply anywhere.
    pub fn in_vain(&self) -> impl Iterator<Item = &str> {
        let asked = self.asked_for.iter().map(String::as_str);
        asked.filter(|id| {
            let mut steps = self.steps().filter(|step| step.id == *id);
            steps.all(|step| step.verdict == Verdict::NotApplicable)
        })
    }

    /// Returns the exit code of the run: 130, 3, 1, 2 (nothing ran) or 0, the first that applies.
    pub fn exit_code(&self) -> u8 {
        let undo_failed = self
            .undos
            .iter()
            .any(|undo| undo.result == UndoResult::Failed);
        let is_partial = self.shards.as_deref().is_some_and(|shards| shards.partial);
        let misses = !self.missing_shards().is_empty();
        if self.interrupted {
            130
        } else if self.count(Verdict::Errored) > 0 || undo_failed || (misses && !is_partial) {
            3
        } else if self.count(Verdict::Failed) > 0 {
            1
        } else if self.is_empty_shard() {
            0
        } else if misses
            || self.count(Verdict::Passed) == 0
            || self.count(Verdict::Skipped) > 0
            || self.in_vain().next().is_some()
        {
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
    fn a_null_is_not_an_absence_when_read_again() {
        let drift = DriftOutcome {
            at: "$.a".to_owned(),
            actual_path: None,
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
