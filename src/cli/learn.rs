//! What `learn` takes.

use clap::Args;

use crate::cli::StoreArgs;

/// What `learn` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk learn                                    `orders` against the sandbox
  magewalk learn orders/create-customer             one page, and what it needs
  magewalk learn orders --resume                    go on where you were
  magewalk learn orders --fault 'expired-token@GET */customers/me'

Keys: enter sends, s skips, b reads back, e edits the request in $VISUAL or $EDITOR, r sends again,
c copies it as curl, a shows all of a long body, q quits. What was made is taken back at the end.")]
pub struct LearnArgs {
    /// A tutorial (`orders`), a scenario (`orders/create-customer`), a folder or a file; `orders` without
    #[arg(value_name = "TUTORIAL")]
    pub tutorial: Option<String>,

    /// Go on where you were: the steps before are walked again, without a stop
    #[arg(long)]
    pub resume: bool,

    /// Which store, and what may be done to it.
    #[command(flatten)]
    pub store: StoreArgs,
}
