//! What `run` takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};

use crate::cli::ConnectionArgs;
use crate::cli::connection::duration;

/// What `run` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk run                                              `orders` against the sandbox
  magewalk run orders-refusals                              what a store says no to
  magewalk run orders/create-customer --target http://127.0.0.1:8082
  MAGEWALK_ADMIN_USERNAME=admin MAGEWALK_ADMIN_PASSWORD=… \\
    magewalk run orders --target https://staging.shop.example --yes --report junit
  magewalk run ./orders --until customer-token -v           an ejected, edited tutorial

Credentials come from the environment, from --env-file, or from a prompt without echo:
  an account      MAGEWALK_ADMIN_USERNAME, MAGEWALK_ADMIN_PASSWORD (MAGEWALK_ADMIN_OTP_SECRET)
  or its token    MAGEWALK_ADMIN_TOKEN
  an integration  MAGEWALK_CONSUMER_KEY, MAGEWALK_CONSUMER_SECRET, MAGEWALK_ACCESS_TOKEN and
                  MAGEWALK_ACCESS_TOKEN_SECRET: it signs what a step sends `as: admin`")]
pub struct RunArgs {
    /// Tutorials (`orders`), scenarios (`orders/create-customer`), folders or files; `orders` without
    #[arg(value_name = "TUTORIAL")]
    pub tutorials: Vec<String>,

    /// The store to walk, such as `https://staging.shop.example`
    #[arg(
        long,
        value_name = "URL",
        env = "MAGEWALK_TARGET",
        hide_env_values = true
    )]
    pub target: Option<String>,

    /// Walk the embedded sandbox (the default without a target, except in CI)
    #[arg(long)]
    pub sandbox: bool,

    /// Give a variable of the tutorial a value; not for secrets, which `ps` would show
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,

    /// Read MAGEWALK_… variables from a file; the environment wins
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,

    /// Wait so long for a shop that is still coming up after a deployment, before the first step
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub wait_ready: Option<Duration>,

    /// Use this e-mail address for the customer, instead of a new one at example.com
    #[arg(long, value_name = "ADDRESS", value_parser = email)]
    pub email: Option<String>,

    /// Walk this step and the ones that it needs, nothing else (repeatable)
    #[arg(long, value_name = "STEP")]
    pub only: Vec<String>,

    /// Walk nothing after this step
    #[arg(long, value_name = "STEP")]
    pub until: Option<String>,

    /// How many tutorials are walked side by side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,

    /// Stop after the first step that does not pass
    #[arg(long)]
    pub fail_fast: bool,

    /// Members that the page does not print are mismatches
    #[arg(long)]
    pub strict: bool,

    /// Take nothing back: leave everything in the shop, to be looked at
    #[arg(long)]
    pub keep: bool,

    /// Do not ask before the first write to a shop
    #[arg(long, short = 'y')]
    pub yes: bool,

    /// Allow steps on a shop that cannot be taken back (repeatable)
    #[arg(long, value_enum, value_name = "EFFECT")]
    pub allow: Vec<Allow>,

    /// Break the sandbox on demand, as `magewalk sandbox --help` lists (repeatable)
    #[arg(long = "fault", value_name = "FAULT")]
    pub faults: Vec<String>,

    /// Write a report: html, markdown, junit, json, har or terminal; to reports/ unless a path is given (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub reports: Vec<String>,

    /// Read what the answers of your shop mean from a file, beside what is known (repeatable)
    #[arg(long = "hints", value_name = "FILE")]
    pub hints: Vec<PathBuf>,

    /// Print only what did not pass, and the summary
    #[arg(long, short = 'q', conflicts_with = "verbose")]
    pub quiet: bool,

    /// Show every request and response; twice: everything
    #[arg(long, short = 'v', action = ArgAction::Count)]
    pub verbose: u8,

    /// How the store is reached.
    #[command(flatten)]
    pub connection: ConnectionArgs,
}

/// What may be done to a shop only where it is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Allow {
    /// Orders, invoices, shipments, refunds.
    Permanent,
    /// Changes of the shop's configuration.
    Configuration,
}

/// Reads an e-mail address; the shop is stricter, but a lost variable is found before the run.
fn email(text: &str) -> Result<String, String> {
    let is_address = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if is_address && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err("write it as `jane@shop.example`".to_owned())
    }
}
