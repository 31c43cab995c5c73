//! JSON that came from a store, as values: a few bytes of it can become many in memory.

use serde_json::Value;

/// The most values that a body may have. Each takes about a hundred bytes once it is read, or several
/// hundred where it is an object.
pub const VALUES: usize = 1_000_000;

/// Why a body is not read as JSON.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// It is something else.
    #[error("{0}")]
    Syntax(#[from] serde_json::Error),
    /// It would take too much memory.
    #[error("it has more than {VALUES} values")]
    TooMany,
}

/// Reads a body as JSON.
///
/// # Errors
/// It is something else, or has too many values.
pub fn read(body: &[u8]) -> Result<Value, JsonError> {
    if has_too_many(body) {
        return Err(JsonError::TooMany);
    }
    Ok(serde_json::from_slice(body)?)
}

/// Whether a text has too many values, counted by what stands between them.
fn has_too_many(body: &[u8]) -> bool {
    // A value and a comma are two bytes at least.
    if body.len() / 2 < VALUES {
        return false;
    }
    let is_separator = |byte: &&u8| matches!(byte, b',' | b'[' | b'{');
    // Nearly always there are few enough even with those in texts, which are counted much faster.
    if body.iter().filter(is_separator).count() < VALUES {
        return false;
    }
    let mut count = 1;
    let (mut in_text, mut escaped) = (false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => count += 1,
            _ => {}
        }
    }
    count > VALUES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_too_many_values_is_not_read() {
        let list = |value: &str, count: usize| format!("[{}]", vec![value; count].join(","));
        let read = |text: &str| read(text.as_bytes()).map(|_| ());
        assert!(read(&list("0", VALUES - 2)).is_ok());
        assert!(matches!(read(&list("0", VALUES)), Err(JsonError::TooMany)));
        assert!(matches!(read(&list("{}", VALUES)), Err(JsonError::TooMany)));
        let text = format!("\"\\\"{}\"", ",[{".repeat(VALUES));
        assert!(read(&text).is_ok());
    }
}
