//! Texts that declare another charset than UTF-8, read as browsers read them (WHATWG, Encoding).
//!
//! JSON is UTF-8 whatever is declared (RFC 8259, section 8.1), and bytes stay bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// How far into a page its own word about its charset is looked for, in bytes (WHATWG, HTML).
const PRESCAN: usize = 1024;

/// Returns a text in UTF-8 where its headers, or a page itself, declare another charset and it is
/// one; any other body as it is.
pub(super) fn as_utf8(body: Vec<u8>, headers: &[(String, String)]) -> Vec<u8> {
    let content_type = headers.iter().find(|(name, _)| name == "content-type");
    let content_type = content_type.map_or("", |(_, value)| value);
    let media_type = content_type.split(';').next().unwrap_or("").trim();
    let media_type = media_type.to_ascii_lowercase();
    if !is_text(&media_type) {
        return body;
    }
    let of_page = || {
        let is_page = media_type.contains("html");
        is_page.then(|| of_meta(&body)).flatten()
    };
    let Some(encoding) = declared(content_type).or_else(of_page) else {
        return body;
    };
    if encoding == UTF_8 {
        return body;
    }
    match encoding.decode(&body) {
        (Cow::Owned(text), _, false) => text.into_bytes(),
        // It is ASCII alone, or not in the charset that it declares.
        _ => body,
    }
}

fn is_text(media_type: &str) -> bool {
    let is_of_text = media_type.starts_with("text/")
        || media_type.ends_with("xml")
        || media_type.ends_with("javascript")
        || media_type.ends_with("csv");
    is_of_text && !media_type.ends_with("json")
}

/// Returns the charset of a `Content-Type`.
fn declared(content_type: &str) -> Option<&'static Encoding> {
    let mut parameters = content_type.split(';').skip(1);
    let label = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches(['"', '\'']))
    });
    Encoding::for_label(label?.as_bytes())
}

/// Returns the charset that a page names in a `<meta>`: as `charset`, or in its `content`.
fn of_meta(body: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&body[..body.len().min(PRESCAN)]).to_ascii_lowercase();
    let mut tags = start.split("<meta").skip(1);
    let encoding = tags.find_map(|tag| {
        let tag = tag.split('>').next().unwrap_or("");
        let (_, value) = tag.split_once("charset")?;
        let value = value.trim_start().strip_prefix('=')?;
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/'));
        Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())])
    })?;
    // What was read up to here is ASCII, so a page in UTF-16 would not have been.
    Some(encoding).filter(|encoding| encoding.is_ascii_compatible())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content_type: &str, body: &[u8], expected: &[u8]) {
        let headers = [("content-type".to_owned(), content_type.to_owned())];
        let found = as_utf8(body.to_vec(), &headers);
        assert_eq!(found, expected, "{content_type}");
    }

    #[test]
    fn a_text_is_read_in_the_charset_that_it_declares() {
        let text = "5 € für Müller".as_bytes();
        let windows = b"5 \x80 f\xfcr M\xfcller";
        for declared in [
            "text/csv; charset=windows-1252",
            "text/html;charset=\"ISO-8859-1\"",
            "Text/Plain; format=flowed; Charset=cp1252",
            "application/xml; charset=latin1",
        ] {
            check(declared, windows, text);
        }
        check(
            "text/plain; charset=Shift_JIS",
            b"\x93\xfa",
            "日".as_bytes(),
        );
        check("text/html; charset=utf-16le", b"h\0i\0", b"hi");
        check("text/plain; charset=utf-8", text, text);
    }

    #[test]
    fn a_page_may_say_it_itself() {
        for meta in [
            "<meta charset=windows-1252>",
            "<META charset='iso-8859-1'/>",
            "<meta name=a content=b><meta http-equiv=Content-Type content=\"text/html; charset=latin1\">",
        ] {
            let page = [meta.as_bytes(), b"<p>\xfc"].concat();
            check("text/html", &page, format!("{meta}<p>ü").as_bytes());
            check("text/plain", &page, &page);
            check("text/html; charset=utf-8", &page, &page);
        }
    }

    #[test]
    fn what_is_no_such_text_stays_as_it_is() {
        for (content_type, body) in [
            ("application/json; charset=iso-8859-1", &b"\"\xfc\""[..]),
            ("application/pdf; charset=iso-8859-1", b"\xfc"),
            ("text/plain; charset=nosuch", b"\xfc"),
            ("text/plain", b"\xfc"),
            ("text/plain; charset=Shift_JIS", b"\x93"),
            ("", b"\xfc"),
        ] {
            check(content_type, body, body);
        }
    }
}
