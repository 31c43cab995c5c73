//! What runs, in which order, and what each step needs.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::outcome::{ScenarioOutcome, ValueFlow};
use crate::runner::digest;
use crate::runner::values::Values;
use crate::scenario::names;
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::tutorial::{Authorization, Effect, Scenario, Step, Tutorial, Undo};

/// What a user chose of a tutorial.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The tutorial.
    pub tutorial: Arc<Tutorial>,
    /// One scenario of it; the whole tutorial without.
    pub scenario: Option<String>,
}

/// Which steps of the chosen scenarios a user wants.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// These steps and what they need, nothing else; all steps where it is empty.
    pub only: Vec<String>,
    /// Nothing after this step.
    pub until: Option<String>,
    /// These steps of these tutorials, by name, and what they need, nothing else; all without.
    pub again: Option<BTreeMap<String, Vec<String>>>,
}

/// What runs, tutorial by tutorial.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The tutorials, in the order in which they were chosen.
    pub tutorials: Vec<TutorialPlan>,
}

/// What runs of a tutorial, in order.
#[derive(Debug, Clone)]
pub struct TutorialPlan {
    /// The tutorial.
    pub tutorial: Arc<Tutorial>,
    /// Its planned steps. Never empty.
    pub steps: Vec<PlannedStep>,
}

/// A step that is to run.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// Its place in the whole plan, from 1.
    pub number: usize,
    /// The index of its scenario in the tutorial.
    pub scenario: usize,
    /// The index of the step in the scenario.
    pub step: usize,
    /// The steps that have to pass before it.
    pub needs: Vec<String>,
}

impl TutorialPlan {
    /// Returns the scenario of a planned step.
    pub fn scenario(&self, planned: &PlannedStep) -> &Scenario {
        &self.tutorial.scenarios[planned.scenario]
    }

    /// Returns the step that is meant.
    pub fn step(&self, planned: &PlannedStep) -> &Step {
        &self.tutorial.scenarios[planned.scenario].steps[planned.step]
    }

    /// Returns all its steps, in order.
    pub fn all(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().map(|planned| self.step(planned))
    }

    /// Returns what is known of a scenario, by its index, before it is walked.
    pub fn pending_scenario(&self, scenario: usize) -> ScenarioOutcome {
        let tutorial = &self.tutorial;
        let scenario = &tutorial.scenarios[scenario];
        let digest = digest::of_scenario(tutorial, scenario);
        let pages = tutorial.pages.as_deref().unwrap_or("");
        ScenarioOutcome {
            tutorial: tutorial.name.clone(),
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            file: scenario.source.path.clone(),
            page: scenario.page.as_ref().map(|page| format!("{pages}{page}")),
            explain: scenario.explain.clone(),
            digest: Some(digest),
            steps: Vec::new(),
        }
    }

    /// Returns how values flow from step to step.
    pub fn value_flow(&self) -> ValueFlow {
        let mut value_flow = ValueFlow::default();
        for planned in &self.steps {
            let step = self.step(planned);
            value_flow.numbers.insert(step.id.clone(), planned.number);
            for name in names::needed(step) {
                let uses = value_flow.uses.entry(name.to_owned()).or_default();
                uses.push(planned.number);
            }
        }
        value_flow
    }

    /// Returns the variables without a value that a step which applies would use, as problems.
    pub fn unset_variables(&self, values: &Values) -> Vec<Problem> {
        let captured = captures(&self.tutorial);
        let mut problems: Vec<Problem> = Vec::new();
        let mut reported = Vec::new();
        for step in self.all().filter(|step| applies(step, values, &captured)) {
            for name in names::needed(step) {
                let known = captured.contains_key(name) || values.get(name).is_some();
                let asked = step
                    .conditions
                    .iter()
                    .any(|condition| condition.variable == name);
                if !known && !asked && !reported.contains(&name) {
                    reported.push(name);
                    problems.push(unset(name, step));
                }
            }
        }
        problems
    }

    /// Returns whether a step that applies is sent as an admin, or takes such a step back.
    pub fn signs_in_as_admin(&self, values: &Values) -> bool {
        let captured = captures(&self.tutorial);
        let mut applying = self.all().filter(|step| applies(step, values, &captured));
        applying.any(|step| {
            let mut requests = step.requests();
            requests.any(|request| request.authorization == Authorization::Admin)
        })
    }
}

impl Plan {
    /// Returns how many steps it has.
    pub fn len(&self) -> usize {
        self.tutorials
            .iter()
            .map(|tutorial| tutorial.steps.len())
            .sum()
    }

