//! What `cleanup` takes.

use std::path::PathBuf;

use clap::Args;

use crate::cli::ConnectionArgs;

/// What `cleanup` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk cleanup
  magewalk cleanup --tutorial ./orders                      after a run of an ejected tutorial
  magewalk cleanup --target https://staging.shop.example --env-file staging.env")]
pub struct CleanupArgs {
    /// The folder with the journals
    #[arg(value_name = "FOLDER", default_value = "reports")]
    pub folder: PathBuf,

    /// A tutorial of your own that was walked: what is sent is read from it, not from the journal (repeatable)
    #[arg(long = "tutorial", value_name = "PATH")]
    pub tutorials: Vec<String>,

    /// Only what is left in this store
    #[arg(
        long,
        value_name = "URL",
        env = "MAGEWALK_TARGET",
        hide_env_values = true
    )]
    pub target: Option<String>,

    /// Read MAGEWALK_… variables from a file; the environment wins
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,

    /// Do not ask before the first write to a shop
    #[arg(long, short = 'y')]
    pub yes: bool,

    /// How the store is reached.
    #[command(flatten)]
    pub connection: ConnectionArgs,
}
