//! What a user can type: clap types only.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

/// Walks a REST tutorial against a real shop and says where shop and page agree.
#[derive(Debug, Parser)]
#[command(
    name = "magewalk",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

const EXIT_CODES: &str = "\
Exit codes: 0 all that applied passed · 1 a step failed · 2 wrong usage, a bad scenario, nothing to run
            3 something could not be carried out or taken back · 130 interrupted";

/// When to use colour; without it, `NO_COLOR`, `CLICOLOR_FORCE`, `FORCE_COLOR` and the terminal decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// In a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk tutorials against a store (the embedded sandbox without a target)
    Run(Box<RunArgs>),
    /// Find every mistake in scenarios without sending a request
    Check(CheckArgs),
    /// List tutorials, scenarios and steps
    List(ListArgs),
    /// Write a shipped tutorial to a folder, to be edited
    Eject(EjectArgs),
    /// Serve the embedded sandbox store
    Sandbox(SandboxArgs),
    /// Take back what a killed run left in a shop
    Cleanup(CleanupArgs),
}

/// What `run` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk run                                              all tutorials against the sandbox
  magewalk run orders/create-customer --target http://127.0.0.1:8082
  MAGEWALK_ADMIN_USERNAME=admin MAGEWALK_ADMIN_PASSWORD=… \\
    magewalk run orders --target https://staging.shop.example --yes --report junit
  magewalk run ./orders --until customer-token -v           an ejected, edited tutorial

Credentials come from the environment, from --env-file, or from a prompt without echo:
  MAGEWALK_ADMIN_USERNAME, MAGEWALK_ADMIN_PASSWORD, MAGEWALK_ADMIN_OTP_SECRET, or MAGEWALK_ADMIN_TOKEN")]
pub struct RunArgs {
    /// Tutorials (`orders`), scenarios (`orders/create-customer`), folders or files; all without
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
    #[arg(long, conflicts_with = "target")]
    pub sandbox: bool,

    /// Give a variable of the tutorial a value; not for secrets, which `ps` would show
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,

    /// Read MAGEWALK_… variables from a file; the environment wins
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,

    /// Use this e-mail address for the customer, instead of a new one at example.com
    #[arg(long, value_name = "ADDRESS")]
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

    /// Allow redirects to this host beside the target's (repeatable)
    #[arg(long, value_name = "HOST")]
    pub allow_host: Vec<String>,

    /// How long a request may take in all
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,

    /// Write a report: junit, json or terminal; to reports/ unless a path is given (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub reports: Vec<String>,

    /// Print only what did not pass, and the summary
    #[arg(long, short = 'q', conflicts_with = "verbose")]
    pub quiet: bool,

    /// Show every request and response; twice: everything
    #[arg(long, short = 'v', action = ArgAction::Count)]
    pub verbose: u8,
}

/// What may be done to a shop only where it is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Allow {
    /// Orders, invoices, shipments, refunds.
    Permanent,
    /// Changes of the shop's configuration.
    Configuration,
}

/// What `check` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  magewalk check ./orders")]
pub struct CheckArgs {
    /// Tutorials, scenarios, folders or files; all shipped ones without
    #[arg(value_name = "TUTORIAL")]
    pub tutorials: Vec<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  magewalk list orders")]
pub struct ListArgs {
    /// Tutorials, scenarios, folders or files; all shipped ones without
    #[arg(value_name = "TUTORIAL")]
    pub tutorials: Vec<String>,
}

/// What `eject` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  magewalk eject orders && magewalk run ./orders")]
pub struct EjectArgs {
    /// The shipped tutorial
    #[arg(value_name = "TUTORIAL")]
    pub tutorial: String,

    /// The folder to write, which must not exist yet; ./TUTORIAL without
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
}

/// What `sandbox` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk sandbox --port 8080
  magewalk sandbox --two-factor JBSWY3DPEHPK3PXP     (the admin then needs a one-time password)

The admin is `admin` with the password `Password123`. All data is forgotten when it ends (Ctrl-C).")]
pub struct SandboxArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,

    /// Switch two-factor sign-in on, with this base32 secret for the admin
    #[arg(long, value_name = "SECRET")]
    pub two_factor: Option<String>,
}

/// What `cleanup` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk cleanup
  magewalk cleanup --target https://staging.shop.example --env-file staging.env")]
pub struct CleanupArgs {
    /// The folder with the journals
    #[arg(value_name = "FOLDER", default_value = "reports")]
    pub folder: PathBuf,

    /// Only what is owed to this store
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

    /// How long a request may take in all
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,
}

/// Reads a duration such as `30s`, more than nothing and at most an hour.
fn duration(text: &str) -> Result<Duration, String> {
    let duration =
        humantime::parse_duration(text).map_err(|_| "write it as `30s` or `2m`".to_owned())?;
    if duration.is_zero() || duration > Duration::from_secs(3600) {
        return Err("more than 0 s and at most 1 h, please".to_owned());
    }
    Ok(duration)
}
