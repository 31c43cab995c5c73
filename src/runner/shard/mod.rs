//! A plan cut into shards, each walked by a process of its own.
//!
//! The same plan, count and timings give the same cut on every machine. Scenarios that depend on each
//! other stay together; the shards are balanced by the time that their steps took, or by their number.

mod balance;
mod units;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::outcome::{PlannedScenario, PlannedStep, RunOutcome, Shards};
use crate::runner::digest;
use crate::runner::plan::{Plan, TutorialPlan};
use crate::runner::shard::balance::balance;
use crate::runner::shard::units::{Place, units};

/// Which shard of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which one, from 1.
    pub index: usize,
    /// How many there are; at least one.
    pub count: usize,
}

/// How long the steps of a saved run took, in microseconds: tutorial, scenario, step.
#[derive(Debug, Default)]
pub struct Timings(HashMap<(String, String, String), u64>);

impl Timings {
    /// Takes the timings of a saved run: of the steps that were sent.
    pub fn of(run: &RunOutcome) -> Self {
        let mut timings = HashMap::new();
        for scenario in &run.scenarios {
            let sent = scenario
                .steps
                .iter()
                .filter(|step| !step.exchanges.is_empty());
            for step in sent {
                let key = (
                    scenario.tutorial.clone(),
                    scenario.name.clone(),
                    step.id.clone(),
                );
                timings.insert(key, microseconds(step.duration_ms));
            }
        }
        Self(timings)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float that is too large becomes the largest number, one that is none or below 0 becomes 0"
)]
fn microseconds(milliseconds: f64) -> u64 {
    (milliseconds * 1e3).round() as u64
}

/// A plan that is cut.
#[derive(Debug)]
pub struct Cut {
    /// How many shards there are.
    pub count: usize,
    /// In which shard each scenario is, from 1.
    shard_of: HashMap<Place, usize>,
    /// How much each shard weighs: microseconds with timings, else steps.
    pub weights: Vec<u64>,
    /// How many steps of the plan the timings know; none without timings.
    pub timed: Option<usize>,
}

/// Two tutorials of one name, which a saved run could not tell apart.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("two tutorials are called `{0}`, which shards cannot tell apart")]
pub struct SameName(pub String);

impl Cut {
    /// Cuts a plan into so many shards.
    ///
    /// # Errors
    /// Two tutorials have one name.
    pub fn of(plan: &Plan, count: usize, timings: Option<&Timings>) -> Result<Self, SameName> {
        let mut names = HashSet::new();
        for tutorial in &plan.tutorials {
            if !names.insert(&tutorial.tutorial.name) {
                return Err(SameName(tutorial.tutorial.name.clone()));
            }
        }
        let units = units(plan);
        let (weight_of, timed) = scenario_weights(plan, timings);
        let weigh = |unit: &Vec<Place>| {
            unit.iter()
                .map(|place| weight_of[place])
                .fold(0, u64::saturating_add)
        };
        let weights: Vec<u64> = units.iter().map(weigh).collect();
        let mut cut = Self {
            count,
            shard_of: HashMap::new(),
            weights: vec![0; count],
            timed,
        };
        for ((unit, weight), share) in units.iter().zip(&weights).zip(balance(&weights, count)) {
            cut.weights[share] = cut.weights[share].saturating_add(*weight);
            cut.shard_of
                .extend(unit.iter().map(|place| (*place, share + 1)));
        }
        Ok(cut)
    }

    /// Returns what one shard walks of the plan, in its order and numbered anew; perhaps nothing.
    pub fn plan(&self, plan: &Plan, index: usize) -> Plan {
        let mut number = 0;
        let mut tutorials = Vec::new();
        for (at, tutorial) in plan.tutorials.iter().enumerate() {
            let mut steps = tutorial.steps.clone();
            steps.retain(|planned| self.shard_of[&(at, planned.scenario)] == index);
            for planned in &mut steps {
                number += 1;
                planned.number = number;
            }
            if !steps.is_empty() {
                let tutorial = tutorial.tutorial.clone();
                tutorials.push(TutorialPlan { tutorial, steps });
            }
        }
        Plan { tutorials }
    }

    /// Returns what a saved run says of the shard that it walked, and of all others.
    ///
    /// `decides` is what decides about a run beside its plan: its store, and how strictly it is looked at.
    pub fn saved(&self, plan: &Plan, index: usize, decides: &[String]) -> Shards {
        let mut scenarios: Vec<PlannedScenario> = Vec::new();
        for (at, tutorial) in plan.tutorials.iter().enumerate() {
            let mut last = None;
            for planned in &tutorial.steps {
                if last.replace(planned.scenario) != Some(planned.scenario) {
                    let shard = self.shard_of[&(at, planned.scenario)];
                    let scenario = tutorial.pending_scenario(planned.scenario);
                    scenarios.push(PlannedScenario::of(shard, scenario));
                }
                if let Some(scenario) = scenarios.last_mut() {
                    scenario.steps.push(PlannedStep::of(tutorial.step(planned)));
                }
            }
        }
        Shards {
            fingerprint: fingerprint(self.count, &scenarios, decides),
            count: self.count,
            walked: vec![index],
            missing: Vec::new(),
            partial: false,
            plan: scenarios,
        }
    }
}

/// Returns the weight of each scenario, and how many steps the timings know.
fn scenario_weights(
    plan: &Plan,
    timings: Option<&Timings>,
) -> (HashMap<Place, u64>, Option<usize>) {
    let mut steps: Vec<(Place, Option<u64>)> = Vec::new();
    for (at, tutorial) in plan.tutorials.iter().enumerate() {
        for planned in &tutorial.steps {
            let known = timings.and_then(|timings| {
                let key = (
                    tutorial.tutorial.name.clone(),
                    tutorial.scenario(planned).name.clone(),
                    tutorial.step(planned).id.clone(),
                );
                timings.0.get(&key).copied()
            });
            steps.push(((at, planned.scenario), known));
        }
    }
    let known: Vec<u64> = steps.iter().filter_map(|(_, known)| *known).collect();
    let total = known.iter().copied().fold(0, u64::saturating_add);
    // A step that no saved run knows takes as long as another, and none takes no time at all.
    let usual = match u64::try_from(known.len()) {
        Ok(count @ 1..) => (total / count).max(1),
        _ => 1,
    };
    let mut weights: HashMap<Place, u64> = HashMap::new();
    for (place, known) in steps {
        let weight = weights.entry(place).or_default();
        *weight = weight.saturating_add(known.unwrap_or(usual).max(1));
    }
    (weights, timings.map(|_| known.len()))
}

/// Returns what two shards have in common only where they were cut out of one plan: its scenarios with
/// all that they say, the steps that are walked, the cut itself, the version of the program, and what
/// else decides. The order in which tutorials were named is no part of it.
fn fingerprint(count: usize, plan: &[PlannedScenario], decides: &[String]) -> String {
    let mut plan: Vec<&PlannedScenario> = plan.iter().collect();
    plan.sort_by_key(|scenario| (&scenario.tutorial, &scenario.name));
    let mut texts = vec![env!("CARGO_PKG_VERSION").to_owned(), count.to_string()];
    texts.push(decides.len().to_string());
    texts.extend(decides.iter().cloned());
    for scenario in plan {
        texts.push(scenario.tutorial.clone());
        texts.push(scenario.name.clone());
        texts.push(scenario.digest.clone());
        texts.push(scenario.shard.to_string());
        texts.push(scenario.steps.len().to_string());
        texts.extend(scenario.steps.iter().map(|step| step.id.clone()));
    }
    digest::of_texts(texts.iter().map(String::as_str))
}
