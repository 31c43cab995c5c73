//! What `accept` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What `accept` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk run ./orders --report json      the run, saved to reports/run.json
  magewalk accept                          its mismatches, one by one
  magewalk accept --all vary --dry-run     what would be written, as a patch
  magewalk accept --all drift --because \"since 2.4.6\" --only create-account")]
pub struct AcceptArgs {
    /// What `magewalk run --report json` wrote
    #[arg(long, value_name = "FILE", default_value = "reports/run.json")]
    pub from: PathBuf,

    /// Answer every mismatch in this way, instead of asking
    #[arg(long, value_enum, value_name = "ANSWER")]
    pub all: Option<AcceptAs>,

    /// Why the page is out of date; with `--all drift`
    #[arg(long, value_name = "TEXT")]
    pub because: Option<String>,

    /// Only the mismatches of this step (repeatable)
    #[arg(long, value_name = "STEP")]
    pub only: Vec<String>,

    /// Only the mismatches at this path, as a report shows it (repeatable)
    #[arg(long = "path", value_name = "PATH")]
    pub paths: Vec<String>,

    /// Print the patch, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What mismatches are accepted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AcceptAs {
    /// A `vary` rule: the value may differ.
    Vary,
    /// A `drift`: the page is out of date.
    Drift,
    /// A new documented value: the page prints what the store answers.
    Documented,
}
