//! `magewalk explain`: what a code means.

use crate::cli::ExplainArgs;
use crate::commands::print;
use crate::error::Error;

/// The page that explains every code, a section each.
const PAGE: &str = include_str!("../../docs/codes.md");

/// Prints what a code means; a list of all without one.
pub(super) fn explain(arguments: &ExplainArgs) -> Result<u8, Error> {
    let Some(wanted) = &arguments.code else {
        let titles = sections().map(|(code, rest)| {
            let title = rest.lines().next().unwrap_or("");
            format!("{code}  {}\n", title.trim())
        });
        print(&titles.collect::<String>())?;
        return Ok(0);
    };
    let code = wanted.trim().to_uppercase();
    let Some((code, text)) = sections().find(|(name, _)| *name == code) else {
        let error = Error::usage(format!("there is no code `{}`", wanted.escape_debug()));
        return Err(error.hint("`magewalk explain` lists all codes"));
    };
    print(&format!("{code}: {}\n", text.trim()))?;
    Ok(0)
}

/// Returns the codes and what the page says of each: its title, then text.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    let sections = PAGE.split("\n## ").skip(1);
    sections.filter_map(|section| section.split_once(": "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Code;

    #[test]
    fn every_code_is_explained_and_nothing_else() {
        let explained: Vec<&str> = sections().map(|(code, _)| code).collect();
        let codes: Vec<String> = Code::ALL.iter().map(ToString::to_string).collect();
        assert_eq!(explained, codes);
        for (code, text) in sections() {
            for part in ["Example:\n", "What to do: "] {
                assert!(text.contains(part), "{code} lacks `{part}`");
            }
        }
    }
}