    /// Returns whether it has no steps; a plan that was made by [`plan`] has some.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the steps with this effect, as `tutorial/scenario › step`.
    pub fn steps_with(&self, effect: Effect) -> Vec<String> {
        let mut names = Vec::new();
        for tutorial in &self.tutorials {
            for planned in &tutorial.steps {
                let step = tutorial.step(planned);
                if step.effect == effect {
                    let scenario = &tutorial.scenario(planned).name;
                    names.push(format!(
                        "{}/{scenario} › {}",
                        tutorial.tutorial.name, step.id
                    ));
                }
            }
        }
        names
    }
}

/// Makes the plan: the chosen scenarios, preceded by those that they need.
///
/// # Errors
/// Where a chosen scenario or a limiting step does not exist, or nothing is left to run.
pub fn plan(choices: &[Choice], limits: &Limits) -> Result<Plan, Vec<Problem>> {
    let problems: Vec<Problem> = choices
        .iter()
        .filter_map(unknown_scenario)
        .chain(unknown_limits(choices, limits))
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut tutorials: Vec<TutorialPlan> = Vec::new();
    let mut number = 0;
    for tutorial in distinct(choices) {
        let mut steps = planned_steps(&tutorial, &wanted_scenarios(&tutorial, choices));
        restrict(&tutorial, &mut steps, limits);
        for step in &mut steps {
            number += 1;
            step.number = number;
        }
        if !steps.is_empty() {
            tutorials.push(TutorialPlan { tutorial, steps });
        }
    }
    if tutorials.is_empty() {
        return Err(vec![Problem::general("there is nothing to run")]);
    }
    Ok(Plan { tutorials })
}

/// Whether what is known before the run lets a step apply; what is captured later may.
fn applies(step: &Step, values: &Values, captured: &HashMap<&str, &str>) -> bool {
    step.conditions.iter().all(|condition| {
        captured.contains_key(condition.variable.as_str())
            || values.is_set(&condition.variable) == condition.wanted
    })
}

fn unset(name: &str, step: &Step) -> Problem {
    let variable = format!("MAGEWALK_{}", name.to_ascii_uppercase());
    let hint = if crate::mask::is_secret_name(name) {
        format!("set the environment variable `{variable}`, or write it to a file for `--env-file`")
    } else {
        format!("add `--var {name}=…`, or set `{variable}`")
    };
    let message = format!("`{name}` has no value, and step `{}` uses it", step.id);
    Problem::at(&step.id_span, message).hint(hint)
}

/// The captures of a tutorial: name of the variable → id of the step that captures it.
fn captures(tutorial: &Tutorial) -> HashMap<&str, &str> {
    let steps = tutorial
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.steps);
    steps
        .flat_map(|step| step.gives().map(|(name, _)| (name, step.id.as_str())))
        .collect()
}

fn distinct(choices: &[Choice]) -> Vec<Arc<Tutorial>> {
    let mut tutorials: Vec<Arc<Tutorial>> = Vec::new();
    for choice in choices {
        if !tutorials
            .iter()
            .any(|known| Arc::ptr_eq(known, &choice.tutorial))
        {
            tutorials.push(Arc::clone(&choice.tutorial));
        }
    }
    tutorials
}

fn unknown_scenario(choice: &Choice) -> Option<Problem> {
    let wanted = choice.scenario.as_deref()?;
    let names = || {
        choice
            .tutorial
            .scenarios
            .iter()
            .map(|scenario| scenario.name.as_str())
    };
    if names().any(|name| name == wanted) {
        return None;
    }
    let tutorial = &choice.tutorial.name;
    let problem = Problem::general(format!("tutorial `{tutorial}` has no scenario `{wanted}`"));
    Some(match did_you_mean(wanted, names()) {
        Some(near) => problem.hint(format!("did you mean `{tutorial}/{near}`?")),
        None => problem.hint(format!("it has {}", quoted(names()))),
    })
}

fn unknown_limits<'a>(
    choices: &'a [Choice],
    limits: &'a Limits,
) -> impl Iterator<Item = Problem> + 'a {
    let ids: Vec<&str> = distinct_steps(choices);
    let only = limits.only.iter().map(|id| ("--only", id));
    let until = limits.until.iter().map(|id| ("--until", id));
    only.chain(until)
        .filter(move |(_, id)| !ids.contains(&id.as_str()))
        .map(|(option, id)| {
            let ids = distinct_steps(choices);
            let problem = Problem::general(format!(
                "`{option} {id}`: no chosen scenario has such a step"
            ));
            match did_you_mean(id, ids.iter().copied()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint(format!("the steps are {}", quoted(ids.iter().copied()))),
            }
        })
}

