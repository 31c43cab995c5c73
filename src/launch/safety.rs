//! What may be done to a shop, and who is asked.

use url::Url;

use crate::error::{Error, Lack};
use crate::launch::Environment;
use crate::launch::options::Allow;
use crate::runner::plan::Plan;
use crate::scenario::tutorial::Effect;

/// Lets a plan pass where all that it does to a shop that the user named is allowed. A shop on this
/// machine is no exception: a live one may stand behind a tunnel. Only the embedded sandbox is free.
///
/// # Errors
/// Steps that cannot be taken back and are not allowed; a write that nobody agreed to.
pub(crate) fn agree(
    plan: &Plan,
    url: &Url,
    allowed: &[Allow],
    yes: bool,
    environment: &Environment,
) -> Result<(), Error> {
    let steps = plan.steps_with(Effect::Permanent);
    if !steps.is_empty() && !allowed.contains(&Allow::Permanent) {
        let message = format!("on {url} these steps are `permanent`: {}", steps.join(", "));
        return Err(Error::usage(message).lacks(Lack::Permanence).hint(
            "add `--allow permanent` where that may be done to this shop, or choose other steps",
        ));
    }
    let written = [Effect::Reversible, Effect::Permanent, Effect::Configuration];
    let writes: Vec<String> = written
        .iter()
        .filter(|effect| {
            **effect != Effect::Configuration || allowed.contains(&Allow::Configuration)
        })
        .filter_map(|effect| match plan.steps_with(*effect).len() {
            0 => None,
            count => Some(format!("{count} {}", effect.name())),
        })
        .collect();
    if writes.is_empty() {
        return Ok(());
    }
    confirm(
        &format!("{url} will be written to ({} steps)", writes.join(", ")),
        yes,
        environment,
    )
}

/// Asks a person once, or wants `--yes` from a pipeline.
///
/// # Errors
/// Where nobody agreed.
pub(crate) fn confirm(what: &str, yes: bool, environment: &Environment) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    if !environment.stdin_is_terminal
        || !environment.stderr_is_terminal
        || environment.is_pipeline()
    {
        return Err(Error::usage(what.to_owned())
            .lacks(Lack::Agreement)
            .hint("add `--yes` to agree"));
    }
    (environment.console.say)(&format!("{what}. Go on? [y/N]"));
    match (environment.console.ask)("") {
        Ok(line) if matches!(line.trim(), "y" | "Y" | "yes") => Ok(()),
        _ => Err(Error::usage("not agreed; nothing was sent")),
    }
}
