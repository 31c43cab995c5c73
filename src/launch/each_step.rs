//! Every step of the shipped tutorials, walked alone: `--only STEP` walks what the step needs, so each
//! scenario has to write down all that the state of its steps rests on.

use std::collections::BTreeMap;

use crate::launch::{Environment, Prepared, StoreOptions, Walk, scenarios};
use crate::outcome::{StepOutcome, Verdict};
use crate::runner::plan::{Choice, Limits};

/// How each step of a walk ended, and all that is to be said of those that did not pass.
type Verdicts = BTreeMap<String, (Verdict, String)>;

/// Walks a tutorial, or only a step and what it needs, on a fresh sandbox.
async fn walk(choices: &[Choice], only: Option<&str>) -> Verdicts {
    let environment = Environment::bare();
    let limits = Limits {
        only: only.map(str::to_owned).into_iter().collect(),
        ..Limits::default()
    };
    let prepared =
        Prepared::new(&StoreOptions::of_sandbox(), choices, &limits, &environment).unwrap();
    let store = prepared.store().await.unwrap();
    let rules = prepared.rules(&store).unwrap();
    let mut verdicts = Verdicts::new();
    for Walk { mut session, .. } in prepared.walks(&store, &rules, None).unwrap() {
        while let Some(step) = session.next(std::future::pending()).await {
            verdicts.insert(step.id.clone(), (step.verdict, told(&step)));
        }
    }
    store.stop().await;
    verdicts
}

fn told(step: &StepOutcome) -> String {
    let error = step.error.iter().map(|error| &error.message);
    let mismatches = step.mismatches.iter().map(|mismatch| &mismatch.message);
    let said: Vec<&str> = error
        .chain(mismatches)
        .chain(&step.reason)
        .map(String::as_str)
        .collect();
    said.join("; ")
}

/// Holds that a step ends alone as it ends in a walk of the whole tutorial.
async fn check(tutorial: &str) {
    let choices = scenarios::choose(&[tutorial.to_owned()]).unwrap();
    let whole = walk(&choices, None).await;
    let mut wrong = Vec::new();
    for (step, (verdict, told)) in &whole {
        let right = [Verdict::Passed, Verdict::NotApplicable];
        if !right.contains(verdict) {
            wrong.push(format!("{step} in the whole: {told}"));
            continue;
        }
        let alone = walk(&choices, Some(step)).await;
        let mut bad = alone
            .iter()
            .filter(|(_, (verdict, _))| !right.contains(verdict));
        if let Some((bad, (_, told))) = bad.next() {
            wrong.push(format!("{step} alone: {bad}: {told}"));
        } else if alone[step].0 != *verdict {
            wrong.push(format!("{step} alone: {}", alone[step].1));
        }
    }
    assert!(
        wrong.is_empty(),
        "{tutorial}: {} steps\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test]
async fn each_step_of_smoke() {
    check("smoke").await;
}

#[tokio::test]
async fn each_step_of_orders() {
    check("orders").await;
}

#[tokio::test]
async fn each_step_of_orders_guest() {
    check("orders-guest").await;
}

#[tokio::test]
async fn each_step_of_orders_refusals() {
    check("orders-refusals").await;
}
