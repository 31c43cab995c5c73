//! Faults of the sandbox as lessons: what a store in trouble answers, at a step where it shows.

use serde::Serialize;

use crate::runner::plan::Plan;

/// A fault of the sandbox as a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Lesson {
    /// What it asks.
    title: String,
    /// What there is to see.
    about: String,
    /// The fault, as `--fault` has it.
    fault: String,
    /// The tutorial.
    tutorial: String,
    /// The page.
    page: String,
    /// The place of the step at which it shows.
    at: usize,
}

/// A lesson: what it asks, what there is to see, the fault, the tutorial, the step.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const LESSONS: &[Row] = &[
    (
        "What if the token has run out?",
        "A token lives for an hour. See what the store says to an old one, and fetch a new one: send \
         the step before once more.",
        "expired-token@GET */customers/me#1",
        "orders",
        "customer-me",
    ),
    (
        "What if the shop is in maintenance?",
        "During a deployment Magento answers everybody with a page and 503. The second try goes well.",
        "maintenance@GET */customers/me#1",
        "orders",
        "customer-me",
    ),
    (
        "What if the answer never comes, but the order was carried out?",
        "A gateway gives up after a while; the store behind it goes on. The customer exists, although \
         the answer was 504.",
        "gateway-timeout@POST */customers#1",
        "orders",
        "create-account",
    ),
    (
        "What if a login is in front of the shop?",
        "Staging shops often ask for a password of their own before Magento is reached.",
        "login-wall@POST */integration/customer/token#1",
        "orders",
        "customer-token",
    ),
    (
        "What if a page comes instead of JSON?",
        "200 is no proof: another virtual host or a firewall answers with HTML, and the status is fine.",
        "html@GET */customers/me#1",
        "orders",
        "customer-me",
    ),
    (
        "What if the answer is cut short?",
        "Half of the JSON arrives. A tool that looks at the status alone would call that a success.",
        "truncated@GET */customers/me#1",
        "orders",
        "customer-me",
    ),
    (
        "What if there were too many requests?",
        "429, and a header that says when to come back.",
        "too-many-requests@GET */customers/me#1",
        "orders",
        "customer-me",
    ),
    (
        "What if the database is down?",
        "500 as plain text, without a word of why: that is for the shop's log.",
        "no-database@GET */customers/me#1",
        "orders",
        "customer-me",
    ),
];

/// Returns the lessons whose steps are there.
pub(crate) fn lessons(plan: &Plan) -> Vec<Lesson> {
    let lesson = |(title, about, fault, tutorial, step): &Row| {
        let plan = (plan.tutorials.iter()).find(|plan| plan.tutorial.name == *tutorial)?;
        let at = plan.all().position(|known| known.id == *step)?;
        let planned = plan.steps.get(at)?;
        Some(Lesson {
            title: (*title).to_owned(),
            about: (*about).to_owned(),
            fault: (*fault).to_owned(),
            tutorial: (*tutorial).to_owned(),
            page: plan.scenario(planned).name.clone(),
            at,
        })
    };
    LESSONS.iter().filter_map(lesson).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::{faults, scenarios};
    use crate::runner::plan::{self, Limits};

    #[test]
    fn every_lesson_has_its_step_and_its_fault() {
        let choices = scenarios::choose(&["orders".to_owned()]).unwrap();
        let plan = plan::plan(&choices, &Limits::default()).unwrap();
        let lessons = lessons(&plan);
        assert_eq!(lessons.len(), LESSONS.len());
        for lesson in lessons {
            let parsed = faults::parse(&[lesson.fault]);
            assert!(parsed.is_ok(), "{}", lesson.title);
        }
    }
}