fn distinct_steps(choices: &[Choice]) -> Vec<&str> {
    let mut ids = Vec::new();
    for choice in choices {
        for index in wanted_scenarios(&choice.tutorial, choices) {
            for step in &choice.tutorial.scenarios[index].steps {
                if !ids.contains(&step.id.as_str()) {
                    ids.push(step.id.as_str());
                }
            }
        }
    }
    ids
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The scenarios that were chosen and those that they need, as indices in file order.
fn wanted_scenarios(tutorial: &Arc<Tutorial>, choices: &[Choice]) -> Vec<usize> {
    let mut wanted = vec![false; tutorial.scenarios.len()];
    let mut pending: Vec<usize> = Vec::new();
    for choice in choices
        .iter()
        .filter(|choice| Arc::ptr_eq(&choice.tutorial, tutorial))
    {
        match &choice.scenario {
            None => pending.extend(0..tutorial.scenarios.len()),
            Some(name) => pending.extend(index_of(tutorial, name)),
        }
    }
    while let Some(index) = pending.pop() {
        if !std::mem::replace(&mut wanted[index], true) {
            let needs = &tutorial.scenarios[index].needs;
            pending.extend(
                needs
                    .iter()
                    .filter_map(|(name, _)| index_of(tutorial, name)),
            );
        }
    }
    (0..wanted.len()).filter(|index| wanted[*index]).collect()
}

fn index_of(tutorial: &Tutorial, name: &str) -> Option<usize> {
    tutorial
        .scenarios
        .iter()
        .position(|scenario| scenario.name == name)
}

/// All steps of these scenarios: file order, but a needed scenario before the one that needs it.
fn planned_steps(tutorial: &Tutorial, scenarios: &[usize]) -> Vec<PlannedStep> {
    let captured = captures(tutorial);
    let mut order = Vec::new();
    for index in scenarios {
        visit(tutorial, *index, &mut order);
    }
    let mut planned = Vec::new();
    for scenario in order {
        for (index, step) in tutorial.scenarios[scenario].steps.iter().enumerate() {
            let mut needs: Vec<String> = step.needs.iter().map(|(id, _)| id.clone()).collect();
            let used = names::needed(step);
            let from = used
                .iter()
                .filter_map(|name| captured.get(name))
                .map(|id| (*id).to_owned());
            needs.extend(from.filter(|id| *id != step.id));
            if let Some(Undo::With { step, .. }) = &step.undo {
                needs.push(step.clone());
            }
            needs.sort();
            needs.dedup();
            planned.push(PlannedStep {
                number: 0,
                scenario,
                step: index,
                needs,
            });
        }
    }
    planned
}

fn visit(tutorial: &Tutorial, index: usize, order: &mut Vec<usize>) {
    if order.contains(&index) {
        return;
    }
    for (name, _) in &tutorial.scenarios[index].needs {
        if let Some(needed) = index_of(tutorial, name) {
            visit(tutorial, needed, order);
        }
    }
    order.push(index);
}

fn restrict(tutorial: &Tutorial, steps: &mut Vec<PlannedStep>, limits: &Limits) {
    let id = |planned: &PlannedStep| {
        tutorial.scenarios[planned.scenario].steps[planned.step]
            .id
            .clone()
    };
    if let Some(until) = &limits.until {
        let last = steps.iter().position(|planned| id(planned) == *until);
        steps.truncate(last.map_or(0, |last| last + 1));
    }
    let again = limits.again.as_ref();
    if limits.only.is_empty() && again.is_none() {
        return;
    }
    let mut wanted: Vec<String> = limits.only.clone();
    wanted.extend(
        again
            .and_then(|again| again.get(&tutorial.name))
            .into_iter()
            .flatten()
            .cloned(),
    );
    let mut at = 0;
    while at < wanted.len() {
        if let Some(planned) = steps.iter().find(|planned| id(planned) == wanted[at]) {
            let needs: Vec<String> = planned
                .needs
                .iter()
                .filter(|need| !wanted.contains(need))
                .cloned()
                .collect();
            wanted.extend(needs);
        }
        at += 1;
    }
    steps.retain(|planned| wanted.contains(&id(planned)));
}
