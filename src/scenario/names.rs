//! Who defines and who uses which name.

use std::collections::{HashMap, HashSet};

use crate::scenario::browser::{ActionKind, BrowserScript};
use crate::scenario::expectation::{
    AssertionKind, Assertions, DriftPlace, Expectation, Path, Shortened, TextExpectation,
};
use crate::scenario::needs::{self, Missing};
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::source::Span;
use crate::scenario::template::{Expression, JsonTemplate, Part, SEED, Template};
use crate::scenario::tutorial::{
    Authorization, BodyTemplate, CaptureSource, RequestTemplate, Scenario, Step, Tutorial, Variable,
};

/// The variables that need no declaration: who the admin is.
pub const BUILT_IN: &[&str] = &["admin_username", "admin_password", SEED, "admin_token"];

/// What a user gives to the program itself, and no scenario may have a variable of the same name.
pub const RESERVED: &[&str] = &[
    "access_token",
    "access_token_secret",
    "basic",
    "consumer_key",
    "consumer_secret",
    "header",
    "target",
];

/// A place where a variable is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use<'a> {
    /// The name of the variable.
    pub name: &'a str,
    /// Where its `${…}` stands.
    pub span: &'a Span,
    /// When it is used.
    pub when: When,
}

/// When a step uses a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// When its request is made or its response judged.
    Walking,
    /// When what it makes is looked for, before it is sent and again afterwards: what its own answer
    /// says is not known, or not trusted.
    Finding,
    /// When what it made is taken back: what was found is known.
    Undoing,
}

/// Returns the variables that a step uses, in the order of its parts; shared rules left out.
pub fn uses(step: &Step) -> Vec<Use<'_>> {
    let mut found = Vec::new();
    for condition in &step.conditions {
        found.push(Use {
            name: &condition.variable,
            span: &condition.span,
            when: When::Walking,
        });
    }
    let mut add = |template, when| of_template(template, when, &mut found);
    match &step.browser {
        Some(script) => browser(script, &mut |template| add(template, When::Walking)),
        None => request(&step.request, &mut |template| add(template, When::Walking)),
    }
    expectation(&step.expect, &mut |template| add(template, When::Walking));
    for capture in &step.captures {
        if let CaptureSource::JsonPath(path) = &capture.from {
            add(&path.template, When::Walking);
        }
    }
    if let Some(candidates) = step.candidates() {
        add(&candidates.list, When::Walking);
    }
    if let Some(undo) = step.undo_request() {
        if let Some(find) = undo.find() {
            request(&find.request, &mut |template| add(template, When::Finding));
            find.captures
                .iter()
                .for_each(|(_, path)| add(&path.template, When::Finding));
        }
        request(&undo.request, &mut |template| add(template, When::Undoing));
    }
    found
}

/// Returns the variables that a step needs before its response can be judged, once each.
pub fn needed(step: &Step) -> Vec<&str> {
    let mut names = Vec::new();
    for used in uses(step).iter().filter(|used| used.when == When::Walking) {
        if !names.contains(&used.name) {
            names.push(used.name);
        }
    }
    names
}

/// Returns the variables that a request uses, in the order of its parts.
pub fn uses_of_request(template: &RequestTemplate) -> Vec<Use<'_>> {
    let mut found = Vec::new();
    request(template, &mut |part| {
        of_template(part, When::Walking, &mut found);
    });
    found
}

/// Returns the names of the variables that a template uses.
pub fn uses_of_template(template: &Template) -> Vec<&str> {
    template.parts.iter().filter_map(variable).collect()
}

fn of_template<'a>(template: &'a Template, when: When, found: &mut Vec<Use<'a>>) {
    for part in &template.parts {
        if let Part::Value(expression, span) = part
            && let Some(name) = expression.variable()
        {
            let one = Use { name, span, when };
            found.push(one);
        }
    }
}

/// What is called with each template.
type Visit<'v, 'a> = &'v mut dyn FnMut(&'a Template);

