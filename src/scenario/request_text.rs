//! A request as text that people edit: as it goes over the wire, but with its `${…}`.
//!
//! ```text
//! POST /rest/default/V1/integration/customer/token
//! Content-Type: application/json
//!
//! {"username": "${email}", "password": "${password}"}
//! ```
//!
//! No secret stands in it: what a variable holds is filled in when it is sent. `Authorization: as
//! admin` is the language's `as: admin`; a form has a line a field.

use std::fmt::Write as _;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::scenario::in_words::as_written;
use crate::scenario::lower::parse_template;
use crate::scenario::problem::Problem;
use crate::scenario::reach::{self, HeaderRefusal};
use crate::scenario::source::{Source, Span};
use crate::scenario::template::{JsonTemplate, JsonTemplateKind, Part, Template};
use crate::scenario::tutorial::{Authorization, BodyTemplate, RequestTemplate};

/// The header of a request that an admin sends, whichever way of signing in there is.
const AS_ADMIN: &str = "as admin";

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Writes a request as text.
pub fn show(request: &RequestTemplate) -> String {
    let mut text = format!("{} {}{}\n", request.method, request.path, query(request));
    match &request.authorization {
        Authorization::None => {}
        Authorization::Admin => text += &format!("Authorization: {AS_ADMIN}\n"),
        Authorization::Bearer(token) => text += &format!("Authorization: Bearer {token}\n"),
    }
    let has_type = request
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media_type = match &request.body {
        Some(BodyTemplate::Json(_)) => Some(JSON),
        Some(BodyTemplate::Form(_)) => Some(FORM),
        Some(BodyTemplate::Text(_)) | None => None,
    };
    if let Some(media_type) = media_type.filter(|_| !has_type) {
        text += &format!("Content-Type: {media_type}\n");
    }
    for (name, value) in &request.headers {
        text += &format!("{name}: {value}\n");
    }
    match &request.body {
        Some(BodyTemplate::Json(body)) => {
            let body = body.fill(&as_written).unwrap_or_default();
            let body = serde_json::to_string_pretty(&body).unwrap_or_default();
            text += &format!("\n{body}\n");
        }
        Some(BodyTemplate::Form(fields)) => {
            text.push('\n');
            for (name, value) in fields {
                let _ = writeln!(text, "{name}={value}");
            }
        }
        Some(BodyTemplate::Text(body)) => text += &format!("\n{body}\n"),
        None => {}
    }
    text
}

/// Reads a request from text. What the text does not say (the cookie jar, whether redirects are
/// followed, the time-out) stays as it was.
///
/// # Errors
/// The first thing that cannot be read, in words for whoever wrote it.
pub fn parse(text: &str, before: &RequestTemplate) -> Result<RequestTemplate, String> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_start_matches('\n');
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().ok_or("nothing is there")?;
    let (method, path) = request_line(first)?;
    let mut request = RequestTemplate {
        method,
        path,
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        authorization: Authorization::None,
        ..before.clone()
    };
    for line in lines {
        header(line, &mut request)?;
    }
    request.body = self::body(body.trim(), &request)?;
    Ok(request)
}

fn request_line(line: &str) -> Result<(String, Template), String> {
    let (method, path) = line.split_once(char::is_whitespace).ok_or(
        "the first line is a method and a path, such as `GET /rest/default/V1/customers/me`",
    )?;
    let path = path.trim();
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!(
            "`{method}` is no method; write it in capitals, such as `GET`"
        ));
    }
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(
            "the path begins with one `/`: requests go to the store that is walked".to_owned(),
        );
    }
    if method == "CONNECT" {
        return Err("`CONNECT` is for proxies, and no request to a store".to_owned());
    }
    if reach::leads_out(path) {
        return Err(
            "a path has no `.` or `..` between its slashes: they could lead out of the store"
                .to_owned(),
        );
    }
    if path.contains([' ', '\t', '\\']) {
        return Err("a path has no blanks and no backslashes; write `%20` for a blank".to_owned());
    }
    Ok((method.to_owned(), template(path)?))
}

fn header(line: &str, request: &mut RequestTemplate) -> Result<(), String> {
    let (name, value) = line
        .split_once(':')
        .ok_or_else(|| format!("`{line}` is no header; a blank line goes before the body"))?;
    let (name, value) = (name.trim(), value.trim());
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(format!("`{name}` cannot be the name of a header"));
    }
    match reach::refused_header(name) {
        Some(HeaderRefusal::OfClient) => {
            return Err(format!(
                "`{name}` is set by the client itself; leave it out"
            ));
        }
        Some(HeaderRefusal::Rerouting) => {
            return Err(format!(
                "`{name}` could lead the request elsewhere; write the method and the path that are meant"
            ));
        }
        None => {}
    }
    if name.eq_ignore_ascii_case("authorization") {
        if value.eq_ignore_ascii_case(AS_ADMIN) {
            request.authorization = Authorization::Admin;
            return Ok(());
        }
        if let Some(token) = value.strip_prefix("Bearer ") {
            request.authorization = Authorization::Bearer(template(token.trim())?);
            return Ok(());
        }
    }
    request.headers.push((name.to_owned(), template(value)?));
    Ok(())
}

