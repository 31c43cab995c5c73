//! `magewalk list`: tutorials, scenarios and steps.

use crate::cli::ListArgs;
use crate::commands::print;
use crate::error::Error;
use crate::launch::scenarios;
use crate::runner::plan::{self, Limits, PlannedStep, TutorialPlan};
use crate::visible::visible;

/// Lists what there is, with the effect of each step on a shop.
pub(super) fn list(arguments: &ListArgs) -> Result<u8, Error> {
    let choices = scenarios::choose(&arguments.tutorials)?;
    let plan = plan::plan(&choices, &Limits::default()).map_err(Error::problems)?;
    let mut text = String::new();
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

fn step_line(tutorial: &TutorialPlan, planned: &PlannedStep) -> String {
    let step = tutorial.step(planned);
    format!(
        "    {:<32} {:<13} {}\n",
        step.id,
        step.effect.name(),
        visible(&step.title)
    )
}
