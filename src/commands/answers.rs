//! The answers to mismatches, asked for one by one.

use std::io::{self, BufRead};

use crate::accept::Answer;
use crate::commands::print;
use crate::error::Error;
use crate::outcome::{Mismatch, StepOutcome};
use crate::report::terminal::{self, Style, visible};

/// What somebody wants after a mismatch was shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// This answer.
    Answer(Answer),
    /// None; the mismatch stays.
    Skip,
    /// No further mismatch; what was answered so far is written.
    Done,
    /// Nothing at all is written.
    Quit,
}

const QUESTION: &str =
    "[v]ary  [d]rift  d[o]cumented  [s]kip  [w]rite what was chosen  [q]uit  [?]: ";

/// What each answer does, for whoever asks.
const EXPLAINED: &str = "\
  vary        the value may be another one in every run or shop: a rule for its place, by its type
  drift       the page is out of date: what every store answers instead is written down, with why
  documented  the page prints this: the store's value takes the place of the promised one
  skip        the mismatch stays, and the next one is asked for
  write       no further one is asked for, and what was chosen is written
  quit        nothing at all is written
What a run makes for itself (running numbers, its moments, its name) is written by none of them.
";

/// Shows a mismatch and asks what it is to be.
///
/// # Errors
/// Nothing can be printed or read.
pub(super) fn ask(
    place: (usize, usize),
    step: &StepOutcome,
    mismatch: &Mismatch,
    style: Style,
) -> Result<Wish, Error> {
    let (at, of) = place;
    let title = visible(&format!("{} ({})", step.title, step.id));
    let shown = terminal::mismatch(mismatch, style);
    print(&format!("\n{at}/{of}  {title}\n{shown}"))?;
    loop {
        print(QUESTION)?;
        // The end of what can be read is no wish to write anything.
        let Some(line) = line()? else {
            return Ok(Wish::Quit);
        };
        match line.trim().to_lowercase().as_str() {
            "v" | "vary" => return Ok(Wish::Answer(Answer::Vary)),
            "o" | "documented" => return Ok(Wish::Answer(Answer::Documented)),
            "d" | "drift" => {
                print("why the page is out of date: ")?;
                let Some(because) = line_with_text()? else {
                    continue;
                };
                return Ok(Wish::Answer(Answer::Drift { because }));
            }
            "s" | "skip" => return Ok(Wish::Skip),
            "w" | "write" => return Ok(Wish::Done),
            "q" | "quit" => return Ok(Wish::Quit),
            "?" | "h" | "help" => print(EXPLAINED)?,
            _ => {}
        }
    }
}

/// Says why an answer cannot be taken.
///
/// # Errors
/// Nothing can be printed.
pub(super) fn refuse(why: &str) -> Result<(), Error> {
    print(&format!("  that cannot be written: {}\n", visible(why)))
}

fn line_with_text() -> Result<Option<String>, Error> {
    let line = line()?.unwrap_or_default();
    let text = line.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn line() -> Result<Option<String>, Error> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    match read {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(line)),
        Err(error) => Err(Error::usage(format!("cannot read the answer: {error}"))),
    }
}
