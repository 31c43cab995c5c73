//! One file a command; the only place where the parts are wired together.

mod accept;
mod answers;
mod check;
mod cleanup;
mod colors;
mod compare;
mod doctor;
mod eject;
mod explain;
mod export;
mod learn;
mod list;
mod manual;
mod merge;
mod new;
mod options;
mod output;
mod personal;
mod places;
mod progress;
mod report;
mod reports;
mod rerun;
mod run;
mod sandbox;
mod saved;
mod schema;
mod shards;
mod shown;
mod studio;

pub use crate::launch::Environment;
pub use colors::Colors;
pub use output::console;
pub use shown::said;

use crate::cli::{self, Cli, Command};
use crate::commands::output::{print, print_raw, say, say_raw};
use crate::error::Error;

/// Carries out what a user typed and returns the exit code.
///
/// # Errors
/// Where there is no result; the error carries its own exit code.
pub async fn execute(cli: Cli, environment: &Environment) -> Result<u8, Error> {
    let colors = Colors::of(environment, cli.color);
    shown::decide(cli.ascii, colors.stdout, colors.stderr);
    match cli.command {
        Command::Run(arguments) => run::run(*arguments, environment, colors).await,
        Command::Learn(arguments) => learn::learn(&arguments, environment, colors).await,
        Command::Studio(arguments) => studio::studio(&arguments, environment).await,
        Command::New(arguments) => new::new(&arguments, environment).await,
        Command::Check(arguments) => check::check(&arguments, colors),
        Command::List(arguments) => list::list(&arguments),
        Command::Eject(arguments) => eject::eject(&arguments),
        Command::Sandbox(arguments) => sandbox::serve(&arguments).await,
        Command::Cleanup(arguments) => cleanup::cleanup(&arguments, environment).await,
        Command::Doctor(arguments) => doctor::doctor(&arguments, environment).await,
        Command::Report(arguments) => report::report(&arguments, environment, colors),
        Command::Export(arguments) => export::export(&arguments),
        Command::Accept(arguments) => accept::accept(&arguments, environment, colors),
        Command::Compare(arguments) => compare::compare(&arguments, environment, colors).await,
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Schema(arguments) => schema::schema(&arguments),
        Command::Completions(arguments) => {
            print_raw(&cli::completions(&arguments))?;
            Ok(0)
        }
        Command::Man(arguments) => manual::manual(&arguments),
    }
}
