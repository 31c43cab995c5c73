//! The program: environment in, exit code out, and the one place that prints an error.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use magewalk::cli::Cli;
use magewalk::commands::{self, Environment};

// One thread is enough: a walk waits for its store most of the time, and threads cost memory.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let environment = environment();
    let colors = environment.colors(cli.color);
    match commands::execute(cli, &environment).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // Where not even the error can be written, the exit code still tells.
            let text = error.render(colors.stderr);
            let _ = write!(std::io::stderr(), "{}", commands::shown(&text));
            ExitCode::from(error.exit_code)
        }
    }
}

fn environment() -> Environment {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    Environment {
        variables: std::env::vars_os().filter_map(text).collect(),
        stdin_is_terminal: std::io::stdin().is_terminal(),
        stdout_is_terminal: std::io::stdout().is_terminal(),
        stderr_is_terminal: std::io::stderr().is_terminal(),
        columns: terminal_size::terminal_size().map(|(width, _)| width.0),
    }
}
