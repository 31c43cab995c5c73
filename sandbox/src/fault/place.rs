//! Which requests a fault is for: a method and a path with `*` for anything.

use crate::fault::error::FaultError;

/// The requests that a fault is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The method; none: any.
    method: Option<String>,
    /// The path without its query, `*` for any text; none: any.
    path: Option<String>,
}

impl Place {
    /// Reads `/rest/default/V1/customers`, `*/customers`, `POST */customers` or `POST`.
    pub(crate) fn parse(text: &str) -> Result<Self, FaultError> {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let (method, path) = text.split_at(letters);
        let path = path.trim_start();
        let is_path = path.is_empty() || path.starts_with(['/', '*']);
        if text.is_empty() || !is_path {
            return Err(FaultError::new(
                format!("`{text}` is no place of a fault"),
                "write `@/rest/default/V1/customers`, or `@POST */customers`, where `*` is anything",
            ));
        }
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Self {
            method: some(method),
            path: some(path),
        })
    }

    /// Tells whether every request is meant.
    pub(crate) fn is_everywhere(&self) -> bool {
        *self == Self::default()
    }

    /// Tells whether a request is meant.
    pub(crate) fn covers(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self
                .path
                .as_deref()
                .is_none_or(|pattern| matches(pattern, path))
    }
}

/// Tells whether all of a text fits a pattern in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_anything() {
        for (pattern, text, expected) in [
            ("/a", "/a", true),
            ("/a", "/ab", false),
            ("/a", "/", false),
            ("*", "/a/b", true),
            ("*/c", "/a/b/c", true),
            ("*/c", "/a/c/b", false),
            ("/a/*/c", "/a/b/b/c", true),
            ("/a*a", "/a", false),
            ("/a*b*c", "/a1b2c", true),
            ("/a*b*c", "/a1c2b", false),
            ("/a*", "/abc", true),
            ("/*b*b", "/b", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_method_may_stand_before_the_path_or_alone() {
        let covers = |place, method, path| Place::parse(place).unwrap().covers(method, path);
        assert!(covers("POST */customers", "POST", "/rest/V1/customers"));
        assert!(covers("POST*/customers", "POST", "/rest/V1/customers"));
        assert!(!covers("POST */customers", "GET", "/rest/V1/customers"));
        assert!(covers("DELETE", "DELETE", "/x"));
        assert!(!covers("DELETE", "GET", "/x"));
        assert!(covers("/x", "GET", "/x"));
        for text in ["", "customers", "post /x", "POST customers", " /x"] {
            assert_eq!(Place::parse(text).is_ok(), text == " /x", "{text}");
        }
    }
}
