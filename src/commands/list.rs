//! `magewalk list`: tutorials, scenarios and steps.

use crate::cli::ListArgs;
use crate::commands::{print, shards};
use crate::error::Error;
use crate::launch::scenarios;
use crate::report::terminal::{counted, time};
use crate::runner::plan::{self, Limits, Plan, PlannedStep, TutorialPlan};
use crate::runner::shard::Cut;
use crate::visible::visible;

/// Lists what there is, with the effect of each step on a shop.
pub(super) fn list(arguments: &ListArgs) -> Result<u8, Error> {
    let choices = scenarios::choose(&arguments.tutorials)?;
    let mut plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    let mut text = String::new();
    if let (Some(cut), Some(shard)) = (shards::cut(&arguments.shard, &plan)?, arguments.shard.shard)
    {
        for index in 1..=shard.count {
            text += &shard_line(&cut, &cut.plan(&plan, index), index, index == shard.index);
        }
        text.push('\n');
        plan = cut.plan(&plan, shard.index);
    }
    for tutorial in &plan.tutorials {
        text += &format!(
            "{}  {}\n",
            visible(&tutorial.tutorial.name),
            visible(&tutorial.tutorial.title)
        );
        let mut last = None;
        for planned in &tutorial.steps {
            if last.replace(planned.scenario) != Some(planned.scenario) {
                let scenario = tutorial.scenario(planned);
                text += &format!(
                    "  {}/{}  {}\n",
                    visible(&tutorial.tutorial.name),
                    visible(&scenario.name),
                    visible(&scenario.title)
                );
            }
            text += &step_line(tutorial, planned);
        }
    }
    print(&text)?;
    Ok(0)
}

/// Says what a shard walks, in a line.
fn shard_line(cut: &Cut, plan: &Plan, index: usize, is_listed: bool) -> String {
    let mut scenarios: Vec<_> = (plan.tutorials.iter().enumerate())
        .flat_map(|(at, tutorial)| tutorial.steps.iter().map(move |step| (at, step.scenario)))
        .collect();
    scenarios.dedup();
    #[expect(clippy::cast_precision_loss, reason = "it is shown in three digits")]
    let took = cut
        .timed
        .filter(|timed| *timed > 0)
        .map_or_else(String::new, |_| {
            format!(", {}", time(cut.weights[index - 1] as f64 / 1e3))
        });
    let listed = if is_listed { "  ← listed below" } else { "" };
    format!(
        "shard {index}/{}  {}, {}{took}{listed}\n",
        cut.count,
        counted(plan.len(), "step"),
        counted(scenarios.len(), "scenario"),
    )
}

fn step_line(tutorial: &TutorialPlan, planned: &PlannedStep) -> String {
    let step = tutorial.step(planned);
    format!(
        "    {:<32} {:<13} {}\n",
        step.id,
        step.effect.name(),
        visible(&step.title)
    )
}
