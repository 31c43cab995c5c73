//! One file a command; the only place where the parts are wired together.

mod accept;
mod answers;
mod check;
mod cleanup;
mod compare;
mod connection;
mod credentials;
mod doctor;
mod eject;
mod environment;
mod explain;
mod faults;
mod hints;
mod learn;
mod list;
mod manual;
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
mod shown;
mod studio;
mod target;
mod variables;
mod walk;

pub use environment::Environment;
pub use shown::shown;

use crate::cli::{self, Cli, Command};
use crate::error::Error;

/// Carries out what a user typed and returns the exit code.
///
/// # Errors
/// Where there is no result; the error carries its own exit code.
pub async fn execute(cli: Cli, environment: &Environment) -> Result<u8, Error> {
    shown::decide(cli.ascii);
    let colors = environment.colors(cli.color);
    match cli.command {
        Command::Run(arguments) => run::run(*arguments, environment, colors).await,
        Command::Learn(arguments) => learn::learn(&arguments, environment, colors).await,
        Command::Studio(arguments) => studio::studio(&arguments, environment).await,
        Command::Check(arguments) => check::check(&arguments),
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
            print(&cli::completions(&arguments))?;
            Ok(0)
        }
        Command::Man(arguments) => manual::manual(&arguments),
    }
}

/// Writes to the standard output. A reader that went away (`| head`) ends the program quietly.
fn print(text: &str) -> Result<(), Error> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let written = out
        .write_all(shown(text).as_bytes())
        .and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::failed(
            format!("cannot write to the standard output: {error}"),
        )),
        _ => Ok(()),
    }
}

/// Says something beside the result; nobody is harmed where that cannot be read.
fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{}", shown(text));
}
