//! Paragraphs, and the words and signs of verdicts.

use crate::outcome::Verdict;
use crate::report::html::escape::escaped;

/// The verdicts, with the word, the class and the mark of each.
pub(super) const VERDICTS: [(Verdict, &str, &str, &str); 5] = [
    (Verdict::Passed, "passed", "passed", "✔"),
    (Verdict::Failed, "failed", "failed", "✘"),
    (Verdict::Errored, "errored", "errored", "‼"),
    (Verdict::Skipped, "skipped", "skipped", "↷"),
    (
        Verdict::NotApplicable,
        "not applicable",
        "not-applicable",
        "–",
    ),
];

pub(super) fn words(verdict: Verdict) -> (Verdict, &'static str, &'static str, &'static str) {
    let found = VERDICTS.into_iter().find(|(one, ..)| *one == verdict);
    found.unwrap_or(VERDICTS[2])
}

/// Renders a text as paragraphs, which blank lines part.
pub(super) fn paragraph(text: Option<&str>) -> String {
    let paragraphs = text.unwrap_or("").split("\n\n").map(str::trim);
    paragraphs
        .filter(|text| !text.is_empty())
        .map(|text| format!("<p>{}</p>", with_code(&text.replace('\n', " "))))
        .collect()
}

/// Renders what stands between two backticks as code.
pub(super) fn with_code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let mut result = String::new();
    for (at, part) in parts.iter().enumerate() {
        let part = escaped(part);
        result += &match at % 2 {
            0 => part,
            _ if at + 1 == parts.len() => format!("`{part}"),
            _ => format!("<code>{part}</code>"),
        };
    }
    result
}
