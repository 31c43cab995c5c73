//! Messages to the visitor, which travel in a cookie to the script of the next page.

use serde_json::{Value, json};

use crate::query;

/// The name of the cookie.
pub(crate) const COOKIE: &str = "mage-messages";

/// How many are kept.
const MOST: usize = 20;

/// A message, such as what went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

/// Reads the cookie of a request. It comes from outside: what is no message is dropped.
pub(crate) fn read(cookie: Option<&str>) -> Vec<Message> {
    let decoded = query::decoded(cookie.unwrap_or_default());
    let Ok(Value::Array(items)) = serde_json::from_str(&decoded) else {
        return Vec::new();
    };
    let messages = items.iter().filter_map(|item| {
        let kind = item["type"].as_str()?;
        let kind = ["error", "success", "notice", "warning"]
            .into_iter()
            .find(|known| *known == kind)?;
        let text = item["text"].as_str()?.to_owned();
        Some(Message { kind, text })
    });
    messages.take(MOST).collect()
}

/// Writes the cookie with one more message.
pub(crate) fn cookie(mut messages: Vec<Message>, kind: &'static str, text: &str) -> String {
    messages.push(Message {
        kind,
        text: text.to_owned(),
    });
    let list: Value = messages
        .iter()
        .map(|message| json!({"type": message.kind, "text": message.text}))
        .collect();
    let encoded: String = form_urlencoded::byte_serialize(list.to_string().as_bytes()).collect();
    // A blank is `%20` in a cookie; `+` would be one only in a form.
    let encoded = encoded.replace('+', "%20");
    format!("{COOKIE}={encoded}; Max-Age=31536000; path=/; SameSite=Strict")
}

#[cfg(test)]
mod tests {
    use super::{Message, cookie, read};

    #[test]
    fn what_is_written_is_read() {
        let written = cookie(Vec::new(), "error", "a+b, \"é\"; <c>");
        let value = written.split(';').next().unwrap();
        let (_, value) = value.split_once('=').unwrap();
        let message = Message {
            kind: "error",
            text: "a+b, \"é\"; <c>".to_owned(),
        };
        assert_eq!(read(Some(value)), [message]);
    }

    #[test]
    fn what_is_no_message_is_dropped() {
        for cookie in [
            None,
            Some(""),
            Some("x"),
            Some("[1]"),
            Some("{}"),
            Some("%"),
        ] {
            assert_eq!(read(cookie), []);
        }
        assert_eq!(read(Some("[{\"type\":\"<b>\",\"text\":\"x\"}]")), []);
    }
}
