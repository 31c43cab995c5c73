//! What is printed: harmless, and told where it cannot be.

use std::io;

use crate::commands::shown;
use crate::error::Error;
use crate::launch::Console;
use crate::visible::visible;

/// Prints what a person reads; nothing in it is obeyed by what shows it. It goes to the standard
/// output, or where that is taken by a report, to the standard error.
pub(super) fn print(text: &str) -> Result<(), Error> {
    if shown::is_diverted() {
        use std::io::Write;
        // As with all that is said: nobody is harmed where it cannot be read.
        let _ = std::io::stderr()
            .lock()
            .write_all(shown::said(text).as_bytes());
        return Ok(());
    }
    write(&shown::printed(text))
}

/// Writes to the standard output what is not to be changed: what the program alone wrote, such as
/// the control of a terminal, and what another program reads.
pub(super) fn print_raw(text: &str) -> Result<(), Error> {
    write(&shown::raw(text))
}

/// Writes to the standard output. A reader that went away (`| head`) ends the program quietly.
pub(super) fn write(text: &str) -> Result<(), Error> {
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
pub(super) fn say(text: &str) {
    say_raw(&shown::said(&visible(text)));
}

/// Says something as it is: what a program that reads along is to obey.
pub(super) fn say_raw(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Returns how a person is spoken to and asked in the terminal.
pub fn console() -> Console {
    Console {
        say,
        ask: |question| {
            // A question that cannot be written is not answered, either.
            print(question).map_err(|error| io::Error::other(error.message))?;
            let mut line = String::new();
            io::stdin().read_line(&mut line)?;
            Ok(line)
        },
        ask_hidden: |question| rpassword::prompt_password(question),
    }
}
