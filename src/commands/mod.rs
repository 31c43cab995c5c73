//! One file a command; the only place where the parts are wired together.

mod accept;
mod answers;
mod check;
mod cleanup;
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
use crate::error::Error;
use crate::visible::visible;

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

/// Writes to the standard output what a person reads; nothing in it is obeyed by what shows it.
fn print(text: &str) -> Result<(), Error> {
    write(&shown::printed(text))
}

/// Writes to the standard output what is not to be changed: what the program alone wrote, such as
/// the control of a terminal, and what another program reads.
fn print_raw(text: &str) -> Result<(), Error> {
    write(&shown::raw(text))
}

/// Writes to the standard output. A reader that went away (`| head`) ends the program quietly.
fn write(text: &str) -> Result<(), Error> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::failed(
            format!("cannot write to the standard output: {error}"),
        )),
        _ => Ok(()),
    }
}

/// Says something beside the result, in one line whatever it repeats; nobody is harmed where that
/// cannot be read.
fn say(text: &str) {
    say_raw(&shown::said(&visible(text)));
}

/// Says something as it is: what a program that reads along is to obey.
fn say_raw(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
