//! One file a command; the only place where the parts are wired together.

mod accept;
mod answers;
mod check;
mod cleanup;
mod colors;
mod compare;
mod connection;
mod credentials;
mod doctor;
#[cfg(test)]
mod each_step;
mod eject;
mod env_file;
mod environment;
mod explain;
mod faults;
mod hints;
mod learn;
mod list;
mod manual;
mod new;
mod output;
mod places;
mod preparation;
mod progress;
mod readiness;
mod report;
mod reports;
mod run;
mod safety;
mod sandbox;
mod scenarios;
mod schema;
mod secrets;
mod shown;
mod studio;
mod target;
mod variables;
mod walk;

pub use environment::Environment;
pub use shown::said;

use crate::cli::{self, Cli, Command};
use crate::commands::output::{print, print_raw, say, say_raw};
use crate::error::Error;

/// Carries out what a user typed and returns the exit code.
///
/// # Errors
/// Where there is no result; the error carries its own exit code.
pub async fn execute(cli: Cli, environment: &Environment) -> Result<u8, Error> {
    let colors = environment.colors(cli.color);
    shown::decide(cli.ascii, colors);
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
