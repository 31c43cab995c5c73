//! Walks as a script for k6, which has virtual users, schedules, thresholds and a cluster.
//!
//! The script sends what a run sends, carries captured values on, holds status, headers and `checks`
//! (bodies are not compared word by word: a run does that), and takes back what each walk made. No
//! secret is in it that the scenario does not itself write: accounts and tokens come from the
//! environment. Steps for a browser and changes of the shop's configuration are left out.

mod script;
mod step;

use crate::export::k6::script::{literal, value};
use crate::export::k6::step::Steps;
use crate::runner::plan::TutorialPlan;
use crate::scenario::names;
use crate::scenario::problem::Problem;
use crate::scenario::template::{Expression, JsonTemplate, Part, Template};
use crate::scenario::tutorial::{Authorization, BodyTemplate, Effect, Step, Variable};
use crate::visible::{visible, without_commands};

/// What is the same in every script.
const RUNTIME: &str = include_str!("runtime.js");

/// Writes a plan of one tutorial as a script.
///
/// # Errors
/// What the script could not do, each with its place.
pub fn render(plan: &TutorialPlan, version: &str) -> Result<String, Vec<Problem>> {
    let mut steps = Steps::default();
    let mut pages = String::new();
    let mut last = None;
    let mut left_out = Vec::new();
    for planned in &plan.steps {
        let (scenario, step) = (plan.scenario(planned), plan.step(planned));
        if last.replace(planned.scenario) != Some(planned.scenario) {
            if !pages.is_empty() {
                pages += "    ],\n  },\n";
            }
            let name = format!("{}/{}", plan.tutorial.name, scenario.name);
            pages += &format!("  {{\n    name: {},\n    steps: [\n", literal(&name));
        }
        let name = format!("{} > {}", scenario.name, step.id);
        pages += &steps.step(planned, step, &name);
        if step.browser.is_some() || step.effect == Effect::Configuration {
            left_out.push(step.id.as_str());
        }
    }
    pages += "    ],\n  },\n";
    let mut problems = steps.problems;
    problems.extend(one_time_passwords(plan));
    if !problems.is_empty() {
        return Err(problems);
    }
    let variables: String = plan.tutorial.variables.iter().map(variable).collect();
    let needs: Vec<String> = needed(plan).iter().map(|name| literal(name)).collect();
    let text = head(plan, version, &left_out)
        + &format!(
            "const SIGNS_IN = {};\nconst NEEDED = [{}];\n\n// Name and value; `MAGEWALK_NAME` gives \
             another.\nconst VARIABLES = [\n{variables}];\n\nconst PAGES = [\n{pages}];\n\n{RUNTIME}",
            signs_in(plan),
            needs.join(", "),
        );
    Ok(without_commands(&text).into_owned())
}

fn head(plan: &TutorialPlan, version: &str, left_out: &[&str]) -> String {
    let tutorial = &plan.tutorial;
    let omitted = match left_out {
        [] => String::new(),
        ids => format!(
            "// Left out (a browser, or the shop's configuration): {}.\n",
            ids.join(", ")
        ),
    };
    format!(
        "// {} ({}), written by magewalk {version} for k6:\n\
         //   k6 run -e MAGEWALK_TARGET=https://staging.shop.example --vus 5 --duration 1m SCRIPT\n\
         // MAGEWALK_ADMIN_USERNAME and MAGEWALK_ADMIN_PASSWORD (or MAGEWALK_ADMIN_TOKEN) come from the\n\
         // environment; nothing of them is kept here. MAGEWALK_PAUSE is the time between two steps in\n\
         // seconds, MAGEWALK_P95 the most that 95 of 100 requests may take in milliseconds.\n{omitted}\n\
         import http from 'k6/http';\n\
         import {{ check, group, sleep }} from 'k6';\n\
         import {{ Rate, Trend }} from 'k6/metrics';\n\n\
         const PAUSE = Number(__ENV.MAGEWALK_PAUSE || 0);\n\n\
         export const options = {{\n  \
           thresholds: {{\n    \
             checks: ['rate==1'],\n    \
             magewalk_walks_passed: ['rate==1'],\n    \
             ...(__ENV.MAGEWALK_P95 ? {{ http_req_duration: [`p(95)<${{__ENV.MAGEWALK_P95}}`] }} : {{}}),\n  \
           }},\n}};\n\n",
        visible(&tutorial.title),
        visible(&tutorial.name),
    )
}

/// Writes a variable of the tutorial. One that is a secret as it stands there has to be given.
fn variable(variable: &Variable) -> String {
    let written = variable
        .value
        .as_ref()
        .filter(|value| !is_written(variable, value));
    let make = written.map_or("() => undefined".to_owned(), |template| {
        format!("(walk) => ({})", value(template))
    });
    format!("  [{}, {make}],\n", literal(&variable.name))
}

/// Whether a variable is a secret that the tutorial writes down.
fn is_written(variable: &Variable, value: &JsonTemplate) -> bool {
    let mut is_made = false;
    value.visit(&mut |template| is_made |= template.as_literal().is_none());
    variable.secret && !is_made
}

/// The variables of the environment without which no walk can begin.
fn needed(plan: &TutorialPlan) -> Vec<String> {
    let used: Vec<&str> = walked(plan).flat_map(names::needed).collect();
    let variables = plan.tutorial.variables.iter();
    let missing = variables.filter(|variable| {
        let value = variable.value.as_ref();
        let has_value = value.is_some_and(|value| !is_written(variable, value));
        !has_value && used.contains(&variable.name.as_str())
    });
    missing
        .map(|variable| format!("MAGEWALK_{}", variable.name.to_ascii_uppercase()))
        .collect()
}

/// The steps that the script sends.
fn walked(plan: &TutorialPlan) -> impl Iterator<Item = &Step> {
    plan.all()
        .filter(|step| step.browser.is_none() && step.effect != Effect::Configuration)
}

fn signs_in(plan: &TutorialPlan) -> bool {
    walked(plan).any(|step| {
        let mut requests = step.requests();
        requests.any(|request| request.authorization == Authorization::Admin)
    })
}

/// Refuses a step that sends a one-time password: the secret of it is nothing for a script.
fn one_time_passwords(plan: &TutorialPlan) -> Vec<Problem> {
    let is_password = |template: &Template| {
        let parts = template.parts.iter();
        parts
            .filter_map(|part| match part {
                Part::Value(expression, _) => Some(expression),
                Part::Text(_) => None,
            })
            .any(|expression| *expression == Expression::Totp)
    };
    let mut problems = Vec::new();
    for step in walked(plan) {
        let is_conditional = step.conditions.iter().any(|one| one.wanted);
        let mut sends = false;
        for request in step.requests() {
            if let Some(BodyTemplate::Json(body)) = &request.body {
                body.visit(&mut |template| sends |= is_password(template));
            }
        }
        // One that applies only where a secret is set never does in a script, which is given none.
        if sends && !is_conditional {
            let message = format!(
                "step `{}` sends a one-time password, which no script makes",
                step.id
            );
            let hint = "export scenarios without it; sign in by MAGEWALK_ADMIN_TOKEN";
            problems.push(Problem::at(&step.id_span, message).hint(hint));
        }
    }
    problems
}
