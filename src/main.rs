//! The program: environment in, exit code out, and the one place that prints an error.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use magewalk::cli::{Cli, Color};
use magewalk::commands::{self, Colors, Environment};
use magewalk::error::Error;
use magewalk::visible;

// One thread is enough: a walk waits for its store most of the time, and threads cost memory.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    hide_panics();
    let environment = environment();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&error, &environment),
    };
    let colors = Colors::of(&environment, cli.color);
    match commands::execute(cli, &environment).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => failed(&error, colors.stderr),
    }
}

/// Makes a panic say where it was, whichever thread it ends.
fn hide_panics() {
    std::panic::set_hook(Box::new(|panic| say_place(panic.location())));
}

/// Says where the program itself is wrong, and nothing of what it was about: that may be a secret, or
/// the text of a store that a terminal would obey.
fn say_place(place: Option<&std::panic::Location<'_>>) {
    let place = place.map_or_else(String::new, |place| format!(" in {place}"));
    let text =
        format!("magewalk: a mistake of its own{place}; what it was about is not repeated\n");
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn failed(error: &Error, has_colors: bool) -> ExitCode {
    // Where not even the error can be written, the exit code still tells.
    let text = error.render(has_colors);
    let _ = write!(std::io::stderr(), "{}", commands::said(&text));
    ExitCode::from(error.exit_code)
}

/// Prints what is wrong with what was typed, or the help that was asked for.
fn misused(error: &clap::Error, environment: &Environment) -> ExitCode {
    let colors = Colors::of(environment, Color::Auto);
    if error.kind() == ErrorKind::InvalidUtf8
        && let Some(error) = environment.unreadable()
    {
        // The library does not say which variable it could not read.
        return failed(&error, colors.stderr);
    }
    let rendered = |has_colors: bool| {
        let text = error.render();
        let text = if has_colors {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        // What was typed may be the name of a file that somebody else chose.
        visible::printed(&text, has_colors)
    };
    // Where it cannot be written, the exit code still tells.
    let _ = if error.use_stderr() {
        write!(std::io::stderr(), "{}", rendered(colors.stderr))
    } else {
        write!(std::io::stdout(), "{}", rendered(colors.stdout))
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn environment() -> Environment {
    let (mut variables, mut not_text) = (BTreeMap::new(), BTreeSet::new());
    for (name, value) in std::env::vars_os() {
        match (name.into_string(), value.into_string()) {
            (Ok(name), Ok(value)) => drop(variables.insert(name, value)),
            (Ok(name), Err(_)) => drop(not_text.insert(name)),
            (Err(name), _) => drop(not_text.insert(name.to_string_lossy().into_owned())),
        }
    }
    Environment {
        variables,
        not_text,
        stdin_is_terminal: std::io::stdin().is_terminal(),
        stdout_is_terminal: std::io::stdout().is_terminal(),
        stderr_is_terminal: std::io::stderr().is_terminal(),
        columns: columns(),
        console: commands::console(),
    }
}

/// Returns how wide the terminal is; none where the output goes elsewhere.
fn columns() -> Option<u16> {
    // The library would ask the terminal that controls the process, wherever the output goes.
    let is_terminal = std::io::stdout().is_terminal();
    let size = is_terminal.then(crossterm::terminal::size)?;
    size.ok().map(|(columns, _)| columns)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::hide_panics;

    const PANICKING: &str = "MAGEWALK_TEST_PANICS";

    /// Runs itself once more as a process that panics: the hook is one for the whole process.
    #[test]
    fn a_panic_says_its_place_and_nothing_of_what_it_was_about() {
        if std::env::var_os(PANICKING).is_some() {
            hide_panics();
            panic!("\u{1b}[2Jof a store: hunter2");
        }
        let this = std::env::current_exe().expect("a test is a program");
        let done = Command::new(this)
            .args(["a_panic_says_its_place", "--nocapture"])
            .env(PANICKING, "1")
            .output()
            .expect("it runs");
        assert!(!done.status.success());
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(
            said.contains("magewalk: a mistake of its own in src/main.rs:"),
            "{said}"
        );
        let all = said.into_owned() + &String::from_utf8_lossy(&done.stdout);
        assert!(
            !all.contains("hunter2") && !all.contains("of a store"),
            "{all}"
        );
    }
}
