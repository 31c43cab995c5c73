//! The outcomes of the shards of one plan as the outcome of the whole: pure.
//!
//! It is never greener than the whole would have been: what a shard should have walked and did not is
//! there as a step that could not be carried out.

use jiff::{SignedDuration, Timestamp};

use crate::outcome::shards::listed;
use crate::outcome::{
    ErrorKind, PlannedScenario, PlannedStep, RunOutcome, ScenarioOutcome, Shards, StepError,
    StepOutcome, Target, Verdict,
};

/// A saved run, and what to call it.
pub struct Saved {
    /// Its file.
    pub name: String,
    /// What it found.
    pub run: RunOutcome,
}

/// Why saved runs are not the shards of one plan.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was no shard.
    #[error("`{0}` is no run of a shard")]
    NoShard(String),
    /// It says things of its plan that cannot be.
    #[error("`{0}` does not hold together: {1}")]
    Damaged(String, String),
    /// They are of other versions of the program.
    #[error("`{0}` is of magewalk {1}, `{2}` of magewalk {3}")]
    Version(String, String, String, String),
    /// They are of other stores.
    #[error("`{0}` walked {1}, `{2}` walked {3}")]
    Target(String, String, String, String),
    /// They are of other plans.
    #[error("`{0}` and `{1}` are shards of different plans")]
    Plan(String, String),
    /// A shard is there twice.
    #[error("`{0}` and `{1}` are both shard {2}")]
    Twice(String, String, usize),
}

impl Refused {
    /// Returns what to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoShard(_) => {
                "give files that `magewalk run --shard I/N --report json=FILE` wrote"
            }
            Self::Damaged(..) => "walk the shard once more",
            Self::Version(..) => "walk all shards with one version",
            Self::Target(..) => "walk all shards against one store",
            Self::Plan(..) => {
                "walk all shards with the same tutorials, options, count and `--timings`, and merge \
                 no file of an earlier run"
            }
            Self::Twice(..) => "leave one of them out: which one counts, you have to say",
        }
    }
}

/// Merges the shards of one plan. A shard that is not there is an error of each of its steps; with
/// `partial` its steps are skipped ones, which is no pass either.
///
/// # Errors
/// There is none, or they are not the shards of one plan.
pub fn merge(saved: Vec<Saved>, partial: bool) -> Result<RunOutcome, Refused> {
    let mut saved = saved;
    for one in &mut saved {
        check_alone(one)?;
        forget_missing(&mut one.run);
    }
    saved.sort_by_key(|one| shards(&one.run).map(|shards| shards.walked.clone()));
    let Some(first) = saved.first() else {
        return Err(Refused::NoShard("nothing".to_owned()));
    };
    for other in &saved[1..] {
        check_together(first, other)?;
    }
    for (at, one) in saved.iter().enumerate() {
        for other in &saved[at + 1..] {
            if let Some(twice) = walked(&one.run)
                .iter()
                .find(|it| walked(&other.run).contains(it))
            {
                return Err(Refused::Twice(one.name.clone(), other.name.clone(), *twice));
            }
        }
    }
    let (started_at, duration_ms) = span(&saved)?;
    let mut whole = saved.remove(0).run;
    for Saved { run, .. } in saved {
        join(&mut whole, run);
    }
    whole.started_at = started_at;
    whole.duration_ms = duration_ms;
    let mut shards = whole.shards.take().map(|shards| *shards);
    if let Some(shards) = &mut shards {
        shards.walked.sort_unstable();
        let is_missing = |shard: &usize| !shards.walked.contains(shard);
        shards.missing = (1..=shards.count).filter(is_missing).collect();
        shards.partial = partial;
        whole.scenarios = in_order(&whole.scenarios, shards);
    }
    whole.shards = shards.map(Box::new);
    Ok(whole)
}

fn shards(run: &RunOutcome) -> Option<&Shards> {
    run.shards.as_deref()
}

fn walked(run: &RunOutcome) -> &[usize] {
    shards(run).map_or(&[], |shards| &shards.walked)
}

/// Holds what every shard has to be.
fn check_alone(one: &Saved) -> Result<(), Refused> {
    let name = || one.name.clone();
    let Some(shards) = shards(&one.run) else {
        return Err(Refused::NoShard(name()));
    };
    let damaged = |why: String| Err(Refused::Damaged(name(), why));
    let is_shard = |shard: &usize| (1..=shards.count).contains(shard);
    if shards.walked.is_empty() || !shards.walked.iter().all(is_shard) {
        return damaged(format!(
            "it does not say which of its {} shards it is",
            shards.count
        ));
    }
    if shards.plan.is_empty() || !shards.plan.iter().all(|one| is_shard(&one.shard)) {
        return damaged("its plan is not one of its shards".to_owned());
    }
    for scenario in &one.run.scenarios {
        let planned = shards.plan.iter().find(|planned| is_of(planned, scenario));
        let Some(planned) = planned else {
            return damaged(format!("`{}` is not in its plan", scenario.full_name()));
        };
        for step in &scenario.steps {
            if !planned.steps.iter().any(|planned| planned.id == step.id) {
                let step = &step.id;
                return damaged(format!(
                    "`{}` has no step `{step}` in its plan",
                    scenario.full_name()
                ));
            }
        }
    }
    Ok(())
}

/// Takes out what an earlier merging said of shards that it lacked: they may be there by now.
fn forget_missing(run: &mut RunOutcome) {
    let Some(shards) = run.shards.as_deref() else {
        return;
    };
    run.scenarios.retain(|scenario| {
        let planned = shards.plan.iter().find(|planned| is_of(planned, scenario));
        planned.is_some_and(|planned| shards.walked.contains(&planned.shard))
    });
}

