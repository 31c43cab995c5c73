//! What `compare` takes.

use std::path::PathBuf;

use clap::Args;

use crate::cli::{Allow, ConnectionArgs};

/// What `compare` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk compare before.json after.json       two runs that `run --report json=FILE` saved
  magewalk compare --left https://staging.shop.example --left-env-file staging.env \\
                   --right https://shop.example --right-env-file live.env smoke --yes
  magewalk compare --left sandbox --right http://127.0.0.1:8082 --yes \\
                   orders/create-customer
  magewalk compare --left sandbox=2.4.7 --right sandbox=2.4.8 orders-refusals

Each store is walked with captures of its own. What the page lets vary, numbers of what the runs
made, their moments, random marks (16 hexadecimal digits or more) and the address of the store are
counted and not listed. Of a body that is no JSON, or that was shortened when the run was
saved, only the status is compared.")]
pub struct CompareArgs {
    /// Two saved runs; with --left and --right what is walked (`orders` without)
    #[arg(value_name = "FILE|TUTORIAL")]
    pub names: Vec<String>,

    /// The store on the left, or `sandbox`, `sandbox=2.4.8`
    #[arg(long, value_name = "URL", requires = "right")]
    pub left: Option<String>,

    /// The store on the right, or `sandbox`, `sandbox=2.4.8`
    #[arg(long, value_name = "URL", requires = "left")]
    pub right: Option<String>,

    /// The MAGEWALK_… variables of the left store; the environment wins
    #[arg(long, value_name = "FILE", requires = "left")]
    pub left_env_file: Option<PathBuf>,

    /// The MAGEWALK_… variables of the right store
    #[arg(long, value_name = "FILE", requires = "right")]
    pub right_env_file: Option<PathBuf>,

    /// Do not ask before the first write to a shop
    #[arg(long, short = 'y')]
    pub yes: bool,

    /// Allow steps on the shops that cannot be taken back (repeatable)
    #[arg(long, value_enum, value_name = "EFFECT")]
    pub allow: Vec<Allow>,

    /// How the stores are reached.
    #[command(flatten)]
    pub connection: ConnectionArgs,
}
