//! What `doctor` takes.

use std::path::PathBuf;

use clap::Args;

use crate::cli::ConnectionArgs;
use crate::launch::SandboxKind;

/// What `doctor` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is changed: it signs in as configured, walks the steps that only read, and sends what every
Magento refuses (a thing with the id 0), to see what the admin may do.

Exit codes: 0 nothing to do · 1 a run would fail · 2 wrong usage · 3 the shop cannot be reached

Examples:
  magewalk doctor --target https://staging.shop.example
  magewalk doctor smoke --target https://staging.shop.example --report junit
  magewalk doctor --sandbox")]
pub struct DoctorArgs {
    /// The tutorials (or scenarios, folders, files) that the shop should be fit for; `orders` without
    #[arg(value_name = "TUTORIAL")]
    pub tutorials: Vec<String>,

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

    /// The code of the store view; that of the tutorial without
    #[arg(long, value_name = "CODE")]
    pub store_code: Option<String>,

    /// Give a variable of the tutorial a value; not for secrets, which `ps` would show
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,

    /// Write a report: json, junit or markdown; to reports/ unless a path is given (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub reports: Vec<String>,

    /// Read MAGEWALK_… variables from a file; the environment wins
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,

    /// How the store is reached.
    #[command(flatten)]
    pub connection: ConnectionArgs,
}
