//! What did not hold, and the difference of two texts line by line.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::outcome::{Code, Location, MismatchKind, Subject, present};

/// What stands, with how much there was, in a value or a text that was too long to be kept whole.
pub const CUT: &str = "… (cut: of";

/// Something that did not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mismatch {
    /// What sort of mismatch it is, as a code to look up.
    pub code: Code,
    /// What part of the response it is about.
    pub subject: Subject,
    /// In which way it differs.
    pub kind: MismatchKind,
    /// Where it is in the documented body, as a normalized JSONPath; or the name of a header,
    /// a checked path, a selector.
    pub documented_path: Option<String>,
    /// Where it is in the actual body.
    pub actual_path: Option<String>,
    /// What the page prints (or the scenario demands); left out where there is nothing.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub documented: Option<Value>,
    /// What the store answered; left out where there is nothing.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub actual: Option<Value>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What is wrong, in the words that follow the name of the place; none where the kind and both values
    /// say it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Whether the message names the place itself.
    #[serde(default = "yes")]
    pub names_place: bool,
    /// The line that promised it.
    pub location: Location,
    /// For texts of several lines: their difference, line by line.
    pub lines: Vec<TextLine>,
}

/// A report of the version before does not say whether a message names its place; nearly all do.
fn yes() -> bool {
    true
}

impl Mismatch {
    /// Says more of what is wrong.
    pub fn add(&mut self, words: &str) {
        self.message.push_str(words);
        if let Some(predicate) = &mut self.predicate {
            predicate.push_str(words);
        }
    }

    /// Returns where it is: as the page has it, or else as the answer has it.
    pub fn path(&self) -> Option<&str> {
        self.documented_path
            .as_deref()
            .or(self.actual_path.as_deref())
    }
}

/// A line of a difference between two texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLine {
    /// On which side it stands.
    pub side: Side,
    /// The line, without its end.
    pub text: String,
    /// Which characters of it differ from the line on the other side that it stands for: from and
    /// to, counted from 0. None where the whole line does, or where nothing is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<(usize, usize)>,
}

impl TextLine {
    /// Returns the line in parts, each with whether it differs from the other side. A line whose
    /// places are not its own, as somebody may have written into a saved run, is a single part.
    pub fn parts(&self) -> Vec<(bool, String)> {
        let characters: Vec<char> = self.text.chars().collect();
        let whole = || vec![(false, self.text.clone())];
        let mut parts = Vec::new();
        let mut at = 0;
        for (from, to) in &self.changed {
            let (Some(before), Some(changed)) =
                (characters.get(at..*from), characters.get(*from..*to))
            else {
                return whole();
            };
            parts.push((false, before.iter().collect()));
            parts.push((true, changed.iter().collect()));
            at = *to;
        }
        let rest: String = characters[at..].iter().collect();
        parts.push((false, rest));
        parts
    }
}

/// On which side of a difference a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// On both.
    Both,
    /// In the documented text alone.
    Documented,
    /// In the actual text alone.
    Actual,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_in_parts_also_where_its_places_are_not_its_own() {
        let parts = |changed: Vec<(usize, usize)>| {
            let line = TextLine {
                side: Side::Actual,
                text: "größer".to_owned(),
                changed,
            };
            let parts = line.parts().into_iter();
            parts
                .map(|(is_changed, text)| {
                    if is_changed {
                        format!("[{text}]")
                    } else {
                        text
                    }
                })
                .collect::<String>()
        };
        assert_eq!(parts(vec![(2, 4), (5, 6)]), "gr[öß]e[r]");
        for forged in [
            vec![(2, usize::MAX)],
            vec![(4, 2)],
            vec![(3, 4), (1, 2)],
            vec![(7, 7)],
        ] {
            assert_eq!(parts(forged), "größer");
        }
    }
}
