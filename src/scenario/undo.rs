//! Whether each `undo` knows that what it takes back is the run's own.

use std::collections::HashSet;

use crate::scenario::expectation::Path;
use crate::scenario::names;
use crate::scenario::needs;
use crate::scenario::problem::{Problem, did_you_mean};
use crate::scenario::source::Span;
use crate::scenario::template::{Expression, Part, Template};
use crate::scenario::tutorial::{
    Authorization, Effect, Find, Lookup, RequestTemplate, Step, Tutorial, Undo, UndoRequest,
};

/// Finds undos that could hit what is not the run's own.
pub(super) fn check(tutorial: &Tutorial) -> Vec<Problem> {
    let known = Known::of(tutorial);
    let mut problems = Vec::new();
    for (scenario, of_scenario) in tutorial.scenarios.iter().enumerate() {
        for (at, step) in of_scenario.steps.iter().enumerate() {
            match &step.undo {
                None | Some(Undo::Stays(_)) => {}
                Some(Undo::With { step: id, span }) => {
                    problems.extend(with(tutorial, (scenario, at), id, span));
                }
                Some(Undo::Request(undo)) => match &undo.lookup {
                    Lookup::Find(find) => {
                        problems.extend(untied(find, &known));
                        problems.extend(unfound(undo, find, &known));
                        problems.extend(unnamed(undo, find, &known));
                    }
                    Lookup::Unfindable { span, .. } => {
                        problems.extend(unfindable(step, undo, span));
                    }
                },
            }
        }
    }
    problems
}

/// What is known of the values of a tutorial.
struct Known<'a> {
    /// The variables that are new in every run.
    own: HashSet<&'a str>,
    /// The variables that a store gives.
    captured: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(tutorial: &'a Tutorial) -> Self {
        let steps = tutorial.scenarios.iter().flat_map(|one| &one.steps);
        Self {
            own: own_variables(tutorial),
            captured: steps.flat_map(Step::gives).map(|(name, _)| name).collect(),
        }
    }
}

/// Returns the variables of a tutorial that are new in every run: made of `run.id`, of `uuid()`, or
/// of such variables.
pub fn own_variables(tutorial: &Tutorial) -> HashSet<&str> {
    let mut own = HashSet::new();
    // A variable is made of those above it.
    for variable in &tutorial.variables {
        let mut is_new = false;
        if let Some(value) = &variable.value {
            value.visit(&mut |template| is_new |= is_own(template, &own));
        }
        if is_new {
            own.insert(variable.name.as_str());
        }
    }
    own
}

/// Whether a text is new in every run, by these variables.
fn is_own(template: &Template, own: &HashSet<&str>) -> bool {
    let mut expressions = template.parts.iter().filter_map(|part| match part {
        Part::Value(expression, _) => Some(expression),
        Part::Text(_) => None,
    });
    expressions.any(|expression| match expression {
        Expression::RunId | Expression::Uuid => true,
        other => other.variable().is_some_and(|name| own.contains(name)),
    })
}