fn is_of(planned: &PlannedScenario, scenario: &ScenarioOutcome) -> bool {
    planned.tutorial == scenario.tutorial && planned.name == scenario.name
}

fn check_together(one: &Saved, other: &Saved) -> Result<(), Refused> {
    let names = (one.name.clone(), other.name.clone());
    let versions = (&one.run.magewalk_version, &other.run.magewalk_version);
    if versions.0 != versions.1 {
        let (one, other) = (versions.0.clone(), versions.1.clone());
        return Err(Refused::Version(names.0, one, names.1, other));
    }
    let targets = (&one.run.target, &other.run.target);
    if !is_same_store(targets.0, targets.1) {
        let (one, other) = (store(targets.0), store(targets.1));
        return Err(Refused::Target(names.0, one, names.1, other));
    }
    let print = |run| shards(run).map(|shards| (&shards.fingerprint, shards.count));
    if print(&one.run) != print(&other.run) {
        return Err(Refused::Plan(names.0, names.1));
    }
    Ok(())
}

/// Each run has a sandbox of its own, at another port.
fn is_same_store(one: &Target, other: &Target) -> bool {
    let is_same_address = one.sandbox || one.url == other.url;
    one.sandbox == other.sandbox && one.magento == other.magento && is_same_address
}

fn store(target: &Target) -> String {
    target.sandbox_name().unwrap_or_else(|| target.url.clone())
}

/// Returns when the first began, and how long it was until the last ended.
fn span(saved: &[Saved]) -> Result<(String, f64), Refused> {
    let mut whole: Option<(Timestamp, Timestamp)> = None;
    for Saved { name, run } in saved {
        let damaged = || {
            let why = "it does not say when it began, or how long it took".to_owned();
            Refused::Damaged(name.clone(), why)
        };
        let start: Timestamp = run.started_at.parse().map_err(|_| damaged())?;
        let took =
            SignedDuration::try_from_secs_f64(run.duration_ms / 1e3).map_err(|_| damaged())?;
        let end = start.checked_add(took).map_err(|_| damaged())?;
        whole = Some(match whole {
            Some((first, last)) => (first.min(start), last.max(end)),
            None => (start, end),
        });
    }
    let (first, last) = whole.unwrap_or_default();
    let began = saved.iter().map(|one| &one.run.started_at);
    let began = began.min_by_key(|moment| moment.parse::<Timestamp>().ok());
    let took = last.duration_since(first).as_secs_f64() * 1e3;
    Ok((began.cloned().unwrap_or_default(), took))
}

/// Takes what another shard found to what was merged by now.
fn join(whole: &mut RunOutcome, run: RunOutcome) {
    let RunOutcome {
        format_version: _,
        magewalk_version: _,
        run_id,
        target,
        started_at: _,
        duration_ms: _,
        interrupted,
        asked_for,
        scenarios,
        undos,
        left_behind,
        files,
        shards,
    } = run;
    whole.run_id += &format!("+{run_id}");
    whole.target.insecure |= target.insecure;
    whole.interrupted |= interrupted;
    add_new(&mut whole.asked_for, asked_for);
    add_new(&mut whole.files, files);
    whole.scenarios.extend(scenarios);
    // Newest first, as far as shards that ran side by side have an order.
    whole.undos.splice(0..0, undos);
    whole.left_behind.splice(0..0, left_behind);
    if let (Some(all), Some(own)) = (&mut whole.shards, shards) {
        all.walked.extend(own.walked);
    }
}

fn add_new<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

/// Puts what was found into the order of the plan, numbered through, with what is missing.
fn in_order(found: &[ScenarioOutcome], shards: &Shards) -> Vec<ScenarioOutcome> {
    let mut number = 0;
    let mut scenarios = Vec::new();
    for planned in &shards.plan {
        let found = found.iter().find(|scenario| is_of(planned, scenario));
        let mut scenario = planned.pending();
        for step in &planned.steps {
            number += 1;
            let mut steps = found.into_iter().flat_map(|scenario| &scenario.steps);
            let walked = steps.find(|walked| walked.id == step.id);
            scenario.steps.push(match walked {
                Some(walked) => StepOutcome {
                    number,
                    ..walked.clone()
                },
                None => unwalked(step, number, planned.shard, shards),
            });
        }
        scenarios.push(scenario);
    }
    scenarios
}

/// Returns the step that a shard had to walk and did not: errored, or skipped in a partial merging.
fn unwalked(step: &PlannedStep, number: usize, shard: usize, shards: &Shards) -> StepOutcome {
    let pending = step.pending(number);
    let of = format!("{} of {}", listed(&[shard]), shards.count);
    let is_missing = shards.missing.contains(&shard);
    if is_missing && shards.partial {
        return StepOutcome {
            verdict: Verdict::Skipped,
            reason: Some(format!("{of} is missing, and `--partial` leaves it out")),
            ..pending
        };
    }
    let (message, hint) = if is_missing {
        (
            format!("{of} had to walk this, and its run is missing"),
            "`magewalk cleanup` takes back what it may have left; then walk it once more, and merge \
             its file",
        )
    } else {
        (
            format!("{of} does not say what it found here"),
            "walk it once more, and merge its file",
        )
    };
    StepOutcome {
        verdict: Verdict::Errored,
        error: Some(StepError::new(
            ErrorKind::Shard,
            message,
            Some(hint.to_owned()),
        )),
        ..pending
    }
}

#[cfg(test)]
mod tests;
