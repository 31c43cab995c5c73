//! What was compiled of a text, kept for whoever compiles the same text again: a scenario is
//! validated before it is walked, and its steps say the same again and again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many are kept; a text that a template fills in is another one in each step.
const MOST: usize = 256;

/// What was compiled of texts.
pub(crate) struct Known<T> {
    all: Mutex<BTreeMap<String, T>>,
}

impl<T: Clone> Known<T> {
    /// Knows nothing.
    pub(crate) const fn new() -> Self {
        Self {
            all: Mutex::new(BTreeMap::new()),
        }
    }

    /// Returns what a text was compiled to, or compiles it; what fails is not kept.
    pub(crate) fn get<E>(
        &self,
        text: &str,
        compile: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, E> {
        let known = || self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(text) {
            return Ok(found.clone());
        }
        let compiled = compile(text)?;
        let mut known = known();
        if known.len() < MOST {
            known.insert(text.to_owned(), compiled.clone());
        }
        Ok(compiled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_compiled_once_and_a_failure_again() {
        let known = Known::new();
        let mut count = 0;
        let mut compile = |text: &str, result: Result<i32, i32>| {
            known.get(text, |_| {
                count += 1;
                result
            })
        };
        assert_eq!(compile("a", Ok(1)), Ok(1));
        assert_eq!(compile("a", Ok(2)), Ok(1));
        assert_eq!(compile("b", Err(3)), Err(3));
        assert_eq!(compile("b", Ok(4)), Ok(4));
        assert_eq!(count, 3);
    }

    #[test]
    fn no_more_are_kept_than_a_scenario_needs() {
        let known = Known::new();
        for at in 0..2 * MOST {
            assert_eq!(known.get(&at.to_string(), |_| Ok::<_, ()>(at)), Ok(at));
        }
        assert_eq!(known.all.lock().unwrap().len(), MOST);
    }
}
