//! Requests: one method and path, who sends it, query, headers, body.

use std::time::Duration;

use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::{Fields, enumerate};
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::lower::value::one_or_list;
use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::reach::{self, HeaderRefusal};
use crate::scenario::source::Span;
use crate::scenario::template::{Part, Template};
use crate::scenario::tutorial::{Authorization, BodyTemplate, RequestTemplate};

/// The methods, as keys of a request.
pub(super) const METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// All keys of a request.
pub(super) const KEYS: &[&str] = &[
    "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "headers", "query", "json", "form",
    "text", "as", "bearer", "session", "follow", "timeout",
];

/// The kinds of body, of which a request has at most one.
const BODIES: &[&str] = &["json", "form", "text"];

/// The longest time that a request may be given.
const MAX_TIMEOUT: Duration = Duration::from_secs(600);

impl Lower<'_> {
    /// Reads the `request` of a step.
    pub(super) fn request(&mut self, node: &Node) -> RequestTemplate {
        match self.fields(node, Place::Request, KEYS) {
            Some(fields) => self.request_of(&fields),
            None => nothing(&node.span),
        }
    }

    /// Reads a request of the keys of a map; `undo` and `find` have other keys beside them.
    pub(super) fn request_of(&mut self, fields: &Fields<'_>) -> RequestTemplate {
        let (method, path) = self.method(fields);
        let query = fields.get("query").map(|node| self.query(node));
        let headers = fields.get("headers").map(|node| self.headers(node));
        let session = self.optional_text(fields.get("session"), "session");
        RequestTemplate {
            method,
            path,
            query: query.unwrap_or_default(),
            headers: headers.unwrap_or_default(),
            body: self.body(fields),
            authorization: self.authorization(fields),
            session,
            follow: self.flag(fields.get("follow"), "follow").unwrap_or(false),
            timeout: fields
                .get("timeout")
                .and_then(|node| self.duration(node, "timeout", MAX_TIMEOUT)),
            span: fields.span.clone(),
        }
    }

    fn method(&mut self, fields: &Fields<'_>) -> (String, Template) {
        let found = fields.present(METHODS);
        let Some(((key, node), others)) = found.split_first() else {
            if !fields.is_meant(METHODS) {
                let message = "there is no method here";
                let hint = format!("write one of {}: `GET: /…`", enumerate(METHODS));
                self.report(Problem::at(&fields.span, message).hint(hint));
            }
            return ("GET".to_owned(), Template::literal("/", &fields.span));
        };
        for (other, _) in others {
            self.not_beside(other, &key.name, "a request has one method");
        }
        (key.name.clone(), self.target_path(&key.name, node))
    }

    /// Reads a path of the target, the value of this key.
    pub(super) fn target_path(&mut self, method: &str, node: &Node) -> Template {
        if !matches!(node.kind, NodeKind::String(_)) {
            let wants = "a text with a path that begins with `/`";
            self.wrong_type(node, &format!("`{method}`"), Wanted::Other(wants));
            return Template::literal("/", &node.span);
        }
        let path = self.sent(node, method);
        let start = match path.parts.first() {
            Some(Part::Text(text)) => text.as_str(),
            _ => "",
        };
        let lower = start.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") || start.starts_with("//")
        {
            let message = "this is a whole address, but requests go to the target";
            let hint = "write the path alone, such as `/rest/default/V1/customers`";
            self.report(Problem::at(&node.span, message).hint(hint));
        } else if !start.starts_with('/') {
            let message = "the path does not begin with `/`";
            let hint = format!("write `/{}`", node.span.text().trim_matches(['"', '\'']));
            self.report(Problem::at(&node.span, message).hint(hint));
        } else if has_stray(&path) {
            let message = "a path has no backslashes and no line breaks";
            let hint = "write the path in one line, with `/` between its parts";
            self.report(Problem::at(&node.span, message).hint(hint));
        } else if reach::leads_out(&path.to_string()) {
            let message =
                "the path has `.` or `..` between its slashes, which could lead out of the shop";
            let hint = "write the whole path, such as `/rest/default/V1/customers`";
            self.report(Problem::at(&node.span, message).hint(hint));
        }
        path
    }

    fn query(&mut self, node: &Node) -> Vec<(String, Template)> {
        let mut query = Vec::new();
        for (key, value) in self.members(node, Place::Other("`query`")).unwrap_or(&[]) {
            for one in one_or_list(value) {
                query.push((key.name.clone(), self.sent(one, &key.name)));
            }
        }
        query
    }

    fn headers(&mut self, node: &Node) -> Vec<(String, Template)> {
        let mut headers = Vec::new();
        for (key, value) in self.members(node, Place::Other("`headers`")).unwrap_or(&[]) {
            self.header_name(key);
            if key.name.eq_ignore_ascii_case("authorization") {
                let message = "`Authorization` is not written as a header";
                let hint = "write `as: admin` or `bearer: ${token}` beside the method";
                self.report(Problem::at(&key.span, message).hint(hint));
            }
            self.refuse_header(key);
            headers.push((key.name.clone(), self.sent(value, &key.name)));
        }
        headers
    }

    /// Refuses a header that would take the request, and the credentials with it, elsewhere.
    fn refuse_header(&mut self, key: &Key) {
        let name = &key.name;
        let (message, hint) = match reach::refused_header(name) {
            Some(HeaderRefusal::OfClient) => (
                format!("`{name}` is set by the client itself"),
                "leave it out: requests go to the target, whole",
            ),
            Some(HeaderRefusal::Rerouting) => (
                format!("`{name}` could lead the request elsewhere than its method and path say"),
                "write the method and the path that are meant",
            ),
            None => return,
        };
        self.report(Problem::at(&key.span, message).hint(hint));
    }

    /// Looks at the name of a header (RFC 9110, section 5.6.2).
    pub(super) fn header_name(&mut self, key: &Key) {
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if key.name.is_empty() || !key.name.bytes().all(is_token) {
            let message = format!("`{}` cannot be the name of a header", key.name);
            let hint = "it has letters, digits and `-`, no blanks and no colon";
            self.report(Problem::at(&key.span, message).hint(hint));
        }
    }

    fn body(&mut self, fields: &Fields<'_>) -> Option<BodyTemplate> {
        let found = fields.present(BODIES);
        let ((key, node), others) = found.split_first()?;
        for (other, _) in others {
            self.not_beside(other, &key.name, "a request has one body");
        }
        Some(match key.name.as_str() {
            "json" => BodyTemplate::Json(self.sent_json(node)),
            "form" => BodyTemplate::Form(self.form(node)),
            _ => BodyTemplate::Text(self.sent(node, "text")),
        })
    }

    fn form(&mut self, node: &Node) -> Vec<(String, Template)> {
        let members = self.members(node, Place::Other("`form`")).unwrap_or(&[]);
        let fields = members.iter().flat_map(|(key, value)| {
            let values = one_or_list(value).iter();
            values.map(move |value| (key, value))
        });
        fields
            .map(|(key, value)| (key.name.clone(), self.sent(value, &key.name)))
            .collect()
    }

    fn authorization(&mut self, fields: &Fields<'_>) -> Authorization {
        if let Some((key, _)) = fields.entry("bearer")
            && fields.get("as").is_some()
        {
            self.not_beside(
                key,
                "as",
                "a request is sent by one person: keep one of them",
            );
        }
        if let Some(node) = fields.get("as") {
            if node.kind == NodeKind::String("admin".to_owned()) {
                return Authorization::Admin;
            }
            let message = "`as` knows `admin` only";
            let hint = "who has a token sends it with `bearer: ${customer_token}`";
            self.report(Problem::at(&node.span, message).hint(hint));
            return Authorization::None;
        }
        match fields.get("bearer") {
            Some(node) => Authorization::Bearer(self.sent(node, "bearer")),
            None => Authorization::None,
        }
    }
}

/// Whether the literal parts of a path hold what URLs read as something else.
fn has_stray(path: &Template) -> bool {
    path.parts.iter().any(|part| match part {
        Part::Text(text) => text.contains(['\\', '\n', '\r', '\t']),
        Part::Value(..) => false,
    })
}

/// A request that stands for one that could not be read.
pub(super) fn nothing(span: &Span) -> RequestTemplate {
    RequestTemplate {
        method: "GET".to_owned(),
        path: Template::literal("/", span),
        query: Vec::new(),
        headers: Vec::new(),
        body: None,
        authorization: Authorization::None,
        session: None,
        follow: false,
        timeout: None,
        span: span.clone(),
    }
}
