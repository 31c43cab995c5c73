//! A request in somebody's own editor.

use std::io::Write;
use std::process::Command;

use crate::error::Error;
use crate::launch::Environment;

/// The editor where none is chosen, if it is there: it says itself how to save and to leave.
const EASY: &str = "nano";

/// The editor that POSIX has everywhere.
const EVERYWHERE: &str = "vi";

const CHOOSE: &str = "VISUAL or EDITOR say which editor is taken";

const ABOUT: &str = "\
# Change what you like, save, and leave the editor; enter then sends it.
# `${name}` stands for a value and is filled in when it is sent; a value in quotes keeps its type.
# `Authorization: as admin` has an admin signed in. Lines like these, before the request, are left out.
";

/// Lets somebody edit a text and returns what it became. The file is theirs alone, and goes.
///
/// # Errors
/// The editor cannot be started or says that it failed, the file cannot be written or read.
pub(super) fn edit(text: &str, environment: &Environment) -> Result<String, Error> {
    let chosen = environment
        .get("VISUAL")
        .or_else(|| environment.get("EDITOR"));
    let editor = chosen.unwrap_or_else(|| default(environment));
    let failed =
        |error: std::io::Error| Error::failed(format!("the request cannot be edited: {error}"));
    let mut builder = tempfile::Builder::new();
    let file = builder.prefix("magewalk-").suffix(".http").tempfile();
    let mut file = file.map_err(failed)?;
    write!(file, "{ABOUT}{text}").map_err(failed)?;
    let words = shlex::split(editor).filter(|words| !words.is_empty());
    let Some((program, arguments)) = words.as_deref().and_then(<[String]>::split_first) else {
        return Err(Error::usage(format!("`{editor}` is no command")).hint(CHOOSE));
    };
    let ended = Command::new(program)
        .args(arguments)
        .arg(file.path())
        .status();
    match ended {
        Ok(status) if status.success() => {}
        Ok(status) => {
            return Err(Error::usage(format!(
                "`{program}` ended with {status}; nothing was changed"
            )));
        }
        Err(error) => {
            let error = Error::usage(format!("`{program}` cannot be started: {error}"));
            return Err(error.hint(CHOOSE));
        }
    }
    let edited = std::fs::read(file.path()).map_err(failed)?;
    match String::from_utf8(edited) {
        Ok(edited) => Ok(without_comments(&edited)),
        Err(_) => Err(Error::usage(format!(
            "what `{program}` left is no text; nothing was changed"
        ))),
    }
}

fn default(environment: &Environment) -> &'static str {
    let folders = environment.get("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(folders).any(|folder| folder.join(EASY).is_file());
    if is_there { EASY } else { EVERYWHERE }
}

/// Leaves out the comments before the request.
fn without_comments(text: &str) -> String {
    let mut lines = text.lines().peekable();
    while lines
        .next_if(|line| line.starts_with('#') || line.trim().is_empty())
        .is_some()
    {}
    let rest: Vec<&str> = lines.collect();
    rest.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stand_before_the_request_alone() {
        let text = without_comments(&format!("{ABOUT}\nPOST /a\n\n# no comment\n"));
        assert_eq!(text, "POST /a\n\n# no comment");
    }
}
