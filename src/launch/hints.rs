//! What the answers of a store in trouble mean: the user's files, and what is said of one answer.

use std::path::PathBuf;

use crate::error::Error;
use crate::hints::{self, Hint};
use crate::http::exchange::Response;
use crate::scenario::load;
use crate::scenario::source::Source;

/// Reads the user's files.
///
/// # Errors
/// A file that cannot be read, and all that is wrong in those that can.
pub(crate) fn read(files: &[PathBuf]) -> Result<Vec<Hint>, Error> {
    let mut problems = Vec::new();
    let mut all = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        let read = match load::read_text(file, &shown) {
            Ok(text) => hints::read(&Source::new(shown, text)),
            Err(problem) => Err(vec![problem.hint("check the path after `--hints`")]),
        };
        match read {
            Ok(hints) => all.extend(hints),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(Error::problems(problems))
    }
}

/// Says what is known of an answer that is not as it should be, and what to do; of one of which
/// nothing is known, that something stands in front of the shop.
pub(crate) fn explain(method: &str, path: &str, response: &Response) -> (String, String) {
    let found = hints::explain(&[], method, path, response);
    found.map_or_else(
        || {
            (
                "not as Magento answers".to_owned(),
                "is the target a Magento, and is its path right? then look at what is in front of it"
                    .to_owned(),
            )
        },
        |found| (found.means, found.advice),
    )
}