fn request<'a>(request: &'a RequestTemplate, visit: Visit<'_, 'a>) {
    visit(&request.path);
    request.query.iter().for_each(|(_, value)| visit(value));
    request.headers.iter().for_each(|(_, value)| visit(value));
    if let Authorization::Bearer(token) = &request.authorization {
        visit(token);
    }
    match &request.body {
        Some(BodyTemplate::Json(body)) => body.visit(visit),
        Some(BodyTemplate::Form(fields)) => fields.iter().for_each(|(_, value)| visit(value)),
        Some(BodyTemplate::Text(text)) => visit(text),
        None => {}
    }
}

fn browser<'a>(script: &'a BrowserScript, visit: Visit<'_, 'a>) {
    for action in &script.actions {
        match &action.kind {
            ActionKind::Open(template) | ActionKind::Fill(_, template) => visit(template),
            ActionKind::Click(_) | ActionKind::Expect(_) | ActionKind::Screenshot(_) => {}
        }
    }
}

fn expectation<'a>(expect: &'a Expectation, visit: Visit<'_, 'a>) {
    for documented in expect
        .alternatives
        .iter()
        .filter_map(|one| one.documented.as_ref())
    {
        documented.body.visit(visit);
        if let Shortened::At(paths) = &documented.shortened {
            each_path(paths, visit);
        }
    }
    for (_, holds) in &expect.headers {
        assertions(holds, visit);
    }
    for rule in expect.vary.iter().filter(|rule| !rule.of_tutorial) {
        visit(&rule.path.template);
    }
    for drift in &expect.drift {
        match &drift.at {
            DriftPlace::Value { path, store } => {
                visit(&path.template);
                store.visit(visit);
            }
            DriftPlace::Request { store } | DriftPlace::Words { store } => visit(store),
            DriftPlace::Status { .. } => {}
        }
        visit(&drift.because);
    }
    for check in &expect.checks {
        visit(&check.path.template);
        assertions(&check.assertions, visit);
    }
    for check in expect.html.iter().filter_map(|check| check.text.as_ref()) {
        assertions(check, visit);
    }
    match &expect.text {
        Some(TextExpectation::Equals(text)) => visit(text),
        Some(TextExpectation::Holds(holds)) => assertions(holds, visit),
        None => {}
    }
}

fn assertions<'a>(assertions: &'a Assertions, visit: Visit<'_, 'a>) {
    for assertion in &assertions.all {
        match &assertion.kind {
            AssertionKind::Equals(value) | AssertionKind::Contains(value) => value.visit(visit),
            AssertionKind::SumOf(paths) => each_path(paths, visit),
            AssertionKind::SameSet(values) => values.iter().for_each(|value| value.visit(visit)),
            AssertionKind::Matches(_)
            | AssertionKind::Length(_)
            | AssertionKind::AtLeast(_)
            | AssertionKind::AtMost(_)
            | AssertionKind::Exists(_)
            | AssertionKind::Is(_) => {}
        }
    }
}

fn each_path<'a>(paths: &'a [Path], visit: Visit<'_, 'a>) {
    paths.iter().for_each(|path| visit(&path.template));
}

/// Finds names that are defined twice, unknown, or used before they have a value.
pub(super) fn check(tutorial: &Tutorial, missing: &mut Missing) -> Vec<Problem> {
    let mut checking = Checking::of(tutorial, missing);
    checking.variables();
    for (index, scenario) in tutorial.scenarios.iter().enumerate() {
        let reachable = needs::reachable(tutorial, index);
        for (at, step) in scenario.steps.iter().enumerate() {
            checking.found(step);
            for used in uses(step) {
                if used.when != When::Undoing || !finds(step, used.name) {
                    checking.used(&used, (index, at), &reachable);
                }
            }
        }
    }
    checking.problems
}

/// Where a name gets its value.
#[derive(Clone, Copy)]
enum Definition<'a> {
    /// In `vars`, at this place of the list.
    Variable(usize),
    /// In a step of a scenario.
    Capture {
        scenario: usize,
        step: usize,
        span: &'a Span,
    },
}

struct Checking<'a> {
    tutorial: &'a Tutorial,
    definitions: HashMap<&'a str, Definition<'a>>,
    problems: Vec<Problem>,
    missing: &'a mut Missing,
}

