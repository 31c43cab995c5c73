//! Which format an answer has, and how a body is read: the `Accept` and `Content-Type` headers.

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::xml_body;

/// How deep JSON may nest, PHP's default.
const MAX_DEPTH: usize = 512;

/// The format of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// JSON
    Json,
    /// XML
    Xml,
}

/// Returns the format for an `Accept` header; `None`, if the store has none of those asked for.
pub(crate) fn accepted(header: Option<&str>) -> Option<Format> {
    let Some(header) = header.filter(|header| !header.is_empty()) else {
        return Some(Format::Json);
    };
    let mut types: Vec<(&str, &str)> = header
        .split(',')
        .filter_map(|definition| {
            let (media, parameters) = definition.split_once(';').unwrap_or((definition, ""));
            // Magento takes the first parameter for the quality, whatever its name.
            let first = parameters.split(';').next().unwrap_or_default();
            let quality = first
                .split_once('=')
                .map_or("1.0", |(_, value)| value.trim());
            let media = media.trim();
            (!media.is_empty()).then_some((media, quality))
        })
        .collect();
    types.sort_by(|(_, one), (_, other)| {
        let numbers = other.parse::<f64>().ok().zip(one.parse::<f64>().ok());
        numbers.map_or_else(|| other.cmp(one), |(other, one)| other.total_cmp(&one))
    });
    types.into_iter().find_map(|(media, _)| match media {
        "*/*" | "application/*" | "application/json" => Some(Format::Json),
        "application/xml" | "text/xml" | "application/xhtml+xml" | "text/*" => Some(Format::Xml),
        _ => None,
    })
}

/// Reads the body of a request into its members. An empty body needs no `Content-Type`.
pub(crate) fn read_body(content_type: Option<&str>, body: &[u8]) -> Result<Value, ApiError> {
    let content_type = content_type.unwrap_or_default();
    // PHP keeps the parts of a form to itself and leaves nothing of the body.
    if body.is_empty() || content_type.starts_with("multipart/form-data") {
        return Ok(Value::Object(Map::new()));
    }
    if content_type.is_empty() {
        return Err(ApiError::bad_request("Content-Type header is empty."));
    }
    let media = media_type(content_type)?;
    match media {
        "application/json" => parse_json(body).ok_or_else(ApiError::undecodable),
        "application/xml" | "text/xml" | "application/xhtml+xml" => {
            xml_body::parse(body).ok_or_else(|| ApiError::bad_request("Decoding Error."))
        }
        _ => Err(ApiError::bad_request(format!(
            "Server cannot understand Content-Type HTTP header media type {media}"
        ))),
    }
}

fn media_type(content_type: &str) -> Result<&str, ApiError> {
    let invalid = || ApiError::bad_request("Content-Type header is invalid.");
    let (media, charset) = match content_type.split_once(';') {
        Some((media, parameter)) => (media, Some(parameter)),
        None => (content_type, None),
    };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/-+.".contains(letter);
    if media.is_empty() || !media.chars().all(is_plain) {
        return Err(invalid());
    }
    if let Some(parameter) = charset {
        let parameter = parameter.trim_start_matches(' ').to_ascii_lowercase();
        let charset = parameter
            .strip_prefix("charset=")
            .filter(|charset| !charset.is_empty());
        if charset.ok_or_else(invalid)? != "utf-8" {
            return Err(ApiError::bad_request(
                "UTF-8 is the only supported charset.",
            ));
        }
    }
    Ok(media)
}

fn parse_json(body: &[u8]) -> Option<Value> {
    if depth(body) > MAX_DEPTH {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    reader.disable_recursion_limit();
    let value = serde::Deserialize::deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(value)
}

/// Returns how deep brackets nest outside of strings.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut in_string, mut is_escaped) = (false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{Format, accepted, read_body};
    use serde_json::json;

    #[test]
    fn the_first_known_type_of_the_best_quality_is_taken() {
        let check = |header, expected| assert_eq!(accepted(header), expected, "{header:?}");
        check(None, Some(Format::Json));
        check(Some(""), Some(Format::Json));
        check(Some("*/*"), Some(Format::Json));
        check(Some("application/*"), Some(Format::Json));
        check(Some("application/json; charset=utf-8"), Some(Format::Json));
        check(Some("text/html, */*;q=0.5"), Some(Format::Json));
        check(
            Some("application/json;q=0.1, application/xml;q=0.9"),
            Some(Format::Xml),
        );
        check(Some("text/xml"), Some(Format::Xml));
        check(Some("text/html"), None);
        check(Some("garbage"), None);
        check(Some("application/hal+json"), None);
    }

    #[test]
    fn bodies_are_read_or_refused() {
        let check = |content_type, body: &[u8], expected: Result<_, &str>| {
            let read = read_body(content_type, body).map_err(|error| error.message);
            assert_eq!(read, expected.map_err(str::to_owned), "{content_type:?}");
        };
        let json = Some("application/json");
        check(json, br#"{"a":1}"#, Ok(json!({"a": 1})));
        check(json, b"", Ok(json!({})));
        check(None, b"", Ok(json!({})));
        check(
            Some("application/json; charset=UTF-8"),
            b"null",
            Ok(json!(null)),
        );
        check(Some("multipart/form-data; boundary=x"), b"{", Ok(json!({})));
        for broken in [
            &b"{"[..],
            b"{'a':1}",
            b"[1,]",
            b"\xef\xbb\xbf{}",
            b"\"\xff\"",
            b"{} {}",
        ] {
            check(json, broken, Err("Decoding error."));
        }
        check(json, "[".repeat(100_000).as_bytes(), Err("Decoding error."));
        check(
            json,
            ("[".repeat(513) + &"]".repeat(513)).as_bytes(),
            Err("Decoding error."),
        );
        assert!(read_body(json, ("[".repeat(512) + &"]".repeat(512)).as_bytes()).is_ok());
    }

    #[test]
    fn content_types_are_taken_literally() {
        let check = |content_type, expected: &str| {
            assert_eq!(
                read_body(Some(content_type), b"{}").unwrap_err().message,
                expected
            );
        };
        check("", "Content-Type header is empty.");
        check(
            "text/plain",
            "Server cannot understand Content-Type HTTP header media type text/plain",
        );
        check(
            "Application/JSON; Charset=UTF-8",
            "Server cannot understand Content-Type HTTP header media type Application/JSON",
        );
        check(
            "application/json; charset=iso-8859-1",
            "UTF-8 is the only supported charset.",
        );
        check(
            "application/json; profile=x",
            "Content-Type header is invalid.",
        );
        check("application/xml", "Decoding Error.");
        assert_eq!(
            read_body(Some("text/xml"), b"<r><a>1</a></r>"),
            Ok(json!({"a": "1"}))
        );
    }
}
