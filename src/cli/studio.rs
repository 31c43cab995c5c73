//! What `studio` takes.

use clap::Args;

use crate::cli::StoreArgs;

/// What `studio` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk studio                                   the shipped tutorials against the sandbox
  magewalk studio ./orders --port 4000 --no-open    an ejected tutorial, the address printed alone
  magewalk studio --target https://staging.shop.example --env-file staging.env --yes

The page is served on this machine alone; its address holds a token and gets in whoever has it.
Ctrl-C closes the studio and takes back what was made.")]
pub struct StudioArgs {
    /// Tutorials, scenarios, folders or files; all shipped ones without
    #[arg(value_name = "TUTORIAL")]
    pub tutorials: Vec<String>,

    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,

    /// Print the address, and open no browser
    #[arg(long)]
    pub no_open: bool,

    /// Which store, and what may be done to it.
    #[command(flatten)]
    pub store: StoreArgs,
}
