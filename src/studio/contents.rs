//! The tutorials as the page lists them.

use serde::Serialize;

use crate::runner::plan::TutorialPlan;

/// A tutorial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Tutorial {
    /// Its name.
    name: String,
    /// Its title.
    title: String,
    /// Its pages.
    pages: Vec<TutorialPage>,
}

/// A page of a tutorial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct TutorialPage {
    /// Its name.
    name: String,
    /// Its title.
    title: String,
    /// What it is about.
    explain: Option<String>,
    /// Its address.
    address: Option<String>,
    /// The place of its first step.
    first: usize,
    /// The titles of its steps.
    steps: Vec<String>,
}

/// Returns a tutorial and its pages.
pub(crate) fn tutorial(plan: &TutorialPlan) -> Tutorial {
    let mut pages: Vec<TutorialPage> = Vec::new();
    let mut current = None;
    for (at, planned) in plan.steps.iter().enumerate() {
        if current.replace(planned.scenario) != Some(planned.scenario) {
            let scenario = plan.pending_scenario(planned.scenario);
            pages.push(TutorialPage {
                name: scenario.name,
                title: scenario.title,
                explain: scenario.explain,
                address: scenario.page,
                first: at,
                steps: Vec::new(),
            });
        }
        if let Some(page) = pages.last_mut() {
            page.steps.push(plan.step(planned).title.clone());
        }
    }
    Tutorial {
        name: plan.tutorial.name.clone(),
        title: plan.tutorial.title.clone(),
        pages,
    }
}
