//! Debts in the form in which the journal has them: templates as text, secrets left as `${…}`.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::runner::journal::OpenDebt;
use crate::runner::undo::{Answer, Debt};
use crate::runner::values::Values;
use crate::scenario::expectation::{self, StatusPattern, StatusRule};
use crate::scenario::parse_template;
use crate::scenario::source::{Source, Span};
use crate::scenario::template::{FillError, JsonTemplate, JsonTemplateKind, Template};
use crate::scenario::tutorial::{Authorization, BodyTemplate, Find, RequestTemplate, Undo};

/// A debt as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Owed {
    pub(super) entry: usize,
    tutorial: String,
    step: String,
    find: Option<WrittenFind>,
    request: WrittenRequest,
    status: Vec<String>,
    #[serde(default)]
    documented: Option<Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFind {
    request: WrittenRequest,
    capture: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRequest {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    json: Option<Value>,
    as_admin: bool,
    bearer: Option<String>,
}

impl Owed {
    /// Puts a debt into its written form, with all that is known and not secret filled in.
    pub(super) fn write(
        entry: usize,
        tutorial: &str,
        step: &str,
        undo: &Undo,
        values: &Values,
    ) -> io::Result<Self> {
        Ok(Self {
            entry,
            tutorial: tutorial.to_owned(),
            step: step.to_owned(),
            find: undo
                .find
                .as_ref()
                .map(|find| write_find(find, values))
                .transpose()?,
            request: write_request(&undo.request, values)?,
            status: undo.status.allowed.iter().map(write_status).collect(),
            documented: undo.documented.clone(),
        })
    }

    /// Reads the debt again; what is wrong is said in words.
    pub(super) fn read(self) -> Result<OpenDebt, String> {
        read_owed(self)
    }
}

fn write_find(find: &Find, values: &Values) -> io::Result<WrittenFind> {
    let mut capture = BTreeMap::new();
    for (name, path) in &find.captures {
        capture.insert(name.clone(), partial(values, &path.template)?);
    }
    Ok(WrittenFind {
        request: write_request(&find.request, values)?,
        capture,
    })
}

fn write_request(request: &RequestTemplate, values: &Values) -> io::Result<WrittenRequest> {
    let pairs = |pairs: &[(String, Template)]| -> io::Result<Vec<(String, String)>> {
        pairs
            .iter()
            .map(|(name, value)| Ok((name.clone(), partial(values, value)?)))
            .collect()
    };
    let json = match &request.body {
        Some(BodyTemplate::Json(json)) => {
            let fill = |template: &Template| values.partial_text(template).map(Value::String);
            Some(json.fill(&fill).map_err(cannot_write)?)
        }
        _ => None,
    };
    let bearer = match &request.authorization {
        // Whatever is sent as a bearer is a secret, so it stays a `${…}`.
        Authorization::Bearer(token) => Some(token.to_string()),
        Authorization::Admin | Authorization::None => None,
    };
    Ok(WrittenRequest {
        method: request.method.clone(),
        path: values.partial_path(&request.path).map_err(cannot_write)?,
        query: pairs(&request.query)?,
        headers: pairs(&request.headers)?,
        json,
        as_admin: request.authorization == Authorization::Admin,
        bearer,
    })
}

fn partial(values: &Values, template: &Template) -> io::Result<String> {
    values.partial_text(template).map_err(cannot_write)
}

fn cannot_write(error: FillError) -> io::Error {
    io::Error::other(error.message)
}

fn write_status(pattern: &StatusPattern) -> String {
    match pattern {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}xx"),
    }
}

fn read_owed(owed: Owed) -> Result<OpenDebt, String> {
    let source = Source::new("the journal", "");
    let span = Span::new(&source, 0..0);
    let find = match owed.find {
        None => None,
        Some(find) => {
            let mut captures = Vec::new();
            for (name, path) in &find.capture {
                let path = expectation::Path {
                    template: read_template(path)?,
                    span: span.clone(),
                };
                captures.push((name.clone(), path));
            }
            Some(Find {
                request: read_request(find.request, &span)?,
                captures,
                span: span.clone(),
            })
        }
    };
    let allowed: Option<Vec<StatusPattern>> =
        owed.status.iter().map(|text| read_status(text)).collect();
    let undo = Undo {
        find,
        request: read_request(owed.request, &span)?,
        status: StatusRule {
            allowed: allowed.ok_or("a status is not known")?,
            span: span.clone(),
        },
        documented: owed.documented,
        span,
    };
    Ok(OpenDebt {
        tutorial: owed.tutorial,
        debt: Debt {
            known: Vec::new(),
            step: owed.step,
            undo,
            entry: Some(owed.entry),
            answer: Answer::Given,
        },
        known: BTreeMap::new(),
    })
}

fn read_request(written: WrittenRequest, span: &Span) -> Result<RequestTemplate, String> {
    let pairs = |pairs: Vec<(String, String)>| -> Result<Vec<(String, Template)>, String> {
        pairs
            .into_iter()
            .map(|(name, value)| Ok((name, read_template(&value)?)))
            .collect()
    };
    let authorization = match (&written.bearer, written.as_admin) {
        (Some(token), _) => Authorization::Bearer(read_template(token)?),
        (None, true) => Authorization::Admin,
        (None, false) => Authorization::None,
    };
    let body = written
        .json
        .map(|json| read_json(&json, span))
        .transpose()?;
    Ok(RequestTemplate {
        method: written.method,
        path: read_template(&written.path)?,
        query: pairs(written.query)?,
        headers: pairs(written.headers)?,
        body: body.map(BodyTemplate::Json),
        authorization,
        session: None,
        follow: false,
        timeout: None,
        span: span.clone(),
    })
}

fn read_json(value: &Value, span: &Span) -> Result<JsonTemplate, String> {
    let kind = match value {
        Value::Null => JsonTemplateKind::Null,
        Value::Bool(truth) => JsonTemplateKind::Bool(*truth),
        Value::Number(number) => JsonTemplateKind::Number(number.clone()),
        Value::String(text) => JsonTemplateKind::Text(read_template(text)?),
        Value::Array(items) => {
            let items: Result<_, _> = items.iter().map(|item| read_json(item, span)).collect();
            JsonTemplateKind::List(items?)
        }
        Value::Object(members) => {
            let members: Result<_, String> = members
                .iter()
                .map(|(key, value)| Ok((key.clone(), read_json(value, span)?)))
                .collect();
            JsonTemplateKind::Map(members?)
        }
    };
    Ok(JsonTemplate {
        span: span.clone(),
        kind,
    })
}

fn read_template(text: &str) -> Result<Template, String> {
    parse_template(text).map_err(|problem| problem.message)
}

fn read_status(text: &str) -> Option<StatusPattern> {
    match text.strip_suffix("xx") {
        Some(class) => class.parse().ok().map(StatusPattern::Class),
        None => text.parse().ok().map(StatusPattern::Code),
    }
}
