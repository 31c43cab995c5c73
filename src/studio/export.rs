//! A walk to take along, rendered when somebody asks for it.

use crate::launch::preparation;
use crate::outcome::RunOutcome;
use crate::report::{html, script};
use crate::runner::stepwise::by_scenarios;
use crate::studio::state::{Shown, ShownWalk};

/// A file to take along.
pub(super) struct Export {
    /// Its media type.
    pub(super) media_type: &'static str,
    /// What is in it.
    pub(super) content: String,
}

/// Renders a tutorial by the name of a file, such as `orders.html` or `orders.sh`; none where there is
/// no such tutorial or form.
pub(super) fn export(shown: &Shown, name: &str) -> Option<Export> {
    let (tutorial, ending) = name.rsplit_once('.')?;
    let walk = shown.walks.get(tutorial)?;
    match ending {
        "html" => Some(Export {
            media_type: "text/html; charset=utf-8",
            content: html::render(&outcome(walk)),
        }),
        "sh" => {
            let outcome = outcome(walk);
            Some(Export {
                media_type: "text/x-shellscript; charset=utf-8",
                content: script::render(&outcome.target, outcome.steps()),
            })
        }
        _ => None,
    }
}

fn outcome(walk: &ShownWalk) -> RunOutcome {
    let results = walk.steps.iter().map(|step| step.result.as_ref());
    let outcomes = results.map(|result| result.map(|found| &*found.outcome));
    let scenarios = by_scenarios(&walk.plan, outcomes);
    preparation::outcome(&walk.run_id, walk.target.clone(), scenarios, Vec::new())
}
