//! What a text calls a secret by a name beside it: forms, addresses, markup, scripts, and JSON that
//! stands in any of them.

use std::sync::LazyLock;

use regex::Regex;

use crate::mask::names::label_of;

/// Part of every name of a secret; whether a name is one, all of it tells.
static STEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?i-u:pass|pwd|secret|token|credential|key|signature|pin|otp|jwt)").ok()
});

/// How much of a text before and behind a name is looked at, in bytes.
const AROUND: usize = 200;
/// The longest value of an element, in bytes.
const MOST: usize = 16 * 1024;
/// The longest part of a name on each side of its stem, in bytes.
const LONGEST: usize = 60;
/// The longest name of a user in an address, and the longest password, in characters.
const LONGEST_USER: usize = 200;

/// Calls with the label and the value of each secret that a text names.
pub fn named_in_text(text: &str, found: &mut dyn FnMut(&'static str, &str)) {
    let mut done = 0;
    for stem in STEM.iter().flat_map(|stem| stem.find_iter(text)) {
        if stem.start() < done {
            continue;
        }
        let (start, end) = name_around(text, stem.start(), stem.end());
        done = end;
        let Some(label) = label_of(last_of(&text[start..end])) else {
            continue;
        };
        let value = value_behind(&text[end..])
            .or_else(|| value_of_element(&text[..start], &text[end..]))
            .or_else(|| value_of_field(text, start, end));
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            found(label, value);
            // What stands in a value is no name: a text of names alone would be read again and again.
            done = done.max(value.as_ptr().addr() - text.as_ptr().addr() + value.len());
        }
    }
    for (at, sign) in text.match_indices("://") {
        if let Some(password) = password_of_user(&text[at + sign.len()..]) {
            found("password", password);
        }
    }
}

/// Reads the password of `user:password@host`, which stands behind the `://` of an address.
fn password_of_user(text: &str) -> Option<&str> {
    // A regular expression that counts to 200 takes longer to compile than a short run takes.
    let ends_user = |c: char| c.is_whitespace() || matches!(c, '/' | ':' | '@');
    let ends_password = |c: char| c.is_whitespace() || matches!(c, '/' | '@');
    let (user, behind) = text.split_at(text.find(ends_user)?);
    let behind = behind.strip_prefix(':')?;
    let (password, behind) = behind.split_at(behind.find(ends_password)?);
    let is_short = |part: &str| part.chars().nth(LONGEST_USER).is_none();
    let is_whole = behind.starts_with('@') && !password.is_empty();
    (is_whole && is_short(user) && is_short(password)).then_some(password)
}

/// Returns the bounds of the name in which a stem stands.
fn name_around(text: &str, start: usize, end: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.[]".contains(byte);
    let before = bytes[..start]
        .iter()
        .rev()
        .take(LONGEST)
        .take_while(|byte| is_part(byte));
    let behind = bytes[end..]
        .iter()
        .take(LONGEST)
        .take_while(|byte| is_part(byte));
    (start - before.count(), end + behind.count())
}

/// Returns what a name is called last: `login[password]` is called `password`.
fn last_of(name: &str) -> &str {
    let last = name.trim_end_matches(']').rsplit('[').next();
    last.filter(|last| !last.is_empty()).unwrap_or(name)
}

/// Reads `=value`, `": "value"` and ` = 'value'`; quotes may be escaped, as in JSON in a text.
fn value_behind(text: &str) -> Option<&str> {
    let text = text
        .trim_start_matches('\\')
        .trim_start_matches(['"', '\'']);
    if let Some(value) = text
        .strip_prefix('=')
        .filter(|value| !value.starts_with(['=', '>']))
    {
        let end = value.find(|c: char| c.is_whitespace() || "\"'<>&;,#\\)}]".contains(c));
        let value = &value[..end.unwrap_or(value.len())];
        if !value.is_empty() {
            return Some(value);
        }
    }
    let text = text.trim_start();
    let value = text
        .strip_prefix("=>")
        .or_else(|| text.strip_prefix(['=', ':']))?;
    quoted(value.trim_start())
}

/// Reads a text in quotes, which are escaped at its end as they are at its beginning.
fn quoted(text: &str) -> Option<&str> {
    let value = text.trim_start_matches('\\');
    let open = &text[..text.len() - value.len()];
    let quote = value
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    let value = &value[1..];
    let mut at = 0;
    while let Some(found) = value[at..].find(quote) {
        let end = at + found;
        let before = value[..end].trim_end_matches('\\').len();
        let escapes = end - before;
        if escapes == open.len() || open.is_empty() && escapes.is_multiple_of(2) {
            return Some(&value[..end - open.len()]);
        }
        at = end + 1;
    }
    None
}

/// Reads the value of `<name>value</name>`, where a name stands in the first tag.
fn value_of_element<'t>(before: &str, behind: &'t str) -> Option<&'t str> {
    let before = end_of(before);
    let tag = before.rfind('<').map(|at| &before[at + 1..])?;
    if !tag.is_empty() && !tag.ends_with(':') || tag.contains(char::is_whitespace) {
        return None;
    }
    let (attributes, _) = start_of(behind, AROUND).split_once('>')?;
    if attributes.ends_with('/') {
        return None;
    }
    let value = start_of(&behind[attributes.len() + 1..], MOST);
    let (value, close) = value
        .split_once("</")
        .or_else(|| value.split_once("<![CDATA["))?;
    match value.trim() {
        "" => close.split_once("]]>").map(|(value, _)| value),
        value if value.contains('<') => None,
        value => Some(value),
    }
}

/// Reads the value of the `<input>` whose attribute says a name.
fn value_of_field(text: &str, start: usize, end: usize) -> Option<&str> {
    let before = end_of(&text[..start]);
    let tag = start - before.len() + before.rfind('<')?;
    let close = end + start_of(&text[end..], AROUND).find('>')?;
    let field = &text[tag + 1..close];
    let is_field = field
        .get(..5)
        .is_some_and(|name| name.eq_ignore_ascii_case("input"));
    if !is_field {
        return None;
    }
    let at = field.to_ascii_lowercase().find("value=")?;
    let value = &field[at + "value=".len()..];
    quoted(value).or_else(|| value.split([' ', '/', '>']).next())
}

/// Returns what stands right before a place.
fn end_of(text: &str) -> &str {
    let mut from = text.len().saturating_sub(AROUND);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// Returns what a text begins with.
fn start_of(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
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
            "redis://:a:b@h x://u:@h x://u:p/@h x://u p:q@h",
            &[("password", "a:b")],
        );
        check("a://b://c:ä@d", &[("password", "ä")]);
        let long = "p".repeat(200);
        check(&format!("x://{long}:{long}@h"), &[("password", &long)]);
        check(&format!("x://u:{long}p@h x://{long}p:u@h"), &[]);
        check(
            "shipping=free the password is wrong <p class=token>Store</p>",
            &[],
        );
    }
}