/// Reads the body by its type. What is no JSON is sent as it stands: the store's answer to that may
/// be the very thing that somebody wants to see.
fn body(text: &str, request: &RequestTemplate) -> Result<Option<BodyTemplate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let media_type = request.headers.iter().find_map(|(name, value)| {
        name.eq_ignore_ascii_case("content-type")
            .then(|| value.as_literal().unwrap_or("").to_ascii_lowercase())
    });
    let media_type = media_type.unwrap_or_default();
    if media_type.starts_with(FORM) {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let fields = lines.map(|line| {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            Ok((name.trim().to_owned(), template(value.trim())?))
        });
        return Ok(Some(BodyTemplate::Form(
            fields.collect::<Result<_, String>>()?,
        )));
    }
    if media_type.starts_with(JSON)
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        let span = whole(text);
        return Ok(Some(BodyTemplate::Json(read(&value, &span)?)));
    }
    Ok(Some(BodyTemplate::Text(template(text)?)))
}

fn template(text: &str) -> Result<Template, String> {
    parse_template(text).map_err(in_words)
}

fn in_words(problem: Problem) -> String {
    match problem.hint {
        Some(hint) => format!("{}; {hint}", problem.message),
        None => problem.message,
    }
}

fn whole(text: &str) -> Span {
    let source = Source::new("a request", text);
    Span::new(&source, 0..text.len())
}

/// Writes the parameters of a query that the language keeps apart, encoded but for their `${…}`,
/// which are encoded when they are filled in.
fn query(request: &RequestTemplate) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let mut text = String::new();
    let mut sign = if request.path.to_string().contains('?') {
        '&'
    } else {
        '?'
    };
    for (name, value) in &request.query {
        let _ = write!(text, "{sign}{}=", encoded(name));
        for part in &value.parts {
            let _ = match part {
                Part::Text(part) => write!(text, "{}", encoded(part)),
                Part::Value(expression, _) => write!(text, "${{{expression}}}"),
            };
        }
        sign = '&';
    }
    text
}

fn read(value: &Value, span: &Span) -> Result<JsonTemplate, String> {
    let kind = match value {
        Value::Null => JsonTemplateKind::Null,
        Value::Bool(truth) => JsonTemplateKind::Bool(*truth),
        Value::Number(number) => JsonTemplateKind::Number(number.clone()),
        Value::String(text) => JsonTemplateKind::Text(template(text)?),
        Value::Array(items) => {
            let items = items.iter().map(|item| read(item, span));
            JsonTemplateKind::List(items.collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| Ok((name.clone(), read(value, span)?)));
            JsonTemplateKind::Map(members.collect::<Result<_, String>>()?)
        }
    };
    Ok(JsonTemplate {
        span: span.clone(),
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> RequestTemplate {
        RequestTemplate {
            method: "GET".to_owned(),
            path: Template::literal("/", &whole("/")),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            authorization: Authorization::None,
            session: Some("jar".to_owned()),
            follow: false,
            timeout: None,
            span: whole("/"),
        }
    }

    #[test]
    fn what_is_shown_reads_as_the_same_request() {
        for text in [
            "GET /a/${id}?b=c\n",
            "GET /a..b/...?next=/../a\n",
            "POST /a\nAuthorization: as admin\nContent-Type: application/json\n\n{\n  \"a\": [\n    \"${b}\",\n    1,\n    null,\n    true\n  ]\n}\n",
            "PUT /a\nAuthorization: Bearer ${token}\nX-A: $${b}\n",
            "POST /a\nContent-Type: application/x-www-form-urlencoded\n\nlogin[username]=${email}\nsend=\n",
            "POST /a\nContent-Type: text/xml\n\n<a>${b}</a>\n",
            "POST /a\nContent-Type: application/json\n\n{\"a\": ${id}\n",
        ] {
            let request = parse(text, &nothing()).unwrap();
            assert_eq!(show(&request), text);
            assert_eq!(request.session.as_deref(), Some("jar"));
        }
    }

    #[test]
    fn a_query_of_the_language_stands_in_the_path() {
        let mut request = nothing();
        let value = template("a b${c}").unwrap();
        request.query.push(("q[0]".to_owned(), value));
        assert_eq!(show(&request), "GET /?q%5B0%5D=a%20b${c}\n");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (text, words) in [
            ("", "nothing"),
            ("GET", "a method and a path"),
            ("get /a", "capitals"),
            ("GET https://elsewhere.example/", "one `/`"),
            ("GET //elsewhere.example/", "one `/`"),
            ("GET /a b", "no blanks"),
            ("GET /../a", "lead out of the store"),
            ("GET /a/%2E./b", "lead out of the store"),
            ("GET /.", "lead out of the store"),
            ("CONNECT /a", "for proxies"),
            ("GET /a\nTE: trailers", "client itself"),
            ("GET /a\nUpgrade: h2c", "client itself"),
            ("GET /a\n{}", "blank line"),
            ("GET /a\nHost: b", "client itself"),
            ("GET /a\nX-Original-URL: /b", "elsewhere"),
            ("GET /a\nX Y: b", "name of a header"),
            ("GET /${a", "never closed"),
            (
                "POST /a\nContent-Type: application/json\n\n{\"a\": \"${b c}\"}",
                "b c",
            ),
        ] {
            let wrong = parse(text, &nothing()).unwrap_err();
            assert!(wrong.contains(words), "{text}: {wrong}");
        }
    }
}
