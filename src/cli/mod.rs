//! What a user can type: clap types only.

mod accept;
mod cleanup;
mod compare;
mod connection;
mod doctor;
mod export;
mod learn;
mod magento;
mod new;
mod report;
mod run;
mod sandbox;
mod shard;
mod shells;
mod store;
mod studio;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use crate::cli::accept::{AcceptArgs, AcceptAs};
pub use crate::cli::cleanup::CleanupArgs;
pub use crate::cli::compare::CompareArgs;
pub use crate::cli::connection::ConnectionArgs;
pub use crate::cli::doctor::DoctorArgs;
pub use crate::cli::export::{ExportArgs, ExportKind, K6Args};
pub use crate::cli::learn::LearnArgs;
pub use crate::cli::magento::Magento;
pub use crate::cli::new::NewArgs;
pub use crate::cli::report::{MergeArgs, ReportArgs, ReportCommand};
pub use crate::cli::run::RunArgs;
pub use crate::cli::sandbox::{IntegrationState, SandboxArgs};
pub use crate::cli::shard::{ShardArgs, ShardNumber};
pub use crate::cli::shells::{CompletionsArgs, ManArgs, Page, Shell, completions, pages};
pub use crate::cli::store::{Allow, StoreArgs};
pub use crate::cli::studio::StudioArgs;

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
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = Color::Auto,
        display_order = 900
    )]
    pub color: Color,

    /// Print nothing but ASCII; other characters become their number, such as `\u{fc}`
    #[arg(long, global = true, display_order = 901)]
    pub ascii: bool,
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
    /// Learn a tutorial step by step: each explained, sent at a key
    Learn(Box<LearnArgs>),
    /// Open the tutorials as a page on this machine: read, send, compare
    Studio(Box<StudioArgs>),
    /// Write a scenario of your own, of what a store answers to one GET
    New(Box<NewArgs>),
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
    /// Look at a shop and say what to do before a run; nothing is changed
    Doctor(Box<DoctorArgs>),
    /// Render a saved run as another report; nothing is sent
    Report(ReportArgs),
    /// Write a tutorial in the form of another program
    Export(ExportArgs),
    /// Write what a store answered into the scenario that promised something else
    Accept(AcceptArgs),
    /// Hold two stores, or two saved runs, against each other
    Compare(Box<CompareArgs>),
    /// Say what a code such as MW113 means, with an example and what to do
    Explain(ExplainArgs),
    /// Print the JSON Schema of the scenario language, for editors
    Schema(SchemaArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print a man page, or write all of them to a folder
    Man(ManArgs),
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
#[command(after_help = "\
Examples:
  magewalk list orders
  magewalk list orders smoke --shard 1/3                    how the steps are cut into shards")]
pub struct ListArgs {
    /// Tutorials, scenarios, folders or files; all shipped ones without
    #[arg(value_name = "TUTORIAL")]
    pub tutorials: Vec<String>,

    /// How they are cut into shards.
    #[command(flatten)]
    pub shard: ShardArgs,
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

/// What `explain` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  magewalk explain MW113")]
pub struct ExplainArgs {
    /// The code, as a report shows it; a list of all without
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// What `schema` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  magewalk schema > scenario.schema.json")]
pub struct SchemaArgs {
    /// Which files: those of scenarios, or `tutorial.yaml`
    #[arg(value_enum, value_name = "KIND", default_value_t = Language::Scenario)]
    pub of: Language,
}

/// The kinds of file of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// One page of a tutorial.
    Scenario,
    /// The `tutorial.yaml` of a folder.
    Tutorial,
}
