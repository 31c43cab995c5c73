//! What `report` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What `report` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "\
Examples:
  magewalk report --from reports/run.json                    in the terminal
  magewalk report --from reports/run.json --report html --report markdown=summary.md")]
pub struct ReportArgs {
    /// What to do with several saved runs.
    #[command(subcommand)]
    pub command: Option<ReportCommand>,

    /// What `magewalk run --report json` wrote
    #[arg(long, value_name = "FILE", required = true)]
    pub from: Option<PathBuf>,

    /// Write a report: html, markdown, junit, json, sarif, ctrf, har or terminal; `-` is the standard output (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub reports: Vec<String>,
}

/// What `report` does with several saved runs.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Put the saved runs of all shards together; exits as one whole run would have
    Merge(MergeArgs),
}

/// What `report merge` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk report merge shard-1.json shard-2.json --report junit --report html
  magewalk report merge shards --report json=whole.json      all runs in a folder")]
pub struct MergeArgs {
    /// What `magewalk run --shard I/N --report json=FILE` wrote, or a folder of such files
    #[arg(value_name = "FILE", required = true)]
    pub runs: Vec<PathBuf>,

    /// Leave out shards whose runs are missing: their steps are skipped ones, which is no pass either
    #[arg(long)]
    pub partial: bool,

    /// Write a report: html, markdown, junit, json, sarif, ctrf, har or terminal; `-` is the standard output (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub reports: Vec<String>,
}