impl<'a> Checking<'a> {
    /// Collects the definitions, and reports those that stand twice.
    fn of(tutorial: &'a Tutorial, missing: &'a mut Missing) -> Self {
        let mut checking = Self {
            tutorial,
            definitions: HashMap::new(),
            problems: Vec::new(),
            missing,
        };
        for (index, variable) in tutorial.variables.iter().enumerate() {
            if RESERVED.contains(&variable.name.as_str()) {
                checking.problems.push(reserved(variable));
            }
            let definition = Definition::Variable(index);
            checking.define(&variable.name, &variable.span, definition);
        }
        for (scenario, of_scenario) in tutorial.scenarios.iter().enumerate() {
            for (step, of_step) in of_scenario.steps.iter().enumerate() {
                for (name, span) in of_step.gives() {
                    let definition = Definition::Capture {
                        scenario,
                        step,
                        span,
                    };
                    checking.define(name, span, definition);
                }
            }
        }
        checking
    }

    fn define(&mut self, name: &'a str, span: &'a Span, definition: Definition<'a>) {
        if BUILT_IN.contains(&name) {
            let message = format!("`{name}` has its value from the user already");
            let hint = "it is built in: use it as it is, or choose another name here";
            self.problems.push(Problem::at(span, message).hint(hint));
            return;
        }
        let Some(first) = self.definitions.get(name) else {
            self.definitions.insert(name, definition);
            return;
        };
        let problem = self.has_a_value(name, first, span);
        self.problems.push(problem);
    }

    /// Looks at what the `find` of a step captures beside the step itself: it is known to the undo
    /// alone, so others may find something under the same name, but no other step captures it. A
    /// variable of the tutorial has its value: what is found is held against it.
    fn found(&mut self, step: &'a Step) {
        for (name, path) in finds_of(step) {
            let own = step.captures.iter().any(|capture| capture.name == *name);
            let first = self.definitions.get(name.as_str()).filter(|_| !own);
            if let Some(first @ Definition::Capture { .. }) = first {
                let problem = self.has_a_value(name, first, &path.span);
                self.problems.push(problem);
            }
        }
    }

    fn has_a_value(&self, name: &str, first: &Definition<'_>, span: &Span) -> Problem {
        let first = match first {
            Definition::Variable(index) => &self.tutorial.variables[*index].span,
            Definition::Capture { span, .. } => span,
        };
        let place = first.location();
        let message = format!("`{name}` has a value already");
        let hint = format!(
            "it gets one in {}, line {}: choose another name here",
            place.file, place.line
        );
        Problem::at(span, message).hint(hint)
    }

    /// Looks at what the variables of the tutorial itself and its shared rules use.
    fn variables(&mut self) {
        let tutorial = self.tutorial;
        for (index, variable) in tutorial.variables.iter().enumerate() {
            let mut found = Vec::new();
            if let Some(value) = &variable.value {
                in_json(value, &mut found);
            }
            for used in &found {
                self.used_in_variable(used, index);
            }
        }
        for rule in &tutorial.vary {
            let mut found = Vec::new();
            of_template(&rule.path.template, When::Walking, &mut found);
            for used in &found {
                self.used_in_variable(used, tutorial.variables.len());
            }
        }
    }

    fn used_in_variable(&mut self, used: &Use<'_>, before: usize) {
        let name = used.name;
        match self.definitions.get(name) {
            Some(Definition::Variable(index)) if *index < before => {}
            Some(Definition::Variable(index)) => {
                let itself = *index == before;
                let problem = Problem::at(used.span, format!("`{name}` has no value yet here"));
                self.problems.push(problem.hint(if itself {
                    "a variable cannot be made of itself"
                } else {
                    "a variable is made of those above it: move it up"
                }));
            }
            Some(Definition::Capture { scenario, step, .. }) => {
                let step = &self.tutorial.scenarios[*scenario].steps[*step].id;
                let message = format!("`{name}` has no value before step `{step}` captures it");
                let hint = "`vars` are read before the first step: use it in the steps";
                self.problems
                    .push(Problem::at(used.span, message).hint(hint));
            }
            None => self.unknown(used),
        }
    }

