//! Tutorials, scenarios, steps and requests, as plain data.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::scenario::browser::BrowserScript;
use crate::scenario::expectation::{Expectation, Path, Pattern, Selector, StatusRule, VaryRule};
use crate::scenario::source::{Source, Span};
use crate::scenario::template::{JsonTemplate, Template};

/// A folder of scenarios that share variables and rules, or one scenario that is alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Tutorial {
    /// The name of its folder, such as `orders`, or of the scenario that is alone.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The address below which its pages are, with a `/` at its end.
    pub pages: Option<String>,
    /// Its variables, in order.
    pub variables: Vec<Variable>,
    /// The rules that all its steps share.
    pub vary: Vec<VaryRule>,
    /// Its scenarios, in the order of their file names, `2` before `10`.
    pub scenarios: Vec<Scenario>,
    /// Its `tutorial.yaml`, or the scenario file that is alone.
    pub source: Arc<Source>,
    /// Whether it travels inside the binary.
    pub is_shipped: bool,
}

impl Tutorial {
    /// Whether it is one scenario file without a `tutorial.yaml`.
    pub fn is_alone(&self) -> bool {
        let mut scenarios = self.scenarios.iter();
        scenarios.any(|scenario| Arc::ptr_eq(&scenario.source, &self.source))
    }
}

/// A variable of a tutorial.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its name, `[a-z][a-z0-9_]*`.
    pub name: String,
    /// Its value where no other is given; without one the user has to give it.
    pub value: Option<JsonTemplate>,
    /// Whether it must not be shown.
    pub secret: bool,
    /// What it is for.
    pub explain: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// One page of a tutorial.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The name of its file without number and ending, such as `create-customer`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The name of the page, under the tutorial's `pages`.
    pub page: Option<String>,
    /// What the page is about.
    pub explain: Option<String>,
    /// Scenarios of the same tutorial whose captures are used here.
    pub needs: Vec<(String, Span)>,
    /// Its steps. Never empty.
    pub steps: Vec<Step>,
    /// Its file.
    pub source: Arc<Source>,
}

/// One request of a page, and what the page promises about the response.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its name, unique in the tutorial.
    pub id: String,
    /// Where the name stands.
    pub id_span: Span,
    /// Its title.
    pub title: String,
    /// What it teaches.
    pub explain: Option<String>,
    /// What to do where a value that it captures is not there.
    pub hint: Option<String>,
    /// Steps of this scenario that must have passed, beside those whose captures are used.
    pub needs: Vec<(String, Span)>,
    /// What it does to the shop.
    pub effect: Effect,
    /// Under which conditions it applies; all must hold.
    pub conditions: Vec<Condition>,
    /// What is sent; of a step for a browser, what would bring its first page.
    pub request: RequestTemplate,
    /// What is promised; of a step for a browser, what is to be seen.
    pub expect: Expectation,
    /// What a browser does in place of the request.
    pub browser: Option<BrowserScript>,
    /// How long it is repeated until its expectations hold; only where it does nothing but read.
    pub retry: Option<Retry>,
    /// What is taken from the response.
    pub captures: Vec<Capture>,
    /// How to take it back.
    pub undo: Option<Undo>,
}

impl Step {
    /// Returns what the step tries in turn.
    pub fn candidates(&self) -> Option<&Candidates> {
        self.retry.as_ref()?.candidates.as_ref()
    }

    /// Returns the variables that get their value in this step, and where each name stands.
    pub fn gives(&self) -> impl Iterator<Item = (&str, &Span)> {
        let captures = self.captures.iter();
        let captures = captures.map(|capture| (capture.name.as_str(), &capture.span));
        let tried = self.candidates().into_iter();
        captures.chain(tried.map(|tried| (tried.name.as_str(), &tried.span)))
    }

    /// Returns all requests that it may send: its own, and those that find and take back what it made.
    pub fn requests(&self) -> impl Iterator<Item = &RequestTemplate> {
        let undo = self.undo_request().map(|undo| &undo.request);
        let find = self.find().map(|find| &find.request);
        undo.into_iter().chain(find).chain([&self.request])
    }
}

/// What a step does to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing that lasts.
    Read,
    /// Something that can be taken back.
    Reversible,
    /// Something that stays, such as an order.
    Permanent,
    /// A change of the shop's configuration.
    Configuration,
}

impl Effect {
    /// Returns the word that the language has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Reversible => "reversible",
            Self::Permanent => "permanent",
            Self::Configuration => "configuration",
        }
    }
}

/// How long a step is repeated until its expectations hold. One of the two limits is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    /// The pause between two attempts.
    pub every: Duration,
    /// The time after which no attempt begins.
    pub within: Option<Duration>,
    /// The most attempts, the first one included.
    pub times: Option<u64>,
    /// Statuses that end it at once.
    pub give_up_on: Option<StatusRule>,
    /// What the step is sent with in turn, one value an attempt.
    pub candidates: Option<Candidates>,
}

