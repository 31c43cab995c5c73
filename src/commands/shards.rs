//! A plan cut into shards, and which of them is walked.

use std::path::Path;

use crate::cli::ShardArgs;
use crate::commands::{saved, say};
use crate::error::Error;
use crate::launch::Prepared;
use crate::runner::masking;
use crate::runner::plan::Plan;
use crate::runner::shard::{Cut, Timings};

/// Cuts a plan as a user wants it; none who wants no shard.
///
/// # Errors
/// The saved run cannot be read, or the plan cannot be cut.
pub(super) fn cut(arguments: &ShardArgs, plan: &Plan) -> Result<Option<Cut>, Error> {
    let Some(shard) = arguments.shard else {
        return Ok(None);
    };
    let timings = arguments.timings.as_deref().map(timings).transpose()?;
    let cut = Cut::of(plan, shard.count, timings.as_ref()).map_err(|error| {
        Error::usage(error.to_string()).hint("give one of the folders another name")
    })?;
    if cut.timed == Some(0) {
        say("the timings know none of these steps: the shards are balanced by their number");
    }
    Ok(Some(cut))
}

fn timings(path: &Path) -> Result<Timings, Error> {
    saved::run(path).map(|run| Timings::of(&run))
}

/// Leaves of what was prepared only the shard that a user wants. What is wrong with any shard was found
/// before, in all of them alike.
///
/// # Errors
/// As [`cut`], and one e-mail address for all shards.
pub(super) fn keep(
    walk: &mut Prepared,
    arguments: &ShardArgs,
    is_strict: bool,
) -> Result<(), Error> {
    let (Some(cut), Some(shard)) = (cut(arguments, &walk.plan)?, arguments.shard) else {
        return Ok(());
    };
    if shard.count > 1 && walk.gives("email") {
        let error = Error::usage("one e-mail address cannot be used by several shards at once");
        return Err(error.hint("leave it out: each shard makes one of its own"));
    }
    let mut decides = walk.decides();
    decides.push(format!("strict: {is_strict}"));
    let mut shards = cut.saved(&walk.plan, shard.index, &decides);
    masking::shards(&walk.secrets, &mut shards);
    walk.plan = cut.plan(&walk.plan, shard.index);
    walk.shards = Some(shards);
    Ok(())
}
