//! What may be done to a shop, and who is asked.

use url::Url;

use crate::cli::Allow;
use crate::commands::{Environment, say, target};
use crate::error::Error;
use crate::runner::plan::Plan;
use crate::scenario::tutorial::Effect;

/// Lets a plan pass where all that it does to the shop is allowed.
///
/// # Errors
/// Steps that cannot be taken back and are not allowed; a write that nobody agreed to.
pub(super) fn agree(
    plan: &Plan,
    url: &Url,
    allowed: &[Allow],
    yes: bool,
    environment: &Environment,
) -> Result<(), Error> {
    if target::is_loopback(url) {
        return Ok(());
    }
    for (effect, allow) in [
        (Effect::Permanent, Allow::Permanent),
        (Effect::Configuration, Allow::Configuration),
    ] {
        let steps = plan.steps_with(effect);
        if !steps.is_empty() && !allowed.contains(&allow) {
            let name = effect.name();
            let message = format!("on {url} these steps are `{name}`: {}", steps.join(", "));
            return Err(Error::usage(message).hint(format!(
                "add `--allow {name}` where that may be done to this shop, or choose other steps"
            )));
        }
    }
    let writes: Vec<String> = [Effect::Reversible, Effect::Permanent, Effect::Configuration]
        .iter()
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
pub(super) fn confirm(what: &str, yes: bool, environment: &Environment) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    if !environment.stdin_is_terminal
        || !environment.stderr_is_terminal
        || environment.is_pipeline()
    {
        return Err(Error::usage(what.to_owned()).hint("add `--yes` to agree"));
    }
    say(&format!("{what}. Go on? [y/N]"));
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    match read {
        Ok(_) if matches!(line.trim(), "y" | "Y" | "yes") => Ok(()),
        _ => Err(Error::usage("not agreed; nothing was sent")),
    }
}
