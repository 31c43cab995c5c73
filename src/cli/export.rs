//! What `export` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::Allow;

/// What `export` takes.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The other program.
    #[command(subcommand)]
    pub kind: ExportKind,
}

/// The programs in whose form a tutorial can be written.
#[derive(Debug, Subcommand)]
pub enum ExportKind {
    /// Write a walk as a script for k6, to put load on a shop
    K6(K6Args),
}

/// What `export k6` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk export k6 smoke --to smoke.js
  magewalk export k6 orders/create-customer > customers.js
  magewalk export k6 orders-guest --allow permanent --to guests.js

Then, with k6:
  k6 run -e MAGEWALK_TARGET=https://staging.shop.example --vus 5 --duration 1m smoke.js")]
pub struct K6Args {
    /// A tutorial (`smoke`), a scenario (`orders/create-customer`), a folder or a file
    #[arg(value_name = "TUTORIAL")]
    pub tutorial: String,

    /// The file to write, which must not exist yet; the standard output without
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,

    /// Write steps that cannot be taken back, too: every virtual user takes them in every walk
    #[arg(long, value_enum, value_name = "EFFECT")]
    pub allow: Vec<Allow>,
}
