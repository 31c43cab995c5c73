//! `retry`: how long a step that only reads is repeated until its expectations hold.

use std::time::Duration;

use crate::scenario::expectation::{Expectation, StatusPattern, StatusRule};
use crate::scenario::lower::Lower;
use crate::scenario::lower::fields::Fields;
use crate::scenario::lower::place::{Place, Wanted};
use crate::scenario::node::{Key, Node, NodeKind};
use crate::scenario::problem::Problem;
use crate::scenario::template::{Part, Template};
use crate::scenario::tutorial::{Candidates, Effect, Retry};

pub(super) const KEYS: &[&str] = &["every", "for", "times", "give_up_on", "with", "each"];

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// The longest time that a step is repeated.
const LONGEST: Duration = Duration::from_secs(3600);

/// The most attempts.
const MOST_TIMES: u64 = 1000;

impl Lower<'_> {
    /// Reads the `retry` of a step with this effect and these expectations.
    pub(super) fn retry(
        &mut self,
        (key, node): (&Key, &Node),
        effect: Effect,
        expect: &Expectation,
    ) -> Option<Retry> {
        if effect != Effect::Read {
            let message = format!(
                "a step whose effect is `{}` is never repeated",
                effect.name()
            );
            let hint = "let a step of its own, which only reads, wait for what this one does";
            self.report(Problem::at(&key.span, message).hint(hint));
        }
        let fields = self.fields(node, Place::Retry, KEYS)?;
        let each = fields.get("each");
        let tried = fields.get("with").or(each);
        if each.is_some() {
            self.each_stands_alone(&fields);
        }
        let every = match tried {
            Some(_) if fields.get("every").is_none() => Some(Duration::ZERO),
            _ => self
                .required(&fields, "every")
                .and_then(|node| self.duration(node, "every", LONGEST_PAUSE)),
        };
        let name = if each.is_some() { "each" } else { "with" };
        let candidates = tried.and_then(|node| self.candidates(node, name));
        let within = fields.get("for");
        let within = within.and_then(|node| self.duration(node, "for", LONGEST));
        let times = fields.get("times").map(|node| self.times(node));
        let give_up_on = fields.get("give_up_on").and_then(|node| self.status(node));
        self.retry_limits(&fields, every, within);
        if let Some(rule) = &give_up_on {
            self.gives_up_on_success(rule, expect);
        }
        Some(Retry {
            every: every?,
            within,
            times,
            give_up_on,
            candidates,
        })
    }

    /// Reports what says of a step with `each` how often it is repeated: the list does.
    fn each_stands_alone(&mut self, fields: &Fields<'_>) {
        let others = fields.present(&["every", "for", "times", "give_up_on", "with"]);
        if let Some((key, _)) = others.first() {
            let message = format!(
                "`each` ends with its list, and has no `{}` beside it",
                key.name
            );
            let hint = format!(
                "leave `{}` out; the step ends at the first value that fails",
                key.name
            );
            self.report(Problem::at(&key.span, message).hint(hint));
        }
    }

    /// Reads which variable holds another value of which list in each attempt.
    fn candidates(&mut self, node: &Node, of: &str) -> Option<Candidates> {
        let place = match of {
            "each" => Place::Other("`each`"),
            _ => Place::Other("`with`"),
        };
        let members = self.members(node, place)?;
        let [(key, list)] = members else {
            let message =
                format!("`{of}` names one variable, and the list of what it holds in turn");
            let hint = format!(
                "write `{of}: {{sku: \"${{skus}}\"}}`, where `skus` is a list that was captured"
            );
            self.report(Problem::at(&node.span, message).hint(hint));
            return None;
        };
        self.variable_name(key);
        let NodeKind::String(text) = &list.kind else {
            self.wrong_type(
                list,
                &format!("`{}`", key.name),
                Wanted::Other("the name of a list, such as `${skus}`"),
            );
            return None;
        };
        let list_template = self.template_of(text, &list.span);
        if !is_another_variable(&list_template, &key.name) {
            let message = "the values come from one other variable, named alone";
            let hint = format!("write `{}: \"${{{}s}}\"`", key.name, key.name);
            self.report(Problem::at(&list.span, message).hint(hint));
            return None;
        }
        Some(Candidates {
            name: key.name.clone(),
            each: of == "each",
            list: list_template,
            span: key.span.clone(),
        })
    }

    fn retry_limits(
        &mut self,
        fields: &Fields<'_>,
        every: Option<Duration>,
        within: Option<Duration>,
    ) {
        let limits = ["for", "times", "with", "each"];
        if fields.present(&limits).is_empty() && !fields.is_meant(&limits) {
            let message = "`retry` has no limit";
            let hint = "write how long (`for: 60s`), how often (`times: 10`), or both";
            self.report(Problem::at(&fields.span, message).hint(hint));
        }
        if let (Some(every), Some(within), Some(node)) = (every, within, fields.get("for"))
            && every >= within
        {
            let message = "`for` is over before the first repetition";
            let hint = "let `for` be longer than `every`";
            self.report(Problem::at(&node.span, message).hint(hint));
        }
    }

    fn times(&mut self, node: &Node) -> u64 {
        let before = self.problems.len();
        let times = self.count(node, "times");
        if self.problems.len() == before && !(2..=MOST_TIMES).contains(&times) {
            let message =
                format!("`times` is from 2 to {MOST_TIMES}: the first attempt counts too");
            self.report(Problem::at(&node.span, message).hint("write `times: 10`"));
        }
        times
    }

    fn gives_up_on_success(&mut self, rule: &StatusRule, expect: &Expectation) {
        let expected = expect.alternatives.iter().map(|one| &one.status);
        let mut expected = expected.flat_map(|status| &status.allowed);
        if expected.any(|one| rule.allowed.iter().any(|other| overlap(*one, *other))) {
            let message = "`give_up_on` names a status that `expect` wants";
            let hint = "name statuses that no waiting turns into the expected one, such as `404`";
            self.report(Problem::at(&rule.span, message).hint(hint));
        }
    }
}

/// Whether a template is a single `${name}`, which keeps the list that the variable holds, and is not
/// the variable of this name itself.
fn is_another_variable(template: &Template, name: &str) -> bool {
    let [Part::Value(expression, _)] = template.parts.as_slice() else {
        return false;
    };
    expression.variable().is_some_and(|used| used != name)
}

fn overlap(one: StatusPattern, other: StatusPattern) -> bool {
    match (one, other) {
        (StatusPattern::Code(one), StatusPattern::Code(other)) => one == other,
        (StatusPattern::Class(one), StatusPattern::Class(other)) => one == other,
        (StatusPattern::Code(code), StatusPattern::Class(class))
        | (StatusPattern::Class(class), StatusPattern::Code(code)) => code / 100 == class,
    }
}
