//! What `doctor` takes.

use std::path::PathBuf;

use clap::Args;

use crate::cli::{ConnectionArgs, SandboxKind};

/// What `doctor` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is changed: it signs in as configured, and reads.

Exit codes: 0 nothing to do · 1 something to do · 2 wrong usage · 3 the shop cannot be reached

Examples:
  magewalk doctor --target https://staging.shop.example
  magewalk doctor --sandbox")]
pub struct DoctorArgs {
    /// The shop
    #[arg(
        long,
        value_name = "URL",
        env = "MAGEWALK_TARGET",
        hide_env_values = true
    )]
    pub target: Option<String>,

    /// Look at the embedded sandbox; it is a Magento `2.4.7`, or `2.4.8`, `developer-mode`,
    /// `2.4.8,developer-mode`
    #[arg(
        long,
        value_name = "MAGENTO",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "2.4.7"
    )]
    pub sandbox: Option<SandboxKind>,

    /// The code of the store view
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub store_code: String,

    /// Read MAGEWALK_… variables from a file; the environment wins
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,

    /// How the store is reached.
    #[command(flatten)]
    pub connection: ConnectionArgs,
}
