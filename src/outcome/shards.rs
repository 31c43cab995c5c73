//! Which part of a plan a run walked, where several walk it together.

use serde::{Deserialize, Serialize};

use crate::outcome::{Location, RunOutcome, ScenarioOutcome};

/// The shards of a plan, and which of them this outcome holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shards {
    /// What all shards of one plan have in common, and no others.
    pub fingerprint: String,
    /// How many shards there are.
    pub count: usize,
    /// Which of them were walked, from 1: one in a run, all that were there in a merged one.
    pub walked: Vec<usize>,
    /// Which of them a merged run lacks.
    pub missing: Vec<usize>,
    /// Whether it was merged with `--partial`.
    pub partial: bool,
    /// The scenarios of all shards, in the order of the plan.
    pub plan: Vec<PlannedScenario>,
}

/// A scenario of a plan, and the shard that walks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedScenario {
    /// The shard that walks it, from 1.
    pub shard: usize,
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
    /// What it says, as a short text that changes with it.
    pub digest: String,
    /// The steps of it that are walked, in order.
    pub steps: Vec<PlannedStep>,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedStep {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it does to the shop.
    pub effect: String,
    /// The method and the path as the scenario writes them, with `${…}`.
    pub request_line: String,
    /// Where it stands.
    pub location: Location,
}

impl Shards {
    /// Returns what is to be said of them in a report, in one line.
    fn note(&self) -> String {
        let Self {
            count,
            walked,
            missing,
            partial,
            ..
        } = self;
        match (missing.as_slice(), walked.as_slice()) {
            ([], [one]) if self.walks_nothing() => {
                format!("shard {one} of {count} is empty: the other shards walk all that there is")
            }
            ([], [one]) => format!("shard {one} of {count}"),
            ([], _) => format!("all {count} shards, merged"),
            (missing, _) => {
                let missing = listed(missing);
                let why = if *partial {
                    "left out by `--partial`: this is not a pass"
                } else {
                    "missing: nobody knows what would have been found"
                };
                format!("{missing} of {count} {why}")
            }
        }
    }

    /// Whether the plan has nothing for the shards that were walked.
    pub(crate) fn walks_nothing(&self) -> bool {
        let mut plan = self.plan.iter();
        plan.all(|scenario| !self.walked.contains(&scenario.shard))
    }
}

/// Names shards, such as `shards 3, 4`.
pub(crate) fn listed(shards: &[usize]) -> String {
    let word = if shards.len() == 1 { "shard" } else { "shards" };
    let numbers: Vec<String> = shards.iter().map(usize::to_string).collect();
    format!("{word} {}", numbers.join(", "))
}

impl RunOutcome {
    /// Whether this is a shard for which the plan has nothing: the one run without a step that is green.
    pub fn is_empty_shard(&self) -> bool {
        let shards = self.shards.as_deref();
        let is_one = |shards: &Shards| {
            shards.missing.is_empty() && shards.walked.len() == 1 && !shards.plan.is_empty()
        };
        let is_empty = shards.is_some_and(|shards| is_one(shards) && shards.walks_nothing());
        is_empty && self.steps().next().is_none()
    }

    /// Returns what is to be said of the shards that it holds, or lacks.
    pub fn shard_note(&self) -> Option<String> {
        self.shards.as_deref().map(Shards::note)
    }

    /// Returns the shards that it lacks, where it was merged.
    pub fn missing_shards(&self) -> &[usize] {
        self.shards.as_deref().map_or(&[], |shards| &shards.missing)
    }
}

impl PlannedScenario {
    /// Makes one of a scenario that was not walked yet.
    pub fn of(shard: usize, scenario: ScenarioOutcome) -> Self {
        let ScenarioOutcome {
            tutorial,
            name,
            title,
            file,
            page,
            explain,
            digest,
            steps: _,
        } = scenario;
        Self {
            shard,
            tutorial,
            name,
            title,
            file,
            page,
            explain,
            digest: digest.unwrap_or_default(),
            steps: Vec::new(),
        }
    }

    /// Returns the scenario without its steps.
    pub(crate) fn pending(&self) -> ScenarioOutcome {
        ScenarioOutcome {
            tutorial: self.tutorial.clone(),
            name: self.name.clone(),
            title: self.title.clone(),
            file: self.file.clone(),
            page: self.page.clone(),
            explain: self.explain.clone(),
            digest: Some(self.digest.clone()),
            steps: Vec::new(),
        }
    }
}
