//! What a text that is no JSON calls a secret: forms, addresses, markup, scripts.

use std::sync::LazyLock;

use regex::Regex;

use crate::mask::names::label_of;

/// A name that may be one of a secret; whether it is, its words tell.
const NAME: &str = r"(?P<name>[\w.\[\]-]{0,60}(?:pass|pwd|secret|token|credential|key|signature|pin|otp|jwt)[\w.\[\]-]{0,60})";

/// `name=value`, as in addresses, forms and cookies.
static PAIR: LazyLock<Option<Regex>> =
    LazyLock::new(|| compiled(&format!(r#"{NAME}=(?P<value>[^\s"'<>&;,#]+)"#)));
/// `"name": "value"` and `name = 'value'`, as in scripts and in the attributes of markup.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(
        r#"{NAME}(?:\\?["'])?\s*(?:=>|[:=])\s*(?:\\?"(?P<value>[^"\\]+)|\\?'(?P<other>[^'\\]+))"#
    ))
});
/// `<name>value</name>`.
static ELEMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(&format!(
        r"<(?:\w+:)?{NAME}(?:\s[^<>]*)?>(?P<value>[^<>]+)</"
    ))
});
/// `<input name="name" value="value">`, in whatever order.
static INPUT: LazyLock<Option<Regex>> = LazyLock::new(|| compiled(r"<input\b[^>]*>"));
static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(r#"\b(?P<name>name|id|type|value)\s*=\s*(?:"(?P<value>[^"]*)"|'(?P<other>[^']*)')"#)
});
/// `https://user:password@host`.
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| compiled(r"://[^/\s:@]*:(?P<value>[^/\s@]+)@"));

fn compiled(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("(?i){pattern}")).ok()
}

/// Calls with the label and the value of each secret that a text names.
pub fn named_in_text(text: &str, found: &mut dyn FnMut(&'static str, &str)) {
    for pattern in [&PAIR, &QUOTED, &ELEMENT] {
        for captures in pattern.iter().flat_map(|one| one.captures_iter(text)) {
            let label = captures
                .name("name")
                .and_then(|name| label_of(last_of(name.as_str())));
            let value = captures.name("value").or_else(|| captures.name("other"));
            if let Some((label, value)) = label.zip(value) {
                found(label, value.as_str());
            }
        }
    }
    for input in INPUT.iter().flat_map(|one| one.find_iter(text)) {
        let (mut label, mut value) = (None, None);
        for captures in ATTRIBUTE
            .iter()
            .flat_map(|one| one.captures_iter(input.as_str()))
        {
            let written = captures.name("value").or_else(|| captures.name("other"));
            let written = written.map_or("", |written| written.as_str());
            match captures["name"].to_ascii_lowercase().as_str() {
                "value" => value = Some(written),
                _ => label = label.or(label_of(last_of(written))),
            }
        }
        if let Some((label, value)) = label.zip(value) {
            found(label, value);
        }
    }
    for captures in ADDRESS.iter().flat_map(|one| one.captures_iter(text)) {
        found("password", &captures["value"]);
    }
}

/// Returns what a name is called last: `login[password]` is called `password`.
fn last_of(name: &str) -> &str {
    let last = name.trim_end_matches(']').rsplit('[').next();
    last.filter(|last| !last.is_empty()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let mut all = Vec::new();
        named_in_text(text, &mut |label, value| {
            all.push((label, value.to_owned()));
        });
        all.dedup();
        let all: Vec<_> = all
            .iter()
            .map(|(label, value)| (*label, value.as_str()))
            .collect();
        assert_eq!(all, expected, "{text}");
    }

    #[test]
    fn secrets_are_found_in_addresses_forms_markup_and_scripts() {
        check(
            "https://h/a?id=5&reset_token=ab%2Bc#x",
            &[("token", "ab%2Bc")],
        );
        check(
            "login[username]=me&login[password]=hunter2",
            &[("password", "hunter2")],
        );
        check("<https://h/?pin=1234>; rel=next", &[("pin", "1234")]);
        check("<a><token>abcd</token><id>5</id></a>", &[("token", "abcd")]);
        check(
            "var config = {\"apiKey\": \"abcd\"};",
            &[("api_key", "abcd")],
        );
        check("{\\\"token\\\":\\\"abcd\\\"}", &[("token", "abcd")]);
        check(
            "<input value='abcd' type=\"x\" name=\"form_token\">",
            &[("token", "abcd")],
        );
        check("https://me:hunter2@h/", &[("password", "hunter2")]);
        check(
            "shipping=free the password is wrong <p class=token>Store</p>",
            &[],
        );
    }
}
