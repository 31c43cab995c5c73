//! Which store is walked, and what may be done to it, for all commands that walk one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::ConnectionArgs;
use crate::launch::SandboxKind;

/// Which store is walked, and what may be done to it.
#[derive(Debug, Clone, Args)]
pub struct StoreArgs {
    /// The store to walk, such as `https://staging.shop.example`
    #[arg(
        long,
        value_name = "URL",
        env = "MAGEWALK_TARGET",
        hide_env_values = true
    )]
    pub target: Option<String>,

    /// Walk the embedded sandbox (the default without a target, except in CI); it is a Magento
    /// `2.4.7`, or `2.4.8`, `developer-mode`, `2.4.8,developer-mode`
    #[arg(
        long,
        value_name = "MAGENTO",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "2.4.7"
    )]
    pub sandbox: Option<SandboxKind>,

    /// Give a variable of the tutorial a value; not for secrets, which `ps` would show
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,

    /// Read MAGEWALK_… variables from a file; the environment wins
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,

    /// Use this e-mail address for the customer, instead of a new one at example.com
    #[arg(long, value_name = "ADDRESS", value_parser = email)]
    pub email: Option<String>,

    /// Have the steps for a browser done by headless Chromium, by the chromedriver found in `PATH`
    #[arg(long)]
    pub browser: bool,

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

    /// Read what the answers of your shop mean from a file, beside what is known (repeatable)
    #[arg(long = "hints", value_name = "FILE")]
    pub hints: Vec<PathBuf>,

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