    fn used(&mut self, used: &Use<'_>, at: (usize, usize), reachable: &HashSet<usize>) {
        let (scenario, step) = match self.definitions.get(used.name) {
            None => return self.unknown(used),
            Some(Definition::Variable(_)) => return,
            Some(Definition::Capture { scenario, step, .. }) => (*scenario, *step),
        };
        let of = &self.tutorial.scenarios[scenario];
        if scenario != at.0 {
            if !reachable.contains(&scenario) {
                let message = elsewhere(used, of, &of.steps[step]);
                self.missing.note((at.0, scenario), used.span, message);
            }
            return;
        }
        if step < at.1 || (step == at.1 && used.when == When::Undoing) {
            return;
        }
        let tried = of.steps[step].candidates().filter(|_| step == at.1);
        if tried.is_some_and(|tried| tried.name == used.name) {
            return;
        }
        let (name, id) = (used.name, &of.steps[step].id);
        let problem = Problem::at(used.span, format!("`{name}` has no value yet here"));
        self.problems
            .push(problem.hint(if used.when == When::Finding && step == at.1 {
            "`find` is asked before the step is sent, too: look for what the step makes by a value \
             that the run knows by itself"
                .to_owned()
        } else if step == at.1 {
            "this step captures it itself, after its response was compared".to_owned()
        } else {
            format!("step `{id}` captures it later: move that step before this one")
        }));
    }

    fn unknown(&mut self, used: &Use<'_>) {
        let name = used.name;
        if BUILT_IN.contains(&name) {
            return;
        }
        let known = self
            .definitions
            .keys()
            .copied()
            .chain(BUILT_IN.iter().copied());
        let mut known: Vec<&str> = known.collect();
        known.sort_unstable();
        let hint = match (name, did_you_mean(name, known)) {
            ("uuid" | "now" | "totp", _) => format!("did you mean `${{{name}()}}`?"),
            ("run_id", _) => "did you mean `${run.id}`?".to_owned(),
            (_, Some(near)) => format!("did you mean `{near}`?"),
            (_, None) if self.tutorial.is_alone() => {
                "define it under `vars` at the top of the file, or capture it in a step before"
                    .to_owned()
            }
            (_, None) => "define it under `vars` in `tutorial.yaml`, or capture it in a step \
                          before"
                .to_owned(),
        };
        let message = format!("there is no variable `{name}`");
        self.problems
            .push(Problem::at(used.span, message).hint(hint));
    }
}

/// Returns what the `find` of a step captures.
fn finds_of(step: &Step) -> &[(String, Path)] {
    step.find().map_or(&[], |find| &find.captures)
}

fn finds(step: &Step, name: &str) -> bool {
    finds_of(step).iter().any(|(found, _)| found == name)
}

fn in_json<'a>(value: &'a JsonTemplate, found: &mut Vec<Use<'a>>) {
    value.visit(&mut |template| of_template(template, When::Walking, found));
}

fn reserved(variable: &Variable) -> Problem {
    let name = &variable.name;
    let message = format!("`{name}` is read by the program itself, and by no scenario");
    let hint = format!(
        "`MAGEWALK_{}` says how the shop is reached: choose another name here",
        name.to_ascii_uppercase()
    );
    Problem::at(&variable.span, message).hint(hint)
}

fn elsewhere(used: &Use<'_>, of: &Scenario, step: &Step) -> String {
    format!(
        "`{}` is captured in another scenario, by step `{}` of `{}`",
        used.name, step.id, of.name
    )
}

/// Marks what is sent as a `bearer` token as a secret.
pub(super) fn mark_bearers(tutorial: &mut Tutorial) {
    let steps = || {
        tutorial
            .scenarios
            .iter()
            .flat_map(|scenario| &scenario.steps)
    };
    let mut secrets = HashSet::new();
    for step in steps() {
        for request in step.requests() {
            if let Authorization::Bearer(token) = &request.authorization {
                secrets.extend(token.parts.iter().filter_map(variable).map(str::to_owned));
            }
        }
    }
    for variable in &mut tutorial.variables {
        variable.secret |= secrets.contains(&variable.name);
    }
    for step in tutorial
        .scenarios
        .iter_mut()
        .flat_map(|scenario| &mut scenario.steps)
    {
        for capture in &mut step.captures {
            capture.secret |= secrets.contains(&capture.name);
        }
    }
}

fn variable(part: &Part) -> Option<&str> {
    match part {
        Part::Value(expression, _) => Expression::variable(expression),
        Part::Text(_) => None,
    }
}
