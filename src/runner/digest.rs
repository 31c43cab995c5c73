//! What a scenario says, as a short text that changes with it.

use sha2::{Digest, Sha256};

use crate::scenario::tutorial::{Scenario, Tutorial};

/// Returns the digest of a scenario: of its own file, of the documented bodies that it names, and of
/// the tutorial's variables and rules. Where its files lie is no part of it.
pub fn of_scenario(tutorial: &Tutorial, scenario: &Scenario) -> String {
    let mut texts = vec![tutorial.source.text.as_str(), scenario.source.text.as_str()];
    for step in &scenario.steps {
        for alternative in &step.expect.alternatives {
            texts.extend(
                alternative
                    .documented
                    .iter()
                    .map(|one| one.source.text.as_str()),
            );
        }
    }
    of_texts(texts)
}

/// Returns the digest of texts in this order.
pub fn of_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        // The length keeps apart what would be the same text in a row.
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    let bytes = hash.finalize();
    bytes[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_apart() {
        assert_ne!(of_texts(["ab", "c"]), of_texts(["a", "bc"]));
        assert_ne!(of_texts(["a"]), of_texts(["a", ""]));
        assert_eq!(of_texts(["a", "b"]), of_texts(["a", "b"]));
    }
}
