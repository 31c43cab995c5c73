//! What `run` takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args};

use crate::cli::connection::time_limit;
use crate::cli::{ShardArgs, StoreArgs};

/// What `run` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk run                                              `orders` against the sandbox
  magewalk run orders-refusals                              what a store says no to
  magewalk run orders/create-customer --target http://127.0.0.1:8082 --yes
  MAGEWALK_ADMIN_USERNAME=admin MAGEWALK_ADMIN_PASSWORD=… \\
    magewalk run orders --target https://staging.shop.example --yes --allow permanent \\
                        --report junit
  magewalk run ./orders --until customer-token -v           an ejected, edited tutorial
  magewalk run orders smoke --shard 1/2 --report json=one.json
  magewalk run --rerun before.json                          only what did not pass there

Credentials come from the environment, from --env-file, or from a prompt without echo:
  an account      MAGEWALK_ADMIN_USERNAME, MAGEWALK_ADMIN_PASSWORD (MAGEWALK_ADMIN_OTP_SECRET)
  or its token    MAGEWALK_ADMIN_TOKEN
  an integration  MAGEWALK_CONSUMER_KEY, MAGEWALK_CONSUMER_SECRET, MAGEWALK_ACCESS_TOKEN and
                  MAGEWALK_ACCESS_TOKEN_SECRET: it signs what a step sends `as: admin`")]
pub struct RunArgs {
    /// Tutorials (`orders`), scenarios (`orders/create-customer`), folders or files; `orders` without
    #[arg(value_name = "TUTORIAL")]
    pub tutorials: Vec<String>,

    /// Wait so long for a shop that is still coming up after a deployment, before the first step
    #[arg(long, value_name = "DURATION", value_parser = time_limit)]
    pub wait_ready: Option<Duration>,

    /// Walk this step and the ones that it needs, nothing else (repeatable)
    #[arg(long, value_name = "STEP")]
    pub only: Vec<String>,

    /// Walk nothing after this step
    #[arg(long, value_name = "STEP")]
    pub until: Option<String>,

    /// Walk again what did not pass in a saved run, with what it needs, and scenarios that have changed since
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "until"])]
    pub rerun: Option<PathBuf>,

    /// Which part is walked.
    #[command(flatten)]
    pub shard: ShardArgs,

    /// How many tutorials are walked side by side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,

    /// Stop after the first step that does not pass
    #[arg(long)]
    pub fail_fast: bool,

    /// Members that the page does not print are mismatches
    #[arg(long)]
    pub strict: bool,

    /// Write a report: html, markdown, junit (junit-full with the bodies of what passed), json, sarif, ctrf,
    /// har or terminal; to reports/ unless a path is given. `FORMAT=-` writes it to the standard output,
    /// and what is told of the run to the standard error (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub reports: Vec<String>,

    /// Print only what did not pass, and the summary
    #[arg(long, short = 'q', conflicts_with = "verbose")]
    pub quiet: bool,

    /// Show every request and response; twice: everything
    #[arg(long, short = 'v', action = ArgAction::Count)]
    pub verbose: u8,

    /// Which store, and what may be done to it.
    #[command(flatten)]
    pub store: StoreArgs,
}