/// The step that takes another one along has to come before it, and to be taken back itself.
fn with(tutorial: &Tutorial, at: (usize, usize), id: &str, span: &Span) -> Option<Problem> {
    let reachable = needs::reachable(tutorial, at.0);
    let before = |scenario: &usize, step: usize| {
        reachable.contains(scenario) || (*scenario == at.0 && step < at.1)
    };
    let scenarios = tutorial.scenarios.iter().enumerate();
    let steps: Vec<&Step> = scenarios
        .flat_map(|(scenario, of)| {
            let steps = of.steps.iter().enumerate();
            steps.filter(move |(step, _)| before(&scenario, *step))
        })
        .map(|(_, step)| step)
        .collect();
    let Some(other) = steps.iter().find(|step| step.id == id) else {
        let message = format!("there is no step `{id}` before this one");
        let hint = match did_you_mean(id, steps.iter().map(|step| step.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name the step whose `undo` takes this one along".to_owned(),
        };
        return Some(Problem::at(span, message).hint(hint));
    };
    // Of a step that writes and has none here, it was said already what is wrong with it.
    let is_said = other.undo.is_none() && other.effect != Effect::Read;
    if is_said || matches!(other.undo, Some(Undo::Request(_) | Undo::Stays(_))) {
        return None;
    }
    let message = format!("step `{id}` does not say how it is taken back");
    let hint = "name the step whose `undo` has a request, or says what stays";
    Some(Problem::at(span, message).hint(hint))
}

/// What `find` finds has to be tied to the run, each part of it: a store that does not heed the
/// question, or a cache that answers another one, would else name what is somebody else's.
fn untied(find: &Find, known: &Known<'_>) -> Option<Problem> {
    let is_tied = |(name, path): &(String, Path)| {
        known.own.contains(name.as_str()) || selects_own(&path.template, &known.own)
    };
    if find.captures.iter().all(is_tied) || find.because.is_some() {
        return None;
    }
    let message = "nothing ties what `find` finds to this run";
    let hint = "select each part of it by a value that is new in every run, such as \
                `$.items[?@.email=='${email}'].id` where `email` is made of `${run.id}`, or say with \
                `because: …` why it can only be the run's own";
    Some(Problem::at(&find.span, message).hint(hint))
}

/// Whether a path selects nothing but what is equal to a value that is new in every run.
fn selects_own(template: &Template, own: &HashSet<&str>) -> bool {
    let literal = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Value(..) => String::new(),
    };
    let whole: String = template.parts.iter().map(literal).collect();
    // With an alternative or a negation, others are selected, too.
    if ["||", "!(", "!@"]
        .iter()
        .any(|operator| whole.contains(operator))
    {
        return false;
    }
    let mut before = String::new();
    for part in &template.parts {
        let one = Template {
            parts: vec![part.clone()],
            span: template.span.clone(),
        };
        let compared = before
            .rsplit_once(['\'', '"'])
            .map(|(left, _)| left.trim_end());
        if is_own(&one, own) && compared.is_some_and(|left| left.ends_with("==")) {
            return true;
        }
        before += &literal(part);
    }
    false
}

/// What an undo names has to come from its `find`: an id that a step was answered may be another's.
fn unfound(undo: &UndoRequest, find: &Find, known: &Known<'_>) -> Vec<Problem> {
    let found = |name: &str| find.captures.iter().any(|(one, _)| one == name);
    let mut named = undo.request.clone();
    // Who asks is not what is taken back.
    named.authorization = Authorization::None;
    let used = names::uses_of_request(&named);
    let used = used
        .iter()
        .filter(|used| known.captured.contains(used.name));
    used.filter(|used| !found(used.name))
        .map(|used| {
            let message = format!(
                "`{}` comes from an answer, and `find` does not find it again",
                used.name
            );
            let hint = format!(
                "capture it in `find`, under another name where a step captures `{}`",
                used.name
            );
            Problem::at(used.span, message).hint(hint)
        })
        .collect()
}

/// What is taken back is named by the path of its undo, at its end, by what `find` has found or by a
/// value that is new in every run: else something else would be hit.
fn unnamed(undo: &UndoRequest, find: &Find, known: &Known<'_>) -> Option<Problem> {
    let mut last = None;
    for part in &undo.request.path.parts {
        match part {
            Part::Text(text) if text.contains('?') => break,
            Part::Text(_) => {}
            Part::Value(expression, _) => last = Some(expression),
        }
    }
    let is_named = last.is_some_and(|expression| match expression.variable() {
        Some(name) => {
            known.own.contains(name) || find.captures.iter().any(|(found, _)| found == name)
        }
        None => matches!(expression, Expression::RunId),
    });
    if is_named {
        return None;
    }
    let message = "the path of the undo does not end in what `find` finds";
    let hint = "write what `find` captures into it, such as `DELETE: /V1/customers/${customer_id}`";
    Some(Problem::at(&undo.request.path.span, message).hint(hint))
}

/// Without a look, only what the store itself has named anew can be taken back.
fn unfindable(step: &Step, undo: &UndoRequest, span: &Span) -> Option<Problem> {
    let own = |name: &str| step.captures.iter().any(|capture| capture.name == name);
    let names_it = names_in_path(&undo.request).into_iter().any(own);
    if step.request.method == "POST" && names_it {
        return None;
    }
    let message = "without `find`, what was in the shop before could be taken back";
    let hint = "an undo without `find` is for a `POST` that answers with a new id, captured by the \
                same step and used in the path of its undo; write a `find` here";
    Some(Problem::at(span, message).hint(hint))
}

fn names_in_path(request: &RequestTemplate) -> Vec<&str> {
    let parts = request.path.parts.iter();
    parts
        .filter_map(|part| match part {
            Part::Value(expression, _) => expression.variable(),
            Part::Text(_) => None,
        })
        .collect()
}