/// A variable that holds another value of a list in each attempt of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    /// The name of the variable; it keeps the value of the last attempt.
    pub name: String,
    /// Whether the step has to pass with each of the values; otherwise one of them is enough.
    pub each: bool,
    /// The list of the values, or a single one.
    pub list: Template,
    /// Where the name stands.
    pub span: Span,
}

/// `when: ${name}` or `unless: ${name}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The variable that is looked at.
    pub variable: String,
    /// True for `when` (must be set and not false), false for `unless`.
    pub wanted: bool,
    /// Where it stands.
    pub span: Span,
}

/// A request before its values are known.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestTemplate {
    /// The method, in capitals.
    pub method: String,
    /// The path and perhaps a query, from `/`.
    pub path: Template,
    /// Further query parameters, encoded when sent.
    pub query: Vec<(String, Template)>,
    /// Headers, as written.
    pub headers: Vec<(String, Template)>,
    /// The body.
    pub body: Option<BodyTemplate>,
    /// Who sends it.
    pub authorization: Authorization,
    /// The name of the cookie jar that it uses.
    pub session: Option<String>,
    /// Whether redirects are followed.
    pub follow: bool,
    /// How long it may take in all, where not as long as the run says.
    pub timeout: Option<Duration>,
    /// Where it stands.
    pub span: Span,
}

/// Who sends a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Authorization {
    /// Nobody: no `Authorization` header.
    None,
    /// `as: admin`: an admin, by whichever way of signing in is configured.
    Admin,
    /// `bearer: ${token}`: whoever the token belongs to.
    Bearer(Template),
}

/// A body before its values are known.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyTemplate {
    /// `application/json`.
    Json(JsonTemplate),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, Template)>),
    /// `text/plain`, unless a header says otherwise.
    Text(Template),
}

/// A value of the response that gets a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// The name of the variable.
    pub name: String,
    /// From where it is taken.
    pub from: CaptureSource,
    /// Whether the list of all that is found is taken; otherwise exactly one thing must be found.
    pub all: bool,
    /// What is taken where nothing is found; without it, nothing is an error.
    pub default: Option<Value>,
    /// Whether it must not be shown.
    pub secret: bool,
    /// Where the name stands.
    pub span: Span,
}

/// From where a captured value is taken.
#[derive(Debug, Clone, PartialEq)]
pub enum CaptureSource {
    /// A JSONPath in the body.
    JsonPath(Path),
    /// A header, in lower case; with a pattern, its first group (or the whole match).
    Header(String, Option<Pattern>),
    /// A cookie that the response sets.
    Cookie(String),
    /// The text of the element that a CSS selector finds, or one of its attributes.
    Css(Selector, Option<String>),
    /// A regular expression in the body as text: its first group, or the whole match.
    Regex(Pattern),
}

/// How a step is taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// By a request of its own.
    Request(Box<UndoRequest>),
    /// Together with what an earlier step made: what takes that back takes this along, and what stays
    /// of that holds this, too.
    With {
        /// The earlier step.
        step: String,
        /// Where its name stands.
        span: Span,
    },
    /// Not at all: what stays in the shop, and why that does no harm.
    Stays(String),
}

/// A request that takes a step back.
#[derive(Debug, Clone, PartialEq)]
pub struct UndoRequest {
    /// How the run knows what it takes back.
    pub lookup: Lookup,
    /// What is sent.
    pub request: RequestTemplate,
    /// The statuses that mean that the store has taken it.
    pub status: StatusRule,
    /// The body that a 2xx has to have to mean that; with any other, the thing stays in the store.
    pub documented: Option<serde_json::Value>,
    /// Where it stands.
    pub span: Span,
}

/// How a run knows that what it takes back is its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    /// It looks for it: before the step, and again right before it is taken back.
    Find(Box<Find>),
    /// Nothing can be asked for it, and why. Only what the store answered to the step itself is
    /// known, and only while the run goes on.
    Unfindable {
        /// Why.
        reason: String,
        /// Where that is said.
        span: Span,
    },
}

/// A request that finds what a step made, without the step's own response.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// What is sent; always a GET.
    pub request: RequestTemplate,
    /// What it finds, under the names by which the undo knows it. A name that has a value already
    /// is no capture: what is found has to be that value, or it is not the run's own. Nothing found
    /// means that nothing is there.
    pub captures: Vec<(String, Path)>,
    /// Why what is found is the run's own, where no value of the run says so.
    pub because: Option<String>,
    /// Where it stands.
    pub span: Span,
}

impl Step {
    /// Returns the request that takes the step back, if it has one.
    pub fn undo_request(&self) -> Option<&UndoRequest> {
        match &self.undo {
            Some(Undo::Request(undo)) => Some(undo),
            Some(Undo::With { .. } | Undo::Stays(_)) | None => None,
        }
    }

    /// Returns the request that finds what the step makes, if it has one.
    pub fn find(&self) -> Option<&Find> {
        self.undo_request().and_then(UndoRequest::find)
    }
}

impl UndoRequest {
    /// Returns the request that finds what is to be taken back, if there is one.
    pub fn find(&self) -> Option<&Find> {
        match &self.lookup {
            Lookup::Find(find) => Some(find),
            Lookup::Unfindable { .. } => None,
        }
    }
}
