//! Which part of a plan is walked.

use std::path::PathBuf;

use clap::Args;

/// The most shards that a plan is cut into.
const MOST: usize = 10_000;

/// Which shard of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardNumber {
    /// Which one, from 1.
    pub index: usize,
    /// How many there are.
    pub count: usize,
}

/// Which part of a plan is walked, for all commands that make one.
#[derive(Debug, Clone, Args)]
pub struct ShardArgs {
    /// Only the first, second … of so many shards, such as `2/5`; `0+1/5` where the machine counts from 0
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<ShardNumber>,

    /// Balance the shards by how long the steps of a saved run took, and not by their number; all
    /// shards need the same file
    #[arg(long, value_name = "FILE", requires = "shard")]
    pub timings: Option<PathBuf>,
}

/// Reads which shard is meant.
fn shard(text: &str) -> Result<ShardNumber, String> {
    let how = || "write it as `2/5`: the second of five shards".to_owned();
    let number = |text: &str| match text.chars().all(|digit| digit.is_ascii_digit()) {
        true => text.parse::<usize>().map_err(|_| how()),
        false => Err(how()),
    };
    let (index, count) = text.split_once('/').ok_or_else(how)?;
    let count = number(count)?;
    let index = match index.strip_suffix("+1") {
        Some(from_0) => number(from_0)?.saturating_add(1),
        None => number(index)?,
    };
    match (index, count) {
        (_, 0) => Err("there is at least one shard".to_owned()),
        (_, count) if count > MOST => Err(format!("there are at most {MOST} shards")),
        (0, _) => Err(format!(
            "shards are counted from 1: the first is `1/{count}` (or `0+1/{count}`)"
        )),
        (index, count) if index > count => Err(format!(
            "there are {count} shards, so the last one is `{count}/{count}`"
        )),
        (index, count) => Ok(ShardNumber { index, count }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_those_that_there_are() {
        let check = |text: &str, expected: Option<(usize, usize)>| {
            let read = shard(text);
            let found = read.as_ref().ok().map(|one| (one.index, one.count));
            assert_eq!(found, expected, "{text}: {read:?}");
        };
        check("1/1", Some((1, 1)));
        check("2/5", Some((2, 5)));
        check("0+1/5", Some((1, 5)));
        check("4+1/5", Some((5, 5)));
        for wrong in [
            "",
            "/",
            "1",
            "1/",
            "/5",
            "0/5",
            "6/5",
            "5+1/5",
            "-1/5",
            "1/-5",
            "+1/5",
            "1/0",
            "0/0",
            "1.0/5",
            "1/5/5",
            " 1/5",
            "1 / 5",
            "x/5",
            "$X/5",
            "1+1+1/5",
            "1/10001",
            "１/5",
            "18446744073709551615+1/5",
            "99999999999999999999/5",
        ] {
            check(wrong, None);
        }
    }
}
