//! What a step promises about the response, as plain data.

use std::sync::Arc;

use serde_json::Number;

use crate::scenario::source::{Source, Span};
use crate::scenario::template::{JsonTemplate, Template};

/// What a step promises about the response.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The answers that are right; one without a label, or several with (`one_of`). Never empty.
    pub alternatives: Vec<Alternative>,
    /// What headers must hold; the name in lower case.
    pub headers: Vec<(String, Assertions)>,
    /// Where a correct store may differ. The tutorial's own rules come first; a later rule wins.
    pub vary: Vec<VaryRule>,
    /// Where the page is out of date.
    pub drift: Vec<Drift>,
    /// Single assertions on the JSON body.
    pub checks: Vec<Check>,
    /// Assertions on an HTML body.
    pub html: Vec<HtmlCheck>,
    /// Assertions on the body as text.
    pub text: Option<TextExpectation>,
    /// Where `expect` stands.
    pub span: Span,
}

/// One right answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The label of a `one_of` alternative, such as `2.4.7`.
    pub label: Option<String>,
    /// The statuses that are right.
    pub status: StatusRule,
    /// The body as the page prints it.
    pub documented: Option<Documented>,
}

/// The statuses that are right.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusRule {
    /// One or more; any of them is right. Never empty.
    pub allowed: Vec<StatusPattern>,
    /// Where it stands.
    pub span: Span,
}

impl StatusRule {
    /// Tells whether a status is one of those that are right.
    pub fn allows(&self, status: u16) -> bool {
        self.allowed.iter().any(|pattern| match pattern {
            StatusPattern::Code(code) => *code == status,
            StatusPattern::Class(class) => *class == status / 100,
        })
    }
}

/// A status or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// One status, such as 200.
    Code(u16),
    /// A class, such as `2xx`: its first digit.
    Class(u16),
}

/// The body as the page prints it.
#[derive(Debug, Clone, PartialEq)]
pub struct Documented {
    /// The body.
    pub body: JsonTemplate,
    /// Where the page prints `…` for the rest of a list.
    pub shortened: Shortened,
    /// The file in which it stands: the scenario's own, or that of `documented_file`.
    pub source: Arc<Source>,
}

/// Which arrays of a documented body go on in a real store.
#[derive(Debug, Clone, PartialEq)]
pub enum Shortened {
    /// None: the page prints everything.
    No,
    /// Every array of the body.
    Everywhere,
    /// The arrays at these paths.
    At(Vec<Path>),
}

/// A JSONPath as it was written; `${…}` only inside a quoted literal, where it is escaped.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Its text.
    pub template: Template,
    /// Where it stands.
    pub span: Span,
}

/// Where, and how, a correct store may differ from the page.
#[derive(Debug, Clone, PartialEq)]
pub struct VaryRule {
    /// Selects in the documented body.
    pub path: Path,
    /// What may be there instead; several may be given for one path.
    pub kinds: Vec<VaryKind>,
    /// Where the rule stands (its value).
    pub span: Span,
    /// True for a rule of `tutorial.yaml`, which need not hit something in every step.
    pub of_tutorial: bool,
}

/// How a value may differ.
#[derive(Debug, Clone, PartialEq)]
pub enum VaryKind {
    /// Any JSON integer.
    Integer,
    /// Any JSON number.
    Number,
    /// Any text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A text that is a date with a time, `2017-01-31 01:18:13` or RFC 3339.
    Datetime,
    /// A text that can be a token: 16 or more of the characters of RFC 6750. It is a secret.
    Token,
    /// Anything at all, but it must be there.
    Any,
    /// The member may be missing.
    Optional,
    /// A text (or a number, as text) that a regular expression finds.
    Matches(Pattern),
    /// An array whose elements are compared by the value of this member.
    MatchBy(String),
    /// An array whose order means nothing.
    Unordered,
}

/// A regular expression as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The expression.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Where the page is out of date, and what every store answers instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// What the page has wrong.
    pub at: DriftPlace,
    /// Why.
    pub because: Template,
    /// Where it stands.
    pub span: Span,
}

/// What the page has wrong, and what a store answers.
#[derive(Debug, Clone, PartialEq)]
pub enum DriftPlace {
    /// A value of the body.
    Value {
        /// Selects in the documented body.
        path: Path,
        /// What every store answers.
        store: JsonTemplate,
    },
    /// The status.
    Status {
        /// What every store answers.
        store: StatusRule,
    },
    /// The request that the page prints; the step sends the right one.
    Request {
        /// What is right, in words.
        store: Template,
    },
    /// The prose of the page.
    Words {
        /// What is true, in words.
        store: Template,
    },
}

/// Assertions on what a path of the body selects.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Selects in the actual body.
    pub path: Path,
    /// What must hold for it.
    pub assertions: Assertions,
}

/// What must hold for something, all of it. Never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertions {
    /// Each assertion.
    pub all: Vec<Assertion>,
    /// Where they stand.
    pub span: Span,
}

/// One assertion and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// What must hold.
    pub kind: AssertionKind,
    /// Where it stands.
    pub span: Span,
}

/// What may be asserted. Where a path selects several nodes, each of them must hold it.
#[derive(Debug, Clone, PartialEq)]
pub enum AssertionKind {
    /// The value is this one, as JSON values compare.
    Equals(JsonTemplate),
    /// The text (or the number, as text) is found by a regular expression.
    Matches(Pattern),
    /// The text has this part, or the array this element.
    Contains(JsonTemplate),
    /// Characters of a text, elements of an array, members of an object.
    Length(u64),
    /// A number at least this large.
    AtLeast(Number),
    /// A number at most this large.
    AtMost(Number),
    /// Whether the path selects something at all.
    Exists(bool),
    /// The JSON type.
    Is(JsonType),
    /// The decimal sum of all numbers that these paths select.
    SumOf(Vec<Path>),
    /// The selected values (or the elements of the one selected array), in any order.
    SameSet(Vec<JsonTemplate>),
}

/// A type of JSON, as `is:` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `boolean`.
    Boolean,
    /// `integer`: a number without a fraction.
    Integer,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `array`.
    Array,
    /// `object`.
    Object,
}

/// Assertions on the elements that a CSS selector finds.
#[derive(Debug, Clone, PartialEq)]
pub struct HtmlCheck {
    /// The selector.
    pub select: Selector,
    /// How many elements; without it at least one.
    pub count: Option<u64>,
    /// What the text of at least one of them must hold, white space folded.
    pub text: Option<Assertions>,
    /// The attribute that `text` is about, instead of the element's text.
    pub attribute: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A CSS selector as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// The selector.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What is expected of the body as text.
#[derive(Debug, Clone, PartialEq)]
pub enum TextExpectation {
    /// The whole text, line by line.
    Equals(Template),
    /// Assertions on it (`contains`, `matches`, `length`).
    Holds(Assertions),
}
